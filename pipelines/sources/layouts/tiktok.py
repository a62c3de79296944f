"""The comments of one TikTok account, out of the JSON file of its data, which holds much else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.as_json import to_json
from pipelines.records import IN_FILE, UNKNOWN, Comment, Record
from pipelines.sources.dates import as_utc
from pipelines.sources.export import Export
from pipelines.sources.json_values import text_of, when
from pipelines.sources.private import without_tokens
from pipelines.sources.repeats import Once

LAYOUT = "tiktok data"
PLATFORM = "tiktok"
HOLDS = "own words"
CANNOT_SHOW = (
    "what anybody else wrote: it holds the account's own comments",
    "whether a comment is still shown",
    "comments that were deleted before the export, and any moderation",
)
# The list may stand far down in a large file; one of these parts is at its head.
_PARTS = re.compile(
    r'"(activity|your activity|comment|comments|profile|profile and settings|app settings|direct messages?|likes and '
    r'favorites|post|tiktok [^"]*)"\s*:\s*[{n]', re.IGNORECASE,
)  # fmt: skip
_DEEPEST = 4
_NOTHING = ("", "n/a", "none")
_VIDEO = re.compile(r"/(?:video|photo)/(\d+)")


def recognises(export: Export) -> bool:
    """A list of the account's comments under its name, whatever its capitals."""
    if not _PARTS.search(export.text_head):
        return False
    return any(_has_comments(document) for document in export.documents)


def read(export: Export) -> Iterator[Record]:
    """The account's own comments, as they come; line is a comment's position."""
    export.file.captured_on = export.captured()
    once, line = Once(export), 0
    for document in filter(_has_comments, export.documents):
        _tell_stranger(export, document)
        for item in _found(document, "commentslist") or ():
            line += 1
            export.row()
            said = {str(k).strip().casefold(): v for k, v in item.items()} if isinstance(item, dict) else {}
            if text_of(said.get("date")) or text_of(said.get("comment")):
                yield from once.of(_comment(line, said))
            else:
                shown = sorted(item) if isinstance(item, dict) else item
                yield export.reject(line, "neither a date nor a text", to_json({"value": shown}))
    export.note("all other parts of the file, private messages among them, were left unread")
    if not line:
        export.note("the file declares zero comments")


def _has_comments(document: Any) -> bool:
    """Whether the list is there: empty or null in the file of an account that never commented."""
    found = _found(document, "commentslist", missing=False)
    return found is None or isinstance(found, list)


def _found(node: Any, name: str, depth: int = _DEEPEST, missing: Any = None) -> Any:
    """What stands under a name, however deep and in whatever capitals; lists are not looked into."""
    if not isinstance(node, dict) or not depth:
        return missing
    for key, value in node.items():
        if str(key).replace(" ", "").casefold() == name:
            return value
    inner = (_found(value, name, depth - 1, missing=_MISSING) for value in node.values())
    return next((value for value in inner if value is not _MISSING), missing)


_MISSING = object()


def _comment(line: int, said: Mapping[str, Any]) -> Comment:
    raw = text_of(said.get("date"))
    at = as_utc((raw or "").removesuffix(" UTC")) or when(raw)[0]
    post = _address(said.get("original post link")) or _address(said.get("originalpostlink"))
    video = _VIDEO.search(post or "")
    return Comment(
        line=line, platform=PLATFORM, post_id=video[1] if video else None, posted_at=at, posted_at_raw=raw,
        posted_local=at.replace(tzinfo=None) if at else None, zone=IN_FILE if at else UNKNOWN, is_own=True,
        text=text_of(said.get("comment")), link=_address(said.get("url")) or post, kind="comment",
    )  # fmt: skip


def _address(value: Any) -> str | None:
    text = (text_of(value) or "").strip()
    return None if text.casefold() in _NOTHING else without_tokens(text)


def _tell_stranger(export: Export, document: dict[str, Any]) -> None:
    """Notes an account that the policy does not name: somebody may have taken out a personal one."""
    profiles = (v for k, v in document.items() if str(k).casefold().startswith("profile"))
    name = next((name for profile in profiles if (name := text_of(_found(profile, "username")))), None)
    if export.reading.is_own(PLATFORM, name) is False:
        export.note(f"written by {name}, which is not among the policy's accounts for tiktok")
