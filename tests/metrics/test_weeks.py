"""Weeks begin on Monday in London, whatever the clocks, the year or the session do."""

from datetime import UTC, date, datetime

import duckdb
import pytest

from pipelines.metrics.weeks import bank_holidays, bank_holidays_between, easter, hours_of_week, week_label, week_of

ZONE = "Europe/London"
WEEKS = [
    ("2025-06-01T23:30:00+00:00", "2025-W23"),
    ("2025-06-01T22:59:59+00:00", "2025-W22"),
    ("2024-12-30T00:00:00+00:00", "2025-W01"),
    ("2026-12-31T12:00:00+00:00", "2026-W53"),
    ("2027-01-03T23:59:00+00:00", "2026-W53"),
    ("2027-01-04T00:00:00+00:00", "2027-W01"),
    ("2025-03-30T23:00:00+00:00", "2025-W14"),
    ("2025-10-26T23:59:00+00:00", "2025-W43"),
]


@pytest.mark.parametrize(("instant", "label"), WEEKS)
def test_an_instant_falls_in_the_week_of_london(instant, label):
    assert week_label(week_of(datetime.fromisoformat(instant), ZONE)) == label


def test_the_same_instant_is_another_week_in_utc():
    assert week_label(week_of(datetime(2025, 6, 1, 23, 30, tzinfo=UTC), "UTC")) == "2025-W22"


@pytest.mark.parametrize("session", ["UTC", "Europe/London", "America/Los_Angeles", "Pacific/Auckland"])
@pytest.mark.parametrize(("instant", "label"), WEEKS)
def test_duckdb_agrees_whatever_zone_its_session_has(session, instant, label):
    db = duckdb.connect()
    db.execute(f"set timezone = '{session}'")
    (day,) = db.execute(f"select date_trunc('week', ?::timestamptz at time zone '{ZONE}')::date", [instant]).fetchone()
    assert week_label(day) == label


@pytest.mark.parametrize(
    ("monday", "hours"), [(date(2025, 3, 24), 167), (date(2025, 10, 20), 169), (date(2025, 3, 31), 168)]
)
def test_a_week_is_an_hour_shorter_or_longer_when_the_clocks_change(monday, hours):
    assert hours_of_week(monday, ZONE) == hours


def test_half_past_one_occurs_twice_when_the_clocks_go_back():
    db = duckdb.connect()
    for instant in ("2025-10-26T00:30Z", "2025-10-26T01:30Z"):
        (wall,) = db.execute(f"select timestamptz '{instant}' at time zone '{ZONE}'").fetchone()
        assert wall == datetime(2025, 10, 26, 1, 30)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2028, 4, 16),
        (2029, 4, 1),
        (2030, 4, 21),
        (1961, 4, 2),
    ],
)
def test_easter_is_computed(year, month, day):
    assert easter(year) == date(year, month, day)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
        (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
        (2029, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"),
        (2030, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
    ],
)
def test_bank_holidays_fall_on_weekdays_by_rule(year, days):
    assert " ".join(f"{day:%m-%d}" for day in bank_holidays(year)) == days


def test_bank_holidays_of_a_period_are_named_across_the_year_end():
    found = bank_holidays_between(date(2026, 12, 21), date(2027, 1, 4))
    assert found == ["Christmas Day", "Boxing Day", "New Year's Day"]
