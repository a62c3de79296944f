"""Tables of numbers, a column a metric, turned into one figure a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.platforms import came_from
from pipelines.records import Batch, Figure, slug
from pipelines.sources.dates import MONTHS
from pipelines.sources.tables import NOT_MEASURED

if TYPE_CHECKING:
    from pipelines.sources.export import Export
    from pipelines.sources.tables import Chunk, Table

_DAY = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
_ENGLISH_DAY = re.compile(r"\b(" + "|".join(MONTHS) + r")[a-z]* (\d{1,2}), (20\d\d)\b")


@dataclass(frozen=True, slots=True)
class When:
    """What a table's figures stand for: days one a row, periods one a row, or one period for all."""

    days: pa.Date32Array | None = None
    since: pa.Date32Array | date | None = None
    until: pa.Date32Array | date | None = None


def metrics_of(table: Table, renamed: Mapping[str, str], *others: str) -> dict[str, str]:
    """Metric by header: every named column that is none of ``others``; ``renamed`` by header in lower case."""
    return {h: renamed.get(h.strip().casefold(), slug(h)) for h in table.unknown(*others) if slug(h)}


def cells_as_figures(
    chunk: Chunk,
    metrics: Mapping[str, str],
    when: When,
    *,
    page: pa.StringArray | None = None,
    came_from: pa.StringArray | None = None,
    bad: Mapping[str, pa.BooleanArray] | None = None,
) -> Iterator[Batch]:
    """One figure for each cell that holds a number, in file order; blank and unreadable cells are counted.

    Rows marked in ``bad`` (reason to mask) become rejects, a row each.
    """  # fmt: skip
    export = chunk.table.export
    wrong = pa.array([False] * len(chunk))
    for mask in (bad or {}).values():
        wrong = pc.or_(wrong, pc.fill_null(mask, False))
    good = pc.invert(wrong)
    yield from (b for b in chunk.batch(Figure, {"metric": ""}, bad=bad) if b.kind is not Figure)
    columns = {h: chunk.number(h).filter(good) for h in metrics}
    rows = pc.sum(good).as_py() or 0
    export.row(rows * (len(columns) - 1))
    for header, numbers in columns.items():
        _count_the_rest(export, chunk.raw(header).filter(good), numbers)
    shared = {"line": lines_of(chunk), "date": when.days, "since": when.since, "until": when.until, "page": page,
              "came_from": came_from}  # fmt: skip
    yield from _interleaved(export, {k: _kept(v, good) for k, v in shared.items() if v is not None}, columns, metrics)


def sources_of(chunk: Chunk, header: str) -> pa.StringArray:
    """A column that names where visits came from, each name as ``platforms.came_from`` tells it."""
    cells = [cell or "" for cell in chunk.raw(header).to_pylist()]
    told = {cell: came_from(cell) for cell in set(cells)}
    return pa.array([told[cell] for cell in cells], pa.string())


def numbers_of(chunk: Chunk, header: str) -> pa.DoubleArray:
    """A column's numbers; noted where it holds anything else, for it may be a column that the layout does not know."""
    numbers = chunk.number(header)
    if numbers.null_count > _blanks(chunk.raw(header)):
        chunk.table.export.note(f'the column "{header}" holds cells that are no numbers; they were left out')
    return numbers


def lines_of(chunk: Chunk) -> pa.Int64Array:
    """The lines on which a chunk's rows began."""
    return chunk.lines if isinstance(chunk.lines, pa.Array) else pa.array(chunk.lines, pa.int64())


def period_in_name(export: Export) -> tuple[date, date] | tuple[None, None]:
    """The two dates in the name of the file, or else of the zip that it came in; nothing when there are none."""
    for part in reversed(PurePath(export.name).parts):
        written = _DAY.findall(part) or [(y, MONTHS[m], d) for m, d, y in _ENGLISH_DAY.findall(part)]
        days = [date(int(y), int(m), int(d)) for y, m, d in written if 0 < int(d) <= _length(int(y), int(m))]
        if len(days) >= 2:
            return days[0], days[1]
    return None, None


def cover(export: Export, days: Sequence[pa.Date32Array] | Sequence[date]) -> None:
    """Widens what the file covers by these days."""
    for found in days:
        if isinstance(found, pa.Array):
            edge = pc.min_max(found).as_py()
            first, last = edge["min"], edge["max"]
        else:
            first = last = found
        if first is None:
            continue
        since, until = export.file.covers_since, export.file.covers_until
        export.file.covers_since = min(since, first) if since else first
        export.file.covers_until = max(until, last) if until else last


def _count_the_rest(export: Export, cells: pa.StringArray, numbers: pa.DoubleArray) -> None:
    blank = _blanks(cells)
    if blank:
        export.skip("blank cell", blank)
    if numbers.null_count - blank:
        export.skip("cell that holds no number", numbers.null_count - blank)


def _blanks(cells: pa.StringArray) -> int:
    return int(pc.sum(pc.is_in(pc.utf8_trim_whitespace(cells), pa.array(NOT_MEASURED))).as_py() or 0)


def _kept(values: Any, good: pa.BooleanArray) -> Any:
    return values.filter(good) if isinstance(values, pa.Array) else values


def _interleaved(
    export: Export, shared: Mapping[str, Any], columns: Mapping[str, pa.DoubleArray], metrics: Mapping[str, str]
) -> Iterator[Batch]:
    count = len(shared["line"])
    values = pa.concat_arrays(list(columns.values())) if columns else pa.array([], pa.float64())
    order = pa.array([m * count + row for row in range(count) for m in range(len(columns))], pa.int64())
    rows = pa.array([row for row in range(count) for _ in columns], pa.int64())
    values = values.take(order)
    measured = values.is_valid()
    found = {"metric": pa.array(list(metrics.values()) * count, pa.string()), "value": values}
    for name, held in shared.items():
        found[name] = held.take(rows) if isinstance(held, pa.Array) else pa.repeat(pa.scalar(held), len(rows))
    found = {k: v.filter(measured) for k, v in found.items()}
    if len(found["line"]):
        yield Batch(Figure, export.file.platform or "unknown", found)


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
