"""The comments of one YouTube account, as Google Takeout lists them: old and new notation of the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, UNKNOWN, Batch, Comment
from pipelines.sources.dates import iso
from pipelines.sources.export import Export
from pipelines.sources.layouts.takeout import OTHER_PRODUCTS, note_other_products, taken_on
from pipelines.sources.parts import part_of, take_over
from pipelines.sources.tables import Chunk, Table

LAYOUT = "youtube takeout"
PLATFORM = "youtube"
HOLDS = "own words"
CANNOT_SHOW = (
    "what anybody else wrote: it holds the account's own comments",
    "whether a comment is still shown",
    "comments that were deleted before the export",
)
REQUIRED = ("Comment ID", "Channel ID", "Video ID", "Comment Text")
# The folder in which Takeout puts everything of YouTube, in whatever language joins the two names.
FOLDERS = ("YouTube * YouTube Music",)
BESIDE = OTHER_PRODUCTS
_TIME = "Comment Create Timestamp"
_PARENTS = ("Parent Comment ID", "Top-Level Comment ID")
_KNOWN = (*REQUIRED, *_PARENTS, _TIME, "Comment Update Timestamp", "Post ID", "Price")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_UTC = pa.timestamp("us", "UTC")


def recognises(export: Export) -> bool:
    """Whether this is the list of an account's comments."""
    return export.table(*REQUIRED) is not None


def read(export: Export) -> Iterator[Batch]:
    """The account's own comments; of a Takeout's folder, those of every such list in it.

    Raises:
        Refused: the folder holds none.
    """
    tables = list(_in_folder(export)) if export.is_folder else [_table(export)]
    if not tables:
        do = "In Takeout choose YouTube, then Comments, with the Google account set to English"
        raise export.refuse("this Takeout holds no list of YouTube comments", do)
    note_other_products(export)
    export.file.captured_on = max(taken_on(table.export, export.name) for table in tables)
    for table in tables:
        if unknown := table.unknown(*_KNOWN):
            export.note(f"unknown columns: {', '.join(unknown)}")
        for chunk in table.chunks():
            yield from _comments(export, chunk) if isinstance(chunk, Chunk) else [chunk]
        take_over(export, table.export)


def _table(export: Export) -> Table:
    table = export.table(*REQUIRED)
    assert table is not None
    return table


def _in_folder(export: Export) -> Iterator[Table]:
    """The lists of comments in a Takeout's folder; whatever else lies there is counted in a note."""
    passed_over = 0
    for path in sorted(p for p in export.path.rglob("*") if p.is_file()):
        table = None
        if path.suffix.lower() == ".csv":
            table = part_of(export, path).table(*REQUIRED)
        if table is None:
            passed_over += 1
        else:
            yield table
    if passed_over:
        export.note(f"files of this Takeout that hold no comments and were passed over: {passed_over}")


def _comments(export: Export, chunk: Chunk) -> Iterator[Batch]:
    ids, raw = chunk.word("Comment ID"), chunk.word(_TIME)
    at, parent = pa.array([_instant(text) for text in raw.to_pylist()], _UTC), chunk.word(*_PARENTS)
    text = pa.array(_texts(export, chunk.text("Comment Text").to_pylist()), pa.string())
    video = chunk.word("Video ID")
    _tell_strangers(export, chunk)
    columns: dict[str, Any] = {
        "id": ids,
        "parent_id": parent,
        "post_id": pc.coalesce(video, chunk.word("Post ID")),
        "posted_at": at,
        "posted_at_raw": raw,
        "posted_local": pc.local_timestamp(at),
        "zone": pc.if_else(at.is_valid(), IN_FILE, UNKNOWN),
        "author_id": chunk.word("Channel ID"),
        "is_own": True,
        "text": text,
        "link": pc.binary_join_element_wise("https://www.youtube.com/watch?v=", video, "&lc=", ids, ""),
        "kind": pc.if_else(parent.is_valid(), "reply", "comment"),
    }
    yield from chunk.batch(Comment, columns, bad={"the comment has no id": ids.is_null()})


def _instant(text: str | None) -> datetime | None:
    when = iso((text or "").replace(" UTC", "+00:00"))
    return when.astimezone(UTC) if when and 1 < when.year < 9999 else None


def _tell_strangers(export: Export, chunk: Chunk) -> None:
    """Notes channels that the policy does not name: somebody may have taken out a personal account."""
    for channel in pc.unique(chunk.word("Channel ID")).to_pylist():
        if export.reading.is_own(PLATFORM, channel) is False:
            export.note(f"written by the channel {channel}, which is not among the policy's accounts for youtube")


def _texts(export: Export, cells: list[str | None]) -> list[str | None]:
    """The comments' words out of Google's notation; a cell in any other stays as it stands."""
    found: list[str | None] = []
    for cell in cells:
        try:
            found.append(_words(cell) if cell and cell.lstrip().startswith("{") else cell)
        except ValueError:
            export.note("texts that are not in YouTube's notation were kept as they stand")
            found.append(cell)
    return found


def _words(cell: str) -> str | None:
    """Objects in a row, with real line breaks inside their strings; old ones hold a list of segments.

    Raises:
        ValueError: it is anything else.
    """
    segments: list[Any] = []
    for part in json.loads(f"[{cell}]", strict=False):
        if not isinstance(part, dict) or not isinstance(held := part.get("takeoutSegments", [part]), list):
            raise ValueError(cell)
        segments += held
    texts = [s["text"] for s in segments if isinstance(s, dict) and isinstance(s.get("text"), str)]
    return _LONE_SURROGATE.sub("\ufffd", "".join(texts)) or None
