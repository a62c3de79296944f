"""Scores that mean what they say: a slope and a shift for each label, found on the development set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines.training.examples import Example
from pipelines.training.labels import LABELS

Logits = np.ndarray[Any, Any]


def calibrated(logits: Logits, examples: Sequence[Example]) -> tuple[list[float], list[float]]:
    """By label, the slope and shift that make ``sigmoid(slope * logit + shift)`` a probability (Platt's scaling).

    A label with fewer than ten positives or negatives among the examples keeps slope 1 and shift 0.
    """
    slopes, shifts = [1.0] * len(LABELS), [0.0] * len(LABELS)
    for column in range(len(LABELS)):
        asked = np.array([bool(e.asked[column]) for e in examples])
        wanted = np.array([e.wanted[column] for e in examples])[asked]
        if wanted.sum() >= 10 and (1 - wanted).sum() >= 10:
            slopes[column], shifts[column] = _platt(logits[asked, column], wanted)
    return slopes, shifts


def _platt(logits: Logits, wanted: Logits) -> tuple[float, float]:
    """Newton's method on the log-loss, with Platt's softened targets so that a clean split does not run away."""
    yes, no = wanted.sum(), (1 - wanted).sum()
    target = np.where(wanted > 0, (yes + 1) / (yes + 2), 1 / (no + 2))
    slope, shift = 1.0, 0.0
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(slope * logits + shift, -30, 30)))
        weight, error = np.maximum(p * (1 - p), 1e-9), p - target
        gradient = np.array([(error * logits).sum(), error.sum()])
        curve = np.array(
            [[(weight * logits**2).sum(), (weight * logits).sum()], [(weight * logits).sum(), weight.sum()]]
        )
        step = np.linalg.solve(curve + 1e-6 * np.eye(2), gradient)
        slope, shift = slope - step[0], shift - step[1]
        if np.abs(step).max() < 1e-6:
            break
    return float(max(slope, 0.05)), float(shift)
