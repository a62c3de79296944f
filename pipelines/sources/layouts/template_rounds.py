"""Our own moderation log: who looked through which channel, when, and up to where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from pipelines.records import Batch, Record, Round
from pipelines.sources.export import Export
from pipelines.sources.layouts.templates import PLATFORM, CellError, Row, read_rows

__all__ = ["CANNOT_SHOW", "HOLDS", "LAYOUT", "PLATFORM", "read", "recognises"]

LAYOUT = "template_rounds"
HOLDS = "rounds"
CANNOT_SHOW = ("rounds that nobody wrote down",)
REQUIRED = ("Channel", "Round started", "Moderated by")


def recognises(export: Export) -> bool:
    """Whether this is a moderation log."""
    return export.table(*REQUIRED) is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """The rounds, and the days that they span."""
    for found in read_rows(export, REQUIRED, _round):
        if isinstance(found, Round) and found.started_at:
            day, file = found.started_at.astimezone(export.zone).date(), export.file
            file.covers_since = min(day, file.covers_since or day)
            file.covers_until = max(day, file.covers_until or day)
        yield found


def _round(row: Row) -> Round:
    channel, platform = row.channel("Channel")
    row.needed("Round started")
    started, ended, covered = (
        row.instant("Round started"),
        row.instant("Round finished"),
        row.instant("Covered through"),
    )
    assert started is not None
    if ended and ended < started:
        raise CellError("the round finished before it started")
    if covered and ended and covered > ended:
        raise CellError("the round covers a time after its end")
    return Round(
        line=row.line, platform=platform, channel=channel, started_at=started, ended_at=ended,
        covered_through=covered or started,  # what came in during the round may have been missed
        items_seen=row.count("Items seen"), actor=row.needed("Moderated by"),
        recorded_at=row.instant("Recorded on", time(23, 59)), note=row.text("Note"),
    )  # fmt: skip
