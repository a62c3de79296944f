"""Rewordings on the website: proposed, sent, answered, approved or declined; nothing appears that nobody agreed to."""

from __future__ import annotations

import streamlit as st

from pages import Desk
from pages.parts import frame, markup, reworded, words
from pipelines.ledger import waiting

TITLE = "Rewording"
ASKS = "Which comments are to appear in other words, and did their authors agree?"
ORDER = 4
ICON = ":material/edit_note:"
NEEDS_TEXT = True


def render(desk: Desk) -> None:
    """Draws the open rewordings, oldest first, then what was published otherwise than agreed, then all that ended."""
    ledger = desk.ledger
    if ledger is None:
        st.info("There is no record here that could hold a rewording.", icon=":material/info:")
        return
    limit = next((c.value for c in desk.policy.local_choices if c.id == "reword_open_days"), None)
    st.markdown(
        "A comment may be reworded if its author agrees; else it is declined."
        + (f" After {limit} days without an answer it should be: a local choice." if limit else "")
    )
    found = [w for w in waiting.rewordings(ledger) if desk.window.channel in (None, w.event.get("channel"))]
    if not found:
        frame.empty(desk, "No rewording is open.", "One begins in Review, with Reword.", "Go to Review", "review")
    for one in found:
        reworded.draw(desk, ledger, one, limit)
    _differing(desk)


def _differing(desk: Desk) -> None:
    """What the newest export shows in other words than those agreed."""
    assert desk.ledger is not None
    wrong = reworded.differing(desk, desk.ledger)
    st.header("Published in other words than agreed", anchor=False)
    if wrong is None:
        st.markdown("No rewording was approved yet.")
        return
    if not wrong:
        st.markdown("✓ None: every approved rewording that an export shows since then stands in the words agreed.")
        return
    for name, why, item in wrong:
        href = markup.address("comments", desk.window, item=item)
        markup.show(f"<p>{why} {markup.escape(name)}. {markup.link('See it', href, f'See it: {name}')}</p>")
    st.markdown(f"{words.count(len(wrong), 'comment')} to look at: correct the website, or undo the approval.")
