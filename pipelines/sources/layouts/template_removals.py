"""Our own removal register: what was taken down or otherwise acted on, by whom and why."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.records import Action, Batch, Record
from pipelines.sources.export import Export
from pipelines.sources.item_links import item_id
from pipelines.sources.layouts.templates import PLATFORM, CellError, Row, read_rows

__all__ = ["CANNOT_SHOW", "HOLDS", "LAYOUT", "PLATFORM", "read", "recognises"]

LAYOUT = "template_removals"
HOLDS = "actions"
CANNOT_SHOW = ("actions that nobody wrote down",)
REQUIRED = ("Platform or channel", "Item id or link", "Acted at", "Action")

# A declined website comment goes to the trash: WordPress knows no other refusal.
_WORDS = {
    "approve": "approve approved publish published accept accepted",
    "hold": "hold held unapprove unapproved pending",
    "trash": "trash trashed bin binned decline declined reject rejected",
    "spam": "spam spammed junk",
    "restore": "restore restored untrash untrashed reinstate reinstated",
    "delete": "delete deleted remove removed removal erase erased",
    "edit": "edit edited reword reworded redact redacted",
    "hide": "hide hid hidden",
    "unhide": "unhide unhid unhidden",
    "silence": "silence silenced mute muted",
    "block": "block blocked ban banned",
}
_ACTIONS = {word: action for action, words in _WORDS.items() for word in words.split()} | {
    "took down": "delete", "taken down": "delete", "take down": "delete", "not published": "trash",
    "declined to publish": "trash", "marked as spam": "spam", "put back": "restore",
}  # fmt: skip


def recognises(export: Export) -> bool:
    """Whether this is a removal register."""
    return export.table(*REQUIRED) is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """The actions."""
    yield from read_rows(export, REQUIRED, _action)


def _action(row: Row) -> Action:
    channel, platform = row.channel("Platform or channel")
    row.needed("Acted at")
    item, word = item_id(row.needed("Item id or link")), row.needed("Action")
    if (action := _ACTIONS.get(" ".join(word.casefold().rstrip(".").split()))) is None:
        raise CellError(f'"{word[:40]}" is no action; use one of: {", ".join(_WORDS)}')
    return Action(
        line=row.line, platform=platform, channel=channel, item_id=item, action=action, actor=row.text("By"),
        is_automatic=False, at=row.instant("Acted at"), at_raw=row.text("Acted at"), at_local=row.local("Acted at"),
        zone=f"assumed {row.export.reading.zone}", source="register", decided_at=row.instant("Decided at"),
        reason=row.text("Reason"), principle=row.text("Principle") or row.text("Policy clause"),
        evidence=row.text("Screenshot reference"),
    )  # fmt: skip
