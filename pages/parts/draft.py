"""A box to try a post before it is published: what would be asked about it. Nothing of it is kept."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import jobs, markup, words
from pages.parts.marked import marked

LONGEST = 5000


def box(desk: Desk) -> None:
    """The box, and under it what was found in what stands in it."""
    if desk.inbox is None:
        return
    st.header("Try a post before you publish it", anchor=False)
    with st.form("draft", border=True):
        text = st.text_area("The words of the post", key="draft_text", max_chars=LONGEST, height=140)
        answers = st.text_input(
            "The comment that it answers, if it is an answer", key="draft_answers", max_chars=LONGEST
        )
        asked = st.form_submit_button("Look at it", icon=":material/spellcheck:")
    markup.show(markup.facts("It is looked at on this computer and kept nowhere."))
    if asked and text.strip():
        with st.spinner("Looking at it"):
            found, wrong = _looked_at(desk.inbox, text.strip(), answers.strip())
        if wrong:
            st.error(words.plain(wrong), icon=":material/error:")
        elif found is not None:
            _told(text.strip(), found)


def _looked_at(inbox: jobs.Inbox, text: str, answers: str) -> tuple[dict[str, Any] | None, str]:
    more = ("--answers", answers) if answers else ()
    code, said, complaint = jobs.answer(inbox, "draft", "--json", *more, given=text)
    return (
        (json.loads(said), "") if code == 0 else (None, (complaint.strip().splitlines() or ["It gave no answer"])[-1])
    )


def _told(text: str, found: dict[str, Any]) -> None:
    spans = [(s, e, f["name"]) for f in found["findings"] for s, e in f["places"] if e - s < len(text)]
    markup.show(marked(text, spans))
    if not found["findings"]:
        st.success("Nothing was found in it. That is no promise: read it once more yourself.", icon=":material/check:")
    for one in found["findings"]:
        about = words.listing(f"“{w}”" for w in one["words"] if len(w) < 80)
        st.markdown(f"? **{words.plain(one['name'])}** ({one['clause']}){': ' + words.plain(about) if about else ''}")
    meant = [f"{m['word']}: {m['meant']}" for m in found["spelling"] if m["meant"]]
    if meant:
        st.markdown(f"Did you mean {words.plain(words.listing(meant))}?")
    topics = words.listing(found["topics"])
    st.markdown(f"About: {words.plain(topics) if topics else 'none of what the policy asks us to share'}.")
