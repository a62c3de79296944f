"""What the old Page Insights exports have in common: two header rows, labels that repeat, sheets that are cut short."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.sources.rows import HEADER_WITHIN, Row
from pipelines.sources.tables import Table, heading

if TYPE_CHECKING:
    from pipelines.sources.export import Export

ZONE = (
    "its times are believed to be Pacific time, which the file does not say: name the zone under zones in policy.toml"
)
# Columns that say what a row is about.
PROPERTIES = {
    "date", "post id", "permalink", "post message", "type", "countries", "languages", "posted", "audience targeting",
}  # fmt: skip
YEARS = ("%Y", "%y")
NOT_MODERATION = "negative feedback is readers hiding a post from their own feed, not moderation by the page"
_MEASURE = re.compile(r"(lifetime|daily|weekly|28 days)\b")
_WORDS = re.compile(r"[^\W\d_]{3}")
_UNIT = re.compile(r"\(([^()]+)\)\s*\.?\s*$")
# The names of sheets, which spreadsheets cut at 31 characters, in full.
_IN_FULL = {
    "lifetime post stories by act": "Lifetime Post Stories by action type",
    "lifetime talking about this(": "Lifetime Talking About This (Post) by action type",
}


def is_measure(header: str) -> bool:
    """Whether a column holds a figure of these exports."""
    return _MEASURE.match(heading(header)) is not None


def keyed_tables(export: Export, *required: str) -> list[Table]:
    """The tables that have the first of these columns, the one with all of them first; headers name one figure each."""
    found = export.table(*required)
    if found is None:
        return []
    others = (t for name in export.sheet_names if name != found.sheet and (t := _in_sheet(export, name, required[0])))
    return [_keyed(table) for table in (found, *others)]


def _in_sheet(export: Export, name: str, first: str) -> Table | None:
    rows = export.sheet(name)
    for place, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        if heading(first) in map(heading, cells):
            return Table(export, list(cells), partial(islice, rows, place + 1, None), from_workbook=True, sheet=name)
    return None


def _keyed(table: Table) -> Table:
    """The same table without its row of descriptions, under headers built from both."""
    _, second = next(table.open_rows(), (0, []))
    is_described = _describes(table.header, second)
    told = [*second, *[""] * len(table.header)] if is_described else [""] * len(table.header)
    labels = _labels(table, told)

    def rows() -> Iterator[Row]:
        width = len(labels)
        for line, cells in islice(table.open_rows(), int(is_described), None):
            yield (
                line,
                cells if len(cells) >= width or not table.from_workbook else [*cells, *[""] * (width - len(cells))],
            )

    return dataclasses.replace(table, header=_unique(labels, told), open_rows=rows, open_blocks=None)


def _describes(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row holds descriptions of figures: words, and nothing of a post or a day."""
    held = [(heading(label) in PROPERTIES, cell) for label, cell in zip(header, row, strict=False) if cell.strip()]
    return any(_WORDS.search(cell) for _, cell in held) and not any(is_property for is_property, _ in held)


def _labels(table: Table, told: Sequence[str]) -> list[str]:
    """Labels in full: a sheet of one figure by kinds has the figure in its name, and only the kinds in its header."""
    name = heading(table.sheet or "").rstrip(".… ")
    title = next((full for cut, full in _IN_FULL.items() if name.startswith(cut)), (table.sheet or "").rstrip(".… "))
    of_sheet = is_measure(title)
    found = []
    for label, description in zip(table.header, told, strict=False):
        kind = label.strip() or (description.strip() if len(description) < 40 else "")
        is_kind = of_sheet and kind and not is_measure(kind) and heading(kind) not in PROPERTIES
        found.append(f"{title} - {kind}" if is_kind else label.strip())
    return found


def _unique(labels: Sequence[str], told: Sequence[str]) -> list[str]:
    """A label that stands more than once is told apart by the unit in its description, or else by its place."""
    often = Counter(map(heading, labels))
    seen: Counter[str] = Counter()
    found = []
    for label, description in zip(labels, told, strict=False):
        unit = _UNIT.search(description)
        name = f"{label} ({unit[1]})" if label and unit and often[heading(label)] > 1 else label
        seen[heading(name)] += 1
        found.append(f"{name} {seen[heading(name)]}" if name and seen[heading(name)] > 1 else name)
    return found
