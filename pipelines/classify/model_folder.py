"""A model's folder: its labels, its calibration, its tokenizer and its graph, each checked when it is opened."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.classify.ngrams import Ngrams
from pipelines.classify.runtime import Encoded, Onnx, Row, Runtime, Torch, ZeroShot
from pipelines.errors import ModelError
from pipelines.policy import Model

LONGEST, STRIDE = 256, 64
# A label that speaks of a post of the organisation's own.
OF_POSTS = "outbound."
_KNOWN_WORDS = (
    "safeguarding abuse confidential defamation illegal advertising malicious_link political off_topic "
    "religious legal campaign advice personal_view conversation personal_gain personal_data tone spelling"
)
_KNOWN = frozenset(_KNOWN_WORDS.split())
_NOTHING = ("", "none", "ignore")

# Models that ship are found from wherever a policy file lies.
_PRODUCT = Path(__file__).parents[2]

Window = tuple[list[int], list[tuple[int, int]]]


def folder_of(model: Model, beside: Path) -> Path:
    """Where a model's files lie: a folder beside the policy file or beside the product, or what an id brought here.

    Raises:
        ModelError: there is no such folder, and the policy does not name the id as one to download.
    """
    folder = beside / model.source
    for found in (folder, _PRODUCT / model.source):
        if found.is_dir():
            return found
    if model.source.count("/") != 1 or model.source.startswith("."):
        raise ModelError(str(folder), "no such model folder", "Correct the source of this [[models]] in policy.toml")
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model.source, allow_patterns=_NEEDED, local_files_only=not model.may_download))
    except Exception as error:
        todo = "Check the connection" if model.may_download else "Say may_download = true, or copy the model here"
        raise ModelError(model.source, "this model is not on this computer", todo) from error


_NEEDED = ["*.json", "*.txt", "*.model", "*.onnx", "*.safetensors"]


class ModelFolder:
    """``config.json``, a tokenizer and an ``.onnx`` file, or weights for PyTorch; ``weekwatch.json`` may add to them.

    ``weekwatch.json`` may hold ``name``; ``max_length``; ``temperature`` (a number, or one by label); by label
    ``slope``, ``shift``, ``ngrams`` and ``patterns``, of which a probability is made as ``sigmoid(slope * logit /
    temperature + ngrams * the logit of ngrams.npz + patterns * what patterns scored + shift)``; ``reads``, which is
    ``"folded"`` for a model that was taught on texts as ``model_text`` folds them; and ``parent``, true for one that
    reads the text answered as a second segment.

    Raises:
        ModelError: if something in the folder is missing, damaged or means nothing to us.
    """

    def __init__(self, path: Path, model: Model) -> None:
        self.path, self._model = path, model
        if not path.is_dir():
            raise ModelError(str(path), "no such model folder", "Correct the source of this [[models]] in policy.toml")
        self._config, own = self._json("config.json"), self._json("weekwatch.json", needed=False)
        names = {str(name): int(n) for n, name in (self._config.get("id2label") or {}).items()}
        if not names:
            raise ModelError(str(path / "config.json"), "it names no labels (id2label)", "Export the model with them")
        self.names = list(model.hypotheses) or sorted(names, key=names.__getitem__)
        self.labels = {name: self._meaning(name, model.labels) for name in self.names}
        self.name = str(own.get("name") or path.name)
        self.reads_folded, self.reads_parent = own.get("reads") == "folded", own.get("parent") is True
        self._is_softmax = self._config.get("problem_type") == "single_label_classification" and not model.hypotheses
        positions = self._config.get("max_position_embeddings") or LONGEST
        self.longest = int(own.get("max_length") or min(LONGEST, int(positions)))
        self._calibrate(own)
        self._pad = int(self._config.get("pad_token_id") or 0)
        self._tokenizer = self._open_tokenizer()
        self._runtime = self._open(names)
        digest = hashlib.sha256(json.dumps([own, model.hypotheses], sort_keys=True).encode())
        for file in (self._graph(), self.path / "tokenizer.json", self.path / "ngrams.npz"):
            digest.update(file.read_bytes() if file.exists() else b"")
        self.sha256 = digest.hexdigest()

    def run(self, batch: Sequence[Encoded]) -> tuple[Row, Row | None]:
        """Logits (texts, labels); what each token adds to them (texts, tokens, labels), where the graph says so."""
        return self._runtime.run(batch, self._pad)

    def tokens(self, texts: Sequence[str]) -> list[list[Window]]:
        """By text, its windows: token ids, and where each token stands in the text."""
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        return [
            [(w.ids, w.offsets) for w in (found, *found.overflowing)] for found in self._tokenizer.encode_batch(clean)
        ]

    def by_ngrams(self, texts: Sequence[str]) -> Row:
        """What the n-grams of texts add to their logits (texts, labels); nothing where the folder has none."""
        if self._ngrams is None:
            return np.zeros((len(texts), len(self.names)))
        return self._ngrams.logits(texts) * self._by_ngrams

    def probabilities(self, logits: Row, more: Row | float = 0.0, hints: Sequence[Mapping[str, float]] = ()) -> Row:
        """Calibrated probabilities (texts, labels) of such logits.

        ``more`` is what is added to them (of that shape); ``hints`` is, by text, what patterns scored.
        """
        scaled = logits * self._slope + self._shift + more
        if self._is_softmax:
            shifted = np.exp(scaled - scaled.max(axis=1, keepdims=True))
            return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
        for row, hint in enumerate(hints):
            for number in self._weighing if hint else ():
                scaled[row, number] += self._patterns[number] * hint.get(self._hinted[number], 0.0)
        return np.asarray(1 / (1 + np.exp(-np.clip(scaled, -60, 60))))

    def figures(self) -> str:
        """What the model publishes of how often it is right (``figures.json``), or ''."""
        path = self.path / "figures.json"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def weighs_patterns(self, direction: str) -> set[str]:
        """The categories and sub-kinds whose patterns are part of the probability."""
        return {name for number, name in self.meant(direction).items() if number in self._weighing}

    def _calibrate(self, own: Mapping[str, Any]) -> None:
        temperature = self._by_label(own, "temperature", 1.0)
        if not (temperature > 0).all():
            raise ModelError(str(self.path / "weekwatch.json"), "a temperature is a number above 0", "Correct it")
        self._slope = self._by_label(own, "slope", 1.0) / temperature
        self._shift, self._patterns = self._by_label(own, "shift", 0.0), self._by_label(own, "patterns", 0.0)
        self._by_ngrams = self._by_label(own, "ngrams", 0.0)
        path = self.path / "ngrams.npz"
        self._ngrams = Ngrams(path) if path.exists() else None
        self._weighing = [n for n, weight in enumerate(self._patterns) if weight]
        self._hinted = [self.labels[name].removeprefix(OF_POSTS) for name in self.names]

    def meant(self, direction: str) -> dict[int, str]:
        """By output, the category of ours that it speaks of in this direction."""
        known = {number: self.labels[name] for number, name in enumerate(self.names) if self.labels[name]}
        of_posts = {number: ours.removeprefix(OF_POSTS) for number, ours in known.items() if ours.startswith(OF_POSTS)}
        of_public = {number: ours for number, ours in known.items() if number not in of_posts}
        # A model that knows no difference says the same of both.
        return of_posts if direction == "outbound" and of_posts else of_public

    def _meaning(self, name: str, labels: Mapping[str, str]) -> str:
        ours = labels.get(name, name)
        if ours in _NOTHING:
            return ""
        if ours.removeprefix(OF_POSTS).partition(".")[0] not in _KNOWN:
            raise ModelError(
                str(self.path),
                f'the model\'s label "{name}" means no category of ours',
                f'Say what it means under its [[models]] in policy.toml, labels = {{ "{name}" = "abuse" }}, or "none" '
                "to leave it out",
            )
        return ours

    def _by_label(self, own: Mapping[str, Any], name: str, usual: float) -> Row:
        given = own.get(name, usual)
        values = (
            [given.get(label, usual) for label in self.names] if isinstance(given, dict) else [given] * len(self.names)
        )
        if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
            raise ModelError(str(self.path / "weekwatch.json"), f"a {name} is a number", "Correct it")
        return np.array(values, dtype=np.float64)

    def _json(self, name: str, *, needed: bool = True) -> dict[str, Any]:
        path = self.path / name
        if not needed and not path.exists():
            return {}
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(str(path), "it is missing or no JSON", "Copy the model folder again") from error
        return read if isinstance(read, dict) else {}

    def _graph(self) -> Path:
        """The file that holds what the model learnt.

        Raises:
            ModelError: there is none.
        """
        kind = "safetensors" if self._model.runtime == "torch" else "onnx"
        found = sorted([*self.path.glob(f"*.{kind}"), *self.path.glob(f"onnx/*.{kind}")])
        if not found:
            todo = "Copy the model again" if kind == "safetensors" else "Export the model to ONNX"
            raise ModelError(str(self.path), f"it holds no .{kind} file", todo)
        return min(found, key=lambda path: ("quantized" not in path.stem and "int8" not in path.stem, str(path)))

    def _open(self, names: Mapping[str, int]) -> Runtime:
        """The runtime that the policy asks for, giving a score for each label."""
        inner = Torch(self.path) if self._model.runtime == "torch" else Onnx(self._graph())
        if isinstance(inner.width, int) and inner.width != len(names):
            raise ModelError(
                str(self.path),
                f"it gives {inner.width} scores for {len(names)} labels",
                "Use the config.json that belongs to it",
            )
        if not self._model.hypotheses:
            return inner
        lowered = {name.lower(): number for name, number in names.items()}
        if not {"entailment", "contradiction"} <= lowered.keys():
            raise ModelError(
                str(self.path), "hypotheses want a model of inference (entailment, contradiction)", "Leave them out"
            )
        sentences = [self._pair(sentence) for sentence in self._model.hypotheses.values()]
        return ZeroShot(inner, sentences, lowered["entailment"], lowered["contradiction"])

    def _pair(self, sentence: str) -> Encoded:
        """What stands behind a text that is asked whether it entails the sentence."""
        alone = len(self._tokenizer.encode("x").ids)
        both = self._tokenizer.encode("x", sentence)
        return Encoded(both.ids[alone:], both.type_ids[alone:])

    def _open_tokenizer(self) -> Any:
        """The tokenizer, cutting long texts into windows that overlap."""
        from tokenizers import Tokenizer

        try:
            path = self.path / "tokenizer.json"
            opened = Tokenizer.from_file(str(path)) if path.exists() else self._slow_tokenizer()
        except Exception as error:
            raise ModelError(str(self.path), "its tokenizer cannot be read", "Copy tokenizer.json into it") from error
        opened.no_padding()
        opened.enable_truncation(self.longest, stride=min(STRIDE, self.longest // 4))
        return opened

    def _slow_tokenizer(self) -> Any:
        """The tokenizer of a model that has vocabulary files alone, as the transformers library makes it of them."""
        os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
        os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(str(self.path), local_files_only=True).backend_tokenizer
