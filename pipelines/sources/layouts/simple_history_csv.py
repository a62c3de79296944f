"""Simple History's CSV: columns in a fixed order under a header in any language, or under none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, Action, Batch
from pipelines.sources.dates import at_zone
from pipelines.sources.export import Export
from pipelines.sources.figures import cover
from pipelines.sources.find_tables import headless_table
from pipelines.sources.guards import unguarded
from pipelines.sources.layouts import simple_history_words as words
from pipelines.sources.private import names_without_addresses
from pipelines.sources.tables import Chunk, Table, heading

_NOW = ("Date (UTC)", "Date (local)", "Logger", "Level", "Initiator", "Message Key", "User Email", "User Login",
        "User Roles", "Header Message", "Details", "Occasions")  # fmt: skip
_OLDER = ("Date (UTC)", *(n for n in _NOW[2:] if n != "User Roles"))
_TIME = "%Y-%m-%d %H:%M:%S"
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Log:
    """The table, and its columns by what they hold, whatever they are called."""

    table: Table
    names: dict[str, str]

    def word(self, chunk: Chunk, name: str) -> pa.StringArray:
        """A column's words, less what guards them."""
        return unguarded(chunk.table.export, chunk.word(self.names[name]))


def recognises(export: Export) -> bool:
    """Whether the rows are a log's, or the header is the one that the plug-in writes in English."""
    return _log(export) is not None


def read(export: Export) -> Iterator[Batch]:
    """The actions; an entry does not say which comment it is about."""
    log = _log(export)
    assert log is not None
    for chunk in log.table.written_by_php().chunks():
        yield from [chunk] if isinstance(chunk, Batch) else _actions(export, log, chunk)


def _log(export: Export) -> Log | None:
    rows = [cells for _, cells in export.first_rows.get(",", []) if cells][:2]
    for columns in (_NOW, _OLDER):
        if rows and _fits(rows[0], columns):
            table = headless_table(export, columns, ",")
        elif rows and (_fits(rows[-1], columns) or {heading(c) for c in columns} <= {heading(c) for c in rows[0]}):
            found = export.table(*rows[0])
            if found is None or len(found.header) != len(columns):
                continue
            table = found
        else:
            continue
        return Log(table, dict(zip(columns, table.header, strict=True)))
    return None


def _fits(cells: list[str], columns: tuple[str, ...]) -> bool:
    level = columns.index("Level")
    return (
        len(cells) == len(columns)
        and _WRITTEN.fullmatch(cells[0]) is not None
        and cells[level] in words.LEVELS
        and cells[level + 1] in words.INITIATORS
    )


def _actions(export: Export, log: Log, chunk: Chunk) -> Iterator[Batch]:
    _cover(export, chunk.local(log.names["Date (UTC)"], _TIME))
    is_ours = pc.fill_null(pc.equal(log.word(chunk, "Logger"), words.LOGGER), False)
    if others := len(chunk) - pc.sum(is_ours).as_py():
        export.skip(words.OTHER_LOGGERS, others)
    chunk = chunk.where(is_ours)
    keys = pc.fill_null(log.word(chunk, "Message Key"), "")
    meant = {key: words.action_of(key) for key in pc.unique(keys).to_pylist()}
    for counted in pc.value_counts(keys).to_pylist():
        if meant[counted["values"]] is None:
            export.skip(words.why_skipped(counted["values"]), counted["counts"])
    actions = pa.array([meant[key] for key in keys.to_pylist()], pa.string())
    done = chunk.where(pc.is_valid(actions))
    if len(done):
        yield from _batch(log, done, pc.drop_null(actions))


def _batch(log: Log, chunk: Chunk, actions: pa.StringArray) -> Iterator[Batch]:
    initiators, utc = log.word(chunk, "Initiator"), log.names["Date (UTC)"]
    at = at_zone(chunk.local(utc, _TIME), "UTC")
    written = log.word(chunk, "User Login")
    login = names_without_addresses(written)
    if login.null_count > written.null_count:
        chunk.table.export.note(words.NAMELESS)
    columns = {
        "action": actions, "at": at, "at_raw": chunk.word(utc), "zone": IN_FILE, "source": words.SOURCE,
        "actor": pc.if_else(pc.equal(initiators, "wp_user"), login, None),
        "is_automatic": pa.array([words.INITIATORS.get(i or "") for i in initiators.to_pylist()], pa.bool_()),
    }  # fmt: skip
    if "Date (local)" in log.names:
        columns["at_local"] = chunk.local(log.names["Date (local)"], _TIME)
    yield from chunk.batch(Action, columns, bad={words.NO_TIME: pc.is_null(at)})


def _cover(export: Export, utc: pa.TimestampArray) -> None:
    here = at_zone(utc, "UTC").cast(pa.timestamp("us", export.reading.zone))
    cover(export, [pc.local_timestamp(here).cast(pa.date32())])
