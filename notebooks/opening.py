"""Opens the newest publication for a notebook: its figures, and nothing that names anybody or holds their words."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.clauses import standing
from pipelines.metrics import Window, asked_window, metric, parsed
from pipelines.warehouse.published import Published

ROOT = Path(__file__).parents[1]


def _data() -> Path:
    """The data folder named by WEEKWATCH_DATA, or that of the repository, or the sample's."""
    if named := os.environ.get("WEEKWATCH_DATA"):
        return Path(named)
    own = ROOT / "data"
    return own if (own / "published").exists() else own / "demo"


class Figures:
    """The published figures, asked for by metric, by clause or in SQL."""

    def __init__(self, data: Path | None = None) -> None:
        self.published = Published(data or _data(), ("figures",))

    def window(self, weeks: int = 12, channel: str | None = None) -> Window:
        """So many weeks up to the last one that is over."""
        last = asked_window(self.published, channel=channel)
        return Window(last.until - timedelta(weeks=weeks), last.until, channel, last.now)

    def metric(self, name: str, weeks: int = 12, channel: str | None = None) -> pd.DataFrame:
        """A metric's rows."""
        return metric(name).frame(self.published.metric_connection(), self.window(weeks, channel))

    def clauses(self, weeks: int = 1) -> pd.DataFrame:
        """How every clause of the policy stands."""
        return standing(self.published.metric_connection(), self.window(weeks))

    def draft(self, sql: str, weeks: int = 12) -> pd.DataFrame:
        """The rows of a metric that is not in the product yet, its words at its top as every metric has them."""
        return parsed("draft", sql).frame(self.published.metric_connection(), self.window(weeks))

    def sql(self, query: str, **values: Any) -> pd.DataFrame:
        """A query on the tables of pipelines/warehouse/marts/figures.sql."""
        return self.published.figures(query, **values)
