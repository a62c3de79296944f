"""The archive of a Mastodon account, or its outbox.json alone: what it posted, answered and boosted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.as_json import to_json
from pipelines.records import Comment, Post, Record
from pipelines.sources.day_order import day
from pipelines.sources.export import Export
from pipelines.sources.html_text import html_text
from pipelines.sources.json_values import text_of, when, whole
from pipelines.sources.parts import part_of
from pipelines.sources.repeats import Once

LAYOUT = "mastodon archive"
PLATFORM = "mastodon"
HOLDS = "posts"
CANNOT_SHOW = (
    "what other people replied",
    "posts that were deleted before the export",
    "accounts that were blocked or muted, and reports",
)
PARTS = ("actor.json",)
_NAMES = re.compile(r"\..*|(actor|outbox|likes|bookmarks)\.json|(avatar|header)\.\w+", re.IGNORECASE)
_PUBLIC = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
_ACTIVITIES = {"Create", "Announce"}
_WRITTEN = {"Note", "Question", "Article"}
_MADE = re.compile(r"archive-(\d{4})(\d\d)(\d\d)\d{6}")


def recognises(export: Export) -> bool:
    """An outbox; the lists of likes and bookmarks are built alike and hold no activities."""
    if '"orderedItems"' not in export.text_head or "OrderedCollection" not in export.text_head:
        return False
    return len(export.documents) == 1 and _is_outbox(export.documents[0])


def read(export: Export) -> Iterator[Record]:
    """A post for what the account published or boosted, a comment of our own for its answers to others.

    Raises:
        Refused: the folder holds no outbox, or files of something else.
    """
    box, actor = _open(export)
    export.file.captured_on = _captured(export)
    reader = _Outbox(export, export.file.captured_on, actor)
    reader.tell_stranger()
    for activity in box["orderedItems"]:
        yield from reader.of(activity)
    total = whole(box, "totalItems")
    if total is not None and total > reader.line:
        export.note(f"Mastodon counts {total} activities, the file holds {reader.line}: the gap is not called deletion")
    if not reader.line:
        export.note("the file declares zero posts")


def _is_outbox(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("type") not in ("OrderedCollection", "OrderedCollectionPage"):
        return False
    items = value.get("orderedItems")
    first = next(iter(items), None) if isinstance(items, list) else None
    if first is None:
        return isinstance(items, list) and "outbox" in str(value.get("id"))
    return isinstance(first, dict) and "actor" in first and "object" in first


def _open(export: Export) -> tuple[dict[str, Any], dict[str, Any]]:
    """The outbox and, from a whole archive, what it says of the account."""
    if not export.is_folder:
        return export.documents[0], {}
    strangers = sorted(p.name for p in export.path.iterdir() if p.is_file() and not _NAMES.fullmatch(p.name))
    if strangers:
        what = f"files that are not of a Mastodon archive lie in the same folder: {', '.join(strangers[:5])}"
        raise export.refuse(what, "Put the archive into a folder of its own, or load the archive itself")
    box = _document(export, export.path / "outbox.json")
    if not _is_outbox(box):
        raise export.refuse("the archive holds no outbox.json with posts", "Ask Mastodon for a new archive")
    actor = _document(export, export.path / "actor.json")
    return box, actor if isinstance(actor, dict) else {}


def _document(export: Export, path: Path) -> Any:
    if not path.is_file():
        return None
    return next(iter(part_of(export, path).documents), None)


def _captured(export: Export) -> date:
    """The day that the archive's name tells."""
    found = _MADE.search(export.name)
    return (day(*found.groups()) if found else None) or export.captured()


@dataclass(slots=True)
class _Outbox:
    """The activities of one account, as they come."""

    export: Export
    captured_on: date
    actor: dict[str, Any]
    once: Once = field(init=False)
    line: int = 0

    def __post_init__(self) -> None:
        self.once = Once(self.export)

    def tell_stranger(self) -> None:
        """Notes an account that the policy does not name."""
        names = [text_of(self.actor.get(n)) for n in ("preferredUsername", "name", "id", "url")]
        if self.export.reading.is_own(PLATFORM, *names) is False:
            known = "the policy does not name among the accounts for mastodon"
            self.export.note(f"the archive is {names[0] or names[2]}'s, which {known}")

    def of(self, activity: Any) -> Iterator[Record]:
        """The record of one activity."""
        self.line += 1
        self.export.row()
        kind = activity.get("type") if isinstance(activity, dict) else None
        said = activity.get("object") if isinstance(activity, dict) else None
        if kind == "Announce" and _address(said):
            yield from self.once.of(self._boost(activity))
        elif kind == "Create" and isinstance(said, dict) and str(said.get("type")) in _WRITTEN:
            if _is_direct(activity, said):
                self.export.skip("direct message")
            else:
                yield from self.once.of(self._written(activity, said))
        elif isinstance(kind, str) and kind not in _ACTIVITIES:
            self.export.skip("activity that is neither a post nor a boost")
        else:
            shown = sorted(activity) if isinstance(activity, dict) else activity
            yield self.export.reject(self.line, "neither a post nor a boost", to_json({"value": shown}))

    def _boost(self, activity: dict[str, Any]) -> Post:
        at, local, raw, zone = when(activity.get("published"))
        return Post(
            line=self.line, platform=PLATFORM, id=text_of(activity.get("id")), published_at=at, published_at_raw=raw,
            published_local=local, zone=zone, url=_address(activity["object"]), kind="share", is_share=True,
            captured_on=self.captured_on,
        )  # fmt: skip

    def _written(self, activity: dict[str, Any], note: dict[str, Any]) -> Post | Comment:
        answered = _address(note.get("inReplyTo"))
        at, local, raw, zone = when(note.get("published") or activity.get("published"))
        shared: dict[str, Any] = {
            "line": self.line,
            "platform": PLATFORM,
            "id": _address(note),
            "zone": zone,
            "text": _words(note),
        }
        if answered and not _is_by(answered, activity.get("actor"), note.get("attributedTo"), self.actor.get("id")):
            return Comment(
                **shared, parent_id=answered, posted_at=at, posted_at_raw=raw, posted_local=local,
                author=text_of(self.actor.get("name")), author_id=_address(activity.get("actor")), is_own=True,
                status="visible", like_count=_count(note, "likes"), updated_at=when(note.get("updated"))[0],
                link=text_of(note.get("url")), kind="reply",
            )  # fmt: skip
        figures = {"likes": _count(note, "likes"), "shares": _count(note, "shares")}
        return Post(
            **shared, published_at=at, published_at_raw=raw, published_local=local, url=text_of(note.get("url")),
            kind="reply" if answered else "post", in_reply_to=answered, is_share=False, figures=figures,
            captured_on=self.captured_on,
        )  # fmt: skip


def _address(value: Any) -> str | None:
    """The address of an object, which may stand for it or be its id."""
    return text_of(value.get("id")) if isinstance(value, dict) else text_of(value)


def _is_by(address: str, *accounts: Any) -> bool:
    """Whether a post lies below one of these accounts' own addresses."""
    return any(address.startswith(f"{own.rstrip('/')}/") for a in accounts if (own := _address(a)))


def _is_direct(activity: dict[str, Any], note: dict[str, Any]) -> bool:
    """Whether it was written to single people, and neither to everybody nor to the account's followers."""
    told = [to for held in (activity, note) for name in ("to", "cc") for to in _listed(held.get(name))]
    return bool(told) and not any(to in _PUBLIC or to.endswith("/followers") for to in told)


def _listed(value: Any) -> list[str]:
    return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)]


def _words(note: dict[str, Any]) -> str | None:
    """The text below its content warning, where it has one."""
    parts = (text_of(note.get("summary")), html_text(text_of(note.get("content")) or ""))
    return "\n".join(p for p in parts if p) or None


def _count(note: dict[str, Any], name: str) -> int | None:
    return whole(note, name, "totalItems")
