"""Stories that people told on Care Opinion, as its API (version 2) lists them, with the answers they were given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.as_json import to_json
from pipelines.records import Comment, Record
from pipelines.sources.export import Export
from pipelines.sources.json_values import identity, text_of, when
from pipelines.sources.repeats import Once
from pipelines.sources.titles import with_title

LAYOUT = "care opinion"
PLATFORM = "care_opinion"
HOLDS = "comments"
CANNOT_SHOW = (
    "stories that Care Opinion's own moderators held back, changed or took down",
    'who told a story: it gives a role such as "a relative", which is nobody\'s name',
    "the zone of its times",
    "whether all stories are there: an absence from this file proves nothing",
)
_STORY = {"title", "body", "dateOfSubmission"}
_WRITERS = ("respondentName", "authorName", "organisationName", "organisation", "author", "respondent")


def recognises(export: Export) -> bool:
    """A list of stories, or a single one."""
    if '"dateOfSubmission"' not in export.text_head:
        return False
    return any(isinstance(story, dict) and set(story) >= _STORY for story in _stories(export.documents))


def read(export: Export) -> Iterator[Record]:
    """A comment a story, and one for each answer that has words; line is a story's position."""
    export.file.captured_on = export.captured()
    once = Once(export)
    for line, story in enumerate(_stories(export.documents), start=1):
        export.row()
        if not isinstance(story, dict) or not _STORY & set(story) or "id" not in story:
            shown = sorted(story) if isinstance(story, dict) else story
            yield export.reject(line, "the item is no story", to_json({"value": shown}))
            continue
        told = _story(export, line, story)
        yield from once.of(told)
        for answer in _answers(story):
            export.row()
            yield from once.of(_answer(export, line, answer, told))


def _stories(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for inner in value:
            yield from _stories(inner)
    else:
        yield value


def _story(export: Export, line: int, story: dict[str, Any]) -> Comment:
    number = identity(export, story["id"])
    at, local, raw, zone = when(story.get("dateOfSubmission"))
    # A story that nobody has published yet is shown to subscribers at most; why, the file does not say.
    is_shown = text_of(story.get("dateOfPublication")) is not None
    return Comment(
        line=line, platform=PLATFORM, id=number, posted_at=at, posted_at_raw=raw, posted_local=local, zone=zone,
        text=with_title(text_of(story.get("title")), text_of(story.get("body"))),
        status="visible" if is_shown else "unknown", status_raw=text_of(story.get("progress")),
        link=f"https://www.careopinion.org.uk/{number}" if number else None, kind="review",
    )  # fmt: skip


def _answers(story: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers whose words stand in the story; most files only link to them."""
    found = story.get("responses")
    return [a for a in found if isinstance(a, dict) and text_of(a.get("body"))] if isinstance(found, list) else []


def _answer(export: Export, line: int, answer: dict[str, Any], story: Comment) -> Comment:
    names = [_name(answer.get(key)) for key in _WRITERS]
    is_own = export.reading.is_own(PLATFORM, *names)
    if is_own is None:
        export.note("answers are taken for the organisation's own: neither file nor policy says otherwise")
    at, local, raw, zone = when(answer.get("dateOfSubmission") or answer.get("dateOfPublication"))
    return Comment(
        line=line, platform=PLATFORM, id=identity(export, answer.get("id")), parent_id=story.id, posted_at=at,
        posted_at_raw=raw, posted_local=local, zone=zone, author=next((n for n in names if n), None),
        is_own=is_own is not False, text=with_title(text_of(answer.get("title")), text_of(answer["body"])),
        status=story.status, kind="reply",
    )  # fmt: skip


def _name(value: Any) -> str | None:
    return text_of(value.get("name")) if isinstance(value, dict) else text_of(value)
