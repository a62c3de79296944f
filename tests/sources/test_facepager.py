"""Facepager's exports: every delimiter and mode, what hangs on what, and rows that are no items."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.errors import DamagedIds, Refused
from pipelines.records import Comment, Post, Record, Reject
from pipelines.sources import read
from pipelines.sources.export import Export
from pipelines.sources.reading import Reading
from tests.sources.helpers import as_csv, export_of, singly

NODE = {
    "level": "1", "id": "2", "parent_id": "1", "object_id": "10150000000000001_20000000000000001",
    "object_type": "data", "object_key": "data", "query_status": "fetched (200)",
    "query_time": "2025-09-01 10:00:02.000001", "query_type": "Facebook:/<post-id>/comments",
}  # fmt: skip
SEED = {
    "level": "0",
    "id": "1",
    "parent_id": "",
    "object_id": "10150000000000001",
    "object_type": "seed",
} | dict.fromkeys(("object_key", "query_status", "query_time", "query_type"), "")
POST = {"object_id": "100000000000777_10150000000000001", "query_type": "Facebook:/<page-id>/posts"}
SAID = {
    "message": 'Waited "five" weeks',
    "created_time": "2025-08-04T09:41:12+0000",
    "like_count": "3",
    "comment_count": "1",
}


def loaded(
    folder: Path, *rows: dict[str, str], delimiter: str = ";", first: str = "", **reading: object
) -> tuple[Export, list[Record]]:
    columns = dict.fromkeys([*([first] if first else []), *NODE, *(name for row in rows for name in row)])
    cells = [[row.get(c, "") for c in columns] for row in rows]
    content = "\ufeff" + as_csv([list(columns), *cells], delimiter=delimiter, quoting=1)
    export = export_of(folder, content, "nodes.csv", Reading(**reading))  # type: ignore[arg-type]
    return export, singly(list(read(export)))


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("first", ["", "path"])
def test_a_comment_is_read_in_every_delimiter_and_mode(tmp_path: Path, delimiter: str, first: str) -> None:
    export, records = loaded(tmp_path, SEED, NODE | SAID, delimiter=delimiter, first=first)
    assert records == [
        Comment(
            line=3, platform="facebook", id="10150000000000001_20000000000000001", post_id="10150000000000001",
            posted_at=datetime(2025, 8, 4, 9, 41, 12, tzinfo=UTC), posted_at_raw="2025-08-04T09:41:12+0000",
            posted_local=datetime(2025, 8, 4, 9, 41, 12), zone="in file", text='Waited "five" weeks', like_count=3,
            reply_count=1,
        )
    ]  # fmt: skip
    assert (export.file.layout, export.file.captured_on) == ("facepager", date(2025, 9, 1))
    assert (export.rows, export.skipped) == (2, {"seed": 1})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"object_type": "seed"}, "seed"), ({"object_type": "offcut"}, "offcut"), ({"object_type": "Empty"}, "empty"),
        ({"query_status": "error (400)"}, "error"), ({"query_status": "Error"}, "error"),
        ({"object_type": "offcut", "query_status": "error"}, "offcut"),
        ({"query_type": "Facebook:/<page-id>"}, "answer to a query for neither comments nor posts"),
    ],
)  # fmt: skip
def test_rows_that_are_no_items_are_counted_by_reason(tmp_path: Path, row: dict[str, str], reason: str) -> None:
    export, records = loaded(tmp_path, NODE | SAID | row, NODE | SAID | {"id": "3"})
    assert len(records) == 1
    assert export.skipped == {reason: 1}
    assert any(n.startswith("queries that failed: 1;") for n in export.file.notes) is (reason == "error")


def test_a_reply_hangs_under_the_comment_for_which_it_was_fetched(tmp_path: Path) -> None:
    bare = {"object_id": "20000000000000004", "id": "3", "parent_id": "2", "level": "2"}
    _, records = loaded(tmp_path, SEED, NODE | SAID, NODE | SAID | bare)
    reply = records[1]
    assert isinstance(reply, Comment)
    assert (reply.parent_id, reply.post_id, reply.kind) == (
        "10150000000000001_20000000000000001", "10150000000000001", "reply",
    )  # fmt: skip


def test_nothing_answers_a_row_that_is_no_item(tmp_path: Path) -> None:
    _, [found] = loaded(tmp_path, NODE | {"object_type": "offcut"}, NODE | SAID | {"id": "3", "parent_id": "2"})
    assert isinstance(found, Comment)
    assert (found.parent_id, found.post_id, found.kind) == (None, "10150000000000001", "comment")


def test_a_named_parent_beats_the_nodes(tmp_path: Path) -> None:
    _, [found] = loaded(tmp_path, NODE | SAID | {"parent.id": "10150000000000001_5"})
    assert isinstance(found, Comment)
    assert (found.parent_id, found.kind) == ("10150000000000001_5", "reply")


def test_posts_are_told_from_comments_by_the_query(tmp_path: Path) -> None:
    figures = {"shares.count": "5", "reactions.summary.total_count": "", "comment_count": "12"}
    comment = NODE | SAID | {"id": "3", "parent_id": "2", "object_id": "9"}
    _, records = loaded(tmp_path, NODE | SAID | POST | figures, comment)
    post, found = (next(r for r in records if isinstance(r, kind)) for kind in (Post, Comment))
    assert (post.id, post.text, post.captured_on) == (POST["object_id"], 'Waited "five" weeks', date(2025, 9, 1))
    assert post.figures == {"reactions": None, "likes": 3, "comments": 12, "shares": 5}
    assert (found.post_id, found.parent_id, found.kind) == ("10150000000000001", None, "comment")


def test_what_visitors_post_on_the_page_is_a_comment_under_no_post(tmp_path: Path) -> None:
    _, [found] = loaded(tmp_path, NODE | SAID | POST | {"query_type": "Facebook:/<page-id>/visitor_posts"})
    assert isinstance(found, Comment)
    assert (found.id, found.post_id) == (POST["object_id"], None)


@pytest.mark.parametrize(
    ("hidden", "status", "raw"),
    [("true", "hidden", "is_hidden: true"), ("False", "visible", "is_hidden: false"), ("", "unknown", None)],
)
def test_hidden_comments_are_told_where_it_was_asked(tmp_path: Path, hidden: str, status: str, raw: str | None) -> None:
    _, [found] = loaded(tmp_path, NODE | SAID | {"is_hidden": hidden})
    assert isinstance(found, Comment)
    assert (found.status, found.status_raw) == (status, raw)


@pytest.mark.parametrize(
    ("name", "own", "is_own", "author"),
    [
        ("HW Exampleshire", ["hw exampleshire"], True, "HW Exampleshire"),
        ("Pat Invented", ["hw exampleshire"], False, "Pat Invented"),
        ("Pat Invented", [], None, "Pat Invented"),
        ("", ["hw exampleshire"], None, None),
        ("pat@example.org", ["hw exampleshire"], False, None),
    ],
)
def test_authors_are_read_where_they_were_shown(
    tmp_path: Path, name: str, own: list[str], is_own: bool | None, author: str | None
) -> None:
    _, [found] = loaded(tmp_path, NODE | SAID | {"from.name": name}, own={"facebook": own})
    assert isinstance(found, Comment)
    assert (found.is_own, found.author) == (is_own, author)


@pytest.mark.parametrize(
    ("time", "instant", "local"),
    [
        ("2025-08-04T10:41:12+0100", datetime(2025, 8, 4, 9, 41, 12, tzinfo=UTC), datetime(2025, 8, 4, 10, 41, 12)),
        ("2025-08-04T09:41:12Z", datetime(2025, 8, 4, 9, 41, 12, tzinfo=UTC), datetime(2025, 8, 4, 9, 41, 12)),
        ("2025-08-04 09:41:12", None, datetime(2025, 8, 4, 9, 41, 12)),
        ("2025-02-30T09:41:12+0000", None, None),
        ("yesterday", None, None),
    ],
)
def test_times_keep_the_offset_that_they_are_written_in(
    tmp_path: Path, time: str, instant: datetime | None, local: datetime | None
) -> None:
    _, records = loaded(tmp_path, NODE | SAID, NODE | SAID | {"id": "3", "created_time": time})
    found = records[1]
    assert isinstance(found, Comment)
    assert (found.posted_at, found.posted_local, found.posted_at_raw) == (instant, local, time)
    assert found.zone == ("in file" if instant else "unknown")


def test_instagram_is_known_by_its_columns(tmp_path: Path) -> None:
    said = {"text": "Open to all?", "username": "pat.invented", "timestamp": SAID["created_time"], "hidden": "true"}
    export, [found] = loaded(tmp_path, NODE | said | {"query_type": "Facebook:/<comment-id>/replies"})
    assert isinstance(found, Comment)
    assert (export.file.platform, found.platform, found.author) == ("instagram", "instagram", "pat.invented")
    assert (found.text, found.status, found.status_raw) == ("Open to all?", "hidden", "hidden: true")


def test_unknown_columns_are_noted_and_empty_items_rejected(tmp_path: Path) -> None:
    export, [found] = loaded(tmp_path, NODE | {"object_id": "", "mood": "x"})
    assert isinstance(found, Reject)
    assert found.reason == "neither an id nor a text"
    assert "unknown columns: mood" in export.file.notes


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([{"lvl_0_object_id": "1", "lvl_1_object_id": "2"}], "wide mode"),
        ([NODE | {"query_type": "YouTube:/commentThreads"}], "fetched this from youtube"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(tmp_path: Path, rows: list[dict[str, str]], why: str) -> None:
    content = as_csv([list(rows[0]), *(list(r.values()) for r in rows)], delimiter=";")
    with pytest.raises(Refused, match=why):
        list(read(export_of(tmp_path, content)))


def test_damaged_ids_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedIds):
        loaded(tmp_path, NODE | SAID | {"object_id": "1.015E+16"})
