"""What somebody says of a table that no layout knows: their answers as a layout, and how the reader takes it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pages.parts import words
from pages.parts.jobs import Inbox, answer, laid_out
from pipelines.errors import BadInput
from pipelines.policy.layouts import FOLDER, as_toml, folder_of, saved_layouts
from pipelines.records import slug

RECORDS = {"comment": "What the public wrote", "post": "What we published", "action": "What a moderator did"}
# By kind of row, the fields that may be asked for: ours, the question, and whether it must be answered.
FIELDS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "comment": (
        ("text", "What was written", True), ("posted", "When it was posted", False), ("id", "Its id", False),
        ("author", "Who wrote it", False), ("parent_id", "The id of what it answers", False),
        ("status", "Whether it is shown", False), ("link", "Its address", False), ("rating", "Stars", False),
        ("like_count", "Likes", False),
    ),
    "post": (
        ("text", "What we wrote", True), ("posted", "When it was published", False), ("id", "Its id", False),
        ("link", "Its address", False), ("figures.views", "Views", False), ("figures.reach", "Reach", False),
        ("figures.impressions", "Impressions", False), ("figures.likes", "Likes", False),
        ("figures.reactions", "Reactions", False), ("figures.comments", "Number of comments", False),
        ("figures.shares", "Shares", False), ("figures.clicks_link", "Clicks on links", False),
    ),
    "action": (
        ("action", "What was done", True), ("posted", "When it was done", False),
        ("item_id", "The comment's id or link", False), ("actor", "Who did it", False), ("reason", "Why", False),
    ),
}  # fmt: skip
_WHEN = {"comment": "posted_local", "post": "published_local", "action": "at_local"}
_WHEN_OFFSET = {"comment": "posted_at", "post": "published_at", "action": "at"}
_MEANINGS = {"status": "statuses", "action": "actions"}
STATUSES = {
    "visible": "shown to the public", "pending": "waits for us", "hidden": "hidden", "trashed": "in the trash",
    "spam": "spam", "deleted": "deleted", "unknown": "we cannot tell",
}  # fmt: skip
ACTIONS = {
    "": "no moderation: leave it out", "approve": "approved", "hold": "put on hold", "hide": "hidden",
    "unhide": "shown again", "trash": "put into the trash", "spam": "marked as spam", "delete": "deleted",
    "restore": "restored", "edit": "edited", "silence": "muted somebody", "block": "blocked somebody",
}  # fmt: skip
_LIKELY = {
    "visible": "visible approved published public live active shown", "pending": "pending hold held unapproved waiting",
    "hidden": "hidden", "trashed": "trash trashed bin binned", "spam": "spam junk", "deleted": "deleted removed",
    "approve": "approve approved publish published", "hold": "hold held", "hide": "hide hid hidden",
    "unhide": "unhide unhid unhidden", "trash": "trash trashed", "delete": "delete deleted remove removed",
    "restore": "restore restored", "edit": "edit edited", "silence": "mute muted", "block": "block blocked ban banned",
}  # fmt: skip
ITSELF, TOOL = "itself", "tool"
_OTHERS = 4  # columns beside those mapped by which such a file is known again
_DAY = datetime(2026, 8, 4, 21, 5)  # noqa: DTZ001


@dataclass(slots=True)
class Answers:
    """What was answered so far; ``columns`` are headers by our field, None what is still to be answered."""

    name: str
    record: str
    channel: str | None
    columns: dict[str, str] = field(default_factory=dict)
    date_format: str | None = ""
    zone: str | None = ""
    sheet: str = ""
    words: dict[str, str] = field(default_factory=dict)
    ids_of: str | None = ""

    @property
    def has_ids(self) -> bool:
        """Whether a column of ids is named, so that it matters whose they are."""
        return bool(self.columns.get("item_id" if self.record == "action" else "id"))

    def missing(self) -> list[str]:
        """The questions that must still be answered."""
        asked = [label for name, label, needed in FIELDS[self.record] if needed and not self.columns.get(name)]
        asked += [] if self.name.strip() else ["A name for this layout"]
        asked += [] if self.channel else ["Which channel it is of"]
        if self.columns.get("posted"):
            asked += [] if self.date_format else ["How its dates are written"]
            asked += ["Whose clock its times keep"] if self.zone is None else []
        asked += ["Who gave the ids"] if self.has_ids and not self.ids_of else []
        if self.columns.get("action") and not any(self.words.values()):
            asked.append("What its words for actions mean")
        return asked

    def entry(self, headers: Sequence[str]) -> dict[str, Any]:
        """The layout that these answers make; by some of the file's other ``headers`` such a file is known again."""
        written = self.date_format or ""
        when = (_WHEN_OFFSET if "%z" in written else _WHEN)[self.record]
        renamed = {"posted": when, "link": "url" if self.record == "post" else "link"}
        columns = {renamed.get(ours, ours): header for ours, header in self.columns.items() if header}
        others = [h for h in headers if h not in columns.values()][:_OTHERS]
        # Another tool counts from 1 as well: its 7 is not the website's comment 7.
        platform = slug(self.name) or "table" if self.has_ids and self.ids_of == TOOL else ""
        meant = {_MEANINGS[f]: dict(self.words) for f in _MEANINGS if self.columns.get(f)}
        return {
            "name": self.name.strip(), "record": self.record, "channel": self.channel, "platform": platform,
            "sheet": self.sheet,
            "requires": [*dict.fromkeys(columns.values()), *others], "date_format": written, "zone": self.zone or "",
            "columns": columns,
        } | meant  # fmt: skip


def likely(word: str, meanings: Mapping[str, str], otherwise: str) -> str:
    """What a word of the file most likely means; ``otherwise`` where it says nothing plain."""
    return next((m for m in meanings if word.casefold() in _LIKELY.get(m, "").split()), otherwise)


def dates_as(written: str, example: str) -> str:
    """A way of writing dates, shown on a date of the file: ``04/08/2025`` "is 4 August 2025"."""
    try:
        return f"{example} is {words.on(datetime.strptime(example, written))}"  # noqa: DTZ007
    except ValueError:
        return f"{_DAY.strftime(written)} is {words.on(_DAY)}"


def has_clock(written: str) -> bool:
    """Whether times of day are written, not only days."""
    return "%H" in written or "%I" in written


def says_zone(written: str) -> bool:
    """Whether the file itself says which clock its times keep."""
    return "%z" in written or is_utc(written)


def is_utc(written: str) -> bool:
    """Whether every time of the file ends in UTC."""
    return written.endswith(("UTC", "GMT"))


def outlined(inbox: Inbox, name: str, content: bytes, sheet: str | None, header: int | None) -> dict[str, Any]:
    """What the table holds.

    Raises:
        BadInput: it is no table; in the reader's own words.
    """
    more = [*(["--sheet", sheet] if sheet else []), *(["--header", str(header)] if header else [])]
    with laid_out(name, content) as path:
        code, said, complained = answer(inbox, "table", str(path), "--json", *more)
    if code:
        raise BadInput(name, _last(complained, path), "Nothing was kept of this file")
    found: dict[str, Any] = json.loads(said)
    return found


@dataclass(frozen=True, slots=True)
class Preview:
    """The file as it would be read: its first records and rejects, its own record, or why it would be refused."""

    records: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    file: Mapping[str, Any]
    refused: str


def preview(inbox: Inbox, name: str, content: bytes, entry: Mapping[str, Any], most: int = 10) -> Preview:
    """How the very reader would take the whole file under this layout; nothing is stored."""
    with laid_out(name, content) as path:
        policy = _draft(inbox, path.parent.parent, entry)
        code, said, complained = answer(inbox, "read", str(path), "--json", "--first", str(most), policy=policy)
    rows = [json.loads(line) for line in said.splitlines() if line.strip()]
    file: dict[str, Any] = next((r for r in rows if r["record"] == "file"), {})
    refused = str(file.get("refused") or "") or (_last(complained, path) if code else "")
    records = [r for r in rows if r["record"] not in ("file", "reject")]
    return Preview(records, [r for r in rows if r["record"] == "reject"], file, refused)


def _draft(inbox: Inbox, folder: Path, entry: Mapping[str, Any]) -> Path:
    """A copy of the policy and its layouts with this one beside them; a layout that it would replace is left out."""
    policy = Path(tempfile.mkdtemp(dir=folder)) / "policy.toml"
    shutil.copyfile(inbox.policy, policy)
    drafts = folder_of(policy)
    drafts.mkdir()
    for saved in saved_layouts(inbox.policy):
        if saved.name.casefold() != str(entry["name"]).casefold():
            shutil.copyfile(saved.path, drafts / saved.path.name)
    (drafts / "zz-draft.toml").write_text(as_toml(entry), encoding="utf-8")
    return policy


def _last(complained: str, path: Path) -> str:
    """The last line of a complaint, without the place in which the file lay for the moment."""
    line = (complained.strip().splitlines() or ["it gave no reason"])[-1]
    return line.replace(f"{path.parent}/", "").removeprefix(f"{path.name}: ").replace(str(path.parent.parent), FOLDER)
