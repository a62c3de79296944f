"""The period and channel chosen: read from the address, so that what is seen can be linked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from pages.parts import words
from pipelines.errors import BadInput
from pipelines.metrics import Window

WEEK, TWELVE, DATES = "Week", "12 weeks", "Dates"
KEYS = ("week", "weeks", "since", "until", "channel")


def last_closed_week(now: datetime) -> date:
    """The Monday of the last week that is over."""
    today = now.date()
    return today - timedelta(days=today.weekday() + 7)


def from_address(asked: Mapping[str, str], default: date, now: datetime, channels: list[str]) -> Window:
    """The window that an address asks for; what it says wrongly, or not at all, is the default week."""
    channel = asked.get("channel") if asked.get("channel") in channels else None
    if dates := _dates(asked):
        return Window(*dates, channel, now)
    try:
        window = Window.of_week(asked["week"], channel, now) if "week" in asked else None
    except BadInput:
        window = None
    window = window or Window(default, default + timedelta(days=7), channel, now)
    return twelve_weeks(window) if asked.get("weeks") == "12" else window


def _dates(asked: Mapping[str, str]) -> tuple[date, date] | None:
    try:
        since, until = date.fromisoformat(asked.get("since", "")), date.fromisoformat(asked.get("until", ""))
    except ValueError:
        return None
    return (since, until) if since < until else None


def to_address(window: Window) -> dict[str, str]:
    """The address's part that leads back to this window."""
    if kind(window) == DATES:
        asked = {"since": f"{window.since}", "until": f"{window.until}"}
    else:
        asked = {"week": f"{last_week(window).since:%G-W%V}"} | ({"weeks": "12"} if kind(window) == TWELVE else {})
    return asked | ({"channel": window.channel} if window.channel else {})


def kind(window: Window) -> str:
    """Which of the three ways of choosing a period leads to this window."""
    days = (window.until - window.since).days
    if window.since.weekday() == 0 and days in (7, 84):
        return WEEK if days == 7 else TWELVE
    return DATES


def last_week(window: Window) -> Window:
    """The last week that the period touches."""
    monday = window.weeks[-1]
    return Window(monday, monday + timedelta(days=7), window.channel, window.now)


def twelve_weeks(window: Window) -> Window:
    """The twelve weeks that end with the period's last one."""
    week = last_week(window)
    return Window(week.since - timedelta(weeks=11), week.until, week.channel, week.now)


def told(window: Window) -> str:
    """The period in words: "week of Monday 2 March 2026"."""
    if kind(window) == WEEK:
        return f"week of {words.day(window.since)}"
    last = window.until - timedelta(days=1)
    return f"{words.on(window.since)} to {words.on(last)}"


def known_weeks(first: date | None, chosen: Window, now: datetime) -> list[date]:
    """The Mondays to choose from, newest first: all that have data, up to the one that is running."""
    current = now.date() - timedelta(days=now.weekday())
    start = min(first or current, current - timedelta(weeks=11))
    weeks = {current - timedelta(weeks=n) for n in range((current - start).days // 7 + 1)}
    return sorted(weeks | {last_week(chosen).since}, reverse=True)
