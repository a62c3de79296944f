"""Comments as Drupal's JSON:API gives them (/jsonapi/comment/comment): pages of JSON, old and new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from pipelines.as_json import to_json
from pipelines.records import Comment, Record, Reject
from pipelines.sources.export import Export
from pipelines.sources.html_text import html_text, words_of
from pipelines.sources.json_values import identity, text_of, when, whole
from pipelines.sources.repeats import Once

LAYOUT = "drupal jsonapi"
PLATFORM = "drupal"
HOLDS = "comments"
CANNOT_SHOW = (
    "whether an unpublished comment is still waiting or was taken down: Drupal has one mark for both",
    "unpublished comments, unless whoever took the export may administer comments",
    "deleted comments, and who published, unpublished or deleted one, or when",
    "whether the pages are all there: an absence from this file proves nothing",
)
_TYPE = "comment--"
# What Drupal writes where a comment answers nobody, or where what it refers to is gone.
_NOBODY = ("virtual", "missing")
_NO_SUBJECT = "(No subject)"
_NOT_SHOWN = {"mail", "hostname", "homepage"}
_MORE = "more pages follow the last one in this file"

Resource = Mapping[str, Any]


def recognises(export: Export) -> bool:
    """JSON:API resources that are comments, or an empty page of such."""
    if "comment" not in export.text_head or export.text_head.lstrip()[:1] not in ("{", "["):
        return False
    documents = export.documents
    return any(_is_comment(found) for found in _resources(documents)) or any(_is_empty_page(d) for d in documents)


def read(export: Export) -> Iterator[Record]:
    """Comments, page by page; line is a comment's position."""
    documents = export.documents
    people, more = _surroundings(documents)
    once, days = Once(export), list[date]()
    for line, found in enumerate(_resources(documents), start=1):
        export.row()
        if isinstance(found, dict) and not _is_comment(found):
            export.skip(_type(found) or "neither a comment nor anything else that is known")
            continue
        for record in once.of(_record(export, line, found, people)):
            if isinstance(record, Comment) and record.posted_local:
                days.append(record.posted_local.date())
            yield record
    file = export.file
    file.captured_on = export.captured()
    file.covers_since, file.covers_until = (min(days), max(days)) if days else (None, None)
    if more:
        export.note(_MORE)
    if not export.rows:
        export.note("the file declares zero comments")


def _resources(value: Any) -> Iterator[Any]:
    """Every resource of every page, and the comments that were included with them."""
    if isinstance(value, list):
        for inner in value:
            yield from _resources(inner)
    elif isinstance(value, dict) and "data" in value and "type" not in value:
        data = value["data"]
        yield from _resources(data if isinstance(data, list) else [data] if data else [])
        yield from (found for found in _listed(value, "included") if _is_comment(found))
    else:
        yield value


def _surroundings(documents: Any) -> tuple[dict[str, str | None], str | None]:
    """The names of the users that were included, by their ids; and the address of a further page, if there is one."""
    people, more = dict[str, str | None](), None
    for document in documents:
        if isinstance(document, list):
            inner, more = _surroundings(document)
            people |= inner
            continue
        more = _href(document, "next")
        for found in _listed(document, "included"):
            if _type(found) == "user--user" and (user_id := text_of(found.get("id"))):
                people[user_id] = _user_name(found)
    return people, more


def _listed(node: Any, name: str) -> list[Any]:
    found = node.get(name) if isinstance(node, dict) else None
    return found if isinstance(found, list) else []


def _type(found: Any) -> str:
    of_type = found.get("type") if isinstance(found, dict) else None
    return of_type if isinstance(of_type, str) else ""


def _is_comment(found: Any) -> bool:
    return _type(found).startswith(_TYPE) and isinstance(found.get("attributes"), dict)


def _is_empty_page(document: Any) -> bool:
    if not isinstance(document, dict) or document.get("data") != [] or "jsonapi" not in document:
        return False
    return "/comment/" in (_href(document, "self") or "")


def _href(node: Any, name: str) -> str | None:
    """An address under ``links``: a bare text in old versions, an object since."""
    links = node.get("links") if isinstance(node, dict) else None
    link = links.get(name) if isinstance(links, dict) else None
    return text_of(link.get("href") if isinstance(link, dict) else link)


def _record(export: Export, line: int, found: Any, people: Mapping[str, str | None]) -> Comment | Reject:
    if not isinstance(found, dict):
        return export.reject(line, "not a comment but a bare value", to_json({"value": found}))
    comment_id, said = identity(export, found.get("id")), found["attributes"]
    if comment_id is None:
        kept = {k: v for k, v in said.items() if k not in _NOT_SHOWN}
        return export.reject(line, "the comment has no id", to_json(kept))
    at, local, raw, zone = when(said.get("created"))
    parent, uid = _related(export, found, "pid"), _related(export, found, "uid")
    author = text_of(said.get("name")) or (people.get(uid) if uid else None)
    thread = said.get("thread")
    return Comment(
        line=line, platform=PLATFORM, id=comment_id, parent_id=parent, post_id=_related(export, found, "entity_id"),
        posted_at=at, posted_at_raw=raw, posted_local=local, zone=zone, author=author, author_id=uid,
        author_email=text_of(said.get("mail")) if export.reading.keep_email else None,
        author_ip=text_of(said.get("hostname")) if export.reading.keep_ip else None,
        is_own=_is_own(export, found, author, uid), text=_text(said), **_status(said.get("status")),
        updated_at=_changed(said, at), link=_link(found, whole(said, "drupal_internal__cid") or whole(said, "cid")),
        kind="reply" if parent or (isinstance(thread, str) and "." in thread) else "comment",
    )  # fmt: skip


def _related(export: Export, found: Resource, name: str) -> str | None:
    data = _relation(found, name)
    related = identity(export, data.get("id"))
    return None if related in _NOBODY else related


def _relation(found: Resource, name: str) -> dict[str, Any]:
    """What a relationship points to; empty where it points nowhere."""
    node: Any = found
    for key in ("relationships", name, "data"):
        node = node.get(key) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else {}


def _user_name(user: Resource) -> str | None:
    said = user.get("attributes")
    return (text_of(said.get("display_name")) or text_of(said.get("name"))) if isinstance(said, dict) else None


def _is_own(export: Export, found: Resource, author: str | None, uid: str | None) -> bool | None:
    """Whether the organisation wrote it; a signed-in user who is not known to be its own may be anybody."""
    if export.reading.is_own(PLATFORM, author, uid):
        return True
    return False if whole(_relation(found, "uid"), "meta", "drupal_internal__target_id") == 0 else None


def _status(published: Any) -> dict[str, Any]:
    """``false`` is pending or unpublished, and nobody can tell which."""
    is_published = published if isinstance(published, bool) else {"1": True, "0": False}.get(str(published))
    if is_published is None:
        return {"status": "unknown", "status_raw": None if published is None else str(published)}
    return {"status": "visible" if is_published else "unknown", "status_raw": str(is_published).lower()}


def _text(said: Resource) -> str | None:
    """Everything that was written: the subject, unless it is the text's own beginning, and each formatted field."""
    bodies = [said.get("comment_body"), *(v for k, v in said.items() if k != "comment_body" and isinstance(v, dict))]
    parts = [words for body in bodies if (words := _words(body))]
    subject = (text_of(said.get("subject")) or "").strip()
    begun = " ".join(" ".join(parts).split()).startswith(" ".join(subject.rstrip("…. ").split()))
    if subject and subject != _NO_SUBJECT and not begun:
        parts.insert(0, subject)
    return "\n\n".join(parts) or None


def _words(body: Any) -> str | None:
    """A formatted text: as it was stored where that is plain, else the words of what readers are shown."""
    if not isinstance(body, dict):
        return text_of(words_of(body)) if isinstance(body, str) else None
    value, processed = text_of(body.get("value")), text_of(body.get("processed"))
    if value is None:
        return html_text(processed) if processed else None
    if body.get("format") == "plain_text":
        return value
    return value if words_of(value) == value else html_text(processed or value)


def _changed(said: Resource, created: datetime | None) -> datetime | None:
    changed, *_ = when(said.get("changed"))
    return changed if changed != created else None


def _link(found: Resource, number: int | None) -> str | None:
    """The comment's page, which has the same address on every Drupal site."""
    try:
        address = urlsplit(_href(found, "self") or "")
        host = address.hostname and address.netloc.rpartition("@")[2]
    except ValueError:  # such as a bracket in the host
        return None
    return f"{address.scheme}://{host}/comment/{number}#comment-{number}" if host and number is not None else None
