"""A text as the model reads it: folded, its tricks undone, every character's place in the original known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from pipelines.classify.text import View, letters_for_signs

_TAG = re.compile(r"</?[a-z][^<>]{0,200}>")
_SPACED = re.compile(r"(?<![^\W_])[a-z](?:([ .*_\-])[a-z])(?:\1[a-z]){1,20}(?![^\W_])")
_DRAWN_OUT = re.compile(r"([a-z!?.])\1{2,}")
_SIGNS = re.compile(r"(?<![\w@.])(?=[a-z0-9@$!|+]*[a-z][0134578@$!|+]{1,2}[a-z])[a-z0134578@$!|+]{3,30}(?!\.\w)(?!\w)")
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]")


class ModelText:
    """``text`` is what the model reads; ``place`` says where a stretch of it stands in the original."""

    def __init__(self, original: str, *, fold: bool = True) -> None:
        """``fold`` false leaves the text as it stands, for a model that was taught on such."""
        self.text = original
        self.index: list[int] | None = None
        if fold:
            view = View(original)
            self.text, self.index = view.folded, view.index
            for pattern, plain in _STEPS:
                self._rewrite(pattern, plain)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where characters ``start`` to ``end`` of the model's text stand in the original."""
        if self.index is None or start >= end:
            return start, end
        return self.index[start], self.index[end - 1] + 1

    def _rewrite(self, pattern: re.Pattern[str], plain: Callable[[re.Match[str]], str]) -> None:
        """Replaces what the pattern finds; a replacement of another length stands where the original began."""
        parts: list[str] = []
        places: list[int] = []
        at = 0
        index = self.index if self.index is not None else range(len(self.text))
        for found in pattern.finditer(self.text):
            start, end = found.span()
            new = plain(found)
            parts += [self.text[at:start], new]
            places += index[at:start]
            inside, last = list(index[start:end]), max(1, len(new) - 1)
            # First to first and last to last: a stretch of the new text covers the old one that it stands for.
            places += [inside[i * (len(inside) - 1) // last] for i in range(len(new))]
            at = end
        if parts:
            self.text = "".join([*parts, self.text[at:]])
            self.index = [*places, *index[at:]]


@cache
def _name(char: str) -> str:
    """An emoji in words: a model knows words, and emoji stand for them."""
    return f" {unicodedata.name(char, 'sign').lower()} "


_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_TAG, lambda found: " "),
    (_SPACED, lambda found: re.sub(r"[ .*_\-]", "", found[0])),
    (_SIGNS, lambda found: letters_for_signs(found[0])),
    (_DRAWN_OUT, lambda found: found[1] * 2),
    (_EMOJI, lambda found: _name(found[0])),
)
