"""What follows a metric's query in Python, by the names that its ``-- then:`` gives: rows in, rows out."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.metrics import flags, second_look, statistics
from pipelines.metrics.weeks import bank_holidays_between
from pipelines.metrics.words import counted, day_in_words, days_in_words, duration

_MINUTES_A_DAY = 1440
_SHARES = {"median": 0.5, "p90": 0.9, "p95": 0.95}
Row = dict[str, Any]
Column = npt.NDArray[np.float64]
agreed, recalled = second_look.agreed, second_look.recalled


def worst_flag(frame: pd.DataFrame) -> pd.DataFrame:
    """Completeness: ``flags`` worst first, and the first of them as ``flag``."""
    ordered = [sorted(found, key=flags.rank) for found in frame["flags"]]
    return _with(frame, flags=ordered, flag=[flags.worst(found) for found in ordered])


def proportion(frame: pd.DataFrame) -> pd.DataFrame:
    """``value``, ``low`` and ``high`` from ``numerator`` and ``denominator``; empty where nothing is divided."""
    pairs = list(zip(frame["numerator"], frame["denominator"], strict=True))
    ends = [statistics.wilson(count, total) or (None, None) for count, total in pairs]
    values = [None if end[0] is None else count / total for (count, total), end in zip(pairs, ends, strict=True)]
    found = {"value": values, "low": [low for low, _ in ends], "high": [high for _, high in ends]}
    return _with(frame, **{name: pd.Series(numbers, frame.index, float) for name, numbers in found.items()})


def cadence_reason(frame: pd.DataFrame) -> pd.DataFrame:
    """Cadence: why each state is what it is, in plain words."""
    reasons = [_why(row) for row in frame.to_dict("records")]
    return _with(frame, reason=reasons).drop(columns=["first_reached", "comments_until_local", "is_open", "is_unseen"])


def review_times(frame: pd.DataFrame) -> pd.DataFrame:
    """Time to review: a row per channel and week, and one for all channels of a week, from counted waits."""
    names = ["channel", "week_start"]
    waits = _Waits(*(frame[name].to_numpy(float) for name in ("wait_minutes", "items", "is_open")))
    rows = [
        {"channel": channel, "week_start": week, "is_total": False} | _review_row(waits.at(places))
        for (channel, week), places in frame.groupby(names, sort=False).indices.items()
    ]
    if frame["channel"].nunique() > 1:
        for week, places in frame.groupby("week_start").indices.items():
            of = {"is_total": True, "inputs": list(frame["channel"].iloc[places].unique())}
            rows.append({"channel": "all channels", "week_start": week} | of | _review_row(waits.at(places)))
    return _table(rows, [*names, "is_total", "value", "numerator", "denominator"])


def removal_times(frame: pd.DataFrame) -> pd.DataFrame:
    """Time to removal: a row per channel and week in all, and one for each category in it."""
    rows: list[Row] = []
    for (channel, week), part in frame.groupby(["channel", "week_start"], sort=False):
        groups = [("all", part), *part.sort_values("rank").groupby("category", sort=False)]
        place = {"channel": channel, "week_start": week}
        rows += [place | {"category": name} | _removal_row(group) for name, group in groups]
    table = _table(rows, ["channel", "week_start", "category", "value", "numerator", "denominator"])
    return proportion(table).assign(is_total=table["category"] == "all")


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """Like for like: the ratio of two counts with its interval, and the limits of the weeks before."""
    rows = [_comparison(row) for row in frame.to_dict("records")]
    found = pd.DataFrame(rows, index=frame.index, columns=_COMPARED)
    numbers = dict.fromkeys(set(_COMPARED) - {"limits"}, float)
    return pd.concat([frame.drop(columns=["chosen", "history"]), found.astype(numbers)], axis=1)


def limits(frame: pd.DataFrame) -> pd.DataFrame:
    """A series against its own limits: mean, low and high of the weeks before, and whether the last lies within."""
    rows = [_limited(row) for row in frame.to_dict("records")]
    found = pd.DataFrame(rows, index=frame.index, columns=_LIMITED)
    numbers = dict.fromkeys(("mean", "low", "high"), float)
    return pd.concat([frame.drop(columns=["history"]), found.astype(numbers)], axis=1)


def holidays(frame: pd.DataFrame) -> pd.DataFrame:
    """The bank holidays of both periods, by name."""

    def names(row: Row, since: str, until: str) -> str:
        return ", ".join(bank_holidays_between(_day(row[since]), _day(row[until])))

    rows = frame.to_dict("records")
    return _with(
        frame.drop(columns=["since", "until", "before"]),
        bank_holidays=[names(row, "since", "until") for row in rows],
        bank_holidays_before=[names(row, "before", "since") for row in rows],
    )


_COMPARED = ("value", "low", "high", "weekly_mean", "weekly_low", "weekly_high", "limits")


def _why(row: Row) -> str:
    """One reason; the longest gap is told where it is what broke the rule."""
    state = row["state"]
    if state == "NOT ACTIVE":
        return "the channel was not active"
    if state == "BREACH":
        return _gap(row) if row["state_b"] == "BREACH" else "no round ended in this week"
    if state == "NOT EVIDENCED":
        return _unshown(row)
    if state == "PROVISIONAL":
        return "the week is not over" if row["is_open"] else _comments_end(row)
    return f"{counted(row['rounds'], 'round')}, at most {_length(row)} apart"


def _unshown(row: Row) -> str:
    if pd.isna(row["first_reached"]):
        return "no round has ever been recorded"
    if row["is_unseen"] and row["state_a"] == "NOT EVIDENCED" and row["rounds"]:
        return f"{counted(row['rounds'], 'round')}, but no export of comments covers the week"
    if row["first_reached"] >= row["week_start"]:
        return f"no round is recorded before {day_in_words(_day(row['first_reached']), with_year=True)}"
    return f"{_gap(row)}, and no record of rounds reaches the end of the week"


def _comments_end(row: Row) -> str:
    if pd.isna(row["comments_until_local"]):
        return "no export of comments is held"
    return f"comments are held only up to {day_in_words(_day(row['comments_until_local']), with_year=True)}"


def _gap(row: Row) -> str:
    return f"no round for {_length(row)} ({days_in_words(_day(row['gap_since']), _day(row['gap_until']))})"


def _length(row: Row) -> str:
    return "no time" if pd.isna(row["largest_gap_days"]) else duration(round(row["largest_gap_days"] * _MINUTES_A_DAY))


class _Waits(NamedTuple):
    """Counted waits as columns; a week without any has one row, whose wait is not a number."""

    minutes: Column
    items: Column
    is_open: Column

    def at(self, places: npt.NDArray[np.intp]) -> _Waits:
        known = places[~np.isnan(self.minutes[places])]
        return _Waits(self.minutes[known], self.items[known], self.is_open[known])


def _review_row(waits: _Waits) -> Row:
    still = waits.is_open == 1
    items, open_items = int(waits.items.sum()), int(waits.items[still].sum())
    row: Row = {"numerator": items - open_items, "denominator": items, **_percentiles(*waits), "open_items": open_items}
    oldest = float(waits.minutes[still].max()) if still.any() else None
    return row | {"oldest_open_hours": _hours(oldest), "oldest_open": "" if oldest is None else duration(oldest)}


def _percentiles(waits: Column, counts: Column, is_open: Column) -> Row:
    """Hours, and words for them: "1 day 3 hours", or "> 9 days 4 hours" where a share was never reached."""
    curve = statistics.kaplan_meier(waits, counts, is_open)
    row: Row = {}
    for name, share in _SHARES.items():
        found = curve.quantile(share)
        row[f"{name}_hours"] = _hours(found)
        beyond = "" if curve.longest is None else f"> {duration(curve.longest)}"
        row[name] = beyond if found is None else duration(found)
    return {"value": row["median_hours"]} | row | {"longest_hours": _hours(curve.longest)}


def _removal_row(part: pd.DataFrame) -> Row:
    """One group of items taken down; items without a known time are counted and left out of the times."""
    is_open = part["is_still_visible"].eq(True)
    row: Row = {"items": len(part), "removed": int((~part["is_hidden"]).sum()), "hidden": int(part["is_hidden"].sum())}
    for start, prefix in (("from_decision", "decision"), ("from_posting", "posting")):
        known = part[start].notna()
        minutes = part[start][known].clip(lower=0).to_numpy(float)
        found = _percentiles(minutes, np.ones(len(minutes)), is_open[known].to_numpy(float))
        row |= {f"{prefix}_{name}": found[name] for name in ("median_hours", "median", "p90_hours", "longest_hours")}
    known = part["from_decision"].notna()
    in_time = (part["from_decision"] <= part["target_hours"] * 60) & ~is_open & known
    return row | {
        "numerator": int(in_time.sum()), "denominator": int(known.sum()), "still_visible": int(is_open.sum()),
        "unverified": int((part["grade"] == "recorded, not yet confirmed").sum()), "time_unknown": int((~known).sum()),
    }  # fmt: skip


def _comparison(row: Row) -> Row:
    found: Row = dict.fromkeys(_COMPARED)
    if not row["is_compared"]:
        return found | {"limits": "left out"}
    ratio = statistics.rate_ratio(row["numerator"], row["denominator"])
    found["value"], found["low"], found["high"] = ratio or (None, None, None)
    history = row["history"]
    limits = None if history is None or isinstance(history, float) else statistics.xmr(list(history))
    if limits is None:
        return found | {"limits": "too short"}
    found |= {"weekly_mean": limits.mean, "weekly_low": max(0.0, limits.low), "weekly_high": limits.high}
    is_outside = any(not found["weekly_low"] <= value <= limits.high for value in row["chosen"])
    return found | {"limits": "outside" if is_outside else "within"}


_LIMITED = ("weeks_before", "mean", "low", "high", "limits")


def _limited(row: Row) -> Row:
    history = row["history"]
    before = [] if history is None or isinstance(history, float) else list(history)
    found: Row = dict.fromkeys(_LIMITED) | {"weeks_before": len(before), "limits": "too short"}
    limits = statistics.xmr(before)
    if limits is None:
        return found
    low = max(0.0, limits.low)
    where = "above" if row["value"] > limits.high else "below" if row["value"] < low else "within"
    return found | {"mean": limits.mean, "low": low, "high": limits.high, "limits": where}


def _hours(minutes: float | None) -> float | None:
    return None if minutes is None else minutes / 60


def _day(value: Any) -> date:
    day: date = pd.Timestamp(value).date()
    return day


def _with(frame: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """The rows with further columns, which are as long; for no rows at all, too."""
    return frame.assign(**{name: pd.Series(values, index=frame.index) for name, values in columns.items()})


def _table(rows: list[Row], names: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(rows) if rows else pd.DataFrame(columns=names)
    numbers = [name for name in table.columns if name == "value" or name.endswith("_hours")]
    return table.astype(dict.fromkeys(numbers, float))
