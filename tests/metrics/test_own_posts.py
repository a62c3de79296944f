"""M12: our own posts - what is proposed is no exception, blank is no zero, answers are timed."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from tests.metrics.conftest import local, monday

WEEK = "2026-W10"


@pytest.fixture
def ours(figures):
    figures.channel()
    figures.weekly_exports("2026-02-23", 4, kind="posts")
    figures.weekly_exports("2026-02-23", 4)
    for i, name in enumerate(("advice", "thread", "no_disclaimer")):
        figures.add("outbound_category", category=name, name=name.title(), rank=i + 1, clause="S6-1", is_rule=i > 0)
    return figures


def own(figures, day="2026-03-03", kind="post", channel="facebook", **more):
    key, on = uuid4(), date.fromisoformat(day)
    row = {"is_live": True, "is_scored": True, "words": 20, "misspelled": 0, "american": 0, **more}
    figures.add(
        "own_post", post_key=key, channel=channel, kind=kind, day=on, week_start=monday(on),
        published_at=local(f"{day} 09:00"), **row,
    )  # fmt: skip
    return key


def check(figures, key, category, state, day="2026-03-03"):
    on = date.fromisoformat(day)
    figures.add(
        "post_check", post_key=key, channel="facebook", kind="post", day=on, week_start=monday(on), category=category,
        clause="S6-1", state=state,
    )  # fmt: skip


def test_what_is_proposed_is_in_no_share(ours):
    first, second, _ = own(ours), own(ours), own(ours)
    check(ours, first, "advice", "proposed")
    check(ours, first, "thread", "dismissed")
    check(ours, second, "advice", "confirmed")
    whole = ours.row("own_posts", WEEK, category="all")
    assert (whole["numerator"], whole["denominator"], whole["proposed"], whole["dismissed"]) == (1, 3, 1, 1)
    assert whole["value"] == pytest.approx(1 / 3)
    one = ours.row("own_posts", WEEK, category="advice")
    assert (one["proposed"], one["numerator"], one["name"]) == (1, 1, "Advice")


def test_a_post_that_nobody_scored_is_counted_and_not_judged(ours):
    own(ours, is_scored=False)
    whole = ours.row("own_posts", WEEK, category="all")
    assert (whole["posts"], whole["denominator"]) == (1, 0)
    assert whole.isna()["value"]


def test_questions_stay_questions_until_they_are_referred(ours):
    ours.add("question_day", channel="facebook", day=date(2026, 3, 3), week_start=date(2026, 3, 2), questions=4)
    for signposted, minutes in ((True, 60), (True, 180), (False, None)):
        ours.add(
            "question", item_key=uuid4(), channel="facebook", day=date(2026, 3, 3), week_start=date(2026, 3, 2),
            is_signposted=signposted, minutes_to_signpost=minutes,
        )  # fmt: skip
    row = ours.row("signposting", WEEK)
    assert (row["numerator"], row["denominator"], row["answered"], row["answered_without"]) == (2, 4, 3, 1)
    assert (row["value"], row["median_hours"], row["longest_hours"]) == (0.5, 2, 3)


def test_two_answers_to_one_person_are_a_conversation_unless_dismissed(ours):
    threads = uuid4(), uuid4(), uuid4()
    for thread in threads:
        own(ours, kind="reply", thread_key=thread, nth_in_thread=1)
    own(ours, "2026-03-10", "reply", thread_key=threads[0], nth_in_thread=2)
    again = own(ours, kind="reply", thread_key=threads[1], nth_in_thread=2)
    check(ours, again, "thread", "dismissed")
    row = ours.row("conversations", WEEK)
    assert (row["numerator"], row["denominator"], row["most"]) == (1, 3, 2)


def test_spelling_is_by_a_hundred_words(ours):
    own(ours, words=150, misspelled=2, american=1)
    own(ours, words=50)
    row = ours.row("spelling", WEEK)
    assert (row["value"], row["american"], row["posts_with"]) == (1.0, 1, 1)


def test_campaigns_say_that_they_are_not_ours(ours):
    own(ours, has_campaign=True, has_disclaimer=True)
    own(ours, has_campaign=True, has_disclaimer=False)
    check(ours, own(ours, has_campaign=True, has_disclaimer=False), "no_disclaimer", "dismissed")
    row = ours.row("campaigns", WEEK)
    assert (row["numerator"], row["denominator"]) == (1, 2)


def test_the_mix_of_posts_counts_one_for_each_thing_that_it_is_about(ours):
    key, _ = own(ours), own(ours)
    place = {"channel": "facebook", "day": date(2026, 3, 3), "week_start": date(2026, 3, 2)}
    for topic in ("survey", "service"):
        ours.add("post_topic", post_key=key, topic=topic, **place)
    ours.add("post_source", post_key=key, host="example.org", **{"class": "unlisted"}, **place)
    own(ours, kind="reply")
    frame = ours.frame("content_mix", WEEK)
    told = dict(zip(frame["topic"], frame["numerator"], strict=True))
    assert set(frame["denominator"]) == {2}
    assert {k: v for k, v in told.items() if v} == {
        "survey": 1, "service": 1, "source outside the register": 1, "neither": 1,
    }  # fmt: skip
