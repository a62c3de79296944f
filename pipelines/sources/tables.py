"""Tables out of CSV files and workbooks, in chunks of columns, so that ten million rows stay bearable.

A layout asks ``export.table("Name", "Comment")`` for the first table that has these headers, and turns
its chunks into batches. Delimiter, preamble rows, ``sep=`` lines, damaged ids and miscounted rows are
handled here, once.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import DamagedIds
from pipelines.records import Batch, Record, Reject
from pipelines.sources.php_rows import php_rows
from pipelines.sources.rows import HEADER_WITHIN, Block, Row, csv_blocks, csv_rows

if TYPE_CHECKING:
    from pipelines.sources.export import Export

CHUNK_ROWS = 50_000
LARGE = 4 * 2**20
NOT_MEASURED = ("", "-", "--", "N/A", "n/a", "NULL", "null")
_SLASHED = r"^\s*(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.]\d{2,4}"
_SCIENTIFIC = r"^\d(?:[.,]\d+)?[Ee]\+?\d+$"


def heading(text: str) -> str:
    """A header as it is compared: no mark, quotes, outer spaces or case."""
    return " ".join(text.replace("\ufeff", "").strip().strip('"').split()).casefold()


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
        if self.from_workbook:
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
        index = self.positions[heading(column)]
        proofs: set[bool] = set()
        for cells in self._cells_of(index):
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

    def _cells_of(self, index: int) -> Iterator[pa.StringArray]:
        """One column's cells, without counting rows."""
        if self.open_blocks is not None:
            for _, columns, odd in self.open_blocks():
                yield columns[index]
                yield pa.array([cells[index] for _, cells in odd if len(cells) > index], pa.string())
            return
        rows = self.open_rows()
        while taken := list(itertools.islice(rows, CHUNK_ROWS)):
            yield pa.array([cells[index] for _, cells in taken if len(cells) > index], pa.string())


class Chunk:
    """Some rows of a table as columns. Every method returns an Arrow array with one value a row."""

    def __init__(self, table: Table, lines: Sequence[int] | pa.Int64Array, columns: Sequence[Any]) -> None:
        """``columns`` are the cells by column: tuples of text or Arrow arrays."""
        self.table, self.columns = table, columns
        self.numbers = lines if isinstance(lines, pa.Array) else pa.array(lines, pa.int64())

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def lines(self) -> list[int]:
        """The line on which each row began."""
        return self.numbers.to_pylist()  # type: ignore[no-any-return]

    @cached_property
    def rows(self) -> list[list[str]]:
        """The rows as lists of cells: for the few that are looked at singly."""
        lists = [c.to_pylist() if isinstance(c, pa.Array) else c for c in self.columns]
        return [list(cells) for cells in zip(*lists, strict=True)]

    def raw(self, *names: str) -> pa.StringArray:
        """The cells of the first of these columns that the table has; nulls when it has none."""
        for name in names:
            index = self.table.positions.get(heading(name))
            if index is not None:
                cells = self.columns[index]
                return cells if isinstance(cells, pa.Array) else pa.array(cells, pa.string())
        return pa.nulls(len(self), pa.string())

    def text(self, *names: str) -> pa.StringArray:
        """Cells as they stand; blank ones null."""
        cells = self.raw(*names)
        return pc.if_else(pc.equal(pc.utf8_trim_whitespace(cells), ""), None, cells)

    def word(self, *names: str) -> pa.StringArray:
        """Cells without outer spaces; blank ones null."""
        cells = pc.utf8_trim_whitespace(self.raw(*names))
        return pc.if_else(pc.equal(cells, ""), None, cells)

    def ids(self, *names: str) -> pa.StringArray:
        """Identifiers, as text.

        Raises:
            DamagedIds: a spreadsheet program has rounded them.
        """
        cells = self.word(*names)
        whole = pc.fill_null(pc.ascii_is_decimal(cells), True)
        if pc.any(pc.match_substring_regex(cells.filter(pc.invert(whole)), _SCIENTIFIC)).as_py() or _rounded(cells):
            raise DamagedIds(
                self.table.export.name,
                f'the ids in "{names[0]}" were rounded by a spreadsheet program',
                "Download the file again and load it without opening it in Excel",
            )
        return cells

    def number(self, *names: str, thousands: str = ",") -> pa.DoubleArray:
        """Counts and shares; blanks and dashes are null (not measured), unreadable cells null as well."""
        cells = pc.utf8_trim_whitespace(self.raw(*names))
        cells = pc.if_else(pc.is_in(cells, pa.array(NOT_MEASURED)), None, cells)
        cells = pc.replace_substring(cells, thousands, "")
        if thousands == ".":
            cells = pc.replace_substring(cells, ",", ".")
        cells = pc.utf8_rtrim(cells, "% ")
        readable = pc.match_substring_regex(cells, r"^[+-]?\d+(\.\d+)?$")
        return pc.if_else(readable, cells, None).cast(pa.float64())

    def flag(self, *names: str) -> pa.BooleanArray:
        """0/1, true/false, yes/no; anything else null."""
        cells = pc.utf8_lower(pc.utf8_trim_whitespace(self.raw(*names)))
        yes = pc.is_in(cells, pa.array(["1", "true", "yes", "y"]))
        no = pc.is_in(cells, pa.array(["0", "false", "no", "n"]))
        return pc.if_else(yes, True, pc.if_else(no, False, pa.scalar(None, pa.bool_())))

    def local(self, name: str, *formats: str) -> pa.TimestampArray:
        """Wall-clock times (microseconds, no zone) in the first of these strptime formats that fits; else null.

        Cells of a workbook may also be real dates.
        """
        cells = pc.utf8_trim_whitespace(self.raw(name))
        found = pa.nulls(len(self), pa.timestamp("us"))
        extra = ("%Y-%m-%d %H:%M:%S",) if self.table.from_workbook else ()
        for written in (*formats, *extra):
            if found.null_count:
                read = pc.strptime(cells, format=written, unit="us", error_is_null=True)
                found = pc.coalesce(found, _without_overflow(read, cells, written))
        return found

    def local_by_order(self, name: str, order: str | None, *times: str) -> pa.TimestampArray:
        """Dates with slashes: ``order`` is ``day first``, ``month first`` or None for undecided (all null).

        ``times`` are what may follow the date, such as `` %H:%M``; a cell that is the same either way is read.
        """
        if order is None:
            return pa.nulls(len(self), pa.timestamp("us"))
        day_month = "%d/%m/%Y" if order == "day first" else "%m/%d/%Y"
        return self.local(name, *(day_month + t for t in times))

    def batch(
        self, kind: type[Record], columns: Mapping[str, Any], *, bad: Mapping[str, pa.BooleanArray] | None = None
    ) -> Iterator[Batch]:
        """These columns as a batch; rows marked in ``bad`` (reason to mask) become rejects instead."""
        platform = self.table.export.file.platform or "unknown"
        columns = {"line": self.numbers} | {k: _column(v, len(self)) for k, v in columns.items()}
        wrong = pa.array([False] * len(self))
        rejects: list[Reject] = []
        for reason, mask in (bad or {}).items():
            fresh = pc.and_not(pc.fill_null(mask, False), wrong)
            for index in pc.indices_nonzero(fresh).to_pylist():
                line = self.numbers[index].as_py()
                rejects.append(self.table.export.reject(line, reason, as_csv(self.rows[index])))
            wrong = pc.or_(wrong, fresh)
        if rejects:
            yield as_batch(sorted(rejects, key=lambda r: r.line))
            keep = pc.invert(wrong)
            columns = {k: v.filter(keep) for k, v in columns.items()}
        if len(columns["line"]):
            yield Batch(kind, platform, columns)


def _column(values: Any, length: int) -> Any:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if isinstance(values, list):
        return pa.array(values)
    return pa.array([values] * length) if isinstance(values, date) else pa.repeat(pa.scalar(values), length)


def _without_overflow(read: pa.TimestampArray, cells: pa.StringArray, written: str) -> pa.TimestampArray:
    """Times less those that were read wrongly: 31 April as 1 May, the year 25 as such."""
    first = pa.scalar(datetime(1970, 1, 1), read.type)  # noqa: DTZ001
    if pc.less(pc.min(read), first).as_py():
        read = pc.if_else(pc.less(read, first), None, read)
    early = pc.unique(cells.filter(pc.less_equal(pc.day(read), 3)))
    suspect = early.filter(pc.match_substring_regex(early, "29|30|31")).to_pylist()
    wrong = [c for c in suspect if not _is_time(c, written)]
    return pc.if_else(pc.is_in(cells, pa.array(wrong, pa.string())), None, read) if wrong else read


def _is_time(text: str, written: str) -> bool:
    try:
        datetime.strptime(text, written)  # noqa: DTZ007
    except ValueError:
        return False
    return True


def _rounded(cells: pa.StringArray) -> bool:
    """Whether all long ids of a chunk, two or more, end in zeros from their sixteenth digit on."""
    long = cells.filter(pc.and_(pc.greater(pc.binary_length(cells), 15), pc.ascii_is_decimal(cells)))
    if not pc.all(pc.ends_with(long, "0")).as_py() or len(pc.unique(long)) < 2:
        return False
    return bool(pc.all(pc.match_substring_regex(long, r"^\d{15}0+$")).as_py())


def as_batch(rejects: Sequence[Reject]) -> Batch:
    """Rejects as one batch."""
    return Batch(
        Reject, rejects[0].platform,
        {"line": [r.line for r in rejects], "reason": [r.reason for r in rejects], "raw": [r.raw for r in rejects]},
    )  # fmt: skip


def find_table(export: Export, required: Sequence[str]) -> Table | None:
    """The first table of the export, in its first rows, whose header holds all these names."""
    wanted = {heading(r) for r in required}
    if export.workbook is not None:
        return _in_workbook(export, wanted)
    for delimiter, rows in export.first_rows.items():
        for line, cells in rows:
            if wanted <= {heading(c) for c in cells}:
                return _in_csv(export, delimiter, line, cells, rows)
    return None


def _in_csv(export: Export, delimiter: str, line: int, cells: list[str], rows: list[Row]) -> Table:
    """The table below a header; a large file of plain UTF-8 is read as blocks."""
    header = _trimmed(cells)

    def below() -> Iterator[Row]:
        return itertools.dropwhile(lambda row: row[0] <= line, csv_rows(export, delimiter))

    after = next((number for number, _ in rows if number > line), None)
    quick = export.size >= LARGE and export.encoding in ("utf-8", "utf-8-sig") and export.is_free_of_nul
    fits = after is not None and len(header) == len(cells) > 1
    blocks = functools.partial(csv_blocks, export, delimiter, after or 0, len(header)) if quick and fits else None
    ends = line + sum(c.count("\n") for c in cells)
    return Table(export, header, below, open_blocks=blocks, delimiter=delimiter, header_ends=ends)


def _trimmed(header: list[str]) -> list[str]:
    while header and not header[-1].strip():
        header = header[:-1]
    return [h.replace("\ufeff", "").strip() for h in header]


def _in_workbook(export: Export, wanted: set[str]) -> Table | None:
    assert export.workbook is not None
    for name in export.workbook.sheet_names:
        rows = export.sheet(name)
        for skip, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
            if wanted <= {heading(c) for c in cells}:
                header = _trimmed(cells)
                body = [(line, c[: len(header)]) for line, c in rows[skip + 1 :]]
                return Table(export, header, lambda body=body: iter(body), from_workbook=True, sheet=name)  # type: ignore[misc]
    return None


def as_csv(cells: Sequence[str]) -> str:
    """A row as it may have stood in its file."""
    return ",".join(cells)


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
