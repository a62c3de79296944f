"""Texts disguised as people disguise them to get past filters: what a model must not be fooled by."""

from __future__ import annotations

import random
from collections.abc import Callable

_LIKE = {"a": "аα@4", "c": "с", "e": "еé3", "i": "і1!", "o": "оο0", "p": "р", "s": "ѕ$5", "x": "х", "y": "у", "t": "т7"}
_INVISIBLE = ("\u200b", "\u200d", "\u00ad", "\u2060")


def disguised(text: str, chance: random.Random) -> str:
    """The text with one trick played on some of its words, or on the whole."""
    whole = chance.choice((str.upper, str.lower, _html, _unpointed, None))
    if whole is not None:
        return whole(text)
    words = text.split(" ")
    trick = chance.choice(_TRICKS)
    share = chance.choice((0.1, 0.3, 1.0))
    return " ".join(trick(w, chance) if len(w) > 3 and w.isalpha() and chance.random() < share else w for w in words)


def _like(word: str, chance: random.Random) -> str:
    return "".join(chance.choice(_LIKE[c]) if c in _LIKE and chance.random() < 0.5 else c for c in word)


def _invisible(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice(_INVISIBLE) + word[at:]


def _spaced(word: str, chance: random.Random) -> str:
    return chance.choice(" .-*").join(word)


def _starred(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + chance.choice("*#_.") + word[at + 1 :]


def _drawn_out(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at] * chance.randrange(3, 7) + word[at + 1 :]


def _swapped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1 :]


def _html(text: str) -> str:
    return f"<p>{text.replace(chr(10), '<br />')}</p>"


def _unpointed(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum() or c.isspace())


_TRICKS: tuple[Callable[[str, random.Random], str], ...] = (
    _like, _invisible, _spaced, _starred, _drawn_out, _swapped, _dropped,
)  # fmt: skip
