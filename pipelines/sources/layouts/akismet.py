"""What Akismet wrote down about a comment, as moderation evidence: its history rows and a person's overruling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.records import IN_FILE, UNKNOWN, Action, Reject
from pipelines.sources.dates import unix
from pipelines.sources.layouts.wordpress_fields import PLATFORM, display_name
from pipelines.sources.php_serialised import SerialisationError, Value, loads

if TYPE_CHECKING:
    from pipelines.sources.export import Export

SOURCE = "akismet"
_BY_STATUS = {
    "approved": "approve", "approve": "approve", "1": "approve",
    "unapproved": "hold", "unapprove": "hold", "hold": "hold", "0": "hold",
    "trash": "trash", "spam": "spam", "untrash": "restore", "unspam": "restore",
}  # fmt: skip
_REPORTED = {"report-spam": "spam", "report-ham": "restore"}
# A user in one of these is whoever was signed in when the check ran, often the commenter: nobody decided.
_BY_CHECK = {
    "check-spam": "spam", "recheck-spam": "spam", "webhook-spam": "spam", "webhook-ham": "restore",
    "wp-blacklisted": "trash", "wp-disallowed": "trash", "akismet-skipped-disallowed": "trash",
    # Not "cron-retry-spam": that is written even where somebody has decided meanwhile, and then nothing changes.
}  # fmt: skip
_STATUS = re.compile(r"status-(?:changed-?)?([\w-]*)")
_STATUS_IN_WORDS = re.compile(r"status (?:was changed )?to \W*(\w+)")
_REPORT_IN_WORDS = re.compile(r"reported this comment as (not )?spam")


def from_history(export: Export, line: int, item_id: str, raw: str, status: str) -> Action | Reject | str:
    """One ``akismet_history`` row: an action, a reject, or why it is neither; ``status`` is the comment's own."""
    try:
        row = _row(raw)
    except SerialisationError as error:
        return export.reject(line, f"Akismet history: {error}", raw)
    event, message, at_raw = _text(row.get("event")), _text(row.get("message")), _text(row.get("time"))
    action = _action(event, message)
    if action is None:
        return f"akismet {event or 'history without an event'}"
    if event.startswith("wp-") and status == "spam":
        action = "spam"
    at = unix(at_raw) if at_raw else None
    if at_raw and at is None:
        return export.reject(line, "Akismet history: the time is no Unix time", raw)
    user = "" if event in _BY_CHECK else _text(row.get("user"))
    return Action(
        line=line, platform=PLATFORM, item_id=item_id, action=action, actor=display_name(user), is_automatic=not user,
        at=at, at_raw=at_raw or None, zone=IN_FILE if at else UNKNOWN, source=SOURCE,
    )  # fmt: skip


def overruled(export: Export, line: int, item_id: str, result: str, user: str | None) -> Action | Reject:
    """What ``akismet_user_result`` says: that a person, at a time unknown, overruled Akismet."""
    action = {"true": "spam", "false": "restore"}.get(result.strip())
    if action is None:
        return export.reject(line, "akismet_user_result is neither true nor false", result)
    return Action(
        line=line, platform=PLATFORM, item_id=item_id, action=action, actor=display_name(user), is_automatic=False,
        source=SOURCE,
    )  # fmt: skip


def _row(raw: str) -> dict[int | str, Value]:
    value = loads(raw.strip().encode())
    if isinstance(value, str):
        # Some importers serialise what is serialised already.
        value = loads(value.encode())
    if not isinstance(value, dict):
        raise SerialisationError("the row is no array")
    return value


def _text(value: Value) -> str:
    return "" if value is None or isinstance(value, dict | bool) else str(value).strip()


def _action(event: str, message: str) -> str | None:
    if event in _BY_CHECK or event in _REPORTED:
        return _BY_CHECK.get(event) or _REPORTED.get(event)
    if event and event.rstrip("-") != "status-changed":
        found = _STATUS.fullmatch(event)
        return _BY_STATUS.get(found[1]) if found else None
    if found := _STATUS_IN_WORDS.search(message):
        return _BY_STATUS.get(found[1].lower())
    found = _REPORT_IN_WORDS.search(message)
    return ("restore" if found[1] else "spam") if found else None
