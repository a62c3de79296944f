"""A round written down by hand: what it covered and what was seen, or that there was nothing; and what came late."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from pages import Desk
from pages.parts import cases, markup, people, recording, round_strip, words
from pages.parts.status import NOT_EVIDENCED
from pipelines.as_json import plain
from pipelines.ledger import Ledger
from pipelines.policy import Channel

QUICK_SECONDS = 2.0  # nobody reads and decides faster than this, one comment after the other
MANY = 20


def draw(desk: Desk) -> None:
    """The form, for those who hold rounds."""
    ledger = desk.ledger
    if ledger is None or not desk.visitor.may("round_completed"):
        return
    channels = {c.id: c for c in round_strip.channels(desk, ledger)}
    if told := st.session_state.pop("written", ""):
        st.success(told, icon=":material/check_circle:")
    if not channels:
        return
    with st.expander("Write down a round", icon=":material/edit_calendar:"):
        st.markdown("A round held in Review is written down there. This is for one held on the platform itself.")
        _form(desk, ledger, channels)


def _form(desk: Desk, ledger: Ledger, channels: dict[str, Channel]) -> None:
    now = ledger.now().astimezone(ZoneInfo(desk.publication["zone"]))
    made = st.session_state.setdefault("round_id", str(uuid.uuid4()))
    with st.form("round"):
        channel = st.selectbox("Channel", list(channels), format_func=lambda c: channels[c].name, key="round_channel")
        with st.container(horizontal=True):
            ended_on = st.date_input("Ended on", now.date(), max_value=now.date(), format="DD/MM/YYYY", key="ended_on")
            ended = st.time_input("at", time(now.hour, now.minute), key="ended", step=60)
            through_on = st.date_input(
                "Everything read up to", now.date(), max_value=now.date(), format="DD/MM/YYYY", key="through_on"
            )
            through = st.time_input("at", time(now.hour, now.minute), key="through", step=60)
        seen = st.number_input("Comments seen", 0, 100_000, 0, key="items_seen")
        is_empty = st.checkbox("I looked, and there was nothing to moderate", key="is_empty")
        if not st.form_submit_button("Write it down", icon=":material/check:"):
            return
    if bool(seen) is is_empty:
        st.error("Give the number of comments seen, or say that there was nothing: one of the two.")
        return
    event: dict[str, Any] = {
        "kind": "round_completed", "id": made, "channel": channel, "items_seen": int(seen),
        "at": _moment(desk, ended_on, ended), "covered_through": _moment(desk, through_on, through),
    }  # fmt: skip
    if recording.record(desk, event | ({"attested_empty": True} if is_empty else {})):
        del st.session_state["round_id"]
        st.session_state["written"] = f"The round on {channels[channel].name} is written down."
        st.rerun()


def _moment(desk: Desk, day: Any, at: time) -> Any:
    return plain(datetime.combine(day, at, ZoneInfo(desk.publication["zone"])))


def backdated(desk: Desk, names: dict[str, str]) -> None:
    """What was written down in bulk, long after it happened or faster than anybody reads: it stands out, and counts."""
    if not desk.visitor.sees_text:
        return
    limit = cases.choice(desk, "late_recording_hours")
    window = desk.window
    found = desk.comments(
        "select actor, channel, kind, (recorded_at at time zone $zone)::date as recorded_on, count(*) as n, "
        "min(at_time) as first_at, max(at_time) as last_at, "
        "date_diff('second', min(recorded_at), max(recorded_at)) / greatest(count(*) - 1, 1) as pace, "
        "max(date_diff('minute', at_time, recorded_at)) / 60 as latest from event "
        "where kind in ('decision', 'round_completed') and decision is distinct from 'nothing_wrong' "
        "and not is_undone and day >= $since and day < $until and ($channel is null or channel = $channel) "
        "group by all "
        "having latest > $limit and (kind = 'round_completed' or n >= $many) or n >= $many and pace < $quick "
        "order by recorded_on desc, n desc",
        since=window.since, until=window.until, channel=window.channel, limit=limit or 48, many=MANY,
        quick=QUICK_SECONDS, zone=desk.publication["zone"],
    )  # fmt: skip
    if found.empty:
        return
    st.header("Written down in bulk or late", anchor=False)
    st.markdown("It counts, and it is weak evidence: what is written long afterwards shows less than what is done.")
    rows = []
    for r in found.to_dict("records"):
        what = words.count(r["n"], "decision" if r["kind"] == "decision" else "round")
        late = words.duration(r["latest"] * 60) if limit and r["latest"] > limit else words.NOTHING
        pace = f"one in {r['pace']:.1f} seconds" if r["n"] >= MANY else words.NOTHING
        span = f"{words.on(r['first_at'])} to {words.on(r['last_at'])}"
        cells = [NOT_EVIDENCED.named(what), span, late, pace, people.named(desk, r["actor"])]
        name = f"{names.get(r['channel'], r['channel'])}, written down {words.on(r['recorded_on'])}"
        rows.append((name, [cells[0], *map(markup.escape, cells[1:])]))
    head = ["Channel, when written down", "What", "Of", "At most so late", "Pace", "By whom"]
    markup.show(markup.table("Written down in bulk or late", head, rows))
