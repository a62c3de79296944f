"""Every number says what it rests on: the worst gap in the exports behind it, joined on in this one place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pipelines.errors import Unflagged
from pipelines.metrics.weeks import monday_of

# Worst first. What is missing outweighs what is inexact, and that what is merely worth knowing.
SEVERITY = (
    "MISSING", "PARTIAL_WINDOW", "ROW_LIMIT_HIT", "COUNT_MISMATCH", "PARSE_REJECTS", "ZERO_UNDECLARED",
    "TZ_UNKNOWN", "SCHEMA_CHANGED", "LATE", "DUPLICATES", "ZERO_DECLARED", "COMPLETE",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(SEVERITY)}
_INPUTS = ["inputs", "input_since", "input_until"]


def worst(flags: Iterable[str]) -> str:
    """The worst of some flags (of equal ones the greater number); ``COMPLETE`` where there is none."""
    return min(flags, key=rank, default="COMPLETE")


def rank(flag: str) -> tuple[int, int]:
    """Where a flag stands: the worst sorts first, of equal ones that with the greater number."""
    name, _, number = flag.partition(" ")
    return _RANK[name], -int(number or 0)


def attach(frame: pd.DataFrame, completeness: pd.DataFrame) -> pd.DataFrame:
    """The rows with ``flag``: the worst of their channels and weeks; what nothing is known of is ``MISSING``.

    A row rests on its ``channel``, or on the list ``inputs``, during its ``week_start``, or else on the days
    from ``input_since`` up to ``input_until``.
    """
    weeks = [pd.Timestamp(week).date() for week in completeness["week_start"]]
    known = dict(zip(zip(completeness["channel"], weeks, strict=True), completeness["flag"], strict=True))
    flags = [
        worst(known.get((channel, week), "MISSING") for channel in _channels(row) for week in _weeks(row))
        for row in frame.to_dict("records")
    ]
    return frame.drop(columns=_INPUTS, errors="ignore").assign(flag=pd.Series(flags, index=frame.index, dtype=object))


def ensure(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The frame itself, if each of its rows carries a channel and a flag.

    Raises:
        Unflagged: one does not, so none of it may be shown.
    """
    for column in ("channel", "flag"):
        if column not in frame.columns:
            raise Unflagged(name, f'its rows have no "{column}"', "Add it to the select of the metric's .sql file")
        if frame[column].isna().any():
            raise Unflagged(
                name, f'a row has an empty "{column}"', "Name a channel in every row of the metric's .sql file"
            )
    return frame


def rows_for(frame: pd.DataFrame, since: date, until: date) -> tuple[date, date]:
    """The period whose exports a frame rests on: its own inputs', if they reach further than the window."""
    starts, ends = [since], [until]
    if "input_since" in frame.columns:
        starts += [pd.Timestamp(d).date() for d in frame["input_since"].dropna()]
        ends += [pd.Timestamp(d).date() for d in frame["input_until"].dropna()]
    return min(starts), max(ends)


def _channels(row: dict[Any, Any]) -> list[str]:
    inputs = row.get("inputs")
    return [row["channel"]] if inputs is None or isinstance(inputs, float) else list(inputs)


def _weeks(row: dict[Any, Any]) -> list[date]:
    if pd.notna(row.get("week_start")):
        return [pd.Timestamp(row["week_start"]).date()]
    first, end = monday_of(pd.Timestamp(row["input_since"]).date()), pd.Timestamp(row["input_until"]).date()
    return [first + timedelta(days=n) for n in range(0, (end - first).days, 7)]
