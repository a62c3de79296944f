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

if TYPE_CHECKING:
    from pipelines.sources.export import Export
    from pipelines.sources.rows import Row

LONGEST = 500


def php_rows(export: Export, delimiter: str, width: int, after: int) -> Iterator[Row]:
    """The rows behind a line, backslashes kept; those that fit neither way come as a plain reader sees them.

    Raises:
        Refused: the text breaks off.
    """
    try:
        yield from _rows(export, delimiter, width, after)
    except UnicodeDecodeError as error:
        raise export.refuse(f"the text breaks off as {export.encoding}", "Download it again") from error


def _rows(export: Export, delimiter: str, width: int, after: int) -> Iterator[Row]:
    with export.open_text() as file:
        rest = (line.replace("\0", "") for line in itertools.islice(file, after, None))
        waiting: deque[str] = deque()
        number = after + 1
        while True:
            waiting.extend(itertools.islice(rest, 0 if waiting else 1))
            if not waiting:
                return
            cells, height = _row(waiting, rest, delimiter, width, export)
            yield number, cells
            number += height
            for _ in range(height):
                waiting.popleft()


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
