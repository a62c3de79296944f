"""Tables that no layout knows, read as a [[tables]] entry of policy.toml says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import ACTIONS, COMMENT_KINDS, KINDS, STATUSES, Batch, Record
from pipelines.sources.date_formats import moments
from pipelines.sources.dates import at_zone
from pipelines.sources.export import Export
from pipelines.sources.item_links import item_id
from pipelines.sources.reading import Reading
from pipelines.sources.tables import Chunk, Table

IDS = {"id", "parent_id", "post_id", "author_id", "in_reply_to", "item_id"}
COUNTS = {"like_count", "reply_count"}
LINKS = {"link", "url"}
FLAGS = {"is_own", "is_share"}
MOMENTS = {"posted_at": "posted_local", "published_at": "published_local", "at": "at_local"}
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
        self.__doc__ = f"{self.LAYOUT}: a table that was described here."
        self.REQUIRED = tuple(mapping["requires"])
        self.HOLDS = f"{mapping['record']}s"
        known = (reading or Reading()).channels.get((mapping.get("channel") or "").casefold())
        self.PLATFORM = str(mapping.get("platform") or (known[1] if known else "other"))
        self.writes_on = known[1] if known else self.PLATFORM

    def recognises(self, export: Export) -> bool:
        """Whether the table has all the columns that the policy requires."""
        return self._table(export) is not None

    def _table(self, export: Export) -> Table | None:
        return export.table(*self.mapping["requires"], sheet=self.mapping.get("sheet") or None)

    def read(self, export: Export) -> Iterator[Record | Batch]:
        """The rows as the policy maps them; a date that is not written as it says makes its row a reject."""
        table = self._table(export)
        assert table is not None
        columns: Mapping[str, str] = self.mapping["columns"]
        missing = [name for name in columns.values() if not table.has(name)]
        if missing:
            what = f"no column {', '.join(missing)}; the file has {', '.join(table.header)}"
            do = f'Export it again with that column, or describe "{self.LAYOUT}" anew on the Imports page'
            raise export.refuse(what, do)
        if unknown := table.unknown(*columns.values()):
            export.note(f"unknown columns: {', '.join(unknown)}")
        if others := [name for name in export.sheet_names if name != table.sheet]:
            export.note(f"sheets that were not read: {', '.join(others)}")
        export.file.captured_on, export.file.channel = export.captured(), self.mapping.get("channel")
        for chunk in table.chunks():
            yield from [chunk] if isinstance(chunk, Batch) else self._batch(export, self._acted(chunk), columns)

    def _acted(self, chunk: Chunk) -> Chunk:
        """Less the rows whose word for what was done is mapped to nothing: no moderation, by somebody's own choice."""
        left_out = [word for word, meant in _folded(self.mapping.get("actions") or {}).items() if not meant]
        if self.mapping["record"] != "action" or not left_out:
            return chunk
        words = chunk.word(self.mapping["columns"]["action"])
        for word in pc.drop_null(pc.unique(words)).to_pylist():
            if word.casefold() in left_out:
                here = pc.equal(chunk.word(self.mapping["columns"]["action"]), word)
                chunk = chunk.without(here, f'"{word[:40]}" is no moderation')
        return chunk

    def _batch(self, export: Export, chunk: Chunk, columns: Mapping[str, str]) -> Iterator[Batch]:
        found: dict[str, Any] = {"channel": self.mapping.get("channel")}
        if self.mapping["record"] == "post":
            found["captured_on"] = export.file.captured_on
        bad: dict[str, pa.BooleanArray] = {}
        for name, column in columns.items():
            if name in MOMENTS or name in MOMENTS.values() or name in OTHER_TIMES:
                found |= self._times(chunk, name, column, bad)
            else:
                found |= self._cells(chunk, name, column)
        if "author" in columns and "is_own" not in columns:
            found["is_own"] = self._own(found["author"], found.get("author_id"), export.reading)
        if "parent_id" in found and "kind" not in columns:
            found["kind"] = pc.if_else(pc.is_valid(found["parent_id"]), "reply", "comment")
        if self.mapping["record"] == "action":
            found |= _evidence(found, self.LAYOUT)
            bad["the layout does not say what its word for the action means"] = pc.is_null(found["action"])
        elif "text" in found:
            nameless = pc.is_null(found["id"]) if "id" in found else True
            bad["neither an id nor a text"] = pc.and_(pc.is_null(found["text"]), nameless)
        yield from chunk.batch(KINDS[self.mapping["record"]], found, bad=bad)

    def _times(self, chunk: Chunk, name: str, column: str, bad: dict[str, pa.BooleanArray]) -> dict[str, Any]:
        """A time's columns: as written, by the clock, and as an instant where the zone is known."""
        written, zone = self.mapping["date_format"], self.mapping.get("zone")
        raw = chunk.word(column)
        local: Any = None if "%z" in written else _local(chunk, column, written)
        instant: Any = moments(raw, written) if local is None else None
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
            found[MOMENTS[at]] = local if timed or at != "published_at" else local.cast(pa.date32())
        if instant is not None:
            found |= {at: instant, "zone": "in file" if local is None else f"assumed {zone}"}
        return found

    def _own(self, author: pa.StringArray, author_id: pa.StringArray | None, reading: Reading) -> pa.BooleanArray:
        ids = author_id if author_id is not None else pa.nulls(len(author), pa.string())
        pairs = list(zip(author.to_pylist(), ids.to_pylist(), strict=True))
        own = {pair: reading.is_own(self.writes_on, *pair) for pair in set(pairs)}
        return pa.array([own[pair] for pair in pairs], pa.bool_())

    def _cells(self, chunk: Chunk, name: str, column: str) -> dict[str, Any]:
        """A field that is no time."""
        words = chunk.word(column)
        if name == "status" and self.mapping.get("statuses"):
            return {name: _mapped(words, _folded(self.mapping["statuses"]), "unknown"), "status_raw": words}
        if name == "action":
            meant = {word: ours for word, ours in _folded(self.mapping.get("actions") or {}).items() if ours}
            known = meant or {action: action for action in ACTIONS}
            return {name: pc.if_else(_is_in(words, known), _mapped(words, known, ""), None)}
        if name == "item_id":
            ids = chunk.ids(column)
            named = {cell: item_id(cell) for cell in pc.drop_null(pc.unique(ids)).to_pylist()}
            return {name: pa.array([None if cell is None else named[cell] for cell in ids.to_pylist()], pa.string())}
        return _cells(chunk, name, column, chunk.table.export.reading)


def _folded(meanings: Mapping[str, str]) -> dict[str, str]:
    return {word.casefold(): meant for word, meant in meanings.items()}


def _is_in(words: pa.StringArray, known: Mapping[str, str]) -> pa.BooleanArray:
    here = [w for w in pc.drop_null(pc.unique(words)).to_pylist() if w.casefold() in known]
    return pc.is_in(words, pa.array(here, pa.string()))


def _evidence(found: Mapping[str, Any], layout: str) -> dict[str, Any]:
    """What every action of a mapped log says of itself: somebody who is named is no machine."""
    person = pc.if_else(pc.is_valid(found["actor"]), False, None) if "actor" in found else None
    return {"source": layout, "is_automatic": person}


def _local(chunk: Chunk, column: str, written: str) -> pa.TimestampArray:
    """Wall-clock times; fractions of a second are beyond Arrow's reader."""
    return moments(chunk.word(column), written) if "%f" in written else chunk.local(column, written)


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
    if name in ("author", "actor"):
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
