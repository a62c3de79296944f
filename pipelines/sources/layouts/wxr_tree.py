"""The parts of a WordPress export that are wanted, gathered while the parser runs through it."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass, field

from pipelines.sources.safe_xml import Target

COMMENTS_HELD = 500

# E-mail and IP addresses are left out here: without a purpose stated in the policy they are never read at all.
_WANTED = {
    "channel": {"link", "pubDate"},
    "wp:author": {"wp:author_id"},
    "item": {
        "title", "link", "content:encoded",
        "wp:post_id", "wp:post_date", "wp:post_date_gmt", "wp:post_type", "wp:status",
    },
    "wp:comment": {
        f"wp:comment_{name}"
        for name in ("id", "author", "date", "date_gmt", "content", "approved", "type", "parent", "user_id")
    },
    "wp:commentmeta": {"wp:meta_key", "wp:meta_value"},
}  # fmt: skip


@dataclass(slots=True)
class Box:
    """An element that holds wanted fields: where it began, its fields by name, the boxes in it."""

    name: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    inner: list[Box] = field(default_factory=list)
    has_begun: bool = False

    def get(self, name: str) -> str | None:
        """A field's text without outer spaces; None when blank or missing."""
        return self.fields.get(name, "").strip() or None


class Tree(Target):
    """Gathers items with their comments; a large one comes in parts, so that memory stays bounded."""

    def __init__(self, also: Collection[str] = ()) -> None:
        """``also`` names further fields of a comment to gather."""
        self.wanted = _WANTED | {"wp:comment": _WANTED["wp:comment"] | set(also)}
        self.ready: list[Box] = []
        self.channel = Box("channel", 1)
        self.authors: set[str] = set()
        self._names: dict[str, str | None] = {}
        self._open: list[Box | None] = []
        self._text: list[str] = []
        self._capturing: tuple[int, Box, str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Opens a box for a container, or begins to gather a wanted field's text."""
        if tag not in self._names:
            self._names[tag] = _name(tag)
        name = self._names[tag]
        parent = self._open[-1] if self._open else None
        box = None
        if name in self.wanted and self._capturing is None:
            box = Box(name, self.line)
            self.channel = box if name == "channel" else self.channel
        elif parent is not None and name in self.wanted[parent.name] and self._capturing is None:
            self._text, self._capturing = [], (len(self._open), parent, name)
        self._open.append(box)

    def data(self, text: str) -> None:
        """Text of the field being gathered."""
        if self._capturing:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """Closes the field or box; a finished item is ready."""
        box = self._open.pop()
        if self._capturing and self._capturing[0] == len(self._open):
            _, owner, name = self._capturing
            owner.fields.setdefault(name, "".join(self._text))
            self._capturing = None
        elif box is not None:
            self._closed(box)
        self.is_done = not self._open

    def _closed(self, box: Box) -> None:
        if box.name == "wp:author":
            self.authors.add(box.get("wp:author_id") or "0")
        elif box.name == "item":
            self.ready.append(box)
        elif self._open and (parent := next((b for b in reversed(self._open) if b), None)) and box.name != "channel":
            parent.inner.append(box)
            if len(parent.inner) >= COMMENTS_HELD and parent.name == "item" and "wp:post_type" in parent.fields:
                self.ready.append(dataclasses.replace(parent))
                parent.inner, parent.has_begun = [], True


def _name(tag: str) -> str | None:
    """An element's name with the prefix that WordPress gives it, whatever the version of its namespace."""
    space, _, local = tag.removeprefix("{").rpartition("}")
    if not space:
        return local
    if "wordpress.org/export/" in space and "excerpt" not in space:
        return f"wp:{local}"
    return f"content:{local}" if "purl.org/rss/1.0/modules/content" in space else None
