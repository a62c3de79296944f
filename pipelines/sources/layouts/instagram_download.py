"""The comments that one Instagram account wrote, out of its data download, whatever language its keys are in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.records import IN_FILE, UNKNOWN, Comment, Record
from pipelines.sources.export import Export
from pipelines.sources.layouts.meta_download import (
    OTHER_CATEGORIES,
    Download,
    as_written,
    first_items,
    moment,
    objects,
    words,
)

LAYOUT = "instagram download"
PLATFORM = "instagram"
HOLDS = "own words"
CANNOT_SHOW = (
    "what anybody else wrote: it holds the account's own comments",
    "which post or comment was answered", "whether a comment is hidden or still shown",
)  # fmt: skip

FOLDERS = ("your_instagram_activity",)
PARTS = ("comments/post_comments*", "comments/reels_comments*")
BESIDE = OTHER_CATEGORIES

_COMMENTS = ("comments/*.json",)
_LISTS = re.compile(r"comments_\w+_comments")
# Keys, in the languages that are known, under which a person's name stands and never a text.
_OWNERS = {"media owner", "media-eigenaar"}


def recognises(export: Export) -> bool:
    """Whether this is one list of comments; the download's folder is known by FOLDERS and PARTS."""
    documents = export.documents
    if len(documents) != 1:
        return False
    if isinstance(documents[0], dict):
        return any(_LISTS.fullmatch(key) and isinstance(value, list) for key, value in documents[0].items())
    found = first_items(documents, _LISTS)
    told = [_told(item) for item in found if "string_map_data" in item]
    is_timed = all(moment(seconds) for comments in told for _, seconds in comments)
    return len(told) == len(found) and is_timed and any(text for comments in told for text, _ in comments)


def read(export: Export) -> Iterator[Record]:
    """The comments, in file order.

    Raises:
        Refused: the download is HTML, holds no comments, or a part is cut short.
    """
    export.file.captured_on = export.captured()
    download = Download(export)
    parts = download.files(*_COMMENTS) if export.is_folder else []
    if not export.is_folder:
        yield from _comments(download, export.documents)
    elif not parts:
        download.refuse_what_is_not_json("comments")
    else:
        for document in download.documents(_LISTS, *_COMMENTS):
            yield from _comments(download, [document])
    download.conclude(len(parts), FOLDERS)


def _comments(download: Download, documents: Sequence[Any]) -> Iterator[Record]:
    for line, item in download.items(documents, _LISTS):
        for text, seconds in _told(item) or [(None, None)]:
            download.export.row()
            if text or moment(seconds):
                yield from download.once(_comment(line, text, seconds))
            else:
                yield download.reject(line, item)


def _comment(line: int, text: str | None, seconds: Any) -> Comment:
    at = moment(seconds)
    return Comment(
        line=line, platform=PLATFORM, posted_at=at, posted_at_raw=as_written(seconds),
        posted_local=at.replace(tzinfo=None) if at else None, zone=IN_FILE if at else UNKNOWN, is_own=True, text=text,
    )  # fmt: skip


def _told(item: Any) -> list[tuple[str | None, Any]]:
    """Texts with their times, known by what they are, for their names are localised."""
    named = item.get("string_map_data") if isinstance(item, dict) else None
    if not isinstance(named, dict):
        return [(words(entry.get("value")), entry.get("timestamp")) for entry in objects(item, "string_list_data")]
    held = {key: entry for key, entry in named.items() if isinstance(entry, dict)}
    seconds = next((e["timestamp"] for e in held.values() if moment(e.get("timestamp"))), None)
    # The first entry is the text, even where it is blank: the next would be somebody's name.
    texts = [
        e.get("value") for key, e in held.items() if not moment(e.get("timestamp")) and key.casefold() not in _OWNERS
    ]
    return [(words(texts[0]) if texts else None, seconds)]
