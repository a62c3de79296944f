"""What people have said of our own posts up to this moment, by the record, and how they say more."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import frame, words
from pipelines.as_json import plain
from pipelines.errors import WeekwatchError
from pipelines.ledger import Ledger

WORDS = {"confirmed": "✕ Confirmed", "dismissed": "✓ Dismissed", "proposed": "? To look at"}
_KINDS = ("post_checked", "post_named", "undo", "decision")


@dataclass(slots=True)
class Said:
    """By post and category the verdict, by post who is named for it and whether a doubt is open; with their events."""

    verdicts: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)
    ledger: Ledger | None = None

    def state(self, item: str, category: str, published: str, text: str) -> str:
        """How a finding stands: what was said since the figures were published counts, if these words were meant."""
        found = self.verdicts.get((item, category))
        if not found or self.ledger is None:
            return published
        is_meant = found.get("revision") in (None, self.ledger.revision(text))
        return str(found["verdict"]) if is_meant else "proposed"


def said(ledger: Ledger | None) -> Said:
    """All that was said and not taken back."""
    found = Said(ledger=ledger)
    if ledger is None:
        return found
    events = list(ledger.events(*_KINDS))
    undone = {e["refers_to"] for e in events if e["kind"] == "undo"}
    for event in events:
        if event["id"] in undone:
            continue
        if event["kind"] == "post_checked":
            found.verdicts[event["item"], event["category"]] = event
        elif event["kind"] == "post_named":
            found.named[event["item"]] = event["person"]
        elif event.get("decision") == "doubt" and event.get("direction") == "outbound":
            found.doubts.add(event["item"])
    return found


def act(desk: Desk, kind: str, item: str, channel: str, **more: Any) -> None:
    """Records something about a post; a second click on the same button records nothing more."""
    ledger = desk.ledger
    assert ledger is not None
    ids: dict[tuple[str, ...], str] = st.session_state.setdefault("own_ids", {})
    what = (kind, item, *(str(more.get(k, "")) for k in ("category", "verdict", "decision", "person")))
    event = {"kind": kind, "id": ids.setdefault(what, str(uuid.uuid4())), "at": str(plain(ledger.now()))}
    try:
        done = ledger.record(event | {"actor": desk.visitor.person, "channel": channel, "item": item} | more)
        st.session_state["own_said"] = (done["id"], "Recorded.")
    except WeekwatchError as error:
        st.session_state["own_said"] = ("", f"{words.sentence(error.what)}. {error.do}.")
    if kind != "decision":
        ids.pop(what)


def take_back(desk: Desk, event_id: str) -> None:
    """The last thing recorded is undone by an event of its own."""
    ledger = desk.ledger
    assert ledger is not None
    try:
        ledger.record({
            "kind": "undo", "at": str(plain(ledger.now())), "actor": desk.visitor.person, "refers_to": event_id,
        })  # fmt: skip
        st.session_state["own_said"] = ("", "Taken back.")
    except WeekwatchError as error:
        frame.problem(error)


def last(desk: Desk) -> None:
    """What came of the last click, with the way back."""
    event_id, told = st.session_state.pop("own_said", ("", ""))
    if not told:
        return
    st.info(words.plain(told), icon=":material/info:")
    if event_id:
        st.button("Undo", icon=":material/undo:", key=f"undo-{event_id}", on_click=take_back, args=(desk, event_id))
