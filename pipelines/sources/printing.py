"""What ``read --json`` prints of an export: its records a line each, then what the file proved to be."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pipelines.as_json import to_json
from pipelines.errors import Refused, printable
from pipelines.records import Batch, FileRecord, Record, Reject
from pipelines.sources import read
from pipelines.sources.export import Export

IN_MEMORY = 16 * 2**20


def printed(found: Export | Refused) -> Iterator[dict[str, Any]]:
    """The records of an export as dictionaries, its file record last.

    Records are held back until the file has been read to its end: of a file that is refused half-way
    only the file record comes, with ``refused`` set.
    """
    for line in printed_lines(found):
        yield json.loads(line)


def printed_lines(found: Export | Refused) -> Iterator[str]:
    """The same as lines of JSON, without line ends."""
    if isinstance(found, Refused):
        yield _line(found.where, FileRecord(refused=reason(found), counts=_nothing()).as_dict())
        return
    with tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="\n") as spool:
        try:
            for item in read(found):
                for record in _single(item):
                    spool.write(_line(found.name, record.as_dict()) + "\n")
        except Refused as refusal:
            found.file.refused, found.file.counts = reason(refusal), _nothing()
        else:
            found.finished()
            spool.seek(0)
            for line in spool:
                yield line.rstrip("\n")
    yield _line(found.name, found.file.as_dict())


def first_lines(found: Export | Refused, most: int) -> Iterator[str]:
    """The same with the first few records and the first few rejects only; the file record counts them all."""
    if isinstance(found, Refused):
        yield from printed_lines(found)
        return
    kept: dict[bool, list[str]] = {False: [], True: []}
    try:
        for item in read(found):
            held = kept[_is_reject(item)]
            for record in islice(_single(item), most - len(held)):
                held.append(_line(found.name, record.as_dict()))
    except Refused as refusal:
        found.file.refused, found.file.counts = reason(refusal), _nothing()
    else:
        found.finished()
        yield from [*kept[False], *kept[True]]
    yield _line(found.name, found.file.as_dict())


def _is_reject(item: Record | Batch) -> bool:
    return (item.kind if isinstance(item, Batch) else type(item)) is Reject


def in_words(found: Export | Refused) -> Iterator[str]:
    """What a file is, its rejects, counts and notes, a line each, for people."""
    file: dict[str, Any] = {}
    for record in printed(found):
        if record["record"] == "reject":
            yield f"  line {record['line']}: {record['reason']}"
        file = record
    numbers = {kind: n for kind, n in file["counts"].items() if isinstance(n, int) and kind not in ("rows", "merged")}
    held = ", ".join(f"{n} {kind}{'s' * (n != 1)}" for kind, n in numbers.items())
    yield f"{printable(file['file'])}: {file['refused'] or file['layout'] + ': ' + (held or 'no records')}"
    yield from (f"  {note}" for note in file["notes"])


def reason(refusal: Refused) -> str:
    """Why a file was refused and what to do about it."""
    return f"{refusal.what.rstrip('.')}. {refusal.do.rstrip('.')}."


def _single(item: Record | Batch) -> Iterator[Record]:
    if isinstance(item, Batch):
        yield from item.records()
    else:
        yield item


def _nothing() -> dict[str, Any]:
    return {"rows": 0, "merged": 0, "skipped": {}}


def _line(name: str, shown: dict[str, Any]) -> str:
    """A record as JSON, the file's name behind the record's kind; bytes in it that are no text become U+FFFD."""
    named = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return to_json({"record": shown.pop("record"), "file": named} | shown)
