"""X's analytics by day as they were to 2024: daily_tweet_activity_metrics_….csv."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import Batch, Record
from pipelines.sources.export import Export
from pipelines.sources.figures import When, cells_as_figures, cover, metrics_of

LAYOUT = "x daily old"
PLATFORM = "x"
HOLDS = "figures"
CANNOT_SHOW = ("figures of single posts",)

_METRICS = {"retweets": "shares", "favorites": "likes", "url clicks": "clicks_link"}


def recognises(export: Export) -> bool:
    """Whether these are days with the posts published and their impressions."""
    return export.table("Date", "Tweets published", "impressions") is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """A figure a cell: the account's day."""
    table = export.table("Date", "Tweets published", "impressions")
    assert table is not None
    export.file.captured_on = export.captured()
    metrics = metrics_of(table, _METRICS, "Date")
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
            continue
        days = chunk.local("Date", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S").cast(pa.date32())
        cover(export, [days])
        yield from cells_as_figures(chunk, metrics, When(days=days), bad={"the day cannot be read": pc.is_null(days)})
