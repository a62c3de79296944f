"""Figures in plain words: "9 days 4 hours", "21 February to 2 March"."""

from __future__ import annotations

from datetime import date

_UNITS = (("day", 1440), ("hour", 60), ("minute", 1))


def duration(minutes: float) -> str:
    """A length of time in its two largest units that are not nought, rounded down to the minute."""
    rest = int(minutes)
    parts = []
    for name, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(counted(count, name))
    return " ".join(parts[:2]) or "less than a minute"


def counted(count: int, noun: str) -> str:
    """A number with its noun: "1 round", "2 rounds"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def day_in_words(day: date, with_year: bool = False) -> str:
    """A day such as "21 February"; with its year where asked."""
    return f"{day.day} {day:%B}" + (f" {day.year}" if with_year else "")


def days_in_words(since: date, until: date) -> str:
    """From day to day; the years stand only where they differ."""
    years = since.year != until.year
    return f"{day_in_words(since, years)} to {day_in_words(until, years)}"
