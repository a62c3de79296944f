"""Our own three tables, which staff keep by hand: moderation log, removal register, access register."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.sample.files import File, csv_bytes, name
from pipelines.sample.span import LONDON, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.sample.world import World

LOG = (
    "Channel", "Round started", "Round finished", "Covered through", "Items seen", "Moderated by", "Recorded on",
    "Note",
)  # fmt: skip
REMOVALS = (
    "Platform or channel", "Item id or link", "Seen at", "Acted at", "Action", "By", "Reason", "Principle",
    "Policy clause", "Screenshot reference", "Decided at",
)  # fmt: skip
ACCESS = ("Channel", "Person or login", "Role", "Since", "Until", "Checked on", "Checked by")
KEYS = (
    ("website", "office-manager", "Office Manager", "2017-08-29", ""),
    ("website", "ceo", "CEO", "2017-08-29", ""),
    ("website", "board-it", "Board Member with responsibility for IT", "2017-08-29", ""),
    ("facebook", "office-manager", "Office Manager", "2017-08-29", ""),
    ("facebook", "ceo", "CEO", "2017-08-29", ""),
    ("x", "office-manager", "Office Manager", "2017-08-29", ""),
    ("x", "ceo", "CEO", "2017-08-29", ""),
    ("instagram", "office-manager", "Office Manager", "2017-08-29", ""),
    ("instagram", "ceo", "CEO", "2017-08-29", ""),
    ("instagram", "summer-intern", "Volunteer", "2025-07-01", "2025-09-05"),
)


def log(world: World) -> Iterator[File]:
    """The growing log, saved each Monday after the rounds."""
    for at in _evenings(world):
        rows = [
            [s.channel, shown(s.started), shown(s.finished), shown(s.covered), s.items, s.by, shown(s.recorded), s.note]
            for s in sorted(world.sittings, key=lambda s: (s.recorded, s.started))
            if s.recorded <= at
        ]
        yield File(name(at, f"moderation-log-{at:%Y-%m-%d}.csv"), csv_bytes(LOG, rows), at)


def removals(world: World) -> Iterator[File]:
    """The growing register, saved each Monday after the rounds."""
    for at in _evenings(world):
        rows = [
            [r.item.channel, r.item.id, shown(r.seen), shown(r.acted), r.action, r.by, r.reason, r.principle, r.clause,
             r.screenshot, shown(r.decided)]
            for r in world.removals
            if r.acted <= at
        ]  # fmt: skip
        yield File(name(at, f"removal-register-{at:%Y-%m-%d}.csv"), csv_bytes(REMOVALS, rows), at)


def access(world: World) -> Iterator[File]:
    """Who holds the keys, as checked at the beginning and at the end."""
    for export in sorted({world.span.exports[0], world.span.exports[-1]}):
        at = export + timedelta(minutes=58)
        day = f"{at.astimezone(LONDON):%Y-%m-%d}"
        data = csv_bytes(ACCESS, [[*key, day, "ceo"] for key in KEYS])
        yield File(name(at, f"access-register-{day}.csv"), data, at)


def _evenings(world: World) -> list[datetime]:
    return [at + timedelta(minutes=59) for at in world.span.exports]
