"""Tables that no layout knows, read as a [[tables]] entry of policy.toml says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import COMMENT_KINDS, KINDS, STATUSES, Batch, Record
from pipelines.sources.dates import at_zone
from pipelines.sources.export import Export, Reading
from pipelines.sources.tables import Chunk

IDS = {"id", "parent_id", "post_id", "author_id", "in_reply_to"}
COUNTS = {"like_count", "reply_count"}
LINKS = {"link", "url"}
FLAGS = {"is_own", "is_share"}
MOMENTS = {"posted_at": "posted_local", "published_at": "published_local"}
OTHER_TIMES = {"updated_at", "deleted_at"}
_STATUS_WORDS = {
    "approved": "visible", "published": "visible", "public": "visible", "1": "visible", "active": "visible",
    "0": "pending", "hold": "pending", "held": "pending", "unapproved": "pending", "trash": "trashed",
    "removed": "deleted",
}  # fmt: skip
_CLOCK = ("%H", "%I", "%T", "%R", "%X", "%c", "%s")


class MappedTable:
    """A layout made of one [[tables]] entry of the policy."""

    CANNOT_SHOW = ("anything but the mapped columns",)

    def __init__(self, mapping: Mapping[str, Any], reading: Reading | None = None) -> None:
        self.mapping = mapping
        self.LAYOUT = str(mapping["name"])
        self.REQUIRED = tuple(mapping["requires"])
        self.HOLDS = f"{mapping['record']}s"
        known = (reading or Reading()).channels.get((mapping.get("channel") or "").casefold())
        self.PLATFORM = str(mapping.get("platform") or (known[1] if known else "other"))

    def recognises(self, export: Export) -> bool:
        """Whether the table has all the columns that the policy requires."""
        return export.table(*self.mapping["requires"]) is not None

    def read(self, export: Export) -> Iterator[Record | Batch]:
        """The rows as the policy maps them; a date that is not written as it says makes its row a reject."""
        table = export.table(*self.mapping["requires"])
        assert table is not None
        columns: Mapping[str, str] = self.mapping["columns"]
        missing = [name for name in columns.values() if not table.has(name)]
        if missing:
            what = f"no column {', '.join(missing)}; the file has {', '.join(table.header)}"
            raise export.refuse(what, f'Mend the [[tables]] entry "{self.LAYOUT}" in policy.toml')
        if unknown := table.unknown(*columns.values()):
            export.note(f"unknown columns: {', '.join(unknown)}")
        export.file.captured_on, export.file.channel = export.captured(), self.mapping.get("channel")
        for chunk in table.chunks():
            yield from [chunk] if isinstance(chunk, Batch) else self._batch(export, chunk, columns)

    def _batch(self, export: Export, chunk: Chunk, columns: Mapping[str, str]) -> Iterator[Batch]:
        found: dict[str, Any] = {"channel": self.mapping.get("channel")}
        if self.mapping["record"] == "post":
            found["captured_on"] = export.file.captured_on
        bad: dict[str, pa.BooleanArray] = {}
        for name, column in columns.items():
            if name in MOMENTS or name in MOMENTS.values() or name in OTHER_TIMES:
                found |= self._times(chunk, name, column, bad)
            else:
                found |= _cells(chunk, name, column, export.reading)
        if "author" in columns and "is_own" not in columns:
            found["is_own"] = self._own(found["author"], found.get("author_id"), export.reading)
        if "parent_id" in found and "kind" not in columns:
            found["kind"] = pc.if_else(pc.is_valid(found["parent_id"]), "reply", "comment")
        if "id" in found and "text" in found:
            bad["neither an id nor a text"] = pc.and_(pc.is_null(found["id"]), pc.is_null(found["text"]))
        yield from chunk.batch(KINDS[self.mapping["record"]], found, bad=bad)

    def _times(self, chunk: Chunk, name: str, column: str, bad: dict[str, pa.BooleanArray]) -> dict[str, Any]:
        """A time's columns: as written, by the clock, and as an instant where the zone is known."""
        written, zone = self.mapping["date_format"], self.mapping.get("zone")
        raw = chunk.word(column)
        local: Any = None if "%z" in written else chunk.local(column, written)
        instant: Any = _with_offset(raw, written) if local is None else None
        read = instant if local is None else local
        bad[f'"{column}" is not written as {written}'] = pc.and_(raw.is_valid(), read.is_null())
        timed = any(part in written for part in _CLOCK)
        if local is not None and zone and timed:
            instant = at_zone(local, zone)
        if name in OTHER_TIMES:
            return {name: instant} if instant is not None else {}
        at = next(a for a, wall in MOMENTS.items() if name in (a, wall))
        found: dict[str, Any] = {f"{at}_raw": raw}
        if local is not None:
            found[MOMENTS[at]] = local if timed or at == "posted_at" else local.cast(pa.date32())
        if instant is not None:
            found |= {at: instant, "zone": "in file" if local is None else f"assumed {zone}"}
        return found

    def _own(self, author: pa.StringArray, author_id: pa.StringArray | None, reading: Reading) -> pa.BooleanArray:
        ids = author_id if author_id is not None else pa.nulls(len(author), pa.string())
        pairs = list(zip(author.to_pylist(), ids.to_pylist(), strict=True))
        own = {pair: reading.is_own(self.PLATFORM, *pair) for pair in set(pairs)}
        return pa.array([own[pair] for pair in pairs], pa.bool_())


def _cells(chunk: Chunk, name: str, column: str, reading: Reading) -> dict[str, Any]:
    """A field that is no time."""
    if name in IDS:
        return {name: chunk.ids(column)}
    if name.startswith("figures.") or name == "rating":
        return {name: chunk.number(column)}
    if name in COUNTS:
        number = chunk.number(column)
        return {name: pc.if_else(pc.equal(number, pc.floor(number)), number, None).cast(pa.int64())}
    if name in FLAGS:
        return {name: chunk.flag(column)}
    if name == "text":
        return {name: chunk.text(column)}
    if name == "author":
        return {name: chunk.name(column)}
    if name in LINKS:
        return {name: chunk.link(column)}
    words = chunk.word(column)
    if name == "status":
        known = {s: s for s in STATUSES} | _STATUS_WORDS
        return {name: _mapped(words, known, "unknown"), "status_raw": words}
    if name == "kind" and chunk.table.export.file.holds == "comments":
        return {name: _mapped(words, {k: k for k in COMMENT_KINDS}, "comment")}
    if name == "channel":
        return {name: _mapped(words, {k: c for k, (c, _) in reading.channels.items()}, None)}
    return {name: words}


def _mapped(words: pa.StringArray, known: Mapping[str, str], default: str | None) -> pa.StringArray:
    """Words by what they mean, in any case; ``default`` None leaves an unknown word as it is."""
    meant = {w: known.get(w.casefold(), default or w) for w in pc.unique(words).to_pylist() if w is not None}
    return pa.array([default if w is None else meant[w] for w in words.to_pylist()], pa.string())


def _with_offset(cells: pa.StringArray, written: str) -> pa.TimestampArray:
    """Instants from times that carry their offset."""
    return pa.array([_moment(c, written) for c in cells.to_pylist()], pa.timestamp("us", "UTC"))


def _moment(cell: str | None, written: str) -> datetime | None:
    try:
        return datetime.strptime(cell, written) if cell else None  # noqa: DTZ007
    except ValueError:
        return None
