"""What waits for somebody: doubts, concerns about safety, rewordings, rounds begun, removals to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipelines.events import EVENT_GROUPS
from pipelines.ledger import routes
from pipelines.ledger.record import Ledger
from pipelines.policy import Policy

Event = dict[str, Any]
_LEFT = """not exists (
    select 1 from event f where f.refers_to = event.id and f.kind in ({closing})
    and not exists (select 1 from event u where u.refers_to = f.id and u.kind = 'undo')
)"""


def _open(ledger: Ledger, where: str, *closing: str) -> Iterator[Event]:
    """Events that nothing has undone and none of these kinds has closed."""
    kinds = ", ".join(f"'{kind}'" for kind in ("undo", *closing))
    return ledger.store.events(f"{where} and {_LEFT.format(closing=kinds)}")


@dataclass(slots=True)
class Waiting:
    """Something open: the event that raised it, whose it is, and what was done about it so far."""

    event: Event
    people: list[str] = field(default_factory=list)
    is_open_question: bool = False
    steps: list[Event] = field(default_factory=list)


def doubts(ledger: Ledger, person: str | None = None) -> list[Waiting]:
    """Open doubts, oldest first; of one person, those that they may answer now."""
    found = []
    for event in _open(ledger, "kind = 'decision' and decision = 'doubt'", "doubt_answered", "decision"):
        route = routes.doubt(
            ledger.registers(), ledger.policy, event["actor"], ledger.now(), event.get("direction", "inbound")
        )
        people = list(dict.fromkeys([*event.get("routed_to", []), *route.people]))
        if person is None or person in people:
            found.append(Waiting(event, people, route.is_open))
    return found


def concerns(ledger: Ledger, person: str | None = None) -> list[Waiting]:
    """Concerns about somebody's safety that are not closed, oldest first, each with its steps."""
    raised = "(decision = 'safeguarding' and kind in ('decision', 'doubt_answered') or kind = 'safeguarding_reported')"
    found = []
    for event in _open(ledger, raised, "safeguarding_closed"):
        steps = [f for f in ledger.followers(event["id"]) if f["kind"] in EVENT_GROUPS["safeguarding"]]
        route = routes.concern(ledger.registers(), ledger.policy, event["actor"], ledger.now())
        people = list(dict.fromkeys([*event.get("routed_to", []), *route.people]))
        if person is None or person in people:
            found.append(Waiting(event, people, route.is_open, steps))
    return found


def rewordings(ledger: Ledger) -> list[Waiting]:
    """Decisions to reword that are neither approved nor declined, oldest first, each with its steps."""
    found = []
    for event in ledger.store.events("decision = 'reword' and kind in ('decision', 'doubt_answered')"):
        state = ledger.item(event["item"])
        done = {step["kind"] for step in state.rewording}
        if (state.decision or {}).get("id") == event["id"] and not done & {"rewording_approved", "rewording_declined"}:
            found.append(Waiting(event, [event["actor"]], steps=[dict(step) for step in state.rewording]))
    return found


def rounds_begun(ledger: Ledger) -> list[Event]:
    """Rounds that were started and not completed."""
    return list(_open(ledger, "kind = 'round_started'", "round_completed"))


def for_person(ledger: Ledger, person: str) -> dict[str, list[Waiting]]:
    """Everything that waits for one person."""
    return {
        "doubts": doubts(ledger, person),
        "concerns": concerns(ledger, person),
        "rewordings": [w for w in rewordings(ledger) if person in w.people],
        "rounds": [Waiting(event, [person]) for event in rounds_begun(ledger) if event["actor"] == person],
    }


def exceptions(ledger: Ledger) -> Iterator[Event]:
    """Events from outside that break a rule; each says which clauses in ``exceptions``."""
    return ledger.store.events("json_extract(body, '$.exceptions') is not null")


def may(policy: Policy, roles: list[str], kind: str) -> bool:
    """Whether one of these roles may record a kind of event."""
    return any(kind in role.kinds for role in policy.roles if role.id in roles)
