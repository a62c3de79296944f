"""What is open between people: doubts put to somebody, and concerns about safety, each with its clock and its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import markup, people, recording, words
from pages.parts.status import BREACH, NOT_EVIDENCED, PROVISIONAL, State
from pipelines.ledger import Ledger
from pipelines.ledger.waiting import Waiting

STEPS = {
    "safeguarding_acknowledged": "acknowledged", "safeguarding_referred": "referred", "safeguarding_closed": "closed",
}  # fmt: skip


def choice(desk: Desk, name: str) -> int | None:
    """A local choice, if the policy makes it."""
    return next((c.value for c in desk.policy.local_choices if c.id == name), None)


def hours(desk: Desk, event: Mapping[str, Any]) -> float:
    """How long ago it was, by the record's clock."""
    assert desk.ledger is not None
    return max(0.0, (desk.ledger.now() - datetime.fromisoformat(event["at"])).total_seconds() / 3600)


def age(desk: Desk, event: Mapping[str, Any]) -> str:
    """The same in words."""
    return words.duration(max(1.0, hours(desk, event) * 60))


def where(desk: Desk, event: Mapping[str, Any]) -> str:
    """Which channel it is about, by name."""
    names = {c.id: c.name for c in desk.policy.channels}
    return names.get(str(event.get("channel")), "no channel named")


def doubt(desk: Desk, ledger: Ledger, one: Waiting) -> None:
    """One doubt, and the way to answer it."""
    event, limit = one.event, choice(desk, "doubt_answer_days")
    is_late = limit is not None and hours(desk, event) > limit * 24
    state = NOT_EVIDENCED if is_late or one.is_open_question else PROVISIONAL
    what = "a post of ours" if event.get("direction") == "outbound" else f"a comment on {where(desk, event)}"
    told = f"{words.sentence(people.named(desk, event['actor']))} asked about {what}, {age(desk, event)} ago."
    with st.container(border=True, gap="xsmall"):
        _head(desk, state, "open question" if one.is_open_question else "late" if is_late else "open", told, one)
        _note(desk, ledger, event)
        if event.get("direction") == "outbound":
            _answer_post(desk, one)
        elif event.get("item"):
            _to_comment(desk, event, "Read it and decide")


def _head(desk: Desk, state: State, word: str, told: str, one: Waiting) -> None:
    if one.is_open_question:
        told += f" None of those asked is there ({people.listed(desk, one.people)}): whose it is, is yours to settle."
    markup.show(f"<p>{state.named(word)} {markup.escape(told)}</p>")


def _note(desk: Desk, ledger: Ledger, event: Mapping[str, Any]) -> None:
    """What was written with it, for those who may read texts."""
    opened = ledger.opened(event) if desk.visitor.sees_text else {}
    for name in ("note", "reason"):
        if opened.get(name):
            st.markdown(words.plain(f"“{opened[name]}”"))


def _to_comment(desk: Desk, event: Mapping[str, Any], label: str) -> None:
    if desk.visitor.sees_text and desk.visitor.opens("moderation"):
        href = markup.address("review", desk.window, item=event["item"])
        spoken = f"{label}: the comment on {where(desk, event)}"
        markup.show(f"<p>{markup.link(f'{label} ›', href, spoken)}</p>")


def _answer_post(desk: Desk, one: Waiting) -> None:
    """A doubt about our own post is answered here: it stays, or it comes down."""
    with st.container(horizontal=True):
        for verb, label in (("leave_up", "It can stand"), ("remove", "Take it down")):
            st.button(label, key=f"{verb}-{one.event['id']}", on_click=_post, args=(desk, one.event, verb))


def _post(desk: Desk, event: Mapping[str, Any], verb: str) -> None:
    recording.follow(desk, "doubt_answered", event, 0, decision=verb, direction="outbound")


def concern(desk: Desk, ledger: Ledger, one: Waiting) -> None:
    """One concern about somebody's safety: its clock, what was done, and the next step."""
    event, done = one.event, {s["kind"]: s for s in one.steps}
    limit = choice(desk, "safeguarding_hours")
    is_late = limit is not None and "safeguarding_acknowledged" not in done and hours(desk, event) > limit
    state = BREACH if is_late or not done else PROVISIONAL
    word = "late" if is_late else "not acknowledged" if not done else "open"
    told = f"Safeguarding concern, {where(desk, event)}, raised by {people.named(desk, event['actor'])} "
    told += f"{age(desk, event)} ago; it is with {people.listed(desk, one.people)}."
    with st.container(border=True, gap="xsmall"):
        _head(desk, state, word, told, one)
        _note(desk, ledger, event)
        for step in one.steps:
            markup.show(markup.facts(_step(desk, ledger, step)))
        if event.get("item"):
            _to_comment(desk, event, "Read the comment")
        _next(desk, one, done)


def _step(desk: Desk, ledger: Ledger, step: Mapping[str, Any]) -> str:
    when = words.instant(datetime.fromisoformat(step["at"]), desk.publication["zone"])
    told = f"{words.sentence(STEPS[step['kind']])} by {people.named(desk, step['actor'])}, {when}"
    opened = ledger.opened(step) if desk.visitor.sees_text else {}
    if step["kind"] == "safeguarding_referred":
        told += f": {opened.get('body') or 'to whom is erased'}, reference {opened.get('reference') or 'erased'}"
    return f"{told}."


def _next(desk: Desk, one: Waiting, done: Mapping[str, Any]) -> None:
    """What can be done next by whoever may."""
    key, step = one.event["id"], len(one.steps)
    is_asked = not one.people or desk.visitor.person in one.people
    if "safeguarding_acknowledged" not in done:
        if is_asked and desk.visitor.may("safeguarding_acknowledged"):
            st.button("Acknowledge", key=f"acknowledge-{key}", type="primary", icon=":material/check:",
                      on_click=_step_on, args=(desk, one, "safeguarding_acknowledged", dict))  # fmt: skip
        return
    if not desk.visitor.may("safeguarding_referred"):
        return
    with st.form(f"refer-{key}-{step}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Referred to", key=f"body-{key}-{step}", max_chars=200)
        st.text_input("Their reference", key=f"reference-{key}-{step}", max_chars=200)
        st.form_submit_button("Refer", on_click=_step_on, args=(
            desk, one, "safeguarding_referred", lambda: _typed(key, step, "body", "reference")))  # fmt: skip
    with st.form(f"close-{key}-{step}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Why it can be closed", key=f"reason-{key}-{step}", max_chars=500)
        st.form_submit_button("Close", on_click=_step_on, args=(
            desk, one, "safeguarding_closed", lambda: _typed(key, step, "reason")))  # fmt: skip


def _typed(key: str, step: int, *names: str) -> dict[str, str]:
    return {name: str(st.session_state.get(f"{name}-{key}-{step}", "")).strip() for name in names}


def _step_on(desk: Desk, one: Waiting, kind: str, said: Callable[[], dict[str, str]]) -> None:
    fields = said()
    if not all(fields.values()):
        st.error("Nothing was recorded. Fill in every line first.", icon=":material/error:")
        return
    recording.follow(desk, kind, one.event, len(one.steps), **fields)
