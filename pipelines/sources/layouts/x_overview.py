"""X's analytics by day since 2024: account_overview_analytics.csv and its video twin."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from pipelines.records import Batch, Record
from pipelines.sources.dates import english_days
from pipelines.sources.export import Export
from pipelines.sources.figures import When, cells_as_figures, cover, metrics_of
from pipelines.sources.tables import Table

LAYOUT = "x overview"
PLATFORM = "x"
HOLDS = "figures"
CANNOT_SHOW = ("figures of single posts",)

_METRICS = {"new follows": "follows", "url clicks": "clicks_link"}


def recognises(export: Export) -> bool:
    """Whether these are an account's days, or its videos' days."""
    return _table(export) is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """A figure a cell: the account's day. A blank cell was not measured."""
    table = _table(export)
    assert table is not None
    export.file.captured_on = export.captured()
    if table.has("Completion Rate"):
        export.note("views here are views of videos only")
    metrics = metrics_of(table, _METRICS, "Date")
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
            continue
        days = english_days(chunk.raw("Date"))
        cover(export, [days])
        yield from cells_as_figures(chunk, metrics, When(days=days), bad={"the day cannot be read": pc.is_null(days)})


def _table(export: Export) -> Table | None:
    account = export.table("Date", "Impressions", "Engagements", "New follows")
    if account is not None:
        return None if account.has("Post id") else account
    return export.table("Date", "Views", "Watch Time (ms)", "Completion Rate")
