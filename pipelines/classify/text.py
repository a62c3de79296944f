"""A text as detectors see it: folded to plain lower-case Latin, every place still known in the original."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import NamedTuple

WORD = re.compile(r"[a-z]{1,40}")
_MIXED = re.compile(r"[a-z][0134578@$!|+]{1,2}[a-z]|(?<![a-z0-9])[$@5](?=[a-z]{3})")
_MIXED_WORD = re.compile(r"(?<![a-z0-9@$!.])[a-z0134578@$!|+]{3,30}")
_LEET = str.maketrans("0134578@$!|+", "oieastbasilt")

# Letters of other scripts, and drawn ones, that readers take for Latin and Unicode does not call compatible.
_LOOKS_LIKE = {
    "\"": "“”", "'": "’‘ʼ´`′", "-": "–—−‐‑", ".": "·…", "3": "з", "a": "аαᴀ", "b": "вьʙ", "c": "сᴄ",
    "d": "ԁđᴅ", "e": "еᴇ", "f": "ﬁꜰ", "g": "ɡցɢ", "h": "нһʜ", "i": "іιıɪ", "j": "јᴊ", "k": "кκᴋ", "l": "ӏłʟ",
    "m": "мᴍ", "n": "ηոɴ", "o": "оοøᴏ", "p": "рρᴘ", "r": "ʀ", "s": "ѕßꜱ", "t": "тτᴛ", "u": "υսᴜц", "v": "νѵᴠ",
    "w": "ԝաᴡ", "x": "х", "y": "уʏ", "z": "ᴢ",
}  # fmt: skip
_LOOKALIKES = {drawn: plain for plain, all_drawn in _LOOKS_LIKE.items() for drawn in all_drawn}


class Hit(NamedTuple):
    """What a detector found between two places of the original; ``kind`` is the sub-kind of the category.

    ``score`` counts for the category, ``kind_score`` for the sub-kind (the same unless given).
    A hit that is not ``shown`` scores but is no reason to show anybody.
    """

    category: str
    score: float
    start: int
    end: int
    kind: str = ""
    kind_score: float | None = None
    shown: bool = True


class View:
    """One text in three forms of which every character knows its place in the original.

    ``folded`` is lower case, Latin look-alikes and full-width forms made plain, invisible characters gone;
    ``plain`` reads figures and signs inside words as the letters that they stand for.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.index: list[int] | None = None
        if text.isascii():
            self.folded = text.lower()
            return
        self.folded = text.translate(_FOLD)
        if len(self.folded) != len(text):
            self.index = [i for i, char in enumerate(text) if _FOLD[ord(char)] is not None]

    @cached_property
    def plain(self) -> str:
        """The folded text, figures and signs in words read as letters; the same length."""
        if not _MIXED.search(self.folded):
            return self.folded
        return _MIXED_WORD.sub(lambda found: letters_for_signs(found[0]), self.folded)

    @cached_property
    def words(self) -> list[str]:
        """The words of ``plain``, in order."""
        return WORD.findall(self.plain)

    @cached_property
    def stems(self) -> set[str]:
        """The first four letters of every word: what rules are looked up by."""
        return {word[:4] for word in self.words}

    @cached_property
    def has_digit(self) -> bool:
        """Whether there is a figure anywhere."""
        return _DIGIT.search(self.folded) is not None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text lies in the original."""
        if self.index is None or start >= end:
            return start, end
        return self.index[start], self.index[end - 1] + 1

    def hit(self, category: str, score: float, start: int, end: int, kind: str = "", *, shown: bool = True) -> Hit:
        """A hit at a stretch of the folded text."""
        first, last = self.place(start, end)
        return Hit(category, score, first, last, kind, None, shown)

    def original(self, start: int, end: int) -> str:
        """The original of a stretch of the folded text."""
        first, last = self.place(start, end)
        return self.text[first:last]

    def before(self, start: int, size: int) -> str:
        """Up to so many folded characters that lead to a place."""
        return self.folded[max(0, start - size) : start]


_DIGIT = re.compile(r"\d")


def letters_for_signs(word: str) -> str:
    """A word with figures and signs read as letters; as it is where it has fewer than two letters, or nothing else."""
    letters = sum(char.isalpha() for char in word)
    return word.translate(_LEET) if 2 <= letters < len(word) else word


class _Fold(dict[int, int | None]):
    """Fills itself: each character's plain form, or None for one that cannot be seen."""

    def __missing__(self, code: int) -> int | None:
        self[code] = plain = _fold(chr(code))
        return plain


def _fold(char: str) -> int | None:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return None
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return ord("0") + digit
    lowered = char.lower()
    plain = _LOOKALIKES.get(char) or _LOOKALIKES.get(lowered) or unicodedata.normalize("NFKD", char).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c)) or char
    plain = _LOOKALIKES.get(plain, plain)
    return ord(plain) if len(plain) == 1 else ord(char)


_FOLD = _Fold()
