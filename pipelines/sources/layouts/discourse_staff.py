"""The log of staff actions that Discourse exports: who did what on the forum, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, UNKNOWN, Action, Batch
from pipelines.sources.export import Export
from pipelines.sources.layouts.discourse_times import captured, instants
from pipelines.sources.tables import Chunk

LAYOUT = "discourse staff actions"
PLATFORM = "discourse"
HOLDS = "actions"
CANNOT_SHOW = (
    "posts that were hidden by readers' flags: Discourse does not log these as staff actions",
    "which post was edited or approved, unless the row links to it",
    "the end of a silence or suspension",
)
REQUIRED = ("staff_user", "action", "subject", "created_at", "details")
_KNOWN = (*REQUIRED, "context")

# A post that was declined before it was shown goes by the word that the removal register uses for it.
_ACTIONS = {
    "delete_post": "delete", "delete_post_permanently": "delete", "delete_topic": "delete",
    "delete_topic_permanently": "delete", "recover_post": "restore", "recover_topic": "restore",
    "post_approved": "approve", "approve_post": "approve", "post_rejected": "trash", "reject_post": "trash",
    "post_edit": "edit", "hide_post": "hide", "unhide_post": "unhide",
    "silence_user": "silence", "block_user": "silence", "suspend_user": "block",
}  # fmt: skip
_MACHINES = ("system", "discobot")
_FIRST_LINE = r"^\s*id: (?P<id>\d+)\s*(?:\n|\r|$)"
_IN_SUBJECT = r"\bpost #?(?P<id>\d+)\s*$"
_IN_LINK = r"/p/(?P<id>\d+)(?:[/?#]|$)"


def recognises(export: Export) -> bool:
    """Whether this is a log of staff actions."""
    return export.table(*REQUIRED) is not None


def read(export: Export) -> Iterator[Batch]:
    """One action a row; what is no moderation is skipped and counted by its name."""
    table = export.table(*REQUIRED)
    assert table is not None
    export.file.captured_on = captured(export)
    if unknown := table.unknown(*_KNOWN):
        export.note(f"unknown columns: {', '.join(unknown)}")
    for chunk in table.chunks():
        if isinstance(chunk, Chunk):
            yield from _actions(_moderation(chunk))
        else:
            yield chunk


def _names(chunk: Chunk) -> pa.StringArray:
    return pc.utf8_lower(chunk.word("action"))


def _moderation(chunk: Chunk) -> Chunk:
    """The rows that moderate; the others are counted by what they are."""
    for name in pc.unique(pc.fill_null(_names(chunk), "")).to_pylist():
        if name not in _ACTIONS:
            chunk = chunk.without(pc.equal(pc.fill_null(_names(chunk), ""), name), name or "row without an action")
    return chunk


def _actions(chunk: Chunk) -> Iterator[Batch]:
    export, names, raw = chunk.table.export, _names(chunk), chunk.word("created_at")
    at, staff = instants(raw), chunk.name("staff_user")
    machine = pc.is_in(pc.utf8_lower(staff), pa.array(_MACHINES))
    _cover(export, at)
    columns: dict[str, Any] = {
        "item_id": _items(chunk, names),
        "action": _meanings(names),
        "actor": pc.if_else(machine, None, staff),
        "is_automatic": pc.if_else(staff.is_valid(), machine, None),
        "at": at,
        "at_raw": raw,
        "at_local": pc.local_timestamp(at),
        "zone": pc.if_else(at.is_valid(), IN_FILE, UNKNOWN),
        "source": "discourse staff actions",
    }
    yield from chunk.batch(Action, columns)


def _meanings(names: pa.StringArray) -> pa.StringArray:
    """Discourse's words in those of the records."""
    return pa.array(list(_ACTIONS.values())).take(pc.index_in(names, pa.array(list(_ACTIONS))))


def _items(chunk: Chunk, names: pa.StringArray) -> pa.StringArray:
    """The post that an action was about: told by the details of a deletion, by the subject or by a link.

    Details are looked at only where Discourse itself writes their first line, not where people's words begin it.
    """
    told = pc.and_(pc.match_substring(names, "post"), pc.match_substring_regex(names, "^(delete|recover)_"))
    told = pc.fill_null(told, False)
    in_details = pc.if_else(told, _held(chunk.raw("details"), _FIRST_LINE), None)
    links = [_held(chunk.word("subject"), _IN_SUBJECT), _held(chunk.word("context"), _IN_LINK)]
    return pc.coalesce(in_details, *links)


def _held(cells: pa.StringArray, pattern: str) -> pa.StringArray:
    return pc.struct_field(pc.extract_regex(cells, pattern), "id")


def _cover(export: Export, at: pa.TimestampArray) -> None:
    """From the first action, a day of the organisation's zone, the log covers everything until it was taken."""
    if (first := pc.min(at).as_py()) is None:
        return
    since, file = first.astimezone(export.zone).date(), export.file
    file.covers_since, file.covers_until = min(since, file.covers_since or since), file.captured_on
