"""What is wrong with the exports behind a figure, in words with a shape."""

from __future__ import annotations

from collections.abc import Iterable

from pages.parts import words
from pipelines.metrics import flags

FLAGS = {
    "MISSING": "✕ missing", "PARTIAL_WINDOW": "◔ covers only part", "ROW_LIMIT_HIT": "? row limit reached",
    "COUNT_MISMATCH": "? fewer than the platform counts", "PARSE_REJECTS": "? rows rejected", "ZERO_UNDECLARED": "? empty, not declared empty",
    "TZ_UNKNOWN": "? time zone unknown", "SCHEMA_CHANGED": "? unknown columns", "LATE": "◔ late", "DUPLICATES": "✓ duplicates merged",
    "ZERO_DECLARED": "✓ declared empty", "COMPLETE": "✓ complete",
}  # fmt: skip


def told(flag: object) -> str:
    """A flag in words: "PARSE_REJECTS 3" is "? rows rejected (3)"."""
    name, _, number = str(flag).partition(" ")
    return FLAGS.get(name, words.named(name.lower())) + (f" ({number})" if number else "")


def caution(known: Iterable[object]) -> str:
    """The worst of some flags in words; nothing where the exports are complete."""
    worst = flags.worst(str(flag) for flag in known)
    return "" if FLAGS.get(worst, "?").startswith("✓") else f"Exports: {told(worst)}"
