"""The sentence at the top: whether the week was moderated as the policy asks, and never more than is evidenced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipelines.reports import words
from pipelines.reports.states import BREACH, MET, NOT_APPLICABLE, NOT_EVIDENCED, PROVISIONAL, State, state_of


def verdict(cadence: pd.DataFrame, names: Mapping[str, str]) -> tuple[State, str]:
    """The worst state of a week's channels, and all of them in words."""
    rows: dict[Any, pd.DataFrame] = dict(iter(cadence.groupby(cadence["state"].map(state_of), sort=False)))
    rest = [*_later(rows, names), *_met(rows, names)]
    if BREACH in rows:
        first = "; ".join(_breach(row, names) for row in rows[BREACH].to_dict("records"))
        return BREACH, " ".join([f"Not compliant: {first}.", *_unknown(rows, names), *rest])
    if NOT_EVIDENCED in rows:
        part = rows[NOT_EVIDENCED]
        return NOT_EVIDENCED, " ".join(
            [f"Not evidenced: nothing shows whether {_listed(part, names)} {_was(part)} moderated.", *rest]
        )
    if PROVISIONAL in rows:
        return PROVISIONAL, " ".join(["Provisional.", *rest])
    if MET in rows:
        return MET, f"Compliant: {_listed(rows[MET], names)} {_was(rows[MET])} moderated at least weekly."
    return NOT_APPLICABLE, "No channel was in use in this week."


def _breach(row: dict[str, Any], names: Mapping[str, str]) -> str:
    name, gap = names.get(row["channel"], row["channel"]), row.get("largest_gap_days")
    if row["state_b"] != "BREACH" or gap is None or words.is_missing(gap) or gap < 1:
        return f"{name} was not moderated"
    return f"{name} was not moderated for {words.count(int(gap), 'day')}"


def _unknown(rows: Mapping[State, pd.DataFrame], names: Mapping[str, str]) -> list[str]:
    if NOT_EVIDENCED not in rows:
        return []
    return [f"Nothing shows whether {_listed(rows[NOT_EVIDENCED], names)} {_was(rows[NOT_EVIDENCED])}."]


def _later(rows: Mapping[State, pd.DataFrame], names: Mapping[str, str]) -> list[str]:
    """What cannot be said yet, and why: the week is not over, or the exports do not reach its end."""
    if PROVISIONAL not in rows:
        return []
    return [f"{_listed(part, names)}: {reason}." for reason, part in rows[PROVISIONAL].groupby("reason", sort=False)]


def _listed(part: pd.DataFrame, names: Mapping[str, str]) -> str:
    return words.listing(names.get(c, c) for c in part["channel"])


def _met(rows: Mapping[State, pd.DataFrame], names: Mapping[str, str]) -> list[str]:
    """The channels that were moderated; what went before in the sentence says what they "were"."""
    if MET not in rows:
        return []
    verb = "" if BREACH in rows or NOT_EVIDENCED in rows else " moderated"
    return [f"{_listed(rows[MET], names)} {_was(rows[MET])}{verb}."]


def _was(part: pd.DataFrame) -> str:
    return "was" if len(part) == 1 else "were"
