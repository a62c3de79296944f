"""An event at the door with all that is known when it comes, and what a rule that it does not keep is.

Of an event that happens here a breach is a refusal; of one brought in from outside, which happened whether we like it
or not, it is an exception that the event bears for good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipelines.errors import EventRefused, FinalWord, NotAllowed
from pipelines.ledger import routes
from pipelines.ledger.items import ItemState
from pipelines.ledger.people import Registers
from pipelines.policy import Channel, Policy, Role

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is not kept: the clause, what is wrong, what to do."""

    error: type[EventRefused]
    clause: str
    what: str
    do: str

    def refusal(self, event: Event) -> EventRefused:
        """The same as an error."""
        clause = f" ({self.clause})" if self.clause else ""
        return self.error(f"event {event['kind']}", f"{self.what}{clause}", self.do)

    @property
    def is_bearable(self) -> bool:
        """Whether an event from outside may bear it as an exception."""
        return self.error in (NotAllowed, FinalWord)


@dataclass(slots=True)
class Case:
    """An event at the door, with all that is known when it comes."""

    event: Event
    policy: Policy
    registers: Registers
    now: datetime
    state: ItemState = field(default_factory=ItemState)
    referred: Event | None = None
    followers: Sequence[Event] = field(default_factory=list)
    newest_revision: str | None = None
    seen_seq: int | None = None
    is_imported: bool = False

    @property
    def kind(self) -> str:
        """What kind of event it is."""
        return str(self.event["kind"])

    @property
    def at(self) -> datetime:
        """When it happened."""
        return datetime.fromisoformat(self.event["at"])

    @property
    def actor(self) -> str:
        """Who did it."""
        return str(self.event.get("actor", ""))

    @property
    def role(self) -> Role | None:
        """The role in which they did: of those they held on that day the one that lets them most."""
        held = [
            r for r in self.policy.roles if r.id in self.registers.roles_of(self.actor, self.registers.day(self.at))
        ]
        return max(held, key=lambda r: (self.kind in r.kinds, r.final_word, r.decides_first), default=None)

    @property
    def channel(self) -> Channel | None:
        """Its channel, if it has one."""
        day, named = self.registers.day(self.at), self.event.get("channel")
        return next((self.registers.channel(c, day) for c in self.policy.channels if c.id == named), None)


def asked(case: Case, doubt: Event) -> list[str]:
    """Who may answer a doubt: those it was put to, and those it would be put to at the time of the answer."""
    direction = str(doubt.get("direction", "inbound"))
    route = routes.doubt(case.registers, case.policy, str(doubt.get("actor")), case.at, direction)
    return list(dict.fromkeys([*doubt.get("routed_to", []), *route.people]))
