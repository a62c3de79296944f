"""Day first or month first: proved by a file's dates or its name, or set in the policy; never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.dates import MONTHS, within_calendar
from pipelines.sources.tables import heading

if TYPE_CHECKING:
    from pipelines.sources.export import Export
    from pipelines.sources.tables import Chunk, Table

DAY_FIRST, MONTH_FIRST = "day first", "month first"
UNDECIDED = (
    "day and month order is undecided, so times are left empty: name it for this layout under date_order in policy.toml"
)
_IN_WORDS = re.compile(r"(?<![A-Za-z])([A-Z][a-z]{2})-(\d{2})-(20\d\d)(?!\d)")
_SLASHED = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)(?!\d)")


def range_in_name(export: Export) -> tuple[date, date] | None:
    """The first and last day in a file name such as ``Aug-01-2025_Aug-31-2025_1.csv`` or ``2025-08-01_2025-08-31``."""
    words = _IN_WORDS.findall(PurePath(export.name).name)
    days = [found for m, d, y in words if m in MONTHS and (found := day(y, MONTHS[m], d))] or export.dates_in_name
    return (min(days[:2]), max(days[:2])) if len(days) >= 2 else None


def day(year: str | int, month: str | int, of_month: str | int) -> date | None:
    """A day of the calendar, a year of two digits being of this century; None when there is none such."""
    try:
        return date(int(year) + 2000 * (int(year) < 100), int(month), int(of_month))
    except ValueError:
        return None


def day_order(table: Table, column: str, layout: str, usual: str | None = None) -> str | None:
    """The order of dates such as 08/04/2025: by proof, by the file's name, by policy, or ``usual``; None if undecided.

    The first proof decides; ``in_order`` refuses a file that later proves the contrary.
    """
    written: set[tuple[str, ...]] = set()
    for parts in _written(table, column):
        if parts not in written and (proof := _proof(parts)):
            return proof
        written.add(parts)
    found = _by_range(table.export, written) or table.export.reading.date_order.get(layout) or usual
    if found is None and written:
        table.export.note(UNDECIDED)
    return found


def in_order(
    chunk: Chunk, column: str, order: str | None, *times: str, years: Sequence[str] = ("%Y",)
) -> pa.TimestampArray:
    """Wall-clock times from dates with slashes in this order; all null when it is undecided.

    Raises:
        Refused: some dates are of the other order.
    """
    local = chunk.local_by_order(column, order, *times, years=years)
    if order is not None and local.null_count > pc.sum(pc.is_null(chunk.word(column))).as_py():
        other = chunk.local_by_order(column, MONTH_FIRST if order == DAY_FIRST else DAY_FIRST, *times, years=years)
        if pc.any(pc.and_(pc.is_null(local), pc.is_valid(other)), min_count=0).as_py():
            raise chunk.table.export.refuse(
                f'the column "{column}" holds both day-first and month-first dates', "Download it again"
            )
    return local


def _written(table: Table, column: str) -> Iterator[tuple[str, ...]]:
    """The dates of a column, in the parts and the order in which they are written."""
    index = table.positions[heading(column)]
    dates = (cells[index] for _, cells in table.open_rows() if len(cells) > index)
    return (found.groups() for text in dates if (found := _SLASHED.match(text)))


def _proof(parts: tuple[str, ...]) -> str | None:
    first, second = int(parts[0]), int(parts[1])
    if first > 12 >= second:
        return DAY_FIRST
    return MONTH_FIRST if second > 12 >= first else None


def _by_range(export: Export, written: set[tuple[str, ...]]) -> str | None:
    """The one order in which all dates fall within the range that the file's name gives."""
    covered = range_in_name(export)
    if covered is None:
        return None
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
    placed = pc.assume_timezone(within_calendar(local), zone, ambiguous="earliest", nonexistent="earliest")
    return placed.cast(pa.timestamp("us", "UTC"))
