"""The table of videos that YouTube Studio exports: ``Table data.csv``, one video a row."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from pipelines.records import UNKNOWN, Batch, Post
from pipelines.sources.dates import english_days
from pipelines.sources.export import Export
from pipelines.sources.figures import cover, metrics_of, numbers_of, period_in_name
from pipelines.sources.tables import Chunk

LAYOUT = "youtube studio"
PLATFORM = "youtube"
HOLDS = "posts"
CANNOT_SHOW = (
    "the time of day of a video",
    "the period that its figures are for: only the name of the zip tells it",
    "comments: it counts them at most",
)
REQUIRED = ("Content", "Video title", "Video publish time", "Views")
_METRICS = {"comments added": "comments"}
_TOTAL = "Total"
_DAY_FIRST = r"^\s*(\d{1,2}) ([A-Z][a-z]{2})[a-z]? (\d{4})\s*$"


def recognises(export: Export) -> bool:
    """Whether these are videos with lifetime or period figures, not with those of each day."""
    table = export.table(*REQUIRED)
    return table is not None and not table.has("Date")


def read(export: Export) -> Iterator[Batch]:
    """A post a video, with its figures; the row of totals is left out and counted."""
    table = export.table(*REQUIRED)
    assert table is not None
    export.file.captured_on = export.captured()
    cover(export, [d for d in period_in_name(export) if d])
    metrics = metrics_of(table, _METRICS, "Content", "Video title", "Video publish time", "Duration")
    for chunk in table.chunks():
        if isinstance(chunk, Chunk):
            is_total = pc.equal(chunk.word("Content"), _TOTAL)
            yield from _posts(chunk.without(is_total, "row of totals"), metrics)
        else:
            yield chunk


def _posts(chunk: Chunk, metrics: dict[str, str]) -> Iterator[Batch]:
    ids, raw = chunk.word("Content"), chunk.word("Video publish time")
    days = english_days(pc.replace_substring_regex(chunk.raw("Video publish time"), _DAY_FIRST, r"\2 \1, \3"))
    if days.null_count > raw.null_count:
        chunk.table.export.note("publish dates that are not written as in English were left empty")
    columns = {
        "id": ids,
        "published_at_raw": raw,
        "published_local": days,
        "zone": UNKNOWN,
        "text": chunk.text("Video title"),
        "url": pc.binary_join_element_wise("https://www.youtube.com/watch?v=", ids, ""),
        "kind": "video",
        "captured_on": chunk.table.export.captured(),
    }
    columns |= {f"figures.{metric}": numbers_of(chunk, header) for header, metric in metrics.items()}
    yield from chunk.batch(Post, columns, bad={"the video has no id": ids.is_null()})
