"""The Office Manager's desk: what waits to be read, one screen at a time, and every decision on the record at once."""

from __future__ import annotations

import streamlit as st

from pages import Desk
from pages.parts import deciding, frame, judged, markup, rest, round_strip, standing, takedowns, undoing, words
from pages.parts.sitting import REST_AFTER, Sitting, next_screen, perform, seen, sitting
from pages.parts.thread import told
from pipelines.errors import WeekwatchError
from pipelines.ledger import Ledger

TITLE = "Review"
ASKS = "What waits to be read, and what is decided of it?"
ORDER = 1
ICON = ":material/rate_review:"
NEEDS_TEXT = True


def render(desk: Desk) -> None:
    """Records what was decided by the last click, then shows what comes next."""
    ledger, opened = desk.ledger, st.query_params.get("item", "")
    is_first = any(r.decides_first for r in desk.policy.roles if r.id in desk.visitor.roles)
    if ledger is None or not desk.visitor.may("decision") or not (is_first or opened):
        told = "First decisions are for the roles that make them. What is put to you stands under **Needs you**."
        st.info(told, icon=":material/info:")
        return
    here = sitting(desk, ledger)
    _recorded(desk, ledger, here)
    if opened:
        markup.show(f"<p>{markup.link('Back to the queue', markup.address('review', desk.window))}</p>")
        standing.draw(desk, ledger, opened)
        _screen(desk, ledger, here, [opened], judged.unveil())
    else:
        _queue(desk, ledger, here)
    undoing.draw(desk, ledger, here)
    takedowns.to_do(desk, ledger, here.done)


def _queue(desk: Desk, ledger: Ledger, here: Sitting) -> None:
    left, here.sampled = here.queue.left(), round_strip.sampled(desk, ledger)
    round_strip.strip(desk, ledger, left)
    found = sum(e.category is not None for e in left)
    st.markdown(f"**{words.count(len(left), 'comment')} left**, of which {found:,} with something found.")
    is_shown, screen = judged.unveil(), next_screen(here, left)
    if screen:
        _screen(desk, ledger, here, [e.item for e in screen], is_shown)
    else:
        rest.draw(desk, ledger, here, left, is_shown)


def _recorded(desk: Desk, ledger: Ledger, here: Sitting) -> None:
    """A refusal is told, and what it was about is shown again as it is now."""
    try:
        perform(desk, ledger, here)
        if marked := rest.perform(desk, ledger, here):
            here.said = f"{words.count(marked, 'comment')} marked as nothing wrong."
    except WeekwatchError as error:
        frame.problem(error)


def _screen(desk: Desk, ledger: Ledger, here: Sitting, items: list[str], is_shown: bool) -> None:
    if here.distressing >= REST_AFTER:
        rest.pause(here)
        return
    found = told(desk, items, here.queue.states)
    if not found:
        st.info("No comment has this address any more.", icon=":material/info:")
        return
    shown, names = seen(here, ledger, found), judged.categories(desk)
    if here.said:
        st.info(words.plain(here.said), icon=":material/info:")
    if len(found) == 1:
        judged.draw(desk, found[0], is_shown, names)
    else:
        judged.few(desk, found, is_shown, names, here.apart.append)
    deciding.row(desk, here, found, shown)
    deciding.forms(desk, here, found, shown)
