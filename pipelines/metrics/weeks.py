"""The week that every figure speaks of: ISO weeks, Monday to Monday in the organisation's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

# Days that proclamations added or moved, which no rule gives (England and Wales).
_PROCLAIMED = {
    date(2020, 5, 8): "Early May bank holiday",
    date(2022, 6, 2): "Spring bank holiday",
    date(2022, 6, 3): "Platinum Jubilee",
    date(2022, 9, 19): "State Funeral of Queen Elizabeth II",
    date(2023, 5, 8): "Coronation of King Charles III",
}
_MOVED_AWAY = {date(2020, 5, 4), date(2022, 5, 30)}


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(instant: datetime, zone: str) -> date:
    """The Monday of the week, in that zone, in which an instant falls."""
    return monday_of(instant.astimezone(ZoneInfo(zone)).date())


def week_label(day: date) -> str:
    """A day's week with its ISO year, such as ``2026-W10``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def hours_of_week(monday: date, zone: str) -> int:
    """How long a week lasts: 168 hours, or one less or more when the clocks change in it."""
    days = (monday, monday + timedelta(days=7))
    start, end = (datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) for day in days)
    return round((end - start).total_seconds() / 3600)


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Butcher's rule)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    skipped, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - skipped - correction + 15) % 30
    weekday = (32 + 2 * rest + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def bank_holidays(year: int) -> dict[date, str]:
    """The bank holidays of England and Wales in a year, by day, with substitute days."""
    sunday = easter(year)
    found = {
        sunday - timedelta(days=2): "Good Friday",
        sunday + timedelta(days=1): "Easter Monday",
        _first_monday(year, 5): "Early May bank holiday",
        _last_monday(year, 5): "Spring bank holiday",
        _last_monday(year, 8): "Summer bank holiday",
    }
    for month, day, name in ((1, 1, "New Year's Day"), (12, 25, "Christmas Day"), (12, 26, "Boxing Day")):
        found[_substitute(date(year, month, day))] = name
    found |= {day: name for day, name in _PROCLAIMED.items() if day.year == year}
    return dict(sorted((day, name) for day, name in found.items() if day not in _MOVED_AWAY))


def bank_holidays_between(since: date, until: date) -> list[str]:
    """The names of the bank holidays from ``since`` up to, but without, ``until``."""
    years = range(since.year, until.year + 1)
    return [name for year in years for day, name in bank_holidays(year).items() if since <= day < until]


def _first_monday(year: int, month: int) -> date:
    return monday_of(date(year, month, 7))


def _last_monday(year: int, month: int) -> date:
    return monday_of(date(year, month, 31))


def _substitute(day: date) -> date:
    """The weekday on which a fixed holiday is taken; Christmas and Boxing Day never share one."""
    if day.weekday() < 5:
        return day
    if day.month == 12:
        return day + timedelta(days=2)
    return day + timedelta(days=7 - day.weekday())
