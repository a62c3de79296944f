"""How the clauses about our own posts stand: proposed is no breach, unseen no evidence, an empty week neither."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from tests.clauses.conftest import MONDAY, WEEK, local
from tests.metrics.conftest import monday

LATER = "2026-03-12 09:00"  # within the days in which somebody may look


@pytest.fixture
def ours(kept):
    """Exports of posts that reach to the week's end, and one post of ours in it."""
    kept.weekly_exports("2026-02-09", 5, kind="posts")
    kept.key = own(kept)
    return kept


def own(record, day="2026-03-03", channel="facebook", **more):
    key, on = uuid4(), date.fromisoformat(day)
    row = {"kind": "post", "is_live": True, "is_scored": True, "words": 50, "misspelled": 0, "american": 0, **more}
    row |= {"is_named": row.get("is_named", False), "is_named_paid": row.get("is_named_paid", False)}
    record.add(
        "own_post", post_key=key, channel=channel, day=on, week_start=monday(on),
        published_at=local(f"{day} 09:00"), **row,
    )  # fmt: skip
    return key


def found(record, category, state="proposed", key=None):
    record.add(
        "post_check", post_key=key or record.key, channel="facebook", kind="post", day=date(2026, 3, 3),
        week_start=MONDAY, category=category, clause="S6-1", state=state,
    )  # fmt: skip


OF = {
    "S4-2": "advice", "S4-3": "campaign", "S5-5": "confidential", "S5-6": "personal_data", "S5-10": "private_meeting",
    "S5-15": "personal_data", "S5-16": "tone", "S5-17": "spelling", "S6-6": "unlisted_source", "S6-7": "thread",
    "S6-8": "religious", "S6-9": "no_disclaimer", "S6-10": "personal_gain", "S6-11": "personal_view",
    "S6-12": "defamation",
}  # fmt: skip


@pytest.mark.parametrize("name", OF)
def test_what_a_detector_proposes_waits_for_somebody(ours, name):
    assert ours.state(name) == "met"
    found(ours, OF[name])
    row = ours.stands(name, now=LATER)
    assert (row["state"], list(row["evidence"])) == ("provisional", [f"post:{ours.key}"])
    assert row["reason"].startswith("1 finding waiting for somebody to look")
    row = ours.stands(name)
    assert row["state"] == "not evidenced"
    assert "nobody has looked at for more than 7 days" in row["reason"]


@pytest.mark.parametrize("name", OF)
def test_what_a_person_confirms_is_a_breach_and_what_they_dismiss_is_nothing(ours, name):
    found(ours, OF[name], "dismissed")
    assert ours.state(name) == "met"
    found(ours, OF[name], "confirmed", own(ours))
    assert ours.state(name) == "breach"


@pytest.mark.parametrize("name", [*OF, "S6-1", "S1-4", "S5-4"])
def test_a_post_that_nobody_scored_or_knows_of_is_no_evidence(kept, ours, name):
    ours.db.execute("update own_post set is_scored = false, is_named = false")
    assert ours.state(name) == "not evidenced"
    ours.db.execute("delete from own_post; delete from export where kind = 'posts'")
    assert ours.state(name) == "not evidenced"


@pytest.mark.parametrize("name", [*OF, "S6-1", "S1-4"])
def test_a_week_in_which_nothing_of_ours_was_published(ours, name):
    ours.db.execute("delete from own_post")
    assert ours.state(name) == "not applicable"


def test_a_permission_or_an_approval_answers_what_was_confirmed(ours):
    for name, category, kind in (("S5-10", "private_meeting", "permission"), ("S5-15", "confidential", "approval")):
        found(ours, category, "confirmed")
        assert ours.state(name) == "breach"
        ours.event(kind, "2026-03-02 09:00", channel="facebook", item_key=ours.key)
        row = ours.stands(name)
        assert row["state"] == "met"
        assert "on record" in row["reason"]


def test_a_post_wants_a_name_and_the_name_a_paid_role(ours):
    assert ours.stands("S1-4")["reason"] == "nobody is named for 1 of 1 post"
    ours.db.execute("update own_post set is_named = true, is_named_paid = true")
    assert (ours.state("S1-4"), ours.state("S5-4")) == ("met", "met")
    ours.db.execute("update own_post set is_named_paid = false")
    assert (ours.state("S1-4"), ours.state("S5-4")) == ("breach", "met")


def test_a_doubt_about_a_post_of_ours_is_answered_in_time(ours):
    assert ours.state("S6-2") == "not applicable"
    doubt = ours.decision("2026-03-03 10:00", "doubt", is_outbound=True)
    assert ours.state("S6-2", now="2026-03-09 10:00") == "provisional"
    assert ours.state("S6-2") == "breach"
    assert ours.state("S5-14") == "not applicable"
    ours.event("doubt_answered", "2026-03-04 10:00", refers=doubt, channel="facebook", decision="leave_up")
    assert ours.state("S6-2") == "met"


@pytest.mark.parametrize(("name", "topic"), [("S6-3", "survey"), ("S6-4", "service")])
def test_what_we_are_asked_to_share_is_met_by_one_post_and_broken_by_none(ours, name, topic):
    assert ours.state(name) == "not applicable"
    place = {"channel": "facebook", "day": date(2026, 3, 3), "week_start": MONDAY}
    ours.add("post_topic", post_key=ours.key, topic=topic, **place)
    row = ours.stands(name)
    assert (row["state"], row["reason"]) == ("met", "1 of 1 post about it")
    assert ours.state("S1-1", "all") == "met"


def test_sources_and_channels(ours):
    place = {"channel": "facebook", "day": date(2026, 3, 3), "week_start": MONDAY}
    assert ours.state("S6-5") == "not applicable"
    assert ours.state("S1-2", "all") == "not evidenced"
    ours.add("post_source", post_key=ours.key, host="nhs.uk", **{"class": "national"}, **place)
    own(ours, channel="site")
    assert ours.state("S1-2", "all") == "not evidenced"
    ours.add("post_source", post_key=ours.key, host="example.org", **{"class": "own"}, **place)
    assert ours.state("S6-5") == "met"
    row = ours.stands("S1-2", "all")
    assert (row["state"], row["reason"]) == ("met", "posts on 2 of 2 channels in use; 1 of 2 posts lead to our website")


def test_visits_that_the_website_puts_down_to_our_channels_show_that_people_are_led_there(ours):
    own(ours, channel="site")
    week = {"channel": "site", "metric": "sessions", "since": MONDAY, "until": date(2026, 3, 8)}
    ours.add("visit_source", came_from="direct", value=90, **week)
    ours.add("visit_source", came_from="youtube", value=4, **week)
    assert ours.state("S1-2", "all") == "not evidenced"
    ours.add("visit_source", came_from="facebook", value=12, **week)
    row = ours.stands("S1-2", "all")
    told = "posts on 2 of 2 channels in use; 0 of 2 posts lead to our website; 12 visits came from our channels"
    assert (row["state"], row["reason"]) == ("met", told)


def test_a_day_that_has_passed_is_proposed_until_somebody_says(ours):
    assert ours.state("S3-2") == "met"
    ours.db.execute("update own_post set is_event = true, last_day = '2026-03-05'")
    assert ours.state("S3-2", now=LATER) == "provisional"
    assert ours.state("S3-2") == "not evidenced"
    found(ours, "out_of_date", "dismissed")
    assert ours.state("S3-2") == "met"
    ours.db.execute("update post_check set state = 'confirmed'")
    assert ours.state("S3-2") == "breach"


def test_questions_and_spelling_are_told_with_the_state(ours):
    ours.add("question_day", channel="facebook", day=date(2026, 3, 3), week_start=MONDAY, questions=2)
    assert ours.stands("S6-7")["reason"] == "nothing confirmed in 1 post; 0 of 2 questions referred to the address"
    ours.db.execute("update own_post set misspelled = 1")
    assert ours.stands("S5-17")["reason"] == "nothing confirmed in 1 post; 2.00 misspelled words in a hundred"
    assert WEEK == "2026-W10"
