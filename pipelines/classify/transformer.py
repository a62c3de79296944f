"""A text classifier from a local folder: probabilities by category, and the words that raised them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from pipelines.classify.attribution import WORTH_A_REASON, Words, left_out
from pipelines.classify.model_folder import ModelFolder
from pipelines.classify.model_text import ModelText
from pipelines.classify.runtime import Encoded, Row

# A batch holds so many tokens, padding included: long texts go a few at a time.
BATCH_TOKENS = 1024
# So many tokens of the text that a comment answers are read, by a model that was taught to.
LONGEST_PARENT = 32


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
    """Some of a text's tokens: whose they are, the codes, and where each of its own stands in the model's text."""

    text: int
    codes: Encoded
    places: list[tuple[int, int]]


class Asked:
    """Texts on their way through the model: the batches run while the caller does something else."""

    def __init__(self, model: Transformer, texts: Sequence[str], parents: Sequence[str | None], direction: str) -> None:
        self._model, self._direction = model, direction
        self._read = [ModelText(text, fold=model.folder.reads_folded) for text in texts]
        windows = model.windows(self._read, parents)
        self._batches = list(_by_length(windows))
        self._runs: list[Future[tuple[Row, Row | None]]] = [
            model.workers.submit(model.folder.run, [w.codes for w in batch]) for batch in self._batches
        ]

    def judged(self, hints: Sequence[dict[str, float]] | None = None) -> list[Judged]:
        """The highest probability that any window of each text has, by category; ``hints``: what patterns scored."""
        folder = self._model.folder
        meant, added = folder.meant(self._direction), folder.by_ngrams([read.text for read in self._read])
        found = [Judged(dict.fromkeys(meant.values(), 0.0)) for _ in self._read]
        for batch, run in zip(self._batches, self._runs, strict=True):
            logits, by_token = run.result()
            texts = [window.text for window in batch]
            chances = folder.probabilities(logits, added[texts], [hints[n] for n in texts] if hints else ())
            for row, window in enumerate(batch):
                said = None if by_token is None else by_token[row]
                self._judge(found[window.text], window, chances[row], said, meant)
        return found

    def _judge(self, found: Judged, window: _Window, chances: Row, said: Row | None, meant: dict[int, str]) -> None:
        """Takes a window's probabilities where they are the highest yet, and the words behind them."""
        higher = [n for n, category in meant.items() if chances[n] > found.scores[category]]
        worth = [n for n in higher if chances[n] >= WORTH_A_REASON]
        read = self._read[window.text]
        if said is None and worth:
            said = left_out(self._model.folder, window.codes, window.places, read.text)
        for number in higher:
            found.scores[meant[number]] = float(chances[number])
        if said is None or not worth:
            return
        words = Words(window.places, read.text)
        again = {meant[number] for number in worth}
        found.reasons = [r for r in found.reasons if r.category not in again]
        for number in worth:
            found.reasons += [Reason(meant[number], *read.place(*span)) for span in words.telling(said[:, number])]


class Transformer:
    """Scores texts with the model of a folder.

    Raises:
        ModelError: if something in the folder is missing, damaged or means nothing to us.
    """

    def __init__(self, folder: ModelFolder) -> None:
        self.folder = folder
        self.name, self.sha256 = folder.name, folder.sha256

    @cached_property
    def workers(self) -> ThreadPoolExecutor:
        """A thread a core: ONNX Runtime works outside Python's lock, each batch on one core."""
        return ThreadPoolExecutor(os.cpu_count() or 1)

    def ask(self, texts: Sequence[str], parents: Sequence[str | None], direction: str = "inbound") -> Asked:
        """Sends texts through the model; what it says is there to be fetched."""
        return Asked(self, texts, parents, direction)

    def score(self, texts: Sequence[str], direction: str = "inbound") -> list[Judged]:
        """What the model says of texts that answer nothing."""
        return self.ask(texts, [None] * len(texts), direction).judged()

    def windows(self, texts: Sequence[ModelText], parents: Sequence[str | None]) -> list[_Window]:
        """The texts' tokens; a long text has several windows that overlap, each with its parent behind it."""
        filled = [number for number, text in enumerate(texts) if text.text.strip()]
        cut = self.folder.tokens([texts[number].text for number in filled])
        behind = self._behind([parents[number] for number in filled])
        return [
            _Window(number, Encoded(ids + more, [0] * len(ids) + [1] * len(more)), places)
            for number, pieces, more in zip(filled, cut, behind, strict=True)
            for ids, places in pieces
        ]

    def _behind(self, parents: Sequence[str | None]) -> list[list[int]]:
        """The tokens of the texts that are answered, as they stand behind each window; none for most models."""
        if not self.folder.reads_parent:
            return [[]] * len(parents)
        given = {p: ModelText(p, fold=self.folder.reads_folded).text for p in {*parents} if p and p.strip()}
        cut = dict(zip(given, self.folder.tokens(list(given.values())), strict=True))
        # Without the token that opens a text, but with the one that closes it.
        return [[*cut[p][0][0][1:-1][:LONGEST_PARENT], cut[p][0][0][-1]] if p in cut else [] for p in parents]


def _by_length(windows: list[_Window]) -> Iterator[list[_Window]]:
    """The windows in batches of like length."""
    ordered = sorted(windows, key=lambda w: len(w.codes.ids), reverse=True)
    starts = [0]
    while starts[-1] < len(ordered):
        starts.append(starts[-1] + max(1, BATCH_TOKENS // len(ordered[starts[-1]].codes.ids)))
    yield from (ordered[start:end] for start, end in pairwise(starts))
