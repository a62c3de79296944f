"""The counts of people's comments that a report shows: each once, with the sums by which one gives another away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pipelines.reports.subjects import Subject

# Whole numbers that count no comments; in a subject that is not named here every other whole number does.
_HARMLESS = {
    "rounds", "expected", "received", "exports", "days_between_exports", "days", "days_before", "posts", "published",
    "posts_with_gap", "observations", "mature_posts", "oldest_age_days", "rank",
}  # fmt: skip
_HARMLESS_IN = {"completeness": {"numerator", "denominator"}}
_NO_COMMENTS = {"cadence", "cadence_rate"}
# The same count under the names that it has on several sheets.
_SAME = {
    ("coverage", "denominator"): "comments", ("time_to_review", "denominator"): "comments",
    ("completeness", "items"): "comments", ("flags_upheld", "comments"): "comments",
    ("coverage", "numerator"): "reviewed", ("time_to_review", "numerator"): "reviewed",
    ("removal_rate", "denominator"): "reviewed", ("flags_upheld", "denominator"): "reviewed",
    ("coverage", "open_items"): "open", ("time_to_review", "open_items"): "open",
    ("removal_rate", "numerator"): "taken down", ("flags_upheld", "numerator"): "taken down",
    ("time_to_removal", "items"): "removals", ("harm_hours", "items"): "removals",
}  # fmt: skip
# A row's count, and the two that make it up.
_ROW_SUMS = (
    ("denominator", "numerator", "open_items"), ("items", "removed", "hidden"),
    ("items", "denominator", "time_unknown"),
)  # fmt: skip
_SAMPLED = {"missed.population", "missed.drawn", "missed.read"}
_FOUND = ("comments", "reviewed")  # a comment may be found for several categories
_BASES = ("denominator", "items", "comments", "value")
Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell that is the sum of others."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(slots=True)
class Cells:
    """All counts by key, where each stands, the sums between them, and which cannot be more than which."""

    values: dict[Key, int] = field(default_factory=dict)
    places: dict[tuple[str, int, str], Key] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    within: list[tuple[Key, Key]] = field(default_factory=list)
    unseen: set[Key] = field(default_factory=set)  # what no report shows: the rest that makes a sum of what it shows


def counts(subject: Subject) -> list[str]:
    """The columns of a subject that count comments of the public."""
    if subject.name in _NO_COMMENTS or subject.about.get("rests") == "figures":
        return []
    left_out = _HARMLESS | _HARMLESS_IN.get(subject.name, set())
    whole = [c for c in subject.frame.columns if pd.api.types.is_integer_dtype(subject.frame[c])]
    return [str(c) for c in whole if c not in left_out]


def base(subject: Subject) -> str | None:
    """The column of how many comments a row is about."""
    return next((name for name in _BASES if name in counts(subject)), None)


def cells_of(found: Iterable[Subject], week: date) -> Cells:
    """The counts of all subjects together, for one sheet may give away what another hides."""
    cells = Cells()
    for subject in found:
        _gather(cells, subject, week)
    for one in [*_by_key(cells)]:
        beyond = sum(cells.values[p] for p in one.parts) - cells.values[one.total]
        if not beyond:
            cells.sums.append(one)
        elif beyond > 0 and one.total[0] in _FOUND and one.parts[0][4] != one.total[4]:
            _overlapping(cells, one, beyond)
    return cells


def _overlapping(cells: Cells, one: Sum, beyond: int) -> None:
    """Parts that share comments: their sum is the total and what they share, of which a reader knows neither."""
    joint, shared = ("joint", *one.total), ("shared", *one.total)
    cells.values |= {joint: cells.values[one.total] + beyond, shared: beyond}
    cells.unseen |= {joint, shared}
    cells.sums += [Sum(joint, one.parts), Sum(joint, (one.total, shared))]


def _gather(cells: Cells, subject: Subject, week: date) -> None:
    names, whole = counts(subject), base(subject)
    within_rows = [trio for trio in _ROW_SUMS if set(trio) <= set(names) and _adds_up(subject.frame, trio)]
    for i, row in enumerate(subject.frame.to_dict("records")):
        keys: dict[str, Key] = {}
        for name in names:
            if not pd.isna(row[name]):
                keys[name] = _kept(cells, _key(subject, name, row, week), int(row[name]), subject.name)
                cells.places[subject.name, i, name] = keys[name]
        cells.sums += [Sum(keys[a], (keys[b], keys[c])) for a, b, c in within_rows if {a, b, c} <= keys.keys()]
        cells.within += [(keys[n], keys[whole]) for n in keys if whole in keys and row[n] <= row[whole]]


def _adds_up(frame: pd.DataFrame, trio: tuple[str, ...]) -> bool:
    total, one, other = (frame[name] for name in trio)
    return len(frame) > 0 and bool((total == one + other).all())


def _kept(cells: Cells, key: Key, value: int, name: str) -> Key:
    """The key under which a value stands; a namesake of another value is another count."""
    if cells.values.setdefault(key, value) != value:
        key = (*key, name)
        cells.values[key] = value
    return key


def _key(subject: Subject, name: str, row: dict[Any, Any], week: date) -> Key:
    """What is counted, where, from when to when, and of which kind."""
    if "week_start" in row:
        since = pd.Timestamp(row["week_start"]).date()
        until = since + timedelta(days=7)
    else:
        since, until = week - timedelta(weeks=0 if row["period"] == "This week" else 11), week + timedelta(days=7)
    what = _SAME.get((subject.name, name), f"{subject.name}.{name}")
    kinds = ("category", "reason", "measure", "subject")
    details = [(kind, str(row[kind])) for kind in kinds if row.get(kind) is not None]
    if what == "reviewed" and subject.name == "removal_rate":
        details = []
    if what in _SAMPLED:  # one sample, whatever risk it is told beside
        details = []
    if what == "comments" and ("subject", "figures") in details:
        what = "completeness.items"
    plain = tuple(d for d in details if _tells_apart(subject, *d))
    return (what, str(row["channel"]), since, until, plain)


def _tells_apart(subject: Subject, kind: str, detail: str) -> bool:
    """Whether a detail is one kind of several; a metric's reason for what it cannot say is none."""
    return detail not in ("all", "comments") and (kind != "reason" or subject.name == "removal_rate")


def _by_key(cells: Cells) -> Iterator[Sum]:
    """Sums over channels, over categories or reasons, and over weeks."""
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key in cells.values:
        what, channel, since, until, details, *more = key
        kinds = tuple(kind for kind, _ in details)  # type: ignore[attr-defined]
        groups["channel", what, since, until, details, *more].append(key)
        groups["detail", what, channel, since, until, kinds, *more].append(key)
        if (until - since).days == 7:  # type: ignore[operator]
            groups["week", what, channel, details, *more].append(key)
    for key in cells.values:
        what, channel, since, until, details, *more = key
        if channel in ("all channels", "social channels"):
            parts = [k for k in groups["channel", what, since, until, details, *more] if " channels" not in str(k[1])]
            yield from _sums(cells, key, parts, is_social=channel == "social channels")
        if not details:
            for kind in ("category", "reason"):
                yield from _sums(cells, key, groups["detail", what, channel, since, until, (kind,), *more])
        if (until - since).days > 7:  # type: ignore[operator]
            weeks = groups["week", what, channel, details, *more]
            yield from _sums(cells, key, [k for k in weeks if k[2] >= since and k[3] <= until])  # type: ignore[operator]


def _sums(cells: Cells, total: Key, parts: list[Key], is_social: bool = False) -> Iterator[Sum]:
    """The sum, and for social channels the one without the website, whichever holds."""
    if parts:
        yield Sum(total, tuple(parts))
    if is_social:
        yield from (Sum(total, tuple(p for p in parts if p != left_out)) for left_out in parts if len(parts) > 1)
