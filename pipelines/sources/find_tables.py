"""Which table of a CSV file or workbook is meant: the first whose header holds what is asked for."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from pipelines.sources.chunks import heading
from pipelines.sources.rows import HEADER_WITHIN, Row, csv_blocks, csv_rows
from pipelines.sources.tables import Table

if TYPE_CHECKING:
    from pipelines.sources.export import Export

LARGE = 4 * 2**20


def find_table(export: Export, required: Sequence[str], sheet: str | None = None) -> Table | None:
    """The first table of the export (or of one sheet), in its first rows, whose header holds all these names."""
    wanted = {heading(r) for r in required}
    return find_headed(export, lambda names: wanted <= names, sheet=sheet)


def find_headed(
    export: Export, is_header: Callable[[set[str]], bool], also: Sequence[str] = (), sheet: str | None = None
) -> Table | None:
    """The first table whose header passes this test of its comparable names; ``also`` are further delimiters to try."""
    if export.sheet_names:
        return _in_workbook(export, is_header, sheet)
    for delimiter, rows in (export.first_rows | export.first_rows_by(also)).items():
        for line, cells in rows:
            if is_header({heading(c) for c in cells}):
                return _in_csv(export, delimiter, line, cells, rows)
    return None


def headless_table(export: Export, header: Sequence[str], delimiter: str) -> Table:
    """A whole CSV file as one table, for a writer that left its header out."""
    blocks = functools.partial(csv_blocks, export, delimiter, 1, len(header)) if _is_quick(export) else None
    rows = functools.partial(csv_rows, export, delimiter)
    return Table(export, list(header), rows, open_blocks=blocks, delimiter=delimiter)


def missing_columns(export: Export, required: Sequence[str]) -> list[str]:
    """What the header most like these names lacks, if it holds the greater part of them; else nothing."""
    heads = ({heading(c) for c in cells} for rows in export.first_rows.values() for _, cells in rows)
    lacking = ([r for r in required if heading(r) not in head] for head in heads)
    fewest = min(lacking, key=len, default=[])
    return fewest if 2 * len(fewest) < len(required) else []


def _in_csv(export: Export, delimiter: str, line: int, cells: list[str], rows: list[Row]) -> Table:
    """The table below a header; a large file of plain UTF-8 is read as blocks."""
    header = _trimmed(cells)

    def below() -> Iterator[Row]:
        return itertools.dropwhile(lambda row: row[0] <= line, csv_rows(export, delimiter))

    after = next((number for number, _ in rows if number > line), None)
    fits = after is not None and len(header) == len(cells) > 1
    blocks = (
        functools.partial(csv_blocks, export, delimiter, after or 0, len(header))
        if fits and _is_quick(export)
        else None
    )
    ends = line + sum(c.count("\n") for c in cells)
    return Table(export, header, below, open_blocks=blocks, delimiter=delimiter, header_ends=ends)


def _is_quick(export: Export) -> bool:
    """Whether the file is large enough, and plain enough, to be read as blocks."""
    is_plain = export.encoding in ("utf-8", "utf-8-sig") and export.is_free_of_nul
    return export.size >= LARGE and is_plain and export.survey.has_paired_quotes


def _trimmed(header: list[str]) -> list[str]:
    while header and not header[-1].strip():
        header = header[:-1]
    return [h.replace("\ufeff", "").strip() for h in header]


def _in_workbook(export: Export, is_header: Callable[[set[str]], bool], sheet: str | None) -> Table | None:
    for name in export.sheet_names:
        if sheet not in (None, name):
            continue
        rows = export.sheet(name)
        for skip, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
            if is_header({heading(c) for c in cells}):
                header = _trimmed(cells)
                body = [(line, c[: len(header)]) for line, c in rows[skip + 1 :]]
                return Table(export, header, lambda body=body: iter(body), from_workbook=True, sheet=name)  # type: ignore[misc]
    return None
