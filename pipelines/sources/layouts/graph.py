"""Facebook comments as the Graph API gives them: pages, posts with nested comments, bare lists, JSON Lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
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

LAYOUT = "facebook graph"
PLATFORM = "facebook"
HOLDS = "comments"
CANNOT_SHOW = (
    "deleted comments: they vanish, and only two dated files compared show that one is gone",
    "who hid a comment, or when",
)

_COMMENTS_ONLY = {
    "parent", "comment_count", "like_count", "can_comment", "can_hide", "can_remove", "can_reply_privately",
    "user_likes", "is_private", "attachment", "object",
}  # fmt: skip
_POSTS_ONLY = {"shares", "status_type", "full_picture", "story", "updated_time", "is_published", "attachments"}
_ELSEWHERE = {"text", "author_id", "snippet", "timestamp", "createdAt", "logger"}
_ID = re.compile(r"^\d+(_\d+)*$")


def recognises(export: Export) -> bool:
    """Whether the file is JSON with Facebook's comments or posts, or an empty page of them."""
    if _is_error(export.documents):
        return True
    found = list(pages(export.documents))
    if any(_looks_like_ours(item) for one in found for item in one.items):
        return True
    return bool(found) and all(not p.items and p.enveloped for p in found) and _only_envelopes(export.documents)


def _looks_like_ours(item: Any) -> bool:
    if not isinstance(item, dict) or item.keys() & _ELSEWHERE or item.get("id") in (None, ""):
        return False
    if "message" in item and "created_time" in item:
        return True
    numeric = bool(_ID.match(str(item["id"])))
    nested = any(_looks_like_ours(child) for child in items(item.get("comments")) or ())
    return numeric and ("message" in item or "created_time" in item or nested)


def _is_error(documents: Sequence[Any]) -> bool:
    """Whether the platform answered with an error: its marks are a trace id and a code."""
    error = documents[0].get("error") if len(documents) == 1 and isinstance(documents[0], dict) else None
    return isinstance(error, dict) and "fbtrace_id" in error


def _only_envelopes(documents: Sequence[Any]) -> bool:
    return all(isinstance(d, dict) and d.keys() <= {"data", "paging", "summary"} for d in documents)


def read(export: Export) -> Iterator[Record]:
    """The posts and comments, each once, in file order.

    Raises:
        Refused: the file is the platform's error message, or its ids are rounded.
    """
    if _is_error(export.documents):
        raise export.refuse("the platform answered with an error, not with comments", "Renew the access and ask again")
    export.file.captured_on = export.captured()
    reader = _Reader(export)
    for one in pages(export.documents):
        reader.outermost(one)
    if reader.visitors:
        export.note(f"{reader.visitors} posts by visitors on the page are read as comments")
    yield from reader.harvest.records()


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above a comment: its post, who published that, and the comment that it answers."""

    post: str | None = None
    publisher: str | None = None
    comment: str | None = None


class _Reader:
    """Walks the lists of one file and hands what it finds to the harvest."""

    def __init__(self, export: Export) -> None:
        self.export, self.harvest, self.visitors = export, Harvest(export), 0

    def outermost(self, one: Page) -> None:
        verdicts = [one.of_posts or _is_post(i) for i in one.items]
        lone_post = one.alone and verdicts == [None] and items(one.items[0].get("comments")) is not None
        if True not in verdicts and not lone_post:
            self.comments(one, _Above(post=_tail(one.of)))
            return
        for item, verdict in zip(one.items, verdicts, strict=True):
            if verdict is False:
                self.comment(item, _Above())
            else:
                self.post(item)

    def post(self, item: Any) -> None:
        """A post, if the file says anything of it, and the comments under it."""
        if not isinstance(item, dict):
            self.harvest.reject(self.harvest.seen(), "neither a post nor a comment", item)
            return
        id_ = identity(self.export, item.get("id"))
        author = _from(self.export, item)
        page_id = id_.split("_")[0] if id_ and "_" in id_ else None
        by_visitor = bool(page_id and author[1] and author[1] != page_id) and not self._is_ours(*author)
        if "message" in item or "created_time" in item:
            self._publish(item, id_, by_visitor=by_visitor)
        elif items(item.get("comments")) is None:
            self.harvest.reject(self.harvest.seen(), "a post without text, time or comments", item)
        publisher = None if by_visitor else page_id or author[1]
        if items(item.get("comments")) is not None:
            self.comments(page(item["comments"], of=_tail(id_)), _Above(_tail(id_), publisher))

    def _publish(self, item: Item, id_: str | None, *, by_visitor: bool) -> None:
        line = self.harvest.seen()
        if by_visitor:
            self.visitors += 1
            self.harvest.keep(replace(self._comment(item, line, _Above()), post_id=None))
            return
        at, local, raw, zone = when(item.get("created_time"))
        kind = text_of(item.get("status_type")) or text_of(item.get("type"))
        self.harvest.keep(
            Post(
                line=line, platform=PLATFORM, id=id_, published_at=at, published_at_raw=raw, published_local=local,
                zone=zone, text=text_of(item.get("message")), url=scrub(text_of(item.get("permalink_url"))), kind=kind,
                is_share=kind == "shared_story" if kind else None, figures=_figures(item),
                captured_on=self.export.file.captured_on,
            )
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
        if not isinstance(item, dict) or (id_ is None and text_of(item.get("message")) is None):
            self.harvest.reject(line, "neither an id nor a text", item)
            return None
        kept = self.harvest.keep(self._comment(item, line, above))
        if items(item.get("comments")) is not None:
            self.comments(page(item["comments"]), _Above(kept.post_id, above.publisher, kept.id))
        return kept

    def _comment(self, item: Item, line: int, above: _Above) -> Comment:
        id_ = identity(self.export, item.get("id"))
        parent = item.get("parent")
        parent_id = identity(self.export, parent.get("id")) if isinstance(parent, dict) else above.comment
        at, local, raw, zone = when(item.get("created_time"))
        name, author_id = _from(self.export, item)
        hidden = item.get("is_hidden")
        return Comment(
            line=line, platform=PLATFORM, id=id_, parent_id=parent_id, post_id=self._post_of(item, id_, above),
            posted_at=at, posted_at_raw=raw, posted_local=local, zone=zone, author=name, author_id=author_id,
            is_own=self._is_own(name, author_id, above.publisher), text=text_of(item.get("message")),
            status=("hidden" if hidden else "visible") if isinstance(hidden, bool) else "unknown",
            status_raw=f"is_hidden: {str(hidden).lower()}" if isinstance(hidden, bool) else None,
            like_count=_likes(item), reply_count=_replies(item), link=scrub(text_of(item.get("permalink_url"))),
            kind="reply" if parent_id else "comment",
        )  # fmt: skip

    def _post_of(self, item: Item, id_: str | None, above: _Above) -> str | None:
        if id_ and "_" in id_:
            return id_.split("_")[0]
        held = item.get("object")
        return above.post or (_tail(identity(self.export, held.get("id"))) if isinstance(held, dict) else None)

    def _is_own(self, name: str | None, author_id: str | None, publisher: str | None) -> bool | None:
        known = self._is_ours(name, author_id)
        if publisher and author_id:
            return bool(known) or author_id == publisher
        return known

    def _is_ours(self, name: str | None, author_id: str | None) -> bool | None:
        return self.export.reading.is_own(PLATFORM, name, author_id)


def _is_post(item: Any) -> bool | None:
    """Whether an outermost item is a post rather than a comment, by what hangs under it, else by its fields."""
    if not isinstance(item, dict):
        return False
    by_ids = _is_post_by_ids(item)
    if by_ids is not None:
        return by_ids
    if item.keys() & _COMMENTS_ONLY or "comment_id=" in str(item.get("permalink_url")):
        return False
    answered = any(items(c.get("comments")) is not None for c in _children(item))
    return True if item.keys() & _POSTS_ONLY or answered else None


def _is_post_by_ids(item: Item) -> bool | None:
    """A post's comments carry its own id before theirs, a comment's replies that of its post."""
    head, _, tail = str(item.get("id")).rpartition("_")
    prefixes = {str(c.get("id")).split("_")[0] for c in _children(item) if "_" in str(c.get("id"))}
    if head and head in prefixes:
        return False
    author = item.get("from")
    if tail in prefixes or (head and isinstance(author, dict) and str(author.get("id")) == head):
        return True
    parents = (c["parent"].get("id") for c in _children(item) if isinstance(c.get("parent"), dict))
    return False if item.get("id") in parents else None


def _children(item: Item) -> Iterator[Item]:
    return (c for c in items(item.get("comments")) or () if isinstance(c, dict))


def _tail(id_: str | None) -> str | None:
    """A post's own id out of ``<page>_<post>``."""
    return id_.rpartition("_")[2] if id_ else None


def _from(export: Export, item: Item) -> tuple[str | None, str | None]:
    author = item.get("from")
    if not isinstance(author, dict):
        return None, None
    return text_of(author.get("name")), identity(export, author.get("id"))


def _likes(item: Item) -> int | None:
    direct = whole(item, "like_count")
    return direct if direct is not None else whole(item, "likes", "summary", "total_count")


def _replies(item: Item) -> int | None:
    direct = whole(item, "comment_count")
    return direct if direct is not None else whole(item, "comments", "summary", "total_count")


def _figures(item: Item) -> dict[str, float | int | None]:
    named = chain(
        ((name, whole(item, name, "summary", "total_count")) for name in ("reactions", "likes", "comments")),
        [("shares", whole(item, "shares", "count"))],
    )
    return {name: count for name, count in named if count is not None}
