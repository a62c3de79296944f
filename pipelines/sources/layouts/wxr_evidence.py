"""What the metadata of a comment in a WordPress export says about how it was moderated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.records import IN_FILE, Action, Comment, Reject
from pipelines.sources.dates import unix
from pipelines.sources.layouts import akismet
from pipelines.sources.layouts.wordpress_fields import PLATFORM

if TYPE_CHECKING:
    from pipelines.sources.export import Export
    from pipelines.sources.layouts.wxr_tree import Box

SAME_MOMENT_SECONDS = 2


class Evidence:
    """What a comment's metadata says about how it was moderated."""

    def __init__(self, export: Export, comment: Comment, metas: list[Box]) -> None:
        self.export, self.comment, self.metas = export, comment, metas
        self.item_id, self.status = comment.id or "", comment.status_raw or ""
        self.found: list[Action] = []

    def records(self) -> list[Action | Reject]:
        """In file order: Akismet's history, the time of trashing and a person's overruling where they add to it."""
        return sorted(self._records(), key=lambda found: found.line)

    def _records(self) -> Iterator[Action | Reject]:
        for line, raw in self._values("akismet_history"):
            yield from self._kept(akismet.from_history(self.export, line, self.item_id, raw, self.status))
        for line, raw in self._values("_wp_trash_meta_time"):
            yield from self._kept(self._trashed(line, raw))
        user = next((raw.strip() for _, raw in self._values("akismet_user", counted=False)), None)
        for line, raw in self._values("akismet_user_result"):
            yield from self._kept(self._overruled(line, raw, user))

    def _values(self, key: str, *, counted: bool = True) -> Iterator[tuple[int, str]]:
        for meta in self.metas:
            if meta.get("wp:meta_key") == key:
                self.export.row(int(counted))
                yield meta.line, meta.fields.get("wp:meta_value", "")

    def _kept(self, found: Action | Reject | str | None) -> Iterator[Action | Reject]:
        if found is None:
            self.export.merge()
        elif isinstance(found, str):
            self.export.skip(found)
        else:
            if isinstance(found, Action):
                self.found.append(found)
            yield found

    def _trashed(self, line: int, raw: str) -> Action | Reject | str | None:
        """The time of trashing (WordPress keeps that of marking as spam under the same name)."""
        if self.status == "post-trashed":
            return "trash time of a comment taken down with its page"
        if self.status not in ("trash", "spam"):
            return "trash time of a comment that is not in the trash"
        at = unix(raw.strip())
        if at is None:
            return self.export.reject(line, "the trash time is no Unix time", raw)
        for known in self.found:
            if known.action == self.status and known.at and abs((known.at - at).total_seconds()) <= SAME_MOMENT_SECONDS:
                return None
        return Action(
            line=line, platform=PLATFORM, item_id=self.item_id, action=self.status,
            at=at, at_raw=raw.strip(), zone=IN_FILE, source="trash meta",
        )  # fmt: skip

    def _overruled(self, line: int, raw: str, user: str | None) -> Action | Reject | None:
        said = akismet.overruled(self.export, line, self.item_id, raw, user)
        is_known = isinstance(said, Action) and any(
            a.action == said.action and not a.is_automatic and a.source == akismet.SOURCE for a in self.found
        )
        return None if is_known else said
