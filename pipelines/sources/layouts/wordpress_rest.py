"""Comments as WordPress's REST interface gives them (/wp/v2/comments): pages of JSON, public or signed-in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.as_json import to_json
from pipelines.records import Comment, Record
from pipelines.sources.export import Export
from pipelines.sources.html_text import html_text
from pipelines.sources.layouts import wordpress_fields
from pipelines.sources.shelf import Seen

LAYOUT = "wordpress rest"
PLATFORM = wordpress_fields.PLATFORM
HOLDS = "comments"
CANNOT_SHOW = (
    "removals: the public view has approved comments only, so no removal rate may be computed from it",
    "whether the pages are all there: an absence from this file proves nothing",
    "comments deleted for good, and who moderated a comment",
)
NOT_PUBLIC = ("pending", "hidden", "trashed", "spam")
_SIGNED_IN = ("author_email", "author_ip", "author_user_agent")
_KEPT = ("id", "post", "parent", "author", "author_name", "date", "date_gmt", "content", "link", "status", "type")
_DEPTH = 4


def recognises(export: Export) -> bool:
    """JSON whose objects have a comment's id, post, content and date."""
    return '"date_gmt"' in export.text_head and any(_is_comment(row) for row in _rows(export))


def read(export: Export) -> Iterator[Record]:
    """Comments, page by page; line is a comment's position."""
    seen, view = Seen(), _View()
    for line, row in enumerate(_rows(export), start=1):
        export.row()
        view.is_public = view.is_public and not (isinstance(row, dict) and any(key in row for key in _SIGNED_IN))
        found = _record(export, line, row)
        if isinstance(found, str):
            export.skip(found)
        elif isinstance(found, Comment) and seen.repeats(found):
            export.merge()
        else:
            if isinstance(found, Comment):
                view.take(found)
            yield found
    _describe(export, view)


@dataclass(slots=True)
class _View:
    """What the comments show together."""

    is_public: bool = True
    first: date | None = None
    last: date | None = None
    statuses: set[str] = field(default_factory=set)

    def take(self, comment: Comment) -> None:
        self.statuses.add(comment.status)
        if comment.posted_local:
            day = comment.posted_local.date()
            self.first, self.last = min(day, self.first or day), max(day, self.last or day)


def _describe(export: Export, view: _View) -> None:
    file = export.file
    file.captured_on = export.captured()
    file.covers_since, file.covers_until = view.first, view.last
    file.snapshot_lacks = [s for s in NOT_PUBLIC if s not in view.statuses]
    if view.is_public:
        export.note("the public view: pending, trashed and spam comments are not in it")
    else:
        export.note("the signed-in view: it holds the statuses that were asked for, by default approved comments only")


def _record(export: Export, line: int, row: Any) -> Record | str:
    """A comment, a reject, or the type for which it is skipped."""
    if not isinstance(row, dict):
        return export.reject(line, "not a comment but a bare value", to_json({"value": row}))
    of_type = _word(row.get("type")) or ""
    if of_type not in wordpress_fields.OF_PEOPLE:
        return of_type
    comment_id = _word(row.get("id"))
    if comment_id is None or not isinstance(row.get("content"), dict):
        reason = "the comment has no id" if comment_id is None else "the comment has no content"
        kept = {key: row[key] for key in _KEPT if key in row}
        return export.reject(line, reason, wordpress_fields.as_it_stood(kept, "author_name"))
    return _comment(export, line, row, comment_id, of_type)


def _comment(export: Export, line: int, row: dict[str, Any], comment_id: str, of_type: str) -> Comment:
    at, local, zone, raw = wordpress_fields.when(export, LAYOUT, _word(row.get("date")), _word(row.get("date_gmt")))
    parent, status = _word(row.get("parent")), _word(row.get("status"))
    parent = None if parent == "0" else parent
    author, user_id = wordpress_fields.display_name(_word(row.get("author_name"))), row.get("author")
    user_id = user_id if isinstance(user_id, int) and user_id > 0 else 0
    return Comment(
        line=line, platform=PLATFORM, id=comment_id, parent_id=parent, post_id=_word(row.get("post")),
        posted_at=at, posted_at_raw=raw, posted_local=local, zone=zone, author=author,
        author_id=str(user_id) if user_id else None, is_own=wordpress_fields.is_own(export, author, user_id),
        author_email=_word(row.get("author_email")) if export.reading.keep_email else None,
        author_ip=_word(row.get("author_ip")) if export.reading.keep_ip else None,
        text=_text(row["content"]), status=wordpress_fields.STATUSES.get(status or "", "unknown"), status_raw=status,
        rating=_rating(row.get("meta")), link=_word(row.get("link")), kind=wordpress_fields.kind(of_type, parent),
    )  # fmt: skip


def _text(content: dict[str, Any]) -> str | None:
    raw, rendered = content.get("raw"), content.get("rendered")
    if isinstance(raw, str):
        return raw or None
    return (html_text(rendered) or None) if isinstance(rendered, str) else None


def _rating(meta: Any) -> float | None:
    try:
        return float(meta["rating"])
    except (LookupError, TypeError, ValueError):
        return None


def _word(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return str(value).strip() or None


def _is_comment(row: Any) -> bool:
    if not isinstance(row, dict) or not {"id", "post", "date_gmt"} <= row.keys():
        return False
    content = row.get("content")
    return isinstance(content, dict) and ("rendered" in content or "raw" in content)


def _rows(export: Export) -> Iterable[Any]:
    """The elements of every page, in order: one page, several one after another, or pages in an object."""
    documents = export.documents
    if documents and all(isinstance(d, dict) for d in documents) and any(_is_comment(d) for d in documents):
        return documents
    return (row for document in documents for row in _within(document, _DEPTH))


def _within(value: Any, depth: int) -> Iterator[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, list) and any(_is_comment(v) for v in value):
        yield from value
    elif depth:
        for page in inner:
            yield from _within(page, depth - 1)
