"""WordPress's REST interface: public and signed-in views, however the pages were put together."""

import json
import os
from datetime import UTC, date, datetime

import pytest

from pipelines.errors import Unrecognised
from pipelines.records import Comment, Reject
from pipelines.sources import Export, Reading, read

READING = Reading(own={"wordpress": ["Healthwatch Exampleshire"]})


def comment(number=101, **fields):
    return {
        "id": number, "post": 11, "parent": 0, "author": 0, "author_name": "Pat Invented", "author_url": "",
        "date": "2025-08-05T10:00:00", "date_gmt": "2025-08-05T09:00:00",
        "content": {"rendered": "<p>I waited.</p>\n<p>Nobody rang &amp; that&#8217;s <em>it</em></p>\n"},
        "link": f"https://hw.example.org/dentists/#comment-{number}", "status": "approved", "type": "comment",
        "meta": [],
    } | fields  # fmt: skip


def signed_in(number=101, **fields):
    hidden = {"author_email": "pat@example.org", "author_ip": "203.0.113.7", "author_user_agent": "Synthetic/1.0"}
    content = {"rendered": "<p>I waited &#8217;</p>", "raw": "I waited ' <b>x</b>"}
    return comment(number, content=content) | hidden | fields


@pytest.fixture
def load(tmp_path):
    """Reads a text, or what is to be one JSON document; gives its records and its file record."""

    def load(content, name="comments.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        written = datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp()
        os.utime(path, (written, written))
        export = Export(path, name, READING)
        records = list(read(export))
        return records, export.finished()

    return load


def test_a_public_comment_is_read_whole(load):
    (found,), file = load([comment(parent=99)])
    assert file.layout == "wordpress rest"
    assert found == Comment(
        line=1, platform="wordpress", id="101", parent_id="99", post_id="11",
        posted_at=datetime(2025, 8, 5, 9, tzinfo=UTC), posted_at_raw="2025-08-05T09:00:00",
        posted_local=datetime(2025, 8, 5, 10, 0), zone="in file", author="Pat Invented", is_own=False,
        text="I waited.\nNobody rang & that’s it", status="visible", status_raw="approved",
        link="https://hw.example.org/dentists/#comment-101", kind="reply",
    )  # fmt: skip


def test_the_signed_in_view_gives_the_text_as_stored_and_no_address(load):
    (found,), _ = load([signed_in()])
    assert found.text == "I waited ' <b>x</b>"
    assert not any(secret in repr(found) for secret in ("pat@example.org", "203.0.113", "Synthetic"))


@pytest.mark.parametrize(
    ("status", "read_as"),
    [("approved", "visible"), ("hold", "pending"), ("spam", "spam"), ("trash", "trashed"), ("post-trashed", "hidden"),
     ("new", "unknown"), (None, "unknown")],
)  # fmt: skip
def test_status(load, status, read_as):
    (found,), _ = load([comment(status=status)])
    assert (found.status, found.status_raw) == (read_as, status)


@pytest.mark.parametrize(
    ("author", "name", "is_own"),
    [(0, "Pat Invented", False), (0, "Healthwatch Exampleshire", True), (4, "Healthwatch Exampleshire", True),
     (4, "Zoë Invented", None), (0, "", False)],
)  # fmt: skip
def test_the_organisations_own_comments_are_known(load, author, name, is_own):
    (found,), _ = load([comment(author=author, author_name=name)])
    assert found.is_own is is_own


def test_without_a_utc_time_the_sites_zone_is_assumed(load):
    (found,), _ = load([comment(date_gmt=None)])
    assert (found.posted_at, found.zone) == (datetime(2025, 8, 5, 9, tzinfo=UTC), "assumed Europe/London")


A, B = comment(1), comment(2)


@pytest.mark.parametrize(
    "content",
    [
        [A, B],
        [[A], [B]],
        {"1": [A], "2": [B]},
        {"pages": [[A], [B]]},
        {"comments": [A, B]},
        json.dumps(A) + "\n" + json.dumps(B) + "\n",
        json.dumps([A]) + "\n" + json.dumps([B]),
        json.dumps([A]) + json.dumps([B]),
        json.dumps([A], indent=2) + "\n\n" + json.dumps([B], indent=2) + "\n",
        "\ufeff" + json.dumps([A, B]),
    ],
)
def test_pages_may_come_in_any_wrapping(load, content):
    records, file = load(content)
    assert [(r.id, r.line) for r in records] == [("1", 1), ("2", 2)]
    assert file.counts["rows"] == 2


def test_what_is_no_persons_comment_is_counted_and_what_is_damaged_rejected(load):
    skipped = [comment(3, type="pingback"), comment(4, type="trackback"), comment(5, type="order_note")]
    damaged = ["text", comment(None, author_name="pat@example.org"), comment(7, content=None)]
    records, file = load([A, *skipped, *damaged, A, comment(1, status="hold")])
    assert [(r.id, r.line, r.status) for r in records if isinstance(r, Comment)] == [
        ("1", 1, "visible"), ("1", 9, "pending"),
    ]  # fmt: skip
    assert [(r.line, r.reason) for r in records if isinstance(r, Reject)] == [
        (5, "not a comment but a bare value"), (6, "the comment has no id"), (7, "the comment has no content"),
    ]  # fmt: skip
    assert "pat@example.org" not in repr(records)
    assert file.counts["skipped"] == {"pingback": 1, "trackback": 1, "order_note": 1}
    assert (file.counts["rows"], file.counts["merged"]) == (9, 1)


def test_reviews_have_ratings(load):
    (found,), _ = load([comment(type="review", meta={"rating": "4"})])
    assert (found.kind, found.rating) == ("review", 4.0)


@pytest.mark.parametrize(
    ("rows", "lacks", "note"),
    [
        ([A, B], ["pending", "hidden", "trashed", "spam"], "the public view"),
        ([signed_in(1), signed_in(2, status="hold")], ["hidden", "trashed", "spam"], "the signed-in view"),
    ],
)
def test_no_file_is_a_snapshot_and_what_it_lacks_is_told(load, rows, lacks, note):
    _, file = load(rows)
    assert (file.snapshot_of, file.snapshot_lacks) == ([], lacks)
    assert any(n.startswith(note) for n in file.notes)
    assert any("no removal rate may be computed" in n for n in file.notes)


def test_the_day_of_export_is_in_the_name_or_the_files_own(load):
    _, named = load([A], "comments-2025-09-01.json")
    _, unnamed = load([A, comment(2, date="2025-08-07T10:00:00")])
    assert (named.captured_on, unnamed.captured_on) == (date(2025, 9, 1), date(2026, 3, 2))
    assert (unnamed.covers_since, unnamed.covers_until) == (date(2025, 8, 5), date(2025, 8, 7))


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"code": "rest_forbidden", "message": "Sorry", "data": {"status": 401}},
        [{"id": 1, "date_gmt": "2025-08-05T09:00:00", "title": {"rendered": "x"}, "content": {"rendered": "a post"}}],
        '[{"id": 1, "post": 2, "date_gmt": "2025-08-05T09:00:00", "content": {"rendered": "cut',
    ],
)
def test_other_json_is_not_claimed(load, content):
    with pytest.raises(Unrecognised):
        load(content)
