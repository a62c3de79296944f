"""What the downloads of Facebook and Instagram have in common: JSON parts in a folder, or one such part alone."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.records import Comment, Post, Reject
from pipelines.sources import dates
from pipelines.sources.export import Export
from pipelines.sources.layouts import beside
from pipelines.sources.layouts.meta_mojibake import Mojibake

if TYPE_CHECKING:
    from pipelines.errors import Refused

# What else lies in a download: categories in which nobody's comments or posts stand.
OTHER_CATEGORIES = (
    "*_information", "apps_and_websites_off_of_*", "connections", "files", "media", "preferences", "start_here.html",
    "index.html", "no-data.txt",
)  # fmt: skip
NO_DATA = "no-data.txt"
LOOKED_AT = 50
_AS_JSON = "Download it again and choose JSON instead of HTML as the format"
_HTML = re.compile(r"class=\"[^\"]*\b(?:_a6-[a-z]|_3-95|_3-8y|uiBoxWhite)\b")
_NUMBER = re.compile(r"(\d+)")


class Download:
    """One download while it is read: its parts, its repairs, and what was met before."""

    def __init__(self, export: Export) -> None:
        self.export, self.mojibake, self._line = export, Mojibake(), 0
        self._seen: set[bytes] = set()

    def documents(self, lists: re.Pattern[str], *patterns: str) -> Iterator[Any]:
        """The JSON documents of the parts at these places, in the order of their numbers.

        Raises:
            Refused: a part is cut short; it is named.
        """
        for path in self.files(*patterns):
            place = path.relative_to(self.export.path).as_posix()
            part = Export(path, f"{self.export.name}/{place}", self.export.reading)
            if not part.documents:
                raise part.refuse("this part of the download is cut short or malformed", "Download it again")
            for note in part.file.notes:
                self.export.note(note)
            if not all(
                isinstance(d, list) or (isinstance(d, dict) and any(map(lists.fullmatch, d))) for d in part.documents
            ):
                self.export.note(f"no list of a known name stands in {place}; it was passed over")
            yield from part.documents

    def items(self, documents: Sequence[Any], lists: re.Pattern[str]) -> Iterator[tuple[int, Any]]:
        """The items in these documents, repaired, each with its position among all of the download."""
        for item in items_of(documents, lists):
            self._line += 1
            yield self._line, self.mojibake.mended(item)

    def files(self, *patterns: str) -> list[Path]:
        """The files of the folder at these places, ``_2`` before ``_10``."""
        found = {path for pattern in patterns for path in self.export.path.glob(pattern) if path.is_file()}
        return sorted(found, key=lambda path: [p.zfill(9) if p.isdigit() else p for p in _NUMBER.split(str(path))])

    def refuse_what_is_not_json(self, holds: str) -> None:
        """Nothing, where the download says itself that there is nothing of this kind.

        Raises:
            Refused: it is HTML, or another part of a download.
        """
        if self.files("**/*.html"):
            raise refused_html(self.export)
        if not self.files(f"*/{NO_DATA}"):
            do = f"Load the part that holds {holds}, or ask for them when downloading anew; this one is not needed"
            raise self.export.refuse(f"this part of the download holds no {holds}", do)

    def is_repeated(self, *said: str | None) -> bool:
        """Whether the same was said before; it is then counted as merged."""
        mark = hashlib.blake2b(repr(said).encode("utf-8", "replace"), digest_size=16).digest()
        if mark in self._seen:
            self.export.merge()
            return True
        self._seen.add(mark)
        return False

    def once(self, record: Comment | Post) -> Iterator[Comment | Post]:
        """The record, unless one of the same kind, time and text was met before."""
        raw = record.posted_at_raw if isinstance(record, Comment) else record.published_at_raw
        if not self.is_repeated(record.record, raw, record.text):
            yield record

    def reject(self, line: int, item: Any, reason: str = "neither a time nor a text") -> Reject:
        """An item that cannot be read."""
        return self.export.reject(line, reason, json.dumps(item, ensure_ascii=False))

    def conclude(self, used: int, roots: Sequence[str]) -> None:
        """Notes what was repaired and, of a folder, what was passed over in it and beside it."""
        self.mojibake.report(self.export)
        if not self.export.is_folder:
            return
        empty = sorted(p.parent.name for p in self.files(f"*/{NO_DATA}"))
        if empty:
            self.export.note(f"the download says that it holds no data in: {', '.join(empty)}")
        if passed_over := len(self.files("**/*")) - used - len(empty):
            self.export.note(f"files of the download that were passed over: {passed_over}")
        others = (
            sorted(beside(self.export.path.parent)) if any(fnmatch(self.export.path.name, r) for r in roots) else []
        )
        if others:
            self.export.note(f"parts of the download that were not opened: {', '.join(others)}")


def is_html_download(export: Export) -> bool:
    """Whether this is a page of a download in HTML, whose dates and classes cannot be relied upon."""
    return export.text_head.lstrip()[:1] == "<" and _HTML.search(export.text_head) is not None


def refused_html(export: Export) -> Refused:
    """The error to raise for a download in HTML."""
    return export.refuse("this download is in HTML, whose times name no zone and change with the language", _AS_JSON)


def items_of(documents: Sequence[Any], lists: re.Pattern[str]) -> Iterator[Any]:
    """The items of bare lists, and of lists under keys such as these."""
    for document in documents:
        if isinstance(document, list):
            yield from document
        elif isinstance(document, dict):
            for key, value in document.items():
                if lists.fullmatch(key) and isinstance(value, list):
                    yield from value


def first_items(documents: Sequence[Any], lists: re.Pattern[str]) -> list[dict[str, Any]]:
    """Those items that a file is recognised by."""
    return [item for item in islice(items_of(documents, lists), LOOKED_AT) if isinstance(item, dict)]


def objects(holder: Any, name: str) -> list[dict[str, Any]]:
    """The objects in a list of this name; nothing where there is none."""
    held = holder.get(name) if isinstance(holder, dict) else None
    return [entry for entry in held if isinstance(entry, dict)] if isinstance(held, list) else []


def moment(seconds: Any) -> datetime | None:
    """Unix seconds as an instant; None for zero too, which Meta writes where it does not know the time."""
    return dates.unix(seconds) if seconds and not isinstance(seconds, bool) else None


def as_written(seconds: Any) -> str | None:
    """A time as it stands in the file; None where there is none."""
    return str(seconds) if seconds and isinstance(seconds, int | float | str) else None


def words(value: Any) -> str | None:
    """A string that says something, as it stands; else None."""
    return value if isinstance(value, str) and value.strip() else None
