"""M2 to M5 and M16 on tiny weeks worked by hand."""

from datetime import date
from uuid import uuid4

import pytest

from tests.metrics.conftest import local, monday

WEEK = "2026-W10"


@pytest.fixture
def facebook(figures):
    figures.channel()
    figures.evidence("2026-03-16 08:00", "2026-03-16 08:00")
    figures.weekly_exports("2026-03-02", 2)
    return figures


# ---- M2 -----------------------------------------------------------------------------------------


def test_coverage_counts_what_was_reviewed_of_what_is_known(facebook):
    facebook.items("2026-03-03", 8, reviewed=7, mature=8, reviewed_in_time=6, reviewed_by_round_only=5, flagged=2)
    facebook.items("2026-03-08", 4, reviewed=3, mature=0, reviewed_in_time=0, oldest_open=local("2026-03-08 09:00"))
    row = facebook.row("coverage", WEEK)
    assert (row["numerator"], row["denominator"], row["state"]) == (10, 12, "known comments")
    assert row["value"] == pytest.approx(10 / 12)
    assert (round(row["low"], 3), round(row["high"], 3)) == (0.552, 0.953)
    assert (row["by_round_only"], row["mature"], row["in_time"], row["in_time_value"]) == (5, 8, 6, 0.75)
    assert row["immature_share"] == pytest.approx(4 / 12)
    assert (row["open_items"], row["flagged"], row["flag"]) == (2, 2, "COMPLETE")


def test_young_items_are_not_late(facebook):
    facebook.items("2026-03-08", 4, reviewed=0, mature=0)
    row = facebook.row("coverage", WEEK)
    assert (row["value"], row["mature"], row["immature_share"]) == (0, 0, 1)
    assert row.isna()["in_time_value"]


def test_an_empty_week_without_evidence_is_not_evidenced_and_has_no_value(facebook):
    row = facebook.row("coverage", WEEK)
    assert (row["denominator"], row["state"]) == (0, "NOT EVIDENCED")
    assert row[["value", "low", "high", "in_time_value", "immature_share"]].isna().all()


@pytest.mark.parametrize(
    ("ended", "covered", "state"),
    [
        ("2026-03-05 10:00", "2026-03-05 10:00", "no comments, evidenced"),
        ("2026-03-10 10:00", "2026-03-10 10:00", "no comments, evidenced"),
        ("2026-03-10 10:00", "2026-03-08 10:00", "NOT EVIDENCED"),
        ("2026-03-20 10:00", "2026-03-20 10:00", "NOT EVIDENCED"),
        ("2026-02-27 10:00", "2026-02-27 10:00", "NOT EVIDENCED"),
    ],
)
def test_a_round_shows_that_there_was_nothing(facebook, ended, covered, state):
    facebook.round(ended, covered)
    assert facebook.row("coverage", WEEK)["state"] == state


@pytest.mark.parametrize(
    ("ended", "items_seen", "state"),
    [
        ("2026-03-05 10:00", 0, "NOT EVIDENCED"),
        ("2026-03-10 10:00", 0, "no comments, evidenced"),
        ("2026-03-10 10:00", 4, "NOT EVIDENCED"),
        ("2026-03-10 10:00", None, "NOT EVIDENCED"),
    ],
)
def test_without_exports_only_a_round_to_the_end_that_saw_none_is_evidence(figures, ended, items_seen, state):
    figures.channel()
    figures.evidence("2026-03-30 08:00", "2026-03-30 08:00")
    figures.round(ended, items_seen=items_seen)
    assert figures.row("coverage", WEEK)["state"] == state


def test_an_export_that_declares_nought_is_evidence(figures):
    figures.channel()
    figures.export("2026-03-09", "2026-03-02", "2026-03-08", records=0, is_zero_declared=True)
    row = figures.row("coverage", WEEK)
    assert (row["state"], row["flag"]) == ("no comments, evidenced", "ZERO_DECLARED")
    assert row[["value"]].isna().all()


def test_comments_on_a_channel_that_has_closed_are_still_counted(figures):
    figures.channel(active_to="2026-02-01")
    figures.items("2026-03-03", 2, reviewed=1)
    assert figures.row("coverage", WEEK)["value"] == 0.5


# ---- M3 -----------------------------------------------------------------------------------------


def wait(figures, hours, items=1, is_open=False, channel="facebook", day="2026-03-03"):
    figures.add(
        "wait", channel=channel, day=day, week_start=monday(date.fromisoformat(day)), wait_minutes=hours * 60,
        is_open=is_open, items=items,
    )  # fmt: skip


def test_time_to_review_tells_percentiles_and_the_oldest_open(facebook):
    for hours, items in ((2, 4), (27, 3), (50, 2)):
        wait(facebook, hours, items)
    wait(facebook, 220, is_open=True)
    row = facebook.row("time_to_review", WEEK)
    assert (row["numerator"], row["denominator"], row["open_items"]) == (9, 10, 1)
    assert (row["value"], row["median_hours"], row["median"]) == (27, 27, "1 day 3 hours")
    assert (row["p90_hours"], row["p90"]) == (50, "2 days 2 hours")
    assert (row["p95"], row["longest_hours"]) == ("> 9 days 4 hours", 220)
    assert row[["p95_hours"]].isna().all()
    assert (row["oldest_open_hours"], row["oldest_open"]) == (220, "9 days 4 hours")
    assert not row["is_total"]


def test_open_items_lengthen_the_median(facebook):
    for hours, is_open in ((1, False), (2, False), (3, True), (3, True), (10, False), (12, False)):
        wait(facebook, hours, is_open=is_open)
    # Completed alone would say 2; 6 and 5 at risk, then 2 of 4/6: 10 takes 4/6 to 2/6.
    assert facebook.row("time_to_review", WEEK)["median_hours"] == 10


def test_a_week_without_comments_has_no_times(facebook):
    row = facebook.row("time_to_review", WEEK)
    assert (row["denominator"], row["open_items"], row["median"], row["oldest_open"]) == (0, 0, "", "")
    assert row[["value", "p95_hours", "oldest_open_hours"]].isna().all()


def test_all_channels_of_a_week_have_a_row_of_their_own(facebook):
    facebook.channel("x")
    wait(facebook, 1, 2)
    wait(facebook, 5, 3, channel="x")
    frame = facebook.frame("time_to_review", WEEK)
    assert frame["channel"].tolist() == ["facebook", "x", "all channels"]
    assert frame["median_hours"].tolist() == [1, 5, 5]
    assert frame["denominator"].tolist() == [2, 3, 5]
    assert frame["is_total"].tolist() == [False, False, True]
    assert frame["flag"].tolist() == ["ZERO_UNDECLARED", "MISSING", "MISSING"]


# ---- M4 -----------------------------------------------------------------------------------------


def removal(
    figures,
    channel="facebook",
    posted="2026-03-03 08:00",
    decided="2026-03-03 10:00",
    removed="2026-03-03 11:00",
    **more,
):
    day = date.fromisoformat(posted[:10])
    row = {
        "action": "delete", "principle": "S8-5", "category": "abuse", "grade": "recorded and confirmed",
        "hours_visible": 3.0, "is_still_visible": False, "moderation": "after", **more,
    }  # fmt: skip
    figures.add(
        "removal", item_key=uuid4(), channel=channel, day=day, week_start=monday(day), posted_at=local(posted),
        decided_at=local(decided) if decided else None, removed_at=local(removed) if removed else None, **row,
    )  # fmt: skip


@pytest.fixture
def removals(facebook):
    facebook.add("category", category="abuse", name="Abuse", rank=3)
    facebook.add("category", category="advertising", name="Advertising", rank=7)
    facebook.add("principle", id="S8-5", name="Personal attack")
    facebook.add("principle", id="S8-8", name="Advertising or self-promotion")
    facebook.items("2026-03-03", 10, reviewed=10, taken_down=4)
    removal(facebook)
    removal(facebook, removed="2026-03-05 10:00", hours_visible=50.0, category="advertising", principle="S8-8")
    removal(facebook, action="hide", grade="recorded, not yet confirmed", removed="2026-03-03 10:30", hours_visible=2.5)
    visible = {"removed": None, "is_still_visible": True, "grade": "recorded but still visible", "hours_visible": 312.0}
    removal(facebook, decided="2026-03-10 08:00", **visible)
    return facebook


def test_time_to_removal_keeps_open_hidden_and_unverified_apart(removals):
    row = removals.row("time_to_removal", WEEK, category="all")
    assert (row["items"], row["removed"], row["hidden"], row["still_visible"], row["unverified"]) == (4, 3, 1, 1, 1)
    # From the decision 0.5, 1 and 48 hours, and one open after 144.
    assert (row["decision_median_hours"], row["decision_median"], row["decision_longest_hours"]) == (1, "1 hour", 144)
    # From the posting 2.5, 3 and 50 hours, and one open after 312.
    assert (row["posting_median_hours"], row["posting_longest_hours"]) == (3, 312)
    assert (row["numerator"], row["denominator"], row["value"]) == (2, 4, 0.5)


def test_time_to_removal_stands_by_category_in_their_rank(removals):
    frame = removals.frame("time_to_removal", WEEK)
    assert frame[["category", "items", "is_total"]].values.tolist() == [
        ["all", 4, True], ["Abuse", 3, False], ["Advertising", 1, False],
    ]  # fmt: skip


def test_the_website_has_no_time_in_public_view(removals):
    removals.channel("website", moderation="before")
    removal(removals, "website", moderation="before", hours_visible=99.0)
    assert set(removals.frame("time_to_removal", WEEK)["channel"]) == {"facebook"}
    assert set(removals.frame("harm_hours", WEEK)["channel"]) == {"facebook"}


def test_an_item_hidden_without_record_has_no_time(facebook):
    removal(
        facebook,
        decided=None,
        removed=None,
        grade="hidden, unrecorded",
        hours_visible=None,
        action="hidden",
        category=None,
    )
    row = facebook.row("time_to_removal", WEEK, category="all")
    assert (row["items"], row["time_unknown"], row["denominator"], row["decision_median"]) == (1, 1, 0, "")
    harm = facebook.row("harm_hours", WEEK, category="all")
    assert (harm["items"], harm["value"], harm["time_unknown"], harm["hidden_items"]) == (1, 0, 1, 1)


def test_harm_hours_add_up_and_are_at_least_while_an_item_is_visible(removals):
    row = removals.row("harm_hours", WEEK, category="all")
    assert (row["value"], row["items"], row["still_visible"], bool(row["is_at_least"])) == (367.5, 4, 1, True)
    assert (row["hidden_items"], row["hidden_hours"]) == (1, 2.5)
    frame = removals.frame("harm_hours", WEEK)
    assert frame["category"].tolist() == ["all", "Abuse", "Advertising"]
    assert frame["value"].tolist() == [367.5, 317.5, 50.0]


def test_no_removals_are_nought_hours_only_where_the_exports_reach(facebook):
    assert facebook.row("harm_hours", WEEK)["value"] == 0
    assert facebook.row("harm_hours", "2026-W11")["state"] == "known removals"
    row = facebook.row("harm_hours", "2026-W12")
    assert row["state"] == "NOT EVIDENCED"
    assert row[["value"]].isna().all()


# ---- M5 -----------------------------------------------------------------------------------------


def test_reasons_add_up_to_all_that_was_taken_down(removals):
    frame = removals.frame("removal_rate", WEEK)
    assert frame[["channel", "outcome", "reason", "principle", "numerator", "denominator"]].fillna(
        ""
    ).values.tolist() == [
        ["facebook", "removed or hidden", "all", "", 4, 10],
        ["facebook", "removed or hidden", "Personal attack", "S8-5", 3, 10],
        ["facebook", "removed or hidden", "Advertising or self-promotion", "S8-8", 1, 10],
    ]
    assert frame["value"].tolist() == [0.4, 0.3, 0.1]
    assert frame["hidden"].tolist() == [1, 1, 0]


def test_none_of_twelve_still_has_an_interval(facebook):
    facebook.items("2026-03-03", 12, reviewed=12)
    row = facebook.row("removal_rate", WEEK)
    assert (row["numerator"], row["denominator"], row["low"], round(row["high"], 3)) == (0, 12, 0, 0.243)


def test_declined_and_removed_are_never_pooled(removals):
    removals.channel("x")
    removals.channel("website", moderation="before")
    removals.items("2026-03-03", 30, reviewed=30, channel="x")
    removals.items("2026-03-03", 20, reviewed=20, channel="website")
    removal(removals, "website", moderation="before", principle="S8-8")
    frame = removals.frame("removal_rate", WEEK)
    totals = frame[frame["is_all_reasons"]]
    assert totals[["channel", "moderation", "outcome", "numerator", "denominator", "is_total"]].values.tolist() == [
        ["facebook", "after", "removed or hidden", 4, 10, False],
        ["x", "after", "removed or hidden", 0, 30, False],
        ["website", "before", "declined", 1, 20, False],
        ["social channels", "after", "removed or hidden", 4, 40, True],
    ]


def test_what_was_hidden_without_a_decision_is_listed_but_no_part_of_the_share(facebook):
    facebook.items("2026-03-03", 5, reviewed=4)
    removal(facebook, decided=None, removed=None, principle=None, action="hidden")
    removal(facebook, principle=None)
    frame = facebook.frame("removal_rate", WEEK)
    assert frame[["reason", "numerator", "denominator", "unrecorded"]].values.tolist() == [
        ["all", 1, 4, 1],
        ["no reason recorded", 1, 4, 1],
    ]


def test_a_ground_that_the_policy_does_not_name_is_counted_as_that(facebook):
    facebook.items("2026-03-03", 5, reviewed=4)
    removal(facebook, principle="not in the policy")
    frame = facebook.frame("removal_rate", WEEK)
    assert frame["reason"].tolist() == ["all", "a ground not in the policy"]


def test_the_cohort_is_what_was_posted_in_the_period(removals):
    row = removals.row("removal_rate", "2026-W11")
    assert (row["numerator"], row["denominator"]) == (0, 0)
    assert row[["value"]].isna().all()


# ---- M16 ----------------------------------------------------------------------------------------


def gone(
    figures, channel="website", may_be="may be spam, or deleted for good", is_flagged=False, absent="2026-03-16 08:00"
):
    figures.add(
        "disappeared", item_key=uuid4(), channel=channel, day="2026-03-03", week_start="2026-03-02",
        posted_at=local("2026-03-03 09:00"), last_seen_at=local("2026-03-09 08:00"), absent_since=local(absent),
        may_be=may_be, is_flagged=is_flagged,
    )  # fmt: skip


@pytest.fixture
def website(figures):
    figures.channel("website", moderation="before", platform="wordpress")
    return figures


def test_disappeared_items_are_unattributed_with_the_interval_between_the_exports(website):
    for day in ("2026-03-02", "2026-03-09", "2026-03-16", "2026-04-20"):
        website.export(day, channel="website", snapshot=True)
    gone(website)
    gone(website, is_flagged=True)
    row = website.row("disappeared", WEEK)
    assert (row["state"], row["value"], row["flagged"]) == ("unattributed", 2, 1)
    assert row["may_be"] == "may be spam, or deleted for good"
    assert (row["longest_interval_days"], row["exports"], row["days_between_exports"]) == (7, 4, 7)
    assert (row["last_seen_at"], row["absent_since"]) == (local("2026-03-09 08:00"), local("2026-03-16 08:00"))


def test_on_wordpress_it_may_be_spam_even_if_nothing_says_so(website):
    gone(website, may_be=None)
    assert website.row("disappeared", WEEK)["may_be"] == "may be spam"


def test_nothing_can_disappear_from_a_single_export(website):
    website.export("2026-03-09", channel="website", snapshot=True)
    row = website.row("disappeared", WEEK)
    assert row["state"] == "NOT EVIDENCED"
    assert row[["value"]].isna().all()


def test_none_disappeared_between_two_complete_exports(website):
    website.export("2026-03-06", channel="website", snapshot=True)
    website.export("2026-03-20", channel="website", snapshot=True)
    row = website.row("disappeared", WEEK)
    assert (row["state"], row["value"], row["days_between_exports"]) == ("unattributed", 0, 14)


def test_flags_upheld_by_category_and_what_was_missed(figures):
    figures.channel()
    figures.add("category", category="abuse", name="Abuse", rank=2)
    figures.add("category", category="safeguarding", name="Safeguarding", rank=1)
    for day, category, counts in (
        ("2026-03-03", "abuse", (12, 10, 1, 8)), ("2026-03-04", "abuse", (2, 0, 0, 0)),
        ("2026-03-03", "safeguarding", (3, 3, 2, 0)), ("2026-03-03", "nothing", (200, 190, 0, 2)),
        ("2026-02-03", "abuse", (50, 50, 0, 50)),
    ):  # fmt: skip
        figures.add(
            "flag_outcome", channel="facebook", day=day, week_start="2026-03-02", category=category,
            **dict(zip(("comments", "reviewed", "marked_wrong", "upheld"), counts, strict=True)),
        )  # fmt: skip
    found = figures.frame("flags_upheld", since="2026-03-02", until="2026-03-09")
    assert found[["category", "comments", "numerator", "denominator"]].values.tolist() == [
        ["Safeguarding", 3, 0, 3], ["Abuse", 14, 8, 10], ["nothing found", 200, 2, 190],
    ]  # fmt: skip
    assert found["value"].round(3).tolist() == [0.0, 0.8, 0.011]
    assert found["marked_wrong"].tolist() == [2, 1, 0]
    figures.channel("x")
    figures.add(
        "flag_outcome", channel="x", day="2026-03-03", week_start="2026-03-02", category="abuse", comments=2,
        reviewed=2, marked_wrong=0, upheld=1,
    )  # fmt: skip
    both = figures.frame("flags_upheld", since="2026-03-02", until="2026-03-09").set_index(["channel", "category"])
    assert both.loc[("all channels", "Abuse"), ["numerator", "denominator"]].tolist() == [9, 12]
    assert both.loc[("x", "Abuse"), ["numerator", "denominator"]].tolist() == [1, 2]
