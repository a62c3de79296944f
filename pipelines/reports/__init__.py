"""What leaves the dashboard: the board's workbook and the weekly report, both made from the figures alone.

Neither is ever handed text or people. A ``Source`` is a page's desk or, on the command line, ``Figures`` over a
publication; a ``Setting`` says of which week, with small numbers shown or not, and what it was all made by.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from pipelines.clauses import standing
from pipelines.metrics import Window, metric


class Source(Protocol):
    """What reports are made from: metrics and queries on figures, which hold no text and no person."""

    def metric(self, name: str, window: Window) -> pd.DataFrame:
        """A metric's rows, each with the flag of the exports behind it."""

    def figures(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on the figures."""

    def standing(self, window: Window) -> pd.DataFrame:
        """How every clause of the policy stands, by channel and week."""


class Figures:
    """A source over a publication: ``published`` is a warehouse's ``Published`` or its like."""

    def __init__(self, published: Any) -> None:
        self.published = published

    def metric(self, name: str, window: Window) -> pd.DataFrame:
        """A metric's rows, each with the flag of the exports behind it."""
        return metric(name).frame(self.published.metric_connection(), window)

    def figures(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on the figures."""
        frame: pd.DataFrame = self.published.figures(sql, **values)
        return frame

    def standing(self, window: Window) -> pd.DataFrame:
        """How every clause of the policy stands, by channel and week."""
        return standing(self.published.metric_connection(), window)


@dataclass(frozen=True)
class Report:
    """One week's report: from what, of which week, exact or fit to leave the office, and made by which code."""

    source: Source
    week: Window
    exact: bool = False
    checkpoint: str = ""
    code: str = ""
    sheets: list[str] = field(default_factory=list)

    @property
    def twelve(self) -> Window:
        """The twelve weeks that end with this one."""
        return replace(self.week, since=self.week.since - timedelta(weeks=11))

    @cached_property
    def publication(self) -> dict[str, Any]:
        """The one row that says what the figures are and rest on."""
        return dict(self.source.figures("select * from publication").iloc[0])

    @cached_property
    def names(self) -> dict[str, str]:
        """The channels' names by id, in the policy's order."""
        found = self.source.figures("select channel, name from channel order by position")
        return dict(zip(found["channel"], found["name"], strict=True))
