"""A metric's rows as plain values, for printing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from pipelines.as_json import plain


def as_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries that JSON can hold: gaps are null, spans seconds, instants end in Z, midnights are days."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if pd.isna(value):
        return None
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == datetime.min.time():
        value = value.date()
    return value.isoformat() if type(value) is date else plain(value)
