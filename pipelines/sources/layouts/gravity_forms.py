"""Entries of Gravity Forms: the form's own questions, and beside them the plug-in's columns."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import UNKNOWN, Batch, Comment
from pipelines.sources.day_order import day_order, in_order
from pipelines.sources.export import Export
from pipelines.sources.figures import cover
from pipelines.sources.layouts import wordpress_columns
from pipelines.sources.layouts.wordpress_forms import Form, form_of
from pipelines.sources.tables import Chunk, Table

LAYOUT = "gravity forms"
PLATFORM = "gravity_forms"  # not "wordpress": its entries are numbered as comments are, and are none
HOLDS = "comments"
CANNOT_SHOW = (
    "the time zone of its dates: they are the site's own",
    "spam, entries in the trash, and those deleted",
    "answers to questions that were not ticked for the export, and entries before or after the days it was told",
    "what was done about an entry",
)
REQUIRED = ("Entry Id", "Entry Date")
_PLUGIN = (
    "Created By (User Id)", "Date Updated", "Source Url", "Transaction Id", "Payment Amount", "Payment Date",
    "Payment Status", "Post Id", "User Agent", "User IP", "Approval Status", *REQUIRED,
)  # fmt: skip
_TELLING = ("Created By (User Id)", "Source Url", "Transaction Id")
_WRITTEN, _AFTER_DATE = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"), (" %H:%M:%S", " %H:%M")


def recognises(export: Export) -> bool:
    """Whether the table has an entry's number and date and a column that only this plug-in writes."""
    return _table(export) is not None


def _table(export: Export) -> Table | None:
    table = export.table(*REQUIRED)
    return table if table is not None and any(table.has(name) for name in _TELLING) else None


def read(export: Export) -> Iterator[Batch]:
    """The entries."""
    table = _table(export)
    assert table is not None
    export.file.captured_on = export.captured()
    table = table.written_by_php()
    form = form_of(table, _PLUGIN)
    first = next(table.cells("Entry Date"), pa.array([], pa.string()))
    is_slashed = pc.any(pc.match_substring_regex(first, r"^\s*\d{1,2}[/.]"), min_count=0).as_py()
    order = day_order(table, "Entry Date", LAYOUT) if is_slashed else None
    for chunk in table.chunks():
        yield from [chunk] if isinstance(chunk, Batch) else _entries(export, form, chunk, order)


def _entries(export: Export, form: Form, chunk: Chunk, order: str | None) -> Iterator[Batch]:
    raw, local = chunk.word("Entry Date"), chunk.local("Entry Date", *_WRITTEN)
    if order:
        local = pc.coalesce(local, in_order(chunk, "Entry Date", order, *_AFTER_DATE))
    cover(export, [local.cast(pa.date32())])
    author, users, ids = form.author(chunk), chunk.ids("Created By (User Id)"), chunk.ids("Entry Id")
    users = pc.if_else(pc.equal(users, "0"), None, users)
    columns = {
        "id": ids, "posted_at_raw": raw, "posted_local": local, "zone": UNKNOWN, "author": author, "author_id": users,
        "author_email": form.address(chunk), "author_ip": chunk.word("User IP") if export.reading.keep_ip else None,
        "text": form.text(chunk), "kind": "submission", "is_own": wordpress_columns.is_own(export, author, users),
        # What follows the question mark may hold what somebody typed.
        "link": pc.list_element(pc.split_pattern(chunk.link("Source Url"), "?", max_splits=1), 0),
    }  # fmt: skip
    yield from chunk.batch(Comment, columns, bad={"the entry has no id": pc.is_null(ids)})
