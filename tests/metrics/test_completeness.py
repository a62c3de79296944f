"""What the exports cover and what is wrong with them, and that every number says so."""

import pandas as pd
import pytest

from pipelines.errors import Unflagged
from pipelines.metrics import all_metrics, flags

WEEK = "2026-W10"  # Monday 2 to Sunday 8 March


@pytest.fixture
def facebook(figures):
    figures.channel()
    figures.items("2026-03-03", 4, reviewed=4)
    return figures


def flags_of(figures, week=WEEK, **where):
    return list(figures.row("completeness", week, **({"subject": "comments"} | where))["flags"])


def test_an_export_that_covers_the_week_leaves_nothing_to_say(facebook):
    facebook.export("2026-03-09", "2026-03-02", "2026-03-08")
    row = facebook.row("completeness", WEEK)
    assert (row["expected"], row["received"], row["numerator"], row["denominator"], row["value"]) == (1, 1, 7, 7, 1.0)
    assert (list(row["flags"]), row["flag"]) == ([], "COMPLETE")


def test_without_an_export_the_week_is_missing(facebook):
    facebook.export("2026-03-02", "2026-02-23", "2026-03-01")
    row = facebook.row("completeness", WEEK)
    assert (row["expected"], row["received"], row["flag"]) == (1, 0, "MISSING")


def test_some_days_are_a_partial_window(facebook):
    facebook.export("2026-03-06", "2026-03-02", "2026-03-05")
    row = facebook.row("completeness", WEEK)
    assert (row["numerator"], row["flag"]) == (4, "PARTIAL_WINDOW")


def test_figures_cover_the_days_that_they_say(figures):
    figures.channel()
    figures.export("2026-03-08", "2026-03-02", "2026-03-08", kind="figures")
    row = figures.row("completeness", WEEK, subject="figures")
    assert (row["numerator"], row["flag"]) == (7, "ZERO_UNDECLARED")


def test_two_exports_together_cover_a_week(facebook):
    facebook.export("2026-03-06", "2026-03-01", "2026-03-06")
    facebook.export("2026-03-10", "2026-03-05", "2026-03-10")
    assert flags_of(facebook) == []


def test_the_day_of_the_export_itself_is_not_covered(facebook):
    facebook.export("2026-03-08", "2026-03-02", "2026-03-08")
    assert flags_of(facebook) == ["PARTIAL_WINDOW"]


def test_a_whole_channel_covers_everything_up_to_its_day(facebook):
    facebook.export("2026-03-09", snapshot=True)
    assert flags_of(facebook) == []
    assert flags_of(facebook, "2026-W09") == ["ZERO_UNDECLARED"]
    assert flags_of(facebook, "2026-W11") == ["MISSING"]


def test_a_file_of_unknown_extent_is_partial_where_it_holds_something(facebook):
    facebook.export("2026-03-20")
    assert flags_of(facebook) == ["PARTIAL_WINDOW", "LATE"]
    assert flags_of(facebook, "2026-W09") == ["MISSING"]


def test_only_the_days_of_an_active_channel_are_due(figures):
    figures.channel(active_from="2026-03-05", active_to="2026-03-06")
    figures.items("2026-03-05", 1)
    figures.export("2026-03-09", "2026-03-05", "2026-03-06")
    row = figures.row("completeness", WEEK)
    assert (row["numerator"], row["denominator"], row["flag"]) == (2, 2, "COMPLETE")


def test_nothing_is_due_of_a_channel_that_is_not_active(figures):
    figures.channel(active_to="2026-02-01")
    row = figures.row("completeness", WEEK)
    assert (row["expected"], row["flag"]) == (0, "COMPLETE")


def test_a_daily_export_is_expected_seven_times(figures):
    figures.channel(every=1)
    figures.items("2026-03-02", 1)
    for day in range(2, 7):
        figures.export(f"2026-03-{day + 1:02}", f"2026-03-{day:02}", f"2026-03-{day:02}")
    row = figures.row("completeness", WEEK)
    assert (row["expected"], row["received"], row["flag"]) == (7, 5, "PARTIAL_WINDOW")


@pytest.mark.parametrize(
    ("what", "flag"),
    [
        ({"rejects": 3}, "PARSE_REJECTS 3"),
        ({"unknown_columns": 1}, "SCHEMA_CHANGED"),
        ({"merged": 2}, "DUPLICATES"),
        ({"platform_count": 9, "held_count": 7}, "COUNT_MISMATCH"),
        ({"records": 100}, "ROW_LIMIT_HIT"),
        ({"records": 5000}, "ROW_LIMIT_HIT"),
    ],
)
def test_what_is_wrong_with_an_export_is_said_of_its_weeks(facebook, what, flag):
    facebook.export("2026-03-09", "2026-03-02", "2026-03-08", **what)
    assert flags_of(facebook) == [flag]


@pytest.mark.parametrize("what", [{"platform_count": 7, "held_count": 7}, {"records": 150}, {"records": 10}])
def test_what_is_in_order_is_not_flagged(facebook, what):
    facebook.export("2026-03-09", "2026-03-02", "2026-03-08", **what)
    assert flags_of(facebook) == []


@pytest.mark.parametrize(("held", "flags"), [(11, ["COUNT_MISMATCH"]), (12, []), (13, [])])
def test_a_gap_under_the_weeks_posts_is_said_of_the_comments(facebook, held, flags):
    facebook.export("2026-03-09", "2026-03-02", "2026-03-08")
    facebook.add("post_comments", channel="facebook", week_start="2026-03-02", counts="post", counted=12, held=held)
    assert flags_of(facebook) == flags
    assert "COUNT_MISMATCH" not in flags_of(facebook, "2026-W11")


def test_an_export_long_after_the_week_is_late(facebook):
    facebook.export("2026-03-17", "2026-03-02", "2026-03-16")
    assert flags_of(facebook) == ["LATE"]


def test_an_export_in_its_time_is_not_late_though_another_follows(facebook):
    facebook.export("2026-03-16", "2026-03-02", "2026-03-15")
    facebook.export("2026-04-20", snapshot=True)
    assert flags_of(facebook) == []


def test_times_of_unknown_zone_are_flagged_in_their_week(figures):
    figures.channel()
    figures.items("2026-03-03", 4, zone_unknown=1)
    figures.export("2026-03-09", "2026-03-02", "2026-03-08")
    assert flags_of(figures) == ["TZ_UNKNOWN"]


@pytest.mark.parametrize(("is_declared", "flag"), [(True, "ZERO_DECLARED"), (False, "ZERO_UNDECLARED")])
def test_an_empty_week_is_declared_or_not(figures, is_declared, flag):
    figures.channel()
    figures.export("2026-03-09", "2026-03-02", "2026-03-08", is_zero_declared=is_declared, records=0)
    assert flags_of(figures) == [flag]


def test_several_flags_stand_worst_first(facebook):
    facebook.export("2026-03-06", "2026-03-02", "2026-03-05", merged=1, rejects=2)
    facebook.export("2026-03-07", "2026-03-04", "2026-03-06", rejects=1, unknown_columns=4)
    assert flags_of(facebook) == ["PARTIAL_WINDOW", "PARSE_REJECTS 3", "SCHEMA_CHANGED", "DUPLICATES"]


def test_rejects_that_every_whole_export_repeats_are_counted_once(facebook):
    facebook.export("2026-03-09", snapshot=True, rejects=2)
    facebook.export("2026-03-16", snapshot=True, rejects=2)
    assert flags_of(facebook) == ["PARSE_REJECTS 2"]


def test_figures_are_due_only_where_a_channel_ever_had_them(facebook):
    assert facebook.frame("completeness", WEEK)["subject"].tolist() == ["comments"]
    facebook.export("2026-02-02", "2026-01-26", "2026-02-01", kind="figures")
    assert flags_of(facebook, subject="figures") == ["MISSING"]


def test_worst_takes_the_graver_and_of_equal_ones_the_greater():
    assert flags.worst(["LATE", "PARTIAL_WINDOW", "DUPLICATES"]) == "PARTIAL_WINDOW"
    assert flags.worst(["PARSE_REJECTS 2", "PARSE_REJECTS 12", "LATE"]) == "PARSE_REJECTS 12"
    assert flags.worst([]) == "COMPLETE"


def test_a_row_over_a_period_carries_the_worst_of_its_weeks(facebook):
    facebook.export("2026-03-09", "2026-03-02", "2026-03-08")
    facebook.export("2026-03-16", "2026-03-09", "2026-03-12")
    assert facebook.frame("removal_rate", WEEK)["flag"].tolist() == ["COMPLETE"]
    assert facebook.frame("removal_rate", since="2026-03-02", until="2026-03-16")["flag"].tolist() == ["PARTIAL_WINDOW"]


def test_a_row_over_channels_carries_the_worst_of_them(facebook):
    facebook.export("2026-03-09", "2026-03-02", "2026-03-08")
    facebook.channel("x")
    facebook.items("2026-03-03", 2, channel="x")
    facebook.export("2026-03-09", "2026-03-02", "2026-03-08", channel="x", merged=1)
    frame = facebook.frame("removal_rate", WEEK)
    assert dict(zip(frame["channel"], frame["flag"], strict=True)) == {
        "facebook": "COMPLETE",
        "x": "DUPLICATES",
        "social channels": "DUPLICATES",
    }


@pytest.mark.parametrize(
    ("columns", "missing"),
    [({"value": [1]}, "channel"), ({"channel": ["x"]}, "flag"), ({"channel": ["x"], "flag": [None]}, "flag")],
)
def test_a_number_without_its_flag_is_refused(columns, missing):
    with pytest.raises(Unflagged, match=missing):
        flags.ensure(pd.DataFrame(columns), "some_metric")


def test_a_metric_that_names_no_channel_is_refused(facebook, tmp_path):
    from pipelines.metrics import Metric, Window

    nameless = Metric("nameless", {"title": "t"}, "select 1 as value")
    with pytest.raises(Unflagged, match='nameless: its rows have no "channel"'):
        nameless.frame(facebook.db, Window.of_week(WEEK))


def test_only_completeness_makes_its_own_flag(facebook):
    own = [m.name for m in all_metrics().values() if "worst_flag" in m.words.get("then", "") or "as flag," in m.sql]
    assert own == ["completeness"]
