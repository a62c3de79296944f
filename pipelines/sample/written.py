"""One event of the invented ledger: what it says, and the moment at which somebody wrote it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pipelines.sample.moderating import GROUNDS
from pipelines.sample.world import Item, World

CHECKPOINT = "checkpoint"  # in place of a kind: here somebody takes a checkpoint home
HARMS = {
    "abuse": "employee", "confidential": "service_user", "defamation": "partner", "safeguarding": "service_user",
    "malicious_link": "other_public", "illegal": "other_public", "political": "organisation",
}  # fmt: skip
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Written:
    """One event and when it was written down."""

    at: datetime
    event: dict[str, Any]
    is_imported: bool = False


def event_id(world: World, name: str) -> str:
    """The id of an event, the same each time the same sample is made."""
    return str(uuid5(NAMESPACE_URL, f"weekwatch sample {world.span.weeks} {len(world.items)} {name}"))


def instant(at: datetime) -> str:
    """An instant as events have it."""
    return at.isoformat().replace("+00:00", "Z")


def judged(item: Item, at: datetime, actor: str, decision: str, **more: Any) -> dict[str, Any]:
    """A decision on an item as it read then."""
    event = {"kind": "decision", "decision": decision, "channel": item.channel, "item": item.id, "actor": actor}
    said = {"text": item.text_at(at)} if item.text_at(at) else {}
    return event | {"at": instant(at), "content_type": "comment", "content_date": f"{item.at:%Y-%m-%d}"} | said | more


def grounds(item: Item, reason: str = "", principle: str = "") -> dict[str, Any]:
    """Why an item was taken down, and whom it harmed."""
    usual, _, words, _ = GROUNDS.get(item.label, ("S8-10", "", "Nothing to do with the post", 0.0))
    harms = HARMS.get(item.label, "organisation")
    return {"principle": principle or usual, "reason": reason or words, "harm_target": harms}
