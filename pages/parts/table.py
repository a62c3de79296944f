"""Tables of plain figures: real ones, that a screen reader walks and nobody's words can bring to life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import words


def show(frame: pd.DataFrame, columns: Mapping[str, str], about: str) -> None:
    """Draws the named columns under the names given; ``about`` says what the table holds."""
    shown = pd.DataFrame({name: _column(frame[key]) for key, name in columns.items()})
    st.table(shown, hide_index=True, border="horizontal", alt=about)


def _column(values: pd.Series[Any]) -> pd.Series[Any]:
    """A column as it is shown: numbers with thousands separated, days in words, text made harmless."""
    if pd.api.types.is_bool_dtype(values):
        return values.map({True: "Yes", False: "No"})
    return values.map(cell)


def cell(value: Any) -> str:
    """One cell in words."""
    if words.is_missing(value):
        return words.NOTHING
    if isinstance(value, datetime):
        is_day = value.tzinfo is None and value == datetime.combine(value.date(), datetime.min.time())
        return words.on(value) if is_day else words.instant(value)
    if isinstance(value, date):
        return words.on(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (int, float)) or pd.api.types.is_number(value):
        return words.number(value, 0 if float(value).is_integer() else 1)
    return words.plain(value)
