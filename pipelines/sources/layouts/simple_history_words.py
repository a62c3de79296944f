"""What Simple History's own words mean, in its CSV and in its JSON."""

from __future__ import annotations

import re

LOGGER = "SimpleCommentsLogger"
SOURCE = "simple history"
OTHER_LOGGERS = "entry that is not about comments"
WRITTEN = "comment written, which is no moderation"
NO_TIME = "the time is not written as Simple History writes it"
NAMELESS = "some people sign in with an e-mail address: they are not named"
LEVELS = ("emergency", "alert", "critical", "error", "warning", "notice", "info", "debug")
# By who or what began it: whether it went by itself; None where nobody can tell.
INITIATORS: dict[str, bool | None] = {
    "wp_user": False, "wp": True, "wp_cli": True, "web_user": None, "other": None,
}  # fmt: skip
_DONE = {
    "status_approve": "approve", "status_1": "approve", "status_hold": "hold", "status_0": "hold",
    "status_spam": "spam", "status_trash": "trash", "untrashed": "restore", "deleted": "delete", "edited": "edit",
}  # fmt: skip
_KEY = re.compile(r"(?:(?:anon|user)_)?(comment|review|pingback|trackback)_(\w{1,30})")


def action_of(key: str) -> str | None:
    """The action that a message key stands for."""
    found = _KEY.fullmatch(key)
    return _DONE.get(found[2]) if found and found[1] in ("comment", "review") else None


def why_skipped(key: str) -> str:
    """Why an entry about comments that is no action is none."""
    found = _KEY.fullmatch(key)
    if found and found[1] in ("pingback", "trackback"):
        return found[1]
    return WRITTEN if found and found[2] == "added" else "entry of a kind that is not known"
