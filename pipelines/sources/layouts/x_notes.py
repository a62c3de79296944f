"""The full texts of X's long posts, which the archive keeps apart from the posts."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from pipelines.sources import dates

_CUT = re.compile(r"(?:…|\.\.\.)?(?:\s*https://t\.co/\w+)?\s*$")
_SECONDS_APART = 2


class LongTexts:
    """Long texts by id and by second: a note's id is not always its post's, its time and beginning are."""

    def __init__(self) -> None:
        self._by_id: dict[str, str] = {}
        self._by_second: dict[int, list[tuple[str, str]]] = {}
        self._taken: set[str] = set()
        self._total = 0

    def add(self, note: Any) -> None:
        """Takes up one item of note-tweet.js."""
        self._total += 1
        core = note.get("core") if isinstance(note, dict) else None
        text = core.get("text") if isinstance(core, dict) else None
        if not isinstance(text, str) or not note.get("noteTweetId"):
            return
        note_id, when, words = str(note["noteTweetId"]), dates.iso(note.get("createdAt")), html.unescape(text)
        self._by_id[note_id] = words
        if when:
            self._by_second.setdefault(int(when.timestamp()), []).append((note_id, words))

    def full_text(self, post_id: str, text: str | None, when: datetime | None) -> str | None:
        """A post's text, in full where there is a note for it."""
        if post_id in self._by_id:
            self._taken.add(post_id)
            return self._by_id[post_id]
        beginning = _CUT.sub("", text or "")
        if not beginning or when is None:
            return text
        second = int(when.timestamp())
        for near in range(second - _SECONDS_APART, second + _SECONDS_APART + 1):
            for note_id, words in self._by_second.get(near, []):
                if words.startswith(beginning) and note_id not in self._taken:
                    self._taken.add(note_id)
                    return words
        return text

    @property
    def used(self) -> int:
        """How many notes gave a post its text."""
        return len(self._taken)

    @property
    def unused(self) -> int:
        """How many gave none."""
        return self._total - len(self._taken)
