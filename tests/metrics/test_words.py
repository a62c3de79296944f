"""Times and days as people say them."""

from datetime import date

import pytest

from pipelines.metrics.words import counted, days_in_words, duration


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (13_200, "9 days 4 hours"), (10_081, "7 days 1 minute"), (1_440, "1 day"), (1_621, "1 day 3 hours"),
        (61, "1 hour 1 minute"), (59.9, "59 minutes"), (0, "less than a minute"),
    ],
)  # fmt: skip
def test_a_duration_is_told_in_its_two_largest_units(minutes, words):
    assert duration(minutes) == words


def test_the_years_are_told_only_where_they_differ():
    assert days_in_words(date(2026, 2, 21), date(2026, 3, 2)) == "21 February to 2 March"
    assert days_in_words(date(2025, 12, 29), date(2026, 1, 7)) == "29 December 2025 to 7 January 2026"


def test_a_count_agrees_with_its_noun():
    assert [counted(1, "round"), counted(0, "round"), counted(1200, "round")] == ["1 round", "0 rounds", "1,200 rounds"]
