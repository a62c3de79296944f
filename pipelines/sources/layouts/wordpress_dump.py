"""WordPress's table of comments as database tools write it: with or without a header, in their quotes and escapes."""

from __future__ import annotations

import csv
import functools
import io
import itertools
import json
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipelines.sources.export import Export
from pipelines.sources.find_tables import headless_table
from pipelines.sources.layouts import wordpress_columns
from pipelines.sources.layouts.wordpress_fields import STATUSES
from pipelines.sources.rows import DELIMITERS, HEADER_WITHIN, Row
from pipelines.sources.tables import Table, heading

COLUMNS = (
    "comment_ID", "comment_post_ID", "comment_author", "comment_author_email", "comment_author_url",
    "comment_author_IP", "comment_date", "comment_date_gmt", "comment_content", "comment_karma", "comment_approved",
    "comment_agent", "comment_type", "comment_parent", "user_id",
)  # fmt: skip
_ESCAPED = "quotes were read as escaped by backslashes, as phpMyAdmin can be told to write them"
_NUMBERS, _TIMES, _TYPE = (0, 1, 9, 13, 14), (6, 7), 12
_NUMBER = re.compile(r"-?\d{1,20}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_WORD = re.compile(r"[\w-]{0,20}")
# A quote behind a backslash that neither ends its cell nor is doubled; one doubled as everybody else does.
_BY_BACKSLASH = {'"': re.compile(rb'\\"[^",;\t|\r\n]'), "'": re.compile(rb"\\'[^',;\t|\r\n]")}
_BY_DOUBLING = {'"': re.compile(rb'[^\\",;\t|\r\n]""'), "'": re.compile(rb"[^\\',;\t|\r\n]''")}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a tool was told to write its cells."""

    delimiter: str
    quote: str
    escape: str | None

    def rows(self, lines: Iterator[str]) -> Iterator[Row]:
        """The rows, each with its line."""
        reader = csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, escapechar=self.escape)
        line = 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1


def dump_table(export: Export) -> Table | None:
    """The table, if the file is one of comments."""
    if export.workbook is not None:
        return wordpress_columns.has_required(export)
    if export.text_head.lstrip()[:1] in ("[", "{"):
        return _from_json(export)
    return _from_csv(export)


def _from_csv(export: Export) -> Table | None:
    quote = "'" if export.text_head.startswith("'") else '"'
    if quote not in export.text_head or not export.first_rows:
        return _plain(export)
    found = (Dialect(d, quote, e) for e in (None, "\\") for d in DELIMITERS if d in export.text_head)
    delimiter = next((d.delimiter for d in found if (first := _first(export, d)) and _tells(first[0][1])), None)
    if delimiter is None:
        return _plain(export)
    dialect = Dialect(delimiter, quote, "\\" if _escapes(export, quote) else None)
    if dialect.escape is None and quote == '"':
        return _plain(export)
    return _in_dialect(export, dialect)


def _plain(export: Export) -> Table | None:
    """The table of a file in the usual quotes."""
    if (table := wordpress_columns.has_required(export)) is not None:
        return table.written_by_php()
    for delimiter, rows in export.first_rows.items():
        if rows and fits(rows[0][1]):
            return headless_table(export, COLUMNS, delimiter).written_by_php()
    return None


def _in_dialect(export: Export, dialect: Dialect) -> Table:
    """The table of a file in other quotes or escapes: row by row."""
    if dialect.escape:
        export.note(_ESCAPED)
    first = _first(export, dialect)[0][1]
    has_header = not fits(first)

    def rows() -> Iterator[Row]:
        with export.open_text() as file:
            try:
                yield from itertools.islice(dialect.rows(line.replace("\0", "") for line in file), has_header, None)
            except csv.Error as error:
                raise export.refuse(f"a row cannot be read as CSV ({error})", "Export it again") from error

    header = [cell.strip() for cell in first] if has_header else list(COLUMNS)
    return Table(export, header, rows, delimiter=dialect.delimiter)


def _first(export: Export, dialect: Dialect) -> list[Row]:
    found: list[Row] = []
    try:
        found.extend(itertools.islice(dialect.rows(io.StringIO(export.text_head, newline="")), HEADER_WITHIN))
    except csv.Error:
        return found
    return found


def _tells(cells: list[str]) -> bool:
    """Whether a first row is a header of comments or a comment."""
    return {heading(c) for c in wordpress_columns.REQUIRED} <= {heading(c) for c in cells} or fits(cells)


def fits(cells: list[str]) -> bool:
    """Whether a row without a header can only be a comment of WordPress's table."""
    return (
        len(cells) == len(COLUMNS)
        and all(_NUMBER.fullmatch(cells[i].strip()) for i in _NUMBERS)
        and all(_TIME.fullmatch(cells[i].strip()) for i in _TIMES)
        and cells[COLUMNS.index("comment_approved")].strip() in STATUSES
        and _WORD.fullmatch(cells[_TYPE].strip()) is not None
    )


def _escapes(export: Export, quote: str) -> bool:
    """Whether quotes within cells are escaped by backslashes, and not doubled."""
    if quote == '"' and export.is_written_plainly:
        return False
    with export.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        return bool(_BY_BACKSLASH[quote].search(held)) and not _BY_DOUBLING[quote].search(held)


def _from_json(export: Export) -> Table | None:
    """The table out of phpMyAdmin's JSON, or a bare list of its rows: a row's line is its position."""
    if '"comment_ID"' not in export.text_head:
        return None
    first = next(_json_rows(export), None)
    if not isinstance(first, dict) or not set(wordpress_columns.REQUIRED) <= first.keys():
        return None
    header = list(first)
    rows = functools.partial(_as_cells, export, header)
    return Table(export, header, rows)


def _as_cells(export: Export, header: list[str]) -> Iterator[Row]:
    for position, row in enumerate(_json_rows(export), start=1):
        yield position, [_cell(row.get(name)) for name in header] if isinstance(row, dict) else [_cell(row)]


def _json_rows(export: Export) -> Iterator[Any]:
    for document in export.documents:
        for item in document if isinstance(document, list) else [document]:
            if isinstance(item, dict) and isinstance(item.get("data"), list):
                if str(item.get("name", "")).endswith("comments"):
                    yield from item["data"]
            elif not (isinstance(item, dict) and item.get("type") in ("header", "database")):
                yield item


def is_phpmyadmins_json(export: Export) -> bool:
    """Whether phpMyAdmin wrote the file: then it holds a whole table."""
    return '"type":"header"' in export.text_head.replace(" ", "")


def _cell(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)
