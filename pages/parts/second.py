"""A second review: a comment drawn at random, judged by somebody who does not see what the first decided."""

from __future__ import annotations

import uuid
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import acts, judged, recording, words
from pages.parts.thread import told
from pipelines.ledger import Ledger

_WORDS = {"leave_up": "It can stand", "remove": "It should not stand", "safeguarding": "A concern about safety"}
_KEYS = {"leave_up": "a", "remove": "t", "safeguarding": "s"}
RECENT = 20  # the samples of so many rounds are open for a second look


def waiting(desk: Desk, ledger: Ledger) -> list[tuple[dict[str, Any], str]]:
    """Comments drawn from what was decided, with their sample, which the visitor did not decide and has not judged."""
    drawn = [e for e in ledger.events("sample_drawn") if _of_decided(ledger, e)][-RECENT:]
    mine = {e["item"] for e in ledger.events("second_review") if e["actor"] == desk.visitor.person}
    return [(e, item) for e in drawn for item in e["items"] if item not in mine and _is_others(desk, ledger, item)]


def _of_decided(ledger: Ledger, sample: dict[str, Any]) -> bool:
    follows = ledger.store.event(sample["refers_to"]) if "refers_to" in sample else None
    return follows is not None and follows["kind"] == "round_completed"


def _is_others(desk: Desk, ledger: Ledger, item: str) -> bool:
    state = ledger.item(item)
    return state.decision is not None and all(e["actor"] != desk.visitor.person for e in state.decisions)


def draw(desk: Desk, ledger: Ledger) -> None:
    """The next one, without the first decision, without scores and marks."""
    if not desk.visitor.may("second_review"):
        return
    found = waiting(desk, ledger)
    st.header("Second reviews for you", anchor=False)
    if not found:
        st.markdown("None waits for you. Each completed round draws some from what others decided in it.")
        return
    st.markdown(f"{words.count(len(found), 'comment')}, judged without seeing the first decision or what was found.")
    sample, item = found[0]
    comments = told(desk, [item], {})
    is_shown = judged.unveil()
    for comment in comments:
        judged.draw(desk, comment, is_shown, {}, is_blind=True)
    if not comments:
        st.markdown("This comment is gone from what is published.")
    revision = ledger.revision(comments[0].text if comments else "")
    with st.container(horizontal=True):
        for verb, label in _WORDS.items():
            st.button(f"{label} ({_KEYS[verb].upper()})", key=f"{verb}-{item}", shortcut=_KEYS[verb], on_click=_judge,
                      args=(desk, sample, item, verb, revision))  # fmt: skip


def _judge(desk: Desk, sample: dict[str, Any], item: str, verb: str, revision: str) -> None:
    channel = acts.channel_of(desk, sample["channel"])
    verb = next(iter(acts.downs(channel, False)), "decline") if verb == "remove" else verb
    made = uuid.uuid5(uuid.UUID(sample["id"]), f"{item} {desk.visitor.person}")
    recording.record(desk, {
        "kind": "second_review", "id": str(made), "refers_to": sample["id"], "channel": sample["channel"], "item": item,
        "decision": verb, "is_blind": True, "revision": revision,
    })  # fmt: skip
