"""Rows of CSV files that PHP wrote: it leaves a quote behind a backslash undoubled, which shifts the cells.

A layout whose files come from PHP's own writer calls ``table.written_by_php()``.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.sources.rows import lines_of

if TYPE_CHECKING:
    from pipelines.sources.export import Export
    from pipelines.sources.rows import Row

LONGEST = 500
SLASHED_QUOTE = '\\"'


def is_written_plainly(export: Export) -> bool:
    """Whether the file surely holds no quote behind a backslash: then PHP writes it as everybody does."""
    if export.encoding not in ("utf-8", "utf-8-sig", "cp1252"):
        return False
    last = b""
    with export.path.open("rb") as file:
        while block := file.read(2**20):
            if SLASHED_QUOTE.encode() in last + block:
                return False
            last = block[-1:]
    return True


def php_rows(export: Export, delimiter: str, width: int, after: int) -> Iterator[Row]:
    """The rows behind a line, backslashes kept; those that fit neither way come as a plain reader sees them.

    Raises:
        Refused: a row is no CSV, or the text breaks off.
    """
    number = after + 1
    try:
        with export.open_text() as file:
            lines = _Lines(itertools.islice(lines_of(export, file), after, None))
            while not lines.are_done:
                for cells, height in lines.plain_rows(delimiter):
                    yield number, cells
                    number += height
                if not lines.are_done:
                    cells, height = _row(lines.waiting, lines.rest, delimiter, width, export)
                    yield number, cells
                    number += height
                    lines.drop(height)
    except csv.Error as error:
        raise export.refuse(f"line {number} cannot be read as CSV ({error})", "Download it again") from error
    except UnicodeDecodeError as error:
        what = f"the text breaks off as {export.encoding} near line {number}"
        raise export.refuse(what, "Download it again") from error


class _Lines:
    """A file's lines, of which the plain ones go through a plain reader: a row that is not is left waiting."""

    def __init__(self, rest: Iterator[str]) -> None:
        self.rest = rest
        self.waiting: deque[str] = deque()
        self.are_done = False

    def plain_rows(self, delimiter: str) -> Iterator[tuple[list[str], int]]:
        """Rows and how many lines each took, up to the first with a quote behind a backslash."""
        taken: list[str] = []
        for cells in csv.reader(self._fed(taken), delimiter=delimiter):
            if SLASHED_QUOTE in taken[-1]:
                break
            yield cells, len(taken)
            taken.clear()
        self.waiting.extendleft(reversed(taken))
        self.are_done = not self.waiting

    def _fed(self, taken: list[str]) -> Iterator[str]:
        while (line := self.waiting.popleft() if self.waiting else next(self.rest, None)) is not None:
            taken.append(line)
            if SLASHED_QUOTE in line:
                return
            yield line

    def drop(self, height: int) -> None:
        """Takes off the lines of a row that was read."""
        for _ in range(height):
            self.waiting.popleft()


def _row(waiting: deque[str], rest: Iterator[str], delimiter: str, width: int, export: Export) -> tuple[list[str], int]:
    """The row that begins with the first waiting line, and how many lines it takes to have the header's width."""
    plain: tuple[list[str], int] | None = None
    text = ""
    for height in range(1, LONGEST + 1):
        if height > len(waiting):
            waiting.extend(itertools.islice(rest, 1))
        if height > len(waiting):
            break
        text += waiting[height - 1]
        kept = text.replace('\\"', '\\""')
        cells, strict = _cells(kept, delimiter), _cells(text, delimiter)
        if kept != text and cells is not None and len(cells) == width:
            export.note("quotes behind backslashes were read as PHP writes them")
            return cells, height
        if strict is not None and len(strict) == width:
            return strict, height
        if plain is None and text.count('"') % 2 == 0:
            plain = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []), height
        if plain is not None and kept.count('"') % 2 == 0:
            return plain
    return plain or ([text], min(height, len(waiting)))


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of a whole row; None if a quote is still open or stands where none may."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None
