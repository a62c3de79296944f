"""Graph API files of Facebook and Instagram, quirk by quirk."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.as_json import to_json
from pipelines.errors import DamagedIds, Refused, Unrecognised
from pipelines.records import Comment, Post, Record, Reject
from pipelines.sources import read, recognise
from pipelines.sources.export import Export
from pipelines.sources.reading import Reading
from tests.sources.helpers import export_of, singly

POST = "10150000000000001"
TOKEN = "EAAinventedToken0123456789abcdef"
OWN = Reading(own={"facebook": ["Healthwatch Exampleshire"], "instagram": ["@HW_Exampleshire"]})


def comment(number: int, **more: Any) -> dict[str, Any]:
    given = {"id": f"{POST}_{number}", "message": f"text {number}", "created_time": "2025-08-04T09:41:12+0000"}
    return {k: v for k, v in (given | more).items() if v is not ...}


def page(*items: Any, total: int | None = None, more: bool = False) -> dict[str, Any]:
    link = f"https://graph.facebook.com/v20.0/1/comments?access_token={TOKEN}&after=B"
    envelope: dict[str, Any] = {"data": list(items), "paging": {"cursors": {}} | ({"next": link} if more else {})}
    return envelope | ({} if total is None else {"summary": {"order": "chronological", "total_count": total}})


def loaded(folder: Path, content: Any, reading: Reading = OWN, name: str = "c.json") -> tuple[Export, list[Record]]:
    export = export_of(folder, content if isinstance(content, str) else json.dumps(content), name, reading)
    return export, singly(list(read(export)))


def comments(records: list[Record]) -> list[Comment]:
    return [r for r in records if isinstance(r, Comment)]


def by_id(records: list[Record]) -> dict[str | None, Comment]:
    return {r.id: r for r in comments(records)}


def test_every_field_of_a_comment_is_read(tmp_path: Path) -> None:
    item = comment(
        2, created_time="2025-08-04T10:41:12+0100", like_count=3, comment_count=1, is_hidden=True,
        permalink_url=f"https://www.facebook.com/1?comment_id=2&access_token={TOKEN}", parent={"id": f"{POST}_1"},
        **{"from": {"name": "Pat Invented", "id": "5550001"}},
    )  # fmt: skip
    _, [found] = loaded(tmp_path, page(item))
    assert found == Comment(
        line=1, platform="facebook", id=f"{POST}_2", parent_id=f"{POST}_1", post_id=POST,
        posted_at=datetime(2025, 8, 4, 9, 41, 12, tzinfo=UTC), posted_at_raw="2025-08-04T10:41:12+0100",
        posted_local=datetime(2025, 8, 4, 10, 41, 12), zone="in file", author="Pat Invented", author_id="5550001",
        is_own=False, text="text 2", status="hidden", status_raw="is_hidden: true", like_count=3, reply_count=1,
        link="https://www.facebook.com/1?comment_id=2&access_token=REMOVED", kind="reply",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "field", "expected"),
    [
        ({}, "author", None),
        ({}, "is_own", None),
        ({}, "status", "unknown"),
        ({"is_hidden": False}, "status", "visible"),
        ({"is_hidden": False}, "status_raw", "is_hidden: false"),
        ({"message": ""}, "text", None),
        ({"message": ..., "comment_count": 0}, "text", None),
        ({"from": {"name": "Healthwatch Exampleshire", "id": "777"}}, "is_own", True),
        ({"id": 20000000000000001}, "id", "20000000000000001"),
        ({"id": "20000000000000001"}, "post_id", None),
        ({"created_time": "2025-08-04T09:41:12"}, "posted_at", None),
        ({"created_time": "2025-08-04T09:41:12"}, "posted_local", datetime(2025, 8, 4, 9, 41, 12)),
        ({"created_time": "2025-08-04T09:41:12"}, "zone", "unknown"),
        ({"created_time": "yesterday"}, "posted_at_raw", "yesterday"),
        ({"created_time": 1754300000}, "posted_at", datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC)),
        ({"likes": {"summary": {"total_count": 4}}, "comment_count": 0}, "like_count", 4),
    ],
)
def test_quirks_of_a_comment(tmp_path: Path, given: dict[str, Any], field: str, expected: Any) -> None:
    _, [found] = loaded(tmp_path, page(comment(1, **given)))
    assert getattr(found, field) == expected


@pytest.mark.parametrize("hidden", [True, False])
def test_hidden_is_a_state_and_no_action(tmp_path: Path, hidden: bool) -> None:
    _, records = loaded(tmp_path, page(comment(1, is_hidden=hidden)))
    assert [r.record for r in records] == ["comment"]


def post(**more: Any) -> dict[str, Any]:
    return {
        "id": f"777_{POST}", "message": "How easy is it to see a dentist?", "created_time": "2025-08-01T08:30:00+0000",
        "from": {"name": "HW", "id": "777"}, "comments": page(comment(1, comments=page(comment(2)))),
    } | more  # fmt: skip


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda p: p,
        lambda p: [p],
        lambda p: {"data": [p], "paging": {}},
        lambda p: {"id": "777", "posts": {"data": [p]}},
        lambda p: {"id": "777", "feed": {"data": [p]}},
        lambda p: {p["id"]: p},
        lambda p: [{"code": 200, "body": json.dumps(p)}],
    ],
)
def test_a_post_is_found_with_its_nested_comments(tmp_path: Path, wrapped: Any) -> None:
    _, records = loaded(tmp_path, wrapped(post(shares={"count": 5}, likes={"summary": {"total_count": 12}})))
    first = records[0]
    assert isinstance(first, Post)
    assert (first.id, first.text) == (f"777_{POST}", "How easy is it to see a dentist?")
    assert first.published_at == datetime(2025, 8, 1, 8, 30, tzinfo=UTC)
    assert first.figures == {"likes": 12, "shares": 5}
    assert [(c.id, c.parent_id, c.post_id, c.kind) for c in comments(records)] == [
        (f"{POST}_1", None, POST, "comment"), (f"{POST}_2", f"{POST}_1", POST, "reply"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        page(comment(1), comment(2)),
        [comment(1), comment(2)],
        "\n".join(json.dumps(comment(n)) for n in (1, 2)),
        "\n".join(json.dumps(page(comment(n))) for n in (1, 2)),
        [page(comment(1)), page(comment(2))],
        {POST: page(comment(1), comment(2))},
        {"comments": [comment(1), comment(2)]},
    ],
)
def test_comments_are_found_in_every_wrapping(tmp_path: Path, content: Any) -> None:
    export, records = loaded(tmp_path, content)
    assert [(r.id, r.post_id, r.line) for r in comments(records)] == [(f"{POST}_1", POST, 1), (f"{POST}_2", POST, 2)]
    assert export.file.layout == "facebook graph"


def test_comments_with_replies_in_a_page_are_no_posts(tmp_path: Path) -> None:
    _, records = loaded(tmp_path, page(comment(1, comments=page(comment(2))), comment(3)))
    assert [(r.record, r.id) for r in comments(records)] == [("comment", f"{POST}_{n}") for n in (1, 2, 3)]


def test_bare_ids_take_the_post_that_encloses_them(tmp_path: Path) -> None:
    nested = {"id": POST, "created_time": "2025-08-01T08:30:00+0000", "comments": page(comment(1, id="2001"))}
    _, records = loaded(tmp_path, nested)
    assert by_id(records)["2001"].post_id == POST


def test_whoever_published_the_post_is_the_organisation(tmp_path: Path) -> None:
    own, other = ({"name": n, "id": i} for n, i in (("HW", "777"), ("Kim Madeup", "5")))
    nested = post(comments=page(comment(1, **{"from": own}), comment(2, **{"from": other}), comment(3)))
    _, records = loaded(tmp_path, nested, Reading())
    assert [c.is_own for c in comments(records)] == [True, False, None]


def test_a_visitors_post_is_read_as_a_comment(tmp_path: Path) -> None:
    visitor = {"name": "Kim Madeup", "id": "5"}
    export, records = loaded(tmp_path, post(**{"from": visitor}, comments=page(comment(1, **{"from": visitor}))))
    assert [(c.id, c.post_id, c.is_own) for c in comments(records)] == [
        (f"777_{POST}", None, False), (f"{POST}_1", POST, False),
    ]  # fmt: skip
    assert "1 posts by visitors on the page are read as comments" in export.file.notes


def test_no_token_reaches_a_record_a_note_or_a_reject(tmp_path: Path) -> None:
    stray = {"message": "", "paging": {"next": f"https://x.example.org/?access_token={TOKEN}"}, "access_token": TOKEN}
    linked = comment(1, permalink_url=f"https://www.facebook.com/1?access_token={TOKEN}&comment_id=1")
    export, records = loaded(tmp_path, page(linked, stray, f"https://x.example.org/?access_token={TOKEN}", more=True))
    shown = "".join(to_json(r.as_dict()) for r in (*records, export.finished()))
    assert TOKEN not in shown
    assert [r.reason for r in records if isinstance(r, Reject)] == ["neither an id nor a text"] * 2


def test_the_same_comment_twice_is_one(tmp_path: Path) -> None:
    once = comment(2, like_count=1)
    nested = comment(1, like_count=0, comments=page(once))
    export, records = loaded(tmp_path, page(nested, once, once | {"like_count": 2}))
    assert by_id(records)[f"{POST}_2"].like_count == 2
    assert by_id(records)[f"{POST}_2"].parent_id == f"{POST}_1"
    assert (export.rows, export.merged, len(records)) == (4, 2, 2)


def test_a_gap_is_noted_and_not_called_deletion(tmp_path: Path) -> None:
    export, _ = loaded(tmp_path, page(*(comment(n) for n in range(10)), total=12))
    assert (
        "platform counts 12 comments, file holds 10 (post 10150000000000001): the gap is not called deletion"
        in export.file.notes
    )
    assert "a partial page: absence from it proves nothing" in export.file.notes
    assert export.file.snapshot_of == []


@pytest.mark.parametrize(
    ("content", "complete"),
    [
        (page(comment(1), comment(2), total=2), True),
        (page(comment(1), comment(2)), False),
        (page(comment(1), total=1, more=True), False),
        (page(comment(1, comment_count=1), total=1), False),
        (page(comment(1, comment_count=1), comment(2, parent={"id": f"{POST}_1"}), total=2), True),
        (page(comment(1, comment_count=1, comments=page(comment(2))), total=1), True),
        (page(comment(1, comment_count=1, comments=page(comment(2))), total=2), True),
        (page(comment(1, comment_count=2, comments=page(comment(2), more=True)), total=1), False),
        (page(comment(1, comments=page(comment(2), total=3)), total=1), False),
        ([page(comment(1), total=2, more=True), page(comment(2), total=2)], True),
        (post(comments=page(total=0)), True),
    ],
)
def test_only_a_proven_file_is_a_snapshot(tmp_path: Path, content: Any, complete: bool) -> None:
    export, _ = loaded(tmp_path, content)
    assert export.file.snapshot_of == ([POST] if complete else [])
    assert ("a partial page: absence from it proves nothing" in export.file.notes) is not complete


def test_a_snapshot_without_hidden_marks_may_lack_hidden_comments(tmp_path: Path) -> None:
    assert loaded(tmp_path, page(comment(1), total=1))[0].file.snapshot_lacks == ["hidden"]
    assert loaded(tmp_path, page(comment(1, is_hidden=False), total=1))[0].file.snapshot_lacks == []


def test_an_empty_page_declares_zero_comments(tmp_path: Path) -> None:
    export, records = loaded(tmp_path, page(total=0))
    assert records == []
    assert (export.file.layout, export.rows) == ("facebook graph", 0)
    assert "the file declares zero comments" in export.file.notes


def test_an_empty_page_that_counts_comments_shows_a_gap(tmp_path: Path) -> None:
    export, _ = loaded(tmp_path, page(total=7))
    assert "platform counts 7 comments, file holds 0: the gap is not called deletion" in export.file.notes


def test_an_error_of_the_platform_is_refused_without_its_text(tmp_path: Path) -> None:
    error = {"error": {"message": f"Invalid token {TOKEN}", "type": "OAuthException", "code": 190, "fbtrace_id": "A"}}
    with pytest.raises(Refused, match="answered with an error") as refusal:
        loaded(tmp_path, error)
    assert TOKEN not in str(refusal.value)


def test_rounded_ids_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedIds):
        loaded(
            tmp_path, '{"data":[{"id":2.0000000000000001e16,"message":"a","created_time":"2025-08-04T09:41:12+0000"}]}'
        )


@pytest.mark.parametrize(
    "content",
    [
        [{"id": 101, "post": 11, "parent": 0, "author_name": "Pat", "content": {"rendered": "<p>x</p>"}}],
        {
            "data": [
                {
                    "id": "2070",
                    "text": "x",
                    "author_id": "7",
                    "conversation_id": "2",
                    "created_at": "2026-07-14T10:00:00.000Z",
                }
            ]
        },
        {"data": [], "meta": {"result_count": 0}},
        {"items": [{"id": "Ug1", "snippet": {"textDisplay": "x"}}]},
        [{"title": "x", "timestamp": 1754300000, "data": [{"comment": {"comment": "x", "author": "HW"}}]}],
    ],
)
def test_other_platforms_json_is_not_claimed(tmp_path: Path, content: Any) -> None:
    export = export_of(tmp_path, json.dumps(content), "c.json")
    try:
        layout = recognise(export).LAYOUT
    except Unrecognised:
        return
    assert "graph" not in layout


def ig(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"1790000000000000{number}", "text": f"text {number}", "username": "invented.user",
        "timestamp": "2025-08-05T13:00:00+0000", "hidden": False,
    } | more  # fmt: skip


def test_instagram_comments_and_replies(tmp_path: Path) -> None:
    reply = ig(2, text="Yes – 16+", **{"from": {"id": "9", "username": "hw_exampleshire"}}, hidden=True, like_count=1)
    export, records = loaded(tmp_path, page(ig(1, replies={"data": [reply]})))
    assert export.file.layout == "instagram graph"
    first, second = comments(records)
    assert (first.author, first.is_own, first.status, first.kind) == ("invented.user", False, "visible", "comment")
    assert second == Comment(
        line=2, platform="instagram", id="17900000000000002", parent_id="17900000000000001",
        posted_at=datetime(2025, 8, 5, 13, tzinfo=UTC), posted_at_raw="2025-08-05T13:00:00+0000",
        posted_local=datetime(2025, 8, 5, 13), zone="in file", author="hw_exampleshire", author_id="9", is_own=True,
        text="Yes – 16+", status="hidden", status_raw="hidden: true", like_count=1, kind="reply",
    )  # fmt: skip


def test_instagram_media_with_comments(tmp_path: Path) -> None:
    media = {
        "id": "18000000000000001", "caption": "Waiting for a scan?", "media_type": "IMAGE", "like_count": 9,
        "permalink": "https://www.instagram.com/p/SYNTH1/", "timestamp": "2025-08-05T12:00:00+0000",
        "username": "some_page", "comments_count": 12, "comments": page(ig(1), ig(2, username="some_page")),
    }  # fmt: skip
    export, records = loaded(tmp_path, {"data": [media]}, Reading())
    first = records[0]
    assert isinstance(first, Post)
    assert (first.text, first.kind, first.url) == (
        "Waiting for a scan?",
        "IMAGE",
        "https://www.instagram.com/p/SYNTH1/",
    )
    assert first.figures == {"likes": 9, "comments": 12}
    assert [(c.post_id, c.is_own) for c in comments(records)] == [
        ("18000000000000001", False),
        ("18000000000000001", True),
    ]
    assert (
        "platform counts 12 comments, file holds 2 (post 18000000000000001): the gap is not called deletion"
        in export.file.notes
    )
