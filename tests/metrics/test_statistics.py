"""The arithmetic against values worked by hand."""

import math
import random

import numpy as np
import pytest

from pipelines.metrics.statistics import kaplan_meier, rate_ratio, wilson, xmr


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(0, 12, 0.0, 24.3), (1, 12, 1.5, 35.4), (3, 40, 2.6, 19.9), (50, 52, 87.0, 98.9), (12, 12, 75.7, 100.0)],
)
def test_wilson_gives_the_published_vectors(count, total, low, high):
    assert tuple(round(100 * end, 1) for end in wilson(count, total)) == (low, high)


@pytest.mark.parametrize(("count", "total"), [(0, 0), (3, 2), (-1, 5)])
def test_wilson_of_nothing_is_nothing(count, total):
    assert wilson(count, total) is None


def test_wilson_at_the_ends_is_exact():
    assert wilson(0, 5)[0] == 0.0
    assert wilson(5, 5)[1] == 1.0


def curve(times, is_open=None, counts=None):
    return kaplan_meier(times, counts or [1] * len(times), is_open or [False] * len(times))


def test_without_open_items_the_curve_is_the_empirical_one():
    found = curve([4, 1, 3, 2])
    assert found.times.tolist() == [1, 2, 3, 4]
    assert found.waiting.tolist() == pytest.approx([0.75, 0.5, 0.25, 0])
    assert (found.quantile(0.5), found.quantile(0.9), found.longest) == (2, 4, 4)


def test_open_items_leave_the_risk_set_without_ending_the_wait():
    # At risk 6, 4, 3 (one open after 2, one after 5): 5/6, 5/6 x 3/4, 5/6 x 3/4 x 2/3, then 1 of 1 at 9.
    found = curve([1, 2, 3, 4, 5, 9], [False, True, False, False, True, False])
    assert found.times.tolist() == [1, 3, 4, 9]
    assert found.waiting.tolist() == pytest.approx([5 / 6, 5 / 6 * 3 / 4, 5 / 6 * 3 / 4 * 2 / 3, 0])
    assert found.quantile(0.5) == 4


def test_a_tie_of_open_and_dealt_with_counts_the_open_one_as_at_risk():
    # At 6: four at risk, one of them dealt with, one open at that very time.
    found = curve([6, 6, 7, 10], [False, True, False, True])
    assert found.waiting.tolist() == pytest.approx([3 / 4, 3 / 4 * 1 / 2])


def test_counts_weigh_as_so_many_single_items():
    weighted = kaplan_meier([1, 2, 5], [3, 2, 4], [False, True, False])
    single = curve([1] * 3 + [2] * 2 + [5] * 4, [False] * 3 + [True] * 2 + [False] * 4)
    assert weighted.times.tolist() == single.times.tolist()
    assert weighted.waiting.tolist() == pytest.approx(single.waiting.tolist())
    assert weighted.quantile(0.5) == 5


def test_a_share_that_was_never_reached_has_no_time():
    found = curve([1, 2, 9, 9], [False, True, True, True])
    assert (found.quantile(0.25), found.quantile(0.5), found.longest) == (1, None, 9)


def test_no_items_have_no_curve():
    found = curve([])
    assert (found.quantile(0.5), found.longest) == (None, None)


def test_only_open_items_reach_nothing():
    assert curve([3, 8], [True, True]).quantile(0.5) is None


def test_completed_items_alone_are_biased_low_and_kaplan_meier_recovers_the_truth():
    draw = random.Random(20260302)
    errors = []
    for _ in range(200):
        true = [draw.expovariate(math.log(2) / 4.16) for _ in range(60)]
        seen_for = [draw.uniform(0, 9) for _ in true]
        is_open = [wait > seen for wait, seen in zip(true, seen_for, strict=True)]
        waits = [min(pair) for pair in zip(true, seen_for, strict=True)]
        completed = float(np.median([w for w, o in zip(waits, is_open, strict=True) if not o]))
        found = kaplan_meier(waits, [1] * 60, is_open).quantile(0.5)
        errors.append((completed, found if found is not None else 9, sum(is_open)))
    completed, estimated, still_open = np.median(np.array(errors), axis=0)
    assert 22 <= still_open <= 34
    assert completed < 2.6
    assert abs(estimated - 4.16) < 0.35


def test_xmr_limits_are_the_mean_and_266_moving_ranges():
    values = [5, 7, 6, 8, 7, 5, 6, 9, 8, 6, 7, 10]  # sum 84, moving ranges 2 1 2 1 2 1 3 1 2 1 3 = 19
    found = xmr(values)
    assert found.mean == 7
    assert found.high == pytest.approx(7 + 2.66 * 19 / 11)
    assert found.low == pytest.approx(7 - 2.66 * 19 / 11)


def test_eleven_weeks_are_too_short_for_limits():
    assert xmr([1] * 11) is None


def test_a_ratio_of_counts_has_the_limits_of_their_share():
    ratio, low, high = rate_ratio(30, 20)
    # Wilson of 30 of 50 is 0.4618 to 0.7239; as odds 0.858 and 2.622.
    assert (ratio, round(low, 3), round(high, 3)) == (1.5, 0.858, 2.622)


def test_a_ratio_to_nought_is_none_and_to_nothing_is_nought():
    assert rate_ratio(3, 0) is None
    assert rate_ratio(0, 0) is None
    assert rate_ratio(0, 4)[:2] == (0, 0)
