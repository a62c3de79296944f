"""Records of one Bluesky account as listRecords gives them: its posts and reposts, and which replies it hid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.as_json import to_json
from pipelines.records import UNKNOWN, Action, Comment, Post, Record
from pipelines.sources.export import Export
from pipelines.sources.json_values import text_of, when
from pipelines.sources.repeats import Once

LAYOUT = "bluesky records"
PLATFORM = "bluesky"
HOLDS = "posts"  # a file of threadgates alone holds actions, and says so
CANNOT_SHOW = (
    "what other people replied",
    "when a reply was hidden: the time in a threadgate is that of the gate",
    "replies that were hidden once and are shown again",
    "likes, reposts and reach",
)
_POST, _REPOST, _GATE = "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.feed.threadgate"
_KINDS = (_POST, _REPOST, _GATE)
_URI = re.compile(r"at://(?P<did>[^/]+)/(?P<kind>[^/]+)/(?P<key>[^/]+)$")
_CAR = (b"\xa2\x65roots", b"\xa2\x67version")


def recognises(export: Export) -> bool:
    """Records of these sorts, one or a list; the binary repository too, so as to say what to take instead."""
    if _is_car(export):
        return True
    if '"app.bsky.feed.' not in export.text_head and '"records"' not in export.text_head:
        return False
    return any(_is_page(page) for page in export.documents)


def read(export: Export) -> Iterator[Record]:
    """A post or a repost a record, a comment of our own for an answer to others, an action a hidden reply.

    Raises:
        Refused: it is the repository itself, which is binary.
    """
    if _is_car(export):
        raise export.refuse(
            "this is the repository as a CAR file, which is binary",
            "Open https://bsky.social/xrpc/com.atproto.repo.listRecords?repo=HANDLE&limit=100&collection=" + _GATE
            + " (and again with " + _POST + ") and save the answers",
        )  # fmt: skip
    export.file.captured_on = export.captured()
    once, seen, last = Once(export), set[str](), None
    line = 0
    for item, last in _items(export.documents):  # noqa: B007
        line += 1
        for record in _records(export, line, item):
            seen.add(record.record)
            yield from once.of(record)
    if seen and seen <= {Action.record}:
        export.file.holds = "actions"
    if last:
        export.note("the last page names a further one, which may be empty: ask for it with its cursor")
    if not line:
        export.note("the file declares zero records, and does not say of which sort")


def _is_car(export: Export) -> bool:
    return any(mark in export.head[:16] for mark in _CAR)


def _is_page(page: Any) -> bool:
    if not isinstance(page, dict):
        return isinstance(page, list) and any(_is_page(item) for item in page)
    if not isinstance(page.get("records"), list):
        return _sort(page) is not None
    first = next(iter(page["records"]), None)
    return set(page) <= {"records", "cursor"} if first is None else _sort(first) is not None


def _items(value: Any, cursor: str | None = None) -> Iterator[tuple[Any, str | None]]:
    """Every record, with the cursor of its page."""
    if isinstance(value, list):
        for inner in value:
            yield from _items(inner, cursor)
    elif isinstance(value, dict) and isinstance(value.get("records"), list):
        for inner in value["records"]:
            yield inner, text_of(value.get("cursor"))
    else:
        yield value, cursor


def _value(item: Any) -> Any:
    """What a record says; a record may also stand alone, without its address."""
    return item.get("value", item) if isinstance(item, dict) else None


def _sort(item: Any) -> str | None:
    """Of which sort a record is: by its own word, or by its address."""
    value = _value(item)
    if not isinstance(value, dict):
        return None
    found = _URI.match(str(item.get("uri") or ""))
    kind = value.get("$type") or (found and found["kind"])
    return kind if kind in _KINDS else None


def _records(export: Export, line: int, item: Any) -> Iterator[Record]:
    kind, value = _sort(item), _value(item)
    if kind == _GATE:
        yield from _hidden(export, line, item, value)
        return
    export.row()
    if kind is None:
        shown = sorted(item) if isinstance(item, dict) else item
        yield export.reject(line, "neither a post nor a repost nor a threadgate", to_json({"value": shown}))
    elif kind == _REPOST:
        yield _post(export, line, item, value, is_share=True)
    elif _answered(value) and not _is_to_itself(item, value):
        yield _answer(export, line, item, value)
    else:
        yield _post(export, line, item, value, is_share=False)


def _hidden(export: Export, line: int, item: dict[str, Any], gate: dict[str, Any]) -> Iterator[Record]:
    """The replies that a threadgate hides: who did it is plain, for a gate lies in its poster's own repository."""
    replies = gate.get("hiddenReplies")
    if not isinstance(replies, list) or not any(True for _ in replies):
        export.row()
        export.skip("threadgate that hides no reply")
        return
    uri = text_of(item.get("uri"))
    actor = _did(uri) or _did(text_of(gate.get("post")))
    _tell_stranger(export, actor)
    for reply in replies:
        export.row()
        if text_of(reply) is None:
            yield export.reject(line, "a hidden reply has no address", to_json({"value": reply}))
        else:
            yield Action(
                line=line, platform=PLATFORM, item_id=reply.strip(), action="hide", actor=actor, is_automatic=False,
                source="bluesky threadgate", evidence=uri,
            )  # fmt: skip


def _post(export: Export, line: int, item: dict[str, Any], value: dict[str, Any], *, is_share: bool) -> Post:
    at, local, raw, zone = when(value.get("createdAt"))
    uri, answered = text_of(item.get("uri")), _answered(value)
    _tell_stranger(export, _did(uri))
    return Post(
        line=line, platform=PLATFORM, id=uri, published_at=at, published_at_raw=raw, published_local=local,
        zone=zone if raw else UNKNOWN, text=text_of(value.get("text")),
        url=_link(_address(value, "subject") if is_share else uri),
        kind="repost" if is_share else "reply" if answered else "post", in_reply_to=answered, is_share=is_share,
        captured_on=export.file.captured_on,
    )  # fmt: skip


def _answer(export: Export, line: int, item: dict[str, Any], value: dict[str, Any]) -> Comment:
    at, local, raw, zone = when(value.get("createdAt"))
    uri = text_of(item.get("uri"))
    _tell_stranger(export, _did(uri))
    return Comment(
        line=line, platform=PLATFORM, id=uri, parent_id=_answered(value), post_id=_address(value["reply"], "root"),
        posted_at=at, posted_at_raw=raw, posted_local=local, zone=zone if raw else UNKNOWN, author_id=_did(uri),
        is_own=True, text=text_of(value.get("text")), status="visible", link=_link(uri), kind="reply",
    )  # fmt: skip


def _address(value: dict[str, Any], name: str) -> str | None:
    found = value.get(name)
    return text_of(found.get("uri")) if isinstance(found, dict) else None


def _answered(value: dict[str, Any]) -> str | None:
    """The address of the post that this one answers."""
    reply = value.get("reply")
    return _address(reply, "parent") if isinstance(reply, dict) else None


def _is_to_itself(item: dict[str, Any], value: dict[str, Any]) -> bool:
    own = _did(text_of(item.get("uri")))
    return own is not None and own == _did(_answered(value))


def _did(uri: str | None) -> str | None:
    found = _URI.match(uri or "")
    return found["did"] if found else None


def _link(uri: str | None) -> str | None:
    found = _URI.match(uri or "")
    return f"https://bsky.app/profile/{found['did']}/post/{found['key']}" if found and found["kind"] == _POST else None


def _tell_stranger(export: Export, did: str | None) -> None:
    """Notes an account that the policy does not name: it may know it by its handle, which no record holds."""
    if export.reading.is_own(PLATFORM, did) is False:
        export.note(f"written by {did}, which is not among the policy's accounts for bluesky")
