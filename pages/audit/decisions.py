"""Every decision with the event that proves it, who made it in which role, and how sound the record of it is."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from pages import Desk
from pages.parts import event_row, frame, health, markup, reconciled, words
from pipelines.ledger import Ledger

TITLE = "Decisions"
ASKS = "Who decided what, in which role, under which policy, and is the record whole?"
ORDER = 6
ICON = ":material/gavel:"
NEEDS_TEXT = True
PAGE = 50


def render(desk: Desk) -> None:
    """Draws the record's health, whether the figures hold the same, and the period's decisions."""
    ledger = desk.ledger
    if ledger is None:
        st.info("There is no record of moderation in this data folder, and none can be made there.")
        return
    health.health(desk, ledger)
    _reconciled(desk, ledger)
    _decisions(desk, ledger)


def _reconciled(desk: Desk, ledger: Ledger) -> None:
    st.header("The figures against the record", anchor=False)
    found = reconciled.reconciled(desk, ledger)
    whole = f"{words.count(found.published, 'event')} published, each as it was recorded."
    reconciled.draw(found, whole, "nothing published yet")


def _decisions(desk: Desk, ledger: Ledger) -> None:
    st.header("Decisions of this period", anchor=False)
    window, found, channels = desk.window, ledger.registers(), frame.channel_names(desk)
    undone = {e["refers_to"] for e in ledger.events("undo")}
    told = [
        e for e in ledger.events(*event_row.KINDS)
        if window.since <= found.day(datetime.fromisoformat(e["at"])) < window.until
        and window.channel in (None, e.get("channel"))
    ][::-1]  # fmt: skip
    if not told:
        frame.empty(
            desk, "No decision is recorded in this period.", "Decisions are made in the review.", "Review", "review"
        )
        return
    pages = -(-len(told) // PAGE)
    page = int(st.number_input("Page", 1, pages, key="decisions_page")) if pages > 1 else 1
    shown = told[(page - 1) * PAGE : page * PAGE]
    st.markdown(f"{words.count(len(told), 'event')}, of which these are {(page - 1) * PAGE + 1:,} to "
                f"{(page - 1) * PAGE + len(shown):,}, the newest first.")  # fmt: skip
    rows = [
        (f"{event['seq']:,}", event_row.cells(desk, ledger, event, event["id"] in undone, channels)) for event in shown
    ]
    markup.show(markup.table("Decisions, each with its event", event_row.HEAD, rows))
