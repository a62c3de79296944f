"""The nouns of Weekwatch: what an export file yields, whatever platform it came from.

Every record knows its line; the file it came from is known to whoever reads it.
Instants are aware datetimes in UTC, wall-clock times naive datetimes, days dates.
The field names are those that ``read --json`` prints.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from pipelines.as_json import plain

Day = date  # the type's name where a field is called date
IN_FILE = "in file"
UNKNOWN = "unknown"

STATUSES = ("visible", "pending", "hidden", "trashed", "spam", "deleted", "unknown")
ACTIONS = ("approve", "hold", "trash", "spam", "restore", "delete", "edit", "hide", "unhide", "silence", "block")
COMMENT_KINDS = ("comment", "reply", "review", "submission")
# The figures that have a column of their own; any other goes by its slugged column name.
FIGURES = (
    "views", "reach", "impressions", "reactions", "likes", "comments", "replies", "shares", "saves", "follows",
    "engagements", "clicks_link", "clicks_other", "seconds_viewed",
)  # fmt: skip


# In no record that anybody is shown: an author is a display name there, and a keyed pseudonym once stored.
PRIVATE = ("author_id", "author_email", "author_ip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records share: where in the file it stood, and whose it is."""

    record: ClassVar[str] = ""
    line: int
    platform: str
    channel: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The record as ``read --json`` prints it, less the file."""
        shown = (f.name for f in dataclasses.fields(self) if f.name not in PRIVATE)
        return {"record": self.record} | {name: plain(getattr(self, name)) for name in shown}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Record):
    """Something that a member of the public, or the organisation in answer, wrote.

    ``author_email`` and ``author_ip`` are read only where the policy states a purpose, and never printed.
    """

    record: ClassVar[str] = "comment"
    id: str | None = None
    parent_id: str | None = None
    post_id: str | None = None
    posted_at: datetime | None = None
    posted_at_raw: str | None = None
    posted_local: datetime | None = None
    zone: str = UNKNOWN
    author: str | None = None
    author_id: str | None = None
    author_email: str | None = None
    author_ip: str | None = None
    is_own: bool | None = None
    text: str | None = None
    status: str = "unknown"
    status_raw: str | None = None
    like_count: int | None = None
    reply_count: int | None = None
    rating: float | None = None
    updated_at: datetime | None = None
    link: str | None = None
    kind: str = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Record):
    """Something that the organisation published, with the figures that the platform gives for it."""

    record: ClassVar[str] = "post"
    id: str | None = None
    published_at: datetime | None = None
    published_at_raw: str | None = None
    published_local: datetime | date | None = None
    zone: str = UNKNOWN
    text: str | None = None
    url: str | None = None
    kind: str | None = None
    in_reply_to: str | None = None
    is_share: bool | None = None
    deleted_at: datetime | None = None
    figures: Mapping[str, float | int | None] = field(default_factory=dict)
    captured_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Record):
    """Evidence that somebody, or a machine, moderated an item."""

    record: ClassVar[str] = "action"
    item_id: str | None = None
    action: str
    actor: str | None = None
    is_automatic: bool | None = None
    at: datetime | None = None
    at_raw: str | None = None
    at_local: datetime | None = None
    zone: str = UNKNOWN
    source: str
    decided_at: datetime | None = None
    reason: str | None = None
    principle: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Record):
    """One number of a day or a period, for a page or a whole channel, or for those visits that came from one source."""

    record: ClassVar[str] = "figure"
    metric: str
    date: Day | None = None
    since: Day | None = None
    until: Day | None = None
    value: float | int | None = None
    page: str | None = None
    came_from: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The record as ``read --json`` prints it; only a figure of visits by source says where they came from."""
        shown = Record.as_dict(self)
        if self.came_from is None:
            del shown["came_from"]
        return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Round(Record):
    """One sitting in which somebody moderated a channel, as the moderation log records it."""

    record: ClassVar[str] = "round"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    covered_through: datetime | None = None
    items_seen: int | None = None
    actor: str | None = None
    recorded_at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access(Record):
    """One line of the access register: who holds the keys of a channel, and since when."""

    record: ClassVar[str] = "access"
    person: str
    role: str | None = None
    since: date | None = None
    until: date | None = None
    checked_on: date | None = None
    checked_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Record):
    """A row that could not be read, kept as it stood."""

    record: ClassVar[str] = "reject"
    reason: str
    raw: str | None = None


@dataclass(slots=True, kw_only=True)
class FileRecord:
    """What one file (or an archive that is one export) proved to be; printed after its records.

    ``counts`` holds the number of each record yielded, ``rows`` seen, ``merged`` and
    ``skipped`` (reason to number): rows = yielded + merged + skipped + rejects.
    ``holds`` says what the layout is for: comments, posts, figures, rounds, actions, access, or own words (those
    of the organisation alone, which are no evidence of what the public wrote).
    ``snapshot_of`` names what the file shows completely, so that an absence from it means something:
    ``["*"]`` a whole channel, post ids for single posts, empty for a file that is only an extract.
    ``snapshot_lacks`` names the statuses that even a complete file of this layout leaves out.
    """

    layout: str | None = None
    holds: str = "comments"
    platform: str | None = None
    channel: str | None = None
    sha256: str | None = None
    covers_since: date | None = None
    covers_until: date | None = None
    captured_on: date | None = None
    captured_at: datetime | None = None
    snapshot_of: list[str] = field(default_factory=list)
    snapshot_lacks: list[str] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    refused: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The record as ``read --json`` prints it, less the file."""
        return {"record": "file", "line": 0} | {f.name: plain(getattr(self, f.name)) for f in dataclasses.fields(self)}


KINDS: dict[str, type[Record]] = {kind.record: kind for kind in (Comment, Post, Action, Figure, Round, Access, Reject)}


@dataclass(frozen=True, slots=True)
class Batch:
    """Many records of one kind as columns: what a large table yields instead of single records.

    ``columns`` maps field names to sequences of equal length (lists or Arrow arrays); a field left
    out has its default. A post's figures are columns named ``figures.views`` and so on.
    """

    kind: type[Record]
    platform: str
    columns: Mapping[str, Any]

    def __len__(self) -> int:
        return len(self.columns["line"])

    def records(self) -> Iterator[Record]:
        """The same as single records."""
        names = list(self.columns)
        lists = [c.to_pylist() if hasattr(c, "to_pylist") else list(c) for c in self.columns.values()]
        for values in zip(*lists, strict=True):
            row = dict(zip(names, values, strict=True))
            figures = {n.removeprefix("figures."): row.pop(n) for n in names if n.startswith("figures.")}
            if figures:
                row["figures"] = figures
            yield self.kind(platform=self.platform, **row)


def slug(name: str) -> str:
    """A column's name as a figure's: lower case, words joined by underscores."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", flat.lower()).strip("_")
