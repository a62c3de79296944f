"""Where the policy contradicts itself or says nothing: what is asked, and what is done here until somebody decides."""

from __future__ import annotations

import streamlit as st

from pages import Desk
from pages.parts import markup, words

_CHOICE = """
select e.day, coalesce(r.name, e.role) as role from event e left join role r on r.role = e.role
where e.kind = 'clause_choice' and not e.is_undone and e.clause in (select unnest($clauses)) order by e.seq desc limit 1
"""


def draw(desk: Desk) -> None:
    """Draws the open questions with the choice in force, and the numbers that were chosen here."""
    st.header("Open questions", anchor=False)
    st.markdown(
        "The policy contradicts itself here, or is silent. None of these is settled by software: the choice in force "
        "stands in the policy file, and is the CEO's to change."
    )
    asked = desk.figures("select asks, choice, clauses from open_question order by position")
    rows = [
        (
            r.asks,
            [markup.escape(r.choice), ", ".join(_clause(desk, c) for c in r.clauses), _decided(desk, list(r.clauses))],
        )
        for r in asked.itertuples()
    ]
    if rows:
        head = ["Question", "What is done here", "Clauses", "Decided"]
        markup.show(markup.table("Open questions and the choice in force", head, rows))
    else:
        st.markdown("The policy file names none.")
    _numbers(desk)


def _clause(desk: Desk, name: str) -> str:
    return markup.link(name, markup.address("clauses", desk.window, clause=name), f"Open clause {name}")


def _decided(desk: Desk, clauses: list[str]) -> str:
    """The last choice that the record holds of these clauses."""
    found = desk.figures(_CHOICE, clauses=clauses)
    return "not yet" if found.empty else markup.escape(f"by the {found['role'][0]} on {words.on(found['day'][0])}")


def _numbers(desk: Desk) -> None:
    """The numbers that the policy leaves open."""
    frame = desk.figures("select id, value, because from local_choice where id <> 'cadence_every_days' order by id")
    rows = [(words.named(r.id), [f"{r.value:,}", markup.escape(r.because)]) for r in frame.itertuples()]
    markup.show(markup.table("Numbers chosen here", ["Number", "Value", "Why"], rows))
