"""Who is to answer: a doubt about deleting, a doubt about a post of our own, a concern about somebody's safety."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipelines.ledger.people import Registers
from pipelines.policy import Policy


@dataclass(frozen=True, slots=True)
class Route:
    """The people asked; ``is_open`` where none of them is there, so that software does not settle whose it is."""

    people: list[str]
    is_open: bool = False

    def as_fields(self) -> dict[str, object]:
        """As it stands in an event."""
        return {"routed_to": self.people} | ({"is_open_question": True} if self.is_open else {})


def chain(registers: Registers, policy: Policy, instant: datetime) -> list[str]:
    """Those who take doubts on that day, first asked first."""
    ranks = {r.id: r.takes_doubt for r in policy.roles if r.takes_doubt}
    held = [(ranks[t.role], t.person) for t in registers.people_at(registers.day(instant)) if t.role in ranks]
    return list(dict.fromkeys(person for _, person in sorted(held)))


def doubt(registers: Registers, policy: Policy, asker: str, instant: datetime, direction: str = "inbound") -> Route:
    """S5-14 of what the public wrote: the first who is there, never who asks. S6-2 of our own posts: any who is."""
    asked = [p for p in chain(registers, policy, instant) if p != asker]
    there = [p for p in asked if not registers.is_absent(p, instant)]
    if not there:
        return Route(asked, is_open=True)
    return Route(there if direction == "outbound" else there[:1])


def concern(registers: Registers, policy: Policy, raiser: str, instant: datetime) -> Route:
    """S5-8: the line manager on that date; where there is none, or they are away, also those who take doubts."""
    manager = registers.line_manager(raiser, registers.day(instant))
    if manager is not None and not registers.is_absent(manager, instant):
        return Route([manager])
    others = [p for p in chain(registers, policy, instant) if p not in (raiser, manager)]
    there = [p for p in others if not registers.is_absent(p, instant)]
    asked = ([manager] if manager else []) + (there or others)
    return Route(asked, is_open=not there)
