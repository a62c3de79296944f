"""One rewording and its next step, and whether what was published is what its author agreed to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import cases, judged, markup, people, recording, words
from pages.parts.status import BREACH, NOT_EVIDENCED, PROVISIONAL
from pages.parts.thread import told
from pipelines.ledger import Ledger
from pipelines.ledger.waiting import Waiting

SENT = {"email": "E-mail", "post": "Post", "telephone": "Telephone", "message": "Message", "in_person": "In person"}
ANSWERS = {
    "agreed": "Agreed to these words", "changed": "Agreed to other words", "refused": "Refused",
    "none": "Gave no answer",
}  # fmt: skip
_DID = {
    "rewording_proposed": "proposed", "rewording_sent": "sent", "rewording_answered": "answered",
    "rewording_approved": "approved", "rewording_declined": "declined",
}  # fmt: skip


def draw(desk: Desk, ledger: Ledger, one: Waiting, limit: int | None) -> None:
    """The comment, the words proposed, how far it is and what comes next."""
    event, steps = one.event, one.steps
    days = cases.hours(desk, event) / 24
    is_late = limit is not None and days > limit
    state, word = (BREACH, "late: decline it") if is_late else (PROVISIONAL, "open")
    with st.container(border=True, gap="xsmall"):
        name = (
            f"{cases.where(desk, event)}, decided by {people.named(desk, event['actor'])}, {cases.age(desk, event)} ago"
        )
        markup.show(f"<p>{state.named(word)} {markup.escape(name)}.</p>")
        for comment in told(desk, [event["item"]], {}):
            judged.draw(desk, comment, not comment.veils, {}, is_blind=True)
        for step in steps:
            markup.show(markup.facts(_step(desk, ledger, step)))
        _next(desk, ledger, one)


def _step(desk: Desk, ledger: Ledger, step: Any) -> str:
    opened, when = ledger.opened(step), words.instant(datetime.fromisoformat(step["at"]), desk.publication["zone"])
    said = f"{words.sentence(_DID[step['kind']])} by {people.named(desk, step['actor'])}, {when}"
    if step["kind"] == "rewording_sent" and step.get("sent_by"):
        said += f", by {SENT[step['sent_by']].lower()}"
    if step["kind"] == "rewording_answered":
        said += f": {ANSWERS[step['answer']].lower()}"
    text = next((opened[n] for n in ("proposed", "body", "approved", "reason") if opened.get(n)), "")
    return f"{said}. “{text}”" if text else f"{said}."


def _next(desk: Desk, ledger: Ledger, one: Waiting) -> None:
    """What can follow, by whoever may: each step once, in order, and declining at any time."""
    steps = {s["kind"]: s for s in one.steps}
    proposal = steps.get("rewording_proposed")
    if not desk.visitor.may("rewording_sent"):
        return
    if proposal is None:
        _propose(desk, one)
        return
    if "rewording_sent" not in steps:
        _send(desk, proposal)
    elif "rewording_answered" not in steps:
        _answer(desk, proposal)
    elif steps["rewording_answered"]["answer"] in ("agreed", "changed"):
        _approve(desk, ledger, proposal, steps["rewording_answered"])
    _decline(desk, proposal)


def _propose(desk: Desk, one: Waiting) -> None:
    with st.form(f"propose-{one.event['id']}", border=False):
        text = st.text_area("The words that you propose", key=f"proposed-{one.event['id']}", max_chars=5000)
        is_done = st.form_submit_button("Propose")
    if is_done and recording.follow(desk, "rewording_proposed", one.event, 0, proposed=text.strip()):
        st.rerun()


def _send(desk: Desk, proposal: Any) -> None:
    key = proposal["id"]
    with st.form(f"send-{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox("How you asked its author", list(SENT), format_func=SENT.__getitem__, key=f"by-{key}")
        is_done = st.form_submit_button("Sent")
    if is_done and recording.follow(desk, "rewording_sent", proposal, 0, sent_by=by):
        st.rerun()


def _answer(desk: Desk, proposal: Any) -> None:
    key = proposal["id"]
    with st.form(f"answer-{key}", border=False):
        answer = st.radio(
            "What its author answered", list(ANSWERS), index=None, format_func=ANSWERS.__getitem__, key=f"answer-{key}"
        )
        body = st.text_area("In which words (if other words were agreed, these)", key=f"body-{key}", max_chars=5000)
        is_done = st.form_submit_button("Record the answer")
    if is_done and answer is None:
        st.error("Say what the answer was.", icon=":material/error:")
    elif is_done and recording.follow(desk, "rewording_answered", proposal, 0, answer=answer, body=body.strip()):
        st.rerun()


def _approve(desk: Desk, ledger: Ledger, proposal: Any, answered: Any) -> None:
    """The words to be published are those agreed, as they stand: they are not written again here."""
    name = "body" if answered["answer"] == "changed" else "proposed"
    agreed = ledger.opened(answered if name == "body" else proposal).get(name)
    if not agreed:
        st.markdown("? The words agreed are erased or were not written down: propose them again, or decline.")
        return
    st.button(
        "Approve these words, and publish them", key=f"approve-{proposal['id']}", type="primary",
        icon=":material/check:", on_click=_approved, args=(desk, ledger, proposal, agreed),
    )  # fmt: skip


def _approved(desk: Desk, ledger: Ledger, proposal: Any, agreed: str) -> None:
    recording.follow(desk, "rewording_approved", proposal, 0, approved=agreed, revision=ledger.revision(agreed))


def _decline(desk: Desk, proposal: Any) -> None:
    key = proposal["id"]
    with st.form(f"decline-{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input("Why it is declined", key=f"why-{key}", max_chars=500)
        is_done = st.form_submit_button("Decline to publish")
    if is_done and not reason.strip():
        st.error("Say why.", icon=":material/error:")
    elif is_done and recording.follow(desk, "rewording_declined", proposal, 0, reason=reason.strip()):
        st.rerun()


def differing(desk: Desk, ledger: Ledger) -> list[tuple[str, str, str]] | None:
    """Comments that an export shows in other words than those approved; None where nothing was approved.

    What no export has shown since the approval is not evidenced, and is listed as such.
    """
    approved = {e["item"]: e for e in ledger.events("rewording_approved") if e.get("item") and e.get("revision")}
    approved = {k: e for k, e in approved.items() if not any(f["kind"] == "undo" for f in ledger.followers(e["id"]))}
    if not approved:
        return None
    rows = desk.comments(
        "select item_key::varchar as item, channel, text, status, last_seen from comment "
        "where item_key in (select unnest($items::uuid[]))",
        items=list(approved),
    )
    wrong = []
    for r in rows.to_dict("records"):
        event = approved[r["item"]]
        name = f"{cases.where(desk, event)}, approved {cases.age(desk, event)} ago"
        is_seen = not words.is_missing(r["last_seen"]) and r["last_seen"] > datetime.fromisoformat(event["at"])
        if r["status"] == "visible" and is_seen and ledger.revision(str(r["text"] or "")) != event["revision"]:
            wrong.append((name, BREACH.named("published in other words"), r["item"]))
        elif not is_seen:
            wrong.append((name, NOT_EVIDENCED.named("no export since"), r["item"]))
    return wrong
