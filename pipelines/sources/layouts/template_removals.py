"""Our own removal register: what was taken down or otherwise acted on, by whom and why."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from pipelines.records import Action, Batch, Record
from pipelines.sources.export import Export
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
_IN_PATH = (
    ("x", re.compile(r"/status(?:es)?/(\d+)")),
    ("instagram", re.compile(r"/c/\d+/r/(\d+)")),
    ("instagram", re.compile(r"/c/(\d+)")),
)
_HOSTS = {
    "facebook.com": "facebook",
    "fb.com": "facebook",
    "x.com": "x",
    "twitter.com": "x",
    "instagram.com": "instagram",
}


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


def item_id(written: str) -> str:
    """The platform's own id of an item, out of a link to it or as written; a link that holds none stays a link."""
    if not re.match(r"(https?://|www\.)", written, re.IGNORECASE):
        return written
    try:
        link = urlsplit(written if "://" in written else f"https://{written}")
    except ValueError:  # such as a bracket in the host: no address of any platform
        return written
    query = parse_qs(link.query)
    for name in ("reply_comment_id", "comment_id", "lc"):
        if name in query:
            return _plain_id(query[name][0])
    if link.path.endswith("/wp-admin/comment.php") and re.fullmatch(r"\d+", query.get("c", [""])[0]):
        return query["c"][0]
    if found := re.fullmatch(r"comment-(\d+)", link.fragment):
        return found[1]
    host = (link.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("mobile.")
    patterns = (pattern for platform, pattern in _IN_PATH if _HOSTS.get(host) == platform)
    return next((found[1] for pattern in patterns if (found := pattern.search(link.path))), written)


def _plain_id(value: str) -> str:
    """Facebook sometimes hides ``comment:<post>_<comment>`` in base 64."""
    try:
        text = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("ascii")
    except ValueError:
        return value
    return text.removeprefix("comment:") if text.startswith("comment:") else value
