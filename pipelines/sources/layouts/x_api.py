"""Replies and posts as version 2 of X's API returns them: a page, a list of pages, or a page a line."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.records import IN_FILE, UNKNOWN, Batch, Comment, Post, Record
from pipelines.sources import dates
from pipelines.sources.export import Export
from pipelines.sources.layouts.x_pages import is_cut_short, is_page, items, listed, meta, pages_of, referenced
from pipelines.sources.reading import Reading

LAYOUT = "x api v2"
PLATFORM = "x"
HOLDS = "comments"
CANNOT_SHOW = ("which replies were hidden, when or by whom", "replies that were deleted before the search")

_FIGURES = {
    "like_count": "likes", "reply_count": "replies", "retweet_count": "shares", "impression_count": "impressions",
}  # fmt: skip
_RECENT = timedelta(days=7)
_OF_USERS = ("username", "name")


def recognises(export: Export) -> bool:
    """Whether these are pages of posts with an id, a text and what only X adds."""
    if export.is_folder:
        return False
    pages = pages_of(export)
    return bool(pages) and all(isinstance(p, dict) for p in pages) and any(is_page(p) for p in pages)


def read(export: Export) -> Iterator[Record | Batch]:
    """A comment an answer, a post for what the organisation wrote of its own accord."""
    found = _Found(export.reading, export.captured())
    for page in _pages(export):
        found.meet(page)
    line = 0
    for page in _pages(export):
        for item in items(page):
            line += 1
            export.row()
            yield from _record(export, found, line, item)
        for item in referenced(page):
            line += 1
            export.row()
            if isinstance(item, dict) and str(item.get("conversation_id")) in found.conversations:
                yield from _record(export, found, line, item)
            else:
                export.skip("post of another conversation that an answer refers to")
    _conclude(export, found)


def _pages(export: Export) -> Iterator[dict[str, Any]]:
    return (page for page in pages_of(export) if isinstance(page, dict))


@dataclass(slots=True)
class _Found:
    """What is known from all the pages together."""

    reading: Reading
    captured_on: Any
    users: dict[str, Mapping[str, str]] = field(default_factory=dict)
    conversations: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None
    problems: int = 0
    is_summed_up: bool = True

    def meet(self, page: Mapping[str, Any]) -> None:
        """Takes up a page's users and conversations."""
        for user in listed(page.get("includes"), "users"):
            if isinstance(user, dict) and user.get("id"):
                self.users[str(user["id"])] = {k: user[k] for k in _OF_USERS if isinstance(user.get(k), str)}
        for item in items(page):
            talk = _text(item, "conversation_id") if isinstance(item, dict) else None
            if talk and talk != str(item.get("id")):
                self.conversations.add(talk)
        self.problems += len(listed(page, "errors"))
        self.is_summed_up = self.is_summed_up and bool(meta(page))

    def at(self, when: datetime | None) -> None:
        """Takes up when a post was written."""
        if when is not None:
            self.first, self.last = min(when, self.first or when), max(when, self.last or when)

    def is_own(self, author_id: str | None) -> bool | None:
        """Whether the organisation wrote it; an id alone can prove that it did, not that it did not."""
        username = self.users.get(author_id or "", {}).get("username")
        return self.reading.is_own(PLATFORM, username, author_id) or self.reading.is_own(PLATFORM, username)


def _record(export: Export, found: _Found, line: int, item: Any) -> Iterator[Record]:
    if not isinstance(item, dict) or not item.get("id"):
        yield export.reject(line, "the item has no id", json.dumps(item, ensure_ascii=False))
        return
    answered = {str(r.get("type")): str(r.get("id")) for r in listed(item, "referenced_tweets") if isinstance(r, dict)}
    author = _text(item, "author_id")
    if str(item["id"]) in found.seen:
        export.merge()
    elif "retweeted" in answered and not found.is_own(author):
        export.skip("repost by somebody else")
    elif found.is_own(author) and (not _is_answer(item, answered) or _text(item, "in_reply_to_user_id") == author):
        yield _post(found, item, _shared(found, line, item), answered)
    else:
        yield _comment(found, item, _shared(found, line, item), answered)
    found.seen.add(str(item["id"]))


def _shared(found: _Found, line: int, item: Mapping[str, Any]) -> dict[str, Any]:
    """What a comment and a post have in common."""
    when = _when(item)
    found.at(when)
    return {
        "line": line, "platform": PLATFORM, "id": str(item["id"]), "zone": IN_FILE if when else UNKNOWN,
        "text": _words(item),
    }  # fmt: skip


def _words(item: Mapping[str, Any]) -> str | None:
    """The text; of a long post the whole, which stands apart."""
    note = item.get("note_tweet")
    text = note.get("text") if isinstance(note, dict) else item.get("text")
    return html.unescape(text) if isinstance(text, str) else None


def _when(item: Mapping[str, Any]) -> datetime | None:
    """When it was written; by its id where the time was not asked for."""
    return dates.iso(item.get("created_at")) or dates.snowflake(str(item["id"]))


def _post(found: _Found, item: Mapping[str, Any], shared: dict[str, Any], answered: Mapping[str, str]) -> Post:
    metrics = item.get("public_metrics")
    figures = metrics if isinstance(metrics, dict) else {}
    kind = "repost" if "retweeted" in answered else "reply" if "replied_to" in answered else "post"
    return Post(
        **shared, published_at=_when(item), published_at_raw=_text(item, "created_at"),
        published_local=_wall_clock(item), url=_link(found, item), kind=kind,
        in_reply_to=answered.get("replied_to"), is_share="retweeted" in answered,
        figures={_FIGURES.get(k, k.removesuffix("_count") + "s"): v for k, v in figures.items() if _is_count(v)},
        captured_on=found.captured_on,
    )  # fmt: skip


def _comment(found: _Found, item: Mapping[str, Any], shared: dict[str, Any], answered: Mapping[str, str]) -> Comment:
    author_id = _text(item, "author_id")
    user = found.users.get(author_id or "", {})
    conversation = _text(item, "conversation_id")
    is_answer = _is_answer(item, answered)
    metrics = item.get("public_metrics")
    counts = metrics if isinstance(metrics, dict) else {}
    return Comment(
        **shared, parent_id=answered.get("replied_to"),
        post_id=conversation if conversation != shared["id"] else answered.get("quoted"),
        posted_at=_when(item), posted_at_raw=_text(item, "created_at"), posted_local=_wall_clock(item),
        author=user.get("name"), author_id=author_id, is_own=found.is_own(author_id),
        status="visible", like_count=_count(counts, "like_count"), reply_count=_count(counts, "reply_count"),
        link=_link(found, item), kind="reply" if is_answer else "comment",
    )  # fmt: skip


def _conclude(export: Export, found: _Found) -> None:
    """What the pages prove together: how far they reach, and what they show completely."""
    export.file.captured_on = found.captured_on
    if not export.dates_in_name:
        export.file.captured_at = export.modified
    is_partial = is_cut_short(_pages(export))
    # Whatever it found, a search reaches up to its own moment and, unless it is cut short, seven days back.
    first = found.first.astimezone(export.zone).date() if found.first else found.captured_on
    export.file.covers_since = first if is_partial else min(first, found.captured_on - _RECENT)
    export.file.covers_until = found.captured_on
    export.file.snapshot_lacks = ["hidden", "deleted"]
    if found.problems:
        export.note(f"items that X could not deliver: {found.problems}")
    if not export.rows:
        export.note("the search found no replies")
    if is_partial:
        export.note("partial: more pages followed that are not in this file")
    elif found.is_summed_up:
        export.file.snapshot_of = sorted(c for c in found.conversations if _is_whole(c, found, export.modified))


def _is_whole(conversation: str, found: _Found, written: datetime) -> bool:
    """Whether even a search of the last seven days must have found all of a conversation.

    It has when the conversation is younger than that, or when the file itself reaches further back.
    """
    began = dates.snowflake(conversation)
    reaches_back = found.first is not None and found.last is not None and found.last - found.first > _RECENT
    return reaches_back or (began is not None and written.astimezone(UTC) - began <= _RECENT)


def _text(item: Mapping[str, Any], name: str) -> str | None:
    value = item.get(name)
    return str(value) if value not in (None, "") else None


def _is_answer(item: Mapping[str, Any], answered: Mapping[str, str]) -> bool:
    conversation = _text(item, "conversation_id") or str(item["id"])
    return "replied_to" in answered or _text(item, "in_reply_to_user_id") is not None or conversation != str(item["id"])


def _wall_clock(item: Mapping[str, Any]) -> datetime | None:
    when = dates.iso(item.get("created_at"))
    return when.replace(tzinfo=None) if when else None


def _link(found: _Found, item: Mapping[str, Any]) -> str | None:
    username = found.users.get(str(item.get("author_id")), {}).get("username")
    return f"https://x.com/{username}/status/{item['id']}" if username else None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _count(counts: Mapping[str, Any], name: str) -> int | None:
    value = counts.get(name)
    return value if _is_count(value) else None
