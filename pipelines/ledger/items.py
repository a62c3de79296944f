"""How an item stands: its decision, who made it, whether that is final, and what is still open about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.events import EVENT_GROUPS

Event = Mapping[str, Any]
CASES = ("safeguarding_acknowledged", "safeguarding_referred", "safeguarding_closed")
STEPS = ("rewording_proposed", "rewording_sent", "rewording_answered", "rewording_approved", "rewording_declined")


@dataclass(slots=True)
class ItemState:
    """What the events on one item, in order, have made of it."""

    item: str = ""
    last_seq: int = 0
    decision: Event | None = None  # the one in force, doubts left out
    decisions: list[Event] = field(default_factory=list)
    doubt: Event | None = None  # the open one
    concern: Event | None = None  # the open safeguarding case
    rewording: list[Event] = field(default_factory=list)
    visibility: Event | None = None  # removal_confirmed or still_visible, whichever is later
    final: Event | None = None  # the decision that nobody else may change

    @property
    def verb(self) -> str | None:
        """The decision in force."""
        return self.decision["decision"] if self.decision else None


def state_of(events: Iterable[Event]) -> ItemState:
    """An item's state from its events, in order."""
    told = [event for event in events if event["kind"] not in EVENT_GROUPS["notes"]]  # to look is not to act
    undone = {e["refers_to"] for e in told if e["kind"] == "undo"}
    state = ItemState(item=told[0].get("item", "") if told else "", last_seq=told[-1]["seq"] if told else 0)
    for event in told:
        if event["id"] not in undone and event["kind"] != "undo":
            _take(state, event)
    return state


def _take(state: ItemState, event: Event) -> None:
    kind, verb = event["kind"], event.get("decision")
    if kind in ("decision", "doubt_answered"):
        _decide(state, event, str(verb))
    elif kind == "safeguarding_reported":
        state.concern = event
    elif kind == "safeguarding_closed" and state.concern and event["refers_to"] == state.concern["id"]:
        state.concern = None
    elif kind in STEPS:
        state.rewording = [event] if kind == "rewording_proposed" else [*state.rewording, event]
    elif kind in ("removal_confirmed", "still_visible"):
        state.visibility = event


def _decide(state: ItemState, event: Event, verb: str) -> None:
    if verb == "doubt":
        state.doubt = event
        return
    if state.doubt and event.get("refers_to") == state.doubt["id"]:
        state.doubt = None
    if verb == "safeguarding":
        state.concern = event
        if state.decision:  # what was decided of its visibility stays so
            return
    state.decision = event
    state.decisions.append(event)
    if event.get("is_final"):
        state.final = event
