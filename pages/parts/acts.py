"""What a moderator does to comments, as the events that the record wants: made from what was shown, and no more."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pages import Desk
from pages.parts.thread import Told
from pipelines.as_json import plain
from pipelines.errors import EventRefused
from pipelines.ledger import Ledger
from pipelines.policy import Channel

Event = dict[str, Any]
KEEP = ("leave_up", "approve", "nothing_wrong")
DOWN = ("remove", "hide", "decline")


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as somebody was shown it: which words, after which event; ``id`` is that of a decision on it."""

    item: str
    channel: str
    revision: str
    seq: int
    id: str


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did to what they were shown; ``more`` is what they said about it."""

    verb: str
    shown: tuple[Shown, ...]
    more: Mapping[str, Any] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()  # categories that were found and are not there
    proposed: str = ""  # of a rewording: the words that its author is asked about


def show(ledger: Ledger, told: Told, seq: int) -> Shown:
    """A comment as it is shown now."""
    return Shown(told.item, str(told.row["channel"]), ledger.revision(told.text), seq, str(uuid.uuid4()))


def channel_of(desk: Desk, name: str) -> Channel:
    """A channel as the registers have it today."""
    assert desk.ledger is not None
    found, now = desk.ledger.registers(), desk.ledger.now()
    return found.channel(next(c for c in desk.policy.channels if c.id == name), found.day(now))


def keep(channel: Channel, is_held: bool) -> str:
    """The decision by which a comment stands: one that is held back is published by it."""
    return "approve" if is_held and "approve" in channel.can else "leave_up"


def downs(channel: Channel, is_held: bool) -> list[str]:
    """The decisions by which it does not, the most thorough that the channel allows first."""
    if channel.moderation == "before" and is_held:
        return ["decline"]
    return [verb for verb in ("remove", "hide") if verb in channel.can]


def decide(desk: Desk, ledger: Ledger, act: Act, told: Mapping[str, Told]) -> list[Event]:
    """Records a decision on each comment that was shown, all or none.

    Raises:
        EventRefused: a rule forbids it, or the words or the record changed since they were shown.
    """
    if before := [e for s in act.shown if (e := ledger.store.event(s.id))]:
        return before  # recorded already: somebody sent it twice
    missing = [s.item for s in act.shown if s.item not in told]
    if missing:
        raise EventRefused("Review", "a comment is gone from what is published", "Go on with the next")
    now = str(plain(ledger.now()))
    events = [_decision(desk, act, shown, told[shown.item], now) for shown in act.shown]
    for shown in act.shown:
        wrong = [c for c in told[shown.item].flagged if c in act.wrong]
        events += wrong_flags(desk, shown, told[shown.item], wrong, now)
    if act.proposed or act.verb == "reword":
        events += [_proposal(desk, shown, act.proposed, now) for shown in act.shown]
    return ledger.record_all(events)


def _proposal(desk: Desk, shown: Shown, proposed: str, now: str) -> Event:
    return {
        "kind": "rewording_proposed", "id": str(uuid.uuid5(uuid.UUID(shown.id), "proposed")), "at": now,
        "actor": desk.visitor.person, "refers_to": shown.id, "proposed": proposed, "revision": shown.revision,
    }  # fmt: skip


def _decision(desk: Desk, act: Act, shown: Shown, told: Told, now: str) -> Event:
    assert desk.ledger is not None
    event: Event = _about(desk, shown, told, now) | {
        "kind": "decision", "id": shown.id, "decision": act.verb, "thresholds": _thresholds(desk, told),
        "automated_detection": bool(told.flagged), **act.more,
        "newest_revision": desk.ledger.revision(told.text), "seen_seq": shown.seq,
    }  # fmt: skip
    if told.text and act.verb not in KEEP:  # of what is left standing the wording is named and not kept
        event["text"] = told.text
    return event


def wrong_flags(desk: Desk, shown: Shown, told: Told, categories: Sequence[str], now: str) -> list[Event]:
    """That what was found in a comment is not there, one event for each category."""
    return [
        _about(desk, shown, told, now)
        | {"kind": "wrong_flag", "id": str(uuid.uuid5(uuid.UUID(shown.id), category)), "category": category}
        for category in categories
    ]


def undo(ledger: Ledger, person: str, done: Sequence[Mapping[str, Any]]) -> list[Event]:
    """Takes back what was recorded, the last first, each by an event of its own."""
    now = str(plain(ledger.now()))
    return ledger.record_all(
        {"kind": "undo", "id": str(uuid.uuid5(uuid.UUID(e["id"]), "undo")), "at": now, "actor": person,
         "refers_to": e["id"]}
        for e in reversed(done)
    )  # fmt: skip


def _about(desk: Desk, shown: Shown, told: Told, now: str) -> Event:
    """What every event on a comment says: whose act, on which words, and what software had found in them."""
    publication = desk.publication
    event: Event = {
        "at": now, "actor": desk.visitor.person, "channel": shown.channel, "item": shown.item,
        "revision": shown.revision, "author": told.author, "model": publication["model"] or None,
        "detectors": [d.strip().replace(" ", "-") for d in str(publication["detectors"] or "").split(";") if d.strip()],
    }  # fmt: skip
    if told.scores:
        event["scores"] = {name: round(score, 4) for name, score in told.scores.items()}
    return event


def _thresholds(desk: Desk, told: Told) -> dict[str, float] | None:
    limits = {c.id: c.threshold for c in desk.policy.categories if c.direction == "inbound"}
    return {name: limits[name] for name in told.scores if name in limits} or None
