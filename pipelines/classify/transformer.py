"""A text classifier from a local folder, on ONNX Runtime: scores, and the words that raised them; never the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pipelines.classify.model_folder import ModelFolder, Row
from pipelines.classify.model_text import ModelText

BATCH, STRIDE = 32, 64
# Below this probability nothing is shown as a reason; no policy's threshold lies there.
WORTH_A_REASON = 0.02
MOST_REASONS = 4
BY_TOKEN = "token_logits"  # noqa: S105


class Reason(NamedTuple):
    """A stretch of the original text (code points) that raised a category's score."""

    category: str
    start: int
    end: int


@dataclass(slots=True)
class Judged:
    """A text's probabilities by our categories and sub-kinds, and why."""

    scores: dict[str, float] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)


class _Window(NamedTuple):
    """Some of a text's tokens: whose they are, their ids, and where each stands in the model's text."""

    text: int
    ids: list[int]
    places: list[tuple[int, int]]


class Transformer:
    """Scores texts with the model of a folder.

    Raises:
        ModelError: if something in the folder is missing, damaged or means nothing to us.
    """

    def __init__(self, folder: Path, labels: Mapping[str, str]) -> None:
        self.model = ModelFolder(folder, labels)
        self.name, self.sha256, self.labels = self.model.name, self.model.sha256, self.model.labels
        self._meant: dict[int, str] = {}
        self._inputs = {given.name for given in self.model.session.get_inputs()}
        outputs = [given.name for given in self.model.session.get_outputs()]
        self._outputs = [outputs[0], BY_TOKEN] if BY_TOKEN in outputs else outputs[:1]

    def score(self, texts: Sequence[str], direction: str = "inbound") -> list[Judged]:
        """The highest probability that any window of a text has, by category; batches of like length."""
        read = [ModelText(text, fold=self.model.reads_folded) for text in texts]
        windows, self._meant = self._windows(read), self.model.meant(direction)
        judged = [Judged(dict.fromkeys(self._meant.values(), 0.0)) for _ in texts]
        order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
        for start in range(0, len(order), BATCH):
            batch = [windows[i] for i in order[start : start + BATCH]]
            logits, per_token = self._run([w.ids for w in batch])
            for row, (window, chances) in enumerate(zip(batch, self.model.probabilities(logits), strict=True)):
                said = None if per_token is None else per_token[row, : len(window.ids)]
                self._judge(judged[window.text], window, read[window.text], chances, said)
        return judged

    def _judge(self, found: Judged, window: _Window, read: ModelText, chances: Row, said: Row | None) -> None:
        """Takes a window's probabilities where they are the highest yet, and the words behind them."""
        for number, category in self._meant.items():
            if chances[number] <= found.scores[category]:
                continue
            found.scores[category] = float(chances[number])
            if said is not None and chances[number] >= WORTH_A_REASON:
                words = telling_words(said[:, number], window.places, read.text)
                found.reasons = [r for r in found.reasons if r.category != category]
                found.reasons += [Reason(category, *read.place(start, end)) for start, end in words]

    def _windows(self, texts: Sequence[ModelText]) -> list[_Window]:
        """Token ids by text; a long text has several windows that overlap."""
        clean = [read.text.encode("utf-8", "replace").decode() for read in texts]
        filled = [number for number, text in enumerate(clean) if text.strip()]
        if not filled:
            return []
        encoded = self.model.tokenizer(
            [clean[number] for number in filled],
            truncation=True,
            max_length=self.model.longest,
            stride=min(STRIDE, self.model.longest // 4),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
        )
        belongs = encoded.get("overflow_to_sample_mapping") or range(len(filled))
        rows = zip(belongs, encoded["input_ids"], encoded["offset_mapping"], strict=True)
        return [_Window(filled[sample], ids, places) for sample, ids, places in rows]

    def _run(self, batch: list[list[int]]) -> tuple[Row, Row | None]:
        width = max(len(ids) for ids in batch)
        pad = self.model.tokenizer.pad_token_id or 0
        tokens = np.array([ids + [pad] * (width - len(ids)) for ids in batch], dtype=np.int64)
        mask = np.array([[1] * len(ids) + [0] * (width - len(ids)) for ids in batch], dtype=np.int64)
        offered = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        given: list[Any] = self.model.session.run(
            self._outputs, {k: v for k, v in offered.items() if k in self._inputs}
        )
        return given[0], given[1] if len(given) > 1 else None


def telling_words(said: Row, places: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """The words that say most for a label, neighbours joined: stretches of the model's text, the strongest first.

    The label's logit is the mean of what its tokens say, so what a word adds is known, not guessed.
    """
    words: list[list[float]] = []
    for logit, (start, end) in zip(said, places, strict=True):
        if start == end:
            continue
        if words and start == words[-1][1] and text[start - 1 : start + 1].isalnum():
            words[-1][1], words[-1][2] = end, max(words[-1][2], float(logit))
        else:
            words.append([start, end, float(logit)])
    if not words:
        return []
    strongest, middle = max(w[2] for w in words), float(np.median([w[2] for w in words]))
    telling = [w for w in words if w[2] >= strongest - 0.35 * (strongest - middle) or w[2] == strongest]
    joined: list[list[float]] = []
    for word in telling:
        if joined and word[0] - joined[-1][1] <= 1:
            joined[-1][1], joined[-1][2] = word[1], max(joined[-1][2], word[2])
        else:
            joined.append(list(word))
    best = sorted(joined, key=lambda w: -w[2])[:MOST_REASONS]
    return [(int(start), int(end)) for start, end, _ in best]
