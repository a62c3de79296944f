"""How days, durations, counts and shares are said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from pages.parts import kpi, period, words
from pages.parts.marked import marked
from pipelines.metrics import Window

NOW = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(("value", "told"), [
    (date(2026, 3, 2), "Monday 2 March 2026"), (pd.Timestamp("2026-12-25"), "Friday 25 December 2026"),
    (None, "–"), (pd.NaT, "–"),
])  # fmt: skip
def test_days_are_said_in_full(value, told):
    assert words.day(value) == told


def test_instants_are_told_in_the_organisations_zone():
    assert words.instant(datetime(2026, 6, 1, 23, 30, tzinfo=UTC)) == "2 June 2026, 00:30"


@pytest.mark.parametrize(("minutes", "told"), [
    (3120, "2 days 4 hours"), (60, "1 hour"), (90, "1 hour 30 minutes"), (1440, "1 day"),
    (None, "–"), (float("nan"), "–"),
])  # fmt: skip
def test_durations_have_their_two_largest_units(minutes, told):
    assert words.duration(minutes) == told


@pytest.mark.parametrize(("part", "whole", "told"), [
    (213, 214, "99%"), (214, 214, "100%"), (0, 9, "0%"), (1, 60, "1.7%"), (3, 0, "–"), (None, 4, "–"),
])  # fmt: skip
def test_a_share_is_full_only_when_nothing_is_missing(part, whole, told):
    assert words.share(part, whole) == told


def test_counts_carry_their_noun():
    assert [words.count(n, "comment") for n in (0, 1, 2140)] == ["0 comments", "1 comment", "2,140 comments"]


def test_an_interval_has_one_unit():
    assert words.interval(0.0158, 0.0683) == "1.6–6.8%"


@pytest.mark.parametrize(("names", "told"), [([], ""), (["X"], "X"), (["A", "B", "C"], "A, B and C")])
def test_names_are_listed_as_people_list_them(names, told):
    assert words.listing(names) == told


def test_text_from_outside_stays_letters_in_markdown():
    shown = words.plain("[here](http://example.com) ![x](y) <b> *a* `c` $1$ :red[x]\nnext")
    assert "](" not in shown.replace("\\]\\(", "")
    assert shown.startswith("\\[here\\]\\(http\\:\\/\\/example\\.com\\)")
    assert "\n" not in shown


def test_marked_text_is_inert_and_shows_what_was_found():
    text = '<img src=x onerror="y"> call 01632 960123'
    shown = marked(text, [(29, 41, "Personal details"), (35, 41, "Other"), (90, 95, "beyond")])
    assert "<img" not in shown
    assert (
        "&lt;img src=x onerror=&quot;y&quot;&gt; call <mark>01632 960123<small>Personal details, Other</small></mark>"
        in shown
    )


def test_little_bars_leave_a_gap_where_a_week_is_missing():
    assert kpi.spark([0, None, 7]) == "▁ █"
    assert kpi.spark([5]) == ""


@pytest.mark.parametrize(("asked", "since", "until", "channel"), [
    ({}, date(2026, 3, 2), date(2026, 3, 9), None),
    ({"week": "2026-W08", "channel": "x"}, date(2026, 2, 16), date(2026, 2, 23), "x"),
    ({"week": "2026-W60", "channel": "nowhere"}, date(2026, 3, 2), date(2026, 3, 9), None),
    ({"week": "2026-W10", "weeks": "12"}, date(2025, 12, 15), date(2026, 3, 9), None),
    ({"since": "2026-01-05", "until": "2026-02-02"}, date(2026, 1, 5), date(2026, 2, 2), None),
    ({"since": "2026-02-02", "until": "2026-01-05"}, date(2026, 3, 2), date(2026, 3, 9), None),
    ({"since": "'; drop", "until": "x"}, date(2026, 3, 2), date(2026, 3, 9), None),
])  # fmt: skip
def test_an_address_leads_to_its_period(asked, since, until, channel):
    window = period.from_address(asked, period.last_closed_week(NOW), NOW, ["website", "x"])
    assert (window.since, window.until, window.channel) == (since, until, channel)
    assert period.from_address(period.to_address(window), date(2020, 1, 6), NOW, ["website", "x"]) == window


def test_the_period_is_told_in_words():
    assert period.told(Window(date(2026, 3, 2), date(2026, 3, 9))) == "week of Monday 2 March 2026"
    assert period.told(Window(date(2026, 3, 2), date(2026, 3, 5))) == "2 March 2026 to 4 March 2026"
