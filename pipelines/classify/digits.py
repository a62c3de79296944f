"""Figures however they are written: grouped, dotted, full width, the letter O for nought, or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.classify.text import View

_SAID = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "hundred": "00",
}  # fmt: skip
_TIMES = {"double": 2, "dbl": 2, "triple": 3, "treble": 3}
_TOKEN = re.compile(
    r"(?:(?<![a-z0-9])|(?<=\boh))(?:(?P<times>double|dbl|triple|treble)[\s-]{1,2})?"
    rf"(?:(?P<figures>[ol]{{0,2}}\d[\dol]{{0,40}})(?![a-z0-9])|(?P<said>{'|'.join(_SAID)})(?![a-z]))"
)
_BETWEEN = re.compile(r"[\s.\-()\[\]_*~|,]{0,5}|[\s,.\-]{1,3}(?:then|and|dash|space|hyphen)[\s,.\-]{1,3}|\s?/\s?")


@dataclass(frozen=True, slots=True)
class Group:
    """Figures written together: which they are, and where they stand in the folded text."""

    figures: str
    start: int
    end: int
    plus: bool = False


def runs(view: View) -> Iterator[list[Group]]:
    """Groups of figures that follow one another with nothing but spacing between."""
    if not view.has_digit and len(_SAID.keys() & set(view.words)) < 4:
        return
    run: list[Group] = []
    for group in _groups(view.folded):
        if run and (group.plus or not _BETWEEN.fullmatch(view.folded, run[-1].end, group.start)):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _groups(text: str) -> Iterator[Group]:
    for found in _TOKEN.finditer(text):
        if said := found["said"]:
            figures = _SAID[said] * _TIMES.get(found["times"] or "", 1)
        else:
            figures = found["figures"].replace("o", "0").replace("l", "1")
            if found["times"]:
                figures *= _TIMES[found["times"]]
        plus = text[max(0, found.start() - 2) : found.start()].rstrip("( ").endswith("+")
        yield Group(figures, found.start(), found.end(), plus)


def stretches(run: list[Group], least: int, longest: int) -> Iterator[tuple[str, list[Group]]]:
    """Every stretch of whole groups with so many figures, from each start the shortest first."""
    for first in range(len(run)):
        figures = ""
        for last in range(first, len(run)):
            figures += run[last].figures
            if len(figures) > longest:
                break
            if len(figures) >= least:
                yield figures, run[first : last + 1]
