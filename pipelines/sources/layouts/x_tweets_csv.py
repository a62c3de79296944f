"""The tweets.csv of X archives to 2018, by itself or in its archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import IN_FILE, UNKNOWN, Batch, Comment, Post, Record, Reject
from pipelines.sources.export import Export
from pipelines.sources.figures import cover
from pipelines.sources.layouts import x_columns
from pipelines.sources.parts import part_of, take_over
from pipelines.sources.tables import Chunk

LAYOUT = "x tweets csv"
PLATFORM = "x"
HOLDS = "posts"
CANNOT_SHOW = (
    "what other people replied", "likes, reposts, replies and impressions", "which replies were hidden",
)  # fmt: skip

# What these archives show in a browser; all that it holds stands in tweets.csv too.
PARTS = ("data/js/tweet_index.js", "data/js/user_details.js")

_REQUIRED = ("tweet_id", "timestamp", "text", "in_reply_to_status_id", "in_reply_to_user_id")
_KNOWN = (
    *_REQUIRED, "source", "retweeted_status_id", "retweeted_status_user_id", "retweeted_status_timestamp",
    "expanded_urls",
)  # fmt: skip
_VANISHED = "-1"
_OWN_ID = re.compile(r'"id"\s*:\s*"?(\d+)')
_OWN_NAME = re.compile(r'"screen_name"\s*:\s*"(\w+)"')


def recognises(export: Export) -> bool:
    """Whether this is the table of the account's own posts; its archive is known by PARTS."""
    return export.table(*_REQUIRED) is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """A post a row; a reply to somebody else is a comment of our own. Posts come before comments in each chunk.

    Raises:
        Refused: the archive holds no tweets.csv.
    """
    part = _part(export)
    table = part.table(*_REQUIRED)
    if table is None:
        raise export.refuse("tweets.csv is not built as X wrote it", "Unpack the archive anew, or ask X for a new one")
    export.file.captured_on = export.captured()
    if unknown := table.unknown(*_KNOWN):
        export.note(f"unknown columns: {', '.join(unknown)}")
    chunks = list(table.chunks())
    ids, users = _own_ids([c for c in chunks if isinstance(c, Chunk)])
    own = ids, pa.concat_arrays([users, _account(export)])
    for chunk in chunks:
        if isinstance(chunk, Batch):
            yield chunk
        else:
            yield from _records(export, chunk, own)
    take_over(export, part)


def _part(export: Export) -> Export:
    """The table's file."""
    path = export.path / "tweets.csv"
    if export.is_folder and not path.is_file():
        raise export.refuse("this archive of X holds no tweets.csv", "Unpack the archive anew, or ask X for a new one")
    return part_of(export, path) if export.is_folder else export


def _account(export: Export) -> pa.StringArray:
    """The account's own id, which the archive tells; an account that the policy does not name is noted."""
    path = export.path / "data" / "js" / "user_details.js"
    details = part_of(export, path).text_head if export.is_folder and path.is_file() else ""
    number, name = _OWN_ID.search(details), _OWN_NAME.search(details)
    if name and export.reading.is_own(PLATFORM, name[1], number and number[1]) is False:
        export.note(f"the archive is @{name[1]}'s, which the policy does not name among the accounts for x")
    return pa.array([number[1]] if number else [], pa.string())


def _own_ids(chunks: list[Chunk]) -> tuple[pa.Array, pa.Array]:
    """The file's post ids, and the user ids that the account itself has: those of whom it answers in threads."""
    if not chunks:
        return pa.array([], pa.string()), pa.array([], pa.string())
    ids = pa.concat_arrays([c.ids("tweet_id") for c in chunks])
    threads = [
        _known(c, "in_reply_to_user_id").filter(pc.is_in(c.word("in_reply_to_status_id"), pc.drop_null(ids)))
        for c in chunks
    ]
    return pc.drop_null(ids), pc.drop_null(pc.unique(pa.concat_arrays(threads)))


def _records(export: Export, chunk: Chunk, own: tuple[pa.Array, pa.Array]) -> Iterator[Batch]:
    ids, times, texts = chunk.ids("tweet_id"), chunk.word("timestamp"), _unescaped(chunk.text("text"))
    parents, users = _known(chunk, "in_reply_to_status_id"), chunk.word("in_reply_to_user_id")
    is_repost = pc.or_(pc.equal(x_columns.kinds(texts), "repost"), pc.is_valid(chunk.word("retweeted_status_id")))
    to_own = pc.or_(pc.is_in(parents, own[0]), pc.is_in(users, own[1]))
    to_other = pc.and_not(pc.or_(pc.is_valid(users), pc.is_valid(parents)), pc.or_(to_own, is_repost))
    at, local = x_columns.instants(times), x_columns.wall_clocks(times)
    cover(export, [at.cast(pa.date32())])
    shared = {"id": ids, "zone": pc.if_else(at.is_valid(), IN_FILE, UNKNOWN), "text": texts}
    kind = pc.if_else(is_repost, "repost", pc.if_else(pc.is_valid(parents), "reply", "post"))
    post = shared | {
        "published_at": at, "published_at_raw": times, "published_local": local, "kind": kind,
        "is_share": is_repost, "in_reply_to": parents, "captured_on": export.captured(),
    }  # fmt: skip
    comment = shared | {
        "posted_at": at, "posted_at_raw": times, "posted_local": local, "kind": "reply",
        "parent_id": parents, "is_own": True, "status": "visible",
    }  # fmt: skip
    bad = x_columns.not_ids(ids, "tweet_id")
    yield from (b for b in chunk.batch(Post, {}, bad=bad) if b.kind is Reject)
    is_bad = pc.or_(*(pc.fill_null(mask, False) for mask in bad.values()))
    yield from _only(chunk, Post, post, pc.invert(pc.or_(is_bad, to_other)))
    yield from _only(chunk, Comment, comment, pc.and_not(to_other, is_bad))


def _only(chunk: Chunk, kind: type[Record], columns: dict[str, Any], mask: pa.BooleanArray) -> Iterator[Batch]:
    """The rows of the mask as one batch."""
    for batch in chunk.batch(kind, columns):
        kept = {name: values.filter(mask) for name, values in batch.columns.items()}
        if len(kept["line"]):
            yield Batch(kind, PLATFORM, kept)


def _known(chunk: Chunk, name: str) -> pa.StringArray:
    ids = chunk.ids(name)
    return pc.if_else(pc.equal(ids, _VANISHED), None, ids)


def _unescaped(texts: pa.StringArray) -> pa.StringArray:
    """X escapes three characters, the ampersand last to be given back."""
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        texts = pc.replace_substring(texts, entity, character)
    return texts
