"""Whether what is published of the record is the record: event by event, and each decision as the one action it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import markup, words
from pages.parts.status import BREACH, MET, NOT_APPLICABLE
from pipelines.ledger import Ledger

DECIDES = ("decision", "doubt_answered", "rewording_approved", "rewording_declined")
SHOWN = 20
# The columns that pages read an event by, against the event as it was hashed.
_HELD = """
select seq, body::varchar as body, kind is not distinct from (body ->> 'kind')
    and actor is not distinct from (body ->> 'actor')
    and decision is not distinct from (body ->> 'decision') and principle is not distinct from (body ->> 'principle')
    and item_key is not distinct from try_cast(body ->> 'item' as uuid) as is_whole
from comments.event order by seq
"""
_COUNTED = """
select s.line as seq, count(*) as n, any_value(item_key::varchar) as item, any_value(principle) as principle,
    bool_or(action in ('trash', 'delete', 'hide')) as is_down, max(told) as told
from (
    select unnest(sightings) as s, len(sightings) as told, item_key, principle, action
    from action where source = 'ledger'
)
group by s.line
"""


@dataclass(slots=True)
class Reconciled:
    """How many events are published, how many wait for the next publication, and where the two differ."""

    published: int = 0
    waiting: int = 0
    differences: list[str] = field(default_factory=list)


def reconciled(desk: Desk, ledger: Ledger) -> Reconciled:
    """The published copy against the record itself, one to one and both ways."""
    held = desk.comments(_HELD)
    counts: dict[int, int] = {}
    digests: dict[int, bytes] = {}
    for seq, body, is_whole in zip(*(held[name].tolist() for name in ("seq", "body", "is_whole")), strict=True):
        counts[seq] = counts.get(seq, 0) + 1
        digests[seq] = _digest(body) if is_whole else b""
    result = Reconciled(len(counts))
    last = max(counts, default=0)
    wanted: dict[int, bytes] = {
        seq: _digest(body)
        for seq, body in ledger.store.db.execute("select seq, body from event where seq <= ?", (last,))
    }
    result.waiting = ledger.store.size() - last if ledger.store.size() > last else 0
    for seq in sorted(wanted.keys() | counts.keys()):
        if told := _difference(seq, wanted, digests, counts.get(seq, 0)):
            result.differences.append(told)
    result.differences += _actions(desk, ledger, last)
    return result


def _digest(body: str) -> bytes:
    return hashlib.sha256(body.encode()).digest()


def _difference(seq: int, wanted: dict[int, bytes], digests: dict[int, bytes], count: int) -> str:
    if seq not in wanted:
        return f"Event {seq} is published and is not in the record"
    if count != 1:
        return f"Event {seq} is published {count} times"
    return "" if digests[seq] == wanted[seq] else f"Event {seq} is published otherwise than it was recorded"


def is_down(event: Mapping[str, Any]) -> bool:
    """Whether an event says that a comment is to come down."""
    return event["kind"] == "rewording_declined" or event.get("decision") in ("remove", "hide", "decline")


def last_published(desk: Desk) -> int:
    """The number of the last event that is published."""
    return int(desk.comments("select coalesce(max(seq), 0)::bigint as seq from comments.event")["seq"].iloc[0])


def _actions(desk: Desk, ledger: Ledger, last: int) -> list[str]:
    """Decisions on items that exports hold, against the actions from the record that the figures count."""
    counted = {row["seq"]: row for row in desk.comments(_COUNTED).to_dict("records")}
    known = set(desk.comments("select item_key::varchar as item from comment")["item"])
    undone = {e["refers_to"] for e in ledger.events("undo") if e["seq"] <= last}
    wanted = {
        e["seq"]: e for e in ledger.events(*DECIDES)
        if e["seq"] <= last and e.get("item") in known and e["id"] not in undone and e.get("direction") != "outbound"
    }  # fmt: skip
    lost = [
        f"Decision {seq} is not among the actions that the figures count" for seq in sorted(wanted.keys() - counted)
    ]
    return lost + [told for seq, row in sorted(counted.items()) if (told := _counted(row, wanted.get(seq)))]


def _counted(row: Mapping[str, Any], event: Mapping[str, Any] | None) -> str:
    if row["n"] != 1:
        return f"Decision {row['seq']} is counted {row['n']} times"
    if event is None:
        return ""
    # Two events of one moment are one action, whose ground is that of either.
    ground = None if words.is_missing(row["principle"]) else row["principle"]
    is_same = row["item"] == event["item"] and row["is_down"] == is_down(event)
    return "" if is_same and (row["told"] > 1 or ground == event.get("principle")) else (
        f"Decision {row['seq']} is counted otherwise than it was recorded"
    )  # fmt: skip


def draw(found: Reconciled, whole: str, nothing: str) -> None:
    """Says that they are one to one, in the words given, or what differs; and what is not published yet."""
    later = f" {words.count(found.waiting, 'newer event')} will be in the next publication." if found.waiting else ""
    if not found.differences:
        state = MET.named("one to one") if found.published else NOT_APPLICABLE.named("nothing to compare")
        markup.show(f"<p>{state}: {whole if found.published else nothing}{later}</p>")
        return
    markup.show(f"<p>{BREACH.named(words.count(len(found.differences), 'difference'))}{later}</p>")
    for told in found.differences[:SHOWN]:
        st.markdown(f"- {words.plain(told)}.")
