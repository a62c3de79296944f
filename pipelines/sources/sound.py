"""Numbers that no count can be, too large to be kept or none at all, taken out of records whatever layout read them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import Batch, Comment, Figure, Post, Record, Round

if TYPE_CHECKING:
    from pipelines.sources.export import Export

LEFT_OUT = "numbers too large to be counts were left out"
_LARGEST = 2**63 - 1
_NUMBERS: dict[type[Record], tuple[str, ...]] = {
    Comment: ("like_count", "reply_count", "rating"),
    Round: ("items_seen",),
    Figure: ("value",),
    Post: ("figures",),
}


def sound(export: Export, found: Record | Batch) -> Record | Batch:
    """The same, numbers that cannot be kept as null."""
    if isinstance(found, Batch):
        return _batch(export, found)
    names = _NUMBERS.get(type(found), ())
    changed = {n: _kept(value) for n in names if (value := getattr(found, n)) is not None and not _is_sound(value)}
    if not changed:
        return found
    export.note(LEFT_OUT)
    return replace(found, **changed)


def _batch(export: Export, found: Batch) -> Batch:
    """Whole numbers in columns are of a type that bounds them; the others may be infinite."""
    changed = {n: kept for n, values in found.columns.items() if (kept := _finite(values)) is not values}
    if not changed:
        return found
    export.note(LEFT_OUT)
    return replace(found, columns={**found.columns, **changed})


def _finite(values: Any) -> Any:
    if not isinstance(values, pa.Array | pa.ChunkedArray) or not pa.types.is_floating(values.type):
        return values
    finite = pc.is_finite(values)
    return values if pc.all(finite).as_py() is not False else pc.if_else(finite, values, None)


def _is_sound(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_is_sound(v) for v in value.values())
    return value is None or (-_LARGEST <= value <= _LARGEST and math.isfinite(value))


def _kept(value: Any) -> Any:
    return {name: v for name, v in value.items() if _is_sound(v)} if isinstance(value, Mapping) else None
