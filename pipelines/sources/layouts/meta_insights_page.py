"""Figures of a whole Facebook Page by day, as Page Insights exported them until about 2023 (page level)."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import Batch
from pipelines.sources.day_order import day_order, in_order
from pipelines.sources.export import Export
from pipelines.sources.figures import When, cells_as_figures, cover, metrics_of
from pipelines.sources.layouts.meta_insights import YEARS, is_measure, keyed_tables
from pipelines.sources.tables import Chunk, Table

LAYOUT = "meta page insights page"
PLATFORM = "facebook"
HOLDS = "figures"
CANNOT_SHOW = ("comments, posts or removals: it holds numbers of the whole page",)

_DAY = "Date"
_ISO = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_ENOUGH = 2


def recognises(export: Export) -> bool:
    """Whether a table by day has figures under the old labels, which name their period."""
    table = export.table(_DAY)
    return table is not None and not table.has("Post ID") and len(_measures(table)) >= _ENOUGH


def read(export: Export) -> Iterator[Batch]:
    """One figure for each day and column of the first sheet.

    Raises:
        Refused: the dates are of both orders.
    """
    export.file.captured_on = export.captured()
    table, *others = keyed_tables(export, _DAY)
    if others:
        named = ", ".join(str(t.sheet) for t in others)
        export.note(f"only the first sheet is read; the figures by kind were left out: {named}")
    if unknown := [h for h in table.header if h and h != _DAY and not is_measure(h)]:
        export.note(f"unknown columns: {', '.join(unknown)}")
    order = day_order(table, _DAY, LAYOUT)
    measures = metrics_of(table, {}, _DAY, *(h for h in table.header if not is_measure(h)))
    for chunk in table.chunks():
        if isinstance(chunk, Chunk):
            days = _days(chunk, order)
            cover(export, [days])
            yield from cells_as_figures(
                chunk, measures, When(days=days), bad={"no day that can be read": days.is_null()}
            )
        else:
            yield chunk


def _measures(table: Table) -> list[str]:
    return [h for h in table.header if is_measure(h)]


def _days(chunk: Chunk, order: str | None) -> pa.Date32Array:
    return pc.coalesce(chunk.local(_DAY, *_ISO), in_order(chunk, _DAY, order, "", years=YEARS)).cast(pa.date32())
