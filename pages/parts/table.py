"""Tables of plain figures: real ones, that a screen reader walks and nobody's words can bring to life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from pages.parts import markup, words


def show(frame: pd.DataFrame, columns: Mapping[str, str], about: str) -> None:
    """Draws the named columns under the names given, the first as row heads; ``about`` says what the table holds."""
    first, *rest = columns
    rows = [(cell(row[first]), [markup.escape(cell(row[key])) for key in rest]) for row in frame.to_dict("records")]
    markup.show(markup.table(about, list(columns.values()), rows))


def cell(value: Any) -> str:
    """One cell in words: numbers with thousands separated, days and instants in full."""
    if words.is_missing(value):
        return words.NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        is_day = value.tzinfo is None and value == datetime.combine(value.date(), datetime.min.time())
        return words.on(value) if is_day else words.instant(value)
    if isinstance(value, date):
        return words.on(value)
    if pd.api.types.is_number(value):
        return words.number(value, 0 if float(value).is_integer() else 1)
    return str(value)
