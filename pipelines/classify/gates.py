"""Which words a pattern cannot match without: so that a text is only searched for what it may hold."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

_parser: Any = re._parser  # type: ignore[attr-defined]

# Beginnings of words that are in nearly every comment: a poor gate.
_COMMON_WORDS = (
    "the and you your for that this with was were are is be been has had have not n t don to of in on at it "
    "its his her him she he they them their our we us me my all any but by from or if so up out off about into "
    "just really very who what when how will would could then there here one two too more long day week today "
    "still again only some staff nurse doctor hospital care home going get got like feel make good said told "
    "people mum dad time been after an as a do no i m s ve ll re d can want need come could should well never "
    "always first appointment surgery"
)
_COMMON = frozenset(word[:4] for word in _COMMON_WORDS.split())
_WIDTH = 4


class _UnknownError(Exception):
    """A word of which the pattern does not say the beginning."""


def gate(pattern: re.Pattern[str]) -> frozenset[str]:
    """Beginnings (four letters, or a whole shorter word) of which every match holds one.

    Raises:
        ValueError: if the pattern can match words of any beginning.
    """
    found = _gate(list(_parser.parse(pattern.pattern, pattern.flags)), word_start=True)
    if not found:
        raise ValueError(f"no word is certain in {pattern.pattern[:80]}")
    return frozenset(found)


def possible_gate(pattern: re.Pattern[str]) -> frozenset[str]:
    """The same, but empty for a pattern that can match words of any beginning."""
    return frozenset(_gate(list(_parser.parse(pattern.pattern, pattern.flags)), word_start=True) or ())


def _gate(items: list[Any], *, word_start: bool) -> set[str] | None:
    """The cheapest set among those that some part of a sequence insists on."""
    items = _inlined(items)
    offers: list[set[str]] = []
    at_start = word_start
    for place, (name, value) in enumerate(items):
        separates = _separates(name, value)
        at_start, here = separates or (at_start and _keeps_start(name, value)), at_start or separates
        if here:
            with contextlib.suppress(_UnknownError):
                offers.append(set(_starts(items[place:], "")))
        if str(name) == "BRANCH":
            starts_word = word_start and all(str(n) == "AT" for n, _ in items[:place])
            parts = [_gate(list(branch), word_start=starts_word) for branch in value[1]]
            if all(parts):
                offers.append({start for part in parts if part for start in part})
    return min((offer for offer in offers if offer), key=_cost, default=None)


def _cost(starts: set[str]) -> int:
    return sum(200 if start in _COMMON else 1 for start in starts)


def _inlined(items: Sequence[Any]) -> list[Any]:
    """A sequence with its plain groups opened."""
    flat: list[Any] = []
    for name, value in items:
        flat += _inlined(list(value[3])) if str(name) == "SUBPATTERN" else [(name, value)]
    return flat


def _separates(name: Any, value: Any) -> bool:
    return str(name) == "MAX_REPEAT" and value[0] >= 1 and len(value[2]) == 1 and _letters_in(value[2][0]) == ""


def _keeps_start(name: Any, value: Any) -> bool:
    """Whether what follows an item stands at the head of a word if the item does: it is nothing, or whole words."""
    if str(name) in ("AT", "ASSERT", "ASSERT_NOT"):
        return True
    return str(name) == "MAX_REPEAT" and any(_separates(*item) for item in _inlined(list(value[2]))[-1:])


def _letters_in(item: Any) -> str | None:
    """The letters that a character class offers; None if any will do."""
    name, value = str(item[0]), item[1]
    if name != "IN":
        return None
    letters = ""
    for kind, what in value:
        if str(kind) == "LITERAL":
            letters += chr(what) if chr(what).isalpha() else ""
        elif str(kind) == "CATEGORY" and str(what) in ("CATEGORY_SPACE", "CATEGORY_DIGIT"):
            continue
        else:
            return None
    return letters


def _starts(items: list[Any], prefix: str) -> Iterator[str]:
    """How the word at the head of a sequence can begin."""
    if len(prefix) == _WIDTH or (prefix and not items):
        yield prefix
        return
    if not items:
        raise _UnknownError
    (op, value), rest = items[0], items[1:]
    name = str(op)
    if name in ("AT", "ASSERT", "ASSERT_NOT"):
        yield from _starts(rest, prefix)
    elif name == "LITERAL":
        yield from _after(chr(value), rest, prefix)
    elif name == "IN":
        yield from _of_class(items[0], rest, prefix)
    elif name == "SUBPATTERN":
        yield from _starts([*value[3], *rest], prefix)
    elif name == "BRANCH":
        for branch in value[1]:
            yield from _starts([*branch, *rest], prefix)
    elif name in ("MAX_REPEAT", "MIN_REPEAT"):
        yield from _starts([*value[2], *rest], prefix)
        if value[0] == 0:
            yield from _starts(rest, prefix)
        if value[1] > 1 and len(value[2]) == 1 and _letters_in(value[2][0]):
            yield from _starts([*value[2], *value[2], *rest], prefix)
    else:
        raise _UnknownError


def _after(char: str, rest: list[Any], prefix: str) -> Iterator[str]:
    if char.isalpha() and char.isascii():
        yield from _starts(rest, prefix + char)
    elif prefix:
        yield prefix
    else:
        yield from _starts(rest, "")


def _of_class(item: Any, rest: list[Any], prefix: str) -> Iterator[str]:
    letters = _letters_in(item)
    if letters is None:
        raise _UnknownError
    for letter in letters:
        yield from _starts(rest, prefix + letter)
    if prefix:
        yield prefix
    elif not letters:
        yield from _starts(rest, "")
