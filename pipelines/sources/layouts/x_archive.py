"""The archive of an X account: what it posted, replied, deleted, blocked and muted."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.records import IN_FILE, UNKNOWN, Action, Batch, Comment, Post, Record
from pipelines.sources import dates
from pipelines.sources.export import Export
from pipelines.sources.layouts.x_notes import LongTexts
from pipelines.sources.layouts.x_parts import Archive, is_part, open_archive

LAYOUT = "x archive"
PLATFORM = "x"
HOLDS = "posts"
CANNOT_SHOW = (
    "what other people replied", "how many replies and impressions a post had", "which replies were hidden",
    "when an account was blocked or muted", "own posts that were deleted more than about two weeks before",
)  # fmt: skip

KEEPS = (14, "our own posts that were deleted")
PARTS = ("data/tweets.js", "data/tweet.js", "data/manifest.js", "data/account.js", "data/tweet-headers.js")

_MEASURES = {"block": "block", "mute": "silence"}
_WRAPPERS = {"block": "blocking", "mute": "muting"}
_VANISHED = "-1"
_REPLY_FIELDS = ("in_reply_to_status_id_str", "in_reply_to_status_id", "in_reply_to_user_id_str", "in_reply_to_user_id")


def recognises(export: Export) -> bool:
    """Whether this is one of an archive's parts; its folder is known by PARTS."""
    return is_part(export)


def read(export: Export) -> Iterator[Record | Batch]:
    """A post for what the account published or added to its own threads, a comment of our own for its answers.

    Raises:
        Refused: a part is malformed; it is named.
    """
    archive = open_archive(export)
    found = _Found(export, archive, _captured(export, archive))
    _describe(export, archive, found)
    yield from _written(found)
    yield from _headers(found)
    yield from _measures(found)
    for _ in archive.items("like", "like"):
        export.row()
        export.skip("like")


@dataclass(slots=True)
class _Found:
    """What is known of the whole archive while its posts are read."""

    export: Export
    archive: Archive
    captured_on: date
    deleted: dict[str, Any] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    notes: LongTexts = field(default_factory=LongTexts)

    def __post_init__(self) -> None:
        for _, item in self.archive.items("deleted headers"):
            self.deleted[_id(item)] = item
        for _, item in self.archive.items("deleted"):
            self.deleted[_id(item)] = item
        self.ids = {_id(item) for holds in ("tweets", "deleted") for _, item in self.archive.items(holds)} - {""}
        for _, item in self.archive.items("notes", "noteTweet"):
            self.export.row()
            self.notes.add(item)

    def is_own_thread(self, tweet: dict[str, Any]) -> bool:
        """Whether a reply answers the account itself."""
        name = str(tweet.get("in_reply_to_screen_name") or "").casefold()
        user = _known(tweet, "in_reply_to_user_id")
        return (
            _known(tweet, "in_reply_to_status_id") in self.ids
            or (user is not None and user == self.archive.account_id)
            or (name != "" and name == str(self.archive.username or "").casefold())
        )


def _describe(export: Export, archive: Archive, found: _Found) -> None:
    """The file's own record: when it was made and what it reaches."""
    file = export.file
    file.captured_on, file.captured_at = found.captured_on, archive.generated_at
    file.covers_since = archive.created_at.astimezone(export.zone).date() if archive.created_at else None
    file.covers_until = found.captured_on if archive.generated_at else None
    if export.reading.is_own(PLATFORM, archive.username, archive.account_id) is False:
        export.note(f"the archive is @{archive.username}'s, which the policy does not name among the accounts for x")


def _captured(export: Export, archive: Archive) -> date:
    return archive.generated_at.astimezone(export.zone).date() if archive.generated_at else export.captured()


def _written(found: _Found) -> Iterator[Record]:
    export = found.export
    for holds in ("tweets", "deleted"):
        for line, tweet in found.archive.items(holds):
            export.row()
            if not _id(tweet):
                yield export.reject(line, "the item has no id", json.dumps(tweet, ensure_ascii=False))
            elif _id(tweet) in found.done:
                export.merge()
            else:
                found.done.add(_id(tweet))
                yield _own_words(found, line, tweet)
    export.merge(found.notes.used)
    if found.notes.unused:
        export.skip("long text whose post is not in the archive", found.notes.unused)


def _own_words(found: _Found, line: int, tweet: dict[str, Any]) -> Comment | Post:
    when, text = dates.x_time(tweet.get("created_at")), tweet.get("full_text", tweet.get("text"))
    words = html.unescape(text) if isinstance(text, str) else None
    shared = {
        "line": line, "platform": PLATFORM, "id": _id(tweet), "zone": IN_FILE if when else UNKNOWN,
        "text": found.notes.full_text(_id(tweet), words, when),
    }  # fmt: skip
    is_repost = words is not None and words.startswith("RT @")
    is_reply = any(tweet.get(name) not in (None, "") for name in _REPLY_FIELDS)
    if is_reply and not is_repost and not found.is_own_thread(tweet):
        return _comment(found, tweet, shared)
    return _post(found, tweet, shared, "repost" if is_repost else "reply" if is_reply else "post")


def _post(found: _Found, tweet: dict[str, Any], shared: dict[str, Any], kind: str) -> Post:
    when = dates.x_time(tweet.get("created_at"))
    counts = {"likes": _count(tweet, "favorite_count"), "shares": _count(tweet, "retweet_count")}
    return Post(
        **shared, published_at=when, published_at_raw=tweet.get("created_at"),
        published_local=when.replace(tzinfo=None) if when else None, url=_link(found, shared["id"]), kind=kind,
        in_reply_to=_known(tweet, "in_reply_to_status_id"), is_share=kind == "repost",
        deleted_at=_deleted_at(found, shared["id"]), figures=counts, captured_on=found.captured_on,
    )  # fmt: skip


def _comment(found: _Found, tweet: dict[str, Any], shared: dict[str, Any]) -> Comment:
    when, is_deleted = dates.x_time(tweet.get("created_at")), shared["id"] in found.deleted
    return Comment(
        **shared, parent_id=_known(tweet, "in_reply_to_status_id"), posted_at=when,
        posted_at_raw=tweet.get("created_at"), posted_local=when.replace(tzinfo=None) if when else None,
        author=found.archive.display_name, author_id=found.archive.account_id, is_own=True,
        status="deleted" if is_deleted else "visible", like_count=_count(tweet, "favorite_count"),
        status_raw="deleted-tweets" if is_deleted else None, updated_at=_deleted_at(found, shared["id"]),
        link=_link(found, shared["id"]), kind="reply",
    )  # fmt: skip


def _headers(found: _Found) -> Iterator[Record]:
    """Posts of which the archive keeps only the id and the time."""
    for holds in ("headers", "deleted headers"):
        for line, header in found.archive.items(holds):
            found.export.row()
            if not _id(header):
                yield found.export.reject(line, "the item has no id", json.dumps(header, ensure_ascii=False))
            elif _id(header) in found.done:
                found.export.merge()
            else:
                found.done.add(_id(header))
                shared = {"line": line, "platform": PLATFORM, "id": _id(header), "text": None}
                has_time = dates.x_time(header.get("created_at")) is not None
                yield _post(found, header, shared | {"zone": IN_FILE if has_time else UNKNOWN}, "post")


def _measures(found: _Found) -> Iterator[Action]:
    """Accounts blocked and muted: that it was done is evidence; whom it hit is a person and left out."""
    for holds, action in _MEASURES.items():
        for line, _ in found.archive.items(holds, _WRAPPERS[holds]):
            found.export.row()
            yield Action(line=line, platform=PLATFORM, action=action, source=f"x archive {holds}")


def _id(tweet: Any) -> str:
    if not isinstance(tweet, dict):
        return ""
    return str(tweet.get("id_str") or tweet.get("tweet_id") or tweet.get("id") or "")


def _known(tweet: dict[str, Any], name: str) -> str | None:
    """An id, unless it is missing or stands for somebody who vanished."""
    value = tweet.get(f"{name}_str") or tweet.get(name)
    return None if value is None or str(value) in ("", _VANISHED) else str(value)


def _count(tweet: dict[str, Any], name: str) -> int | None:
    value = str(tweet.get(name))
    return int(value) if value.isdecimal() and len(value) < 20 else None


def _deleted_at(found: _Found, post_id: str) -> Any:
    raw = found.deleted.get(post_id, {}).get("deleted_at")
    return dates.x_time(raw) or dates.iso(raw)


def _link(found: _Found, post_id: str) -> str | None:
    return f"https://x.com/{found.archive.username}/status/{post_id}" if found.archive.username else None
