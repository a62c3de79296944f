"""The desk that pages work at: a publication, read for one period and channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts.jobs import Inbox
from pipelines.metrics import Window, metric


@dataclass(frozen=True, slots=True)
class PublishedDesk:
    """A desk over one publication; ``published`` is a warehouse's ``Published`` or its like."""

    published: Any
    publication: dict[str, Any]
    window: Window
    inbox: Inbox | None = None

    def metric(self, name: str, window: Window | None = None) -> pd.DataFrame:
        """A metric's rows, for the chosen window unless another is given."""
        return _metric(self.published, self.published.version, name, window or self.window)

    def figures(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on the figures."""
        frame: pd.DataFrame = self.published.figures(sql, **values)
        return frame

    def comments(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on text and people; never cached, so that nobody's words outlive the page."""
        frame: pd.DataFrame = self.published.comments(sql, **values)
        return frame


@st.cache_data(max_entries=300, show_spinner=False)
def _metric(_published: Any, version: str, name: str, window: Window) -> pd.DataFrame:
    return metric(name).frame(
        _published.metric_connection(), window, lambda asked: _completeness(_published, version, asked)
    )


@st.cache_data(max_entries=100, show_spinner=False)
def _completeness(_published: Any, version: str, window: Window) -> pd.DataFrame:
    return metric("completeness").rows(_published.metric_connection(), window)
