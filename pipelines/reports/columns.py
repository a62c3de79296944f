"""What a metric's columns are called in a report, and in which form their cells stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from pipelines.reports import cautions, words
from pipelines.reports.states import STATES

# For programs, or told by another column already.
_LEFT_OUT = {"inputs", "is_total", "is_all_reasons", "moderation", "principle", "platform", "valid_to", "is_at_least"}
_NAMED = {
    "week_start": "Week of", "flag": "Exports", "flags": "What is wrong with them", "low": "95% interval, from",
    "high": "95% interval, to", "state_a": "By the calendar", "state_b": "By the interval",
    "largest_gap_days": "Longest gap, days", "is_late_record": "Written down late", "by_round_only": "By a round only",
    "mature": "Old enough to judge", "in_time": "In time", "in_time_value": "Share in time",
    "immature_share": "Share too young to judge", "open_items": "Open", "oldest_open": "Oldest open",
    "oldest_open_hours": "Oldest open, hours", "median": "Half within", "median_hours": "Half within, hours",
    "p90": "90% within", "p90_hours": "90% within, hours", "p95": "95% within", "p95_hours": "95% within, hours",
    "longest_hours": "Longest, hours", "hidden": "Of these hidden", "hidden_items": "Of these hidden",
    "unrecorded": "Hidden without a record", "time_unknown": "Time unknown", "unverified": "Not yet confirmed",
    "decision_median": "From decision, half within", "decision_median_hours": "From decision, half within, hours",
    "decision_p90_hours": "From decision, 90% within, hours", "decision_longest_hours": "From decision, longest, hours",
    "posting_median": "From posting, half within", "posting_median_hours": "From posting, half within, hours",
    "posting_p90_hours": "From posting, 90% within, hours", "posting_longest_hours": "From posting, longest, hours",
    "name": "Figure", "metric": "The platform's name for it", "level": "Of what", "statistic": "How added up",
    "valid_from": "Definition since", "value_at_age": "At the same age", "change": "Change on the week before",
    "is_compared": "Compared", "engagements_are": "Engagements are", "counted_on": "Counted on",
    "exports": "Exports since then", "days_between_exports": "Days between exports",
    "came_from": "Where visits came from", "is_ours": "A channel of ours", "first_day": "From", "last_day": "To",
    "bank_holidays": "Bank holidays", "bank_holidays_before": "Bank holidays before",
}  # fmt: skip
_SHARES = {"in_time_value", "immature_share", "change"}
_OF_A_SHARE = {"value", "low", "high"}


def shown(frame: pd.DataFrame) -> list[str]:
    """The columns that a reader is shown, in their order."""
    left_out = _LEFT_OUT | ({"value"} if "median_hours" in frame.columns else set())
    return [str(name) for name in frame.columns if name not in left_out]


def heading(name: str, about: Mapping[str, str]) -> str:
    """What a column is called; a metric's own words come first."""
    if name == "value":
        return words.sentence(about.get("unit", "value"))
    return words.sentence(about.get(name, "")) if name in ("numerator", "denominator") and name in about else (
        _NAMED.get(name) or words.named(name)
    )  # fmt: skip


def form(name: str, about: Mapping[str, str]) -> str:
    """How numbers of a column are written: as a ``share``, a ``ratio`` or, with one decimal place, a ``measure``."""
    is_share = name in _SHARES or (name in _OF_A_SHARE and about.get("unit", "").startswith("share"))
    if is_share:
        return "share"
    return "ratio" if name in _OF_A_SHARE and "numerator" in about and "hours" not in about["unit"] else "measure"


def cell(name: str, value: Any, channels: Mapping[str, str], zone: str) -> Any:
    """One cell as a plain value: words for states, flags and channels, days and wall-clock times, numbers as such."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return ", ".join(cautions.told(v) if name == "flags" else str(v) for v in value)
    if words.is_missing(value):
        return None
    if name == "flag":
        return cautions.told(value)
    if name == "channel":
        return channels.get(str(value), words.sentence(str(value)))
    if name.startswith("state"):
        return STATES[str(value)].text if str(value) in STATES else words.sentence(str(value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return _plain(value, zone)


def _plain(value: Any, zone: str) -> Any:
    if isinstance(value, datetime):
        stamp = pd.Timestamp(value)
        local = stamp.tz_convert(ZoneInfo(zone)).tz_localize(None) if stamp.tzinfo else stamp
        return local.date() if local == local.normalize() and stamp.tzinfo is None else local.to_pydatetime()
    return value
