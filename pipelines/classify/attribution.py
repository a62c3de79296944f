"""Which words of a text raised a score: from what each token added, or from what is missed when a word is left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from pipelines.classify.runtime import Encoded

Row = np.ndarray[Any, Any]
Places = Sequence[tuple[int, int]]

# Below this probability nothing is shown as a reason; no policy's threshold lies there.
WORTH_A_REASON = 0.05
MOST_REASONS = 3
# A long text is left out stretch by stretch, so many in all, that the answer comes while somebody waits.
MOST_LEFT_OUT = 32


class Runs(Protocol):
    """What gives logits for encoded texts."""

    def run(self, batch: Sequence[Encoded]) -> tuple[Row, Row | None]:
        """Logits (texts, labels)."""
        ...


def left_out(model: Runs, codes: Encoded, places: Places, text: str) -> Row:
    """What each token adds (tokens, labels): how far the logits fall when its word, or its stretch, is left out."""
    words = _words(places, text)
    added = np.zeros((len(codes.ids), 1))
    if not words:
        return added
    size = -(-len(words) // MOST_LEFT_OUT)
    parts = [[i for word in words[at : at + size] for i in word] for at in range(0, len(words), size)]
    kept = [_without(codes, set(part)) for part in parts]
    logits, _ = model.run([codes, *kept])
    added = np.zeros((len(codes.ids), logits.shape[1]))
    for part, fallen in zip(parts, logits[0] - logits[1:], strict=True):
        added[part] = fallen
    return added


def _without(codes: Encoded, gone: set[int]) -> Encoded:
    kept = [i for i in range(len(codes.ids)) if i not in gone]
    return Encoded([codes.ids[i] for i in kept], [codes.segments[i] for i in kept])


def _words(places: Places, text: str) -> list[list[int]]:
    """The tokens of each word: those that touch without a sign between them."""
    words: list[list[int]] = []
    last = -1
    for number, (start, end) in enumerate(places):
        if start == end:
            continue
        if words and start == last and text[start - 1 : start + 1].isalnum():
            words[-1].append(number)
        else:
            words.append([number])
        last = end
    return words


class Words:
    """The words of a text (each a run of the model's tokens), to be asked which of them a label owes most to."""

    def __init__(self, places: Places, text: str) -> None:
        runs = [(tokens[0], tokens[-1] + 1) for tokens in _words(places, text)]
        spans = [(places[first][0], places[end - 1][1]) for first, end in runs]
        told = [n for n, (start, end) in enumerate(spans) if any(map(str.isalnum, text[start:end]))]
        self._spans = [spans[n] for n in told]
        self._firsts = np.array([runs[n][0] for n in told], dtype=np.intp)
        self._ends = np.array([runs[n][1] for n in told], dtype=np.intp)

    def telling(self, said: Row) -> list[tuple[int, int]]:
        """The phrases that add most to a label: stretches of the model's text, the strongest first.

        ``said`` (tokens) is what each token adds. A phrase is a run of words that adds more, all in all, than as many
        ordinary words of this text would; the words of a phrase may stand a little apart.
        """
        if not self._spans:
            return []
        upto = np.concatenate([[0.0], np.cumsum(said, dtype=np.float64)])
        added = upto[self._ends] - upto[self._firsts]
        usual = float(np.median(added))
        over = (added - usual - 0.25 * (float(added.max()) - usual)).tolist()
        phrases: list[tuple[float, int, int]] = []
        while len(phrases) < MOST_REASONS:
            gain, first, last = _best_run(over)
            if gain <= 0 or (phrases and gain < 0.35 * phrases[0][0]):
                break
            phrases.append((gain, first, last))
            over[first : last + 1] = [-math.inf] * (last + 1 - first)
        told = [(self._spans[first][0], self._spans[last][1]) for _, first, last in phrases]
        return told or [(self._spans[0][0], self._spans[-1][1])]


def _best_run(over: Sequence[float]) -> tuple[float, int, int]:
    """The run of positions whose sum is highest (Kadane): the sum, its first and its last position."""
    best, best_first, best_last = -math.inf, 0, 0
    total, first = 0.0, 0
    for place, value in enumerate(over):
        if total <= 0:
            total, first = 0.0, place
        total += value
        if total > best:
            best, best_first, best_last = total, first, place
    return best, best_first, best_last
