"""Matomo reports as CSV: pages, the site's days, or where visits came from."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import Batch, Record
from pipelines.sources.export import Export
from pipelines.sources.figures import When, cells_as_figures, cover, metrics_of, period_in_name, sources_of
from pipelines.sources.tables import Chunk, Table

LAYOUT = "matomo"
PLATFORM = "website"
HOLDS = "figures"
CANNOT_SHOW = ("the site's time zone", "visitors who refused to be measured")

_EMPTY = "no data available"
_METRICS = {"nb_hits": "views"}
# Reports by source of visits name it in a segment or by a picture; those by campaign and by keyword do neither so.
_BY_SOURCE = re.compile(
    r"(?:^|[,\t\"])(?:referrerType==(?:website|social|search);)?referrerName==|/socials/", re.MULTILINE
)
_NEITHER = "row of a table that is not by page, day or source"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"^\d{4}-\d\d$")


def recognises(export: Export) -> bool:
    """Whether this is a report with Matomo's column names, or its words for an empty one."""
    return _is_empty(export) or _table(export) is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """A figure a cell, for a page, a source or the whole site; reports by anything else are counted and left."""
    export.file.captured_on = export.captured()
    since, until = period_in_name(export)
    cover(export, [d for d in (since, until) if d])
    table = _table(export)
    if table is None:
        export.note("the report itself says that there is no data")
        return
    if since is None and not table.has("date"):
        export.note("neither the file nor its name says which days it covers")
    source = _source_column(table, export)
    renamed = _METRICS | ({"nb_visits": "visits"} if source else {})
    metrics = {
        header: metric
        for header, metric in metrics_of(table, renamed, "label", "date", "idsubdatatable", "segment", "url").items()
        if not metric.startswith("metadata_")
    }
    is_useful = source is not None or table.has("nb_hits") or not table.has("label")
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
            continue
        if not is_useful:
            export.skip(_NEITHER, len(chunk))
            continue
        when = _when(chunk) if table.has("date") else When(since=since, until=until)
        bad = {}
        if when.days is not None:
            bad["the date cannot be read"] = pc.and_(pc.is_null(when.days), pc.is_null(when.since))
        cover(export, [d for d in (when.days, when.since, when.until) if isinstance(d, pa.Array)])
        sources = sources_of(chunk, source) if source else None
        page = chunk.word("label") if table.has("label") and not source else None
        yield from cells_as_figures(chunk, metrics, when, page=page, came_from=sources, bad=bad)


def _is_empty(export: Export) -> bool:
    return len(export.head) < 100 and export.text_head.strip().casefold() == _EMPTY


def _table(export: Export) -> Table | None:
    for required in (("label", "nb_hits"), ("label", "nb_visits"), ("date", "nb_visits"), ("date", "nb_hits")):
        if (found := export.table(*required)) is not None:
            return found
    return None


def _source_column(table: Table, export: Export) -> str | None:
    """The column that names where visits came from; that of a report of pages names pages."""
    is_by_source = table.has("label") and not table.has("nb_hits") and _BY_SOURCE.search(export.text_head) is not None
    return "label" if is_by_source else None


def _when(chunk: Chunk) -> When:
    """What each row's date column names: a day, a week, a month or a range."""
    cells = chunk.word("date").to_pylist()
    periods = {cell: _period(cell) for cell in set(cells)}
    found = [periods[cell] for cell in cells]
    one = [since if since == until else None for since, until in found]
    return When(
        days=pa.array(one, pa.date32()),
        since=pa.array([None if day else since for day, (since, _) in zip(one, found, strict=True)], pa.date32()),
        until=pa.array([None if day else until for day, (_, until) in zip(one, found, strict=True)], pa.date32()),
    )


def _period(cell: str | None) -> tuple[date, date] | tuple[None, None]:
    try:
        if cell and _MONTH.match(cell):
            first = date.fromisoformat(f"{cell}-01")
            return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
        days = [date.fromisoformat(d) for d in _DAY.findall(cell or "")]
    except ValueError:
        return None, None
    return (days[0], days[-1]) if days else (None, None)
