"""What WordPress's own words mean, however they were exported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pipelines.as_json import to_json
from pipelines.records import IN_FILE, UNKNOWN
from pipelines.sources.dates import as_utc, in_zone, wall_clock

if TYPE_CHECKING:
    from pipelines.sources.export import Export

PLATFORM = "wordpress"
STATUSES = {
    "1": "visible", "approve": "visible", "approved": "visible",
    "0": "pending", "hold": "pending", "unapproved": "pending",
    "trash": "trashed", "post-trashed": "hidden", "spam": "spam",
}  # fmt: skip
OF_PEOPLE = ("", "comment", "review")


_E_MAIL = re.compile(r"\S+@\S+\.\S+")


def display_name(written: str | None) -> str | None:
    """The name under which a comment shows; None where somebody gave an e-mail address for a name."""
    name = (written or "").strip()
    return None if not name or _E_MAIL.fullmatch(name) else name


def as_it_stood(fields: Mapping[str, Any], name: str) -> str:
    """A comment's fields for a reject; ``name`` is the field that holds its author."""
    shown = {key: value for key, value in fields.items() if not key.endswith(("_email", "_IP"))}
    return to_json(shown | {name: display_name(str(fields.get(name) or ""))})


def kind(of_type: str, parent_id: str | None) -> str:
    """A comment's kind."""
    if of_type == "review":
        return "review"
    return "reply" if parent_id else "comment"


def when(
    export: Export, layout: str, local_raw: str | None, gmt_raw: str | None
) -> tuple[datetime | None, datetime | None, str, str | None]:
    """Instant, wall-clock time, how the zone is known, and the text that the instant came from."""
    local, at = _believable(wall_clock(local_raw)), _believable(as_utc(gmt_raw))
    if at:
        return at, local, IN_FILE, gmt_raw
    if local:
        name = export.reading.assumed.get(layout, export.reading.zone)
        return in_zone(local, ZoneInfo(name)), local, f"assumed {name}", local_raw
    return None, None, UNKNOWN, gmt_raw or local_raw


def _believable(time: datetime | None) -> datetime | None:
    """None for the first and last years that there are: zero dates in disguise, which no zone can shift."""
    return time if time and 1 < time.year < 9999 else None


def is_own(export: Export, author: str | None, user_id: int, own_users: frozenset[str] = frozenset()) -> bool | None:
    """Whether the organisation wrote it; a signed-in user who is not known to be its own may be anybody."""
    if (user_id > 0 and str(user_id) in own_users) or export.reading.is_own(PLATFORM, author):
        return True
    return None if user_id > 0 else False
