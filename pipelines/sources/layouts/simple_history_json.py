"""Simple History's JSON, also where the server gave up before its end: entries with the comments they are about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pipelines.as_json import to_json
from pipelines.records import IN_FILE, Action, Comment, Record, Reject
from pipelines.sources.dates import as_utc
from pipelines.sources.export import ENCODING_GUESSED, Export
from pipelines.sources.figures import cover
from pipelines.sources.layouts import simple_history_words as words
from pipelines.sources.layouts import wordpress_fields
from pipelines.sources.layouts.wordpress_fields import PLATFORM, display_name

CUT = (
    "the file breaks off before its end: what it still holds was read; "
    "export the log again soon, for what is missing will not be kept for long"
)
_TELLING = ('"logger"', '"initiator"', '"context')
_BETWEEN = re.compile(r"[\s,]*")
_KEPT = ("date", "logger", "level", "initiator", "context_message_key")
_BROKEN = object()
_TAKEN_DOWN = {"trash": "trashed", "spam": "spam", "delete": "deleted"}


def recognises(export: Export) -> bool:
    """A list, whole or not, of entries that a logger wrote."""
    head = export.text_head
    return head.lstrip()[:1] == "[" and all(mark in head for mark in _TELLING)


def read(export: Export) -> Iterator[Record]:
    """Actions in file order, then the comments that came and went while the log was kept."""
    entries = _Entries(export)
    for line, row in _rows(export):
        export.row()
        if not isinstance(row, dict):
            # What is left of an entry may hold addresses, so it is not shown.
            why = "the file breaks off within this entry" if row is _BROKEN else "not an entry but a bare value"
            yield export.reject(line, why)
        elif (found := entries.read(line, row)) is not None:
            yield found
    yield from entries.taken_down()


class _Entries:
    """The log's entries one by one; it remembers which comments were written and what was done last to each."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.written: dict[str, Comment] = {}
        self.last: dict[str, tuple[datetime, str, str]] = {}

    def read(self, line: int, row: Mapping[str, Any]) -> Action | Reject | None:
        """An action or a reject; None for an entry that is skipped, or a comment that may yet be yielded."""
        at = as_utc(row.get("date"))
        if at:
            cover(self.export, [at.astimezone(self.export.zone).date()])
        if row.get("logger") != words.LOGGER:
            self.export.skip(words.OTHER_LOGGERS)
            return None
        if at is None:
            kept = {name: row[name] for name in _KEPT if name in row}
            return self.export.reject(line, words.NO_TIME, to_json(kept))
        if words.action_of(_key(row)):
            return self._action(line, row, at)
        self._not_done(line, row, at)
        return None

    def _action(self, line: int, row: Mapping[str, Any], at: datetime) -> Action:
        context, key = _context(row), _key(row)
        action = words.action_of(key) or ""
        comment_id, initiator = _word(context.get("comment_ID")) or None, _word(row.get("initiator"))
        if comment_id and action != "edit":
            self.last[comment_id] = max(self.last.get(comment_id, (at, "", "")), (at, action, key))
        return Action(
            line=line, platform=PLATFORM, item_id=comment_id, action=action, at=at, at_raw=_word(row.get("date")),
            actor=self._person(_word(context.get("_user_login"))) if initiator == "wp_user" else None,
            is_automatic=words.INITIATORS.get(initiator), zone=IN_FILE, source=words.SOURCE,
        )  # fmt: skip

    def _person(self, login: str) -> str | None:
        name = display_name(login)
        if login and name is None:
            self.export.note(words.NAMELESS)
        return name

    def _not_done(self, line: int, row: Mapping[str, Any], at: datetime) -> None:
        context, key = _context(row), _key(row)
        reason, comment_id = words.why_skipped(key), _word(context.get("comment_ID"))
        if reason != words.WRITTEN or not comment_id or comment_id in self.written:
            self.export.skip(reason)
        else:
            self.written[comment_id] = self._comment(line, context, at, comment_id, signed_in=key.startswith("user"))

    def _comment(
        self, line: int, said: Mapping[str, Any], at: datetime, comment_id: str, *, signed_in: bool
    ) -> Comment:
        author, parent = display_name(_word(said.get("comment_author"))), _word(said.get("comment_parent"))
        parent_id, keeps = (None if parent in ("", "0") else parent), self.export.reading
        user = _word(said.get("_user_id")) if signed_in else ""
        return Comment(
            line=line, platform=PLATFORM, id=comment_id, parent_id=parent_id,
            post_id=_word(said.get("comment_post_ID")) or None, posted_at=at,
            posted_at_raw=f"{at:%Y-%m-%d %H:%M:%S}", zone=IN_FILE, author=author, author_id=user or None,
            author_email=_word(said.get("comment_author_email")) or None if keeps.keep_email else None,
            author_ip=_word(said.get("comment_author_IP")) or None if keeps.keep_ip else None,
            is_own=wordpress_fields.is_own(self.export, author, int(signed_in)),
            text=_word(said.get("comment_content")) or None,
            kind=wordpress_fields.kind(_word(said.get("comment_type")), parent_id),
        )  # fmt: skip

    def taken_down(self) -> Iterator[Comment]:
        """The comments that the log saw written and, last of all, taken down: no export of comments need hold them."""
        for comment_id, comment in self.written.items():
            _, action, key = self.last.get(comment_id, (None, "", ""))
            if status := _TAKEN_DOWN.get(action):
                yield replace(comment, status=status, status_raw=key)
            else:
                self.export.skip(words.WRITTEN)


def _context(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return row["context"] if isinstance(row.get("context"), dict) else {}


def _key(row: Mapping[str, Any]) -> str:
    return _word(row.get("context_message_key")) or _word(_context(row).get("_message_key"))


def _rows(export: Export) -> Iterator[tuple[int, Any]]:
    """The entries with their positions; where the file breaks off, the note says so."""

    def refuse_constant(constant: str) -> Any:
        raise export.refuse(f"{constant} stands where a number should", "Download it again")

    text, decoder = _text(export), json.JSONDecoder(strict=False, parse_constant=refuse_constant)
    at, line = text.index("[") + 1, 0
    while (at := _end(text, at)) < len(text) and text[at] != "]":
        line += 1
        try:
            row, end = decoder.raw_decode(text, at)
        except ValueError:
            if text.rstrip().endswith("]") or "\n{" in text[at + 1 :]:
                raise export.refuse(f"entry {line} is damaged", "Download it again") from None
            export.note(CUT)
            yield line, _BROKEN
            return
        yield line, export.parse(text[at:end]) if "\\ud" in text[at:end].lower() else row
        at = end
    if at >= len(text):
        export.note(CUT)


def _end(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _text(export: Export) -> str:
    """The whole text; one that breaks off within a letter is UTF-8 all the same."""
    data = export.path.read_bytes() if export.encoding == "cp1252" else b""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:
            # Whoever looked at the file before took it for another encoding, and said so.
            export.file.notes = [note for note in export.file.notes if note != ENCODING_GUESSED]
            return data[: error.start].decode("utf-8-sig")
    with export.open_text() as file:
        return file.read()


def _word(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
