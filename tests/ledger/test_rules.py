"""What an event must say and follow is asked where it is stored, in one clear line."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.errors import (
    DecidedMeanwhile,
    EventRefused,
    MalformedEvent,
    NotAllowed,
    NotNewest,
    OutOfOrder,
)
from pipelines.ledger.kinds import KINDS
from pipelines.policy import Policy
from tests.ledger.conftest import MONDAY, POLICY, Desk, decided


@pytest.mark.parametrize("verb", ["remove", "hide"])
@pytest.mark.parametrize("missing", ["principle", "harm_target", "reason"])
def test_a_removal_says_why_whom_it_harms_and_by_which_principle(desk: Desk, verb: str, missing: str) -> None:
    with pytest.raises(MalformedEvent, match=f'"{missing}" is missing'):
        desk.decide(verb, **{missing: None})


@pytest.mark.parametrize("name", ["principle", "harm_target", "channel", "decision", "source_type"])
def test_only_known_words_are_taken(desk: Desk, name: str) -> None:
    with pytest.raises(MalformedEvent, match=f'"{name}" is none of'):
        desk.record(decided("hide") | {name: "nonsense"})


ALLOWED = {
    "website": {"approve", "reword", "remove", "decline"},
    "facebook": {"hide", "remove"},
    "x": {"hide"},
    "instagram": {"hide", "remove"},
}


@pytest.mark.parametrize("channel", ALLOWED)
@pytest.mark.parametrize("verb", ["approve", "reword", "hide", "remove", "decline"])
def test_a_channel_takes_only_what_it_can(desk: Desk, channel: str, verb: str) -> None:
    event = decided(verb, channel=channel)
    if verb in ALLOWED[channel]:
        assert desk.record(event)["decision"] == verb
    else:
        with pytest.raises(MalformedEvent, match=r"cannot|nothing to decline"):
            desk.record(event)


def test_a_comment_without_contact_is_declined_not_reworded(desk: Desk) -> None:
    with pytest.raises(MalformedEvent, match=r"S8-12b.*Decline"):
        desk.decide("reword", channel="website", has_contact=False)


def test_the_record_of_a_decision_holds_what_the_standard_form_asks(desk: Desk) -> None:
    scores = {"scores": {"abuse": 0.91}, "thresholds": {"abuse": 0.5}, "detectors": ["phrases"], "model": "patterns-3"}
    event = desk.decide("hide", content_type="comment", content_date="2026-03-01", content_language="en", **scores)
    wanted = {
        "automated_detection": True, "automated_decision": "not automated", "decision_ground": "rules",
        "source_type": "own_initiative", "role": "office_manager", "policy": "2.1", "content_type": "comment",
    }  # fmt: skip
    assert wanted.items() <= event.items()
    assert event["scores"] == {"abuse": 0.91}


def test_words_edited_since_they_were_shown_are_shown_again(desk: Desk) -> None:
    shown, edited = desk.revision("first"), desk.revision("second")
    with pytest.raises(NotNewest, match="edited"):
        desk.decide("leave_up", revision=shown, newest_revision=edited)
    desk.decide("leave_up", revision=edited, newest_revision=edited)


def test_of_two_who_decide_at_once_the_second_is_told(desk: Desk) -> None:
    desk.decide("leave_up", seen_seq=0)
    with pytest.raises(DecidedMeanwhile, match=r'"office-manager" decided "leave_up"'):
        desk.decide("hide", actor="ceo", seen_seq=0)
    seen = desk.item(POLICY.item_key("facebook", "1")).last_seq
    desk.decide("hide", actor="ceo", seen_seq=seen)


def test_a_retry_gives_what_is_there_and_an_id_is_used_once(desk: Desk) -> None:
    first = desk.decide("hide", id="abc-1")
    assert desk.decide("hide", id="abc-1") == first
    with pytest.raises(EventRefused, match="another event has the id"):
        desk.decide("leave_up", id="abc-1")
    with pytest.raises(EventRefused, match="another event has the id"):
        desk.decide("hide", id="abc-1", reason="another reason")


def test_all_of_several_or_none(desk: Desk) -> None:
    with pytest.raises(MalformedEvent):
        desk.record_all([decided("leave_up", "1"), decided("hide", "2", reason=None)])
    assert desk.store.size() == 0
    assert len(desk.record_all([decided("nothing_wrong", str(i)) for i in range(50)])) == 50


def test_an_undo_is_a_new_event(desk: Desk) -> None:
    first = desk.decide("hide")
    desk.add("undo", "office-manager", refers_to=first["id"], reason="Wrong key")
    state = desk.item(first["item"])
    assert (state.verb, desk.store.size()) == (None, 12)
    for again in ({"refers_to": first["id"]}, {"refers_to": "no-such"}, {"refers_to": next(iter(desk.events()))["id"]}):
        with pytest.raises(OutOfOrder):
            desk.add("undo", "office-manager", **again)
    other = desk.decide("hide", "2")
    with pytest.raises(NotAllowed, match=r'act of "office-manager"'):
        desk.add("undo", "ceo", refers_to=other["id"])
    desk.add("undo", "chair", refers_to=other["id"])


def test_nothing_happens_in_the_future(desk: Desk) -> None:
    with pytest.raises(MalformedEvent, match="to come"):
        desk.decide("leave_up", at="2026-03-04T09:00:00Z")


@pytest.mark.parametrize("at", ["2026-03-02", "2026-03-02T09:00:00", "yesterday", 5, None])
def test_a_time_is_an_instant_with_its_zone(desk: Desk, at: Any) -> None:
    with pytest.raises(MalformedEvent, match="at"):
        desk.decide("leave_up", at=at)


def test_a_time_is_kept_in_utc(desk: Desk) -> None:
    assert desk.decide("leave_up", at="2026-03-02T10:00:00+01:00")["at"] == "2026-03-02T09:00:00Z"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "nonsense"}, {"kind": None}, {"colour": "blue"}, {"actor": "Jane Smith"},
        {"scores": {"abuse": "high"}}, {"scores": {"abuse": float("nan")}},
        {"model": "a name with spaces"}, {"reason": 5}, {"reason": "\ud800"},
        {"reason": "x" * 50_000}, {"item": ""}, {"actor": None}, {"detectors": "phrases"}, {"has_contact": "no"},
    ],
)  # fmt: skip
def test_what_is_none_of_its_kind_is_refused(desk: Desk, change: dict[str, Any]) -> None:
    with pytest.raises(MalformedEvent):
        desk.record(decided("hide") | change)
    assert desk.store.size() == 0


def test_a_rewording_follows_its_steps(desk: Desk) -> None:
    decision = desk.decide("reword", channel="website")
    with pytest.raises(OutOfOrder):
        desk.add("rewording_proposed", refers_to=desk.decide("leave_up", "2")["id"], proposed="Kinder")
    proposed = desk.add("rewording_proposed", "office-manager", refers_to=decision["id"], proposed="Kinder words")
    assert proposed["item"] == decision["item"]
    step = {"actor": "office-manager", "refers_to": proposed["id"]}
    desk.add("rewording_sent", sent_by="email", **step)
    with pytest.raises(OutOfOrder, match="not agreed"):
        desk.add("rewording_approved", approved="Kinder words", **step)
    desk.add("rewording_answered", answer="agreed", **step)
    desk.add("rewording_approved", approved="Kinder words", **step)
    with pytest.raises(OutOfOrder, match="approved"):
        desk.add("rewording_declined", **step)
    assert [e["kind"] for e in desk.item(decision["item"]).rewording][-1] == "rewording_approved"


def test_a_rewording_refused_is_declined(desk: Desk) -> None:
    decision = desk.decide("reword", channel="website")
    proposed = desk.add("rewording_proposed", refers_to=decision["id"], proposed="Kinder")
    desk.add("rewording_answered", refers_to=proposed["id"], answer="none")
    desk.add("rewording_declined", refers_to=proposed["id"])
    with pytest.raises(OutOfOrder):
        desk.add("rewording_approved", refers_to=proposed["id"], approved="Kinder")


ROUND = {"channel": "facebook", "covered_through": MONDAY, "items_seen": 3}


def test_a_round_says_what_it_covered(desk: Desk) -> None:
    started = desk.add("round_started", "office-manager", "2026-03-02T08:00:00Z", channel="facebook")
    done = desk.add("round_completed", "office-manager", refers_to=started["id"], files=["a" * 64], **ROUND)
    assert done["items_seen"] == 3
    with pytest.raises(OutOfOrder, match="has one already"):
        desk.add("round_completed", "office-manager", refers_to=started["id"], **ROUND)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"items_seen": 0}, "attested"), ({"attested_empty": True}, "attested"), ({"items_seen": -1}, "whole number"),
        ({"covered_through": "2026-03-02T09:00:01Z"}, "after"), ({"started_at": "2026-03-02T09:30:00Z"}, "after"),
        ({"channel": "website"}, "another channel"),
    ],
)  # fmt: skip
def test_a_round_that_cannot_be_is_refused(desk: Desk, change: dict[str, Any], words: str) -> None:
    started = desk.add("round_started", "office-manager", "2026-03-02T08:00:00Z", channel="facebook")
    with pytest.raises(EventRefused, match=words):
        desk.add("round_completed", "office-manager", refers_to=started["id"], **(ROUND | change))


def test_an_empty_round_is_attested(desk: Desk) -> None:
    desk.add("round_completed", "office-manager", **(ROUND | {"items_seen": 0, "attested_empty": True}))


def test_a_second_review_is_by_somebody_else(desk: Desk) -> None:
    desk.decide("hide")
    again = {"channel": "facebook", "item": "1", "decision": "leave_up"}
    with pytest.raises(NotAllowed, match="somebody else"):
        desk.add("second_review", "office-manager", **again)
    desk.add("second_review", "ceo", **again)
    assert desk.item(POLICY.item_key("facebook", "1")).verb == "hide"


def test_registers_know_whom_they_speak_of(desk: Desk) -> None:
    with pytest.raises(OutOfOrder, match="not in the register"):
        desk.add("role_given", person="p-1", role_id="board", since="2026-03-01")
    with pytest.raises(OutOfOrder, match="already"):
        desk.add("person_added", person="chair")
    with pytest.raises(MalformedEvent, match="own line manager"):
        desk.add("line_manager_set", person="ceo", line_manager="ceo", since="2026-03-01")
    with pytest.raises(MalformedEvent, match="ends before"):
        desk.add("absence_set", person="ceo", since="2026-03-05", until="2026-03-04")
    with pytest.raises(OutOfOrder, match="does not hold"):
        desk.add("role_ended", person="ceo", role_id="board", until="2026-03-04")


@pytest.mark.parametrize("words", ["The password is Swordfish9", "Password: hunter2", "pass=abc"])
def test_a_password_is_never_written_down(desk: Desk, words: str) -> None:
    with pytest.raises(MalformedEvent, match="password is never written"):
        desk.add("attestation", subject="passwords", statement=words)
    kept = desk.add("attestation", subject="passwords", statement="In the safe", last_changed="2026-02-01")
    assert kept["last_changed"] == "2026-02-01"


def test_keys_to_a_channel_are_asked_for(desk: Desk) -> None:
    from dataclasses import replace

    roles = [replace(r, keys=["website"]) if r.id == "office_manager" else r for r in POLICY.roles]
    policy: Policy = replace(POLICY, roles=roles)
    with Desk(desk.store.data, policy) as narrower, pytest.raises(NotAllowed, match="no keys"):
        narrower.decide("leave_up")


MATRIX = [(role.id, kind) for role in POLICY.roles for kind in KINDS]


def test_every_role_records_what_the_policy_says_and_nothing_else(desk: Desk) -> None:
    """Asked of the rules themselves: the role is the only reason that is looked for."""
    for role, kind in MATRIX:
        person = f"holder-{role.replace('_', '-')}"
        if person not in desk.registers().people:
            desk.add("person_added", person=person)
            desk.add("role_given", person=person, role_id=role, since="2026-01-01")
        from pipelines.ledger.case import Case
        from pipelines.ledger.rules import breaches

        event = {"kind": kind, "actor": person, "at": MONDAY, "decision": "leave_up"}
        event |= {"until": "2026-03-02", "role_id": "ceo"}
        event |= {"covered_through": MONDAY, "items_seen": 1, "channel": "website", "item": "1", "person": "ceo"}
        event |= {"choice": "own-doubt:kept", "clause": "S5-14"}
        found = [b for b in breaches(Case(event, POLICY, desk.registers(), desk.now())) if b.clause == "S7"]
        holder = next(r for r in POLICY.roles if r.id == role)
        software = kind in ("checkpoint_made", "key_changed", "export_made", "read_logged")
        assert bool(found) == (kind not in holder.kinds and not software), (role, kind)


def test_the_first_people_are_recorded_once(desk: Desk) -> None:
    desk.decide("leave_up")
    with Desk(desk.store.data) as other:
        other.decide("leave_up", "2")
        assert sum(1 for _ in other.events("person_added")) == len({p.id for p in POLICY.people})
    assert desk.registers().role_of("ceo", desk.registers().day(desk.now())) == "ceo"


def test_the_registers_say_what_the_policy_says_before_anything_is_recorded(desk: Desk) -> None:
    assert {t.person for t in desk.registers().people_at(desk.time.date())} == {p.id for p in POLICY.people}
    assert desk.person_of("office") == "office-manager"
    desk.decide("leave_up")
    assert (desk.person_of("OFFICE"), desk.person_of("nobody")) == ("office-manager", None)


def test_what_a_channel_can_follows_the_registers(desk: Desk) -> None:
    desk.add("channel_changed", channel="x", since="2026-03-02", until="2026-03-02", can=["hide", "remove"])
    desk.decide("remove", channel="x")
    for day in ("2026-03-01", "2026-03-03"):
        with pytest.raises(MalformedEvent, match="cannot remove"):
            desk.decide("remove", "2", channel="x", at=f"{day}T08:00:00Z")
