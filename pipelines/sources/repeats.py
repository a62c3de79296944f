"""Records that a file tells twice, word for word: kept once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.records import Record, Reject
from pipelines.sources.shelf import Seen

if TYPE_CHECKING:
    from pipelines.sources.export import Export


class Once:
    """Lets each record of a file through once; a repetition, wherever it stands, is counted as merged."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self._seen = Seen()

    def of(self, record: Record) -> Iterator[Record]:
        """The record, unless the file said the same before; rejects always."""
        if not isinstance(record, Reject) and self._seen.repeats(record):
            self.export.merge()
        else:
            yield record
