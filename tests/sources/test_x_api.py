"""X's API pages: who answered whom, what a page leaves open, and how many pages there are."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.records import Batch, Comment, Post, Record, Reject
from pipelines.sources import read
from pipelines.sources.export import Export
from pipelines.sources.layouts import x_api
from pipelines.sources.reading import Reading

READING = Reading(own={"x": ["@HWExampleshire"]})
OWN, PAT = "777000", "777001"
TALK, ANSWER = "2026598040990646273", "2026613140485046273"  # 25 February 2026, 10:00 and 11:00 UTC
USERS = [
    {"id": PAT, "name": "Pat Invented", "username": "pat_invented"},
    {"id": OWN, "name": "HW Exampleshire", "username": "hwexampleshire"},
]


def answer(post_id: str = ANSWER, **fields: Any) -> dict[str, Any]:
    made = {
        "id": post_id, "text": "No &amp; yes", "author_id": PAT, "conversation_id": TALK, "in_reply_to_user_id": OWN,
        "created_at": "2026-02-25T11:00:00.000Z", "referenced_tweets": [{"type": "replied_to", "id": TALK}],
        "public_metrics": {"like_count": 4, "reply_count": 1, "retweet_count": 0},
    }  # fmt: skip
    return {k: v for k, v in (made | fields).items() if v is not None}


def page(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"data": list(items), "includes": {"users": USERS}, "meta": {"result_count": len(items)}} | more


def records_of(tmp_path: Path, document: Any, lines: bool = False) -> tuple[list[Record], Export]:
    path = tmp_path / "replies.json"
    text = "".join(json.dumps(d) + "\n" for d in document) if lines else json.dumps(document)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (datetime(2026, 3, 2, tzinfo=UTC).timestamp(),) * 2)
    export = Export(path, path.name, READING)
    records: list[Record] = []
    for item in read(export):
        records.extend(item.records() if isinstance(item, Batch) else [item])
    export.finished()
    return records, export


def test_answer_is_a_comment_with_its_author_from_the_includes(tmp_path: Path) -> None:
    (comment,), _ = records_of(tmp_path, page(answer()))
    assert comment == Comment(
        line=1,
        platform="x",
        id=ANSWER,
        parent_id=TALK,
        post_id=TALK,
        posted_at=datetime(2026, 2, 25, 11, tzinfo=UTC),
        posted_at_raw="2026-02-25T11:00:00.000Z",
        posted_local=datetime(2026, 2, 25, 11),
        zone="in file",
        author="Pat Invented",
        author_id=PAT,
        is_own=False,
        text="No & yes",
        status="visible",
        like_count=4,
        reply_count=1,
        link=f"https://x.com/pat_invented/status/{ANSWER}",
        kind="reply",
    )


@pytest.mark.parametrize(
    ("fields", "made"),
    [
        ({"author_id": OWN, "in_reply_to_user_id": PAT}, (Comment, "reply", True)),
        ({"author_id": OWN, "in_reply_to_user_id": OWN}, (Post, "reply", None)),
        ({"author_id": OWN, "in_reply_to_user_id": None, "conversation_id": ANSWER, "referenced_tweets": None},
         (Post, "post", None)),
        ({"in_reply_to_user_id": None, "conversation_id": ANSWER, "referenced_tweets": None},
         (Comment, "comment", False)),
        ({"author_id": "777009"}, (Comment, "reply", None)),
        ({"author_id": None}, (Comment, "reply", None)),
    ],
)  # fmt: skip
def test_who_wrote_it_and_what_it_answers_decide_what_it_is(
    tmp_path: Path, fields: dict[str, Any], made: tuple[type[Record], str, bool | None]
) -> None:
    (found,), _ = records_of(tmp_path, page(answer(**fields)))
    assert (type(found), found.kind, getattr(found, "is_own", None)) == made


def test_missing_time_is_taken_from_the_id(tmp_path: Path) -> None:
    (comment,), _ = records_of(tmp_path, page(answer(created_at=None)))
    assert (comment.posted_at, comment.posted_at_raw) == (datetime(2026, 2, 25, 11, tzinfo=UTC), None)


def test_long_post_has_its_whole_text(tmp_path: Path) -> None:
    (comment,), _ = records_of(tmp_path, page(answer(note_tweet={"text": "No &amp; yes &amp; more"})))
    assert comment.text == "No & yes & more"


def test_quotation_belongs_to_what_it_quotes_and_reposts_are_left(tmp_path: Path) -> None:
    quoted = answer(
        "21", conversation_id="21", in_reply_to_user_id=None, referenced_tweets=[{"type": "quoted", "id": TALK}]
    )
    repost = quoted | {"id": "22", "conversation_id": "22", "referenced_tweets": [{"type": "retweeted", "id": TALK}]}
    (comment,), export = records_of(tmp_path, page(quoted, repost))
    assert (comment.kind, comment.parent_id, comment.post_id) == ("comment", None, TALK)
    assert export.file.counts["skipped"] == {"repost by somebody else": 1}


def test_pages_come_as_a_list_or_a_line_each_and_repeats_are_merged(tmp_path: Path) -> None:
    pages = [page(answer("31")), page(answer("31"), answer("32"), {"text": "no id"})]
    for lines in (False, True):
        records, export = records_of(tmp_path, pages, lines=lines)
        assert [(type(r), r.line) for r in records] == [(Comment, 1), (Comment, 3), (Reject, 4)]
        assert (export.rows, export.merged) == (4, 1)


def test_no_results_is_a_declared_zero(tmp_path: Path) -> None:
    records, export = records_of(tmp_path, {"meta": {"result_count": 0}})
    assert records == []
    assert export.file.notes[0] == "the search found no replies"


def test_errors_beside_the_data_are_counted(tmp_path: Path) -> None:
    _, export = records_of(
        tmp_path, page(answer(), errors=[{"title": "Not Found Error"}, {"title": "Not Found Error"}])
    )
    assert "items that X could not deliver: 2" in export.file.notes


@pytest.mark.parametrize(
    ("pages", "snapshot_of"),
    [
        ([page(answer())], [TALK]),
        ([page(answer(), meta={"next_token": "b26"})], []),
        ([page(answer(), meta={"next_token": "b26"}), page(answer("32"))], [TALK]),
        ([page(answer(), meta={"next_token": "b26"}), page(answer("32", conversation_id="2020407248286646273"))], []),
        ([page(answer(conversation_id="2018263120081846273"))], []),
        ([page(answer("31", conversation_id="2018263120081846273", created_at="2026-02-02T11:00:00.000Z"), answer())],
         ["2018263120081846273", TALK]),
        ([page(answer(), meta=None)], []),
    ],
    ids=["all", "cut short", "followed", "followed by another talk", "older than a week", "reaches back", "no meta"],
)  # fmt: skip
def test_conversation_is_shown_whole_only_where_that_is_sure(
    tmp_path: Path, pages: list[dict[str, Any]], snapshot_of: list[str]
) -> None:
    _, export = records_of(tmp_path, pages)
    assert export.file.snapshot_of == snapshot_of
    assert any(n.startswith("partial") for n in export.file.notes) == (
        "next_token" in json.dumps(pages) and not snapshot_of
    )


@pytest.mark.parametrize(
    "document",
    [
        {"data": [{"id": "1_2", "message": "Hello", "created_time": "2025-08-04T09:41:12+0000"}]},
        {
            "data": [
                {"id": "17900000000000001", "text": "Hello", "username": "a", "timestamp": "2025-08-05T13:00:00+0000"}
            ]
        },
        {"data": []},
    ],
)
def test_pages_of_other_platforms_are_not_claimed(tmp_path: Path, document: dict[str, Any]) -> None:
    path = tmp_path / "comments.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert not x_api.recognises(Export(path, path.name, READING))
