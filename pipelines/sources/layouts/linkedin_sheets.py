"""What the workbooks of LinkedIn's page analytics share: their days, their names and their tables of figures."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import Batch
from pipelines.sources.dates import unix
from pipelines.sources.day_order import DAY_FIRST, MONTH_FIRST, day, day_order, in_order
from pipelines.sources.export import Export
from pipelines.sources.figures import When, cells_as_figures, cover, metrics_of
from pipelines.sources.find_tables import find_headed
from pipelines.sources.tables import Chunk, Table, heading

_MADE = re.compile(r"_(\d{13})(?!\d)")
_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\s*")


def headed(export: Export, *required: str, begins: str | tuple[str, ...] = "") -> Table | None:
    """The first sheet with these headers and one that begins like this, or like one of these."""
    wanted = {heading(r) for r in required}
    return find_headed(export, lambda names: wanted <= names and any(n.startswith(begins) for n in names))


def captured(export: Export) -> date:
    """The day of export: LinkedIn writes its moment into the file's name."""
    found = _MADE.search(export.name)
    made = unix(int(found[1]) / 1000) if found else None
    return made.astimezone(export.zone).date() if made else export.captured()


def order_of(layout: str, days: Table | None, *others: tuple[Table, str]) -> str | None:
    """The order of a workbook's dates: that in which its days follow each other, else what any of its sheets proves."""
    if days and (order := _by_sequence(days)):
        return order
    columns = [*([(days, "Date")] if days else []), *others]
    for table, column in columns:
        if (proof := table.proves_day_first(column)) is not None:
            return DAY_FIRST if proof else MONTH_FIRST
    return day_order(*columns[0], layout)


def days_of(chunk: Chunk, column: str, order: str | None) -> pa.Date32Array:
    """A column's days; cells that are real dates need no order."""
    return pc.coalesce(in_order(chunk, column, order, ""), chunk.local(column)).cast(pa.date32())


def daily_figures(table: Table, order: str | None, renamed: Mapping[str, str]) -> Iterator[Batch]:
    """One figure a day and column; a row whose day is not known is a reject."""
    metrics = metrics_of(table, renamed, "Date")
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
            continue
        days = days_of(chunk, "Date", order)
        cover(chunk.table.export, [days])
        reason = "the row has no day" if order else "day and month order of the row's day is undecided"
        yield from cells_as_figures(chunk, metrics, When(days=days), bad={reason: days.is_null()})


def note_other_sheets(export: Export, *read: Table | None) -> None:
    """Names the sheets of the workbook that are not read."""
    used = {table.sheet for table in read if table}
    others = [name for name in (export.workbook.sheet_names if export.workbook else ()) if name not in used]
    if others:
        export.note(f"sheets that were left out: {', '.join(others)}")


def _by_sequence(table: Table) -> str | None:
    index = table.positions[heading("Date")]
    cells = (cells[index] for _, cells in table.open_rows() if len(cells) > index)
    written = [found.groups() for text in cells if (found := _SLASHED.fullmatch(text))]
    readings = {
        MONTH_FIRST: [day(year, first, second) for first, second, year in written],
        DAY_FIRST: [day(year, second, first) for first, second, year in written],
    }
    fitting = [order for order, days in readings.items() if len(days) > 1 and _follow(days)]
    return fitting[0] if len(fitting) == 1 else None


def _follow(days: list[date | None]) -> bool:
    """Whether each day is the one after the day before it, or each the one before."""
    steps = {b - a if a and b else None for a, b in itertools.pairwise(days)}
    return steps in ({timedelta(days=1)}, {timedelta(days=-1)})
