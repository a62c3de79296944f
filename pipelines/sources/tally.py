"""What a layout reports while it reads a file, so that every row is accounted for."""

from __future__ import annotations

from collections import Counter

from pipelines.errors import Refused, printable
from pipelines.records import Batch, FileRecord, Record, Reject
from pipelines.sources.private import without_tokens

UNKNOWN_PLATFORM = "unknown"


class Tally:
    """The rows of one file, what became of each, and what is to be known of the file itself."""

    def __init__(self, name: str, sha256: str) -> None:
        """``name`` is what people are told."""
        self.name = name
        self.file = FileRecord(sha256=sha256)
        self.rows = self.yielded = self.merged = 0
        self.skipped: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()

    def row(self, count: int = 1) -> None:
        """So many more rows were seen: each must be yielded, merged or skipped."""
        self.rows += count

    def skip(self, reason: str, count: int = 1) -> None:
        """Rows seen that are rightly no record, such as a pingback."""
        self.skipped[reason] += count

    def merge(self, count: int = 1) -> None:
        """Rows seen that only repeat a record already yielded."""
        self.merged += count

    def note(self, text: str) -> None:
        """Something that a reader of the figures should know about this file."""
        shown = printable(text)
        if shown not in self.file.notes:
            self.file.notes.append(shown)

    def reject(self, line: int, reason: str, raw: str | None = None) -> Reject:
        """A row that could not be read: yield what this returns."""
        platform = self.file.platform or UNKNOWN_PLATFORM
        shown = None if raw is None else without_tokens(raw)[:2000]
        return Reject(line=line, platform=platform, reason=reason, raw=shown)

    def refuse(self, what: str, do: str) -> Refused:
        """The error to raise for a file that must not be read."""
        return Refused(self.name, what, do)

    def account(self, found: Record | Batch) -> Record | Batch:
        """Counts what a layout yielded."""
        size = len(found) if isinstance(found, Batch) else 1
        self.yielded += size
        self.counts[found.kind.record if isinstance(found, Batch) else found.record] += size
        return found

    def finished(self) -> FileRecord:
        """The file's own record, once reading ended."""
        self.file.counts = dict(self.counts) | {
            "rows": self.rows, "merged": self.merged, "skipped": dict(self.skipped),
        }  # fmt: skip
        return self.file
