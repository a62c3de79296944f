"""Comments that Disqus exports as XML: pages are threads, comments are posts, deleted ones and spam among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.as_json import to_json
from pipelines.records import Comment, Record
from pipelines.sources.export import Export
from pipelines.sources.html_text import html_text
from pipelines.sources.json_values import when
from pipelines.sources.repeats import Once
from pipelines.sources.safe_xml import Target, stream

LAYOUT = "disqus"
PLATFORM = "disqus"
HOLDS = "comments"
CANNOT_SHOW = (
    "who deleted a comment or marked it as spam, or when",
    "whether a deleted comment was deleted by its author or by a moderator",
    "whether a comment that is neither deleted nor spam was waiting for approval",
    "whether everything is there: comments that others answer are missing from real files",
)
_THREAD = ("id", "link", "title", "isDeleted")
_POST = ("id", "message", "createdAt", "isDeleted", "isSpam")
_AUTHOR = ("name", "username", "email")
_IGNORED = {"ipAddress", "author", "thread", "parent"}


def recognises(export: Export) -> bool:
    """XML whose root is Disqus's own."""
    head = export.text_head
    return head.lstrip()[:1] == "<" and "<disqus" in head and "disqus.com" in head


def read(export: Export) -> Iterator[Record]:
    """The comments, in file order."""
    tree = _Tree()
    forum = _Forum(export)
    for _ in stream(export, tree):
        yield from forum.taken(tree)
    yield from forum.taken(tree)
    file = export.file
    file.captured_on = export.captured()
    file.covers_since, file.covers_until = forum.first, file.captured_on if forum.first else None
    if tree.unknown:
        export.note(f"unknown elements: {', '.join(sorted(tree.unknown))}")


@dataclass(slots=True)
class _Box:
    """A thread or a post: where it began, its id, its fields by name."""

    name: str
    line: int
    id: str | None
    fields: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        return self.fields.get(name, "").strip() or None

    def says(self, name: str) -> bool:
        return self.fields.get(name, "").strip().lower() == "true"


class _Tree(Target):
    """Gathers threads and posts while the parser runs; e-mail and IP addresses only pass through."""

    def __init__(self) -> None:
        self.ready: list[_Box] = []
        self.unknown: set[str] = set()
        self._path: list[str] = []
        self._box: _Box | None = None
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Opens a box on the second level, or begins a field of the open one."""
        name = tag.rpartition("}")[2]
        self._path.append(name)
        if len(self._path) <= 3 or self._path[-2] == "author":
            self._text = []
        number = next((v.strip() for k, v in attributes.items() if k.rpartition("}")[2] == "id"), None)
        if len(self._path) == 2:
            self._box = _Box(name, self.line, number or None)
        elif len(self._path) == 3 and name in ("thread", "parent") and self._box:
            self._box.fields[name] = number or ""

    def data(self, text: str) -> None:
        """Text of the innermost element."""
        self._text.append(text)

    def end(self, tag: str) -> None:
        """Keeps a field; a finished box is ready."""
        depth, name = len(self._path), self._path.pop()
        if depth == 2 and self._box is not None:
            self.ready.append(self._box)
            self._box = None
        elif depth == 3 and self._box is not None and self._box.name in ("thread", "post"):
            self._field(name, _THREAD if self._box.name == "thread" else _POST)
        elif depth == 4 and self._box is not None and self._path[-1] == "author" and name in _AUTHOR:
            self._box.fields[f"author {name}"] = "".join(self._text)
        self.is_done = not self._path

    def _field(self, name: str, wanted: tuple[str, ...]) -> None:
        assert self._box is not None
        if name in wanted:
            self._box.fields.setdefault(name, "".join(self._text))
        elif self._box.name == "post" and name not in _IGNORED:
            self.unknown.add(name)


class _Forum:
    """Turns what the tree gathered into records, and accounts for each."""

    def __init__(self, export: Export) -> None:
        self.export, self.once = export, Once(export)
        self.first: date | None = None
        self.links: dict[str, str | None] = {}
        self.deleted: set[str] = set()

    def taken(self, tree: _Tree) -> Iterator[Record]:
        """The records of what is ready by now."""
        ready, tree.ready = tree.ready, []
        for box in ready:
            self.export.row()
            if box.name == "post":
                yield from self.once.of(self._record(box))
            elif box.name == "thread":
                self._page(box)
            else:
                self.export.skip(box.name)

    def _page(self, box: _Box) -> None:
        self.export.skip("thread: a page, not a comment")
        if box.id:
            self.links[box.id] = box.get("link")
            if box.says("isDeleted"):
                self.deleted.add(box.id)

    def _record(self, box: _Box) -> Record:
        if box.id is None:
            kept = {name: box.fields.get(name) for name in _POST if name in box.fields}
            return self.export.reject(box.line, "the comment has no id", to_json(kept))
        thread = box.get("thread")
        link = self.links.get(thread or "")
        at, local, raw, zone = when(box.get("createdAt"))
        if local:
            self.first = min(local.date(), self.first or local.date())
        name, username = box.get("author name"), box.get("author username")
        name = None if name and "@" in name and " " not in name else name
        return Comment(
            line=box.line, platform=PLATFORM, id=box.id, parent_id=box.get("parent"), post_id=thread,
            posted_at=at, posted_at_raw=raw, posted_local=local, zone=zone, author=name, author_id=username,
            author_email=box.get("author email") if self.export.reading.keep_email else None,
            is_own=self.export.reading.is_own(PLATFORM, name, username),
            text=html_text(box.fields.get("message", "")) or None, **self._status(box, thread),
            link=f"{link}#comment-{box.id}" if link else None, kind="reply" if box.get("parent") else "comment",
        )  # fmt: skip

    def _status(self, box: _Box, thread: str | None) -> dict[str, Any]:
        marks = " ".join(name for name in ("isDeleted", "isSpam") if box.says(name))
        if marks:
            return {"status": "deleted" if "isDeleted" in marks else "spam", "status_raw": marks}
        if thread in self.deleted:
            return {"status": "hidden", "status_raw": "post-trashed"}
        return {"status": "visible", "status_raw": None}
