"""Small numbers, as a report that leaves the office shows them: not, and nothing that gives them away.

Counts of comments from 1 to 7 are withheld and all others rounded to the nearest 5, as NHS England asks of figures
for small areas. Sums can still give a withheld number away, so each is tested: the report stands only if the same
report could have come of at least two other values of it. Where it could not, a total is withheld as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from pipelines.metrics.statistics import rate_ratio, wilson
from pipelines.reports import Report
from pipelines.reports.cells import Cells, Key, Sum, base, cells_of, counts
from pipelines.reports.subjects import Subject, exact_subjects

SMALLEST_SHOWN = 8
ROUNDED_TO = 5
OTHERS = 2  # so many other values must fit the same report
_STEPS = 60
_SECOND_LOOKS = ("agreement", "missed")
_SHIFTS = (1, -1, 2, -2, 3, -3)
_SHARES = {"in_time_value": ("in_time", "mature"), "value": ("numerator", "denominator")}
_OF_ONE_COMMENT = {"hidden_hours", "weekly_mean", "weekly_low", "weekly_high", "immature_share", "largest_gap"}


class Withheld(str):
    """What stands in the place of a number that is not shown."""

    __slots__ = ()


SMALL = Withheld("1 to 7")
NOT_SHOWN = Withheld("not shown")


def shown(value: int) -> int | Withheld:
    """A count as it may leave the office."""
    if 0 < value < SMALLEST_SHOWN:
        return SMALL
    return (value + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def subjects(report: Report) -> list[Subject]:
    """What the report shows: exact, or fit to leave the office."""
    found = exact_subjects(report)
    return found if report.exact else published(found, report.week.since)


def published(found: Sequence[Subject], week: date) -> list[Subject]:
    """The subjects with small numbers withheld, the others rounded, and shares worked out from what is shown."""
    cells = cells_of(found, week)
    hidden = protected(cells)
    return [replace(subject, frame=_frame(subject, cells, hidden)) for subject in found]


def protected(cells: Cells) -> set[Key]:
    """The cells to withhold beside the small ones, so that no small one can be worked out."""
    search, hidden = _Search(cells), set(cells.unseen)
    small = sorted((k for k, v in cells.values.items() if shown(v) is SMALL and k not in cells.unseen), key=repr)
    for key in small:
        while not search.is_open(key, hidden) and key not in hidden:
            hidden.add(search.giving_away(key, hidden))
    return hidden


class _Search:
    """Looks for other values that leave everything as it is shown."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.sums: dict[Key, list[Sum]] = defaultdict(list)
        self.limits: dict[Key, list[tuple[Key, Key]]] = defaultdict(list)
        for one in cells.sums:
            for key in {one.total, *one.parts}:
                self.sums[key].append(one)
        for pair in cells.within:
            for key in pair:
                self.limits[key].append(pair)
        self.steps = 0

    def is_open(self, key: Key, hidden: set[Key]) -> bool:
        """Whether enough other values of this cell would be shown as the very same report."""
        fitting = 0
        for shift in _SHIFTS:
            self.steps = _STEPS
            fitting += self._fits(key, shift, hidden, {})
            if fitting == OTHERS:
                return True
        return False

    def giving_away(self, key: Key, hidden: set[Key]) -> Key:
        """The cell to withhold: of those in one sum with this one the largest that is still shown as a number."""
        beside = {k for one in self.sums[key] for k in (one.total, *one.parts)} - hidden - {key}
        further = {k for near in beside for one in self.sums[near] for k in (one.total, *one.parts)} - hidden
        numbers = [k for k in beside or further if shown(self.cells.values[k]) is not SMALL]
        return max(numbers or [*further] or [key], key=lambda k: (self.cells.values[k], repr(k)))

    def _fits(self, key: Key, shift: int, hidden: set[Key], moved: dict[Key, int]) -> bool:
        self.steps -= 1
        value = self.cells.values[key]
        if self.steps < 0 or value + shift < 0 or key in moved:
            return False
        if key not in hidden and shown(value + shift) != shown(value):
            return False
        return self._settled(moved | {key: shift}, hidden)

    def _settled(self, moved: dict[Key, int], hidden: set[Key]) -> bool:
        """Whether every sum and every limit can be made to hold again by moving more cells."""
        for tries in self._broken(moved):
            free = [move for move in tries if move[0] not in moved]
            free.sort(key=lambda move: (move[0] not in hidden, len(self.sums[move[0]]), -self.cells.values[move[0]]))
            return any(self._fits(key, shift, hidden, moved) for key, shift in free)
        return True

    def _broken(self, moved: dict[Key, int]) -> Iterator[list[tuple[Key, int]]]:
        """For each rule that does not hold any more the moves of one cell that would mend it."""
        for key in moved:
            for one in self.sums[key]:
                off = moved.get(one.total, 0) - sum(moved.get(p, 0) for p in one.parts)
                if off:
                    yield [(one.total, -off), *((p, off) for p in one.parts)]
            for part, whole in self.limits[key]:
                over = self._at(part, moved) - self._at(whole, moved)
                if over > 0:
                    yield [(whole, over), (part, -over)]

    def _at(self, key: Key, moved: dict[Key, int]) -> int:
        return self.cells.values[key] + moved.get(key, 0)


def _frame(subject: Subject, cells: Cells, hidden: set[Key]) -> pd.DataFrame:
    names = counts(subject)
    if not names:
        return subject.frame
    rows = []
    for i, row in enumerate(subject.frame.to_dict("records")):
        told: dict[str, Any] = dict(row)
        for name in names:
            key = cells.places.get((subject.name, i, name))
            if key is not None:
                told[name] = NOT_SHOWN if key in hidden else shown(cells.values[key])
        rows.append(_derived(subject, told, names))
    frame = pd.DataFrame(rows, columns=subject.frame.columns, dtype=object)
    return frame.astype({c: t for c, t in subject.frame.dtypes.items() if c in ("channel", "week_start")})


def _derived(subject: Subject, row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """What is worked out from counts is worked out from those shown; a time of few comments is withheld with them."""
    if subject.name in _SECOND_LOOKS:
        return _second_look(row, names)
    about = row.get(base(subject) or "", 0)
    for name in set(row) - set(names):
        pair = _SHARES.get(name)
        if pd.api.types.is_scalar(row[name]) and pd.isna(row[name]):
            continue
        if pair and pair[0] in names:
            row[name] = _share(row[pair[0]], row[pair[1]])
        elif name in _OF_ONE_COMMENT or (_is_of_comments(name, row[name]) and isinstance(about, Withheld)):
            row[name] = NOT_SHOWN
    if "low" in row and {"numerator", "denominator"} <= set(names):
        row["low"], row["high"] = _interval(subject, row["numerator"], row["denominator"])
    if "category" in row and row["category"] != "all" and "is_at_least" in row:
        row["value"] = NOT_SHOWN
    return row


def _second_look(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Shares of few tell how few: they are withheld with any count of their row, and else as rough as counts are."""
    is_small = any(isinstance(row[name], Withheld) for name in names)
    for name in [n for n, value in row.items() if isinstance(value, float) and not pd.isna(value)]:
        row[name] = NOT_SHOWN if is_small else round(row[name], 2)
    return row


def _is_of_comments(name: str, value: Any) -> bool:
    """Whether a cell says when single comments came, went or were dealt with."""
    return name not in ("channel", "week_start", "flag", "valid_from") and (
        name.endswith("_hours") or name in ("value", "median", "p90", "p95", "decision_median", "posting_median")
        or isinstance(value, pd.Timestamp) or name == "oldest_open"
    )  # fmt: skip


def _share(part: Any, whole: Any) -> Any:
    if isinstance(part, Withheld) or isinstance(whole, Withheld):
        return NOT_SHOWN
    return part / whole if whole else None


def _interval(subject: Subject, part: Any, whole: Any) -> tuple[Any, Any]:
    if isinstance(part, Withheld) or isinstance(whole, Withheld):
        return NOT_SHOWN, NOT_SHOWN
    if subject.about["unit"].startswith("share"):
        return wilson(part, whole) or (None, None)
    found = rate_ratio(part, whole)
    return (found[1], found[2]) if found else (None, None)
