"""One comment as it is read: where it stands, what was found in it, and, on demand, all that is known of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import markup, words
from pages.parts.marked import Span, marked


def draw(desk: Desk, row: pd.Series[Any], spans: pd.DataFrame, names: dict[str, str], channels: dict[str, str]) -> None:
    """Draws one comment; distressing text stays hidden until it is asked for."""
    key = str(row["item_key"])
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            markup.show(f'<p class="ww-facts">{markup.escape(facts(row, channels, desk.publication["zone"]))}</p>')
            about = "Its sources, revisions and actions"
            wants = st.button("History", key=f"history-{key}", icon=":material/history:", type="tertiary", help=about)
        found = [_named(c, names) for c in _listed(row["categories"])]
        if found:
            markup.show(f'<p class="ww-facts"><strong>Found: {markup.escape(words.listing(found))}</strong></p>')
        if not words.is_missing(row["alike"]):
            others = f"One of {row['alike']:,.0f} comments of its week that say nearly the same."
            see = markup.link(
                "See them", markup.address("comments", desk.window, wave=row["wave"]), f"See them: {others}"
            )
            markup.show(f'<p class="ww-facts">{markup.escape(others)} {see}</p>')
        if is_veiled(row):
            st.markdown("This text may distress. It stays hidden until you ask for it.")
            st.button("Show the text", key=f"veil-{key}", icon=":material/visibility:", on_click=_unveil, args=(key,))
        else:
            _text(
                row["text"],
                [(int(s.span_start), int(s.span_end), _named(s.category, names)) for s in spans.itertuples()],
            )
    if wants:
        _history(desk, row, channels)


def is_veiled(row: pd.Series[Any]) -> bool:
    """Whether a comment's text stays hidden for now."""
    return bool(row["veil"]) and not st.session_state.get(f"shown-{row['item_key']}")


def _named(category: str, names: dict[str, str]) -> str:
    return names.get(category, words.named(category))


def _unveil(key: str) -> None:
    st.session_state[f"shown-{key}"] = True


def _listed(value: Any) -> list[str]:
    return [] if words.is_missing(value) else list(value)


def _text(text: Any, spans: list[Span]) -> None:
    markup.show(
        marked(text, spans)
        if isinstance(text, str) and text
        else '<p class="ww-facts">No text: a sticker, a picture, or deleted.</p>'
    )


def facts(row: pd.Series[Any], channels: dict[str, str], zone: str) -> str:
    """Where and when it was posted, how it stands now and who looked at it."""
    when = (
        words.instant(row["posted_at"], zone)
        if row["is_zone_known"]
        else f"{words.instant(row['posted_at'], zone)} (time zone unknown)"
    )
    if words.is_missing(row["posted_at"]):
        when = "time unknown"
    if words.is_missing(row["decided_at"]):
        review = "? not reviewed yet"
    else:
        basis = "in a round" if row["decision_basis"] == "round" else f"by a decision of its own ({row['decision']})"
        review = f"✓ reviewed {basis}, {words.instant(row['decided_at'], zone)}"
    edited = f" · {row['revisions']} revisions" if row["revisions"] > 1 else ""
    return (
        f"{channels.get(row['channel'], row['channel'])} · {row['kind']} · {when} · {row['status']} · {review}{edited}"
    )


@st.dialog("What is known of this comment", width="large")
def _history(desk: Desk, row: pd.Series[Any], channels: dict[str, str]) -> None:
    key, zone = str(row["item_key"]), desk.publication["zone"]
    st.html(markup.LOOK)
    sources = words.listing(_listed(row["sources"])) or "no file"
    seen = f"Seen first {words.instant(row['first_seen'], zone)}, last {words.instant(row['last_seen'], zone)}."
    markup.show(markup.facts(f"Found in: {sources}. {seen}"))
    if not words.is_missing(row["link"]):
        markup.show(markup.facts(f"Its address on the platform (not a link, on purpose): {row['link']}"))
    _files(desk, key, zone)
    _answers(desk, row)
    _revisions(desk, row)
    _actions(desk, key)


def _files(desk: Desk, key: str, zone: str) -> None:
    """What each file says of it, and on which line: as what it stood there, or what was done to it."""
    found = desk.comments(
        "with said as ("
        "select unnest(sightings, recursive := true), null as action, null as at_time from comment "
        "where item_key = $key::uuid union all by name "
        "select unnest(sightings, recursive := true), action, at_time from action where item_key = $key::uuid) "
        "select s.*, f.name, f.layout, f.captured_on from said s join import_file f on f.file_no = s.file_no "
        "order by f.captured_on, f.name, s.line",
        key=key,
    )
    rows = [
        (r.name, [f"{r.line:,}", markup.escape(r.layout), words.on(r.captured_on), markup.escape(_said(r, zone))])
        for r in found.itertuples()
    ]
    head = ["File", "Line", "Kind of export", "Made on", "What it says"]
    markup.show(markup.table("What each file says of this comment", head, rows))


def _said(row: Any, zone: str) -> str:
    """One file's word on a comment."""
    if not words.is_missing(row.action):
        when = "at a time unknown" if words.is_missing(row.at_time) else words.instant(row.at_time, zone)
        return f"action: {row.action}, {when}"
    return "it was there, its status untold" if words.is_missing(row.status) else f"it was there: {row.status}"


def _revisions(desk: Desk, row: pd.Series[Any]) -> None:
    """Every text that was seen of it, unless its text is hidden for now."""
    st.subheader("Revisions", anchor=False)
    found = desk.comments(
        "select text, first_seen, last_seen from revision where item_key = $key::uuid order by first_seen",
        key=str(row["item_key"]),
    )
    if found.empty:
        st.markdown("Only this text has been seen.")
    elif is_veiled(row):
        st.markdown(f"{words.count(len(found), 'text')} were seen. They stay hidden until you ask for the text.")
        return
    zone = desk.publication["zone"]
    for r in found.itertuples():
        seen = f"Seen from {words.instant(r.first_seen, zone)} to {words.instant(r.last_seen, zone)}"
        markup.show(f'<p class="ww-facts">{markup.escape(seen)}</p>{marked(r.text or "", [])}')


def _answers(desk: Desk, row: pd.Series[Any]) -> None:
    if words.is_missing(row["parent_id"]):
        return
    found = desk.comments(
        "select text, veil from comment where channel = $channel and id = $id limit 1",
        channel=row["channel"],
        id=row["parent_id"],
    )
    if not found.empty:
        text = "(hidden: it may distress)" if found["veil"].iloc[0] else found["text"].iloc[0]
        st.subheader("It answers", anchor=False)
        _text(text, [])


def _actions(desk: Desk, key: str) -> None:
    st.subheader("Actions", anchor=False)
    actions = desk.comments("select * from action where item_key = $key::uuid order by at_time", key=key)
    if actions.empty:
        st.markdown("No action on it is recorded.")
        return
    rows = [
        (
            words.instant(a.at_time, desk.publication["zone"]),
            [markup.escape(v) for v in (a.action, a.actor or "unknown or automatic", a.reason, a.principle, a.source)],
        )
        for a in actions.itertuples()
    ]
    markup.show(
        markup.table("Actions on this comment", ["When", "Action", "By", "Reason", "Principle", "Source"], rows)
    )
