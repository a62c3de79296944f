"""Messages from Contact Form 7 as the plug-in Flamingo exports them: the form's own fields and a date."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, Batch, Comment
from pipelines.sources.dates import iso
from pipelines.sources.export import Export
from pipelines.sources.figures import cover
from pipelines.sources.layouts import wordpress_columns
from pipelines.sources.layouts.wordpress_forms import Form, form_of, is_message_field
from pipelines.sources.tables import Chunk, Table, heading

LAYOUT = "flamingo"
PLATFORM = "flamingo"  # not "wordpress": messages reach nobody's page, and say nothing about its comments
HOLDS = "comments"
CANNOT_SHOW = (
    "spam, and messages that were deleted",
    "answers to fields that the newest message of the file lacks, which are lost: export one form at a time",
    "which form, and which message: it has no ids",
    "what was done about a message",
)
_DATES = ("date", "datum", "fecha", "data", "dato", "päivämäärä", "tarih", "дата", "日付", "日期", "날짜")
_FIELD = re.compile(r"[A-Za-z][\w:.-]*")
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d|Z)")
_NO_DATE = "the date is not written as Flamingo writes it"


def recognises(export: Export) -> bool:
    """By its shape: names of fields, none of an id, one of a message; a date with its offset ends each row."""
    return _table(export) is not None


def _table(export: Export) -> Table | None:
    for rows in export.first_rows.values():
        header, *body = [cells for _, cells in rows if cells] or [[]]
        if len(header) > 1 and _is_form(export, header) and _ends_in_dates(body, len(header)):
            return export.table(*header)
    return None


def _is_form(export: Export, header: list[str]) -> bool:
    fields = [field.replace("\ufeff", "").strip() for field in header[:-1]]
    all_named = all(_FIELD.fullmatch(field) for field in fields) and "id" not in map(str.casefold, fields)
    is_usual = any(field.startswith("your-") or is_message_field(field) for field in fields)
    is_quoted = export.text_head.startswith('"' + '","'.join(header[:2]) + '"')
    return all_named and heading(header[-1]) in _DATES and (is_usual or is_quoted)


def _ends_in_dates(body: list[list[str]], width: int) -> bool:
    """Whether most rows do: somebody may have edited one, and the last may be cut off here."""
    dates = [_ISO.fullmatch(cells[-1].strip()) is not None for cells in body if len(cells) == width]
    return 2 * sum(dates) > len(dates)


def read(export: Export) -> Iterator[Batch]:
    """The messages."""
    table = _table(export)
    assert table is not None
    export.file.captured_on = export.captured()
    form = form_of(table, [table.header[-1]])
    for chunk in table.chunks():
        yield from [chunk] if isinstance(chunk, Batch) else _messages(export, form, chunk)


def _messages(export: Export, form: Form, chunk: Chunk) -> Iterator[Batch]:
    raw = chunk.word(chunk.table.header[-1])
    at = pa.array([iso(text) for text in raw.to_pylist()], pa.timestamp("us", "UTC"))
    local = _wall_clocks(raw)
    cover(export, [local.cast(pa.date32())])
    author = form.author(chunk)
    columns = {
        "posted_at": at, "posted_at_raw": raw, "posted_local": local, "zone": IN_FILE, "author": author,
        "author_email": form.address(chunk), "text": form.text(chunk), "kind": "submission",
        "is_own": wordpress_columns.is_own(export, author, pa.nulls(len(chunk), pa.string())),
    }  # fmt: skip
    yield from chunk.batch(Comment, columns, bad={_NO_DATE: pc.is_null(at)})


def _wall_clocks(raw: pa.StringArray) -> pa.TimestampArray:
    """The times as the site's clock showed them."""
    shown = [found.replace(tzinfo=None) if (found := iso(text)) else None for text in raw.to_pylist()]
    return pa.array(shown, pa.timestamp("us"))
