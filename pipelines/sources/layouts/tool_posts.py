"""Post reports of tools that publish to several networks: Hootsuite, Sprout Social, Agorapulse and Buffer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, UNKNOWN, Batch, Post, slug
from pipelines.sources.dates import at_zone
from pipelines.sources.day_order import DAY_FIRST, MONTH_FIRST, day_order, in_order
from pipelines.sources.export import Export
from pipelines.sources.figures import cover, metrics_of, numbers_of
from pipelines.sources.tables import Chunk, Table
from pipelines.sources.tally import UNKNOWN_PLATFORM

LAYOUT = "tool posts"
PLATFORM = UNKNOWN_PLATFORM  # of the file: each post has that of its network
HOLDS = "posts"
CANNOT_SHOW = (
    "comments: it counts them at most",
    "what was removed or hidden, and by whom",
    "posts that were not published with the tool, unless it fetched them",
)


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool's report: its column for each part of a post, and how it writes times.

    ``required`` must all be there; ``others`` are neither parts of a post nor figures.
    """

    required: tuple[str, ...]
    date: str
    text: str
    link: str
    id: str = ""
    kind: str = ""
    network: str = ""
    clock: str = ""
    others: tuple[str, ...] = ()
    order: str | None = None
    is_utc: bool = False

    @property
    def properties(self) -> tuple[str, ...]:
        """The columns that are no figures."""
        parts = (self.date, self.text, self.link, self.id, self.kind, self.network, self.clock)
        return (*(p for p in parts if p), *self.others)


TOOLS = {
    "Hootsuite": Tool(
        required=("Date (GMT)", "Post Message", "Social Network"),
        date="Date (GMT)", text="Post Message", link="Post Permalink", id="Post ID", kind="Post Type",
        network="Social Network", is_utc=True,
    ),
    "Sprout Social": Tool(
        required=("Date", "Network", "Post Type", "Post"),
        date="Date", text="Post", link="Link", id="Post ID", kind="Post Type", network="Network",
        others=("Content Type", "Profile", "Sent by", "Tags"), order=MONTH_FIRST,
    ),
    "Agorapulse": Tool(
        required=("Publishing date", "Publishing time", "Message"),
        date="Publishing date", text="Message", link="Link", clock="Publishing time", order=DAY_FIRST,
    ),
    "Buffer": Tool(
        required=("Date", "Update", "Service"),
        date="Date", text="Update", link="Service Link", kind="Type", network="Service", is_utc=True,
    ),
}  # fmt: skip
# By the first word of a network's name, or of its address.
NETWORKS = {
    "facebook": "facebook", "fb": "facebook", "instagram": "instagram", "x": "x", "twitter": "x",
    "linkedin": "linkedin", "tiktok": "tiktok", "youtube": "youtube", "youtu": "youtube", "bluesky": "bluesky",
    "bsky": "bluesky", "mastodon": "mastodon", "google": "google", "gmb": "google", "googlebusiness": "google",
}  # fmt: skip
_FIGURES = {"engagement": "engagements", "post link clicks": "clicks_link"}
_TIMES = (" %I:%M %p", " %I:%M:%S %p", " %H:%M", " %H:%M:%S", "")
_ISO = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_ZULU = r"(\d:\d\d)(?:\.\d+)?(?:Z| GMT| UTC)$"
_HOST = r"^https?://(?:[a-z]+\.)?(?P<host>[a-z]+)\."


def recognises(export: Export) -> bool:
    """Whether this is the report of one of the tools."""
    return _found(export) is not None


def read(export: Export) -> Iterator[Batch]:
    """A post a row with its figures, one batch for each network of a chunk."""
    found = _found(export)
    assert found is not None
    name, table = found
    tool = TOOLS[name]
    export.file.captured_on = export.captured()
    export.note(f"a report by {name}")
    order = day_order(table, tool.date, LAYOUT, tool.order)
    metrics = metrics_of(table, _FIGURES, *tool.properties)
    platforms: set[str] = set()
    for chunk in table.chunks():
        if isinstance(chunk, Chunk):
            for platform, part in _by_network(chunk, tool):
                platforms.add(platform)
                for batch in _posts(part, tool, metrics, order):
                    yield dataclasses.replace(batch, platform=platform)
        else:
            yield chunk
    if len(platforms) == 1:
        export.file.platform = platforms.pop()


def _found(export: Export) -> tuple[str, Table] | None:
    tables = ((name, export.table(*tool.required)) for name, tool in TOOLS.items())
    return next(((name, table) for name, table in tables if table), None)


def _by_network(chunk: Chunk, tool: Tool) -> Iterator[tuple[str, Chunk]]:
    """The rows of each network, by the column that names it or else by the posts' addresses."""
    named = pc.fill_null(chunk.word(tool.network) if tool.network else _hosts(chunk.link(tool.link)), "")
    names = pc.unique(named).to_pylist()
    if not all(names):
        chunk.table.export.note("the network of some posts is told neither by a column nor by their address")
    for platform in dict.fromkeys(_platform(name) for name in names):
        mask = pc.is_in(named, pa.array([name for name in names if _platform(name) == platform]))
        yield platform, _only(chunk, mask)


def _only(chunk: Chunk, mask: pa.BooleanArray) -> Chunk:
    kept = [chunk.column(i).filter(mask) for i in range(len(chunk.columns))]
    return Chunk(chunk.table, chunk.numbers.filter(mask), kept)


def _hosts(links: pa.StringArray) -> pa.StringArray:
    """The networks that posts' addresses name; null for any other."""
    hosts = pc.struct_field(pc.extract_regex(links, _HOST), "host")
    return pc.if_else(pc.is_in(hosts, pa.array(list(NETWORKS))), hosts, None)


def _platform(network: str) -> str:
    """A network that is not known goes by its own name."""
    words = slug(network).split("_")
    return NETWORKS.get(words[0]) or slug(network) or UNKNOWN_PLATFORM


def _posts(chunk: Chunk, tool: Tool, metrics: Mapping[str, str], order: str | None) -> Iterator[Batch]:
    """The posts with a time of day, and then those of which only the day is told."""
    is_day = pc.fill_null(pc.invert(pc.match_substring(_written(chunk, tool), ":")), False)
    for mask in (pc.invert(is_day), is_day):
        part = _only(chunk, mask)
        if len(part):
            yield from _batches(part, tool, metrics, order, is_day=mask is is_day)


def _batches(
    chunk: Chunk, tool: Tool, metrics: Mapping[str, str], order: str | None, *, is_day: bool
) -> Iterator[Batch]:
    export, raw = chunk.table.export, _written(chunk, tool)
    local = _times(chunk, tool.date, raw, order)
    days, is_known = local.cast(pa.date32(), safe=False), tool.is_utc and not is_day
    cover(export, [days])
    nothing, of_text = pa.nulls(len(chunk), pa.timestamp("us", "UTC")), pa.nulls(len(chunk), pa.string())
    ids, text, links = chunk.ids(tool.id) if tool.id else of_text, chunk.text(tool.text), chunk.link(tool.link)
    columns: dict[str, Any] = {
        "id": ids,
        "published_at": at_zone(local, "UTC") if is_known else nothing,
        "published_at_raw": raw,
        "published_local": days if is_day else local,
        "zone": pc.if_else(pc.and_(local.is_valid(), is_known), IN_FILE, UNKNOWN),
        "text": text,
        "url": links,
        "kind": chunk.word(tool.kind) if tool.kind else of_text,
        "captured_on": export.file.captured_on,
    }
    columns |= {f"figures.{metric}": numbers_of(chunk, header) for header, metric in metrics.items()}
    is_blank = pc.and_(pc.and_(ids.is_null(), text.is_null()), links.is_null())
    yield from chunk.batch(Post, columns, bad={"neither an id nor a text nor a link": is_blank})


def _written(chunk: Chunk, tool: Tool) -> pa.StringArray:
    """The time as it stands; a date and a time of day in columns of their own are put together."""
    raw = chunk.word(tool.date)
    if not tool.clock:
        return raw
    return pc.utf8_rtrim_whitespace(pc.binary_join_element_wise(raw, pc.fill_null(chunk.raw(tool.clock), ""), " "))


def _times(chunk: Chunk, name: str, raw: pa.StringArray, order: str | None) -> pa.TimestampArray:
    """Wall-clock times; a day alone is its midnight."""
    plain = pc.replace_substring_regex(pc.fill_null(raw, ""), _ZULU, r"\1")
    table = Table(chunk.table.export, [name], lambda: iter(()), from_workbook=chunk.table.from_workbook)
    times = Chunk(table, chunk.numbers, [plain])
    local = pc.coalesce(in_order(times, name, order, *_TIMES), times.local(name, *_ISO))
    if local.null_count > raw.null_count:
        chunk.table.export.note("publish times that could not be read were left empty")
    return local
