"""Comments as WebToffee's plug-in "Comments Import & Export" writes them."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from pipelines.records import Batch
from pipelines.sources.export import Export
from pipelines.sources.guards import unguarded
from pipelines.sources.layouts import wordpress_columns, wordpress_fields
from pipelines.sources.layouts.wordpress_columns import Columns
from pipelines.sources.tables import Chunk, Table

LAYOUT = "wordpress webtoffee"
PLATFORM = wordpress_fields.PLATFORM
HOLDS = "comments"
CANNOT_SHOW = (
    "spam and trash: the plug-in exports approved and waiting comments only",
    "whether comments were left out: its form can be told dates, posts and a number, so an absence proves nothing",
    "who moderated a comment, and when, and comments deleted for good",
    "pingbacks for what they are: it has no column for a comment's type",
    "plus signs in what people wrote: the plug-in makes spaces of them",
)
REQUIRED = (*wordpress_columns.REQUIRED, "comment_alter_id")
_ITS_OWN = ("rating", "verified", "title", "product_SKU", "product_title", "comment_alter_id", "meta",
            "comment_post_title", "comment_post_name", "comment_meta")  # fmt: skip
_TABLE_ONLY = ("comment_agent", "comment_karma")


def recognises(export: Export) -> bool:
    """Whether a table of comments has a column that only this plug-in writes, and none that it never writes."""
    return _table(export) is not None


def _table(export: Export) -> Table | None:
    table = wordpress_columns.has_required(export)
    if table is None or any(table.has(name) for name in _TABLE_ONLY):
        return None
    return table if any(table.has(name) for name in _ITS_OWN) else None


def read(export: Export) -> Iterator[Batch]:
    """The comments, in file order."""
    table = _table(export)
    assert table is not None
    export.file.captured_on = export.captured()
    export.file.snapshot_lacks = ["hidden", "trashed", "spam"]
    wordpress_columns.note_unknown(table, *_ITS_OWN)
    yield from wordpress_columns.comments(table.written_by_php(), LAYOUT, _as_it_was)


def _as_it_was(chunk: Chunk, columns: Columns) -> Columns:
    """What the plug-in writes otherwise: guards against spreadsheets, and a review's stars beside it."""
    export, rating = chunk.table.export, chunk.number("rating")
    author = unguarded(export, columns["author"])
    if chunk.text("title").null_count < len(chunk):
        export.note("titles of reviews are not read: look at them in WordPress")
    return {
        # A space stands before every comment, so that no spreadsheet runs it.
        "text": unguarded(export, pc.replace_substring_regex(columns["text"], "^ ", "")),
        "author": author,
        "is_own": wordpress_columns.is_own(export, author, columns["author_id"]),
        "rating": rating,
        "kind": pc.if_else(pc.is_valid(rating), "review", columns["kind"]),
    }
