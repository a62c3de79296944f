"""How Weekwatch says days, durations, counts and shares: short words, always with their unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from pipelines.metrics import words as metric_words

NOTHING = "–"
LIMITS = (
    "A score orders what a person reads first; it decides nothing. Nothing found never means nothing there: irony, a "
    "threat without its usual words, what only the writer's friends understand, and most of what is not English are "
    "beyond it. The figures come from comments that we invented and labelled, not from this office's own."
)


def is_missing(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN or NaT."""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def day(value: date | None, weekday: bool = True) -> str:
    """A day as "Monday 2 March 2026"."""
    if is_missing(value):
        return NOTHING
    assert value is not None
    name = f"{value:%A} " if weekday else ""
    return f"{name}{value.day} {value:%B} {value.year}"


def on(value: date | None) -> str:
    """A day without its weekday: "2 March 2026"."""
    return day(value, weekday=False)


def short_day(value: date | None) -> str:
    """A day whose year is plain from its surroundings, as "2 March"."""
    return NOTHING if value is None or is_missing(value) else f"{value.day} {value:%B}"


def instant(value: datetime | None, zone: str = "Europe/London") -> str:
    """An instant as "2 March 2026, 07:58" in the organisation's zone."""
    if value is None or is_missing(value):
        return NOTHING
    local = value.astimezone(ZoneInfo(zone)) if value.tzinfo else value
    return f"{day(local, weekday=False)}, {local:%H:%M}"


def count(number: float | None, one: str, many: str = "") -> str:
    """A number with its noun: "1 comment", "2,140 comments"."""
    if number is None or is_missing(number):
        return f"no figure for {many or one + 's'}"
    return f"{number:,.0f} {one if number == 1 else many or one + 's'}"


def number(value: float | None, places: int = 0) -> str:
    """A figure with thousands separated, or a dash where there is none."""
    return NOTHING if value is None or is_missing(value) else f"{value:,.{places}f}"


def duration(minutes: float | None) -> str:
    """A length of time in its two largest units: "2 days 4 hours"."""
    return NOTHING if minutes is None or is_missing(minutes) else metric_words.duration(minutes)


def share(part: float | None, whole: float | None) -> str:
    """A share in per cent, or a dash where there is nothing to share."""
    if part is None or whole is None or is_missing(part) or is_missing(whole) or not whole:
        return NOTHING
    return percent(part / whole)


def percent(rate: float | None) -> str:
    """A rate from 0 to 1 in per cent; 100% only when nothing is missing."""
    if rate is None or is_missing(rate):
        return NOTHING
    shown = f"{rate:.0%}" if rate >= 0.1 or rate == 0 else f"{rate:.1%}"
    if shown == "100%" and rate < 1:
        return "99%"
    return shown


def interval(low: float | None, high: float | None) -> str:
    """A 95% interval as "1.6–6.8%"."""
    if low is None or high is None or is_missing(low) or is_missing(high):
        return NOTHING
    return f"{low * 100:.1f}–{high * 100:.1f}%"


def listing(names: Iterable[str]) -> str:
    """Names in a row: "Website, Facebook and X"."""
    known = list(names)
    return " and ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)


def sentence(text: str) -> str:
    """The text with a capital at its start, the rest as it stands."""
    return text[:1].upper() + text[1:]


def named(slug: str) -> str:
    """An identifier as words: "seconds_viewed" is "Seconds viewed"."""
    return sentence(slug.replace("_", " "))
