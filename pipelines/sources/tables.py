"""Tables out of CSV files and workbooks, in chunks of columns, so that ten million rows stay bearable.

A layout asks ``export.table("Name", "Comment")`` for the first table that has these headers, and turns
its chunks into batches. Delimiter, preamble rows, ``sep=`` lines, damaged ids and miscounted rows are
handled here, once.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import Batch, Reject
from pipelines.sources.chunks import NOT_MEASURED, Chunk, as_batch, as_csv, heading
from pipelines.sources.php_rows import php_rows
from pipelines.sources.rows import Block, Row

if TYPE_CHECKING:
    from pipelines.sources.export import Export

__all__ = [
    "CHUNK_ROWS",
    "NOT_MEASURED",
    "Chunk",
    "Table",
    "as_batch",
    "as_csv",
    "heading",
]

CHUNK_ROWS = 50_000
_SLASHED = r"^\s*(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.]\d{2,4}"


@dataclass(slots=True)
class Table:
    """One table: its header as written, and its rows with the line each began on.

    ``open_blocks``, where there is one, gives the same rows as columns, with those of another width apart.
    """

    export: Export
    header: list[str]
    open_rows: Callable[[], Iterator[Row]]
    from_workbook: bool = False
    sheet: str | None = None
    open_blocks: Callable[[], Iterator[Block]] | None = None
    delimiter: str = ","
    header_ends: int = 0
    positions: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Column index by comparable header; the first of columns that share a name."""
        self.positions = {}
        for index, name in enumerate(self.header):
            self.positions.setdefault(heading(name), index)

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return heading(name) in self.positions

    def unknown(self, *known: str) -> list[str]:
        """The headers that the layout does not know, as written."""
        expected = {heading(k) for k in known}
        return [h for h in self.header if h.strip() and heading(h) not in expected]

    def written_by_php(self) -> Table:
        """The same table, its quotes read as PHP's writer leaves them; a workbook as it is."""
        if self.from_workbook or self.export.is_written_plainly:
            return self
        rows = functools.partial(php_rows, self.export, self.delimiter, len(self.header), self.header_ends)
        return Table(self.export, self.header, rows, delimiter=self.delimiter, header_ends=self.header_ends)

    def chunks(self, size: int = CHUNK_ROWS) -> Iterator[Chunk | Batch]:
        """The rows as columns; rows with a wrong cell count come first, as a batch of rejects.

        Blank rows are skipped and counted; blank lines are no rows.
        """
        if self.open_blocks is not None:
            yield from self._from_blocks(self.open_blocks())
            return
        rows = self.open_rows()
        while taken := list(itertools.islice(rows, size)):
            yield from self._sorted(taken)

    def _from_blocks(self, blocks: Iterator[Block]) -> Iterator[Chunk | Batch]:
        for lines, columns, odd in blocks:
            yield from self._sorted(odd)
            blank = _blank_rows(columns)
            self.export.row(len(lines))
            if skipped := pc.sum(blank).as_py():
                self.export.skip("blank row", skipped)
                keep = pc.invert(blank)
                lines, columns = lines.filter(keep), [c.filter(keep) for c in columns]  # noqa: PLW2901
            if len(lines):
                yield Chunk(self, lines, columns)

    def _sorted(self, rows: list[Row]) -> Iterator[Chunk | Batch]:
        good, rejects = self._sort(rows)
        if rejects:
            yield as_batch(rejects)
        if good:
            columns = list(zip(*(cells for _, cells in good), strict=True))
            yield Chunk(self, [line for line, _ in good], columns)

    def _sort(self, rows: list[Row]) -> tuple[list[Row], list[Reject]]:
        width = len(self.header)
        if all(len(cells) == width and (cells[0].strip() or _holds_any(cells)) for _, cells in rows):
            self.export.row(len(rows))
            return rows, []
        good: list[Row] = []
        rejects: list[Reject] = []
        for line, cells in rows:
            if not cells:
                continue
            self.export.row()
            if not _holds_any(cells):
                self.export.skip("blank row")
            elif len(cells) == width or (len(cells) > width and not _holds_any(cells[width:])):
                good.append((line, cells[:width]))
            else:
                reason = f"the row has {len(cells)} cells where the header has {width}"
                rejects.append(self.export.reject(line, reason, as_csv(cells)))
        return good, rejects

    def proves_day_first(self, column: str) -> bool | None:
        """Whether dates such as 08/04/2025 are day first; None when no row of the file can tell.

        Raises:
            Refused: some rows prove one order and some the other.
        """
        proofs: set[bool] = set()
        for cells in self.cells(column):
            found = pc.drop_null(pc.extract_regex(cells, _SLASHED))
            first, second = (pc.struct_field(found, part).cast(pa.int64()) for part in ("first", "second"))
            for order, day, month in ((True, first, second), (False, second, first)):
                if pc.any(pc.and_(pc.greater(day, 12), pc.less_equal(month, 12)), min_count=0).as_py():
                    proofs.add(order)
        if len(proofs) == 2:
            raise self.export.refuse(
                f'the column "{column}" holds both day-first and month-first dates', "Download it again"
            )
        return proofs.pop() if proofs else None

    def cells(self, column: str) -> Iterator[pa.StringArray]:
        """One column's cells, many at a time, for a look ahead: no row is counted."""
        index = self.positions[heading(column)]
        if self.open_blocks is not None:
            for _, columns, odd in self.open_blocks():
                yield columns[index]
                yield pa.array([cells[index] for _, cells in odd if len(cells) > index], pa.string())
            return
        rows = self.open_rows()
        while taken := list(itertools.islice(rows, CHUNK_ROWS)):
            yield pa.array([cells[index] for _, cells in taken if len(cells) > index], pa.string())


def _holds_any(cells: Sequence[str]) -> bool:
    return any(c.strip() for c in cells)


def _blank_rows(columns: Sequence[pa.StringArray]) -> pa.BooleanArray:
    """Which rows hold nothing; columns are looked at until no row is left."""
    blank = pc.equal(pc.utf8_trim_whitespace(columns[0]), "")
    for cells in columns[1:]:
        if not pc.any(blank, min_count=0).as_py():
            return blank
        blank = pc.and_(blank, pc.equal(pc.utf8_trim_whitespace(cells), ""))
    return blank
