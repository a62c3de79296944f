"""Scores that mean what they say: what the net and the patterns say of a label becomes one probability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from pipelines.classify import Classifier
from pipelines.training.examples import Example
from pipelines.training.labels import LABELS, OF_POSTS

Numbers = np.ndarray[Any, Any]
# How firmly the net's slope is held to 1 and the weights of runs and patterns to 0, as if by so many examples.
_PRIOR = np.array([1.0, 0.5, 0.5, 0.01])
_START = np.array([1.0, 0.0, 0.0, 0.0])
_FEWEST = 10
# A dictionary knows better than any weighing whether a word is in it: there the higher of both counts.
_KNOWN_BY_PATTERNS = {"outbound.spelling"}


class Said(NamedTuple):
    """What is said of texts, each (texts, labels): the net's logits, the n-grams' logits, the patterns' scores."""

    logits: Numbers
    ngrams: Numbers
    patterns: Numbers


class Calibration(NamedTuple):
    """By label (labels): what the logits of net and n-grams and the scores of patterns weigh, and a shift."""

    slope: Numbers
    ngrams: Numbers
    patterns: Numbers
    shift: Numbers

    def probabilities(self, said: Said) -> Numbers:
        """The probabilities (texts, labels)."""
        return sigmoid(
            self.slope * said.logits + self.ngrams * said.ngrams + self.patterns * said.patterns + self.shift
        )


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


def calibrated(said: Said, examples: Sequence[Example]) -> Calibration:
    """The calibration (Platt's scaling, of three inputs) that the examples bear out best.

    A label with fewer than ten positives or negatives among them keeps slope 1 and nothing else.
    """
    found = Calibration(np.ones(len(LABELS)), *np.zeros((3, len(LABELS))))
    for column in range(len(LABELS)):
        asked = np.array([bool(e.asked[column]) for e in examples])
        wanted = np.array([e.wanted[column] for e in examples])[asked]
        if min(wanted.sum(), (1 - wanted).sum()) >= _FEWEST:
            inputs = np.c_[tuple(values[asked, column] for values in said)]
            inputs[:, 2] *= LABELS[column] not in _KNOWN_BY_PATTERNS
            for kept, weight in zip(found, _platt(np.c_[inputs, np.ones(len(inputs))], wanted), strict=True):
                kept[column] = weight
    return found


def _platt(inputs: Numbers, wanted: Numbers) -> Numbers:
    """Newton's method on the log-loss, with Platt's softened targets so that a clean split does not run away.

    N-grams and patterns never speak against a label: a weight that would is none.
    """
    yes, no = wanted.sum(), (1 - wanted).sum()
    target = np.where(wanted > 0, (yes + 1) / (yes + 2), 1 / (no + 2))
    taken = np.ones(4)
    weights = _newton(inputs, target)
    while (weights[1:3] < 0).any():
        taken[1:3] *= weights[1:3] >= 0
        weights = _newton(inputs * taken, target) * taken
    weights[0] = max(weights[0], 0.05)
    return weights


def _newton(inputs: Numbers, target: Numbers) -> Numbers:
    """Newton's steps, each halved until the loss falls: far from the end a whole one may overshoot."""

    def loss(weights: Numbers) -> float:
        logit = inputs @ weights
        return float((np.logaddexp(0, logit) - target * logit).sum() + (_PRIOR * (weights - _START) ** 2).sum() / 2)

    weights = _START.copy()
    for _ in range(200):
        p = sigmoid(inputs @ weights)
        gradient = inputs.T @ (p - target) + _PRIOR * (weights - _START)
        curve = (inputs * (p * (1 - p))[:, None]).T @ inputs + np.diag(_PRIOR)
        step = np.linalg.solve(curve, gradient)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-7:
            break
    return weights
