"""Times in whatever format a WordPress site is set to, with seconds, milliseconds and maybe a line break."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from pipelines.sources.dates import MONTHS
from pipelines.sources.day_order import DAY_FIRST, MONTH_FIRST, day

if TYPE_CHECKING:
    from pipelines.sources.export import Export

_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,](\d{1,6}))?(?:\s*([ap])\.?\s?m\b\.?)?", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_SLASHED = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_MONTH_DAY = re.compile(r"\b([A-Za-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_DAY_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?([A-Za-z]{3})[a-z]*\.?,? (\d{4})\b")


def is_slashed(text: str | None) -> bool:
    """Whether a time's day and month are numbers whose order must be proved."""
    return text is not None and _SLASHED.search(text) is not None and not _YEAR_FIRST.search(text)


def wall_clock(export: Export, text: str | None, order: str | None) -> datetime | None:
    """A time by the site's clock; None where its format is not known or its order undecided.

    Raises:
        Refused: its day and month stand in the other order.
    """
    flat = " ".join((text or "").split())
    found = _CLOCK.search(flat)
    clock = _time(found) if found else None
    on = _day(export, flat[: found.start()] + flat[found.end() :], order) if found else None
    return datetime.combine(on, clock) if on and clock else None


def _time(found: re.Match[str]) -> time | None:
    hour, half = int(found[1]), (found[5] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0), int((found[4] or "0").ljust(6, "0")))
    except ValueError:
        return None


def _day(export: Export, text: str, order: str | None) -> date | None:
    if found := _YEAR_FIRST.search(text):
        return day(found[1], found[2], found[3])
    if found := _SLASHED.search(text):
        return _in_order(export, found, order or (DAY_FIRST if found[1] == found[2] else None))
    if found := _MONTH_DAY.search(text):
        return _named(found[3], found[1], found[2])
    found = _DAY_MONTH.search(text)
    return _named(found[3], found[2], found[1]) if found else None


def _in_order(export: Export, found: re.Match[str], order: str | None) -> date | None:
    if order is None:
        return None
    first, second, year = found.groups()
    readings = {DAY_FIRST: day(year, second, first), MONTH_FIRST: day(year, first, second)}
    on = readings.pop(order)
    if on is None and any(readings.values()):
        raise export.refuse("the dates are both day-first and month-first", "Export the log again")
    return on


def _named(year: str, month: str, of_month: str) -> date | None:
    number = MONTHS.get(month.title())
    return day(year, number, of_month) if number else None
