"""Single values out of JSON answers: texts, ids, whole numbers and times, as platforms write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipelines.errors import DamagedIds
from pipelines.records import IN_FILE, UNKNOWN
from pipelines.sources import dates

if TYPE_CHECKING:
    from pipelines.sources.export import Export


def text_of(value: Any) -> str | None:
    """A string that says something, as it stands; else None."""
    return value if isinstance(value, str) and value.strip() else None


def identity(export: Export, value: Any) -> str | None:
    """An id as text.

    Raises:
        DamagedIds: it stands as a rounded number.
    """
    if isinstance(value, float):
        raise DamagedIds(export.name, "an id is a rounded number", "Download it again and keep ids as text")
    return str(value).strip() or None if isinstance(value, str | int) and not isinstance(value, bool) else None


def whole(node: Any, *path: str) -> int | None:
    """The whole number at the end of a path of keys, or None."""
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    if isinstance(node, str) and node.isdecimal() and len(node) < 20:
        return int(node)
    return node if isinstance(node, int) and not isinstance(node, bool) else None


def when(value: Any) -> tuple[datetime | None, datetime | None, str | None, str]:
    """Instant, wall-clock time, raw text and zone of a time as the API writes it."""
    raw = str(value) if isinstance(value, str | int) and value != "" else None
    if isinstance(value, int) or (raw or "").isdecimal():
        at = dates.unix(raw)
        return at, at.replace(tzinfo=None) if at else None, raw, IN_FILE if at else UNKNOWN
    read = dates.iso(raw)
    try:
        at = read.astimezone(UTC) if read else None
    except OverflowError:  # the first and the last day that there are
        return None, None, raw, UNKNOWN
    if read is None:
        return None, dates.wall_clock(raw), raw, UNKNOWN
    return at, read.replace(tzinfo=None), raw, IN_FILE
