"""Comments as the columns of WordPress's own table, whoever exported it: many rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, UNKNOWN, Batch, Comment
from pipelines.sources.dates import at_zone
from pipelines.sources.day_order import day_order, in_order
from pipelines.sources.export import Export
from pipelines.sources.figures import cover
from pipelines.sources.layouts import wordpress_fields
from pipelines.sources.private import names_without_addresses
from pipelines.sources.tables import Chunk, Table, heading

REQUIRED = ("comment_ID", "comment_post_ID", "comment_content", "comment_approved")
DATES = ("comment_date", "comment_date_gmt")
_NULLS = pa.array(["NULL", r"\N"])
_WRITTEN = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
_AFTER_DATE = (" %H:%M:%S", " %H:%M")
_SLASHED = r"^\s*\d{1,2}[/.]\d"
_TYPE = r"^[\w-]{1,20}$"
_ODD_TIMES = "some times are not written as WordPress writes them; they were left empty"
Columns = dict[str, Any]


def comments(table: Table, layout: str, also: Callable[[Chunk, Columns], Columns] | None = None) -> Iterator[Batch]:
    """The comments of a table; ``also`` gives the columns that only one exporter writes, or writes otherwise."""
    orders = {name: day_order(table, name, layout) for name in DATES if _is_slashed(table, name)}
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
        elif people := _of_people(chunk):
            columns = _columns(people, layout, orders)
            columns |= also(people, columns) if also else {}
            ids = columns["id"]
            no_number = pc.invert(pc.fill_null(pc.ascii_is_decimal(ids), True))
            bad = {"the comment has no id": pc.is_null(ids), "the comment's id is no number": no_number}
            yield from people.batch(Comment, columns, bad=bad)


def _is_slashed(table: Table, name: str) -> bool:
    """Whether a spreadsheet program has rewritten the dates, by the first few thousand rows."""
    if not table.has(name):
        return False
    first = next(table.cells(name), pa.array([], pa.string()))
    return bool(pc.any(pc.match_substring_regex(first, _SLASHED), min_count=0).as_py())


def _of_people(chunk: Chunk) -> Chunk | None:
    """The rows that people wrote; pingbacks, order notes and the like are skipped, counted by their type."""
    types = pc.fill_null(known(chunk.word("comment_type")), "")
    is_theirs = pc.is_in(types, pa.array(wordpress_fields.OF_PEOPLE))
    for counted in pc.value_counts(types.filter(pc.invert(is_theirs))).to_pylist():
        is_word = pc.match_substring_regex(pa.array([counted["values"]]), _TYPE)[0].as_py()
        chunk.table.export.skip(counted["values"] if is_word else "another type", counted["counts"])
    people = chunk.where(is_theirs)
    return people if len(people) else None


def _columns(chunk: Chunk, layout: str, orders: dict[str, str | None]) -> Columns:
    reading = chunk.table.export.reading
    author, users = names_without_addresses(known(chunk.word("comment_author"))), _not_0(chunk, "user_id")
    parents, status = _not_0(chunk, "comment_parent"), known(chunk.word("comment_approved"))
    ids, is_review = known(chunk.ids("comment_ID")), pc.equal(chunk.raw("comment_type"), "review")
    return _times(chunk, layout, orders) | {
        "id": ids, "parent_id": parents, "post_id": _not_0(chunk, "comment_post_ID"), "author": author,
        "author_id": users, "is_own": is_own(chunk.table.export, author, users),
        "author_email": known(chunk.word("comment_author_email")) if reading.keep_email else None,
        "author_ip": known(chunk.word("comment_author_IP")) if reading.keep_ip else None,
        "text": known(chunk.text("comment_content")), "status": _statuses(status), "status_raw": status,
        "kind": pc.if_else(
            pc.fill_null(is_review, False), "review", pc.if_else(pc.is_valid(parents), "reply", "comment")
        ),
    }  # fmt: skip


def known(cells: pa.StringArray) -> pa.StringArray:
    """The cells, null where the database wrote that it has none."""
    return pc.if_else(pc.is_in(cells, _NULLS), None, cells)


def _not_0(chunk: Chunk, name: str) -> pa.StringArray:
    ids = known(chunk.ids(name))
    return pc.if_else(pc.equal(ids, "0"), None, ids)


def _statuses(words: pa.StringArray) -> pa.StringArray:
    coded = words.dictionary_encode()
    meant = [wordpress_fields.STATUSES.get(w, "unknown") for w in coded.dictionary.to_pylist()]
    return pc.fill_null(pa.array(meant, pa.string()).take(coded.indices), "unknown")


def is_own(export: Export, author: pa.StringArray, users: pa.StringArray) -> pa.BooleanArray:
    """Whether the organisation wrote it; null for a signed-in user who is not known to be its own."""
    names = [n.strip().lstrip("@").casefold() for n in export.reading.own.get(wordpress_fields.PLATFORM, ())]
    ours = pc.is_in(pc.utf8_lower(pc.utf8_ltrim(author, "@")), pa.array(names, pa.string()))
    return pc.if_else(ours, True, pc.if_else(pc.is_valid(users), pa.scalar(None, pa.bool_()), False))


def _times(chunk: Chunk, layout: str, orders: dict[str, str | None]) -> Columns:
    """UTC where the row has it, else the site's own time in the zone that is assumed for it."""
    export = chunk.table.export
    zone = export.reading.assumed.get(layout, export.reading.zone)
    local_raw, gmt_raw = (known(chunk.word(name)) for name in DATES)
    local, gmt = (_wall_clocks(chunk, name, orders.get(name)) for name in DATES)
    cover(export, [pc.coalesce(local, gmt).cast(pa.date32())])
    is_utc, is_local = pc.is_valid(gmt), pc.is_valid(local)
    return {
        "posted_at": pc.coalesce(at_zone(gmt, "UTC"), at_zone(local, zone)),
        "posted_at_raw": pc.if_else(is_utc, gmt_raw, pc.if_else(is_local, local_raw, pc.coalesce(gmt_raw, local_raw))),
        "posted_local": local,
        "zone": pc.if_else(is_utc, IN_FILE, pc.if_else(is_local, f"assumed {zone}", UNKNOWN)),
    }


def _wall_clocks(chunk: Chunk, name: str, order: str | None) -> pa.TimestampArray:
    """A column's times; null for the zero dates of the database and the last year that there is."""
    cells = known(chunk.word(name))
    cells = pc.if_else(pc.starts_with(cells, "0000-00-00"), None, cells)
    try:
        if (pc.min(pc.binary_length(cells)).as_py() or 99) < len("2025-08-05 10:00"):
            raise pa.ArrowInvalid
        found = cells.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        found = chunk.local(name, *_WRITTEN)
        if order:
            found = pc.coalesce(found, in_order(chunk, name, order, *_AFTER_DATE))
        if found.null_count > cells.null_count:
            chunk.table.export.note(_ODD_TIMES)
    year = pc.year(found)
    return pc.if_else(pc.and_(pc.greater(year, 1), pc.less(year, 9999)), found, None)


def has_required(export: Export) -> Table | None:
    """The table that has a comment's columns and one of its dates."""
    table = export.table(*REQUIRED)
    return table if table is not None and any(table.has(name) for name in DATES) else None


def note_unknown(table: Table, *others: str) -> None:
    """Says which columns are not known."""
    names = ("comment_author", "comment_author_email", "comment_author_url", "comment_author_IP", "comment_karma",
             "comment_agent", "comment_type", "comment_parent", "user_id", *REQUIRED, *DATES, *others)  # fmt: skip
    found = [name for name in table.unknown(*names) if not heading(name).startswith("meta:")]
    if found:
        table.export.note(f"unknown columns: {', '.join(found)}")
