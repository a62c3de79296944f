"""Comments as YouTube's Data API gives them: commentThreads with some replies, and comments.list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.as_json import to_json
from pipelines.records import Comment, Record
from pipelines.sources.export import Export
from pipelines.sources.html_text import words_of
from pipelines.sources.json_values import identity, text_of, when, whole
from pipelines.sources.repeats import Once

LAYOUT = "youtube api"
PLATFORM = "youtube"
HOLDS = "comments"
CANNOT_SHOW = (
    "held, spam and rejected comments, unless the channel's owner took the export and asked for them",
    "deleted comments, and who held, rejected or deleted one, or when",
    "all replies of a long thread: only the first few come with it",
    "whether the pages are all there: an absence from this file proves nothing",
)
# A rejected comment is not shown, nor are its replies.
_STATUSES = {"published": "visible", "heldForReview": "pending", "likelySpam": "spam", "rejected": "hidden"}
_THREAD, _COMMENT = "youtube#commentThread", "youtube#comment"
_LISTS = ("youtube#commentThreadListResponse", "youtube#commentListResponse")
_PRIVATE = {"viewerRating", "authorProfileImageUrl", "canRate"}


def recognises(export: Export) -> bool:
    """Comment threads or comments, or a page of none."""
    if "youtube#comment" not in export.text_head and "topLevelComment" not in export.text_head:
        return False
    return any(_kind(item) is not None for item, _ in _items(export.documents))


def read(export: Export) -> Iterator[Record]:
    """Comments and their replies; line is a comment's position."""
    harvest = _Harvest(export)
    more: str | None = None
    for item, more in _items(export.documents):  # noqa: B007
        yield from harvest.of(item)
    file = export.file
    file.captured_on = export.captured()
    file.covers_since, file.covers_until = harvest.first, harvest.last
    counted, held = sum(harvest.counted.values()), len(harvest.ids)
    if counted > held:
        export.note(f"platform counts {counted} comments, file holds {held}: the gap is not called deletion")
    if more:
        export.note("more pages follow the last one in this file")
    if not harvest.line:
        export.note("the file declares zero comments")


def _items(value: Any, more: str | None = None) -> Iterator[tuple[Any, str | None]]:
    """Every item of every page, with the token of the page that follows its own; an empty page as itself."""
    if isinstance(value, list):
        for inner in value:
            yield from _items(inner, more)
    elif isinstance(value, dict) and isinstance(value.get("items"), list):
        token, is_empty = text_of(value.get("nextPageToken")), True
        for inner in value["items"]:
            is_empty = False
            yield inner, token
        if is_empty:
            yield value, token
    else:
        yield value, more


def _kind(item: Any) -> str | None:
    """What an item is: its own word for it, or else what it is built like; None for anything else."""
    if not isinstance(item, dict):
        return None
    snippet = item.get("snippet")
    if item.get("kind") in _LISTS:
        return "page"
    if isinstance(snippet, dict) and isinstance(snippet.get("topLevelComment"), dict):
        return _THREAD
    if item.get("kind") == _COMMENT or (
        isinstance(snippet, dict) and {"textDisplay", "authorDisplayName"} <= set(snippet)
    ):
        return _COMMENT
    return None


@dataclass(slots=True)
class _Harvest:
    """The comments of one file, and how many the platform says there are in the threads shown."""

    export: Export
    once: Once = field(init=False)
    line: int = 0
    counted: dict[str, int] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        self.once = Once(self.export)

    def of(self, item: Any) -> Iterator[Record]:
        """The records of one item of a page."""
        kind = _kind(item)
        if kind == "page":
            return
        if kind == _THREAD:
            yield from self._thread(item)
        elif kind == _COMMENT:
            yield from self._comment(item)
        else:
            yield self.export.reject(
                self._seen(), "neither a comment nor a thread of comments", to_json({"value": _bare(item)})
            )

    def _seen(self) -> int:
        self.export.row()
        self.line += 1
        return self.line

    def _thread(self, thread: dict[str, Any]) -> Iterator[Record]:
        snippet = thread["snippet"]
        top = snippet["topLevelComment"]
        known = {k: snippet[k] for k in ("videoId", "channelId", "isPublic") if k in snippet}
        total = whole(snippet, "totalReplyCount")
        yield from self._comment(top, known | {"totalReplyCount": total})
        self.counted[str(top.get("id"))] = 1 + (total or 0)
        replies = thread.get("replies")
        replies = replies.get("comments") if isinstance(replies, dict) else None
        for reply in replies if isinstance(replies, list) else []:
            yield from self._comment(reply, known | {"parentId": top.get("id")})

    def _comment(self, comment: Any, known: dict[str, Any] | None = None) -> Iterator[Record]:
        line = self._seen()
        snippet = comment.get("snippet") if isinstance(comment, dict) else None
        if not isinstance(snippet, dict):
            yield self.export.reject(line, "the comment has no snippet", to_json({"value": _bare(comment)}))
            return
        comment_id = identity(self.export, comment.get("id"))
        if comment_id is None:
            yield self.export.reject(line, "the comment has no id", to_json(_bare(snippet)))
            return
        self.ids.add(comment_id)
        yield from self.once.of(self._record(line, comment_id, (known or {}) | snippet))

    def _record(self, line: int, comment_id: str, said: dict[str, Any]) -> Comment:
        at, local, raw, zone = when(said.get("publishedAt"))
        if local:
            self.first = min(local.date(), self.first or local.date())
            self.last = max(local.date(), self.last or local.date())
        updated, *_ = when(said.get("updatedAt"))
        parent, video = identity(self.export, said.get("parentId")), identity(self.export, said.get("videoId"))
        author, channel = text_of(said.get("authorDisplayName")), _channel(said)
        return Comment(
            line=line, platform=PLATFORM, id=comment_id, parent_id=parent, post_id=video,
            posted_at=at, posted_at_raw=raw, posted_local=local, zone=zone, author=author, author_id=channel,
            is_own=self._is_own(said, author, channel), text=_text(said), **_status(said),
            like_count=whole(said, "likeCount"), reply_count=whole(said, "totalReplyCount"),
            updated_at=updated if updated != at else None, kind="reply" if parent else "comment",
            link=f"https://www.youtube.com/watch?v={video}&lc={comment_id}" if video else None,
        )  # fmt: skip

    def _is_own(self, said: dict[str, Any], author: str | None, channel: str | None) -> bool | None:
        """Whether the organisation wrote it: by the policy's accounts, else by the channel whose video it is."""
        named = self.export.reading.is_own(PLATFORM, author, channel)
        if named is None and channel and channel == said.get("channelId"):
            return True
        return named


def _channel(said: dict[str, Any]) -> str | None:
    channel = said.get("authorChannelId")
    return text_of(channel.get("value") if isinstance(channel, dict) else channel)


def _text(said: dict[str, Any]) -> str | None:
    """The text as it was written, which the API gives to some; else the words of what is shown."""
    written = text_of(said.get("textOriginal"))
    if written is not None:
        return written
    shown = text_of(said.get("textDisplay"))
    return text_of(words_of(shown)) if shown else None


def _status(said: dict[str, Any]) -> dict[str, Any]:
    """Without a mark it was seen by somebody who is only shown what everybody is."""
    mark = text_of(said.get("moderationStatus"))
    if mark is None and said.get("isPublic") is False:
        return {"status": "unknown", "status_raw": "isPublic false"}
    return {"status": _STATUSES.get(mark, "unknown") if mark else "visible", "status_raw": mark}


def _bare(item: Any) -> Any:
    return {k: v for k, v in item.items() if k not in _PRIVATE} if isinstance(item, dict) else item
