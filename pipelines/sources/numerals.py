"""Numbers as an interface language writes them: 1,250 or 1.250, decided once a file."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_CERTAIN = {
    ".": re.compile(r"^\d{1,3}(\.\d{3})+,\d+$|^\d{1,3}(\.\d{3}){2,}$|^\d+,(\d{1,2}|\d{4,})$|^(0|\d{4,}),\d+$"),
    ",": re.compile(r"^\d{1,3}(,\d{3})+\.\d+$|^\d{1,3}(,\d{3}){2,}$|^\d+\.(\d{1,2}|\d{4,})$|^(0|\d{4,})\.\d+$"),
}
_LIKE_A_THOUSAND = re.compile(r"^\d{1,3}\.\d{3}$")
_FRACTIONS = ("average", " per ", "rate", "time", "revenue", "ratio", "durchschnitt", "média")
_PLAIN = re.compile(r"^[+-]?\d{1,300}(\.\d+)?$")


def thousands_mark(cells: Iterable[tuple[str, str]]) -> str:
    """The thousands mark of a file, from its cells with their columns' names.

    Where no cell is certain, ``1.234`` in a column of counts is taken for a thousand.
    """
    guess = ","
    for header, cell in cells:
        text = _bare(cell)
        for mark, certain in _CERTAIN.items():
            if certain.match(text):
                return mark
        if _LIKE_A_THOUSAND.match(text) and not any(f in header.casefold() for f in _FRACTIONS):
            guess = "."
    return guess


def as_number(text: str, mark: str) -> float | None:
    """A cell as a number, less its thousands marks, spaces, currency and percent signs; None when it is none."""
    bare = _bare(text).replace(mark, "")
    bare = bare.replace(",", ".") if mark == "." else bare
    return float(bare) if _PLAIN.match(bare) else None


def _bare(text: str) -> str:
    return _SPACES.sub("", text).strip("£$€%")
