"""WordPress's own export (Tools, Export), WXR 1.0 to 1.2: posts, comments and how they were moderated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property

from pipelines.as_json import to_json
from pipelines.records import Comment, Post, Record
from pipelines.sources.export import Export
from pipelines.sources.html_text import html_text
from pipelines.sources.layouts import wordpress_fields
from pipelines.sources.layouts.wordpress_fields import as_it_stood
from pipelines.sources.layouts.wxr_evidence import Evidence
from pipelines.sources.layouts.wxr_tree import Box, Tree
from pipelines.sources.repeats import Once
from pipelines.sources.safe_xml import stream

LAYOUT = "wordpress wxr"
PLATFORM = wordpress_fields.PLATFORM
HOLDS = "comments"
CANNOT_SHOW = (
    "spam: it is never in the file, so a comment that is absent may be spam",
    "comments deleted for good; WordPress empties the trash after 30 days by default",
    "who trashed a comment, except where Akismet recorded it",
    "whether this is the whole site: a site exported in several files looks the same in each",
)
KEEPS = (30, "what lies in WordPress's trash, and with it the proof that it was taken down")
PUBLISHED_TYPES = ("post", "page")
_FIRST_VERSION = "wordpress.org/export/1.0/"
_NUMBERED = re.compile(r"\.\d{3}\.xml$", re.IGNORECASE)


def recognises(export: Export) -> bool:
    """RSS in WordPress's export namespace, whatever its version."""
    head = export.text_head
    return head.lstrip()[:1] == "<" and "<rss" in head and "wordpress.org/export/" in head


def read(export: Export) -> Iterator[Record]:
    """Posts and comments, each comment followed by its moderation evidence."""
    keeps = {"wp:comment_author_email": export.reading.keep_email, "wp:comment_author_IP": export.reading.keep_ip}
    tree = Tree(also=[name for name, is_kept in keeps.items() if is_kept])
    site = _Site(export, tree)
    for _ in stream(export, tree):
        yield from site.taken()
    yield from site.taken()
    site.finish()


class _Site:
    """Turns what the tree gathered into records, and accounts for each."""

    def __init__(self, export: Export, tree: Tree) -> None:
        self.export, self.tree = export, tree
        self.once = Once(export)
        self.first_day: date | None = None

    def taken(self) -> Iterator[Record]:
        """The records of what is ready by now."""
        ready, self.tree.ready = self.tree.ready, []
        for item in ready:
            if not item.has_begun:
                yield from self._post(item)
            for box in item.inner:
                if box.name == "wp:comment":
                    yield from self._comment(box, item)

    @cached_property
    def captured_at(self) -> datetime | None:
        """When WordPress wrote the file, by its channel."""
        if _FIRST_VERSION in self.export.text_head and self.export.dates_in_name:
            # There the channel's date is that of the last post.
            return None
        try:
            at = parsedate_to_datetime(self.tree.channel.get("pubDate") or "")
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            return None

    @cached_property
    def captured_on(self) -> date:
        """The day of export."""
        return self.captured_at.astimezone(self.export.zone).date() if self.captured_at else self.export.captured()

    def finish(self) -> None:
        """Says what the file covers."""
        file = self.export.file
        file.captured_at, file.captured_on = self.captured_at, self.captured_on
        file.covers_since = self.first_day
        file.covers_until = self.captured_on if self.first_day else None
        file.snapshot_lacks = ["spam"]
        if _NUMBERED.search(self.export.name):
            self.export.note("one part of an export in several files: what is absent from it proves nothing")
        else:
            file.snapshot_of = ["*"]

    def _post(self, item: Box) -> Iterator[Record]:
        self.export.row()
        of_type, status = item.get("wp:post_type") or "post", item.get("wp:status") or "publish"
        post_id = item.get("wp:post_id")
        if of_type not in PUBLISHED_TYPES:
            self.export.skip(of_type)
        elif status != "publish":
            self.export.skip(f"{of_type} with status {status}")
        elif post_id is None:
            yield self.export.reject(item.line, "the post has no id", to_json(item.fields))
        else:
            yield from self.once.of(self._as_post(item, post_id, of_type))

    def _as_post(self, item: Box, post_id: str, of_type: str) -> Post:
        at, local, zone, raw = wordpress_fields.when(
            self.export, LAYOUT, item.get("wp:post_date"), item.get("wp:post_date_gmt")
        )
        parts = [html_text(item.fields.get(name, "")) for name in ("title", "content:encoded")]
        return Post(
            line=item.line, platform=PLATFORM, id=post_id, published_at=at, published_at_raw=raw, published_local=local,
            zone=zone, text="\n\n".join(p for p in parts if p) or None, url=item.get("link"), kind=of_type,
            captured_on=self.captured_on,
        )  # fmt: skip

    def _comment(self, box: Box, item: Box) -> Iterator[Record]:
        self.export.row()
        of_type, comment_id = box.get("wp:comment_type") or "", box.get("wp:comment_id")
        if of_type not in wordpress_fields.OF_PEOPLE:
            self.export.skip(of_type)
        elif comment_id is None or not comment_id.isdecimal():
            reason = "the comment has no id" if comment_id is None else "the comment's id is no number"
            yield self.export.reject(box.line, reason, as_it_stood(box.fields, "wp:comment_author"))
        else:
            metas = [m for m in box.inner if m.name == "wp:commentmeta"]
            comment = self._as_comment(box, item, comment_id, metas)
            yield from self.once.of(comment)
            for found in Evidence(self.export, comment, metas).records():
                yield from self.once.of(found)

    def _as_comment(self, box: Box, item: Box, comment_id: str, metas: list[Box]) -> Comment:
        at, local, zone, raw = wordpress_fields.when(
            self.export, LAYOUT, box.get("wp:comment_date"), box.get("wp:comment_date_gmt")
        )
        day = local.date() if local else at.astimezone(self.export.zone).date() if at else None
        if day:
            self.first_day = min(day, self.first_day or day)
        parent, status = _not_0(box.get("wp:comment_parent")), box.get("wp:comment_approved")
        user_id = _number(box.get("wp:comment_user_id"))
        link, author = item.get("link"), wordpress_fields.display_name(box.get("wp:comment_author"))
        return Comment(
            line=box.line, platform=PLATFORM, id=comment_id, parent_id=parent, post_id=item.get("wp:post_id"),
            posted_at=at, posted_at_raw=raw, posted_local=local, zone=zone, author=author,
            author_id=str(user_id) if user_id else None, author_email=box.get("wp:comment_author_email"),
            author_ip=box.get("wp:comment_author_IP"),
            is_own=wordpress_fields.is_own(self.export, author, user_id, frozenset(self.tree.authors)),
            text=box.fields.get("wp:comment_content") or None,
            status=wordpress_fields.STATUSES.get(status or "", "unknown"), status_raw=status, rating=_rating(metas),
            link=f"{link}#comment-{comment_id}" if link else None,
            kind=wordpress_fields.kind(box.get("wp:comment_type") or "", parent),
        )  # fmt: skip


def _rating(metas: list[Box]) -> float | None:
    for meta in metas:
        if meta.get("wp:meta_key") == "rating":
            try:
                return float(meta.get("wp:meta_value") or "")
            except ValueError:
                return None
    return None


def _not_0(parent_id: str | None) -> str | None:
    return None if parent_id in (None, "0") else parent_id


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 20 else 0
