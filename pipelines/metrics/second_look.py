"""What second looks show: agreement beyond chance, and how much was missed where nothing was found.

Kappa is Cohen's (1960), alpha Krippendorff's for nominal data (2011); positive and negative agreement are those of
Cicchetti and Feinstein (1990), which a rare finding does not mislead. Where samples of several strata are added up,
each counts by its population, and their interval is Wilson's with Kish's effective sample size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipelines.metrics.statistics import wilson

FEWEST = 30  # pairs under which nothing is said of agreement
RESAMPLES = 2000
Interval = tuple[float, float] | None


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa; None where both always say one and the same, for then chance explains all."""
    total = len(pairs)
    if not total:
        return None
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / total
    expected = sum(first[value] * second[value] for value in first) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def alpha(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha: a unit is what its raters said, however many they were; None where all said the same."""
    paired = [unit for unit in units if len(unit) > 1]
    counts = Counter(value for unit in paired for value in unit)
    total = sum(counts.values())
    if len(counts) < 2:
        return None
    apart = sum(
        sum(counted * (len(unit) - counted) for counted in Counter(unit).values()) / (len(unit) - 1) for unit in paired
    )
    by_chance = sum(counted * (total - counted) for counted in counts.values()) / (total - 1)
    return 1 - apart / by_chance


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of comments judged twice: how often both said the same, beyond chance and of either kind."""

    pairs: int
    kappa: float | None
    interval: Interval
    alpha: float | None
    on_problems: float | None
    on_others: float | None


def agreement(both: int, first_only: int, second_only: int, neither: int) -> Agreement:
    """From the four counts: a problem for both, for the first alone, for the second alone, for neither."""
    pairs = [(True, True)] * both + [(True, False)] * first_only
    pairs += [(False, True)] * second_only + [(False, False)] * neither
    apart = first_only + second_only
    return Agreement(
        len(pairs), kappa(pairs), _resampled(np.array([both, first_only, second_only, neither])), alpha(pairs),
        2 * both / (2 * both + apart) if both + apart else None,
        2 * neither / (2 * neither + apart) if neither + apart else None,
    )  # fmt: skip


def _resampled(counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Interval:
    """The bootstrap's percentiles of kappa: the pairs drawn anew, which for four kinds of pair are four counts."""
    total = int(counts.sum())
    if total < FEWEST:
        return None
    drawn = np.random.default_rng(total).multinomial(total, counts / total, RESAMPLES) / total
    both, first, second, neither = drawn.T
    expected = (both + first) * (both + second) + (neither + first) * (neither + second)
    known = expected < 1
    if not known.any():
        return None
    values = ((both + neither - expected) / np.where(known, 1 - expected, 1))[known]
    return float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))


@dataclass(frozen=True, slots=True)
class Stratum:
    """A sample of what nothing was found in: of how many, how many were read, and in how many there was a problem."""

    population: int
    read: int
    problems: int


def missed(strata: Sequence[Stratum]) -> tuple[float, tuple[float, float]] | None:
    """How many problems stand in what was not read, each sample weighted by its population, and the 95% interval."""
    known = [s for s in strata if s.read and s.population]
    whole = sum(s.population for s in known)
    if not whole:
        return None
    weights = [s.population / whole for s in known]
    rate = sum(w * s.problems / s.read for w, s in zip(weights, known, strict=True))
    effective = 1 / sum(w * w / s.read for w, s in zip(weights, known, strict=True))
    low, high = wilson(rate * effective, effective) or (0.0, 1.0)
    return rate * whole, (low * whole, high * whole)


def recall(found: int, strata: Sequence[Stratum]) -> tuple[float, float, float] | None:
    """Of all problems the share that was found, with the interval that comes of what the samples missed."""
    estimate = missed(strata)
    if estimate is None:
        return None
    middle, (low, high) = estimate
    if not found + middle:
        return None
    return found / (found + middle), found / (found + high), found / (found + low) if found + low else 1.0


def agreed(frame: pd.DataFrame) -> pd.DataFrame:
    """Agreement: kappa as ``value`` with its interval, and what stands beside it; too few pairs have neither."""
    rows = []
    for row in frame.to_dict("records"):
        counts = [int(row[name]) for name in ("both_problem", "first_only", "second_only", "neither")]
        found = agreement(*counts)
        is_told = found.pairs >= FEWEST and found.kappa is not None
        low, high = found.interval if found.interval and is_told else (None, None)
        rows.append({
            "pairs": found.pairs, "value": found.kappa if is_told else None, "low": low, "high": high,
            "alpha": found.alpha if is_told else None, "on_problems": found.on_problems, "on_others": found.on_others,
            "told": "told" if is_told else "too few" if found.pairs < FEWEST else "all alike",
        })  # fmt: skip
    names = ["pairs", "value", "low", "high", "alpha", "on_problems", "on_others", "told"]
    table = pd.DataFrame(rows, index=frame.index, columns=names)
    numbers = dict.fromkeys(names[1:-1], float)
    return pd.concat([frame, table.astype(numbers)], axis=1)


def recalled(frame: pd.DataFrame) -> pd.DataFrame:
    """Problems found of all there are: the samples of the period added up by channel and risk, and for all channels."""
    several = frame["channel"].nunique() > 1
    places = [("all channels", frame)] if several else []
    places += [(str(channel), part) for channel, part in frame.groupby("channel", sort=False)]
    rows: list[dict[str, Any]] = []
    for name, category, part in (
        (name, str(category), part)
        for name, whole in places
        for category, part in whole.groupby("category", sort=False)
    ):
        strata = [Stratum(int(p), int(r), int(b)) for p, r, b in
                  zip(part["population"], part["read"], part["problems"], strict=True)]  # fmt: skip
        found = int(part.drop_duplicates("channel")["found"].sum())
        value, low, high = recall(found, strata) or (None, None, None)
        estimate = missed(strata)
        if category != "all" and not found and not part["problems"].any():
            continue
        rows.append({
            "channel": name, "is_total": several and name == "all channels", "category": category, "found": found,
            "missed": estimate[0] if estimate else None, "value": value, "low": low, "high": high,
            "population": int(part["population"].sum()), "drawn": int(part["drawn"].sum()),
            "read": int(part["read"].sum()), "problems": int(part["problems"].sum()),
            "inputs": list(part["channel"].unique()),
        })  # fmt: skip
    names = ["channel", "is_total", "category", "value", "low", "high"]
    table = pd.DataFrame(rows) if rows else pd.DataFrame(columns=names)
    return table.astype(dict.fromkeys([c for c in ("value", "low", "high", "missed") if c in table], float))
