"""The log of the WordPress plug-in WP Activity Log: event codes, and times as the site writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import Action, Batch, Record
from pipelines.sources.day_order import day_order
from pipelines.sources.export import Export
from pipelines.sources.figures import cover
from pipelines.sources.layouts import wordpress_fields
from pipelines.sources.layouts.wp_activity_log_dates import is_slashed, wall_clock
from pipelines.sources.tables import Chunk, Table

LAYOUT = "wp activity log"
PLATFORM = wordpress_fields.PLATFORM
HOLDS = "actions"
KEEPS = (90, "who moderated which comment, and when")
CANNOT_SHOW = (
    "the time zone of its dates, and their order of day and month where no date proves it",
    "what happened before its first event: the plug-in keeps three months, unless told otherwise",
    "that nothing was moderated while the plug-in was switched off, or by columns that somebody hid",
)
SOURCE = "wp activity log"
_ACTIONS = {
    "2090": "approve", "2091": "hold", "2093": "edit", "2094": "spam", "2095": "restore", "2096": "trash",
    "2097": "restore", "2098": "delete",
}  # fmt: skip
_WRITTEN = ("2092", "2099", "2126")
_COLUMNS = ("ID", "Severity", "Date", "User", "IP", "Object", "Event Type", "Site", "Message")
_TELLING = ("Severity", "Event Type", "Object")
_AUTOMATIC = ("system", "plugin", "plugins", "woocommerce system")
_NOBODY = ("website visitor", "unregistered user", "unknown", "")
_CODE = re.compile(r"\d{4}")
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_IP = re.compile(r"[\da-f]{0,4}([.:][\da-f]{0,4}){3,7}|", re.IGNORECASE)
_LABELLED = re.compile(r"\n[^\n:]{2,40}: ")
# A line of its own: a name such as "ID: 7" in the sentence above must not name another comment.
_COMMENT_ID = re.compile(r"^[^\n:]{0,20}(?:[kc]omm?ent|reacti|opmerk)[^\n:]{0,20}\bID\b *: *(\d+)\s*$", re.I | re.M)
_COMMENT_LINK = re.compile(r"#comment-(\d+)")


@dataclass(frozen=True, slots=True)
class Log:
    """The table, and the headers of the columns that matter; None for one that is hidden or cannot be told."""

    table: Table
    code: str
    date: str
    user: str | None
    message: str | None


def recognises(export: Export) -> bool:
    """By the English labels, or by the shape of the rows under labels in another language."""
    return _log(export) is not None


def _log(export: Export) -> Log | None:
    table = export.table("ID", "Date")
    rows = _first_rows(export)
    if table is not None and any(table.has(name) for name in _TELLING):
        at = table.header.index(next(h for h in table.header if h.strip().casefold() == "id"))
        if all(_CODE.fullmatch(cells[at].strip()) for cells in rows[1:] if len(cells) == len(table.header)):
            user, message = ("User" if table.has("User") else None), ("Message" if table.has("Message") else None)
            return Log(table, "ID", "Date", user, message)
    return _by_shape(export, rows)


def _first_rows(export: Export) -> list[list[str]]:
    return [cells for _, cells in export.first_rows.get(",", []) if cells]


def _by_shape(export: Export, rows: list[list[str]]) -> Log | None:
    """Labels in another language: a code first, a message of labelled lines last, and a time between them."""
    body = [cells for cells in rows[1:] if len(cells) == len(rows[0])]
    if not body or not 4 <= len(rows[0]) <= len(_COLUMNS) or not all(_CODE.fullmatch(cells[0]) for cells in body):
        return None
    times = [i for i in range(1, len(rows[0]) - 1) if all(_CLOCK.search(cells[i]) for cells in body)]
    if not times or not any(_LABELLED.search(cells[-1]) for cells in body):
        return None
    table = export.table(*rows[0])
    if table is None or len(table.header) != len(rows[0]):
        return None
    user = _user_column(body, times[0] + 1)
    return Log(table, table.header[0], table.header[times[0]], table.header[user] if user else None, table.header[-1])


def _user_column(body: list[list[str]], after_date: int) -> int | None:
    """Where the user stands: before the address, or where nothing is hidden; nobody can tell otherwise."""
    width = len(body[0])
    is_before_address = after_date + 1 < width and all(_IP.fullmatch(cells[after_date + 1]) for cells in body)
    return after_date if width >= len(_COLUMNS) - 1 or is_before_address else None


def read(export: Export) -> Iterator[Record | Batch]:
    """What was done to comments."""
    log = _log(export)
    assert log is not None
    export.file.captured_on = export.captured()
    table = log.table.written_by_php()
    is_english = any(table.has(name) for name in _TELLING)
    if is_english and (unknown := table.unknown(*_COLUMNS)):
        export.note(f"unknown columns: {', '.join(unknown)}")
    if log.user is None:
        export.note("no column says who acted: show the column User and export again")
    first = next(table.cells(log.date), pa.array([], pa.string()))
    is_open = any(is_slashed(text) for text in first.to_pylist())
    order = day_order(table, log.date, LAYOUT) if is_open else None
    for chunk in table.chunks():
        yield from [chunk] if isinstance(chunk, Batch) else _actions(export, log, chunk, order)


def _actions(export: Export, log: Log, chunk: Chunk, order: str | None) -> Iterator[Record]:
    codes, dates = chunk.word(log.code).to_pylist(), chunk.word(log.date).to_pylist()
    locals_ = [wall_clock(export, text, order) for text in dates]
    cover(export, [at.date() for at in locals_ if at])
    done = chunk.where(pc.is_in(chunk.word(log.code), pa.array(list(_ACTIONS))))
    written = sum(code in _WRITTEN for code in codes)
    others = len(chunk) - len(done) - written
    for reason, count in (
        ("comment written, which is no moderation", written),
        ("event that is not about comments", others),
    ):
        if count:
            export.skip(reason, count)
    at_by_line = dict(zip(chunk.lines, locals_, strict=True))
    columns = (done.word(log.code), done.word(log.date), done.raw(log.user or ""), done.raw(log.message or ""))
    for line, *cells in zip(done.lines, *(c.to_pylist() for c in columns), strict=True):
        yield _action(export, line, at_by_line[line], cells)


def _action(export: Export, line: int, at: datetime | None, cells: list[str | None]) -> Action:
    code, at_raw, user, said = cells
    if at is None and at_raw is not None and not is_slashed(at_raw):
        export.note("some times are written in a way that is not known; they were left empty")
    found = (_COMMENT_ID.findall(said or "") or _COMMENT_LINK.findall(said or ""))[-1:]
    if not found:
        export.note("some events do not say which comment they are about")
    who: dict[str, Any] = _who(user)
    return Action(
        line=line, platform=PLATFORM, item_id=found[0] if found else None, action=_ACTIONS[code or ""], at_raw=at_raw,
        at_local=at, source=SOURCE, **who,
    )  # fmt: skip


def _who(user: str | None) -> dict[str, Any]:
    """The person, by the first line of the cell: the roles follow below."""
    name = (user or "").strip().split("\n")[0].strip()
    if name.casefold() in _AUTOMATIC:
        return {"is_automatic": True}
    if name.casefold() in _NOBODY:
        return {}
    return {"actor": wordpress_fields.display_name(name), "is_automatic": False}
