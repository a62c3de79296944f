"""Tables out of CSV files and workbooks, in chunks of columns, so that ten million rows stay bearable.

A layout asks ``export.table("Name", "Comment")`` for the first table that has these headers, and turns
its chunks into batches. Delimiter, preamble rows, ``sep=`` lines, damaged ids and miscounted rows are
handled here, once.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import DamagedIds
from pipelines.records import Batch, Record, Reject

if TYPE_CHECKING:
    from pipelines.sources.export import Export

DELIMITERS = (",", ";", "\t", "|")
HEADER_WITHIN = 20
CHUNK_ROWS = 50_000
NOT_MEASURED = ("", "-", "--", "N/A", "n/a", "NULL", "null")
EXACT_IN_A_SPREADSHEET = 10**15
_SCIENTIFIC = r"^\d(?:[.,]\d+)?[Ee]\+?\d+$"

Row = tuple[int, list[str]]


def heading(text: str) -> str:
    """A header as it is compared: no mark, quotes, outer spaces or case."""
    return " ".join(text.replace("\ufeff", "").strip().strip('"').split()).casefold()


@dataclass(slots=True)
class Table:
    """One table: its header as written, and its rows with the line each began on."""

    export: Export
    header: list[str]
    open_rows: Callable[[], Iterator[Row]]
    from_workbook: bool = False
    sheet: str | None = None

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return heading(name) in self.positions

    @property
    def positions(self) -> dict[str, int]:
        """Column index by comparable header; the first of columns that share a name."""
        found: dict[str, int] = {}
        for index, name in enumerate(self.header):
            found.setdefault(heading(name), index)
        return found

    def unknown(self, *known: str) -> list[str]:
        """The headers that the layout does not know, as written."""
        expected = {heading(k) for k in known}
        return [h for h in self.header if h.strip() and heading(h) not in expected]

    def chunks(self, size: int = CHUNK_ROWS) -> Iterator[Chunk | Batch]:
        """The rows as columns; rows with a wrong cell count come first, as a batch of rejects.

        Blank rows are skipped and counted.
        """
        rows = self.open_rows()
        while taken := list(itertools.islice(rows, size)):
            good, bad = self._sort(taken)
            if bad:
                yield bad
            if good:
                yield Chunk(self, [line for line, _ in good], [cells for _, cells in good])

    def _sort(self, rows: list[Row]) -> tuple[list[Row], Batch | None]:
        width = len(self.header)
        if all(len(cells) == width and any(cells) for _, cells in rows):
            self.export.row(len(rows))
            return rows, None
        good: list[Row] = []
        rejects: list[Reject] = []
        for line, cells in rows:
            if not cells:
                continue
            self.export.row()
            if not any(c.strip() for c in cells):
                self.export.skip("blank row")
            elif len(cells) == width or not any(c.strip() for c in cells[width:]) and len(cells) > width:
                good.append((line, cells[:width]))
            else:
                reason = f"the row has {len(cells)} cells where the header has {width}"
                rejects.append(self.export.reject(line, reason, ",".join(cells)))
        return good, as_batch(rejects) if rejects else None

    def proves_day_first(self, column: str) -> bool | None:
        """Whether dates such as 08/04/2025 are day first; None when no row of the file can tell.

        Raises:
            Refused: some rows prove one order and some the other.
        """
        index = self.positions[heading(column)]
        proofs: set[bool] = set()
        for _, cells in self.open_rows():
            if len(cells) > index and (found := re.match(r"\s*(\d{1,2})[/.](\d{1,2})[/.]\d{2,4}", cells[index])):
                first, second = int(found[1]), int(found[2])
                if first > 12 >= second:
                    proofs.add(True)
                elif second > 12 >= first:
                    proofs.add(False)
                if len(proofs) == 2:
                    raise self.export.refuse(
                        f'the column "{column}" holds both day-first and month-first dates', "Download it again"
                    )
        return proofs.pop() if proofs else None


class Chunk:
    """Some rows of a table as columns. Every method returns an Arrow array with one value a row."""

    def __init__(self, table: Table, lines: list[int], rows: list[list[str]]) -> None:
        self.table, self.lines, self.rows = table, lines, rows
        self._columns: tuple[tuple[str, ...], ...] = tuple(zip(*rows, strict=True))

    def __len__(self) -> int:
        return len(self.lines)

    def raw(self, *names: str) -> pa.StringArray:
        """The cells of the first of these columns that the table has; nulls when it has none."""
        for name in names:
            index = self.table.positions.get(heading(name))
            if index is not None:
                return pa.array(self._columns[index], pa.string())
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
        if pc.any(pc.match_substring_regex(cells, _SCIENTIFIC), min_count=0).as_py() or _rounded(cells):
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
                found = pc.coalesce(found, read)
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
        columns = {"line": pa.array(self.lines, pa.int64())} | {k: _column(v, len(self)) for k, v in columns.items()}
        wrong = pa.array([False] * len(self))
        rejects: list[Reject] = []
        for reason, mask in (bad or {}).items():
            fresh = pc.and_not(pc.fill_null(mask, False), wrong)
            for index in pc.indices_nonzero(fresh).to_pylist():
                rejects.append(self.table.export.reject(self.lines[index], reason, ",".join(self.rows[index])))
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


def _rounded(cells: pa.StringArray) -> bool:
    """Whether all long ids of a chunk, two or more, end in zeros from their sixteenth digit on."""
    long = pc.drop_null(cells.filter(pc.fill_null(pc.match_substring_regex(cells, r"^\d{16,}$"), False)))
    if len(pc.unique(long)) < 2:
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
    if export.encoding is None or export.text_head.lstrip()[:1] in ("{", "<"):
        return None
    folded = export.text_head.casefold()
    if not all(" ".join(w.split()).split(" ")[0] in folded for w in wanted):
        return None
    for delimiter in DELIMITERS:
        for skip, (_, cells) in enumerate(itertools.islice(_csv_rows(export, delimiter), HEADER_WITHIN)):
            if wanted <= {heading(c) for c in cells}:

                def rows(delimiter: str = delimiter, skip: int = skip) -> Iterator[Row]:
                    return itertools.islice(_csv_rows(export, delimiter), skip + 1, None)

                return Table(export, _trimmed(cells), rows)
    return None


def _trimmed(header: list[str]) -> list[str]:
    while header and not header[-1].strip():
        header = header[:-1]
    return [h.replace("\ufeff", "").strip() for h in header]


def _csv_rows(export: Export, delimiter: str) -> Iterator[Row]:
    from pipelines.sources.export import lines_of  # noqa: PLC0415

    with export.open_text() as file:
        reader = csv.reader(lines_of(file), delimiter=delimiter)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise export.refuse(f"line {line} cannot be read as CSV ({error})", "Download it again") from error
        except UnicodeDecodeError as error:
            raise export.refuse(f"the text breaks off as {export.encoding} near line {line}", "Download it again") from error


def _in_workbook(export: Export, wanted: set[str]) -> Table | None:
    assert export.workbook is not None
    for name in export.workbook.sheet_names:
        rows = [(i, [_cell(c) for c in cells]) for i, cells in enumerate(_sheet(export, name), start=1)]
        for skip, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
            if wanted <= {heading(c) for c in cells}:
                header = _trimmed(cells)
                body = [(line, c[: len(header)]) for line, c in rows[skip + 1 :]]
                return Table(export, header, lambda body=body: iter(body), from_workbook=True, sheet=name)  # type: ignore[misc]
    return None


def _sheet(export: Export, name: str) -> list[list[Any]]:
    assert export.workbook is not None
    return export.workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _cell(value: Any) -> str:
    """A workbook's cell as a CSV would hold it; a number too long for a spreadsheet shows as damaged."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        if abs(value) >= EXACT_IN_A_SPREADSHEET:
            return f"{value:.5E}"
        return str(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d 00:00:00")
    return str(value)
