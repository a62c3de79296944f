"""A text classifier from a local folder: transformers' tokenizer and ONNX Runtime, never the network."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.errors import ModelError

BATCH, LONGEST, STRIDE = 32, 256, 64
_KNOWN_WORDS = (
    "safeguarding abuse confidential defamation illegal advertising malicious_link political off_topic "
    "religious legal campaign advice personal_view conversation personal_gain personal_data tone spelling"
)
_KNOWN = frozenset(_KNOWN_WORDS.split())
_NOTHING = ("", "none", "ignore")


class Transformer:
    """A model folder: ``config.json``, a tokenizer and an ``.onnx`` file; ``weekwatch.json`` may name and calibrate it.

    ``weekwatch.json`` may hold ``name``, ``temperature`` (a number, or one by label) and ``max_length``.

    Raises:
        ModelError: if something in the folder is missing, damaged or means nothing to us.
    """

    def __init__(self, folder: Path, labels: Mapping[str, str]) -> None:
        self.folder = folder
        if not folder.is_dir():
            raise ModelError(
                str(folder), "no such model folder", "Correct [classify] model in policy.toml, or empty it"
            )
        config, own = self._json("config.json"), self._json("weekwatch.json", needed=False)
        names = config.get("id2label")
        if not isinstance(names, dict) or not names:
            raise ModelError(str(folder / "config.json"), "it names no labels (id2label)", "Export the model with them")
        self.names = [str(names[key]) for key in sorted(names, key=int)]
        self.labels = {name: self._meaning(name, labels) for name in self.names}
        self.name = str(own.get("name") or folder.name)
        self.softmax = config.get("problem_type") == "single_label_classification"
        self.longest = int(own.get("max_length") or min(LONGEST, int(config.get("max_position_embeddings") or LONGEST)))
        self.temperature = self._temperature(own.get("temperature", 1.0))
        path = self._onnx()
        self.sha256 = hashlib.sha256(path.read_bytes() + json.dumps(own, sort_keys=True).encode()).hexdigest()
        self._session = self._open(path)
        self._tokenizer = self._load_tokenizer()

    def score(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """By our categories, the highest probability that any window of a text has; batches of like length."""
        windows = self._windows(texts)
        best = np.zeros((len(texts), len(self.names)))
        order = sorted(range(len(windows)), key=lambda i: len(windows[i][1]))
        for start in range(0, len(order), BATCH):
            chosen = [windows[i] for i in order[start : start + BATCH]]
            probabilities = self._run([ids for _, ids in chosen])
            for (text, _), row in zip(chosen, probabilities, strict=True):
                best[text] = np.maximum(best[text], row)
        return [self._as_ours(row) for row in best]

    def _as_ours(self, row: np.ndarray[Any, Any]) -> dict[str, float]:
        scores: dict[str, float] = {}
        for name, value in zip(self.names, row, strict=True):
            if ours := self.labels[name]:
                scores[ours] = max(scores.get(ours, 0.0), float(value))
        return scores

    def _windows(self, texts: Sequence[str]) -> list[tuple[int, list[int]]]:
        """Token ids by text; a long text has several windows that overlap."""
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        windows: list[tuple[int, list[int]]] = []
        filled = [number for number, text in enumerate(clean) if text.strip()]
        if not filled:
            return windows
        encoded = self._tokenizer(
            [clean[number] for number in filled],
            truncation=True,
            max_length=self.longest,
            stride=min(STRIDE, self.longest // 4),
            return_overflowing_tokens=True,
        )
        belongs = encoded.get("overflow_to_sample_mapping") or range(len(filled))
        return [(filled[sample], ids) for sample, ids in zip(belongs, encoded["input_ids"], strict=True)]

    def _run(self, batch: list[list[int]]) -> np.ndarray[Any, Any]:
        width = max(len(ids) for ids in batch)
        pad = self._tokenizer.pad_token_id or 0
        tokens = np.array([ids + [pad] * (width - len(ids)) for ids in batch], dtype=np.int64)
        mask = np.array([[1] * len(ids) + [0] * (width - len(ids)) for ids in batch], dtype=np.int64)
        offered = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        wanted = {given.name for given in self._session.get_inputs()}
        logits = self._session.run(None, {k: v for k, v in offered.items() if k in wanted})[0] / self.temperature
        if self.softmax:
            shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
            return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -60, 60))))

    def _meaning(self, name: str, labels: Mapping[str, str]) -> str:
        ours = labels.get(name, name)
        if ours in _NOTHING:
            return ""
        if ours.partition(".")[0] not in _KNOWN:
            raise ModelError(
                str(self.folder),
                f'the model\'s label "{name}" means no category of ours',
                f'Say what it means in policy.toml, [classify] labels = {{ "{name}" = "abuse" }}, or "none" to '
                "leave it out",
            )
        return ours

    def _temperature(self, given: Any) -> np.ndarray[Any, Any]:
        values = [given.get(name, 1.0) for name in self.names] if isinstance(given, dict) else [given] * len(self.names)
        if not all(isinstance(v, int | float) and v > 0 for v in values):
            raise ModelError(str(self.folder / "weekwatch.json"), "a temperature is a number above 0", "Correct it")
        return np.array(values, dtype=np.float64)

    def _json(self, name: str, *, needed: bool = True) -> dict[str, Any]:
        path = self.folder / name
        if not needed and not path.exists():
            return {}
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(str(path), "it is missing or no JSON", "Copy the model folder again") from error
        return read if isinstance(read, dict) else {}

    def _onnx(self) -> Path:
        found = sorted([*self.folder.glob("*.onnx"), *self.folder.glob("onnx/*.onnx")])
        if not found:
            raise ModelError(str(self.folder), "it holds no .onnx file", "Export the model to ONNX")
        return min(found, key=lambda path: ("quantized" not in path.stem and "int8" not in path.stem, str(path)))

    def _open(self, path: Path) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        options.log_severity_level = 4
        try:
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelError(str(path), "ONNX Runtime cannot open it", "Export it again, or copy it again") from error
        width = session.get_outputs()[0].shape[-1]
        if isinstance(width, int) and width != len(self.names):
            raise ModelError(
                str(path),
                f"it gives {width} scores for {len(self.names)} labels",
                "Use the config.json that belongs to it",
            )
        return session

    def _load_tokenizer(self) -> Any:
        os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
        os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
        from transformers import AutoTokenizer

        try:
            return AutoTokenizer.from_pretrained(str(self.folder), local_files_only=True)
        except Exception as error:
            raise ModelError(str(self.folder), "its tokenizer cannot be read", "Copy tokenizer.json into it") from error
