"""Our own posts that somebody should look at: their words with what was found in them, and what people say of it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import bound, frame, markup, own_record, period, words
from pages.parts.marked import marked

AT_ONCE = 10
_FOUND = """
select
    c.post_key::varchar as item, c.channel, c.kind, p.published_at, t.text, t.answers, c.category, c.state,
    k.name, k.clause,
    (select list({'first': s.span_start, 'last': s.span_end}) from own_span s
     where s.post_key = c.post_key and s.category = c.category) as places
from post_check c
join own_post p on p.post_key = c.post_key
join own_text t on t.post_key = c.post_key
join outbound_category k on k.category = c.category
where c.day >= $since and c.day < $until and ($channel is null or c.channel = $channel)
order by p.published_at desc, c.post_key, k.rank
"""
STATES = {"proposed": "To look at", "confirmed": "Confirmed", "dismissed": "Dismissed"}


def draw(desk: Desk, said: own_record.Said) -> None:
    """The findings of the period in one state, a few posts at a time."""
    window = desk.window
    found = desk.comments(_FOUND, since=window.since, until=window.until, channel=window.channel)
    found = found.assign(state=[said.state(r.item, r.category, r.state, r.text) for r in found.itertuples()])
    st.header("What was found, post by post", anchor=False)
    own_record.last(desk)
    state = bound.choice("Findings", "finding", STATES)
    items = list(dict.fromkeys(found[found["state"] == state]["item"]))
    if not items:
        st.markdown(f"No finding of the {words.plain(period.told(window))} is in this state.")
        return
    st.markdown(f"{words.count(len(items), 'post or answer', 'posts and answers')}, newest first.")
    shown = items[: st.session_state.get("own_shown", AT_ONCE)]
    for item in shown:
        _one(desk, found[(found["item"] == item) & (found["state"] == state)], said)
    if len(items) > len(shown):
        st.button("Show more", icon=":material/expand_more:", on_click=_more, args=(len(shown),))


def _more(shown: int) -> None:
    st.session_state["own_shown"] = shown + AT_ONCE


def _one(desk: Desk, part: pd.DataFrame, said: own_record.Said) -> None:
    row = part.iloc[0]
    names = frame.channel_names(desk)
    when = words.instant(row["published_at"], desk.publication["zone"])
    kind = "answer" if row["kind"] == "reply" else "post"
    doubt = " · ? with the CEO or Chair" if row["item"] in said.doubts else ""
    with st.container(border=True, gap="xsmall"):
        markup.show(markup.facts(f"{names.get(row['channel'], row['channel'])} · {kind} · {when}{doubt}"))
        if not words.is_missing(row["answers"]):
            markup.show(markup.facts(f"It answers: {_short(row['answers'])}"))
        markup.show(marked(row["text"], [s for r in part.itertuples() for s in _spans(r)]))
        for one in part.itertuples():
            _finding(desk, one)
        if desk.visitor.may("decision") and not doubt:
            st.button(
                "Ask the CEO or Chair", key=f"ask-{row['item']}", icon=":material/help:", type="tertiary",
                on_click=partial(_ask, desk, row["item"], row["channel"], row["text"]),
            )  # fmt: skip


def _finding(desk: Desk, one: Any) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{own_record.WORDS[one.state]}: **{words.plain(one.name)}** ({words.plain(one.clause)})")
        if not desk.visitor.may("post_checked"):
            return
        for verdict, label, icon in (("confirmed", "Confirm", "check"), ("dismissed", "Dismiss", "close")):
            if one.state != verdict:
                st.button(
                    label, key=f"{verdict}-{one.item}-{one.category}", icon=f":material/{icon}:",
                    help=f"{label}: {one.name}", on_click=_say, args=(desk, one, verdict),
                )  # fmt: skip


def _say(desk: Desk, one: Any, verdict: str) -> None:
    more = {"category": one.category, "verdict": verdict, "text": one.text}
    own_record.act(desk, "post_checked", one.item, one.channel, **more)


def _ask(desk: Desk, item: str, channel: str, text: str) -> None:
    own_record.act(desk, "decision", item, channel, decision="doubt", direction="outbound", text=text)


def _spans(one: Any) -> list[tuple[int, int, str]]:
    places = [] if words.is_missing(one.places) else list(one.places)
    return [(p["first"], p["last"], one.name) for p in places if p["last"] - p["first"] < len(one.text)]


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199].rstrip()}…"
