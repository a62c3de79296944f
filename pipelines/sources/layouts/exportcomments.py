"""Comments as ExportComments.com writes them, in a CSV or a workbook: whole columns at a time."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.platforms import HOSTS
from pipelines.records import UNKNOWN, Batch, Comment
from pipelines.sources.day_order import day_order, in_order, instants
from pipelines.sources.export import Export
from pipelines.sources.own import is_own
from pipelines.sources.tables import Chunk, Table, heading

LAYOUT = "exportcomments"
PLATFORM = "facebook"
HOLDS = "comments"
CANNOT_SHOW = (
    "hidden or removed comments: the file has no such mark",
    "the time zone of its dates",
    "which comments were left out: it is an extract",
)

_TELLING = (
    "Profile ID", "Comment ID", "Profile URL", "Comment URL", "(view) Comment URL", "User Verified", "View comment",
)  # fmt: skip
_URLS = ("Comment URL", "(view) Comment URL", "View comment", "Comment link", "Source")
_ANSWERED = ("Reply to", "Reply to ID", "Parent ID", "Parent Comment ID")
_KNOWN = (
    "Name", "Username", "Profile ID", "Date", "Likes", "Comment", "User Verified", "Comment ID", "Profile URL",
    "Thumbnail", "Replies", "Reply count", "Is reply", "", *_URLS, *_ANSWERED,
)  # fmt: skip
_HOST = re.compile(r"https?://(?:[a-z0-9-]+\.)*?(" + "|".join(re.escape(h) for h in HOSTS) + r")(?:[/?]|$)", re.I)
# By platform, how an address holds its comment's own id, and that of the comment which it answers.
_OWN_ID = {
    "facebook": (r"[?&]reply_comment_id=(?P<id>[^&#\s]+)", r"[?&]comment_id=(?P<id>[^&#\s]+)"),
    "instagram": (r"/c/\d+/r/(?P<id>\d+)", r"/c/(?P<id>\d+)"),
    "youtube": (r"[?&]lc=(?P<id>[^&#\s]+)",),
    "x": (r"/status/(?P<id>\d+)",),
}
_PARENT = {
    "facebook": (r"[?&]comment_id=(?P<id>[^&#\s]+)&(?:.*&)?reply_comment_id=",),
    "instagram": (r"/c/(?P<id>\d+)/r/\d+",),
    "youtube": (r"[?&]lc=(?P<id>[^&#.\s]+)\.",),
}
_REPLY_MARK = {"facebook": "reply_comment_id=", "instagram": "/r/", "youtube": "lc="}
_POST = r"(?:/(?:posts|permalink|videos|reel)/(?:[^/?#\s]+/)?|[?&](?:story_fbid|fbid|v)=|/video/)(?P<id>\d{6,})"
_WRITTEN = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")
_AFTER_DATE = (" %H:%M:%S", " %H:%M", ", %H:%M:%S", " %I:%M %p")


def recognises(export: Export) -> bool:
    """Whether a table has a name and a comment column and one that only this exporter writes."""
    table = export.table("Name", "Comment")
    return table is not None and any(table.has(name) for name in _TELLING)


def read(export: Export) -> Iterator[Batch]:
    """The comments, in file order."""
    table = export.table("Name", "Comment")
    assert table is not None
    export.file.captured_on = export.captured()
    export.file.platform = _platform(table)
    if unknown := table.unknown(*_KNOWN):
        export.note(f"unknown columns: {', '.join(unknown)}")
    post_id = _post_in_preamble(table)
    order = day_order(table, "Date", LAYOUT) if _has_slashed_dates(table) else None
    for chunk in table.chunks():
        if isinstance(chunk, Chunk):
            columns = _columns(chunk, post_id, order)
            nothing = pc.and_(pc.is_null(columns["text"]), pc.is_null(columns["id"]))
            yield from chunk.batch(Comment, columns, bad={"neither an id nor a text": nothing})
        else:
            yield chunk


def _platform(table: Table) -> str:
    """Whose comments these are, by the first address that tells."""
    for _, cells in itertools.islice(table.open_rows(), 200):
        for name in (*_URLS, "Profile URL"):
            index = table.positions.get(heading(name))
            if index is not None and index < len(cells) and (found := _HOST.match(cells[index].strip())):
                return HOSTS[found[1].lower()]
    return PLATFORM


def _post_in_preamble(table: Table) -> str | None:
    """The post's id, if an address in the title rows above the header holds it."""
    export = table.export
    found = list(export.first_rows.values()) if table.sheet is None else [export.sheet(table.sheet)[:20]]
    for rows in found:
        above = itertools.takewhile(lambda row: not {"name", "comment"} <= {heading(c) for c in row[1]}, rows)
        for _, cells in above:
            if held := re.search(_POST.replace("(?P<id>", "("), " ".join(cells)):
                return held[1]
    return None


def _has_slashed_dates(table: Table) -> bool:
    index = table.positions.get(heading("Date"))
    first = itertools.islice(table.open_rows(), 200)
    return index is not None and any(re.match(r"\d{1,2}[/.]\d", c[index]) for _, c in first if len(c) > index)


def _columns(chunk: Chunk, post_id: str | None, order: str | None) -> dict[str, Any]:
    export = chunk.table.export
    url, name = chunk.link(*_URLS), chunk.name("Name")
    ids = _or_in_address(chunk.ids("Comment ID"), url, _OWN_ID.get(export.file.platform or PLATFORM, ()))
    parent, local = _parents(chunk, url), _wall_clocks(chunk, order)
    zone = export.reading.assumed.get(LAYOUT)
    return {
        "id": ids,
        "parent_id": parent,
        "post_id": pc.coalesce(_post_in_ids(ids), _post_in_addresses(url), pa.scalar(post_id, pa.string())),
        "posted_at": instants(local, zone),
        "posted_at_raw": chunk.word("Date"),
        "posted_local": local,
        "zone": f"assumed {zone}" if zone else UNKNOWN,
        "author": pc.coalesce(name, chunk.name("Username")),
        "author_id": pc.utf8_ltrim_whitespace(pc.replace_substring(chunk.ids("Profile ID"), "ID:", "")),
        "is_own": is_own(chunk, "Name", "Username", "Profile ID"),
        "text": chunk.text("Comment"),
        "like_count": chunk.number("Likes").cast(pa.int64(), safe=False),
        "reply_count": chunk.number("Replies", "Reply count").cast(pa.int64(), safe=False),
        "link": url,
        "kind": _kind(chunk, parent),
    }


def _or_in_address(known: pa.StringArray, url: pa.StringArray, patterns: Sequence[str]) -> pa.StringArray:
    """What is known, else what the first fitting pattern finds in the address."""
    for pattern in patterns:
        if known.null_count:
            known = pc.coalesce(known, _held(url, pattern))
    return known


def _parents(chunk: Chunk, url: pa.StringArray) -> pa.StringArray:
    """The comment that each answers: searched for in addresses only where there is a reply among them."""
    platform = chunk.table.export.file.platform or PLATFORM
    mark = _REPLY_MARK.get(platform)
    replies = mark is not None and _any(pc.match_substring_regex(url, re.escape(mark)))
    return _or_in_address(chunk.ids(*_ANSWERED), url, _PARENT[platform] if replies else ())


def _wall_clocks(chunk: Chunk, order: str | None) -> pa.TimestampArray:
    """The times as written; the quick way where all are ISO dates with a time of day."""
    cells = chunk.word("Date")
    if (pc.min(pc.utf8_length(cells)).as_py() or 0) < len("2025-08-04 09:41"):
        return _in_known_formats(chunk, order)
    try:
        return cells.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return _in_known_formats(chunk, order)


def _in_known_formats(chunk: Chunk, order: str | None) -> pa.TimestampArray:
    local = chunk.local("Date", *_WRITTEN)
    return pc.coalesce(local, in_order(chunk, "Date", order, *_AFTER_DATE)) if order else local


def _held(cells: pa.StringArray, pattern: str) -> pa.StringArray:
    """What the pattern's group ``id`` finds in each cell, or null."""
    return pc.struct_field(pc.extract_regex(cells, pattern), "id")


def _post_in_ids(ids: pa.StringArray) -> pa.StringArray:
    if not _any(pc.match_substring(ids, "_")):
        return pa.nulls(len(ids), pa.string())
    return _held(ids, r"^(?P<id>\d+)_\d+$")


def _post_in_addresses(url: pa.StringArray) -> pa.StringArray:
    """The post in each address: searched once for each different address before its comment's id."""
    before = pc.list_element(pc.split_pattern(url, "comment_id=", max_splits=1), 0).dictionary_encode()
    return _held(before.dictionary, _POST).take(before.indices)


def _any(mask: pa.BooleanArray) -> bool:
    return bool(pc.any(mask, min_count=0).as_py())


def _kind(chunk: Chunk, parent: pa.StringArray) -> pa.StringArray:
    numbered = pc.match_substring_regex(chunk.raw(""), r"^\s*\d+[-.]\d+\s*$")
    reply = pc.or_(pc.is_valid(parent), pc.fill_null(pc.or_kleene(chunk.flag("Is reply"), numbered), False))
    return pc.if_else(reply, "reply", "comment")
