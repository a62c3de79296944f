"""Plausible's tables, from the dashboard or the full export, told apart by their columns."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import Batch, Record
from pipelines.sources.export import Export
from pipelines.sources.figures import When, cells_as_figures, cover, metrics_of, period_in_name
from pipelines.sources.tables import Chunk, Table, heading

LAYOUT = "plausible"
PLATFORM = "website"
HOLDS = "figures"
CANNOT_SHOW = ("the site's time zone",)

_TABLES = (
    ("date", "visitors"), ("name", "visitors"), ("name", "unique_entrances"), ("name", "unique_exits"),
    ("name", "unique_conversions"),
)  # fmt: skip
_METRICS = {"pageviews": "views"}
_MEASURES = {
    "visits", "visitors", "pageviews", "bounces", "visit_duration", "views_per_visit", "bounce_rate", "time_on_page",
    "scroll_depth", "total_scroll_depth", "total_scroll_depth_visits", "total_time_on_page",
    "total_time_on_page_visits", "events", "conversion_rate",
}  # fmt: skip
_NEITHER = "row of a table that is neither by page nor by day"


def recognises(export: Export) -> bool:
    """Whether this is one of the tables in Plausible's zips."""
    return _table(export) is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """A figure a cell, for a page or for the whole site; tables by source, browser or place are counted and left."""
    table = _table(export)
    assert table is not None
    export.file.captured_on = export.captured()
    since, until = period_in_name(export)
    cover(export, [d for d in (since, until) if d])
    page = _page_column(table)
    is_useful = page is not None or _is_by_day(table)
    if is_useful and since is None and not table.has("date"):
        export.note("neither the file nor its name says which days it covers")
    metrics = metrics_of(table, _METRICS, "date", "hostname", "page", "name")
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
        elif not is_useful:
            export.skip(_NEITHER, len(chunk))
        else:
            pages = chunk.word(page) if page else None
            days = _days(chunk) if table.has("date") else None
            cover(export, [days] if days is not None else [])
            when = When(days=days) if days is not None else When(since=since, until=until)
            bad = {"the date is no day": pc.is_null(days)} if days is not None else {}
            yield from cells_as_figures(chunk, metrics, when, page=pages, bad=bad)


def _table(export: Export) -> Table | None:
    return next((t for names in _TABLES if (t := export.table(*names)) is not None), None)


def _page_column(table: Table) -> str | None:
    """The column that names a page; among the dashboard's tables only that of the pages counts page views."""
    others = {heading(h) for h in table.header} - _MEASURES - {"date", "hostname"}
    if others == {"page"}:
        return "page"
    return "name" if others == {"name"} and table.has("pageviews") else None


def _is_by_day(table: Table) -> bool:
    return {heading(h) for h in table.header} - _MEASURES == {"date"}


def _days(chunk: Chunk) -> pa.Date32Array:
    return chunk.local("date", "%Y-%m-%d").cast(pa.date32())
