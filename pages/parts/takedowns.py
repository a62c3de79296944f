"""What was decided to come down and is not known to be gone: where to do it, and what somebody saw there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from pages import Desk
from pages.parts import acts, markup, recording, words
from pages.parts.status import BREACH, PROVISIONAL
from pipelines.ledger import Ledger
from pipelines.ledger.items import ItemState
from pipelines.policy import Channel

HOSTS = {"facebook": ("facebook.com",), "instagram": ("instagram.com",), "x": ("x.com", "twitter.com")}
SHOWN = 20
_VERBS = {"remove": "Remove", "hide": "Hide", "decline": "Decline"}


@dataclass(frozen=True, slots=True)
class Takedown:
    """A decision by which a comment is to go, and how it stands on the platform as far as anybody knows."""

    event: Mapping[str, Any]
    state: ItemState
    link: str
    is_seen: bool  # somebody, or a later export, saw it there after the decision


def of_items(desk: Desk, states: Mapping[str, ItemState]) -> list[Takedown]:
    """Those of these comments that are to go, and that neither a person nor an export has seen to be gone."""
    down = {k: s for k, s in states.items() if s.verb in acts.DOWN and _kind(s) != "removal_confirmed"}
    found = desk.comments(
        "select c.item_key::varchar as item, c.channel, c.id, c.link, coalesce(r.grade, '') as grade, r.confirmed_on "
        "from comment c left join removal r using (item_key) where c.item_key in (select unnest($items::uuid[]))",
        items=list(down),
    )
    channels = {c.id: c for c in desk.policy.channels}
    takedowns = []
    for r in found.to_dict("records"):
        state = down[r["item"]]
        assert state.decision is not None
        is_confirmed = r["grade"] == "recorded and confirmed"
        if not is_confirmed:
            is_seen = _kind(state) == "still_visible" or r["grade"] == "recorded but still visible"
            takedowns.append(
                Takedown(state.decision, state, address(channels[r["channel"]], r["link"], r["id"]), is_seen)
            )
    return sorted(takedowns, key=lambda t: (not t.is_seen, t.event["at"]))


def open_states(desk: Desk, ledger: Ledger) -> dict[str, ItemState]:
    """How those comments stand whose removal the record holds and no later export confirms, on the chosen channel."""
    published = desk.comments(
        "select distinct r.item_key::varchar as item from removal r join event e on e.item_key = r.item_key "
        "where r.grade <> 'recorded and confirmed' and e.decision in ('remove', 'hide', 'decline') and not e.is_undone"
    )
    since = int(desk.comments("select coalesce(max(seq), 0)::bigint as seq from event")["seq"].iloc[0])
    found = {item: ledger.item(item) for item in published["item"]} | ledger.states(after=since)
    return {
        k: s for k, s in found.items() if s.decision and desk.window.channel in (None, s.decision["channel"])
    }  # fmt: skip


def _kind(state: ItemState) -> str:
    return str(state.visibility["kind"]) if state.visibility else ""


def address(channel: Channel, link: Any, platform_id: Any) -> str:
    """Where the platform shows a comment; nothing where what the export says leads anywhere else."""
    if channel.platform == "wordpress" and channel.hosts and str(platform_id).isdigit():
        return f"https://{channel.hosts[0]}/wp-admin/comment.php?action=editcomment&c={platform_id}"
    hosts = HOSTS.get(channel.platform, tuple(channel.hosts))
    if isinstance(link, str):
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        if parts.scheme == "https" and host in hosts and not parts.username:
            return link
    if channel.platform == "x" and str(platform_id).isdigit():
        return f"https://x.com/i/status/{platform_id}"
    return ""


def to_do(desk: Desk, ledger: Ledger, done: Iterable[Iterable[Mapping[str, Any]]]) -> None:
    """Those of this sitting, so that they are done at once."""
    items = {str(e["item"]) for events in done for e in events if e.get("decision") in acts.DOWN}
    if items:
        draw(desk, ledger, of_items(desk, {item: ledger.item(item) for item in items}), "Now do it on the platform")


def draw(desk: Desk, ledger: Ledger, found: list[Takedown], title: str) -> None:
    """Each with the link to where it is done, and what somebody saw who looked afterwards."""
    if not found:
        return
    st.subheader(f"{title} ({len(found):,})", anchor=False)
    names, zone = {c.id: c.name for c in desk.policy.channels}, desk.publication["zone"]
    now, limit = ledger.now(), desk.policy.choice("remove_within_hours")
    for one in found[:SHOWN]:
        event, name = one.event, names[one.event["channel"]]
        decided = datetime.fromisoformat(event["at"])
        hours = (now - decided).total_seconds() / 3600
        told = f"{_VERBS[event['decision']]} on {name}: decided {words.instant(decided, zone)}"
        late = f", {words.duration(hours * 60)} ago; the local choice allows {limit} hours" if hours > limit else ""
        state = BREACH if one.is_seen or late else PROVISIONAL
        word = "still visible" if one.is_seen else "not confirmed in time" if late else "not confirmed yet"
        with st.container(border=True, gap="xsmall"):
            markup.show(f"<p>{state.named(word)} {markup.escape(told + late)}.</p>")
            _buttons(desk, one, name)
    if found[SHOWN:]:
        st.markdown(f"{len(found) - SHOWN:,} more come up as these are done.")


def _buttons(desk: Desk, one: Takedown, name: str) -> None:
    key = one.event["id"]
    st.text_input(
        "Where the screenshot is kept, if there is one", key=f"evidence-{key}", max_chars=200,
        placeholder="Such as: moderation folder, 12 March, 3",
    )  # fmt: skip
    with st.container(horizontal=True):
        if one.link:
            st.link_button(f"Open on {name}", one.link, icon=":material/open_in_new:")
        else:
            st.markdown(f"Its address on {name} is not known: look under the post.")
        if desk.visitor.may("removal_confirmed"):
            st.button("It is gone", key=f"gone-{key}", icon=":material/check:", on_click=_looked,
                      args=(desk, one, "removal_confirmed"))  # fmt: skip
            st.button("Still visible", key=f"visible-{key}", icon=":material/visibility:", on_click=_looked,
                      args=(desk, one, "still_visible"))  # fmt: skip


def _looked(desk: Desk, one: Takedown, kind: str) -> None:
    """What somebody saw who looked; the same click twice is one event."""
    evidence = str(st.session_state.get(f"evidence-{one.event['id']}", "")).strip()
    recording.follow(desk, kind, one.event, one.state.last_seq, evidence=evidence)
