"""The arithmetic that SQL would hide: intervals, waiting times with open items, process limits, ratios."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = Sequence[float] | npt.NDArray[np.float64]
Z95 = 1.96  # as published tables of Wilson intervals use it
_MOVING_RANGE = 2.66  # 3 / d2 for ranges of two: the constant of an XmR chart
_SHORTEST_SERIES = 12


def wilson(count: float, total: float) -> tuple[float, float] | None:
    """The 95% Wilson score interval of a proportion; None where there is nothing to divide by."""
    if not total or not 0 <= count <= total:
        return None
    share, z2 = count / total, Z95**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return (0.0 if count == 0 else middle - half, 1.0 if count == total else middle + half)


def rate_ratio(count: float, before: float) -> tuple[float, float, float | None] | None:
    """Two counts over equal times: their ratio with its 95% limits (upper None: unbounded).

    Given their sum, the later count is a proportion of it, whose Wilson limits become the ratio's.
    None where the earlier count is nought, for then there is no ratio.
    """
    interval = wilson(count, count + before)
    if not before or interval is None:
        return None
    low, high = interval
    return count / before, low / (1 - low), high / (1 - high) if high < 1 else None


@dataclass(frozen=True, slots=True)
class Survival:
    """A Kaplan-Meier curve: the times at which items were dealt with, and the share still waiting after each."""

    times: npt.NDArray[np.float64]
    waiting: npt.NDArray[np.float64]
    longest: float | None

    def quantile(self, share: float) -> float | None:
        """The shortest time by which that share had been dealt with; None if it was never reached."""
        reached = np.flatnonzero(self.waiting <= 1 - share + 1e-12)
        return float(self.times[reached[0]]) if len(reached) else None


def kaplan_meier(waits: Numbers, counts: Numbers, is_open: Numbers | Sequence[bool]) -> Survival:
    """How long items wait, those still open included up to where they have been seen.

    The three run in parallel: a wait, how many items had it, and whether these were still open then.
    An item open at a time is still at risk when others are dealt with at that very time.
    """
    wait, count, is_censored = np.asarray(waits, float), np.asarray(counts, float), np.asarray(is_open, bool)
    if not len(wait):
        return Survival(np.empty(0), np.empty(0), None)
    times, place = np.unique(wait, return_inverse=True)
    all_ends = np.bincount(place, weights=count)
    dealt_with = np.bincount(place, weights=np.where(is_censored, 0.0, count))
    at_risk = all_ends[::-1].cumsum()[::-1]
    is_event = dealt_with > 0
    waiting = np.cumprod(1 - dealt_with[is_event] / at_risk[is_event])
    return Survival(times[is_event], waiting, float(times[-1]))


@dataclass(frozen=True, slots=True)
class Limits:
    """The natural process limits of an XmR chart."""

    mean: float
    low: float
    high: float


def xmr(values: Sequence[float]) -> Limits | None:
    """Mean and limits of a weekly series: mean plus or minus 2.66 mean moving ranges; None under 12 weeks."""
    if len(values) < _SHORTEST_SERIES:
        return None
    series = np.asarray(values, float)
    mean, reach = float(series.mean()), _MOVING_RANGE * float(np.abs(np.diff(series)).mean())
    return Limits(mean, mean - reach, mean + reach)
