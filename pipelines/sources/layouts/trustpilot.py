"""Reviews that Trustpilot Business exports as CSV, with the company's answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, UNKNOWN, Batch, Comment
from pipelines.sources.dates import at_zone
from pipelines.sources.export import Export
from pipelines.sources.figures import cover
from pipelines.sources.tables import Chunk
from pipelines.sources.titles import with_title

LAYOUT = "trustpilot"
PLATFORM = "trustpilot"
HOLDS = "comments"
CANNOT_SHOW = (
    "reviews that were removed or taken down while they were looked into: they are simply absent",
    "who reported or removed a review, or when",
    "who of the organisation answered a review",
)
REQUIRED = ("Review Id", "Review Created (UTC)", "Review Content", "Review Stars")
_REPLY_DATES = ("Company Reply Date (UTC)", "Business Reply Date (UTC)")
_KNOWN = (
    *REQUIRED, *_REPLY_DATES, "Domain Url", "Webshop Name", "Business Unit Id", "Review Consumer User Id",
    "Review Username", "Review User Email", "Review Title", "Source Of Review", "Reference Id", "Company Response",
    "Review Language", "Location Name",
)  # fmt: skip
_WRITTEN = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
_FRACTION = r"\.\d+(Z?)$"


def recognises(export: Export) -> bool:
    """Reviews with an id, stars and a time in UTC."""
    return export.table(*REQUIRED) is not None


def read(export: Export) -> Iterator[Batch]:
    """A comment a review and, after those of its chunk, one for each answer."""
    table = export.table(*REQUIRED)
    assert table is not None
    export.file.captured_on = export.captured()
    if unknown := table.unknown(*_KNOWN):
        export.note(f"unknown columns: {', '.join(unknown)}")
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
            continue
        yield from _reviews(export, chunk)
        yield from _answers(export, chunk)


def _reviews(export: Export, chunk: Chunk) -> Iterator[Batch]:
    ids = chunk.ids("Review Id")
    times = _times(chunk, "Review Created (UTC)")
    cover(export, [times["posted_at"].cast(pa.date32())])
    titles, bodies = chunk.text("Review Title").to_pylist(), chunk.text("Review Content").to_pylist()
    stars = chunk.number("Review Stars")
    columns: dict[str, Any] = times | {
        "id": ids,
        "post_id": chunk.word("Business Unit Id"),
        "author": chunk.name("Review Username"),
        "author_id": chunk.word("Review Consumer User Id"),
        "text": pa.array(map(with_title, titles, bodies), pa.string()),
        "status": "visible",
        "rating": stars,
        "link": pc.binary_join_element_wise("https://www.trustpilot.com/reviews/", ids, ""),
        "kind": "review",
    }
    if export.reading.keep_email:
        columns["author_email"] = chunk.word("Review User Email")
    if stars.null_count > chunk.word("Review Stars").null_count:
        export.note("stars that are no numbers were left empty")
    yield from chunk.batch(Comment, columns, bad={_NO_ID: ids.is_null()})


_NO_ID = "the review has no id"


def _answers(export: Export, chunk: Chunk) -> Iterator[Batch]:
    """The answers of reviews that are kept: their ids are not in the file."""
    ids, text = chunk.ids("Review Id"), chunk.text("Company Response")
    times = _times(chunk, *_REPLY_DATES)
    columns = {
        "line": chunk.numbers, "parent_id": ids, "post_id": chunk.word("Business Unit Id"), "text": text, **times,
    }  # fmt: skip
    answered = pc.and_(text.is_valid(), ids.is_valid())
    kept = {name: values.filter(answered) for name, values in columns.items()}
    if count := len(kept["line"]):
        export.row(count)
        same = {"is_own": True, "status": "visible", "kind": "reply"}
        yield Batch(Comment, PLATFORM, kept | {k: pa.repeat(pa.scalar(v), count) for k, v in same.items()})


def _times(chunk: Chunk, *names: str) -> dict[str, Any]:
    """Instant, wall-clock time, raw text and zone of the first of these columns that there is."""
    name = next((n for n in names if chunk.table.has(n)), names[0])
    raw = chunk.word(name)
    local = _local(chunk, name)
    if local.null_count > raw.null_count:
        chunk.table.export.note(f'times that could not be read were left empty in "{name}"')
    at = at_zone(local, "UTC")
    zone = pc.if_else(local.is_valid(), IN_FILE, UNKNOWN)
    return {"posted_at": at, "posted_at_raw": raw, "posted_local": local, "zone": zone}


def _local(chunk: Chunk, name: str) -> pa.TimestampArray:
    local = chunk.local(name, *_WRITTEN)
    if local.null_count == 0:
        return local
    plain = pc.replace_substring_regex(pc.utf8_trim_whitespace(chunk.raw(name)), _FRACTION, r"\1")
    for written in _WRITTEN[1:3]:
        local = pc.coalesce(local, pc.strptime(plain, format=written, unit="us", error_is_null=True))
    return local
