"""Some rows of a table as columns: cells as text, ids, numbers, flags and times, many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import DamagedIds
from pipelines.records import Batch, Record, Reject
from pipelines.sources.private import cells_without_addresses, links_without_tokens, names_without_addresses

if TYPE_CHECKING:
    from pipelines.sources.tables import Table

NOT_MEASURED = ("", "-", "--", "N/A", "n/a", "NULL", "null")
MOST_SHOWN = 2000
_SCIENTIFIC = r"^\d(?:[.,]\d+)?[Ee]\+?\d+$"


def heading(text: str) -> str:
    """A header as it is compared: no mark, quotes, outer spaces or case."""
    return " ".join(text.replace("\ufeff", "").strip().strip('"').split()).casefold()


class Chunk:
    """Some rows of a table as columns. Every method returns an Arrow array with one value a row."""

    def __init__(self, table: Table, lines: Sequence[int] | pa.Int64Array, columns: Sequence[Any]) -> None:
        """``columns`` are the cells by column: tuples of text or Arrow arrays."""
        self.table, self.columns = table, columns
        self.numbers = lines if isinstance(lines, pa.Array) else pa.array(lines, pa.int64())

    def __len__(self) -> int:
        return len(self.numbers)

    def where(self, mask: pa.BooleanArray) -> Chunk:
        """The rows that the mask names; the chunk itself where it names all."""
        if pc.all(mask, min_count=0).as_py():
            return self
        columns = [c if isinstance(c, pa.Array) else pa.array(c, pa.string()) for c in self.columns]
        return Chunk(self.table, self.numbers.filter(mask), [c.filter(mask) for c in columns])

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
                return self.column(index)
        return pa.nulls(len(self), pa.string())

    def column(self, index: int) -> pa.StringArray:
        """The cells of the column at this place: where headers are not all different, names do not tell them apart."""
        cells = self.columns[index]
        return cells if isinstance(cells, pa.Array) else pa.array(cells, pa.string())

    def without(self, mask: pa.BooleanArray, reason: str) -> Chunk:
        """The other rows; those marked are skipped and counted."""
        marked = pc.fill_null(mask, False)
        count = pc.sum(marked).as_py() or 0
        if not count:
            return self
        self.table.export.skip(reason, count)
        keep = pc.invert(marked)
        kept = [self.column(i).filter(keep) for i in range(len(self.columns))]
        return Chunk(self.table, self.numbers.filter(keep), kept)

    def text(self, *names: str) -> pa.StringArray:
        """Cells as they stand; blank ones null."""
        cells = self.raw(*names)
        return pc.if_else(pc.equal(pc.utf8_trim_whitespace(cells), ""), None, cells)

    def word(self, *names: str) -> pa.StringArray:
        """Cells without outer spaces; blank ones null."""
        cells = pc.utf8_trim_whitespace(self.raw(*names))
        return pc.if_else(pc.equal(cells, ""), None, cells)

    def link(self, *names: str) -> pa.StringArray:
        """Web addresses, without access tokens."""
        return links_without_tokens(self.word(*names))

    def name(self, *names: str) -> pa.StringArray:
        """People's names; null where an e-mail address stands for one."""
        return names_without_addresses(self.text(*names))

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
        readable = pc.match_substring_regex(cells, r"^[+-]?\d{1,300}(\.\d+)?$")
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
                found = pc.coalesce(found, clock_times(cells, written))
        return found

    def local_by_order(
        self, name: str, order: str | None, *times: str, years: Sequence[str] = ("%Y",)
    ) -> pa.TimestampArray:
        """Dates with slashes: ``order`` is ``day first``, ``month first`` or None for undecided (all null).

        ``times`` are what may follow the date, such as `` %H:%M``; a cell that is the same either way is read.
        """
        if order is None:
            return pa.nulls(len(self), pa.timestamp("us"))
        day_month = "%d/%m/" if order == "day first" else "%m/%d/"
        return self.local(name, *(day_month + year + t for year in years for t in times))

    def batch(
        self, kind: type[Record], columns: Mapping[str, Any], *, bad: Mapping[str, pa.BooleanArray] | None = None
    ) -> Iterator[Batch]:
        """These columns as a batch; rows marked in ``bad`` (reason to mask) become rejects instead."""
        platform = self.table.export.file.platform or "unknown"
        columns = {"line": self.numbers} | {k: _column(v, len(self)) for k, v in columns.items()}
        wrong = pa.array([False] * len(self), pa.bool_())
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


def clock_times(cells: pa.StringArray, written: str) -> pa.TimestampArray:
    """Wall-clock times of cells that are written so; null where one is not."""
    read = pc.strptime(cells, format=written, unit="us", error_is_null=True)
    return _without_overflow(read, cells, written)


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


def as_csv(cells: Sequence[str]) -> str:
    """A row as it may have stood in its file, less the e-mail and IP addresses in cells of their own."""
    return ",".join(cells_without_addresses(cells[:MOST_SHOWN]))
