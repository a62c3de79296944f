"""Which words of a text raised a score: from what each token added, or from what is missed when a word is left out."""

from __future__ import annotations

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


def telling_words(said: Row, places: Places, text: str) -> list[tuple[int, int]]:
    """The phrases that add most to a label: stretches of the model's text, the strongest first.

    ``said`` (tokens) is what each token adds. A phrase is a run of words that adds more, all in all, than as many
    ordinary words of this text would; the words of a phrase may stand a little apart.
    """
    words = [
        (places[tokens[0]][0], places[tokens[-1]][1], float(sum(said[i] for i in tokens)))
        for tokens in _words(places, text)
        if any(c.isalnum() for c in text[places[tokens[0]][0] : places[tokens[-1]][1]])
    ]
    if not words:
        return []
    added = np.array([w[2] for w in words])
    usual = float(np.median(added))
    over = added - usual - 0.25 * (float(added.max()) - usual)
    phrases: list[tuple[float, int, int]] = []
    while len(phrases) < MOST_REASONS:
        gain, first, last = _best_run(over)
        if gain <= 0 or (phrases and gain < 0.35 * phrases[0][0]):
            break
        phrases.append((gain, first, last))
        over[first : last + 1] = -np.inf
    return [(words[first][0], words[last][1]) for _, first, last in phrases] or [(words[0][0], words[-1][1])]


def _best_run(over: Row) -> tuple[float, int, int]:
    """The run of positions whose sum is highest (Kadane): the sum, its first and its last position."""
    best, best_first, best_last = -np.inf, 0, 0
    total, first = 0.0, 0
    for place, value in enumerate(over):
        if total <= 0:
            total, first = 0.0, place
        total += float(value)
        if total > best:
            best, best_first, best_last = total, first, place
    return float(best), best_first, best_last
