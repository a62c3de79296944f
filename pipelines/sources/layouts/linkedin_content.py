"""LinkedIn's content analytics of a page: a sheet of daily figures and a sheet of posts."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from pipelines.records import UNKNOWN, Batch, Post
from pipelines.sources.export import Export
from pipelines.sources.figures import metrics_of, numbers_of
from pipelines.sources.layouts import linkedin_sheets as sheets
from pipelines.sources.tables import Chunk, Table

LAYOUT = "linkedin content"
PLATFORM = "linkedin"
HOLDS = "posts"
CANNOT_SHOW = (
    "comments: it counts them at most",
    "the time of day of a post",
    "what was removed or hidden",
)
_POSTS = ("Post title", "Post link", "Created date")
_PROPERTIES = (
    *_POSTS, "Post type", "Campaign name", "Posted by", "Campaign start date", "Campaign end date", "Audience",
    "Content Type",
)  # fmt: skip
_FIGURES = {
    "reposts": "shares", "impressions (total)": "impressions", "reactions (total)": "reactions",
    "comments (total)": "comments", "reposts (total)": "shares",
}  # fmt: skip
_URN = r"(?P<urn>urn:li:\w+:\d+)"


def recognises(export: Export) -> bool:
    """Either of the two sheets."""
    return _posts(export) is not None or _days(export) is not None


def read(export: Export) -> Iterator[Batch]:
    """A figure a day and column, then a post a row with its figures."""
    export.file.captured_on = sheets.captured(export)
    days, posts = _days(export), _posts(export)
    sheets.note_other_sheets(export, days, posts)
    order = sheets.order_of(LAYOUT, days, *([(posts, _POSTS[2])] if posts else []))
    if days:
        yield from sheets.daily_figures(days, order, _FIGURES)
    if posts is None:
        return
    metrics = metrics_of(posts, _FIGURES, *_PROPERTIES)
    for chunk in posts.chunks():
        yield from _of(chunk, metrics, order) if isinstance(chunk, Chunk) else [chunk]


def _posts(export: Export) -> Table | None:
    return sheets.headed(export, *_POSTS)


def _days(export: Export) -> Table | None:
    return sheets.headed(export, "Date", begins="impressions (")


def _of(chunk: Chunk, metrics: dict[str, str], order: str | None) -> Iterator[Batch]:
    links, text = chunk.link("Post link"), chunk.text("Post title")
    columns = {
        "id": pc.struct_field(pc.extract_regex(links, _URN), "urn"),
        "published_at_raw": chunk.word("Created date"),
        "published_local": sheets.days_of(chunk, "Created date", order),
        "zone": UNKNOWN,
        "text": text,
        "url": links,
        "kind": pc.coalesce(chunk.word("Content Type"), chunk.word("Post type")),
        "captured_on": chunk.table.export.file.captured_on,
    }
    columns |= {f"figures.{metric}": numbers_of(chunk, header) for header, metric in metrics.items()}
    yield from chunk.batch(Post, columns, bad={"neither a link nor a text": pc.and_(links.is_null(), text.is_null())})
