"""Which rows of a table the organisation wrote itself, by the names that the policy gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from pipelines.sources.tables import Chunk


def is_own(chunk: Chunk, *columns: str) -> pa.BooleanArray:
    """Whether one of these columns names the organisation; null when no name of its is known or the row has none."""
    export = chunk.table.export
    own = export.reading.own.get(export.file.platform or "")
    if not own:
        return pa.nulls(len(chunk), pa.bool_())
    names = pa.array([n.strip().lstrip("@").lower() for n in own])
    ours, named = pa.array([False] * len(chunk), pa.bool_()), pa.array([False] * len(chunk), pa.bool_())
    for column in columns:
        cells = pc.utf8_lower(pc.utf8_ltrim(chunk.word(column), "@"))
        ours, named = pc.or_(ours, pc.is_in(cells, names)), pc.or_(named, pc.is_valid(cells))
    return pc.if_else(named, ours, None)
