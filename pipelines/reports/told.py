"""What a chart shows, in a sentence for those who do not see it."""

from __future__ import annotations

import pandas as pd

from pipelines.reports import words
from pipelines.reports.subjects import Subject


def told(subject: Subject, wide: pd.DataFrame, form: str) -> str:
    """The last week's figure of each channel."""
    last = wide.iloc[-1]
    parts = [f"{name} {_figure(value, form)}" for name, value in last.items()]
    week = words.on(pd.Timestamp(str(wide.index[-1])).date())
    return f"{subject.title}, {subject.unit}. In the week of {week}: {words.listing(parts)}."


def _figure(value: float, form: str) -> str:
    if pd.isna(value):
        return "not evidenced or not shown"
    return words.percent(value) if form == "share" else words.number(value, 0 if float(value).is_integer() else 1)
