"""Our own access register: who holds the keys of which channel, and when that was last checked."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.records import Access, Batch, Record
from pipelines.sources.export import Export
from pipelines.sources.layouts.templates import PLATFORM, CellError, Row, read_rows

__all__ = ["CANNOT_SHOW", "HOLDS", "LAYOUT", "PLATFORM", "read", "recognises"]

LAYOUT = "template_access"
HOLDS = "access"
CANNOT_SHOW = ("keys that nobody wrote down",)
REQUIRED = ("Channel", "Person or login", "Checked on")


def recognises(export: Export) -> bool:
    """Whether this is an access register."""
    return export.table(*REQUIRED) is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """Who holds which keys."""
    yield from read_rows(export, REQUIRED, _access)


def _access(row: Row) -> Access:
    channel, platform = row.channel("Channel")
    since, until = row.day("Since"), row.day("Until")
    if since and until and until < since:
        raise CellError("access ends before it begins")
    return Access(
        line=row.line, platform=platform, channel=channel, person=row.needed("Person or login"), role=row.text("Role"),
        since=since, until=until, checked_on=row.day("Checked on"), checked_by=row.text("Checked by"),
    )  # fmt: skip
