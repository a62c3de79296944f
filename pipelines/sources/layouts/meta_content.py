"""Facebook posts and their lifetime figures, as Meta Business Suite exports content."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.records import Batch
from pipelines.sources.export import Export
from pipelines.sources.layouts.meta_posts import claimed_by, read_posts

LAYOUT = "meta content facebook"
PLATFORM = "facebook"
HOLDS = "posts"
REQUIRED = ("Post ID", "Page ID", "Publish time", "Permalink", "Post type")
CANNOT_SHOW = (
    "comments: only how many there were",
    "hidden or removed comments",
    "the time zone of its publish times",
)


def recognises(export: Export) -> bool:
    """Whether this is a content export of a Facebook page."""
    return claimed_by(export, PLATFORM)


def read(export: Export) -> Iterator[Batch]:
    """The posts, in file order."""
    yield from read_posts(export, LAYOUT)
