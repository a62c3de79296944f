"""What the software notes of itself: which text and people were shown, and to whom."""

from __future__ import annotations

import re

import streamlit as st

from pages import Desk, Page

_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def read(desk: Desk, page: Page) -> None:
    """Notes that a page showed text or people: once for each session, page, single comment and publication."""
    ledger, person = desk.ledger, desk.visitor.person
    if ledger is None or person is None or not desk.reads:
        return
    asked = st.query_params.get("item", "")
    item = asked if _KEY.fullmatch(asked) else None
    read = (page.name, item, person, str(desk.publication["published_at"]))
    noted: set[object] = st.session_state.setdefault("reads_noted", set())
    if read not in noted:
        ledger.note("read_logged", subject=page.name, actor=person, item=item, rows=sum(desk.reads))
        noted.add(read)
