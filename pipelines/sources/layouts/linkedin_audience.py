"""LinkedIn's analytics of a page's followers and visitors: a sheet of daily figures, and shares that are left out."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.records import Batch
from pipelines.sources.export import Export
from pipelines.sources.layouts import linkedin_sheets as sheets
from pipelines.sources.tables import Table

LAYOUT = "linkedin audience"
PLATFORM = "linkedin"
HOLDS = "figures"
CANNOT_SHOW = ("comments, posts or removals: it holds numbers of the whole page",)
_VISITS = ("total page views (", "overview page views (", "total unique visitors (", "overview unique visitors (")


def recognises(export: Export) -> bool:
    """New followers or visitors by day."""
    return _table(export) is not None


def read(export: Export) -> Iterator[Batch]:
    """A figure a day and column."""
    table = _table(export)
    assert table is not None
    export.file.captured_on = sheets.captured(export)
    sheets.note_other_sheets(export, table)
    yield from sheets.daily_figures(table, sheets.order_of(LAYOUT, table), {})


def _table(export: Export) -> Table | None:
    return sheets.headed(export, "Date", "Organic followers", "Total followers") or sheets.headed(
        export, "Date", begins=_VISITS
    )
