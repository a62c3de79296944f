"""What was done last in a sitting, and the key that takes it back."""

from __future__ import annotations

import streamlit as st

from pages import Desk
from pages.parts import standing, words
from pages.parts.sitting import Sitting, take_back
from pipelines.errors import WeekwatchError
from pipelines.ledger import Ledger


def draw(desk: Desk, ledger: Ledger, here: Sitting) -> None:
    """What was done last in this sitting, and the key that takes it back."""
    if not here.done:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Last: {words.plain(standing.said(here.done[-1]))}.")
        st.button("Undo (U)", key=f"undo-{here.done[-1][0]['id']}", shortcut="u", icon=":material/undo:",
                  on_click=_undo, args=(desk, ledger, here))  # fmt: skip


def _undo(desk: Desk, ledger: Ledger, here: Sitting) -> None:
    try:
        take_back(desk, ledger, here)
    except WeekwatchError as error:
        here.said = f"{error.what}. {error.do}"
