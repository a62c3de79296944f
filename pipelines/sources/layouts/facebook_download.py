"""What one Facebook profile or Page wrote: the comments and posts of its "Download your information", as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from pipelines.records import IN_FILE, UNKNOWN, Comment, Post, Record
from pipelines.sources.export import Export
from pipelines.sources.layouts.meta_download import (
    OTHER_CATEGORIES,
    Download,
    as_written,
    first_items,
    is_html_download,
    moment,
    objects,
    refused_html,
    words,
)

LAYOUT = "facebook download"
PLATFORM = "facebook"
HOLDS = "own words"
CANNOT_SHOW = (
    "what visitors wrote: it holds the words of the downloading profile or Page alone",
    "which post or comment was answered", "whether a comment is hidden or still shown", "reach",
)  # fmt: skip

FOLDERS = ("your_activity_across_facebook", "your_facebook_activity", "this_profile*_activity_across_facebook")
PARTS = ("comments_and_reactions/*", "posts/your_posts*", "posts/profile_posts*")
BESIDE = OTHER_CATEGORIES

_PLACES = {
    "comments": ("comments_and_reactions/comments*.json", "comments/comments*.json"),
    "posts": ("posts/your_posts*.json", "posts/profile_posts*.json"),
    "reactions": ("comments_and_reactions/likes_and_reactions*.json", "likes_and_reactions/*.json"),
}
_LISTS = re.compile(r"(comments|reactions)(_v\d+)?")
_WORDS_FOR_REACTIONS = {"like", "love", "care", "haha", "wow", "sad", "sorry", "angry", "anger"}
_REPLIED = re.compile(r"\breplied to\b")


def recognises(export: Export) -> bool:
    """Whether this is one part of a download; its folder is known by FOLDERS and PARTS."""
    return is_html_download(export) or _sort(export.documents) is not None


def read(export: Export) -> Iterator[Record]:
    """The comments and posts, in file order; reactions are counted and left out.

    Raises:
        Refused: the download is HTML, holds neither comments nor posts, or a part is cut short.
    """
    if not export.is_folder and is_html_download(export):
        raise refused_html(export)
    export.file.captured_on = export.captured()
    reader = _Reader(export)
    if export.is_folder:
        yield from reader.folder()
    else:
        yield from reader.part(_sort(export.documents) or "posts", export.documents)
    reader.conclude()


def _sort(documents: Sequence[Any]) -> str | None:
    """What a part holds: comments, posts or reactions; None where it is no part of a download."""
    if len(documents) != 1:
        return None
    found = [_sort_of_item(item) for item in first_items(documents, _LISTS)]
    told = [sort for sort in found if sort]
    if "comments" in told or _is_list_of(documents[0], "comments", told):
        return "comments"
    if isinstance(documents[0], dict):
        return "reactions" if _is_list_of(documents[0], "reactions", told) else None
    return told[0] if told and None not in found else None


def _is_list_of(document: Any, sort: str, told: list[str]) -> bool:
    """Whether the key says so: alone where it is one that only Facebook has, else with items that bear it out."""
    names = [n for n in document if re.fullmatch(rf"{sort}(_v\d+)?", n)] if isinstance(document, dict) else []
    return any(isinstance(document[n], list) and (n != sort or told) for n in names)


def _sort_of_item(item: dict[str, Any]) -> str | None:
    """What an item is; empty where it is of a download but does not tell, None where it is of something else."""
    if type(item.get("timestamp")) is not int:
        return None
    if _holds(item, "comment"):
        return "comments"
    if _holds(item, "reaction") or _reaction_in_labels(item):
        return "reactions"
    attached = any(objects(a, "data") for a in objects(item, "attachments"))
    told = attached or any(words(d.get("post")) or "update_timestamp" in d for d in objects(item, "data"))
    return "posts" if told else ""


def _holds(item: Any, name: str) -> list[dict[str, Any]]:
    """The objects of this name in an item's data."""
    return [d[name] for d in objects(item, "data") if isinstance(d.get(name), dict)]


def _reaction_in_labels(item: dict[str, Any]) -> str | None:
    values = (str(entry.get("value")).casefold() for entry in objects(item, "label_values"))
    return next((value for value in values if value in _WORDS_FOR_REACTIONS), None)


class _Reader:
    """Reads the parts of one download and remembers what was met before."""

    def __init__(self, export: Export) -> None:
        self.export, self.download = export, Download(export)
        self.strangers = self.used = 0

    def folder(self) -> Iterator[Record]:
        """Every part of a folder that holds the profile's own words."""
        self.used = len(self.download.files(*chain.from_iterable(_PLACES.values())))
        if not self.used:
            self.download.refuse_what_is_not_json("comments or posts")
        for sort, places in _PLACES.items():
            for document in self.download.documents(_LISTS, *places):
                yield from self.part(sort, [document])

    def part(self, sort: str, documents: Sequence[Any]) -> Iterator[Record]:
        """The items of one part."""
        for line, item in self.download.items(documents, _LISTS):
            if sort == "reactions":
                self._reaction(item)
            elif sort == "comments" or _holds(item, "comment"):
                yield from self._comments(line, item)
            else:
                yield from self._post(line, item)

    def conclude(self) -> None:
        """The notes on the whole download."""
        self.download.conclude(self.used, FOLDERS)
        if self.strangers:
            self.export.note(
                f"comments under a name that is not among the policy's accounts for facebook: {self.strangers}; "
                "they count as the organisation's own, so load no private profile"
            )

    def _comments(self, line: int, item: Any) -> Iterator[Record]:
        for comment in _holds(item, "comment") or [{}]:
            self.export.row()
            if not isinstance(item, dict) or not _says_anything(item, comment):
                yield self.download.reject(line, item)
            else:
                yield from self.download.once(self._comment(line, item, comment))

    def _comment(self, line: int, item: dict[str, Any], comment: dict[str, Any]) -> Comment:
        seconds = comment.get("timestamp") or item.get("timestamp")
        at, author = moment(seconds), words(comment.get("author"))
        if self.export.reading.is_own(PLATFORM, author) is False:
            self.strangers += 1
        return Comment(
            line=line, platform=PLATFORM, posted_at=at, posted_at_raw=as_written(seconds),
            posted_local=at.replace(tzinfo=None) if at else None, zone=IN_FILE if at else UNKNOWN, author=author,
            is_own=True, text=words(comment.get("comment")),
            kind="reply" if _REPLIED.search(words(item.get("title")) or "") else "comment",
        )  # fmt: skip

    def _post(self, line: int, item: Any) -> Iterator[Record]:
        self.export.row()
        if not isinstance(item, dict) or not _says_anything(item, {}):
            yield self.download.reject(line, item)
            return
        at, kind, captions = moment(item.get("timestamp")), *_attached(item)
        texts = (words(d.get("post")) for d in objects(item, "data"))
        yield from self.download.once(
            Post(
                line=line, platform=PLATFORM, published_at=at,
                published_at_raw=as_written(item.get("timestamp")),
                published_local=at.replace(tzinfo=None) if at else None, zone=IN_FILE if at else UNKNOWN,
                text=next(filter(None, chain(texts, captions)), None), kind=kind,
                captured_on=self.export.file.captured_on,
            )
        )  # fmt: skip

    def _reaction(self, item: Any) -> None:
        """A reaction of the profile's own: told twice, once by each of two parts."""
        self.export.row()
        told = (reaction.get("reaction") for reaction in _holds(item, "reaction"))
        word = str(next(told, None) or (_reaction_in_labels(item) if isinstance(item, dict) else None)).casefold()
        when = item.get("timestamp") if isinstance(item, dict) else None
        if not self.download.is_repeated("reaction", str(when), word):
            self.export.skip("reaction")


def _says_anything(item: dict[str, Any], comment: dict[str, Any]) -> bool:
    """Whether an item has a time, or words."""
    said = (comment.get("comment"), *(d.get("post") for d in objects(item, "data")))
    return bool(moment(comment.get("timestamp") or item.get("timestamp")) or any(words(s) for s in said))


def _attached(item: dict[str, Any]) -> tuple[str, list[str | None]]:
    """What a post is, by what hangs on it, and the captions of its pictures."""
    found = [d for a in objects(item, "attachments") for d in objects(a, "data")]
    media = [d["media"] for d in found if isinstance(d.get("media"), dict)]
    kinds = {"external_context": "link", "media": "media", "place": "place"}
    kind = next((name for key, name in kinds.items() if any(key in d for d in found)), "status")
    return kind, [words(m.get("description")) for m in media]
