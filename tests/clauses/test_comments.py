"""Clauses about what the public wrote: found, decided, taken down, gone, reworded, passed on."""

import re
import uuid

import pytest

from tests.metrics.conftest import local

KEY = uuid.UUID(int=9)


@pytest.fixture
def seen(kept):
    """Ten comments of the week on each channel, all reviewed, and two categories that are looked for."""
    for channel in ("site", "facebook"):
        kept.items("2026-03-03", 10, reviewed=10, channel=channel)
    for i, name in enumerate(("safeguarding", "abuse", "defamation", "advertising")):
        kept.add("category", category=name, name=name.title(), rank=i, veil=False, threshold=0.5)
    return kept


def flagged(record, category, channel="facebook", **more):
    row = {"flagged": 2, "decided": 2, "in_round": 0, "late": 0, "taken_down": 0, "examples": [], **more}
    record.add("risk_day", channel=channel, day="2026-03-03", week_start="2026-03-02", category=category, **row)


def removal(record, channel="facebook", hours=1, **more):
    posted, decided = local("2026-03-03 09:00"), local("2026-03-04 09:00")
    row = {
        "item_key": uuid.uuid4(), "moderation": "after", "posted_at": posted, "decided_at": decided,
        "removed_at": local(f"2026-03-04 {9 + hours}:00") if hours is not None else None, "action": "hide",
        "source": "register", "principle": "S8-5", "is_reasoned": True, "category": "abuse",
        "grade": "recorded and confirmed",
        "hours_visible": 25.0, "is_still_visible": False, **more,
    }  # fmt: skip
    record.add("removal", channel=channel, day="2026-03-03", week_start="2026-03-02", **row)
    return row["item_key"]


@pytest.mark.parametrize("name", ["S4-8", "S4-9", "S8-5", "S2-6"])
def test_what_was_flagged_has_a_decision_of_its_own(seen, name):
    category = "safeguarding" if name == "S4-8" else "abuse"
    assert seen.stands(name)["reason"].startswith("nothing flagged among 10 comments")
    flagged(seen, category)
    assert seen.state(name) == "met"
    flagged(seen, category, flagged=1, decided=0, in_round=1, examples=[KEY])
    row = seen.stands(name)
    assert (row["state"], list(row["evidence"])) == ("not evidenced", [f"item:{KEY}"])
    flagged(seen, category, flagged=1, decided=0)
    assert seen.state(name) == "provisional"
    flagged(seen, category, flagged=1, decided=0, late=1)
    assert seen.state(name) == "breach"


def test_what_is_not_looked_for_is_not_evidenced(seen):
    assert "no category for it" in seen.stands("S4-4")["reason"]
    assert seen.state("S4-4") == "not evidenced"


def test_where_no_comments_are_held_nothing_was_found_either(kept):
    kept.add("category", category="abuse", name="Abuse", rank=1, veil=False, threshold=0.5)
    kept.db.execute("delete from export")
    assert kept.state("S4-9") == "not evidenced"


def test_what_was_taken_down_and_is_still_in_public_is_a_breach(seen):
    removal(seen)
    for name in ("S8-5", "S5-12", "S8-13", "S2-6"):
        assert seen.state(name) == "met", name
    key = removal(seen, is_still_visible=True, grade="recorded but still visible")
    for name in ("S8-5", "S5-12", "S8-13", "S2-6"):
        row = seen.stands(name)
        assert row["state"] == "breach", name
        assert f"item:{key}" in list(row["evidence"]), name


def test_what_no_later_export_confirms_is_not_evidenced(seen):
    assert seen.state("S5-12") == "not applicable"
    removal(seen, grade="recorded, not yet confirmed")
    assert seen.state("S5-12") == "not evidenced"


def test_immediately_is_the_local_choice_and_a_removal_without_a_time_shows_nothing(seen):
    removal(seen, hours=None)
    assert seen.stands("S8-13")["reason"] == "of 1 removal nobody knows when"
    seen.db.execute("update local_choice set value = 2 where id = 'remove_within_hours'")
    removal(seen, hours=3)
    assert seen.state("S8-13") == "breach"
    assert seen.state("S8-13", "site") == "not applicable"


def test_whom_it_harms_is_said_of_each_removal(seen):
    key = removal(seen)
    assert seen.stands("S4-11")["reason"] == "of 1 taken down, 0 with a record of whom it harms"
    seen.decision("2026-03-04 09:00", "hide", item=key, harm_target="employee", has_reason=True)
    assert seen.state("S4-11") == "met"


def test_a_removal_without_a_reason_or_a_second_look_is_not_shown_to_be_professional(seen):
    removal(seen)
    assert seen.state("S8-4") == "not evidenced"
    seen.event("second_review", "2026-03-05 09:00", channel="facebook", decision="hide", item_key=KEY)
    assert seen.state("S8-4") == "met"
    removal(seen, is_reasoned=False)
    assert seen.stands("S8-4")["reason"] == "1 of 2 taken down with a reason; 1 second review in four weeks"
    assert seen.state("S8-4") == "not evidenced"


def test_only_seen_in_a_round_is_no_decision(seen):
    assert seen.state("S8-1") == "met"
    seen.items("2026-03-04", 2, reviewed=2, reviewed_by_round_only=2)
    assert seen.state("S8-1") == "not evidenced"
    assert seen.state("S4-10") == "met"
    seen.items("2026-03-05", 1, reviewed=0, mature=1)
    assert seen.state("S8-1") == "breach"
    assert seen.state("S8-3") == "breach"
    assert seen.state("S4-10") == "breach"


def test_a_decision_as_if_nothing_appeared_before_it_is_a_breach_on_a_social_network(seen):
    seen.decision("2026-03-04 09:00", "decline")
    assert seen.stands("S8-3")["reason"] == "1 decision as if nothing appeared before it"


def test_a_second_person_decides_alike(kept):
    assert kept.stands("S2-2", "all")["reason"] == "no second review in twelve weeks"
    looked_again(kept, FOURTH[:29], FOURTH[:29])
    row = kept.stands("S2-2", "all")
    assert row["reason"] == "29 second reviews in twelve weeks: too few to say, thirty are needed"
    assert row["state"] == "not evidenced"
    last = looked_again(kept, ["hide"], ["leave_up"])
    row = kept.stands("S2-2", "all")
    assert (row["state"], list(row["evidence"])) == ("met", [f"event:{last}"])
    assert re.fullmatch(r"kappa 0\.9\d \(0\.7\d to 1\.00\) of 30 second reviews in twelve weeks", row["reason"])
    kept.add("wave_split", week_start="2026-03-02", wave=KEY, channels=["facebook"], taken_down=1, left_up=2)
    assert kept.state("S2-2", "all") == "not evidenced"


def looked_again(kept, firsts, seconds):
    """Decisions, each judged again by the head; the number of the last event."""
    for first, second in zip(firsts, seconds, strict=True):
        key = uuid.uuid4()
        kept.decision("2026-03-03 09:00", first, item=key)
        last = kept.event(
            "second_review", "2026-03-04 09:00", item_key=key, decision=second, channel="facebook", role="head"
        )
    return last


FOURTH = ["hide", "leave_up", "leave_up", "leave_up"] * 10


@pytest.mark.parametrize(
    ("firsts", "seconds", "why"),
    [
        (FOURTH, ["hide", "leave_up"] * 4 + ["leave_up"] * 32, "which chance may explain"),
        (FOURTH, FOURTH[1:] + FOURTH[:1], "which chance may explain"),
        (
            ["leave_up"] * 40,
            ["leave_up"] * 40,
            "40 second reviews in twelve weeks judge all alike, which chance explains",
        ),
    ],
)
def test_agreement_that_chance_explains_shows_nothing_however_often_both_said_the_same(kept, firsts, seconds, why):
    looked_again(kept, firsts, seconds)
    row = kept.stands("S2-2", "all")
    assert row["state"] == "not evidenced"
    assert row["reason"].endswith(why)


def test_a_concern_is_acknowledged_in_time_and_closed(kept):
    kept.add("local_choice", id="concern_acknowledge_hours", value=24)
    assert kept.state("S5-8") == "not applicable"
    case = kept.decision("2026-03-03 09:00", "safeguarding")
    assert kept.state("S5-8", now="2026-03-09 09:00") == "breach"
    kept.event("safeguarding_acknowledged", "2026-03-03 20:00", case, role="head", channel="facebook")
    assert kept.state("S5-8") == "provisional"
    kept.event("safeguarding_closed", "2026-03-05 09:00", case, role="head", channel="facebook")
    row = kept.stands("S5-8")
    assert (row["state"], len(row["evidence"])) == ("met", 3)


def test_a_concern_closed_without_ever_being_acknowledged_is_a_breach(kept):
    kept.add("local_choice", id="concern_acknowledge_hours", value=240)
    case = kept.decision("2026-03-03 09:00", "safeguarding")
    kept.event("safeguarding_closed", "2026-03-03 10:00", case, role="head", channel="facebook")
    assert kept.stands("S5-8", now="2026-03-09 09:00")["reason"] == "1 concern with a link of the chain missing"


@pytest.fixture
def reworded(kept):
    """A rewording of the week that was proposed; what follows is the test's."""
    first = kept.decision("2026-03-03 09:00", "reword", "site", item=KEY, has_contact=True)
    kept.proposal = kept.event("rewording_proposed", "2026-03-03 09:10", first, channel="site", item_key=KEY)
    return kept


def test_a_rewording_stands_by_its_author_s_answer(reworded):
    assert reworded.state("S8-11", "site") == "provisional"
    reworded.event("rewording_answered", "2026-03-04 09:00", reworded.proposal, answer="agreed", channel="site")
    approved = {"channel": "site", "item_key": KEY, "is_as_approved": True}
    seq = reworded.event("rewording_approved", "2026-03-04 10:00", reworded.proposal, **approved)
    assert reworded.state("S8-11", "site") == "met"
    reworded.db.execute("update event set is_as_approved = false where seq = ?", [seq])
    assert reworded.stands("S8-11", "site")["reason"] == "1 comment in public in other words than its author approved"


def test_approved_without_the_author_agreeing_is_a_breach(reworded):
    reworded.event("rewording_approved", "2026-03-04 10:00", reworded.proposal, channel="site", item_key=KEY)
    assert reworded.stands("S8-11", "site")["reason"] == "1 comment approved without its author agreeing"


def test_a_rewording_that_stays_open_too_long_is_a_breach_until_it_is_declined(reworded):
    assert reworded.state("S8-12a", "site") == "met"
    assert reworded.state("S8-12a", "site", week="2026-W13") == "breach"
    assert reworded.state("S8-12a") == "not applicable"
    reworded.event("rewording_declined", "2026-03-20 10:00", reworded.proposal, channel="site", item_key=KEY)
    assert reworded.stands("S8-12a", "site", week="2026-W13")["reason"] == "no rewording is open"


def test_unacceptable_without_a_way_to_ask_is_not_published(kept):
    assert kept.state("S8-12b", "site") == "not applicable"
    kept.decision("2026-03-03 09:00", "decline", "site", item=KEY, has_contact=False)
    assert kept.state("S8-12b", "site") == "met"
    kept.decision("2026-03-04 09:00", "approve", "site", item=KEY)
    assert kept.state("S8-12b", "site") == "breach"
