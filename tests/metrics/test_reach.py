"""M13 and M14: figures are added and compared only where that means something."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.metrics.conftest import local, monday

WEEK = "2026-W10"  # Monday 2 to Sunday 8 March
FIRST = date(2026, 2, 23)


@pytest.fixture
def facebook(figures):
    figures.channel()
    figures.weekly_exports("2026-02-23", 4, kind="figures")
    figures.weekly_exports("2026-02-23", 4)
    define(figures, "views", True, name="Views")
    define(figures, "reach", False, name="Reach")
    return figures


def define(figures, metric, is_additive, since=None, until=None, platform="facebook", **words):
    row = {"name": metric.title(), "definition": f"{metric} as the platform counts them", **words}
    figures.add(
        "metric_definition", platform=platform, metric=metric, is_additive=is_additive, valid_from=since,
        valid_to=until, **row,
    )  # fmt: skip


def daily(figures, metric, first, values, page=None, channel="facebook"):
    for n, value in enumerate(values):
        day = date.fromisoformat(first) + timedelta(days=n)
        figures.add("figure_day", channel=channel, platform=channel, metric=metric, day=day, page=page, value=value)


def post(figures, day, captures, is_reply=False, channel="facebook"):
    """A post with captures: day, then figures by metric."""
    key, on = uuid4(), date.fromisoformat(day)
    figures.add(
        "post", post_key=key, channel=channel, platform=channel, kind="post", is_reply=is_reply, day=on,
        week_start=monday(on), published_at=local(f"{day} 09:00"),
    )  # fmt: skip
    for captured, values in captures.items():
        for metric, value in values.items():
            figures.add("post_figure", post_key=key, metric=metric, captured_on=captured, value=value)


# ---- M13 ----------------------------------------------------------------------------------------


def test_views_of_days_are_added_and_changes_told(facebook):
    daily(facebook, "views", "2026-02-23", [10] * 7 + [10, 20, 30, 10, 10, 10, 15])
    row = facebook.row("reach", WEEK, metric="views")
    assert (row["level"], row["statistic"], row["value"], row["median"], row["observations"]) == (
        "day",
        "sum",
        105,
        10,
        7,
    )
    assert (row["name"], row["change"], row["flag"]) == ("Views", 0.5, "COMPLETE")


def test_unique_reach_is_never_added(facebook):
    daily(facebook, "reach", "2026-03-02", [100, 300, 200])
    row = facebook.row("reach", WEEK, metric="reach")
    assert (row["statistic"], row["value"], row["median"], row["observations"]) == ("highest", 300, 200, 3)


def test_a_figure_without_a_definition_is_not_added(facebook):
    daily(facebook, "follows", "2026-03-02", [4, 6])
    row = facebook.row("reach", WEEK, metric="follows")
    assert (row["statistic"], row["value"], row["name"]) == ("highest", 6, "follows")


def test_weeks_of_unequal_days_have_no_change(facebook):
    daily(facebook, "views", "2026-02-23", [10] * 7)
    daily(facebook, "views", "2026-03-02", [10] * 6)
    assert facebook.frame("reach", WEEK)["change"].isna().all()


def test_a_definition_break_splits_the_week_and_stops_the_change(figures):
    figures.channel()
    define(figures, "views", True, until="2026-03-03", definition="each time shown")
    define(figures, "views", True, since="2026-03-04", definition="each time shown for a second")
    daily(figures, "views", "2026-02-23", [10] * 21)
    frame = figures.frame("reach", since="2026-02-23", until="2026-03-16")
    assert frame[["definition", "value", "observations"]].values.tolist() == [
        ["each time shown", 70, 7],
        ["each time shown", 20, 2],
        ["each time shown for a second", 50, 5],
        ["each time shown for a second", 70, 7],
    ]
    assert frame["change"].isna().all()


def test_the_pages_of_a_site_give_way_to_its_total(figures):
    figures.channel("website")
    define(figures, "views", True, platform="website")
    define(figures, "visitors", False, platform="website")
    for page, views in (("/a", 5), ("/b", 7)):
        daily(figures, "views", "2026-03-02", [views], page, "website")
        daily(figures, "visitors", "2026-03-02", [views], page, "website")
    assert figures.row("reach", WEEK, metric="views")["value"] == 12
    assert figures.row("reach", WEEK, metric="visitors")["value"] == 7
    daily(figures, "visitors", "2026-03-02", [9], channel="website")
    assert figures.row("reach", WEEK, metric="visitors")["value"] == 9


def test_a_figure_of_a_whole_period_stands_in_the_week_it_ended_and_is_not_added(facebook):
    for until in ("2026-03-03", "2026-03-04"):
        facebook.add(
            "figure_day",
            channel="facebook",
            platform="facebook",
            metric="views",
            since="2026-02-05",
            until=until,
            value=400,
        )
    row = facebook.row("reach", WEEK, metric="views")
    assert (row["level"], row["statistic"], row["value"], row["observations"]) == ("period", "highest", 400, 2)


def test_a_figure_given_for_a_whole_week_is_told_as_given_and_compared(figures):
    figures.channel("website")
    define(figures, "views", True, platform="website")
    for since, until, values in (("2026-02-23", "2026-03-01", (30, 10)), ("2026-03-02", "2026-03-08", (40, 20))):
        for page, value in zip(("/a", "/b"), values, strict=True):
            row = {"since": since, "until": until, "page": page, "value": value}
            figures.add("figure_day", channel="website", platform="website", metric="views", **row)
    row = figures.row("reach", WEEK, metric="views")
    assert (row["level"], row["statistic"], row["value"], row["change"]) == ("week", "as given", 60, 0.5)


def test_posts_are_compared_at_one_age_and_young_ones_are_immature(facebook):
    post(
        facebook, "2026-03-02", {"2026-03-03": {"views": 50}, "2026-03-09": {"views": 90}, "2026-03-16": {"views": 99}}
    )
    post(facebook, "2026-03-04", {"2026-03-09": {"views": 40}})
    post(facebook, "2026-03-04", {"2026-03-09": {"views": 1000}}, is_reply=True)
    row = facebook.row("reach", WEEK, metric="views")
    assert (row["level"], row["value"], row["observations"], row["mature"], row["immature"]) == ("post", 139, 2, 1, 1)
    assert (row["value_at_age"], row["oldest_age_days"]) == (90, 7)


def test_the_reach_of_posts_is_the_highest_and_the_median(facebook):
    for reach in (10, 20, 60):
        post(facebook, "2026-03-02", {"2026-03-09": {"reach": reach}})
    row = facebook.row("reach", WEEK, metric="reach")
    assert (row["statistic"], row["value"], row["median"], row["value_at_age"]) == ("highest", 60, 20, 60)


def test_reach_rests_on_exports_of_figures_not_of_comments(figures):
    figures.channel()
    figures.weekly_exports("2026-03-02", 1)
    daily(figures, "views", "2026-03-02", [1])
    assert figures.row("reach", WEEK)["flag"] == "MISSING"
    figures.export("2026-03-09", "2026-03-02", "2026-03-08", kind="posts", unknown_columns=1)
    assert figures.row("reach", WEEK)["flag"] == "SCHEMA_CHANGED"


def test_engagement_rates_are_never_mixed(facebook):
    both = {"impressions": 200, "reach": 100, "reactions": 6, "comments": 3, "shares": 1}
    post(facebook, "2026-03-02", {"2026-03-05": {"impressions": 1, "reactions": 1}, "2026-03-09": both})
    post(facebook, "2026-03-03", {"2026-03-09": {"impressions": 300, "engagements": 15, "likes": 90}})
    post(facebook, "2026-03-03", {"2026-03-09": {"impressions": 999}})
    frame = facebook.frame("engagement_rate", WEEK)
    assert frame[["basis", "posts", "numerator", "denominator", "value", "engagements_are"]].values.tolist() == [
        ["impressions", 2, 25, 500, 0.05, "added up"],
        ["reach", 1, 10, 100, 0.1, "added up"],
    ]


# ---- M14 ----------------------------------------------------------------------------------------


def weekly(figures, first, counts, channel="facebook"):
    for n, count in enumerate(counts):
        figures.items(str(date.fromisoformat(first) + timedelta(weeks=n)), count, reviewed=count, channel=channel)


@pytest.mark.parametrize(("weeks", "limits"), [(12, "outside"), (11, "too short")])
def test_limits_come_from_twelve_weeks_and_a_leap_is_outside(figures, weeks, limits):
    figures.channel()
    first = date(2026, 3, 2) - timedelta(weeks=weeks)
    figures.weekly_exports(str(first), weeks + 1)
    weekly(figures, str(first), [*[5, 7, 6, 8, 7, 5, 6, 9, 8, 6, 7, 10][-weeks:], 20])
    row = figures.row("like_for_like", WEEK, measure="comments")
    assert (row["numerator"], row["denominator"], row["value"], row["limits"]) == (20, 10, 2.0, limits)
    if limits == "outside":
        assert row["weekly_mean"] == 7
        assert row["weekly_high"] == pytest.approx(7 + 2.66 * 19 / 11)
        assert row["weekly_low"] == pytest.approx(7 - 2.66 * 19 / 11)


def test_weeks_before_the_first_comment_are_no_history(figures):
    figures.channel()
    figures.export("2026-03-09", snapshot=True)
    weekly(figures, "2026-02-23", [20, 30])
    assert figures.row("like_for_like", WEEK, measure="comments")["limits"] == "too short"


def test_the_ratio_of_two_counts_has_its_interval(figures):
    figures.channel()
    figures.weekly_exports("2026-02-23", 2)
    weekly(figures, "2026-02-23", [20, 30])
    row = figures.row("like_for_like", WEEK, measure="comments")
    assert (row["value"], round(row["low"], 3), round(row["high"], 3)) == (1.5, 0.858, 2.622)
    assert (bool(row["is_compared"]), row["limits"], row["flag"]) == (True, "too short", "COMPLETE")


def test_several_weeks_are_held_against_as_many_before(figures):
    figures.channel()
    figures.weekly_exports("2026-02-16", 4)
    weekly(figures, "2026-02-16", [1, 2, 30, 40])
    frame = figures.frame("like_for_like", since="2026-03-02", until="2026-03-16")
    row = frame[frame["measure"] == "comments"].iloc[0]
    assert (row["numerator"], row["denominator"]) == (70, 3)


@pytest.mark.parametrize(
    ("channel", "exports", "reason"),
    [
        ({"active_from": "2026-03-02"}, 4, "left out: the channel was not active throughout both periods"),
        ({"active_to": "2026-03-05"}, 4, "left out: the channel was not active throughout both periods"),
        ({}, 3, "left out: the exports do not cover all of these weeks"),
        ({}, 0, "left out: the exports do not cover all of these weeks"),
    ],
)
def test_a_channel_that_cannot_be_compared_is_named_with_the_reason(figures, channel, exports, reason):
    figures.channel(**channel)
    figures.weekly_exports("2026-02-09", exports)
    weekly(figures, "2026-02-23", [20, 30])
    row = figures.row("like_for_like", WEEK, measure="comments")
    assert (bool(row["is_compared"]), row["reason"], row["limits"]) == (False, reason, "left out")
    assert row[["value", "low", "high", "weekly_mean"]].isna().all()


def test_weeks_before_that_are_not_covered_leave_a_channel_out(figures):
    figures.channel()
    figures.weekly_exports("2026-03-02", 1)
    row = figures.row("like_for_like", WEEK, measure="comments")
    assert row["reason"] == "left out: the exports do not cover all of the weeks before"
    assert row["flag"] == "MISSING"


def test_weeks_with_bank_holidays_are_marked(figures):
    figures.channel()
    row = figures.row("like_for_like", "2026-W15", measure="comments")
    assert (row["bank_holidays"], row["bank_holidays_before"]) == ("Easter Monday", "Good Friday")


def compared(figures, level, metric="views"):
    return figures.row("like_for_like_reach", WEEK, metric=metric, level=level)


def test_daily_figures_are_compared_over_full_weeks(facebook):
    daily(facebook, "views", "2026-02-23", [10] * 7 + [15] * 7)
    row = compared(facebook, "day")
    assert (row["value"], row["numerator"], row["denominator"], bool(row["is_compared"])) == (1.5, 105, 70, True)
    assert row["flag"] == "COMPLETE"


def test_posts_are_compared_by_their_median_at_one_age(facebook):
    for day, views in (("2026-02-23", 10), ("2026-02-24", 30), ("2026-03-02", 40)):
        post(
            facebook,
            day,
            {str(date.fromisoformat(day) + timedelta(days=7)): {"views": views}, "2026-04-27": {"views": 999}},
        )
    row = compared(facebook, "post")
    assert (row["value"], row["numerator"], row["denominator"]) == (2, 40, 20)


@pytest.mark.parametrize(
    ("captured", "reason"),
    [
        ("2026-03-05", "left out: 1 of the posts are too young"),
        ("2026-04-27", "left out: figures taken at ages up to 56 days"),
        (None, "left out: no posts in one of the periods"),
    ],
)
def test_posts_of_other_ages_are_left_out(facebook, captured, reason):
    post(facebook, "2026-02-23", {"2026-03-02": {"views": 10}})
    if captured:
        post(facebook, "2026-03-02", {captured: {"views": 10}})
    assert compared(facebook, "post")["reason"] == reason


def test_daily_figures_that_cannot_be_compared_are_left_out(facebook):
    daily(facebook, "reach", "2026-02-23", [10] * 14)
    daily(facebook, "views", "2026-02-23", [10] * 13)
    assert compared(facebook, "day", "reach")["reason"] == "left out: figures of unique people cannot be added up"
    assert compared(facebook, "day")["reason"] == "left out: not every day of both periods is there"
    assert compared(facebook, "day")[["value", "numerator", "denominator"]].isna().all()


def test_a_definition_break_leaves_a_figure_out(figures):
    figures.channel()
    define(figures, "views", True, until="2026-03-01")
    define(figures, "views", True, since="2026-03-02")
    daily(figures, "views", "2026-02-23", [10] * 14)
    assert compared(figures, "day")["reason"] == "left out: the platform changed what the figure means"


# ---- Is the week unusual, which topics travelled ---------------------------------------------------


def test_limits_want_twelve_weeks_in_a_row_under_one_definition(facebook):
    daily(facebook, "views", "2025-12-15", [10] * 7 * 11 + [20] * 7)
    row = facebook.row("reach_limits", WEEK, metric="views")
    assert (row["value"], row["weeks_before"], row["limits"]) == (140, 11, "too short")
    assert row.isna()[["mean", "low", "high"]].all()
    daily(facebook, "views", "2025-12-08", [10] * 7)
    row = facebook.row("reach_limits", WEEK, metric="views")
    assert (row["weeks_before"], row["mean"], row["low"], row["high"], row["limits"]) == (12, 70, 70, 70, "above")


def test_a_week_that_is_not_whole_ends_the_series(facebook):
    daily(facebook, "views", "2025-12-01", [10] * 7 * 10)
    daily(facebook, "views", "2026-02-09", [10] * 6)
    daily(facebook, "views", "2026-02-16", [10] * 7 * 3)
    assert facebook.row("reach_limits", WEEK, metric="views")["weeks_before"] == 2
    assert facebook.frame("reach_limits", "2026-W07").empty


def test_a_definition_break_ends_the_series_of_limits(figures):
    figures.channel()
    define(figures, "views", True, until="2026-02-01", definition="each time shown")
    define(figures, "views", True, since="2026-02-02", definition="each time shown for a second")
    daily(figures, "views", "2025-11-03", [10] * 7 * 18)
    assert figures.row("reach_limits", WEEK, metric="views")["weeks_before"] == 4


def test_unique_people_have_no_weekly_sum_to_be_limited(facebook):
    daily(facebook, "reach", "2025-11-03", [10] * 7 * 18)
    assert facebook.frame("reach_limits", WEEK).empty


TOPICS = ["survey", "survey", "survey", None, None, None, None, "event"]


def test_topics_are_compared_at_one_age_with_the_channels_own_posts(facebook):
    for n, topic in enumerate(TOPICS):
        post(facebook, "2026-03-02", {"2026-03-09": {"views": 80 if topic == "survey" else 20},
                                      "2026-03-16": {"views": 900 + n}})  # fmt: skip
    keys = [key for (key,) in facebook.db.execute("select post_key from post order by rowid").fetchall()]
    place = {"channel": "facebook", "day": date(2026, 3, 2), "week_start": date(2026, 3, 2)}
    for key, topic in zip(keys, TOPICS, strict=True):
        facebook.add("own_post", post_key=key, kind="post", is_scored=True, **place)
        if topic:
            facebook.add("post_topic", post_key=key, topic=topic, **place)
    row = facebook.row("topics_travelled", WEEK, topic="survey")
    assert (row["posts"], row["numerator"], row["denominator"], row["value"]) == (3, 80, 20, 4)
    assert facebook.row("topics_travelled", WEEK, topic="event").isna()["value"]


def test_links_opened_stand_beside_visits_and_are_not_divided_by_them(facebook):
    post(facebook, "2026-03-03", {"2026-03-04": {"clicks_link": 2}, "2026-03-10": {"clicks_link": 5}})
    post(facebook, "2026-03-04", {"2026-03-10": {"views": 5}})
    facebook.channel("website")
    facebook.add(
        "figure_day", channel="website", platform="website", metric="sessions", since="2026-03-02", until="2026-03-08",
        value=70,
    )  # fmt: skip
    row = facebook.row("visits_sent", WEEK)
    assert (row["numerator"], row["posts"], row["website_visits"]) == (5, 1, 70)
    assert row.isna()["denominator"]


def visits(figures, came_from, value, metric="sessions", **when):
    figures.add("visit_source", channel="website", came_from=came_from, metric=metric, value=value, **when)


def by_source(figures, week=WEEK):
    frame = figures.frame("visits_by_source", week)
    return [(r["came_from"], r["metric"], r["level"], r["value"]) for r in frame.to_dict("records")]


def test_visits_of_days_are_added_up_and_a_channel_without_one_has_no_row(facebook):
    facebook.channel("website", platform="wordpress")
    facebook.channel("x")
    for day in range(2, 8):
        visits(facebook, "direct", 10, day=f"2026-03-0{day}")
    visits(facebook, "facebook", 3, day="2026-03-02")
    visits(facebook, "facebook", 4, day="2026-03-07")
    visits(facebook, "youtube", 1, day="2026-03-07")
    visits(facebook, "other", 9, day="2026-03-09")
    assert by_source(facebook) == [
        ("Facebook", "sessions", "day", 7), ("YouTube", "sessions", "day", 1),
        ("Not told (direct)", "sessions", "day", 60),
    ]  # fmt: skip
    assert set(facebook.frame("visits_by_source", WEEK)["days"]) == {6}


def test_a_week_and_another_period_of_visits_stand_apart_and_landing_pages_give_way_to_the_whole(facebook):
    facebook.channel("website", platform="wordpress")
    week = {"since": "2026-03-02", "until": "2026-03-08"}
    visits(facebook, "facebook", 3, page="/a", **week)
    visits(facebook, "facebook", 4, page="/b", **week)
    visits(facebook, "direct", 50, **week)
    visits(facebook, "direct", 20, page="/a", **week)
    visits(facebook, "facebook", 31, since="2026-02-09", until="2026-03-08")
    assert by_source(facebook) == [
        ("Facebook", "sessions", "period", 31), ("Facebook", "sessions", "week", 7),
        ("Not told (direct)", "sessions", "week", 50),
    ]  # fmt: skip


def test_visitors_are_never_added_up(facebook):
    facebook.channel("website", platform="wordpress")
    for day, people in (("2026-03-02", 5), ("2026-03-03", 8)):
        visits(facebook, "facebook", people, "visitors", day=day)
    visits(facebook, "direct", 5, "visitors", day="2026-03-02", page="/a")
    visits(facebook, "direct", 6, "visitors", day="2026-03-02", page="/b")
    assert by_source(facebook) == [("Facebook", "visitors", "day", 8)]


def test_two_channels_on_one_platform_cannot_be_told_apart_by_the_website(facebook):
    facebook.channel("south", platform="facebook")
    visits(facebook, "facebook", 5, day="2026-03-02")
    assert by_source(facebook) == [("Facebook or South", "sessions", "day", 5)]


def test_pages_on_which_visits_from_our_channels_began_are_told_by_week(facebook):
    facebook.channel("website", platform="wordpress")
    visits(facebook, "facebook", 3, day="2026-03-02", page="/a")
    visits(facebook, "facebook", 4, day="2026-03-03", page="/a")
    visits(facebook, "facebook", 9, day="2026-03-03", page="/b")
    visits(facebook, "youtube", 50, day="2026-03-03", page="/a")
    visits(facebook, "direct", 50, day="2026-03-03", page="/a")
    visits(facebook, "facebook", 70, day="2026-03-03")
    rows = facebook.frame("visits_landed", WEEK).to_dict("records")
    assert [(r["channel"], r["came_from"], r["page"], r["value"]) for r in rows] == [
        ("website", "Facebook", "/b", 9), ("website", "Facebook", "/a", 7),
    ]  # fmt: skip
