"""What runs a model's graph: ONNX Runtime, or PyTorch where it is installed; the network is never asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from pipelines.errors import ModelError

Row = np.ndarray[Any, Any]
BY_TOKEN = "token_logits"  # noqa: S105


class Encoded(NamedTuple):
    """Token ids, and the segment that each is of: 0 the text, 1 what stands behind it."""

    ids: list[int]
    segments: list[int]


class Runtime(Protocol):
    """Runs a graph on encoded texts."""

    def run(self, batch: Sequence[Encoded], pad: int) -> tuple[Row, Row | None]:
        """Logits (texts, labels); what each token adds to them (texts, tokens, labels), where the graph says so."""
        ...


def padded(batch: Sequence[Encoded], pad: int) -> dict[str, Row]:
    """The usual inputs of an encoder (texts, tokens), padded to the longest text."""
    width = max(len(one.ids) for one in batch)
    shape = (len(batch), width)
    ids, mask, segments = np.full(shape, pad, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for row, one in enumerate(batch):
        size = len(one.ids)
        ids[row, :size], mask[row, :size], segments[row, :size] = one.ids, 1, one.segments
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}


class Onnx:
    """An ``.onnx`` graph on the processor.

    Raises:
        ModelError: ONNX Runtime cannot open it.
    """

    def __init__(self, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Batches run beside each other, one a core: that is faster than sharing out the work of each.
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelError(str(path), "ONNX Runtime cannot open it", "Export it again, or copy it again") from error
        self._inputs = {given.name for given in self._session.get_inputs()}
        outputs = self._session.get_outputs()
        self.width = outputs[0].shape[-1]
        self._outputs = [given.name for given in outputs[:1]] + [g.name for g in outputs[1:] if g.name == BY_TOKEN]

    def run(self, batch: Sequence[Encoded], pad: int) -> tuple[Row, Row | None]:
        """See ``Runtime``."""
        offered = {name: rows for name, rows in padded(batch, pad).items() if name in self._inputs}
        given: list[Any] = self._session.run(self._outputs, offered)
        return given[0], given[1] if len(given) > 1 else None


class Torch:
    """A folder of the transformers library on PyTorch: on a graphics card where there is one.

    Raises:
        ModelError: PyTorch is not installed, or cannot open the model.
    """

    def __init__(self, folder: Path) -> None:
        try:
            import torch
            from transformers import AutoModelForSequenceClassification
        except ImportError as error:
            raise ModelError(str(folder), "it needs PyTorch", "Install torch, or export the model to ONNX") from error
        try:
            self._model = AutoModelForSequenceClassification.from_pretrained(str(folder), local_files_only=True)
        except Exception as error:
            raise ModelError(str(folder), "PyTorch cannot open it", "Copy the model folder again") from error
        self._torch = torch
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model.to(self._device).eval()
        self.width = self._model.config.num_labels
        self._has_segments = getattr(self._model.config, "type_vocab_size", 0) > 1

    def run(self, batch: Sequence[Encoded], pad: int) -> tuple[Row, Row | None]:
        """See ``Runtime``."""
        offered = padded(batch, pad)
        if not self._has_segments:
            del offered["token_type_ids"]
        with self._torch.no_grad():
            tensors = {name: self._torch.tensor(rows, device=self._device) for name, rows in offered.items()}
            logits = self._model(**tensors).logits
        return logits.float().cpu().numpy(), None


class ZeroShot:
    """A model of natural language inference, asked of each category whether the text entails a sentence about it.

    Its logit for a category is that of entailment less that of contradiction, so a logistic of it is the probability.
    """

    def __init__(self, inner: Runtime, sentences: Sequence[Encoded], entails: int, contradicts: int) -> None:
        self._inner, self._behind = inner, sentences
        self._entails, self._contradicts = entails, contradicts

    def run(self, batch: Sequence[Encoded], pad: int) -> tuple[Row, Row | None]:
        """See ``Runtime``; one pass a category."""
        columns = []
        for behind in self._behind:
            asked = [Encoded(one.ids + behind.ids, one.segments + behind.segments) for one in batch]
            logits, _ = self._inner.run(asked, pad)
            columns.append(logits[:, self._entails] - logits[:, self._contradicts])
        return np.stack(columns, axis=1), None
