"""A classifier's figures: hand-worked cases, ties, nothing to divide by, and what counts as ordinary."""

import numpy as np
import pytest

from pipelines.metrics.evaluation import Labelled, evaluated, evaluation
from pipelines.metrics.groups import groups, length
from pipelines.metrics.quality import average_precision, lowest_threshold, quality


def truth(*marks):
    return np.array([bool(m) for m in marks])


def test_average_precision_is_the_mean_precision_at_each_positive():
    # Ranked: yes no yes no: precisions 1/1 and 2/3.
    assert average_precision(truth(1, 0, 1, 0), np.array([0.9, 0.8, 0.7, 0.1])) == pytest.approx((1 + 2 / 3) / 2)


def test_items_of_equal_score_count_together_whatever_their_order():
    scores = np.array([0.5, 0.5, 0.5, 0.5])
    assert average_precision(truth(1, 0, 0, 0), scores) == average_precision(truth(0, 0, 0, 1), scores) == 0.25


def test_without_a_positive_nothing_is_claimed():
    found = quality("abuse", truth(0, 0), np.array([0.9, 0.1]), 0.5)
    assert (found.recall, found.recall_interval, found.auprc, found.f1) == (None, None, None, 0.0)
    assert (found.precision, found.false_alarms) == (0.0, 0.5)


def test_a_score_at_the_threshold_is_flagged():
    found = quality("abuse", truth(1, 1, 0, 0), np.array([0.9, 0.5, 0.5, 0.1]), 0.5)
    assert (found.flagged, found.recall, found.precision, found.false_alarms) == (3, 1.0, pytest.approx(2 / 3), 0.5)
    assert found.f1 == pytest.approx(0.8)
    assert found.recall_interval == pytest.approx((0.342, 1.0), abs=1e-3)


def test_intervals_hold_their_figure_and_are_the_same_each_time():
    chance = np.random.default_rng(3)
    yes = chance.random(200) < 0.3
    scores = np.clip(yes * 0.3 + chance.random(200) * 0.7, 0, 1)
    first, again = (quality("abuse", yes, scores, 0.5) for _ in range(2))
    assert first == again
    assert first.auprc_interval[0] < first.auprc < first.auprc_interval[1]


@pytest.mark.parametrize(("recall", "expected"), [(1.0, 0.2), (0.75, 0.4), (0.5, 0.6), (0.51, 0.4)])
def test_the_lowest_threshold_reaches_its_recall_and_no_more(recall, expected):
    scores = np.array([0.8, 0.6, 0.4, 0.2, 0.9])
    assert lowest_threshold(truth(1, 1, 1, 1, 0), scores, recall) == expected


def rows(texts, thresholds=None):
    return {(r["of"], r["category"]): r for r in evaluation(texts, thresholds or {"safeguarding": 0.5, "abuse": 0.5})}


def labelled(text, *labels, **scores):
    return Labelled(text, frozenset(labels), {k.replace("__", "."): v for k, v in scores.items()})


def test_a_sub_kind_counts_for_its_category_and_for_itself():
    found = rows([
        labelled("a", "safeguarding.neglect", safeguarding=0.9, safeguarding__neglect=0.9),
        labelled("b", "safeguarding.self_harm", safeguarding=0.9, safeguarding__self_harm=0.1),
        labelled("c"),
    ])  # fmt: skip
    assert found["category", "safeguarding"]["recall"] == 1.0
    assert found["sub-kind", "safeguarding.neglect"]["recall"] == 1.0
    assert found["sub-kind", "safeguarding.self_harm"]["recall"] == 0.0


def test_swearing_alone_is_neither_abuse_nor_a_fault():
    found = rows([labelled("bloody hell", "abuse.profanity", abuse__profanity=0.9), labelled("x", "abuse", abuse=0.9)])
    assert found["category", "abuse"]["positives"] == 1
    assert found["ordinary", "all"]["negatives"] == 1
    assert found["ordinary", "all"]["false_alarms"] == 0.0


def test_false_alarms_are_told_by_group_and_by_length():
    found = rows([
        labelled("my gay son was treated so well", abuse=0.7),
        labelled("lovely staff", abuse=0.1),
        labelled("a disabled woman of 80 waited for hours and nobody came"),
    ])  # fmt: skip
    assert found["ordinary", "names sexuality"]["false_alarms"] == 1.0
    assert found["ordinary", "names disability"]["false_alarms"] == 0.0
    assert found["ordinary", "up to 5 words"]["negatives"] == 1
    assert found["ordinary", "all"]["false_alarms"] == pytest.approx(1 / 3, abs=1e-4)


def test_groups_are_named_by_whole_words():
    assert set(groups("The Muslim lady in a wheelchair")) == {"religion", "gender", "disability"}
    assert list(groups("Manchester, a mangle, the ageing church-less hall")) == ["religion"]
    assert length("one two three four five six") == "6 to 20 words"


def test_a_line_for_people_says_what_cannot_be_known():
    found = rows([labelled("x", abuse=0.9)])
    assert evaluated(found["category", "abuse"]).startswith("abuse: no positive among 1; 1.000 (0.206 to 1.000)")
    assert (
        evaluated(found["ordinary", "all"]) == "ordinary comments, all: 1.000 (0.206 to 1.000) of 1 flagged by anything"
    )
