"""The unflagged rest: a sample of it read, the others looked through or marked as nothing wrong, one event each."""

from __future__ import annotations

import uuid

import streamlit as st

from pages import Desk
from pages.parts import judged, queue, round_strip, words
from pages.parts.sitting import Sitting
from pages.parts.thread import told
from pipelines.as_json import plain
from pipelines.ledger import Ledger

PAGE = 25


def draw(desk: Desk, ledger: Ledger, here: Sitting, left: list[queue.Entry], is_shown: bool) -> None:
    """What is offered after the last screen."""
    others = queue.rested(left)
    if not others:
        st.success("Nothing waits to be read.", icon=":material/check_circle:")
        return
    st.subheader(f"{words.count(len(others), 'other')}, nothing found", anchor=False)
    under_way = round_strip.begun(desk, ledger)
    missing = [c for c in {e.channel for e in others} if c not in under_way]
    if missing:
        st.markdown("Begin the round first: a sample of these is drawn within it, for somebody to read.")
        return
    if undrawn := [c for c in under_way if c in {e.channel for e in others} and not _drawn(ledger, under_way[c])]:
        st.markdown("Nothing found is not nothing there. A sample drawn at random shows how much is missed.")
        st.button("Read the sample (A)", key="sample", shortcut="a", type="primary", icon=":material/casino:",
                  on_click=_draw, args=(desk, ledger, others, undrawn))  # fmt: skip
        return
    with st.container(horizontal=True):
        here.bulk = here.bulk or str(uuid.uuid4())
        st.button(f"Mark {len(others):,} as nothing wrong (A)", key=f"bulk-{here.bulk}", shortcut="a", type="primary",
                  icon=":material/done_all:", on_click=_mark, args=(here, [e.item for e in others]))  # fmt: skip
        st.toggle("Look through them", key="look")
    if st.session_state.get("look"):
        _look(desk, here, others, is_shown)


def _drawn(ledger: Ledger, started: round_strip.Event) -> bool:
    return any(f["kind"] == "sample_drawn" for f in ledger.followers(started["id"]))


def _draw(desk: Desk, ledger: Ledger, others: list[queue.Entry], channels: list[str]) -> None:
    """One sample for each channel's round; what is drawn comes up to be read, a few on a screen."""
    under_way, now = round_strip.begun(desk, ledger), str(plain(ledger.now()))
    events = [
        round_strip.sample(desk, under_way[c]["id"], c, [e.item for e in others if e.channel == c], now)
        for c in channels
    ]
    round_strip.recorded(ledger, events)


def _mark(here: Sitting, items: list[str]) -> None:
    here.marked = items


def _look(desk: Desk, here: Sitting, others: list[queue.Entry], is_shown: bool) -> None:
    """A page of them at a time."""
    last = -(-len(others) // PAGE)
    page = min(st.number_input("Page", 1, last, 1, key="look_page") if last > 1 else 1, last)
    found = told(desk, [e.item for e in others[(page - 1) * PAGE : page * PAGE]], here.queue.states)
    judged.few(desk, found, is_shown, judged.categories(desk), here.apart.append)


def perform(desk: Desk, ledger: Ledger, here: Sitting) -> int:
    """Records what was marked, one event each and all or none; what somebody decided meanwhile is left out."""
    marked, here.marked = set(here.marked), []
    if not marked:
        return 0
    here.queue.catch_up(ledger)
    items = [e.item for e in queue.rested(here.queue.left()) if e.item in marked]
    if not items:  # somebody else was quicker
        return 0
    base, now = uuid.UUID(here.bulk), plain(ledger.now())
    found = desk.comments(
        "select item_key::varchar as item, channel, coalesce(text, '') as text from comment "
        "where item_key in (select unnest($items::uuid[]))",
        items=items,
    )
    events = [
        {"kind": "decision", "id": str(uuid.uuid5(base, item)), "at": now, "actor": desk.visitor.person,
         "channel": channel, "item": item, "decision": "nothing_wrong", "revision": ledger.revision(text),
         "model": desk.publication["model"] or None, "seen_seq": _seq(here, item)}
        for item, channel, text in zip(found["item"], found["channel"], found["text"], strict=True)
    ]  # fmt: skip
    here.bulk = ""
    here.done = [*here.done, ledger.record_all(events)]
    here.queue.catch_up(ledger)
    return len(events)


def _seq(here: Sitting, item: str) -> int:
    state = here.queue.states.get(item)
    return state.last_seq if state else 0


def pause(here: Sitting) -> None:
    """A gentle break after a long run of what distresses."""
    st.info(
        f"You have read {here.distressing} distressing screens in a row. A short break helps. Everything decided is on "
        "the record, and nothing is lost by leaving.",
        icon=":material/self_improvement:",
    )
    st.button("Go on", key=f"rested-{here.decided}", on_click=_rested, args=(here,))


def _rested(here: Sitting) -> None:
    here.distressing = 0
