"""A moderator's sitting: what they were shown and did in this tab. Nobody's words are kept in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import acts, queue
from pages.parts.thread import Told, told
from pipelines.ledger import Ledger

REST_AFTER = 20  # so many distressing comments in a row, and a break is suggested
LAST = 20  # acts that can be undone from here


@dataclass(slots=True)
class Sitting:
    """Of one person, one publication and one channel; begun afresh when any of these changes."""

    about: tuple[Any, ...] = ()
    queue: queue.Queue = field(default_factory=queue.Queue)
    shown: dict[str, acts.Shown] = field(default_factory=dict)
    apart: list[str] = field(default_factory=list)  # to be looked at alone
    later: set[str] = field(default_factory=set)
    sampled: set[str] = field(default_factory=set)  # drawn at random, to be read though nothing was found
    done: list[list[dict[str, Any]]] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)  # asked to be marked as nothing wrong
    bulk: str = ""
    act: acts.Act | None = None  # asked for, not recorded yet
    form: str = ""  # which decision is being told about
    said: str = ""  # what became of the last act
    distressing: int = 0
    decided: int = 0


def sitting(desk: Desk, ledger: Ledger) -> Sitting:
    """The sitting of this tab, with every event recorded since its last look."""
    found: Sitting = st.session_state.setdefault("sitting", Sitting())
    place = (desk.visitor.person, str(ledger.store.path))
    about = (*place, str(desk.publication["published_at"]), desk.window.channel)
    if found.about[:2] != place:
        found = st.session_state["sitting"] = Sitting()
    if found.about != about:
        found.queue = queue.load(desk, ledger, found.queue if found.about else None)
        found.about = about
    found.queue.catch_up(ledger)
    if found.queue.undone():
        found.queue = queue.load(desk, ledger, found.queue)
    return found


def next_screen(here: Sitting, left: list[queue.Entry]) -> list[queue.Entry]:
    """What is read now: what was opened first, then the queue, then what was put off."""
    for item in here.apart:
        if alone := [e for e in left if e.item == item]:
            return alone
    here.apart = []
    now, later = [[e for e in left if (e.item in here.later) is is_later] for is_later in (False, True)]
    for waiting, apart in ((now, ()), (later, here.later)):
        if screen := queue.screen(waiting, apart):
            return screen
        if drawn := [e for e in waiting if e.item in here.sampled]:
            return drawn[: queue.TOGETHER]
    return []


def seen(here: Sitting, ledger: Ledger, found: list[Told]) -> tuple[acts.Shown, ...]:
    """These comments as they are shown now; what is shown already keeps its words, its place in time and its id."""
    shown = {}
    for one in found:
        state, before = here.queue.states.get(one.item), here.shown.get(one.item)
        now = acts.show(ledger, one, state.last_seq if state else 0)
        is_same = before and (before.revision, before.seq) == (now.revision, now.seq)
        if before and before.revision != now.revision:
            here.said = "Its words were edited since you opened it. These are the new ones."
        shown[one.item] = before if before and is_same else now
    here.shown = shown
    return tuple(shown.values())


def perform(desk: Desk, ledger: Ledger, here: Sitting) -> None:
    """Records what was asked for by the last click; what the record refuses is shown again as it is now."""
    act, here.act, here.said = here.act, None, ""
    if act is None:
        return
    found = {t.item: t for t in told(desk, [s.item for s in act.shown], here.queue.states)}
    events = acts.decide(desk, ledger, act, found)
    here.form, here.shown = "", {}
    here.done = [*here.done, events][-LAST:]
    here.decided += len(act.shown)
    here.distressing = here.distressing + 1 if any(t.veils for t in found.values()) else 0
    here.queue.catch_up(ledger)


def take_back(desk: Desk, ledger: Ledger, here: Sitting) -> None:
    """Undoes the last act, by events of their own, and shows its comments again."""
    assert desk.visitor.person is not None
    last = here.done.pop()
    acts.undo(ledger, desk.visitor.person, last)
    here.apart = list(dict.fromkeys([*(str(e["item"]) for e in last), *here.apart]))
    here.shown = {}
    here.queue.catch_up(ledger)
