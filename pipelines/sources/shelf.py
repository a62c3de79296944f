"""What a file's records are remembered by: whole, for those that later ones may add to, or by a mark only."""

from __future__ import annotations

import dataclasses
import hashlib
import pickle
import tempfile
from collections.abc import Iterator

from pipelines.records import Record

IN_MEMORY = 20_000


class Seen:
    """Tells which records say what an earlier one said, wherever in the file they stand."""

    def __init__(self) -> None:
        self._marks: set[bytes] = set()
        self._fields: dict[type[Record], list[str]] = {}

    def repeats(self, record: Record) -> bool:
        """Whether an earlier record said the same; if none did, this one is remembered."""
        names = self._fields.get(type(record))
        if names is None:
            names = self._fields[type(record)] = [n for n in _names(type(record)) if n != "line"]
        mark = _digest(f"{record.record} {[getattr(record, name) for name in names]}")
        if mark in self._marks:
            return True
        self._marks.add(mark)
        return False


class Shelf:
    """Records by a key, in the order in which they first came; beyond a number they wait in a temporary file."""

    def __init__(self) -> None:
        self._near: dict[bytes, Record] = {}
        self._far: dict[bytes, int] = {}
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._end = 0

    def get(self, key: str) -> Record | None:
        """The record under a key, as it was last put there."""
        mark = _digest(key)
        if mark in self._near:
            return self._near[mark]
        return self._read(self._far[mark]) if mark in self._far else None

    def put(self, key: str, record: Record) -> None:
        """Keeps a record, in the place of the one under the same key."""
        mark = _digest(key)
        if mark in self._near or len(self._near) < IN_MEMORY:
            self._near[mark] = record
            return
        self._far[mark] = self._end
        self._file.seek(self._end)
        pickle.dump((type(record), [getattr(record, name) for name in _names(type(record))]), self._file)
        self._end = self._file.tell()

    def __iter__(self) -> Iterator[Record]:
        yield from self._near.values()
        for place in self._far.values():
            yield self._read(place)

    def _read(self, place: int) -> Record:
        self._file.seek(place)
        kind: type[Record]
        kind, values = pickle.load(self._file)  # noqa: S301 - written by this process, under no name
        return kind(**dict(zip(_names(kind), values, strict=True)))


def _names(kind: type[Record]) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16]
