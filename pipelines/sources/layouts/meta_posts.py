"""What Meta's Facebook and Instagram content exports have in common: one row a post, a column a figure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import UNKNOWN, Batch, Post, slug
from pipelines.sources.day_order import DAY_FIRST, day_order, in_order, instants, range_in_name
from pipelines.sources.layouts.meta_words import (
    COUNTS,
    FACEBOOK_ONLY,
    FIGURE_NAMES,
    FIGURES,
    FROM_PORTUGUESE,
    GERMAN,
    PROPERTIES,
)
from pipelines.sources.tables import NOT_MEASURED, Chunk, Table, heading

if TYPE_CHECKING:
    from pipelines.sources.export import Export

_TIMES = (" %H:%M", " %H:%M:%S", " %I:%M %p")
_ISO = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
_LONG_ID = re.compile(r"\d{15,20}")
_LOCAL_TIME = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{4},? \d{1,2}:\d{2}(:\d{2})?")
_ADDRESS = re.compile(r"https?://(?:[a-z-]+\.)?(facebook|instagram)\.com/")
_GROUPED = (r"^\s*\d{1,3}(\.\d{3})+\s*$", r"^\s*\d{1,3}(,\d{3})+\s*$")
_DAILY = "the row gives the figures of one day, not those of the post's lifetime"
_HIDERS = "negative feedback"


@dataclasses.dataclass(frozen=True, slots=True)
class Content:
    """A content export that can be read: its table under English headers, and how its numbers are written."""

    table: Table
    platform: str
    thousands: str = ","
    usual_order: str | None = None


def claimed_by(export: Export, platform: str) -> bool:
    """Whether this is a content export of the platform, readable or in a language that is not read."""
    found = content(export)
    return (found.platform if found else foreign_platform(export)) == platform


def content(export: Export) -> Content | None:
    """The posts of a content export in English or Portuguese."""
    for required in (("Post ID", "Publish time", "Permalink", "Post type"), ("Video asset ID", "Publish time")):
        table = export.table(*required)
        if table is not None:
            platform = _platform(table)
            return Content(table, platform) if platform else None
    table = export.table("Identificação da publicação", "Horário de publicação", "Link permanente")
    if table is None:
        return None
    english = dataclasses.replace(table, header=[FROM_PORTUGUESE.get(heading(h), h) for h in table.header])
    return Content(english, _platform(english) or "instagram", ".", DAY_FIRST)


def _platform(table: Table) -> str | None:
    """Whose posts these are: by the columns of the account, else by the first permalink."""
    if table.has("Account ID") or table.has("Account username"):
        return "instagram"
    if any(table.has(name) for name in FACEBOOK_ONLY):
        return "facebook"
    index = table.positions.get(heading("Permalink"))
    _, first = next(table.open_rows(), (0, []))
    found = _ADDRESS.match(first[index].strip()) if index is not None and len(first) > index else None
    return found[1] if found else None


def foreign_platform(export: Export) -> str | None:
    """Whose content export this is, if its headers are in a language that is not read."""
    for rows in export.first_rows.values():
        if not rows or len(rows[0][1]) < 8:
            continue
        header = {heading(h) for h in rows[0][1]}
        if {"beitrags-id", "veröffentlichungszeitpunkt"} <= header:
            return GERMAN.get(next(iter(header & GERMAN.keys()), ""), "facebook")
        for _, cells in rows[1:]:
            hosts = [found[1] for c in cells if (found := _ADDRESS.match(c.strip()))]
            if hosts and _LONG_ID.fullmatch(cells[0].strip()) and any(_LOCAL_TIME.fullmatch(c.strip()) for c in cells):
                return hosts[0]
    return None


def read_posts(export: Export, layout: str) -> Iterator[Batch]:
    """The posts, in file order.

    Raises:
        Refused: the headers are in a language that is not read, or the ids are damaged.
    """
    found = content(export)
    if found is None:
        raise export.refuse(
            "the headers of this content export are not in English",
            "Set Meta Business Suite to English (UK or US) and export the same dates again",
        )
    export.file.captured_on = export.captured()
    if covered := range_in_name(export):
        export.file.covers_since, export.file.covers_until = covered
    _remark(export, found.table)
    order = day_order(found.table, "Publish time", layout, found.usual_order)
    named: dict[str, str] | None = None
    for chunk in found.table.chunks():
        if isinstance(chunk, Chunk):
            if named is None:
                named, found = _figures_of(chunk), dataclasses.replace(found, thousands=_thousands(chunk, found))
            yield from _posts(chunk, found, named, order, layout)
        else:
            yield chunk


def _remark(export: Export, table: Table) -> None:
    if unknown := table.unknown(*PROPERTIES, *FIGURES):
        export.note(f"unknown columns: {', '.join(unknown)}")
    if any(heading(h).startswith(_HIDERS) for h in table.header):
        export.note("negative feedback is readers hiding a post from their own feed, not moderation by the page")
    if table.has("Video asset ID"):
        export.note("ids are those of videos, not of posts")


def _figures_of(chunk: Chunk) -> dict[str, str]:
    """The columns that hold figures, and the figures' names: known ones, and others that hold nothing but numbers."""
    found = {}
    for header in chunk.table.unknown(*PROPERTIES):
        known = heading(header) in {heading(f) for f in FIGURES}
        if slug(header) and (known or _is_numeric(chunk, header)):
            found[header] = FIGURE_NAMES.get(heading(header), slug(header))
    return found


def _is_numeric(chunk: Chunk, header: str) -> bool:
    cells = pc.utf8_trim_whitespace(chunk.raw(header))
    written = len(cells) - (pc.sum(pc.is_in(cells, pa.array(NOT_MEASURED))).as_py() or 0)
    numbers = chunk.number(header)
    return written > 0 and len(cells) - numbers.null_count == written and not re.search(r"\bid$", heading(header))


def _thousands(chunk: Chunk, found: Content) -> str:
    """The mark between thousands: a count such as 1.250 can only mean 1250, whatever the language of the headers."""
    cells = pa.chunked_array([chunk.raw(header) for header in COUNTS])
    pointed, comma = (pc.any(pc.match_substring_regex(cells, p), min_count=0).as_py() for p in _GROUPED)
    return "." if pointed and not comma else found.thousands


def _posts(chunk: Chunk, found: Content, named: dict[str, str], order: str | None, layout: str) -> Iterator[Batch]:
    zone = chunk.table.export.reading.assumed.get(layout)
    for other in ("Page ID", "Account ID"):
        chunk.ids(other)
    ids, text, raw = chunk.ids("Post ID", "Video asset ID"), _longer(chunk), chunk.word("Publish time")
    local = in_order(chunk, "Publish time", order, *_TIMES)
    if local.null_count:
        local = pc.coalesce(local, chunk.local("Publish time", *_ISO))
    if order and (unread := pc.sum(pc.and_(pc.is_valid(raw), pc.is_null(local))).as_py()):
        chunk.table.export.note(f"publish times that could not be read: {unread}")
    columns: dict[str, Any] = {
        "id": ids,
        "published_at": instants(local, zone),
        "published_at_raw": raw,
        "published_local": local,
        "zone": f"assumed {zone}" if zone else UNKNOWN,
        "text": text,
        "url": chunk.link("Permalink"),
        "kind": chunk.word("Post type"),
        "is_share": chunk.flag("Is share"),
        "captured_on": chunk.table.export.file.captured_on,
    }
    for header, name in named.items():
        columns[f"figures.{name}"] = figures = chunk.number(header, thousands=found.thousands)
        written = pc.invert(pc.is_in(pc.utf8_trim_whitespace(chunk.raw(header)), pa.array(NOT_MEASURED)))
        if pc.any(pc.and_(written, pc.is_null(figures)), min_count=0).as_py():
            chunk.table.export.note(f'figures that could not be read were left empty in "{header}"')
    bad = {
        "neither an id nor a text": pc.and_(pc.is_null(ids), pc.is_null(text)),
        _DAILY: pc.match_substring_regex(chunk.raw("Date"), r"^\s*\d{1,4}[-/.]\d"),
    }
    yield from chunk.batch(Post, columns, bad=bad)


def _longer(chunk: Chunk) -> pa.StringArray:
    """A caption stands in the title or in the description: the longer of the two."""
    title, description = chunk.text("Title"), chunk.text("Description")
    sizes = [pc.fill_null(pc.utf8_length(cells), 0) for cells in (title, description)]
    return pc.if_else(pc.greater(sizes[0], sizes[1]), title, description)
