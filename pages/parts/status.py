"""A state as a word, a shape and a colour, as the reports show it too."""

from __future__ import annotations

from pipelines.reports.states import (
    BREACH,
    MET,
    NOT_APPLICABLE,
    NOT_EVIDENCED,
    PROVISIONAL,
    STATES,
    State,
    contrast,
    state_of,
)

__all__ = [
    "BREACH", "CLAUSE_STATES", "MET", "NOT_APPLICABLE", "NOT_EVIDENCED", "PROVISIONAL", "STATES", "State",
    "contrast", "state_of",
]  # fmt: skip

CLAUSE_STATES = {state.word: state for state in STATES.values()}
