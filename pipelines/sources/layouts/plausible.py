"""Plausible's tables, from the dashboard or the full export, told apart by their columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import Batch, Record
from pipelines.sources.export import Export
from pipelines.sources.figures import When, cells_as_figures, cover, metrics_of, period_in_name, sources_of
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
# The full export splits visits by source further, by address and campaign; only the name of the dashboard's table
# tells it from those of browsers or places.
_BY_SOURCE = {"source", "referrer", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"}
_NEITHER = "row of a table that is not by page, day or source"


def recognises(export: Export) -> bool:
    """Whether this is one of the tables in Plausible's zips."""
    return _table(export) is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """A figure a cell, for a page, a source or the whole site; tables by anything else are counted and left."""
    table = _table(export)
    assert table is not None
    export.file.captured_on = export.captured()
    since, until = period_in_name(export)
    cover(export, [d for d in (since, until) if d])
    page, source = _page_column(table), _source_column(table, export)
    is_useful = page is not None or source is not None or _is_by_day(table)
    if is_useful and since is None and not table.has("date"):
        export.note("neither the file nor its name says which days it covers")
    metrics = metrics_of(table, _METRICS, "date", "hostname", "page", "name", *_BY_SOURCE)
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
        elif not is_useful:
            export.skip(_NEITHER, len(chunk))
        else:
            pages = chunk.word(page) if page else None
            sources = sources_of(chunk, source) if source else None
            days = _days(chunk) if table.has("date") else None
            cover(export, [days] if days is not None else [])
            when = When(days=days) if days is not None else When(since=since, until=until)
            bad = {"the date is no day": pc.is_null(days)} if days is not None else {}
            yield from cells_as_figures(chunk, metrics, when, page=pages, came_from=sources, bad=bad)


def _table(export: Export) -> Table | None:
    return next((t for names in _TABLES if (t := export.table(*names)) is not None), None)


def _page_column(table: Table) -> str | None:
    """The column that names a page; among the dashboard's tables only that of the pages counts page views."""
    others = {heading(h) for h in table.header} - _MEASURES - {"date", "hostname"}
    if others == {"page"}:
        return "page"
    return "name" if others == {"name"} and table.has("pageviews") else None


def _source_column(table: Table, export: Export) -> str | None:
    """The column that names where visits came from."""
    others = {heading(h) for h in table.header} - _MEASURES - {"date", "hostname"}
    if "source" in others and others <= _BY_SOURCE:
        return "source"
    is_named = PurePath(export.name).name.casefold() == "sources.csv"
    return "name" if is_named and others == {"name"} and not table.has("pageviews") else None


def _is_by_day(table: Table) -> bool:
    return {heading(h) for h in table.header} - _MEASURES == {"date"}


def _days(chunk: Chunk) -> pa.Date32Array:
    return chunk.local("date", "%Y-%m-%d").cast(pa.date32())
