"""The form by which anybody reports a concern about somebody's safety."""

from __future__ import annotations

import uuid

import streamlit as st

from pages import Desk
from pages.parts import people, recording, words


def draw(desk: Desk) -> None:
    """Anybody who works here can report a concern, whatever they may read."""
    if not desk.visitor.may("safeguarding_reported"):
        return
    with st.expander("Report a concern about somebody's safety", icon=":material/health_and_safety:"):
        with st.form("report", clear_on_submit=True):
            reason = st.text_area("What you saw or heard", key="concern", max_chars=2000)
            is_sent = st.form_submit_button("Report it to your line manager")
        made = st.session_state.setdefault("concern_id", str(uuid.uuid4()))
        if is_sent and not reason.strip():
            st.error("Say what you saw or heard.", icon=":material/error:")
        elif is_sent and recording.record(
            desk, {"kind": "safeguarding_reported", "id": made, "reason": reason.strip()}
        ):
            del st.session_state["concern_id"]
            event = desk.ledger.store.event(made) if desk.ledger else None
            asked = people.listed(desk, list((event or {}).get("routed_to", [])))
            st.success(f"Reported. It is with {words.plain(asked)}.", icon=":material/check_circle:")
