"""What may be taken along of a week: the board's workbook and the report, made only when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import period
from pipelines.ledger import Ledger
from pipelines.ledger.pack import make_checkpoint
from pipelines.metrics import Window
from pipelines.reports import Report
from pipelines.reports.digest import digest
from pipelines.reports.pack import board_pack

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _OfDesk:
    """A desk as reports are made from it: its figures, and nothing else that it may show."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def metric(self, name: str, window: Window) -> pd.DataFrame:
        return self.desk.metric(name, window)

    def figures(self, sql: str, **values: Any) -> pd.DataFrame:
        return self.desk.figures(sql, **values)

    def standing(self, window: Window) -> pd.DataFrame:
        return self.desk.clauses(window)


def offer(desk: Desk) -> None:
    """Buttons in the sidebar; small numbers are for those alone who see single comments anyway."""
    week = f"{period.last_week(desk.window).since:%G-W%V}"
    with st.sidebar, st.container(gap="small"):
        st.subheader("Take along", anchor=False)
        _button(desk, "Board pack", f"board-pack-{week}.xlsx", _XLSX, lambda: board_pack(_report(desk, exact=False)))
        _button(desk, "Weekly report", f"report-{week}.html", "text/html", lambda: digest(_report(desk, exact=False)))
        if desk.visitor.sees_text:
            name = f"board-pack-{week}-exact.xlsx"
            _button(desk, "Board pack, exact", name, _XLSX, lambda: board_pack(_report(desk, exact=True)))


def _button(desk: Desk, label: str, name: str, kind: str, made: Callable[[], bytes | str]) -> None:
    st.download_button(
        label, made, name, kind, key=f"take_{name}", icon=":material/download:", width="stretch",
        on_click=lambda: desk.exported(name.partition("-20")[0]),
    )  # fmt: skip


def _report(desk: Desk, exact: bool) -> Report:
    """The week's report; the checkpoint on it is made by those who see the record."""
    sheets = desk.policy.board_pack.sheets
    week = period.last_week(desk.window)
    whole = Window(week.since, week.until, None, week.now)
    return Report(_OfDesk(desk), whole, exact, _checkpoint(desk), "the dashboard's own", sheets)


def _checkpoint(desk: Desk) -> str:
    """Made on a line to the record of its own, for a download is made in another thread than the page."""
    if desk.ledger is None:
        return ""
    with Ledger(desk.ledger.store.data, desk.policy) as ledger:
        return make_checkpoint(ledger, desk.visitor.person) if ledger.store.size() else ""
