"""Each person's list: the concerns, doubts, rewordings and rounds that wait for them, the most urgent first."""

from __future__ import annotations

import streamlit as st

from pages import Desk
from pages.parts import cases, markup, people, report
from pipelines.ledger import Ledger, waiting
from pipelines.ledger.waiting import Waiting

TITLE = "Needs you"
ASKS = "What waits for you, and for how long?"
ORDER = 2
ICON = ":material/assignment_ind:"


def render(desk: Desk) -> None:
    """Draws what waits for the visitor, then what they raised and others are to answer."""
    ledger, person = desk.ledger, desk.visitor.person
    if ledger is None and desk.visitor.may("safeguarding_reported"):
        report.draw(desk)
        return
    if ledger is None or person is None:
        st.info("There is no record here that could say what waits for you.", icon=":material/info:")
        return
    mine = waiting.for_person(ledger, person)
    _cases(desk, ledger, mine)
    _work(desk, mine)
    if not any(mine.values()):
        st.success("Nothing waits for you.", icon=":material/check_circle:")
    _raised(desk, ledger, person)
    report.draw(desk)


def _cases(desk: Desk, ledger: Ledger, mine: dict[str, list[Waiting]]) -> None:
    if mine["concerns"]:
        st.header(f"Concerns about safety ({len(mine['concerns'])})", anchor=False)
        for one in mine["concerns"]:
            cases.concern(desk, ledger, one)
    if mine["doubts"]:
        st.header(f"Doubts put to you ({len(mine['doubts'])})", anchor=False)
        for one in mine["doubts"]:
            cases.doubt(desk, ledger, one)


def _work(desk: Desk, mine: dict[str, list[Waiting]]) -> None:
    """Rewordings and rounds, each with the page where it goes on."""
    lines = []
    limit = cases.choice(desk, "reword_open_days")
    for one in mine["rewordings"]:
        is_late = limit is not None and cases.hours(desk, one.event) > limit * 24
        late = f": longer than the {limit} days of the local choice" if is_late else ""
        told = f"Rewording on {cases.where(desk, one.event)}, open for {cases.age(desk, one.event)}{late}"
        lines.append((told, markup.address("rewording", desk.window)))
    for one in mine["rounds"]:
        told = f"Round on {cases.where(desk, one.event)}, begun {cases.age(desk, one.event)} ago and not completed"
        lines.append((told, markup.address("review", desk.window)))
    if lines:
        st.header(f"Begun and not done ({len(lines)})", anchor=False)
        rows = "".join(
            f"<li><span></span><span>{markup.escape(told)}</span>{markup.link('Go on ›', href, f'Go on: {told}')}</li>"
            for told, href in lines
        )
        markup.show(f'<ul class="ww-list">{rows}</ul>')


def _raised(desk: Desk, ledger: Ledger, person: str) -> None:
    """What the visitor raised and others are to answer: where it is, and for how long."""
    raised = [w for w in [*waiting.concerns(ledger), *waiting.doubts(ledger)] if w.event["actor"] == person]
    if not raised:
        return
    st.header(f"Raised by you, with others ({len(raised)})", anchor=False)
    for one in raised:
        what = "Doubt" if one.event.get("decision") == "doubt" else "Concern about safety"
        done = cases.STEPS[one.steps[-1]["kind"]] if one.steps else "not answered yet"
        markup.show(markup.facts(
            f"{what}, {cases.where(desk, one.event)}, {cases.age(desk, one.event)} ago: with "
            f"{people.listed(desk, one.people)}, {done}."
        ))  # fmt: skip
