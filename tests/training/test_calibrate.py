"""Calibration and thresholds: probabilities that mean what they say, and operating points written into the policy."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.metrics.evaluation import Labelled
from pipelines.policy import load_policy
from pipelines.training.calibrate import Said, calibrated, pattern_scores
from pipelines.training.examples import Example, ours
from pipelines.training.labels import LABELS, POSITION, targets
from pipelines.training.thresholds import thresholds, write
from tests.test_policy import SOUND


def examples(labels):
    made = []
    for number, label in enumerate(labels):
        wanted, asked = targets([label] if label else [], "inbound")
        made.append(Example(str(number), "inbound/x", f"text {number}", wanted, asked))
    return made


def test_probabilities_follow_logits_that_were_too_sure_of_themselves():
    chance = np.random.default_rng(1)
    truth = chance.random(4000) < 0.3
    honest = np.where(truth, 1.0, -1.5) + chance.normal(0, 1.2, 4000)
    said = Said(*np.zeros((3, 4000, len(LABELS))))
    said.logits[:, POSITION["political"]] = 5 * honest
    found = calibrated(said, examples(["political" if yes else "" for yes in truth]))
    p = found.probabilities(said)[:, POSITION["political"]]
    for low in np.arange(0.1, 0.9, 0.2):
        inside = (p >= low) & (p < low + 0.2)
        assert truth[inside].mean() == pytest.approx(p[inside].mean(), abs=0.06)
    assert found.slope[POSITION["political"]] < 0.5


def test_a_pattern_counts_for_as_much_as_it_is_worth_and_never_against():
    truth = np.arange(400) % 2 == 0
    said = Said(*np.zeros((3, 400, len(LABELS))))
    said.patterns[:, POSITION["political"]] = truth * 0.9
    said.patterns[:, POSITION["illegal"]] = ~truth * 0.9
    said.ngrams[:, POSITION["illegal"]] = truth * 0.9
    labels = ["political" if yes else "" for yes in truth]
    assert calibrated(said, examples(labels)).patterns[POSITION["political"]] > 3
    found = calibrated(said, examples(["illegal" if yes else "" for yes in truth]))
    assert found.patterns[POSITION["illegal"]] == 0
    assert found.ngrams[POSITION["illegal"]] > 3


def test_a_label_with_few_examples_is_left_as_it_is():
    found = calibrated(Said(*np.ones((3, 12, len(LABELS)))), examples(["illegal"] * 5 + [""] * 7))
    assert (found.slope == 1).all()
    assert not found.shift.any()


def test_patterns_score_both_directions_under_the_models_labels():
    wanted, asked = targets([], "outbound")
    made = [
        Example("1", "inbound/x", "ring me on 07700 900123", wanted, asked),
        Example("2", "outbound/x", "ring Carol at home on 07700 900123", wanted, asked),
    ]
    found = pattern_scores(made)
    assert found[0, POSITION["confidential"]] > 0.5
    assert found[1, POSITION["outbound.personal_data"]] > 0.5
    assert not found[0, POSITION["outbound.personal_data"]]


def scored(values, label):
    return [Labelled("t", frozenset(["abuse.threat"] if yes else []), {label: value}) for value, yes in values]


def test_a_threshold_is_the_highest_that_finds_what_is_asked():
    texts = scored([(0.9, True), (0.8012, True), (0.5, False), (0.3, True)], "abuse")
    (least, told) = thresholds(texts, ["abuse"])["abuse"]
    assert (least, told) == (0.3, "asked: recall 0.93; here 1.00 of 3, 100.0% of the others flagged")


def test_thresholds_and_their_operating_points_are_written_into_a_policy_that_is_still_sound(tmp_path):
    policy = tmp_path / "policy.toml"
    policy.write_text(SOUND, encoding="utf-8")
    before = {c.id: c.threshold for c in load_policy(policy).categories}
    write(policy, "inbound", {"abuse": (0.125, "asked: recall 0.93; here 0.94 of 80")})
    after = {c.id: c.threshold for c in load_policy(policy).categories}
    assert after == before | {"abuse": 0.125}
    assert "threshold = 0.125    # asked: recall 0.93; here 0.94 of 80" in policy.read_text(encoding="utf-8")
    write(policy, "outbound", {"abuse": (0.5, "never")})
    assert {c.id: c.threshold for c in load_policy(policy).categories} == after


def test_both_directions_are_told_apart():
    assert {e.direction for e in ours()} <= {"inbound", "outbound"}


def test_what_the_dictionary_says_of_spelling_is_never_weighed_down():
    column = LABELS.index("outbound.spelling")
    wanted = np.zeros((40, len(LABELS)), np.float32)
    wanted[::2, column] = 1
    examples = [
        Example(str(n), "outbound/a1", "", row, np.ones(len(LABELS), np.float32)) for n, row in enumerate(wanted)
    ]
    said = Said(*(np.array(wanted, float) * 4 - 2 for _ in range(3)))
    assert calibrated(said, examples).patterns[column] == 0
