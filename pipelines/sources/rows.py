"""Rows out of CSV files and workbooks, each with the line on which it began."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

if TYPE_CHECKING:
    from pipelines.sources.export import Export

DELIMITERS = (",", ";", "\t", "|")
# Marks that stand in any text: only a layout that knows that its files may be split by one looks for them.
RARE_DELIMITERS = (":", ".", " ")
HEADER_WITHIN = 20
EXACT_IN_A_SPREADSHEET = 10**15
LINE_FEED, CARRIAGE_RETURN = b"\n\r"
BLOCK_BYTES = 8 * 2**20
LONGEST_LINE = 32 * 2**20
_END = "\x00end\x00"  # holds no delimiter
_CLOSE_IT = "Download it again: either its download was cut short, or close the quotation mark in that line"

Row = tuple[int, list[str]]
Numbers = npt.NDArray[np.int64]
Block = tuple[pa.Int64Array, list[pa.StringArray], list[Row]]


@dataclass(slots=True)
class Place:
    """How far a file has been read: rows since the header, and the line that comes next."""

    ordinal: int
    line: int


def csv_rows(export: Export, delimiter: str) -> Iterator[Row]:
    """Every row of a CSV file, blank lines as empty ones.

    Raises:
        Refused: a row is no CSV, or the text breaks off.
    """
    with export.open_text() as file:
        reader = csv.reader(itertools.chain(lines_of(export, file), [_END]), delimiter=delimiter)
        line = 1
        try:
            for cells in reader:
                if cells and cells[-1].endswith(_END):
                    if cells != [_END]:
                        raise export.refuse(f"the quotation mark that opens in line {line} is never closed", _CLOSE_IT)
                    return
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise export.refuse(f"line {line} cannot be read as CSV ({error})", "Download it again") from error
        except UnicodeDecodeError as error:
            what = f"the text breaks off as {export.encoding} near line {line}"
            raise export.refuse(what, "Download it again") from error


def lines_of(export: Export, file: TextIO) -> Iterator[str]:
    """The lines of a text with their ends, less NULs.

    Raises:
        Refused: a line is longer than memory should hold.
    """
    is_clean = export.is_free_of_nul
    for number in itertools.count(1):
        line = file.readline(LONGEST_LINE)
        if not line:
            return
        if len(line) == LONGEST_LINE:
            what = f"line {number} is longer than {LONGEST_LINE // 2**20} MiB"
            raise export.refuse(what, "Download it again")
        yield line if is_clean else line.replace("\0", "")


def first_rows(text: str, delimiter: str, *, is_whole: bool = True) -> list[Row]:
    """The rows among which a header may stand, of a file's first text; fewer where it stops being CSV.

    Where there is more of the file than this text, a row that its end cuts off is none of them.
    """
    found: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in itertools.islice(reader, HEADER_WITHIN):
            found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        return found
    is_cut = not is_whole and len(found) < HEADER_WITHIN
    return found[:-1] if is_cut else found


def csv_blocks(export: Export, delimiter: str, after: int, width: int) -> Iterator[Block]:
    """The rows of a UTF-8 file from line ``after`` on as blocks: line numbers, columns, and odd rows apart.

    Several times as quick as rows. Where Arrow gives up, the rest comes row by row, as odd rows.
    """
    odd: list[tuple[int, str]] = []

    def set_apart(row: Any) -> str:
        odd.append((row.number - 1, row.text))
        return "skip"

    at = Place(0, after)
    nothing = [pa.array([], pa.string())] * width
    try:
        for batch in _open_arrow(export, delimiter, after, width, set_apart):
            numbers, rows = _numbered(_breaks(batch.columns), odd, at, delimiter)
            yield pa.array(numbers), batch.columns, rows
    except pa.ArrowInvalid:
        rest = itertools.islice(csv_rows_after(export, delimiter, after), at.ordinal, None)
        while rows := list(itertools.islice(rest, 50_000)):
            yield pa.array([], pa.int64()), nothing, rows
        return
    _, rows = _numbered(np.array([], dtype=np.int64), odd, at, delimiter)
    if rows:
        yield pa.array([], pa.int64()), nothing, rows


def csv_rows_after(export: Export, delimiter: str, after: int) -> Iterator[Row]:
    """The rows from a line on."""
    return itertools.dropwhile(lambda row: row[0] < after, csv_rows(export, delimiter))


def _open_arrow(export: Export, delimiter: str, after: int, width: int, set_apart: Any) -> pa_csv.CSVStreamingReader:
    names = [str(i) for i in range(width)]
    file = pa.OSFile(str(export.path))
    with export.open_text() as text:
        start = sum(len(line.encode()) for line in itertools.islice(lines_of(export, text), after - 1))
    file.seek(start + (3 if export.encoding == "utf-8-sig" else 0))
    return pa_csv.open_csv(
        file,
        read_options=pa_csv.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK_BYTES),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=set_apart
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )


def _breaks(columns: list[pa.StringArray]) -> Numbers:
    """The line breaks inside each row's cells."""
    total = np.zeros(len(columns[0]), dtype=np.int64)
    for cells in columns:
        _, offsets, data = cells.buffers()
        if data is None:
            continue
        held = np.frombuffer(data, np.uint8)
        if len(ends := np.flatnonzero(held == LINE_FEED)):
            starts = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
            total += np.diff(np.searchsorted(ends, starts))
        if (held == CARRIAGE_RETURN).any():
            total += pc.count_substring(cells, "\r").to_numpy() - pc.count_substring(cells, "\r\n").to_numpy()
    return total


def _numbered(breaks: Numbers, odd: list[tuple[int, str]], at: Place, delimiter: str) -> tuple[Numbers, list[Row]]:
    """Line numbers for a block's rows, and the odd rows between them; takes these rows off ``odd``, moves ``at`` on."""
    heights = breaks + 1
    ends = np.concatenate(([0], np.cumsum(heights)))
    later = np.zeros(len(heights) + 1, dtype=np.int64)
    rows: list[Row] = []
    shift = 0
    while odd and (before := odd[0][0] - at.ordinal - len(rows)) <= len(heights):
        _, text = odd.pop(0)
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        rows.append((int(at.line + shift + ends[before]), cells))
        height = 1 + text.count("\n") + text.count("\r") - text.count("\r\n")
        later[before] += height
        shift += height
    numbers = at.line + ends[:-1] + np.cumsum(later)[:-1]
    at.ordinal += len(heights) + len(rows)
    at.line += int(ends[-1]) + shift
    return numbers, rows


def cell(value: Any) -> str:
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
