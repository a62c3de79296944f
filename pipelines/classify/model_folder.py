"""A model's folder: its labels, its calibration, its tokenizer and its ONNX graph, each checked when it is opened."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.errors import ModelError

LONGEST = 256
# A label that speaks of a post of the organisation's own.
OF_POSTS = "outbound."
_KNOWN_WORDS = (
    "safeguarding abuse confidential defamation illegal advertising malicious_link political off_topic "
    "religious legal campaign advice personal_view conversation personal_gain personal_data tone spelling"
)
_KNOWN = frozenset(_KNOWN_WORDS.split())
_NOTHING = ("", "none", "ignore")

Row = np.ndarray[Any, Any]


class ModelFolder:
    """``config.json``, a tokenizer and an ``.onnx`` file; ``weekwatch.json`` may name and calibrate the model.

    ``weekwatch.json`` may hold ``name``, ``max_length``, ``temperature`` (a number, or one by label), ``slope`` and
    ``shift`` by label (the probability is ``sigmoid(slope * logit / temperature + shift)``), and ``reads``:
    ``"folded"`` for a model that was taught on texts as ``model_text`` folds them.

    Raises:
        ModelError: if something in the folder is missing, damaged or means nothing to us.
    """

    def __init__(self, path: Path, labels: Mapping[str, str]) -> None:
        self.path = path
        if not path.is_dir():
            raise ModelError(str(path), "no such model folder", "Correct [classify] model in policy.toml, or empty it")
        config, own = self._json("config.json"), self._json("weekwatch.json", needed=False)
        names = config.get("id2label")
        if not isinstance(names, dict) or not names:
            raise ModelError(str(path / "config.json"), "it names no labels (id2label)", "Export the model with them")
        self.names = [str(names[key]) for key in sorted(names, key=int)]
        self.labels = {name: self._meaning(name, labels) for name in self.names}
        self.name = str(own.get("name") or path.name)
        self.reads_folded = own.get("reads") == "folded"
        self.is_softmax = config.get("problem_type") == "single_label_classification"
        self.longest = int(own.get("max_length") or min(LONGEST, int(config.get("max_position_embeddings") or LONGEST)))
        temperature = self._by_label(own, "temperature", 1.0)
        if not (temperature > 0).all():
            raise ModelError(str(path / "weekwatch.json"), "a temperature is a number above 0", "Correct it")
        self.slope = self._by_label(own, "slope", 1.0) / temperature
        self.shift = self._by_label(own, "shift", 0.0)
        graph = self._onnx()
        self.sha256 = hashlib.sha256(graph.read_bytes() + json.dumps(own, sort_keys=True).encode()).hexdigest()
        self.session = self._open(graph)
        self.tokenizer = self._open_tokenizer()

    def probabilities(self, logits: Row) -> Row:
        """Calibrated probabilities (texts, labels) of logits of that shape."""
        scaled = logits * self.slope + self.shift
        if self.is_softmax:
            shifted = np.exp(scaled - scaled.max(axis=1, keepdims=True))
            return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
        return np.asarray(1 / (1 + np.exp(-np.clip(scaled, -60, 60))))

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
                f'Say what it means in policy.toml, [classify] labels = {{ "{name}" = "abuse" }}, or "none" to '
                "leave it out",
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

    def _onnx(self) -> Path:
        found = sorted([*self.path.glob("*.onnx"), *self.path.glob("onnx/*.onnx")])
        if not found:
            raise ModelError(str(self.path), "it holds no .onnx file", "Export the model to ONNX")
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

    def _open_tokenizer(self) -> Any:
        os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
        os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
        from transformers import AutoTokenizer

        try:
            return AutoTokenizer.from_pretrained(str(self.path), local_files_only=True)
        except Exception as error:
            raise ModelError(str(self.path), "its tokenizer cannot be read", "Copy tokenizer.json into it") from error
