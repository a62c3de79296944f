"""Instagram comments as the Graph API gives them: pages of comments with replies, or media with their comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipelines.records import Comment, Post, Record
from pipelines.sources.export import Export
from pipelines.sources.json_values import identity, text_of, when, whole
from pipelines.sources.layouts.graph_pages import (
    Harvest,
    Item,
    Page,
    items,
    page,
    pages,
    scrub,
)

LAYOUT = "instagram graph"
PLATFORM = "instagram"
HOLDS = "comments"
CANNOT_SHOW = (
    "deleted comments: they vanish, and only two dated files compared show that one is gone",
    "who hid a comment, or when",
)

_MEDIA_ONLY = {"media_type", "media_product_type", "caption", "comments_count", "media_url", "shortcode"}
_ELSEWHERE = {"author_id", "conversation_id", "message", "created_time", "string_map_data"}
_ID = re.compile(r"^\d{10,}$")


def recognises(export: Export) -> bool:
    """Whether the file is JSON with Instagram's comments or media."""
    return any(_looks_like_ours(item) for one in pages(export.documents) for item in one.items)


def _looks_like_ours(item: Any) -> bool:
    if not isinstance(item, dict) or item.keys() & _ELSEWHERE:
        return False
    if any(_looks_like_ours(child) for child in items(item.get("comments")) or ()):
        return True
    if "timestamp" not in item or item.get("id") in (None, ""):
        return False
    numeric = bool(_ID.match(str(item["id"])))
    if "text" in item:
        return numeric or _author(item)[0] is not None
    return numeric and bool(item.keys() & _MEDIA_ONLY)


def read(export: Export) -> Iterator[Record]:
    """The media and comments, each once, in file order."""
    export.file.captured_on = export.captured()
    reader = _Reader(export)
    for one in pages(export.documents):
        reader.outermost(one)
    yield from reader.harvest.records()


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above a comment: its media, who published that, and the comment that it answers."""

    post: str | None = None
    publisher: tuple[str, ...] = ()
    comment: str | None = None


class _Reader:
    """Walks the lists of one file and hands what it finds to the harvest."""

    def __init__(self, export: Export) -> None:
        self.export, self.harvest = export, Harvest(export)

    def outermost(self, one: Page) -> None:
        media = [one.of_posts or _is_media(item) for item in one.items]
        if not any(media):
            self.comments(one, _Above(post=one.of))
            return
        for item, is_media in zip(one.items, media, strict=True):
            if is_media and isinstance(item, dict):
                self.media(item)
            else:
                self.comment(item, _Above())

    def media(self, item: Item) -> None:
        """A post, if the file says anything of it, and the comments under it."""
        id_ = identity(self.export, item.get("id"))
        if item.keys() & _MEDIA_ONLY or "timestamp" in item:
            self.harvest.keep(self._post(item, self.harvest.seen(), id_))
        elif items(item.get("comments")) is None:
            self.harvest.reject(self.harvest.seen(), "a post without caption, time or comments", item)
        if items(item.get("comments")) is not None:
            listed = page(item["comments"], of=id_)
            total = listed.total if listed.total is not None else whole(item, "comments_count")
            self.comments(replace(listed, total=total), _Above(id_, tuple(_names(item))))

    def _post(self, item: Item, line: int, id_: str | None) -> Post:
        at, local, raw, zone = when(item.get("timestamp"))
        counts = {"likes": whole(item, "like_count"), "comments": whole(item, "comments_count")}
        return Post(
            line=line, platform=PLATFORM, id=id_, published_at=at, published_at_raw=raw, published_local=local,
            zone=zone, text=text_of(item.get("caption")), url=scrub(text_of(item.get("permalink"))),
            kind=text_of(item.get("media_product_type")) or text_of(item.get("media_type")),
            figures={name: count for name, count in counts.items() if count is not None},
            captured_on=self.export.file.captured_on,
        )  # fmt: skip

    def comments(self, one: Page, above: _Above) -> None:
        """A list of comments; the file's proof of completeness hears of it."""
        kept = (c for item in one.items if (c := self.comment(item, above)) is not None)
        if above.comment is None:
            self.harvest.listed(one, kept)
        else:
            self.harvest.replies(one, above.post, kept)

    def comment(self, item: Any, above: _Above) -> Comment | None:
        """A comment and, after it, its replies."""
        line = self.harvest.seen()
        id_ = identity(self.export, item.get("id")) if isinstance(item, dict) else None
        if not isinstance(item, dict) or (id_ is None and text_of(item.get("text")) is None):
            self.harvest.reject(line, "neither an id nor a text", item)
            return None
        kept = self.harvest.keep(self._comment(item, line, id_, above))
        if items(item.get("replies")) is not None:
            self.comments(page(item["replies"]), _Above(kept.post_id, above.publisher, kept.id))
        return kept

    def _comment(self, item: Item, line: int, id_: str | None, above: _Above) -> Comment:
        at, local, raw, zone = when(item.get("timestamp"))
        media = item.get("media")
        parent_id = identity(self.export, item.get("parent_id")) or above.comment
        name, author_id = _author(item)
        hidden = item.get("hidden")
        return Comment(
            line=line, platform=PLATFORM, id=id_, parent_id=parent_id,
            post_id=identity(self.export, media.get("id")) if isinstance(media, dict) else above.post,
            posted_at=at, posted_at_raw=raw, posted_local=local, zone=zone, author=name, author_id=author_id,
            is_own=self._is_own(name, author_id, above.publisher), text=text_of(item.get("text")),
            status=("hidden" if hidden else "visible") if isinstance(hidden, bool) else "unknown",
            status_raw=f"hidden: {str(hidden).lower()}" if isinstance(hidden, bool) else None,
            like_count=whole(item, "like_count"), reply_count=whole(item, "replies", "summary", "total_count"),
            kind="reply" if parent_id else "comment",
        )  # fmt: skip

    def _is_own(self, name: str | None, author_id: str | None, publisher: tuple[str, ...]) -> bool | None:
        known = self.export.reading.is_own(PLATFORM, name, author_id)
        if publisher and (name or author_id):
            return bool(known) or bool({name, author_id} & set(publisher))
        return known


def _is_media(item: Any) -> bool:
    return isinstance(item, dict) and bool(item.keys() & _MEDIA_ONLY or items(item.get("comments")) is not None)


def _names(item: Item) -> list[str]:
    """The names and ids of whoever published a media."""
    owner = item.get("owner")
    held = owner if isinstance(owner, dict) else {}
    return [str(n) for n in (item.get("username"), held.get("username"), held.get("id")) if n]


def _author(item: Item) -> tuple[str | None, str | None]:
    author = item.get("from")
    held = author if isinstance(author, dict) else {}
    number = held.get("id")
    name = text_of(held.get("username")) or text_of(item.get("username"))
    return name, str(number) if isinstance(number, str | int) and number != "" else None
