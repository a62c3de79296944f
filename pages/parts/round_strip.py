"""The round, above the queue: begun and completed on every channel with one click each, with what it covered."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import frame, queue, words
from pipelines.as_json import plain
from pipelines.errors import WeekwatchError
from pipelines.ledger import Ledger, waiting
from pipelines.metrics import sampling
from pipelines.policy import Channel

Event = dict[str, Any]


def channels(desk: Desk, ledger: Ledger) -> list[Channel]:
    """The channels in use today, of those chosen, to which the visitor's roles have keys."""
    today = ledger.registers().day(ledger.now())
    keys = {key for role in desk.policy.roles if role.id in desk.visitor.roles for key in role.keys}
    return [
        c for c in desk.policy.channels if c.id in keys and _is_used(c, today) and desk.window.channel in (None, c.id)
    ]


def _is_used(channel: Channel, today: date) -> bool:
    return channel.active_from <= today and (channel.active_to is None or today <= channel.active_to)


def begun(desk: Desk, ledger: Ledger) -> dict[str, Event]:
    """By channel, the visitor's own round that is under way."""
    return {e["channel"]: e for e in waiting.rounds_begun(ledger) if e["actor"] == desk.visitor.person}


def sampled(desk: Desk, ledger: Ledger) -> set[str]:
    """What was drawn at random in the visitor's rounds under way, to be read though nothing was found in it."""
    drawn = (f for e in begun(desk, ledger).values() for f in ledger.followers(e["id"]) if f["kind"] == "sample_drawn")
    return {item for event in drawn for item in event["items"]}


def strip(desk: Desk, ledger: Ledger, left: list[queue.Entry]) -> None:
    """Draws how the round stands and the one button that takes it on."""
    if not desk.visitor.may("round_started"):
        return
    under_way = begun(desk, ledger)
    mine = channels(desk, ledger)
    fresh = [c for c in mine if c.id not in under_way]
    if told := st.session_state.pop("round_told", ""):
        st.success(told, icon=":material/check_circle:")
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        if under_way:
            _under_way(desk, ledger, {c.id: c.name for c in desk.policy.channels}, under_way, left)
        if fresh:
            names = words.listing(c.name for c in fresh)
            st.button(
                f"Begin the round on {names}", key="begin", icon=":material/play_arrow:", on_click=_begin,
                args=(desk, ledger, fresh, str(uuid.uuid4())),
            )  # fmt: skip


def _under_way(
    desk: Desk, ledger: Ledger, names: dict[str, str], under_way: dict[str, Event], left: list[queue.Entry]
) -> None:
    zone = desk.publication["zone"]
    first = min(datetime.fromisoformat(e["at"]) for e in under_way.values())
    st.markdown(f"Round on {words.listing(names[c] for c in under_way)}, begun {words.instant(first, zone)}.")
    waits = {e.channel for e in left}
    ready = {c: e for c, e in under_way.items() if c not in waits}
    if not ready:
        return
    empty = [c for c, e in ready.items() if not seen_in(ledger, e)]
    is_attested = not empty or st.checkbox(
        f"I looked at {words.listing(names[c] for c in empty)}: there was nothing to moderate", key="attested"
    )
    st.button(
        f"Complete the round on {words.listing(names[c] for c in ready if is_attested or c not in empty)}",
        key="complete", icon=":material/task_alt:", disabled=not is_attested and len(empty) == len(ready),
        on_click=_complete, args=(desk, ledger, [e for c, e in ready.items() if is_attested or c not in empty]),
    )  # fmt: skip


def seen_in(ledger: Ledger, started: Event) -> list[str]:
    """The comments that whoever began a round decided on since then on its channel."""
    found = ledger.events("decision", "doubt_answered", after=started["seq"])
    mine = (e for e in found if e["channel"] == started["channel"] and e["actor"] == started["actor"])
    return list(dict.fromkeys(e["item"] for e in mine))


def reached(desk: Desk, channel: str) -> datetime | None:
    """Up to when the exports of a channel show its comments: what a round that read them all covered."""
    found = desk.figures("select max(comments_until) as k from evidence where channel = $channel", channel=channel)
    value = found["k"].iloc[0]
    return None if words.is_missing(value) else value.to_pydatetime().astimezone(UTC)


def _begin(desk: Desk, ledger: Ledger, fresh: Iterable[Channel], made: str) -> None:
    now = plain(ledger.now())
    base = uuid.UUID(made)
    events = [
        {"kind": "round_started", "id": str(uuid.uuid5(base, c.id)), "at": now, "actor": desk.visitor.person,
         "channel": c.id}
        for c in fresh
    ]  # fmt: skip
    recorded(ledger, events)


def _complete(desk: Desk, ledger: Ledger, rounds: list[Event]) -> None:
    events, without = [], []
    for started in rounds:
        covered = reached(desk, started["channel"])
        if covered is None:
            without.append(next(c.name for c in desk.policy.channels if c.id == started["channel"]))
            continue
        events += completed(desk, ledger, started, covered, len(seen_in(ledger, started)))
    if recorded(ledger, events) and events:
        st.session_state["round_told"] = f"Completed: {words.count(sum(_is_done(e) for e in events), 'round')}."
    if without:
        st.session_state["round_told"] = (
            f"{st.session_state.get('round_told', '')} No export shows how far {words.listing(without)} can be seen: "
            "say on the page Rounds up to when you looked."
        )


def _is_done(event: Event) -> bool:
    return bool(event["kind"] == "round_completed")


def completed(desk: Desk, ledger: Ledger, started: Event, covered: datetime, seen: int) -> list[Event]:
    """The end of a round, and the sample of what was decided in it that somebody else is to look at again."""
    now = str(plain(ledger.now()))
    made = str(uuid.uuid5(uuid.UUID(started["id"]), "completed"))
    end: Event = {
        "kind": "round_completed", "id": made, "at": now, "actor": desk.visitor.person, "channel": started["channel"],
        "refers_to": started["id"], "started_at": started["at"], "covered_through": plain(min(covered, ledger.now())),
        "items_seen": seen, "files": files(desk, started["channel"]),
    }  # fmt: skip
    if not seen:
        end["attested_empty"] = True
    judged = [
        item for item in seen_in(ledger, started) if (ledger.item(item).verb or "nothing_wrong") != "nothing_wrong"
    ]  # fmt: skip
    return [end, *([sample(desk, made, started["channel"], judged, now)] if judged else [])]


def sample(desk: Desk, follows: str, channel: str, items: list[str], now: str) -> Event:
    """A draw at random from these."""
    seed = secrets.randbelow(2**31)
    return {
        "kind": "sample_drawn", "id": str(uuid.uuid5(uuid.UUID(follows), "sample")), "at": now,
        "actor": desk.visitor.person, "channel": channel, "refers_to": follows, "seed": seed, "share": sampling.SHARE,
        "population": len(items), "items": sampling.draw(items, seed),
    }  # fmt: skip


def files(desk: Desk, channel: str) -> list[str]:
    """The newest file of comments of a channel, by its hash: what the round was held over."""
    found = desk.comments(
        "select f.sha256 from export e join import_file f using (file_no) where e.channel = $channel "
        "and e.kind = 'comments' order by e.captured_at desc nulls last limit 1",
        channel=channel,
    )
    return [str(h) for h in found["sha256"] if h]


def recorded(ledger: Ledger, events: list[Event]) -> bool:
    """Records several events, all or none; a refusal is told."""
    try:
        ledger.record_all(events)
    except WeekwatchError as error:
        frame.problem(error)
        return False
    return True
