"""Comments and posts that Facepager fetched from the Graph API, one node a row, under columns of the user's choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, UNKNOWN, Batch, Comment, Post
from pipelines.sources.dates import iso_instants
from pipelines.sources.export import Export
from pipelines.sources.layouts.facepager_nodes import COMMENTS, NO_ITEMS, POSTS, Family
from pipelines.sources.own import is_own
from pipelines.sources.tables import Chunk, Table, heading

LAYOUT = "facepager"
PLATFORM = "facebook"
HOLDS = "comments"
CANNOT_SHOW = (
    "deleted comments: they vanish, and only two dated files compared show that one is gone",
    "who hid a comment, or when", "hidden comments, unless is_hidden was fetched with the Page's own access",
    "who wrote a comment, unless it was fetched with the Page's own access",
)  # fmt: skip
REQUIRED = ("object_id", "object_type", "query_status", "query_type")

_NODES = ("path", "level", "id", "parent_id", "object_key", "query_time", *REQUIRED)
_TEXTS, _TIMES, _NAMES = (
    ("message", "text", "caption"),
    ("created_time", "timestamp"),
    ("from.name", "from.username", "username"),
)
_LINKS, _KINDS = ("permalink_url", "permalink"), ("status_type", "type", "media_type")
_HIDDEN = ("is_hidden", "hidden")
_FIGURES = {
    "reactions": ("reactions.summary.total_count",), "likes": ("likes.summary.total_count", "like_count"),
    "comments": ("comments.summary.total_count", "comments_count", "comment_count"), "shares": ("shares.count",),
}  # fmt: skip
_KNOWN = (
    *_NODES, *_TEXTS, *_TIMES, *_NAMES, *_LINKS, *_KINDS, *_HIDDEN, "from.id", "parent.id", "error.message",
    *(name for names in _FIGURES.values() for name in names),
)  # fmt: skip
_WIDE = re.compile(r"lvl_\d+_object_id")
_OURS = {"facebook", "instagram", "generic", ""}
_WRITTEN = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")


def recognises(export: Export) -> bool:
    """Whether a table has the columns that Facepager puts beside the user's own, once or for every level."""
    return export.table(*REQUIRED) is not None or _is_wide(export)


def read(export: Export) -> Iterator[Batch]:
    """The comments, and then the posts, of each stretch of the file.

    Raises:
        Refused: it is in wide mode, of a platform whose columns are not known, or its ids are damaged.
    """
    table = export.table(*REQUIRED)
    if table is None:
        do = "Export all nodes again with the wide format switched off"
        raise export.refuse("in Facepager's wide mode a row holds several items at once", do)
    export.file.platform = _platform(table)
    if unknown := table.unknown(*_KNOWN):
        export.note(f"unknown columns: {', '.join(unknown)}")
    family = Family(table)
    for chunk in table.chunks():
        if isinstance(chunk, Chunk):
            yield from _items(chunk, family)
        else:
            yield chunk
    export.file.captured_on = family.fetched_on or export.captured()
    if failed := export.skipped.get("error"):
        export.note(f"queries that failed: {failed}; what they would have brought is not in the file")


def _is_wide(export: Export) -> bool:
    heads = (cells for rows in export.first_rows.values() for _, cells in rows[:1])
    return any(_WIDE.fullmatch(heading(c)) for cells in heads for c in cells)


def _platform(table: Table) -> str:
    """The platform, by the module that asked it, else by the columns.

    Raises:
        Refused: it is one whose columns are not known.
    """
    asked = {
        q.partition(":")[0].strip().casefold()
        for cells in table.cells("query_type")
        for q in pc.unique(cells).to_pylist()
    }
    if others := asked - _OURS:
        what = f"Facepager fetched this from {', '.join(sorted(others))}, whose columns are not known"
        raise table.export.refuse(what, "Describe its columns under [[tables]] in policy.toml")
    on_instagram = table.has("username") and not table.has("message")
    return "instagram" if "instagram" in asked or on_instagram else PLATFORM


def _items(chunk: Chunk, family: Family) -> Iterator[Batch]:
    family.meet(chunk)
    chunk = _without_what_is_no_item(chunk)
    sorts = family.sorts(chunk)
    for sort, batch in ((COMMENTS, _comments), (POSTS, _posts)):
        items = chunk.where(pc.fill_null(pc.equal(sorts, sort), False))
        if len(items):
            yield from batch(items, family)
    others = pc.sum(sorts.is_null()).as_py()
    if others:
        chunk.table.export.skip("answer to a query for neither comments nor posts", others)


def _without_what_is_no_item(chunk: Chunk) -> Chunk:
    """The rows that hold an item; the others are counted by what they are."""
    sort, status = (pc.utf8_lower(pc.utf8_trim_whitespace(chunk.raw(c))) for c in ("object_type", "query_status"))
    why = pc.if_else(pc.starts_with(status, "error"), "error", None)
    why = pc.if_else(pc.is_in(sort, pa.array(NO_ITEMS)), sort, why)
    for counted in pc.value_counts(pc.drop_null(why)).to_pylist():
        chunk.table.export.skip(counted["values"], counted["counts"])
    return chunk.where(why.is_null())


def _comments(chunk: Chunk, family: Family) -> Iterator[Batch]:
    ids, text, (at, raw, local) = chunk.ids("object_id"), chunk.text(*_TEXTS), _times(chunk)
    post, above = family.places(chunk)
    flag = next((name for name in _HIDDEN if chunk.table.has(name)), _HIDDEN[0])
    parent, hidden = pc.coalesce(chunk.ids("parent.id"), above), chunk.flag(flag)
    columns: dict[str, Any] = {
        "id": ids, "parent_id": parent, "post_id": post, "posted_at": at, "posted_at_raw": raw, "posted_local": local,
        "zone": pc.if_else(at.is_valid(), IN_FILE, UNKNOWN), "author": chunk.name(*_NAMES),
        "author_id": chunk.ids("from.id"), "is_own": is_own(chunk, *_NAMES, "from.id"), "text": text,
        "status": pc.fill_null(pc.if_else(hidden, "hidden", "visible"), "unknown"),
        "status_raw": pc.if_else(hidden, f"{flag}: true", f"{flag}: false"), "like_count": _count(chunk, "like_count"),
        "reply_count": _count(chunk, "comment_count"), "link": chunk.link(*_LINKS),
        "kind": pc.if_else(parent.is_valid(), "reply", "comment"),
    }  # fmt: skip
    yield from chunk.batch(Comment, columns, bad=_nothing(ids, text))


def _posts(chunk: Chunk, family: Family) -> Iterator[Batch]:
    ids, text, (at, raw, local) = chunk.ids("object_id"), chunk.text(*_TEXTS), _times(chunk)
    kind, fetched = chunk.word(*_KINDS), family.days(chunk)
    columns: dict[str, Any] = {
        "id": ids, "published_at": at, "published_at_raw": raw, "published_local": local,
        "zone": pc.if_else(at.is_valid(), IN_FILE, UNKNOWN), "text": text, "url": chunk.link(*_LINKS), "kind": kind,
        "is_share": pc.equal(kind, "shared_story"), "captured_on": pc.fill_null(fetched, chunk.table.export.captured()),
    }  # fmt: skip
    for figure, names in _FIGURES.items():
        if any(chunk.table.has(name) for name in names):
            columns[f"figures.{figure}"] = chunk.number(*names)
    yield from chunk.batch(Post, columns, bad=_nothing(ids, text))


def _nothing(ids: pa.StringArray, text: pa.StringArray) -> dict[str, pa.BooleanArray]:
    return {"neither an id nor a text": pc.and_(ids.is_null(), text.is_null())}


def _times(chunk: Chunk) -> tuple[pa.TimestampArray, pa.StringArray, pa.TimestampArray]:
    """Instants, times as written, and wall-clock times of the zone in which they are written."""
    column = next((name for name in _TIMES if chunk.table.has(name)), _TIMES[0])
    raw = chunk.word(column)
    at = iso_instants(raw)
    wall = pc.if_else(at.is_valid(), pc.utf8_slice_codeunits(raw, 0, 19), None).cast(pa.timestamp("us"))
    return at, raw, pc.coalesce(wall, chunk.local(column, *_WRITTEN))


def _count(chunk: Chunk, name: str) -> pa.Int64Array:
    return chunk.number(name).cast(pa.int64(), safe=False)
