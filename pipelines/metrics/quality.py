"""How often a classifier is right: precision, recall, F1 and AUPRC, each with its 95% interval."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.metrics.statistics import wilson

Scores = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
RESAMPLES = 400

Interval = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Quality:
    """One category's figures at its threshold; an interval is None where there is nothing to divide by.

    ``auprc`` (area under the precision-recall curve, as average precision) does not depend on the threshold;
    its interval and that of ``f1`` are bootstrap percentiles, the others Wilson intervals.
    """

    category: str
    positives: int
    negatives: int
    flagged: int
    precision: float | None
    precision_interval: Interval
    recall: float | None
    recall_interval: Interval
    f1: float | None
    f1_interval: Interval
    auprc: float | None
    auprc_interval: Interval
    false_alarms: float | None
    false_alarms_interval: Interval

    def as_dict(self) -> dict[str, Any]:
        """The figures by name, rounded to four places."""
        return {k: _rounded(v) for k, v in asdict(self).items()}


def quality(category: str, truth: Truth, scores: Scores, threshold: float) -> Quality:
    """The figures of one category: ``truth`` and ``scores`` run in parallel; a score at the threshold is flagged."""
    flagged = scores >= threshold
    hits, positives, negatives = int((truth & flagged).sum()), int(truth.sum()), int((~truth).sum())
    alarms = int((~truth & flagged).sum())
    f1_interval, auprc_interval = _bootstrapped(truth, scores, threshold)
    return Quality(
        category, positives, negatives, int(flagged.sum()),
        _share(hits, hits + alarms), wilson(hits, hits + alarms),
        _share(hits, positives), wilson(hits, positives),
        _f1(truth, flagged), f1_interval, average_precision(truth, scores), auprc_interval,
        _share(alarms, negatives), wilson(alarms, negatives),
    )  # fmt: skip


def average_precision(truth: Truth, scores: Scores) -> float | None:
    """Area under the precision-recall curve: the mean, over the positives, of the precision at each one's score.

    Items of equal score count together. None without a positive.
    """
    if not truth.any():
        return None
    order = np.argsort(-scores, kind="stable")
    hits, ranked = np.cumsum(truth[order]), scores[order]
    last = np.r_[ranked[1:] != ranked[:-1], True]
    hits, seen = hits[last], np.flatnonzero(last) + 1
    gained = np.diff(np.r_[0, hits])
    return float((gained * hits / seen).sum() / hits[-1])


def lowest_threshold(truth: Truth, scores: Scores, recall: float) -> float:
    """The highest threshold at which at least this share of the positives is flagged.

    Raises:
        ValueError: there is no positive.
    """
    found = np.sort(scores[truth])[::-1]
    if not len(found):
        raise ValueError("a threshold for a recall needs at least one positive")
    return float(found[min(len(found), int(np.ceil(recall * len(found)))) - 1])


def _bootstrapped(truth: Truth, scores: Scores, threshold: float) -> tuple[Interval, Interval]:
    chance = np.random.default_rng(len(truth))
    f1s, areas = [], []
    for _ in range(RESAMPLES if truth.any() else 0):
        drawn = chance.integers(0, len(truth), len(truth))
        f1, area = _f1(truth[drawn], scores[drawn] >= threshold), average_precision(truth[drawn], scores[drawn])
        if f1 is not None and area is not None:
            f1s.append(f1)
            areas.append(area)
    return _limits(f1s), _limits(areas)


def _limits(values: list[float]) -> Interval:
    return (float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))) if len(values) > 1 else None


def _f1(truth: Truth, flagged: Truth) -> float | None:
    both = int(truth.sum()) + int(flagged.sum())
    return 2 * int((truth & flagged).sum()) / both if both else None


def _share(count: int, total: int) -> float | None:
    return count / total if total else None


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    return [_rounded(v) for v in value] if isinstance(value, tuple) else value
