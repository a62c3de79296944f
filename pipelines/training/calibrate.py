"""Scores that mean what they say: what the net and the patterns say of a label becomes one probability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from pipelines.classify import Classifier
from pipelines.training.examples import Example
from pipelines.training.labels import LABELS, OF_POSTS

Numbers = np.ndarray[Any, Any]
# How firmly a slope is held to 1 and a pattern's weight to 0, as if by so many examples.
_PRIOR = np.array([1.0, 0.5, 0.01])
_FEWEST = 10


class Calibration(NamedTuple):
    """By label (labels): the probability is ``sigmoid(slope * logit + pattern * what patterns scored + shift)``."""

    slope: Numbers
    pattern: Numbers
    shift: Numbers

    def probabilities(self, logits: Numbers, hints: Numbers) -> Numbers:
        """Of logits and pattern scores (texts, labels)."""
        return sigmoid(self.slope * logits + self.pattern * hints + self.shift)


def sigmoid(values: Numbers) -> Numbers:
    """The logistic function, safe from overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -60, 60))))


def pattern_scores(examples: Sequence[Example]) -> Numbers:
    """What the patterns alone score (examples, labels)."""
    found = np.zeros((len(examples), len(LABELS)))
    patterns = Classifier()
    for direction in ("inbound", "outbound"):
        chosen = [i for i, e in enumerate(examples) if e.direction == direction]
        texts, parents = [examples[i].text for i in chosen], [examples[i].parent for i in chosen]
        for row, scored in zip(chosen, patterns.score(texts, parents, direction), strict=True):
            for column, label in enumerate(LABELS):
                if label.startswith(OF_POSTS) == (direction == "outbound"):
                    found[row, column] = scored.scores.get(label.removeprefix(OF_POSTS), 0.0)
    return found


def calibrated(logits: Numbers, hints: Numbers, examples: Sequence[Example]) -> Calibration:
    """The calibration (Platt's scaling, with the patterns as a second input) that the examples bear out best.

    A label with fewer than ten positives or negatives among them keeps slope 1, shift 0 and no weight for patterns.
    """
    found = Calibration(np.ones(len(LABELS)), np.zeros(len(LABELS)), np.zeros(len(LABELS)))
    for column in range(len(LABELS)):
        asked = np.array([bool(e.asked[column]) for e in examples])
        wanted = np.array([e.wanted[column] for e in examples])[asked]
        if min(wanted.sum(), (1 - wanted).sum()) >= _FEWEST:
            inputs = np.c_[logits[asked, column], hints[asked, column], np.ones(asked.sum())]
            found.slope[column], found.pattern[column], found.shift[column] = _platt(inputs, wanted)
    return found


def _platt(inputs: Numbers, wanted: Numbers) -> Numbers:
    """Newton's method on the log-loss, with Platt's softened targets so that a clean split does not run away.

    Patterns never speak against a label: a weight that would is none.
    """
    yes, no = wanted.sum(), (1 - wanted).sum()
    target = np.where(wanted > 0, (yes + 1) / (yes + 2), 1 / (no + 2))
    start = np.array([1.0, 0.0, 0.0])
    weights = _newton(inputs, target, start)
    if weights[1] < 0:
        weights = _newton(inputs * np.array([1.0, 0.0, 1.0]), target, start)
    weights[0] = max(weights[0], 0.05)
    return weights


def _newton(inputs: Numbers, target: Numbers, start: Numbers) -> Numbers:
    """Newton's steps, each halved until the loss falls: far from the end a whole one may overshoot."""

    def loss(weights: Numbers) -> float:
        logit = inputs @ weights
        return float((np.logaddexp(0, logit) - target * logit).sum() + (_PRIOR * (weights - start) ** 2).sum() / 2)

    weights = start.copy()
    for _ in range(200):
        p = sigmoid(inputs @ weights)
        gradient = inputs.T @ (p - target) + _PRIOR * (weights - start)
        curve = (inputs * (p * (1 - p))[:, None]).T @ inputs + np.diag(_PRIOR)
        step = np.linalg.solve(curve, gradient)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-7:
            break
    return weights
