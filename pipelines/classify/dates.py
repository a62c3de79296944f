"""Days that a post names, such as "closes on Friday" or "4 March": the last says when the post is out of date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NAMED = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:,?\s+(?P<year>20\d\d))?")
_NUMBERS = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>(?:20)?\d\d)\b")
_WEEKDAY = re.compile(
    rf"\b(?P<next>next\s+)?(?P<name>{'|'.join(_DAYS)})\b(?!\s+(?:to|until|and)\b)(?!s\b)"
    r"(?!\s+\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3})"
)
_NEAR = {"today": 0, "tonight": 0, "tomorrow": 1}
_RELATIVE = re.compile(r"\b(today|tonight|tomorrow)\b")
_EVERY = re.compile(r"\b(?:every|each|all|most|last|on\s+the\s+first|first|second|third|fourth)\s+(?:\w+\s+)?$")


def days_named(text: str, on: date) -> list[date]:
    """The days that a text written on a day speaks of, in order of the calendar."""
    return sorted({*_dated(text.lower(), on), *_relative(text.lower(), on)})


def _dated(text: str, on: date) -> Iterator[date]:
    for found in _NAMED.finditer(text):
        month = _MONTHS.index(found["month"][:3]) + 1
        yield from _day(int(found["day"]), month, int(found["year"]) if found["year"] else None, on)
    for found in _NUMBERS.finditer(text):
        year = int(found["year"])
        yield from _day(int(found["day"]), int(found["month"]), year if year > 99 else 2000 + year, on)


def _day(day: int, month: int, year: int | None, on: date) -> Iterator[date]:
    """The day of that name; without a year, the one that is next from a month before the text was written."""
    try:
        if year is not None:
            yield date(year, month, day)
            return
        same = date(on.year, month, day)
        yield same if same >= on - timedelta(days=31) else date(on.year + 1, month, day)
    except ValueError:
        return


def _relative(text: str, on: date) -> Iterator[date]:
    for found in _RELATIVE.finditer(text):
        yield on + timedelta(days=_NEAR[found[1]])
    for found in _WEEKDAY.finditer(text):
        if not _EVERY.search(text[: found.start()]):
            ahead = (_DAYS.index(found["name"]) - on.weekday()) % 7
            yield on + timedelta(days=ahead + (7 if found["next"] and ahead == 0 else 0))
