"""How pages say things: as the reports do, and letter for letter where Streamlit reads Markdown."""

from __future__ import annotations

import re
from typing import Any

from pipelines.reports.words import (
    LIMITS,
    NOTHING,
    count,
    day,
    duration,
    instant,
    interval,
    is_missing,
    listing,
    named,
    number,
    on,
    percent,
    sentence,
    share,
    short_day,
)

__all__ = [
    "LIMITS",
    "NOTHING",
    "count",
    "day",
    "duration",
    "instant",
    "interval",
    "is_missing",
    "listing",
    "named",
    "number",
    "on",
    "percent",
    "plain",
    "sentence",
    "share",
    "short_day",
]
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&=@/])")


def plain(text: Any) -> str:
    """Text from outside as Markdown that shows it letter for letter: no link, image or format comes alive."""
    return "" if is_missing(text) else _MARKDOWN.sub(r"\\\1", str(text)).replace("\n", " ")
