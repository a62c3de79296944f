"""How one comment stands in the record, in words: what was decided, by whom, and what is open about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pages import Desk
from pages.parts import markup, people, words
from pages.parts.thread import DID
from pipelines.ledger import Ledger


def said(events: Sequence[Mapping[str, Any]]) -> str:
    """What an act was: "3 comments left up"."""
    counted = Counter(str(e["decision"]) for e in events if e["kind"] == "decision")
    return words.listing(f"{words.count(n, 'comment')} {DID[verb]}" for verb, n in counted.items())


def draw(desk: Desk, ledger: Ledger, item: str) -> None:
    """Every decision on it that stands, in order, and whether somebody has the final word on it."""
    state = ledger.item(item)
    lines = [_line(desk, e) for e in state.decisions]
    if state.doubt:
        asked = people.listed(desk, list(state.doubt.get("routed_to", [])))
        lines.append(f"In doubt since {_when(desk, state.doubt)}: {asked} {_is(asked)} asked.")
    if state.concern and state.concern not in state.decisions:
        lines.append(f"A concern about safety is open since {_when(desk, state.concern)}.")
    if state.final:
        lines.append("That decision is final: nobody else can change it (S8-15).")
    for line in lines or ["Nothing is decided of it in the record."]:
        markup.show(markup.facts(line))


def _line(desk: Desk, event: Mapping[str, Any]) -> str:
    principle = next((f": {p.name}" for p in desk.policy.principles if p.id == event.get("principle")), "")
    who = words.sentence(people.named(desk, event["actor"]))
    return f"{who}, {_when(desk, event)}: {DID[event['decision']]}{principle}."


def _when(desk: Desk, event: Mapping[str, Any]) -> str:
    return words.instant(datetime.fromisoformat(event["at"]), desk.publication["zone"])


def _is(asked: str) -> str:
    return "are" if " and " in asked or asked == "you" else "is"
