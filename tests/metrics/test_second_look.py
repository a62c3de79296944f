"""Second looks: published vectors of kappa and alpha, and samples that count by what they were drawn from."""

from __future__ import annotations

import pytest

from pipelines.metrics import sampling
from pipelines.metrics.second_look import Stratum, agreement, alpha, kappa, missed, recall
from pipelines.metrics.statistics import wilson


def units(*raters):
    """By unit, what the raters said who saw it; a full stop is none."""
    return [[said for said in unit if said != "."] for unit in zip(*(r.split() for r in raters), strict=True)]


@pytest.mark.parametrize(
    ("raters", "wanted"),
    [  # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): its examples A, B and C
        (("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095),
        (("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692),
        (
            (
                "1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .",
                "1 2 3 3 2 4 4 1 2 5 1 .",
            ),
            0.743,
        ),
    ],
)  # fmt: skip
def test_alpha_is_as_published(raters, wanted):
    assert alpha(units(*raters)) == pytest.approx(wanted, abs=0.0006)


def test_kappa_of_a_known_table_and_of_one_that_chance_explains():
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("no", "no")] * 40) is None
    assert kappa([]) is None
    assert alpha([["no", "no"]] * 40) is None


def test_a_rare_finding_lowers_kappa_and_both_kinds_of_agreement_say_why():
    found = agreement(1, 1, 1, 97)
    assert found.kappa == pytest.approx(0.4897, abs=1e-4)
    assert found.on_problems == pytest.approx(0.5)
    assert found.on_others == pytest.approx(97 / 98)
    assert found.interval is not None
    low, high = found.interval
    assert low < found.kappa < high
    assert agreement(10, 2, 3, 5).interval is None  # too few


def test_the_interval_narrows_as_pairs_are_added():
    few, many = agreement(10, 3, 3, 24).interval, agreement(100, 30, 30, 240).interval
    assert many[1] - many[0] < (few[1] - few[0]) / 2


def test_samples_count_by_what_they_were_drawn_from():
    strata = [Stratum(1000, 50, 1), Stratum(100, 50, 10)]
    middle, (low, high) = missed(strata)
    assert middle == pytest.approx(1000 / 50 + 100 * 10 / 50)
    assert low < middle < high
    unweighted = 11 / 100 * 1100
    assert middle < unweighted


def test_one_sample_has_the_wilson_interval_and_none_found_is_no_proof_of_nought():
    middle, (low, high) = missed([Stratum(214, 11, 0)])
    assert (middle, low) == (0, 0)
    assert high == pytest.approx(214 * wilson(0, 11)[1])
    value, lowest, highest = recall(9, [Stratum(214, 11, 0)])
    assert (value, highest) == (1, 1)
    assert lowest == pytest.approx(9 / (9 + high))


def test_without_a_sample_that_was_read_there_is_no_recall():
    assert recall(9, []) is None
    assert recall(9, [Stratum(214, 0, 0)]) is None
    assert recall(0, [Stratum(214, 10, 0)]) is None


def test_a_draw_is_random_of_the_right_size_and_can_be_drawn_again():
    items = [f"item-{n:03}" for n in range(500)]
    assert sampling.draw(items, 7) == sampling.draw(reversed(items), 7)
    assert sampling.draw(items, 7) != sampling.draw(items, 8)
    assert [sampling.size(n) for n in (0, 4, 10, 199, 200, 201, 1000)] == [0, 4, 10, 10, 10, 11, 50]
    often = dict.fromkeys(items, 0)
    for seed in range(2000):
        for item in sampling.draw(items, seed):
            often[item] += 1
    assert min(often.values()) > 50
    assert max(often.values()) < 160


def event(figures, seq, kind, item=None, **more):
    key = None if item is None else f"00000000-0000-0000-0000-{item:012}"
    row = {"seq": seq, "kind": kind, "item_key": key, "channel": "facebook",
           "day": "2026-03-04", "week_start": "2026-03-02", "is_undone": False, "is_outbound": False,
           **more}  # fmt: skip
    figures.add("event", **row)


def test_recall_takes_what_was_read_of_each_round_and_not_what_was_marked_in_bulk(figures):
    figures.channel()
    event(figures, 1, "round_started")
    event(figures, 2, "sample_drawn", refers_seq=1, population=100)
    for n in range(10):
        figures.add("sample_item", seq=2, item_key=f"00000000-0000-0000-0000-{n:012}")
        event(figures, 10 + n, "decision", n, decision="hide" if n == 0 else "leave_up" if n < 8 else "nothing_wrong")
    for n in range(20, 26):
        event(figures, 20 + n, "decision", n, decision="hide", is_detected=True)
    row = figures.frame("missed", "2026-W10").iloc[0]
    assert (row["population"], row["drawn"], row["read"], row["problems"], row["found"]) == (100, 10, 8, 1, 6)
    assert row["missed"] == pytest.approx(100 / 8)
    assert row["value"] == pytest.approx(6 / (6 + 12.5))
    assert row["low"] < row["value"] < row["high"]


def test_what_was_put_to_somebody_stands_apart_from_what_was_drawn(figures):
    figures.channel()
    for n in range(3):
        event(figures, n + 1, "decision", n, decision="leave_up", role="office_manager")
    event(figures, 5, "decision", 0, decision="hide", role="ceo")
    event(figures, 6, "decision", 1, decision="leave_up", role="ceo")
    event(figures, 7, "second_review", 2, decision="hide", role="ceo")
    event(figures, 8, "second_review", 2, decision="hide", role="chair", is_undone=True)
    found = figures.frame("overturned", "2026-W10").set_index("basis")
    assert (found.loc["put to somebody", "numerator"], found.loc["put to somebody", "denominator"]) == (1, 2)
    assert (found.loc["drawn at random", "numerator"], found.loc["drawn at random", "denominator"]) == (1, 1)


def test_few_pairs_are_called_too_few_and_many_are_told(figures):
    figures.channel()
    for n in range(40):
        event(figures, 2 * n + 1, "decision", n, decision="hide" if n % 4 == 0 else "leave_up")
        if n < 29:
            event(figures, 2 * n + 2, "second_review", n, decision="remove" if n % 8 == 0 else "leave_up")
    row = figures.row("agreement", "2026-W10", channel="facebook", category="all")
    assert (row["pairs"], row["told"]) == (29, "too few")
    assert row[["value", "low", "high"]].isna().all()
    event(figures, 60, "second_review", 29, decision="leave_up")
    row = figures.row("agreement", "2026-W10", channel="facebook", category="all")
    assert (row["pairs"], row["told"], row["first_only"], row["second_only"]) == (30, "told", 4, 0)
    assert row["value"] == pytest.approx(kappa([(1, 1)] * 4 + [(1, 0)] * 4 + [(0, 0)] * 22))


def test_problems_found_are_told_by_the_risk_that_people_decided_they_were(figures):
    figures.channel()
    figures.add("category", category="safeguarding", name="Safeguarding", rank=1)
    figures.add("category", category="abuse", name="Abuse", rank=2)
    figures.add("principle", id="S8-5", name="Personal attack", category="abuse")
    event(figures, 1, "round_started")
    event(figures, 2, "sample_drawn", refers_seq=1, population=100)
    drawn = {0: ("hide", "S8-5"), 1: ("safeguarding", None), **dict.fromkeys(range(2, 10), ("leave_up", None))}
    for n, (verb, ground) in drawn.items():
        figures.add("sample_item", seq=2, item_key=f"00000000-0000-0000-0000-{n:012}")
        event(figures, 10 + n, "decision", n, decision=verb, principle=ground)
    for n, (verb, ground) in enumerate([("hide", "S8-5")] * 3 + [("safeguarding", None)] * 2 + [("reword", None)], 20):
        event(figures, 20 + n, "decision", n, decision=verb, principle=ground, is_detected=True)
    event(figures, 60, "second_review", 0, decision="hide")  # names no ground, so the first one's stands
    found = figures.frame("missed", "2026-W10").set_index("category")
    assert list(found.index) == ["all", "Safeguarding", "Abuse", "other grounds"]
    assert found["found"].tolist() == [6, 2, 3, 1]
    assert found["problems"].tolist() == [2, 1, 1, 0]
    assert found["missed"].tolist() == [20, 10, 10, 0]
    assert found["value"].tolist() == pytest.approx([6 / 26, 2 / 12, 3 / 13, 1.0])
    assert (found["low"] < found["value"]).all()
    assert set(found["read"]) == {10}


def test_agreement_is_told_apart_for_each_category_that_comments_are_read_for(figures):
    figures.channel()
    figures.channel("x")
    figures.add("category", category="abuse", name="Abuse", rank=2)
    for n in range(70):
        category = "abuse" if n < 32 else None
        event(figures, 2 * n + 1, "decision", n, decision="hide" if n % 4 == 0 else "leave_up")
        event(figures, 2 * n + 2, "second_review", n, decision="hide" if n % 8 == 0 else "leave_up", read_for=category)
    event(figures, 200, "decision", 70, decision="hide", channel="x")
    event(figures, 201, "second_review", 70, decision="hide", channel="x")
    found = figures.frame("agreement", "2026-W10").set_index(["channel", "category"])
    pairs = found["pairs"].to_dict()
    assert pairs["facebook", "Abuse"] == 32
    assert pairs["facebook", "nothing found"] == 38
    assert pairs["all channels", "nothing found"] == 39
    assert pairs["all channels", "all"] == 71
    abuse = found.loc[("facebook", "Abuse")]
    assert abuse["value"] == pytest.approx(kappa([(1, 1)] * 4 + [(1, 0)] * 4 + [(0, 0)] * 24))
    assert abuse["low"] < abuse["value"] < abuse["high"]
    assert found.loc[("x", "nothing found"), "told"] == "too few"
