"""What the Graph API's answers have in common: lists within lists, repeated items, and how complete they are."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pipelines.records import UNKNOWN, Comment, Post, Record, Reject
from pipelines.sources.json_values import whole
from pipelines.sources.lazy_list import LazyList
from pipelines.sources.private import without_tokens
from pipelines.sources.shelf import Shelf

if TYPE_CHECKING:
    from pipelines.sources.export import Export

LISTS_OF_POSTS = ("posts", "feed", "published_posts", "visitor_posts", "media")
PARTIAL = "a partial page: absence from it proves nothing"
_BY_ID = re.compile(r"^\d+(_\d+)*$")
_PRIVATE_KEYS = {"access_token", "appsecret_proof", "email", "paging"}

Item = Mapping[str, Any]
Kept = TypeVar("Kept", Comment, Post)


@dataclass(frozen=True, slots=True)
class Page:
    """One list as the API gave it. ``of`` is the id under which it hangs, ``more`` whether a next page exists."""

    items: Sequence[Any]
    total: int | None = None
    more: bool = False
    of: str | None = None
    of_posts: bool = False
    alone: bool = False
    enveloped: bool = False


def pages(documents: Sequence[Any]) -> Iterator[Page]:
    """The outermost lists of a file: pages, bare lists, single objects, objects by id, batch answers, JSON Lines."""
    loose = 0
    for document in documents:
        is_loose = True
        for inner in _lists_in(document):
            is_loose = False
            yield inner
        loose += is_loose
    if loose:
        yield Page(LazyList(functools.partial(_loose, documents), loose), alone=loose == 1)


def _loose(documents: Sequence[Any]) -> Iterator[Any]:
    """The documents that are themselves a post or a comment."""
    return (d for d in documents if next(_lists_in(d), None) is None)


def _lists_in(node: Any) -> Iterator[Page]:
    """The lists that a node is made of; none if the node is itself a post or a comment."""
    if isinstance(node, list):
        yield from pages(node)
    elif not isinstance(node, dict):
        return
    elif isinstance(node.get("body"), str) and "code" in node:
        yield from _batch_answer(node["body"])
    elif isinstance(node.get("data"), list):
        yield page(node, enveloped="paging" in node or "summary" in node)
    elif isinstance(node.get("data"), dict):
        yield from pages([node["data"]])
    else:
        yield from _nested_lists(node)


def _nested_lists(node: Item) -> Iterator[Page]:
    for name, inner in node.items():
        if name in LISTS_OF_POSTS and items(inner) is not None:
            yield page(inner, of_posts=True)
        elif name == "comments" and "id" not in node and items(inner) is not None:
            yield page(inner)
        elif isinstance(inner, dict) and _BY_ID.match(name):
            yield page(inner, of=name) if "data" in inner else Page([{"id": name} | inner], alone=True)
        elif isinstance(inner, dict) and name in ("business_discovery", "instagram_business_account"):
            yield from _nested_lists(inner)


def _batch_answer(body: str) -> Iterator[Page]:
    try:
        yield from pages([json.loads(body)])
    except ValueError:
        yield Page([body])


def items(node: Any) -> Sequence[Any] | None:
    """What a list holds, in its envelope or bare; None when it is no list."""
    if isinstance(node, dict):
        node = node.get("data")
    return node if isinstance(node, list) else None


def page(node: Any, *, of: str | None = None, of_posts: bool = False, enveloped: bool = False) -> Page:
    """An envelope (or a bare list) as a page."""
    envelope = node if isinstance(node, dict) else {}
    paging = envelope.get("paging")
    more = isinstance(paging, dict) and bool(paging.get("next"))
    return Page(items(node) or [], whole(node, "summary", "total_count"), more, of, of_posts, enveloped=enveloped)


def scrub(text: str | None) -> str | None:
    """A text or address without access tokens."""
    return None if text is None else without_tokens(text)


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k not in _PRIVATE_KEYS}
    return [_bare(v) for v in value] if isinstance(value, list) else value


@dataclass(slots=True)
class _Shown:
    """How much of one post's comments the file shows."""

    total: int | None = None
    more: bool = False
    listed: list[int] = field(default_factory=list)


class Harvest:
    """The posts and comments of one file, each once, and the proof of what it shows completely."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.line = 0
        self.found = Shelf()
        self.shown: dict[str | None, _Shown] = defaultdict(_Shown)
        self.broken: set[str | None] = set()

    def seen(self) -> int:
        """Counts one more item and says its position."""
        self.export.row()
        self.line += 1
        return self.line

    def reject(self, line: int, reason: str, item: Any) -> None:
        """Keeps an item that could not be read, without its tokens."""
        raw = scrub(json.dumps(_bare(item), ensure_ascii=False))
        self.found.put(f"reject {line}", self.export.reject(line, reason, raw))

    def keep(self, record: Kept) -> Kept:
        """Keeps a record, or joins it to the one of the same id."""
        key = f"{record.record} {record.id or f'line {record.line}'}"
        known = self.found.get(key)
        if known is not None:
            self.export.merge()
            record = _join(cast("Kept", known), record)
        self.found.put(key, record)
        return record

    def listed(self, page: Page, comments: Iterable[Comment]) -> None:
        """Notes that a post's page held these comments on its first level."""
        posts: set[str | None] = set()
        lines: list[int] = []
        for comment in comments:
            posts.add(comment.post_id)
            lines.append(comment.line)
        posts = posts or {page.of}
        shown = self.shown[posts.pop() if len(posts) == 1 else None]
        shown.total = page.total if page.total is not None else shown.total
        shown.more = page.more
        shown.listed.extend(lines)

    def replies(self, page: Page, post_id: str | None, comments: Iterable[Comment]) -> None:
        """Notes a list of replies; a cut one breaks the proof for its post."""
        for _ in comments:
            pass
        if page.more or (page.total is not None and page.total != len(page.items)):
            self.broken.add(post_id)

    def records(self) -> Iterator[Record]:
        """Everything in file order; the file's notes and proofs are complete when this ends."""
        sums = _Sums()
        for record in self.found:
            sums.add(record)
            yield record
        self.broken |= sums.unanswered()
        for post_id, shown in self.shown.items():
            self._weigh(post_id, shown, sums.lines[post_id] | set(shown.listed))
        if not sums.comments and self.shown and not sums.rejects:
            self.export.note("the file declares zero comments")
        if sums.without_status:
            self.export.file.snapshot_lacks = ["hidden"]

    def _weigh(self, post_id: str | None, shown: _Shown, held: set[int]) -> None:
        if shown.total is not None:
            where = f" (post {post_id})" if post_id else ""
            gap = ": the gap is not called deletion" if shown.total > len(held) else ""
            self.export.note(f"platform counts {shown.total} comments, file holds {len(held)}{where}{gap}")
        whole_count = shown.total is not None and shown.total in (len(set(shown.listed)), len(held))
        if whole_count and not shown.more and post_id not in self.broken:
            if post_id is not None:
                self.export.file.snapshot_of.append(post_id)
        else:
            self.export.note(PARTIAL)


@dataclass(slots=True)
class _Sums:
    """What the comments of a file come to together, post by post."""

    comments: int = 0
    rejects: int = 0
    without_status: int = 0
    lines: dict[str | None, set[int]] = field(default_factory=lambda: defaultdict(set))
    answers: Counter[str] = field(default_factory=Counter)
    expected: list[tuple[str | None, str | None, int]] = field(default_factory=list)

    def add(self, record: Record) -> None:
        if not isinstance(record, Comment):
            self.rejects += isinstance(record, Reject)
            return
        self.comments += 1
        self.without_status += not record.status_raw
        self.lines[record.post_id].add(record.line)
        if record.parent_id is not None:
            self.answers[record.parent_id] += 1
        if record.reply_count:
            self.expected.append((record.id, record.post_id, record.reply_count))

    def unanswered(self) -> set[str | None]:
        """The posts with a comment that has more replies than the file holds."""
        return {post for id_, post, count in self.expected if count > (self.answers[id_] if id_ else 0)}


def _join(known: Kept, later: Kept) -> Kept:
    """Two sightings of one item: what the later one says, and what only the first one says."""
    said = {f.name: getattr(later, f.name) for f in fields(later)}
    changes = {n: v for n, v in said.items() if n != "line" and v not in (None, UNKNOWN, {})}
    if isinstance(known, Comment) and "reply" in (known.kind, changes.get("kind")):
        changes["kind"] = "reply"
    return replace(known, **changes)
