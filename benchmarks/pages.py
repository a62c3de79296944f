"""Every page's queries on ten million comments, and a rerun of the CEO's page against a bare Streamlit page.

Usage: python -m benchmarks.pages [--rows 10000000] [--folder build/benchmarks]
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from benchmarks.week import base
from pages import all_pages
from pipelines.metrics import Window
from pipelines.warehouse.published import Published

RUNS = 7


class Timed(Published):
    """A publication that remembers how long each query took."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.spent: list[tuple[float, str]] = []

    def cursor(self, kind: str) -> Any:
        """A connection whose queries are timed until their rows are here."""
        return _Cursor(super().cursor(kind), self.spent)


class _Cursor:
    def __init__(self, cursor: Any, spent: list[tuple[float, str]]) -> None:
        self._cursor, self._spent = cursor, spent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, sql: str, *values: Any) -> Any:
        self._started, self._sql = time.perf_counter(), sql
        self._cursor.execute(sql, *values)
        return self

    def df(self) -> Any:
        frame = self._cursor.df()
        self._spent.append((time.perf_counter() - self._started, " ".join(self._sql.split())[:90]))
        return frame


def show(name, published, window):
    """One page, as the front door draws it; AppTest runs its source alone, so it brings what it needs."""
    from pages import all_pages
    from pages.parts import frame
    from tests.pages.desks import desk_of

    page = next(p for p in all_pages() if p.name == name)
    frame.show(page, desk_of(published, window))


def bare(charts, tables):
    """A Streamlit page that only draws so many charts and tables."""
    import pandas as pd
    import plotly.graph_objects as go
    import streamlit as st

    frame = pd.DataFrame({"week": range(12), "value": range(12)})
    for number in range(charts):
        st.plotly_chart(go.Figure(go.Bar(x=frame["week"], y=frame["value"])), theme=None, key=f"chart {number}")
    for _ in range(tables):
        st.table(frame)


def rerun(app: AppTest) -> float:
    """Median seconds of a rerun."""
    app.run(timeout=120)
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        app.run(timeout=120)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    """Prints the time of each page's queries, then the ratio of two reruns."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--folder", type=Path, default=Path("build/benchmarks"))
    chosen = options.parse_args()
    published = Timed(base(chosen.folder, chosen.rows))
    now = published.publication()["as_of"].to_pydatetime()
    window = _last_week(published, now)
    for page in all_pages():
        published.spent.clear()
        app = AppTest.from_function(show, args=(page.name, published, window), default_timeout=300).run()
        assert not app.exception, app.exception
        worst, query = max(published.spent, default=(0.0, ""))
        total = sum(seconds for seconds, _ in published.spent)
        print(f"{page.name:12} {len(published.spent):3} queries {total * 1000:6.0f} ms, "
              f"longest {worst * 1000:4.0f} ms: {query}")  # fmt: skip
    app = AppTest.from_function(show, args=("this_week", published, window), default_timeout=300)
    ours = rerun(app)
    charts, tables = (
        len(app.get("plotly_chart")),
        len(app.table) + sum(e.proto.body.count("<table") for e in app.get("html")),
    )
    theirs = rerun(AppTest.from_function(bare, args=(max(charts, 1), max(tables, 1)), default_timeout=300))
    print(
        f"rerun of this_week ({charts} charts, {tables} tables) {ours * 1000:.0f} ms, bare page {theirs * 1000:.0f} ms"
    )
    print(f"ratio: {ours / theirs:.2f} (wanted: at most 2)")


def _last_week(published: Published, now: Any) -> Window:
    monday = published.figures("select max(week_start) as w from item_day")["w"][0].date()
    return Window(monday, monday + timedelta(days=7), None, now)


if __name__ == "__main__":
    main()
