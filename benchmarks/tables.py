"""Large tables in any layout: a sample export's rows over and over, each time with ids of their own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.errors import Refused
from pipelines.records import Batch, Record, Reject
from pipelines.sources import Export, Reading, known_layouts, read
from pipelines.sources.rows import csv_rows
from tests.goldens import samples

LARGE_ONES = ("comments", "actions")
WRITTEN_BY_HAND = "template_"
AHEAD = 1000
_NUMBER = re.compile(r"(?<![\d.])\d{9,18}(?![\d.])")
_ID = re.compile(r"id$", re.IGNORECASE)
_MARKED = re.compile("\x01(\\d+)\x02")


def sample_tables() -> dict[str, Path]:
    """By layout, the sample CSV with the most rows, for the layouts whose tables can be large."""
    found: dict[str, tuple[int, Path]] = {}
    for path in samples():
        if path.is_file() and path.suffix in (".csv", ".tsv", ".txt"):
            export = Export(path, path.name, Reading())
            try:
                rows = sum(len(r) if isinstance(r, Batch) else 1 for r in read(export))
                list(_lines(path, 1))
            except (Refused, ValueError):
                # One that only its own reader can make sense of cannot be repeated row by row.
                continue
            layout = str(export.file.layout)
            holds = {m.LAYOUT: m.HOLDS for m in known_layouts(Reading())}
            if layout.startswith(WRITTEN_BY_HAND) or holds.get(layout) not in LARGE_ONES:
                continue
            if rows > found.get(layout, (0, path))[0]:
                found[layout] = rows, path
    return {layout: path for layout, (_, path) in found.items()}


def repeated(sample: Path, rows: int, out: Path) -> Path:
    """A CSV of so many rows in the layout of this sample, written once and kept."""
    path = out / f"{sample.parent.name}-{rows}.csv"
    if not path.exists():
        out.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.writelines(_lines(sample, rows))
        partial.rename(path)
    return path


def _lines(sample: Path, count: int) -> Iterator[str]:
    export = Export(sample, sample.name, Reading())
    rejected = {line for r in read(export) for line in _lines_of_rejects(r)}
    mark, first = max(export.first_rows.items(), key=lambda rows: max((len(c) for _, c in rows[1]), default=0))
    top, header = max(first, key=lambda row: len(row[1]))
    below = ((n, r) for n, r in csv_rows(export, mark) if n > top and n not in rejected)
    rows = [r for _, r in below if len(r) == len(header)]
    if not rows:
        raise ValueError(f"{sample.name} has no row that stands as its header does")
    yield _written(header, mark)
    patterns = [_pattern(row, header, mark) for row in rows]
    for number in range(count):
        texts, bases = patterns[number % len(patterns)]
        shift = number // len(patterns) * AHEAD
        yield "".join(t + str(b + shift) for t, b in zip(texts, bases, strict=False)) + texts[-1]


def _lines_of_rejects(found: Record | Batch) -> list[int]:
    if isinstance(found, Batch):
        return list(found.columns["line"]) if found.kind is Reject else []
    return [found.line] if isinstance(found, Reject) else []


def _pattern(row: list[str], header: list[str], mark: str) -> tuple[list[str], list[int]]:
    """A row's text around its ids, and these."""
    marked = [_marked(cell, name) for cell, name in zip(row, header, strict=True)]
    pieces = _MARKED.split(_written(marked, mark))
    return pieces[::2], [int(p) for p in pieces[1::2]]


def _marked(cell: str, name: str) -> str:
    whole = cell.isdecimal() and _ID.search(name.strip()) and cell != "0"
    return f"\x01{cell}\x02" if whole else _NUMBER.sub(lambda n: f"\x01{n[0]}\x02", cell)


def _written(cells: list[str], mark: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark).writerow(cells)
    return out.getvalue()
