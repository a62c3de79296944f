"""Which words of a text raised a score: from what each token added, or from what is missed when a word is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from pipelines.classify.runtime import Encoded

Row = np.ndarray[Any, Any]
Places = Sequence[tuple[int, int]]

# Below this probability nothing is shown as a reason; no policy's threshold lies there.
WORTH_A_REASON = 0.02
MOST_REASONS = 4
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
    """The words that add most to a label, neighbours joined: stretches of the model's text, the strongest first.

    ``said`` (tokens) is what each token adds.
    """
    words = [
        (places[tokens[0]][0], places[tokens[-1]][1], float(max(said[i] for i in tokens)))
        for tokens in _words(places, text)
        if any(c.isalnum() for c in text[places[tokens[0]][0] : places[tokens[-1]][1]])
    ]
    if not words:
        return []
    strongest, middle = max(w[2] for w in words), float(np.median([w[2] for w in words]))
    joined: list[tuple[int, int, float]] = []
    for word in (w for w in words if w[2] >= strongest - 0.35 * (strongest - middle) or w[2] == strongest):
        if joined and word[0] - joined[-1][1] <= 1:
            joined[-1] = (joined[-1][0], word[1], max(joined[-1][2], word[2]))
        else:
            joined.append(word)
    best = sorted(joined, key=lambda w: -w[2])[:MOST_REASONS]
    return [(start, end) for start, end, _ in best]
