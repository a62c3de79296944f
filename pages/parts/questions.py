"""Where the policy contradicts itself or says nothing: what is asked, and what is done here until somebody decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import markup, register_form, words
from pipelines.ledger import Ledger
from pipelines.ledger.following import STANDS

_CHOSEN = """
select e.choice, e.day, coalesce(r.name, e.role) as role from event e left join role r on r.role = e.role
where e.kind = 'clause_choice' and not e.is_undone order by e.seq
"""
_KEPT, _OTHERWISE = STANDS
_NAMED = {_KEPT: "Keep what is done here", _OTHERWISE: "Do otherwise"}


def draw(desk: Desk) -> None:
    """Draws the open questions with the choice in force, and the numbers that were chosen here."""
    register_form.told()
    st.header("Open questions", anchor=False)
    st.markdown(
        "The policy contradicts itself here, or is silent. None of these is settled by software: the choice in force "
        "stands in the policy file, and is the CEO's to confirm or to change. What the CEO chooses is recorded; where "
        "it differs, the figures follow it once the policy file does."
    )
    asked, said = desk.figures("select id, asks, choice, clauses from open_question order by position"), _said(desk)
    rows = [
        (r.asks, [markup.escape(r.choice), ", ".join(_clause(desk, c) for c in r.clauses),
                  markup.escape(said.get(r.id, "not yet"))])
        for r in asked.itertuples()
    ]  # fmt: skip
    if rows:
        head = ["Question", "What is done here", "Clauses", "Decided"]
        markup.show(markup.table("Open questions and the choice in force", head, rows))
    else:
        st.markdown("The policy file names none.")
    _choose(desk, said)
    _numbers(desk)


def _clause(desk: Desk, name: str) -> str:
    return markup.link(name, markup.address("clauses", desk.window, clause=name), f"Open clause {name}")


def _said(desk: Desk) -> dict[str, str]:
    """By question the last choice: of the record where it is open to whoever looks, else as it was published."""
    if desk.ledger is not None:
        return _recorded(desk, desk.ledger)
    found = desk.figures(_CHOSEN)
    return {_question(r.choice): _told(r.choice, r.role, words.on(r.day)) for r in found.itertuples()}


def _recorded(desk: Desk, ledger: Ledger) -> dict[str, str]:
    titles, found = {role.id: role.name for role in desk.policy.roles}, {}
    undone = {e["refers_to"] for e in ledger.events("undo")}
    for event in ledger.events("clause_choice"):
        if event["id"] not in undone:
            day = ledger.registers().day(datetime.fromisoformat(event["at"]))
            told = _told(event["choice"], titles.get(event["role"], event["role"]), words.on(day))
            because = ledger.opened(event).get("because")
            found[_question(event["choice"])] = f"{told}: {because}" if because else told
    return found


def _question(choice: Any) -> str:
    return str(choice).partition(":")[0]


def _told(choice: Any, role: str, day: str) -> str:
    kept = "kept as it is" if str(choice).endswith(f":{_KEPT}") else "to be done otherwise"
    return f"{kept}, by the {role} on {day}"


def _choose(desk: Desk, said: dict[str, str]) -> None:
    """The form of whoever may choose: an open question, how it is answered, and why."""
    asked = {q.id: q for q in desk.policy.open_questions}
    if not asked or not desk.visitor.may("clause_choice"):
        return
    sent = st.session_state.get("clause_choice-sent", 0)  # another form after each that was recorded
    with st.expander("Record the choice for an open question", icon=":material/edit_note:"), st.form(
        f"clause_choice-{sent}", border=False
    ):  # fmt: skip
        name = st.selectbox(
            "Question", list(asked), index=None, placeholder="Choose", key=f"choice_question-{sent}",
            format_func=lambda q: asked[q].asks + (" (decided)" if q in said else ""),
        )  # fmt: skip
        stand = st.radio(
            "What is chosen", STANDS, index=None, format_func=_NAMED.__getitem__, key=f"choice_stand-{sent}"
        )
        because = st.text_area("What is done instead, or why it is kept", key=f"choice_because-{sent}").strip()
        is_sent = st.form_submit_button("Record the choice", type="primary")
    if not is_sent:
        return
    if name is None or stand is None or (stand == _OTHERWISE and not because):
        st.error("Say which question, what is chosen, and what is done instead.", icon=":material/error:")
        return
    event = {"kind": "clause_choice", "clause": asked[name].clauses[0], "choice": f"{name}:{stand}"}
    register_form.record(desk, "clause_choice", event | ({"because": because} if because else {}), "Choice recorded.")


def _numbers(desk: Desk) -> None:
    """The numbers that the policy leaves open."""
    frame = desk.figures("select id, value, because from local_choice where id <> 'cadence_every_days' order by id")
    rows = [(words.named(r.id), [f"{r.value:,}", markup.escape(r.because)]) for r in frame.itertuples()]
    markup.show(markup.table("Numbers chosen here", ["Number", "Value", "Why"], rows))
