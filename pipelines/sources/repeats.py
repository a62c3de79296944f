"""Records that a file tells twice, word for word: kept once."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.records import Record, Reject

if TYPE_CHECKING:
    from pipelines.sources.export import Export


class Once:
    """Lets each record of a file through once; a repetition, wherever it stands, is counted as merged."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self._seen: set[bytes] = set()

    def of(self, record: Record) -> Iterator[Record]:
        """The record, unless the file said the same before; rejects always."""
        if not isinstance(record, Reject):
            same = repr(dataclasses.replace(record, line=0))
            mark = hashlib.sha256(same.encode("utf-8", "replace")).digest()[:16]
            if mark in self._seen:
                self.export.merge()
                return
            self._seen.add(mark)
        yield record
