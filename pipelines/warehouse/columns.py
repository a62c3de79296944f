"""Records as Arrow tables with the columns of their raw table, in its types."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.records import FIGURES, KINDS, Batch, Post, Record

BUFFER = 5000
TOGETHER = 400_000
TOGETHER_BYTES = 256 * 2**20
_TYPES = {
    "datetime | None": pa.timestamp("us", "UTC"), "datetime | date | None": pa.timestamp("us"),
    "date | None": pa.date32(), "Day | None": pa.date32(), "bool | None": pa.bool_(), "int": pa.int64(),
    "int | None": pa.int64(), "float | None": pa.float64(), "float | int | None": pa.float64(),
    "str": pa.string(), "str | None": pa.string(),
}  # fmt: skip
_LOCAL = ("posted_local", "published_local", "at_local")


def _schema(kind: type[Record]) -> dict[str, tuple[pa.DataType, Any]]:
    """Type and default of each field that goes to the raw table."""
    found = {}
    for f in dataclasses.fields(kind):
        if f.name == "figures":
            continue
        default = None if f.default is dataclasses.MISSING else f.default
        found[f.name] = (pa.timestamp("us") if f.name in _LOCAL else _TYPES[str(f.type)], default)
    return found


SCHEMAS = {name: _schema(kind) for name, kind in KINDS.items()}


def as_tables(records: Iterable[Record | Batch]) -> Iterator[tuple[str, pa.Table]]:
    """Kind and table, in the order of the records; single records are gathered first."""
    waiting: list[Record] = []
    for found in records:
        if isinstance(found, Batch):
            yield found.kind.record, _table(found)
            continue
        waiting.append(found)
        if len(waiting) >= BUFFER:
            yield from _by_kind(waiting)
            waiting = []
    yield from _by_kind(waiting)


def gathered(tables: Iterable[tuple[str, pa.Table]]) -> Iterator[tuple[str, pa.Table]]:
    """The same rows in fewer, larger tables: DuckDB stores those on all its threads."""
    waiting: dict[str, list[pa.Table]] = {}
    for kind, table in tables:
        held = waiting.setdefault(kind, [])
        held.append(table)
        if sum(t.num_rows for t in held) >= TOGETHER or sum(t.nbytes for t in held) >= TOGETHER_BYTES:
            yield kind, pa.concat_tables(waiting.pop(kind))
    for kind, held in waiting.items():
        yield kind, pa.concat_tables(held)


def _by_kind(records: list[Record]) -> Iterator[tuple[str, pa.Table]]:
    def key(record: Record) -> tuple[str, str]:
        return (record.record, record.platform)

    for (kind, platform), group in groupby(sorted(records, key=key), key):
        rows = list(group)
        columns: dict[str, Any] = {n: [getattr(r, n) for r in rows] for n in SCHEMAS[kind] if n != "platform"}
        posts = [r for r in rows if isinstance(r, Post)]
        for name in sorted({n for r in posts for n in r.figures}):
            columns[f"figures.{name}"] = pa.array([_number(r.figures.get(name)) for r in posts], pa.float64())
        yield kind, _table(Batch(KINDS[kind], platform, columns))


def _number(value: float | int | None) -> float | None:
    return None if value is None else float(value)


def _table(batch: Batch) -> pa.Table:
    """One batch with every column of its kind, in the raw table's types."""
    length = len(batch)
    arrays: dict[str, Any] = {}
    for name, (wanted, default) in SCHEMAS[batch.kind.record].items():
        if name == "platform":
            arrays[name] = pa.repeat(pa.scalar(batch.platform), length)
        elif name in batch.columns:
            arrays[name] = _typed(batch.columns[name], wanted)
        else:
            arrays[name] = (
                pa.nulls(length, wanted) if default is None else pa.repeat(pa.scalar(default, wanted), length)
            )
    if batch.kind is Post:
        arrays |= _figures(batch, length)
    if batch.kind.record == "reject":
        arrays = {n: arrays[n] for n in ("line", "reason", "raw")}
    return pa.table(arrays)


def _typed(values: Any, wanted: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values if values.type == wanted else values.cast(wanted)
    return pa.array(values, wanted)


def _figures(batch: Batch, length: int) -> dict[str, Any]:
    """The standard figures as columns of their own, all others as one map."""
    given = {
        n.removeprefix("figures."): _typed(c, pa.float64())
        for n, c in batch.columns.items()
        if n.startswith("figures.")
    }
    arrays: dict[str, Any] = {n: given.pop(n, None) for n in FIGURES}
    arrays = {n: pa.nulls(length, pa.float64()) if a is None else a for n, a in arrays.items()}
    others = {n: c for n, c in given.items() if c.null_count < length}
    if not others:
        return arrays | {"other": pa.nulls(length, pa.map_(pa.string(), pa.float64()))}
    width = len(others)
    matrix = np.stack([c.to_numpy(zero_copy_only=False) for c in others.values()], axis=1).ravel()
    keys = pa.DictionaryArray.from_arrays(
        pa.array(np.tile(np.arange(width, dtype=np.int32), length)), pa.array(list(others))
    )
    offsets = pa.array(np.arange(0, width * length + 1, width, dtype=np.int32))
    return arrays | {
        "other": pa.MapArray.from_arrays(offsets, keys.cast(pa.string()), pa.array(matrix, from_pandas=True))
    }
