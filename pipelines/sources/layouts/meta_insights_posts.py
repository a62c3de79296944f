"""Facebook posts and their lifetime figures, as Page Insights exported them until about 2023 (post level)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import Batch, Post, Record, slug
from pipelines.sources.day_order import MONTH_FIRST, day_order, in_order
from pipelines.sources.export import Export
from pipelines.sources.figures import numbers_of
from pipelines.sources.layouts.meta_insights import NOT_MODERATION, PROPERTIES, YEARS, ZONE, is_measure, keyed_tables
from pipelines.sources.tables import Chunk, Table, as_csv, heading

LAYOUT = "meta page insights posts"
PLATFORM = "facebook"
HOLDS = "posts"
CANNOT_SHOW = (
    "comments: only how many there were",
    "hidden or removed comments",
    "the time zone of its publish times",
)
REQUIRED = ("Post ID", "Permalink", "Post Message", "Type", "Countries", "Languages", "Posted", "Audience Targeting")

_TELLING = ("Post ID", "Permalink", "Post Message", "Posted")
_NAMES = {
    "lifetime post total reach": "reach", "lifetime post total impressions": "impressions",
    "lifetime post stories by action type - share": "shares", "lifetime post stories by action type - like": "likes",
    "lifetime post stories by action type - comment": "comments",
}  # fmt: skip
_TIMES = (" %H:%M", " %H:%M:%S", " %I:%M %p")
_ISO = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")

Figures = dict[str, float | None]


def recognises(export: Export) -> bool:
    """Whether a table of posts has lifetime figures under the old labels."""
    table = export.table(*_TELLING)
    return table is not None and (len(export.sheet_names) > 1 or any(is_measure(h) for h in table.header))


def read(export: Export) -> Iterator[Record | Batch]:
    """The posts, in file order, with what further sheets say of them.

    Raises:
        Refused: the ids are damaged, or the dates are of both orders.
    """
    export.file.captured_on = export.captured()
    table, *others = keyed_tables(export, *_TELLING)
    _remark(export, [table, *others])
    further = _Further(export)
    for other in others:
        yield from further.take(other)
    order = day_order(table, "Posted", LAYOUT, MONTH_FIRST)
    for chunk in table.chunks():
        yield from _posts(chunk, order, further) if isinstance(chunk, Chunk) else [chunk]
    yield from further.left_over()


def _remark(export: Export, tables: list[Table]) -> None:
    headers = [h for table in tables for h in table.header if h]
    if unknown := [h for h in headers if heading(h) not in PROPERTIES and not is_measure(h)]:
        export.note(f"unknown columns: {', '.join(unknown)}")
    if any("negative feedback" in heading(h) for h in headers):
        export.note(NOT_MODERATION)
    if LAYOUT not in export.reading.assumed:
        export.note(ZONE)
    if left := [n for n in export.sheet_names if n not in {t.sheet for t in tables}]:
        export.note(f"sheets without post ids were left out: {', '.join(left)}")


def _figures(chunk: Chunk) -> dict[str, pa.DoubleArray]:
    """The columns of figures by their names: the usual ones where there are such, else those of their labels."""
    measures = [h for h in chunk.table.header if is_measure(h)]
    return {_NAMES.get(heading(h), slug(h)): numbers_of(chunk, h) for h in measures}


class _Further:
    """What the sheets behind the first say of its posts."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.figures: dict[str, Figures] = {}
        self.names: dict[str, None] = {}
        self._waiting: dict[str, list[tuple[int, str]]] = {}

    def take(self, table: Table) -> Iterator[Batch]:
        """Reads a sheet; its rows wait until their posts come."""
        for chunk in table.chunks():
            if isinstance(chunk, Batch):
                yield chunk
                continue
            columns = {name: numbers.to_pylist() for name, numbers in _figures(chunk).items()}
            self.names |= dict.fromkeys(columns)
            for place, (id_, line, cells) in enumerate(
                zip(chunk.ids("Post ID").to_pylist(), chunk.lines, chunk.rows, strict=True)
            ):
                found = {name: values[place] for name, values in columns.items() if values[place] is not None}
                self.figures.setdefault(id_ or "", {}).update(found)
                self._waiting.setdefault(id_ or "", []).append((line, f"{table.sheet}: {as_csv(cells)}"))

    def of(self, ids: list[str | None], name: str) -> pa.DoubleArray:
        """One figure of these posts."""
        return pa.array([self.figures.get(id_ or "", {}).get(name) for id_ in ids], pa.float64())

    def met(self, ids: list[str | None]) -> None:
        """These posts came: the rows that waited for them are merged into them."""
        for id_ in ids:
            self.export.merge(len(self._waiting.pop(id_, ())) if id_ else 0)

    def left_over(self) -> Iterator[Record]:
        """The rows whose posts never came."""
        for line, raw in sorted(row for rows in self._waiting.values() for row in rows):
            yield self.export.reject(line, "the post of this row is not in the first sheet", raw)


def _posts(chunk: Chunk, order: str | None, further: _Further) -> Iterator[Batch]:
    ids, text, raw = chunk.ids("Post ID"), chunk.text("Post Message"), chunk.word("Posted")
    local = pc.coalesce(chunk.local("Posted", *_ISO), in_order(chunk, "Posted", order, *_TIMES, years=YEARS))
    if unread := pc.sum(pc.and_(pc.is_valid(raw), pc.is_null(local))).as_py():
        chunk.table.export.note(f"publish times that could not be read: {unread}")
    columns: dict[str, Any] = {
        "id": ids, "published_at_raw": raw, "published_local": local, "text": text, "url": chunk.link("Permalink"),
        "kind": chunk.word("Type"), "captured_on": chunk.table.export.file.captured_on,
    }  # fmt: skip
    figures, listed = _figures(chunk), ids.to_pylist()
    for name in (*figures, *(n for n in further.names if n not in figures)):
        held = figures.get(name, pa.nulls(len(chunk), pa.float64()))
        columns[f"figures.{name}"] = pc.coalesce(held, further.of(listed, name))
    further.met(listed)
    nothing = pc.and_(pc.is_null(ids), pc.is_null(text))
    yield from chunk.batch(Post, columns, bad={"neither an id nor a text": nothing})
