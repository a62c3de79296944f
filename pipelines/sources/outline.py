"""What a table holds, for somebody who is to say what its columns mean: sheets, headers, first rows, guesses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import Refused
from pipelines.sources.chunks import Chunk, heading
from pipelines.sources.date_formats import Fitting
from pipelines.sources.export import Export
from pipelines.sources.find_tables import find_headed
from pipelines.sources.rows import HEADER_WITHIN, Row
from pipelines.sources.tables import Table

SHOWN = 10
MOST_WORDS = 20
LONGEST_WORD = 60
LONGEST_CELL = 300
# By our field, the words that headers use for it, the likeliest first.
_NAMES = {
    "text": ("comment text", "comment", "message", "your message", "message text", "review", "feedback", "body",
             "content", "description", "text", "answer", "caption", ".*(?:said|tell us|comments).*"),
    "id": ("(?:comment|entry|message|post|item|response|submission|review|row|record|ticket)?[ _]?id", "reference",
           "ref", "number"),
    "parent_id": ("parent.*id", "(?:in )?reply.?to.*", "parent.*"),
    "author": ("author.*", "name", "your name", "username", "user ?name", "from", "commenter", "reviewer", "posted by",
               "profile", "user"),
    "status": ("status", "state", "approved", "visibility", "moderation.*", "shown"),
    "link": ("url", "link", "permalink", "address", "comment url", "post url"),
    "rating": ("rating", "stars?", "score"),
    "like_count": ("likes?", "reactions?"),
    "posted": ("date.*", "time.*", "posted.*", "created.*", "published.*", "submitted.*", "sent.*", "when", "on",
               ".* (?:date|time)"),
    "action": ("action.*", "event.*", "activity", "operation", "type"),
    "actor": ("agent.*", "moderator.*", "user.*", "by", "team member", "staff.*", "done by", "performed by", "actor"),
    "item_id": ("(?:message|comment|item|post|content)[ _]?id", "comment (?:link|url)", "permalink", "url", "link"),
    "reason": ("reason", "why", "notes?"),
    "figures.views": ("views?", "video views"), "figures.reach": ("reach", "people reached"),
    "figures.impressions": ("impressions",), "figures.likes": ("likes?",), "figures.reactions": ("reactions",),
    "figures.comments": ("comments",), "figures.shares": ("shares?",), "figures.clicks_link": ("(?:link )?clicks",),
}  # fmt: skip


def outline(export: Export, sheet: str | None = None, header_line: int | None = None) -> dict[str, Any]:
    """Sheets, header, first rows and what each column seems to be, as ``table --json`` prints it.

    Raises:
        Refused: the file holds no table, or no row of it at ``header_line``.
    """
    sheets = export.sheet_names
    chosen = sheet if sheet in sheets else next((s for s in sheets if _widest(_top(export, s)) > 1), None)
    top = _top(export, chosen)
    line, header = _header(top, header_line)
    if len([h for h in header if h.strip()]) < 2:
        raise _no_table(export)
    wanted = {heading(h) for h in header if h.strip()}
    table = find_headed(export, lambda names: wanted <= names, sheet=chosen)
    if table is None:
        raise _no_table(export)
    columns = [_Column(table, name) for name in dict.fromkeys(h for h in table.header if h.strip())]
    rows, first = 0, list[list[str]]()
    for chunk in table.chunks():
        if isinstance(chunk, Chunk):
            first = first or [[c[:LONGEST_CELL] for c in cells] for cells in _first_rows(chunk)]
            rows += len(chunk)
            for column in columns:
                column.look(chunk)
    return {
        "file": export.name, "sheets": sheets, "sheet": chosen, "header_line": line, "rows": rows,
        "is_first_such_sheet": _is_first(export, wanted, chosen),
        "top": [[n, [c[:60] for c in cells]] for n, cells in top], "columns": [c.told() for c in columns],
        "first": first, "guesses": _guesses(table.header),
    }  # fmt: skip


def _first_rows(chunk: Chunk) -> list[tuple[str, ...]]:
    columns = [chunk.column(i)[:SHOWN].to_pylist() for i in range(len(chunk.columns))]
    return list(zip(*columns, strict=True))


def _is_first(export: Export, wanted: set[str], sheet: str | None) -> bool:
    """Whether no earlier sheet has these headers, so that the sheet need not be named to be found."""
    found = find_headed(export, lambda names: wanted <= names)
    return found is None or found.sheet == sheet


def _no_table(export: Export) -> Refused:
    return export.refuse("no table with a row of column names was found", "Give a CSV file or a workbook")


def _top(export: Export, sheet: str | None) -> list[Row]:
    """The first rows that hold anything, split by the delimiter that makes the most rows of one width."""
    if export.sheet_names:
        rows = export.sheet(sheet) if sheet is not None else []
        return [row for row in rows[:HEADER_WITHIN] if any(c.strip() for c in row[1])]
    tops = [[row for row in rows if any(c.strip() for c in row[1])] for rows in export.first_rows.values()]
    return max(tops, key=_alike, default=[])


def _alike(rows: Sequence[Row]) -> tuple[int, int]:
    """How many rows have the commonest width of more than one cell, and that width."""
    widths = Counter(len(cells) for _, cells in rows if len(cells) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _widest(rows: Sequence[Row]) -> int:
    return max((_names(cells) for _, cells in rows), default=0)


def _names(cells: Sequence[str]) -> int:
    """How many different cells could be the name of a column."""
    trimmed = {c.strip() for c in cells}
    return sum(bool(c) and not re.fullmatch(r"[\d.,:/+ -]+", c) and len(c) <= 80 for c in trimmed)


def _header(top: Sequence[Row], line: int | None) -> Row:
    """The row of column names: the one asked for, else the first of those whose cells are names most of all."""
    if line is not None:
        return next(((n, cells) for n, cells in top if n == line), (line, []))
    most = _widest(top)
    return next((row for row in top if _names(row[1]) == most), (0, []))


class _Column:
    """What one column is seen to hold while the table goes by."""

    def __init__(self, table: Table, name: str) -> None:
        self.name, self.filled = name, 0
        self.words: set[str] | None = set()
        self.example: str | None = None
        self.fitting = Fitting(table.from_workbook)

    def look(self, chunk: Chunk) -> None:
        """Takes in some more rows."""
        cells = pc.drop_null(chunk.word(self.name))
        if not len(cells):
            return
        self.filled += len(cells)
        self.example = self.example or cells[0].as_py()
        self.fitting.look(cells)
        if self.words is not None:
            self.words = _few(self.words, cells)

    def told(self) -> dict[str, Any]:
        """What it proved to hold."""
        return {
            "name": self.name, "filled": self.filled, "words": sorted(self.words or ()),
            "dates": self.fitting.formats, "example": self.fitting.example or (self.example or "")[:LONGEST_CELL],
        }  # fmt: skip


def _few(known: set[str], cells: pa.StringArray) -> set[str] | None:
    """The different words so far, or None where they are too many, or too long, to be said one by one."""
    found = known | set(pc.unique(cells).to_pylist())
    return found if len(found) <= MOST_WORDS and max(map(len, found)) <= LONGEST_WORD else None


def _guesses(header: Sequence[str]) -> dict[str, str]:
    """By our field, the header that most likely holds it."""
    named = [h for h in header if h.strip()]
    return {ours: found for ours, wanted in _NAMES.items() for found in _first(named, wanted)}


def _first(headers: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    fitting = (h for word in words for h in headers if re.fullmatch(word, heading(h)))
    yield from [found for found in [next(fitting, None)] if found is not None]
