"""UK spelling of our own posts: a maintained dictionary, the organisation's own words, American spellings named.

The dictionary is SCOWL's en_GB-ise (``spelling_uk/``, with its licence), searched by hunspell; the American one that
comes with hunspell only tells an American spelling from a slip.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hunspell import Hunspell

HERE = Path(__file__).with_name("spelling_uk")
AMERICAN, SLIP, UNKNOWN = "american", "slip", "unknown"
_PREFIXES = {"pre", "re", "co", "non", "post", "anti", "mid", "multi", "ex", "inter", "sub"}
_WORD = re.compile(r"(?<![\w@#&/.])[^\W\d_]+(?:['\u2019\-\u2010\u2011][^\W\d_]+)*(?![\w@]|\.\w)")
# What is no prose, or somebody else's words.
_NOT_OURS = re.compile(
    r"\S+@\S+|(?:https?://|www\.)\S+|[\w-]+\.(?:co|org|gov|nhs|ac|com|net|uk)\b\S*|[@#]\w+"
    r"|\u201c[^\u201d]{1,600}\u201d|\"[^\"]{1,600}\""
)
_MARKS = str.maketrans({"\u2019": "'", "\u2010": "-", "\u2011": "-"})
_LONGEST, _ALIKE = 20_000, 0.8


class Mistake(NamedTuple):
    """A word that no UK dictionary has: where it stands, what it is, and what may have been meant."""

    start: int
    end: int
    word: str
    kind: str
    meant: str


class Speller:
    """The UK dictionary and words of the organisation's own: its places, its services."""

    def __init__(self, own_words: Collection[str] = ()) -> None:
        common = (HERE / "health.txt").read_text(encoding="utf-8").split()
        self._names = [word.strip() for word in own_words if word.strip()[:1].isupper()]
        self._own = {_plain(word.strip()).casefold() for word in (*common, *own_words) if word.strip()}

    def words(self, text: str) -> list[tuple[int, int]]:
        """Where the words of our own stand: no address, link, handle or quotation."""
        left_out = [found.span() for found in _NOT_OURS.finditer(text[:_LONGEST])]
        spans = [found.span() for found in _WORD.finditer(text[:_LONGEST])]
        return [(s, e) for s, e in spans if not any(first < e and s < last for first, last in left_out)]

    def mistakes(self, text: str) -> Iterator[Mistake]:
        """Every word that no dictionary has, in order; a name in capitals is nobody's mistake."""
        for start, end in self.words(text):
            word = _plain(text[start:end])
            if not self._known(word) and (found := self._near(word) or _judged(word, _begins(text, start))):
                yield Mistake(start, end, text[start:end], *found)

    def _near(self, word: str) -> tuple[str, str] | None:
        """A slip in a name that the organisation writes otherwise."""
        if not word[0].isupper() or word.isupper():
            return None
        found = get_close_matches(re.sub(r"'s?$", "", word), self._names, n=1, cutoff=0.84)
        return (SLIP, found[0]) if found else None

    def _known(self, word: str) -> bool:
        bare = re.sub(r"'s?$", "", word)
        parts = [one for one in bare.split("-") if one and one.casefold() not in _PREFIXES]
        return any(self._is_word(one) for one in (word, bare)) or ("-" in bare and all(map(self._is_word, parts)))

    def _is_word(self, word: str) -> bool:
        return word.casefold() in self._own or len(word) < 2 or _right("en_GB", word)


def _judged(word: str, begins: bool) -> tuple[str, str] | None:
    """What is wrong with a word and what was meant; None for a name or an abbreviation."""
    lower, is_american = word.lower(), _right("en_US", word.lower())
    if re.fullmatch(r"[A-Z]+s?", word) or (word[0].isupper() and not (begins or is_american)):
        return None
    if word[0].isupper() and (_right("en_US", word) and not is_american):
        return None
    near = next((one for one in _meant(lower) if one.islower()), "")
    is_near = len(word) > 3 and bool(near) and _alike(lower, near)
    if is_american and is_near:
        return AMERICAN, near
    if word[0].isupper() and not is_near:
        return None
    return (SLIP, near) if is_near else (UNKNOWN, "")


def _alike(word: str, other: str) -> bool:
    """Whether two words differ as spellings of one do, and not as two words."""
    return word[0] == other[0] and " " not in other and SequenceMatcher(None, word, other).ratio() >= _ALIKE


def _begins(text: str, start: int) -> bool:
    """Whether a word begins a sentence, where a capital says nothing."""
    before = text[:start].rstrip(" \t\"'\u2018\u201c(")
    return not before or before[-1] in ".!?:\n\u2022" or not before[-1].isascii()


def _plain(word: str) -> str:
    """A word as the dictionaries write it: straight apostrophes, no accents."""
    folded = unicodedata.normalize("NFKD", word.translate(_MARKS))
    return "".join(c for c in folded if not unicodedata.combining(c))


@cache
def _dictionary(name: str) -> Hunspell:
    return Hunspell(name, hunspell_data_dir=str(HERE)) if name == "en_GB" else Hunspell(name)


def _right(name: str, word: str) -> bool:
    return word.isascii() and bool(_dictionary(name).spell(word))


@cache
def _meant(word: str) -> tuple[str, ...]:
    return tuple(_dictionary("en_GB").suggest(word)[:3]) if word.isascii() else ()
