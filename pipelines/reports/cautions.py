"""What is wrong with the exports behind a figure, in words with a shape."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipelines.metrics import flags
from pipelines.reports import words

FLAGS = {
    "MISSING": "✕ no export", "PARTIAL_WINDOW": "◔ covers only part", "ROW_LIMIT_HIT": "? row limit reached",
    "COUNT_MISMATCH": "? fewer than the platform counts", "PARSE_REJECTS": "? rows rejected",
    "ZERO_UNDECLARED": "? empty, not declared empty",
    "TZ_UNKNOWN": "? time zone unknown", "SCHEMA_CHANGED": "? unknown columns", "LATE": "◔ late",
    "DUPLICATES": "✓ duplicates merged",
    "ZERO_DECLARED": "✓ declared empty", "COMPLETE": "✓ complete",
}  # fmt: skip


def told(flag: object) -> str:
    """A flag in words: "PARSE_REJECTS 3" is "? rows rejected (3)"."""
    name, _, number = str(flag).partition(" ")
    return FLAGS.get(name, words.named(name.lower())) + (f" ({number})" if number else "")


def caution(frame: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The worst flag of a metric's rows in words, and whose it is; nothing where the exports are complete."""
    worst = flags.worst(str(flag) for flag in frame["flag"])
    if told(worst).startswith("✓"):
        return ""
    whose = dict.fromkeys(frame.loc[frame["flag"] == worst, "channel"])
    return f"{told(worst)}: {words.listing(names[c] for c in whose if c in names) or 'all channels'}"
