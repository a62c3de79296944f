"""The posts of one user of a Discourse forum, as that user's archive lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, UNKNOWN, Batch, Comment
from pipelines.sources.export import Export
from pipelines.sources.layouts.discourse_times import captured, instants
from pipelines.sources.tables import Chunk

LAYOUT = "discourse user archive"
PLATFORM = "discourse"
HOLDS = "own words"
CANNOT_SHOW = (
    "what anybody else wrote: it holds the posts of one user",
    "whether a post was deleted or hidden: deleted posts are in it without a mark",
    "the ids of the posts, only their addresses",
)
REQUIRED = ("topic_title", "is_pm", "like_count", "reply_count", "url", "created_at")
_TEXTS = ("post_raw", "post")
_KNOWN = (*REQUIRED, *_TEXTS, "post_cooked", "category", "sub_category", "categories")
_USER = re.compile(r"^user[-_]archive-(.+)-\d{6}-\d{6}")
_TOPIC = r"/t/(?:[^/]+/)?(?P<id>\d+)(?:/\d+)?/?$"


def recognises(export: Export) -> bool:
    """Whether this is the list of a user's posts."""
    table = export.table(*REQUIRED)
    return table is not None and any(table.has(name) for name in _TEXTS)


def read(export: Export) -> Iterator[Batch]:
    """A post a row; private messages are skipped and counted."""
    table = export.table(*REQUIRED)
    assert table is not None
    export.file.captured_on = captured(export)
    if unknown := table.unknown(*_KNOWN):
        export.note(f"unknown columns: {', '.join(unknown)}")
    user = _user(export)
    for chunk in table.chunks():
        if isinstance(chunk, Chunk):
            yield from _posts(chunk.without(_is_private(chunk), "private message"), user)
        else:
            yield chunk


def _user(export: Export) -> str | None:
    """Whose posts these are, if the archive still has the name under which Discourse gave it out."""
    found = (_USER.match(part) for part in PurePath(export.name).parts)
    return next((f[1] for f in found if f), None)


def _is_private(chunk: Chunk) -> pa.BooleanArray:
    """Private messages: said so, or, as the forum's language decides how yes is written, without a category."""
    said = chunk.flag("is_pm")
    has_category = pc.fill_null(pc.not_equal(chunk.word("categories", "category"), "-"), False)
    return pc.coalesce(said, pc.invert(has_category))


def _posts(chunk: Chunk, user: str | None) -> Iterator[Batch]:
    export, raw, url = chunk.table.export, chunk.word("created_at"), chunk.link("url")
    at, text = instants(raw), chunk.text(*_TEXTS)
    columns: dict[str, Any] = {
        "post_id": pc.struct_field(pc.extract_regex(url, _TOPIC), "id"),
        "posted_at": at,
        "posted_at_raw": raw,
        "posted_local": pc.local_timestamp(at),
        "zone": pc.if_else(at.is_valid(), IN_FILE, UNKNOWN),
        "author": pa.repeat(pa.scalar(user, pa.string()), len(chunk)),
        "is_own": pa.repeat(pa.scalar(export.reading.is_own(PLATFORM, user), pa.bool_()), len(chunk)),
        "text": text,
        "like_count": chunk.number("like_count").cast(pa.int64(), safe=False),
        "reply_count": chunk.number("reply_count").cast(pa.int64(), safe=False),
        "link": url,
    }
    nothing = pc.and_(pc.is_null(text), pc.is_null(url))
    yield from chunk.batch(Comment, columns, bad={"neither a text nor an address": nothing})
