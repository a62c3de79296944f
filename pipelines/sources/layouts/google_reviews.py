"""Reviews of Google Business Profile: Takeout's folders of locations, a single file of them, and the API's list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipelines.as_json import to_json
from pipelines.records import Comment, Record
from pipelines.sources.export import Export
from pipelines.sources.json_values import identity, text_of, when, whole
from pipelines.sources.layouts.takeout import OTHER_PRODUCTS, note_other_products, taken_on
from pipelines.sources.parts import part_of
from pipelines.sources.repeats import Once

LAYOUT = "google reviews"
PLATFORM = "google"
HOLDS = "comments"
CANNOT_SHOW = (
    "reviews that Google or their author removed, or that Google held back: they are simply absent",
    "who removed or reported a review, or when",
    "who of the organisation answered a review",
    "when an answer was first written: only its last change has a time",
)
# From the folder of all accounts, or of one, downwards: what lies beside it in a Takeout is left to its own layout.
PARTS = ("account-*/location-*/*.json", "location-*/reviews*.json")
BESIDE = OTHER_PRODUCTS
_STARS = {"ONE": 1.0, "TWO": 2.0, "THREE": 3.0, "FOUR": 4.0, "FIVE": 5.0}
_PAGE = {"reviews", "locationReviews", "averageRating", "totalReviewCount", "nextPageToken"}
_OF_MAPS = {"five_star_rating_published", "review_text_published"}
_NAME = re.compile(r"(?:^|/)locations/(?P<key>(?P<location>[^/]+)/reviews/.+)$")
_FOLDER = re.compile(r"location-([^/]+)")
_ORIGINAL = re.compile(r"^\s*\(Translated by Google\).*\(Original\)\s*", re.DOTALL)
_TRANSLATION = re.compile(r"(?<=\S)\s*\n\s*\(Translated by Google\).*$", re.DOTALL)


def recognises(export: Export) -> bool:
    """A page of reviews; reviews that somebody wrote on Google Maps too, so as to refuse them by name."""
    if not any(mark in export.text_head for mark in ('"reviews"', '"locationReviews"', *_OF_MAPS)):
        return False
    return any(_is_page(page) or _is_of_maps(page) for page in export.documents)


def read(export: Export) -> Iterator[Record]:
    """A comment a review and one for its answer; line is a review's position.

    Raises:
        Refused: a page is malformed, or these are the account's own reviews of other places.
    """
    harvest = _Harvest(export)
    for part, location in _parts(export):
        taken = taken_on(part, export.name)
        export.file.captured_on = max(taken, export.file.captured_on or taken)
        documents = part.documents
        if any(_is_of_maps(page) for page in documents):
            what = "these are reviews that the account itself wrote on Google Maps, not those of its own profile"
            raise export.refuse(what, "In Takeout choose Google Business Profile instead of Maps")
        if not documents:
            raise export.refuse(f"{part.path.name} is JSON that is cut short or malformed", "Download it again")
        for page in documents:
            yield from harvest.of(page, location)
    harvest.conclude()
    note_other_products(export)


def _is_page(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("reviews", value.get("locationReviews")), list):
        return False
    first = next((_review(item) for item in _listed(value)), None)
    return set(value) <= _PAGE if first is None else isinstance(first, dict) and _is_review(first)


def _is_review(item: dict[str, Any]) -> bool:
    return "starRating" in item and bool({"reviewer", "reviewId", "name", "createTime"} & set(item))


def _is_of_maps(value: Any) -> bool:
    features = value.get("features") if isinstance(value, dict) else None
    first = next(iter(features), None) if isinstance(features, list) else None
    properties = first.get("properties") if isinstance(first, dict) else None
    return isinstance(properties, dict) and bool(_OF_MAPS & set(properties))


def _listed(page: dict[str, Any]) -> Iterator[Any]:
    for name in ("reviews", "locationReviews"):
        yield from page.get(name) or ()


def _review(item: Any) -> Any:
    """A review, which the API wraps where it answers for several locations."""
    return item.get("review", item) if isinstance(item, dict) else item


def _parts(export: Export) -> Iterator[tuple[Export, str | None]]:
    """The files that hold reviews, and the location by the name of each one's folder."""
    if not export.is_folder:
        found = _FOLDER.search(export.name)
        yield export, found[1] if found else None
        return
    files = sorted(p for p in export.path.rglob("*") if p.is_file())
    strangers = [p.name for p in files if not any(_FOLDER.fullmatch(f.name) for f in p.parents)]
    if strangers and not re.search("google|account-", export.path.name, re.IGNORECASE):
        what = f"files that are not of Google's reviews lie in the same folder: {', '.join(strangers[:5])}"
        raise export.refuse(what, "Put the folders account-… into a folder of their own")
    reviews = [p for p in files if re.fullmatch(r"reviews.*\.json", p.name, re.IGNORECASE)]
    if len(files) > len(reviews):
        export.note(f"files of this Takeout that hold no reviews and were passed over: {len(files) - len(reviews)}")
    if not reviews:
        raise export.refuse("this Takeout holds no file of reviews", "In Takeout choose Google Business Profile")
    for path in reviews:
        yield part_of(export, path), path.parent.name.removeprefix("location-")


@dataclass(slots=True)
class _Harvest:
    """The reviews of one export, page after page, and what the pages say of how many there are."""

    export: Export
    once: Once = field(init=False)
    line: int = 0
    held: dict[str, set[str | None]] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    more: bool = False
    first: datetime | None = None

    def __post_init__(self) -> None:
        self.once = Once(self.export)

    def of(self, page: Any, location: str | None) -> Iterator[Record]:
        """The records of one page."""
        if not isinstance(page, dict) or not isinstance(page.get("reviews", []), list):
            raise self.export.refuse("a page of reviews holds no list of them", "Download it again")
        places: set[str] = set()
        for item in _listed(page):
            self.line += 1
            self.export.row()
            review = _review(item)
            if not isinstance(review, dict) or not _is_review(review):
                raw = to_json({"value": review if not isinstance(review, dict) else sorted(review)})
                yield self.export.reject(self.line, "the item is no review", raw)
                continue
            for record in self._review(review, location):
                places |= {record.post_id} if record.post_id else set()
                yield from self.once.of(record)
        self._total(page, places)

    def _review(self, review: dict[str, Any], location: str | None) -> Iterator[Comment]:
        key, place = _identity(self.export, review, location)
        at, local, raw, zone = when(review.get("createTime"))
        updated, _, changed, _ = when(review.get("updateTime"))
        self.first = min(filter(None, (self.first, at)), default=None)
        author = _author(review.get("reviewer"))
        self.held.setdefault(place or "", set()).add(key)
        yield Comment(
            line=self.line, platform=PLATFORM, id=key, post_id=place, posted_at=at, posted_at_raw=raw,
            posted_local=local, zone=zone, author=author, is_own=self.export.reading.is_own(PLATFORM, author),
            text=_original(review.get("comment")), status="visible", rating=self._stars(review.get("starRating")),
            updated_at=updated if changed != raw else None, kind="review",
        )  # fmt: skip
        answer = review.get("reviewReply")
        if isinstance(answer, dict) and text_of(answer.get("comment")):
            self.export.row()
            at, local, raw, zone = when(answer.get("updateTime"))
            yield Comment(
                line=self.line, platform=PLATFORM, id=f"{key}/reply" if key else None, parent_id=key, post_id=place,
                posted_at=at, posted_at_raw=raw, posted_local=local, zone=zone, is_own=True,
                text=_original(answer["comment"]), status="visible", kind="reply",
            )  # fmt: skip

    def _stars(self, written: Any) -> float | None:
        stars = _STARS.get(written) if isinstance(written, str) else None
        if stars is None and written not in (None, "STAR_RATING_UNSPECIFIED"):
            self.export.note("ratings that are not ONE to FIVE were left empty")
        return stars

    def _total(self, page: dict[str, Any], places: set[str]) -> None:
        total = whole(page, "totalReviewCount")
        self.more = text_of(page.get("nextPageToken")) is not None
        if total is not None and len(places) == 1:
            self.said[places.pop()] = total

    def conclude(self) -> None:
        """Completes the file's own record: what it reaches, and the locations that it proves to show whole."""
        export, file = self.export, self.export.file
        file.covers_since = self.first.astimezone(export.zone).date() if self.first else None
        file.covers_until = file.captured_on if self.first else None
        file.snapshot_lacks = ["hidden", "deleted"]
        for place, total in self.said.items():
            held = len(self.held[place])
            if held == total and not self.more:
                file.snapshot_of.append(place)
            elif held < total:
                said = f"Google counts {total} reviews of location {place}, the file holds {held}"
                export.note(f"{said}: the gap is not called deletion")
        if self.more:
            export.note("more pages follow the last one in this file")
        if not self.line:
            export.note("the file declares zero reviews")


def _identity(export: Export, review: dict[str, Any], location: str | None) -> tuple[str | None, str | None]:
    """A review's id, the same under whichever account its location lies, and the location."""
    found = _NAME.search(str(review.get("name") or ""))
    if found:
        return found["key"], found["location"]
    number = identity(export, review.get("reviewId"))
    return (f"{location}/reviews/{number}" if number and location else number), location


def _author(reviewer: Any) -> str | None:
    """The name that is shown; none for those who chose to show none."""
    if not isinstance(reviewer, dict) or reviewer.get("isAnonymous") is True:
        return None
    return text_of(reviewer.get("displayName"))


def _original(text: Any) -> str | None:
    """What was written, without Google's translation of it; null where there are only stars."""
    words = text_of(text)
    return text_of(_TRANSLATION.sub("", _ORIGINAL.sub("", words))) if words else None
