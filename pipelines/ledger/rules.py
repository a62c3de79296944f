"""What must hold before an event is recorded: by whom, when and after what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pipelines.errors import MalformedEvent, NotAllowed, OutOfOrder
from pipelines.events import EVENT_GROUPS
from pipelines.ledger import deciding, following
from pipelines.ledger.case import Breach, Case
from pipelines.ledger.kinds import KINDS

AHEAD = timedelta(minutes=5)  # clocks of two machines differ


def breaches(case: Case) -> Iterator[Breach]:
    """Every rule that the event does not keep, the gravest first."""
    yield from _times(case)
    yield from _actor(case)
    yield from _order(case)
    if case.kind == "decision":
        yield from deciding.meanwhile(case)
        yield from deciding.first_instance(case)
        yield from deciding.final(case)
        yield from deciding.verb(case)
    elif case.kind in _OF_KIND:
        yield from _OF_KIND[case.kind](case)


def _times(case: Case) -> Iterator[Breach]:
    if case.at > case.now + AHEAD:
        yield Breach(
            MalformedEvent, "", f"it is said to happen at {case.event['at']}, which is to come", "Mend its time"
        )
    for name in ("started_at", "covered_since", "covered_through", "acted_at"):
        latest = case.now if name == "acted_at" else case.at
        if name in case.event and datetime.fromisoformat(case.event[name]) > latest:
            yield Breach(MalformedEvent, "", f'"{name}" lies after the event itself', "Mend that time")


def _actor(case: Case) -> Iterator[Breach]:
    if case.kind in EVENT_GROUPS["notes"] or (case.kind == "erased" and not case.actor):
        return
    if not case.actor:
        yield Breach(MalformedEvent, "", '"actor" is missing', "Say whose act it is")
        return
    day, role = case.registers.day(case.at), case.role
    if role is None:
        yield Breach(NotAllowed, "S1-3", f'"{case.actor}" held no role on {day}', "Have the registers mended first")
    elif case.kind not in role.kinds:
        what = f'the role "{role.id}" of "{case.actor}" does not record this'
        yield Breach(NotAllowed, "S7", what, "Ask somebody whose role does")
    today = case.registers.day(case.now)
    able = {r.id for r in case.policy.roles if case.kind in r.kinds}
    if not case.is_imported and today != day and not able & set(case.registers.roles_of(case.actor, today)):
        what = f'"{case.actor}" holds no role today that records this'
        yield Breach(NotAllowed, "S7", what, "Ask somebody whose role does")
    if role and case.channel and role.decides_first and case.kind in _ON_CHANNELS and case.channel.id not in role.keys:
        what = f'the role "{role.id}" has no keys to "{case.channel.id}"'
        yield Breach(NotAllowed, "S7", what, "Ask somebody whose role has")


_ON_CHANNELS = ("decision", "round_started", "round_completed")


def _order(case: Case) -> Iterator[Breach]:
    """The event it refers to is there, of the right kind, and has no such follower yet."""
    named, kind = case.event.get("refers_to"), KINDS[case.kind]
    if named is None:
        return
    if case.referred is None:
        yield Breach(OutOfOrder, "", f'there is no event "{named}"', "Name the event that this one follows")
    elif case.referred["kind"] not in kind.follows:
        what = f'it cannot follow "{case.referred["kind"]}"'
        yield Breach(OutOfOrder, "", what, f"Name one of: {', '.join(kind.follows)}")
    elif any(f["kind"] == "undo" for f in case.followers):
        yield Breach(OutOfOrder, "", "the event that it follows is undone", "Record a new one")
    elif kind.is_once and any(f["kind"] == case.kind for f in case.followers):
        yield Breach(OutOfOrder, "", "the event that it follows has one already", "Undo that one first")


_OF_KIND = {
    "doubt_answered": deciding.answer, "undo": deciding.undo, "second_review": deciding.second_review,
    "round_completed": following.round_, "attestation": following.attestation, "legal_hold_set": following.hold,
    "clause_choice": following.choice, "post_checked": following.own_post, "post_named": following.own_post,
    **dict.fromkeys(EVENT_GROUPS["rewordings"], following.rewording),
    **dict.fromkeys(EVENT_GROUPS["safeguarding"], following.safeguarding),
    **dict.fromkeys(("removal_confirmed", "still_visible"), following.visibility),
    **dict.fromkeys(
        ("person_added", "role_given", "role_ended", "line_manager_set", "absence_set"), following.register
    ),
}  # fmt: skip
