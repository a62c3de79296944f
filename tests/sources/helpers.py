"""Files made on the spot, as exports."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pipelines.records import Batch, Comment, Record
from pipelines.sources.export import Export
from pipelines.sources.reading import Reading
from pipelines.sources.tables import Chunk, Table


def export_of(folder: Path, content: str | bytes, name: str = "export.csv", reading: Reading | None = None) -> Export:
    """An export with this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Export(path, name, reading or Reading())


def as_csv(rows: list[list[str]], **options: object) -> str:
    """Rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, **options).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


def rows_of(table: Table) -> list[tuple[int, list[str]]]:
    """What a table's chunks hold, by line; every row is accounted for as a comment."""
    found: list[tuple[int, list[str]]] = []
    for chunk in table.chunks():
        if isinstance(chunk, Chunk):
            found.extend(zip(chunk.lines, chunk.rows, strict=True))
            table.export.account(Batch(Comment, "x", {"line": chunk.numbers}))
        else:
            table.export.account(chunk)
    return sorted(found)


def singly(items: list[Record | Batch]) -> list[Record]:
    """Records, batches taken apart."""
    return [r for item in items for r in (item.records() if isinstance(item, Batch) else [item])]
