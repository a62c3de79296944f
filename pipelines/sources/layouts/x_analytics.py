"""X's analytics of single posts since 2024: account_analytics_content_….csv."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from pipelines.records import IN_FILE, UNKNOWN, Batch, Post, Record
from pipelines.sources.dates import english_days
from pipelines.sources.export import Export
from pipelines.sources.figures import cover, metrics_of, numbers_of, period_in_name
from pipelines.sources.layouts import x_columns
from pipelines.sources.tables import Chunk

LAYOUT = "x analytics"
PLATFORM = "x"
HOLDS = "posts"
CANNOT_SHOW = ("the time of day of a post", "what other people replied", "which replies were hidden")

_REQUIRED = ("Post id", "Date", "Post text", "Impressions")
_LINKS = ("Post Link", "Post URL")
_METRICS = {"new follows": "follows", "url clicks": "clicks_link"}


def recognises(export: Export) -> bool:
    """Whether these are posts with an id, a day, a text and impressions."""
    return export.table(*_REQUIRED) is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """A post a row, the account's own replies among them, with its lifetime figures."""
    table = export.table(*_REQUIRED)
    assert table is not None
    export.file.captured_on = export.captured()
    cover(export, [d for d in period_in_name(export) if d])
    metrics = metrics_of(table, _METRICS, "Post id", "Date", "Post text", *_LINKS)
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
        else:
            yield from _posts(export, chunk, metrics)


def _posts(export: Export, chunk: Chunk, metrics: dict[str, str]) -> Iterator[Batch]:
    ids, text = chunk.ids("Post id"), chunk.text("Post text")
    days = english_days(chunk.raw("Date"))
    at = x_columns.on_these_days(x_columns.instants_in_ids(ids), days, export.zone)
    if not export.file.covers_since:
        cover(export, [days])
    columns = {
        "id": ids, "published_at": at, "published_at_raw": chunk.word("Date"), "published_local": days,
        "zone": pc.if_else(at.is_valid(), IN_FILE, UNKNOWN), "text": text, "url": chunk.word(*_LINKS),
        "kind": x_columns.kinds(text), "captured_on": export.captured(),
    }  # fmt: skip
    columns |= {f"figures.{metric}": numbers_of(chunk, header) for header, metric in metrics.items()}
    yield from chunk.batch(Post, columns, bad=x_columns.not_ids(ids))
