"""Day first or month first: proved by a file's dates or its name, or set in the policy; never guessed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.dates import MONTHS
from pipelines.sources.tables import heading

if TYPE_CHECKING:
    from pipelines.sources.export import Export
    from pipelines.sources.tables import Table

DAY_FIRST, MONTH_FIRST = "day first", "month first"
UNDECIDED = (
    "day and month order is undecided, so times are left empty: name it for this layout under date_order in policy.toml"
)
_IN_WORDS = re.compile(r"(?<![A-Za-z])([A-Z][a-z]{2})-(\d{2})-(20\d\d)(?!\d)")
_SLASHED = re.compile(r"\s*(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def range_in_name(export: Export) -> tuple[date, date] | None:
    """The first and last day in a file name such as ``Aug-01-2025_Aug-31-2025_1.csv`` or ``2025-08-01_2025-08-31``."""
    words = _IN_WORDS.findall(PurePath(export.name).name)
    days = [found for m, d, y in words if m in MONTHS and (found := day(y, MONTHS[m], d))] or export.dates_in_name
    return (min(days[:2]), max(days[:2])) if len(days) >= 2 else None


def day(year: str | int, month: str | int, of_month: str | int) -> date | None:
    """A day of the calendar, or None when there is none such."""
    try:
        return date(int(year), int(month), int(of_month))
    except ValueError:
        return None


def day_order(table: Table, column: str, layout: str, usual: str | None = None) -> str | None:
    """The order of dates such as 08/04/2025: by proof, by the file's name, by policy, or ``usual``; None if undecided.

    Raises:
        Refused: some rows prove one order and some the other.
    """
    proof = table.proves_day_first(column)
    if proof is not None:
        return DAY_FIRST if proof else MONTH_FIRST
    found = _by_range(table, column) or table.export.reading.date_order.get(layout) or usual
    if found is None:
        table.export.note(UNDECIDED)
    return found


def _by_range(table: Table, column: str) -> str | None:
    """The one order in which all dates fall within the range that the file's name gives."""
    covered = range_in_name(table.export)
    if covered is None:
        return None
    index = table.positions[heading(column)]
    dates = (cells[index] for _, cells in table.open_rows() if len(cells) > index)
    written = {found.groups() for text in dates if (found := _SLASHED.match(text))}
    readings = {
        MONTH_FIRST: {day(year, first, second) for first, second, year in written},
        DAY_FIRST: {day(year, second, first) for first, second, year in written},
    }
    fitting = [o for o, days in readings.items() if days and all(d and covered[0] <= d <= covered[1] for d in days)]
    return fitting[0] if len(fitting) == 1 else None


def instants(local: pa.TimestampArray, zone: str | None) -> pa.TimestampArray:
    """Wall-clock times as instants of the zone that the policy assumes; all null when it assumes none."""
    if zone is None:
        return pa.nulls(len(local), pa.timestamp("us", "UTC"))
    placed = pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="earliest")
    return placed.cast(pa.timestamp("us", "UTC"))
