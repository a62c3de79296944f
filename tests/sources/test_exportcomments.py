"""ExportComments.com files, quirk by quirk."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from pipelines.errors import DamagedIds, Unrecognised
from pipelines.records import Comment, Record, Reject
from pipelines.sources import read
from pipelines.sources.export import Export
from pipelines.sources.find_tables import LARGE
from pipelines.sources.reading import Reading
from tests.sources.helpers import as_csv, export_of, singly

HEADER = [
    "Name", "Username", "Profile ID", "Date", "Likes", "Comment", "User Verified", "Comment ID", "Profile URL",
    "Comment URL",
]  # fmt: skip
ROW = {
    "Name": "Pat Invented", "Username": "pat.invented", "Profile ID": "5550001", "Date": "2025-08-04 09:41:12",
    "Likes": "3", "Comment": "Waited five weeks", "User Verified": "False", "Comment ID": "20000000000000001",
    "Profile URL": "https://www.facebook.com/5550001",
    "Comment URL": "https://www.facebook.com/x?comment_id=20000000000000001",
}  # fmt: skip


def loaded(folder: Path, content: str | bytes, name: str = "x.csv", **reading: object) -> tuple[Export, list[Record]]:
    export = export_of(folder, content, name, Reading(**reading))  # type: ignore[arg-type]
    return export, singly(list(read(export)))


def csv_of(*rows: dict[str, str], header: list[str] = HEADER) -> str:
    return as_csv([header, *([(ROW | r).get(h, "") for h in header] for r in rows)])


def workbook_of(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_every_column_is_read(tmp_path: Path) -> None:
    export, [found] = loaded(tmp_path, "\ufeff" + csv_of({"Comment": "Waited\nfive weeks"}), own={"facebook": ["HW"]})
    assert found == Comment(
        line=2, platform="facebook", id="20000000000000001", posted_at_raw="2025-08-04 09:41:12",
        posted_local=datetime(2025, 8, 4, 9, 41, 12), zone="unknown", author="Pat Invented", author_id="5550001",
        is_own=False, text="Waited\nfive weeks", like_count=3, status="unknown",
        link="https://www.facebook.com/x?comment_id=20000000000000001", kind="comment",
    )  # fmt: skip
    assert export.file.layout == "exportcomments"


@pytest.mark.parametrize(
    ("given", "field", "expected"),
    [
        ({"Comment ID": ""}, "id", "20000000000000001"),
        ({"Comment ID": "10150_20000000000000001"}, "post_id", "10150"),
        ({"Comment URL": "https://www.facebook.com/hw/posts/10150000001?comment_id=2"}, "post_id", "10150000001"),
        ({"Comment URL": "https://www.facebook.com/hw/posts/pfbid0Synth?comment_id=2"}, "post_id", None),
        ({"Comment ID": "", "Comment URL": "https://www.facebook.com/x?comment_id=7&reply_comment_id=8"}, "id", "8"),
        ({"Comment URL": "https://www.facebook.com/x?comment_id=7&reply_comment_id=8"}, "parent_id", "7"),
        ({"Comment URL": "https://www.facebook.com/x?comment_id=7&reply_comment_id=8"}, "kind", "reply"),
        ({"Comment URL": ""}, "link", None),
        ({"Comment": "", "Likes": ""}, "text", None),
        ({"Likes": ""}, "like_count", None),
        ({"Likes": "1,204"}, "like_count", 1204),
        ({"Name": "HW"}, "is_own", True),
        ({"Name": "Somebody", "Username": "@hw"}, "is_own", True),
        ({"Name": "", "Username": "", "Profile ID": ""}, "is_own", None),
        ({"Name": ""}, "author", "pat.invented"),
        ({"Profile ID": "ID: 5550001"}, "author_id", "5550001"),
        ({"Date": "soon"}, "posted_local", None),
        ({"Date": "2025-08-04"}, "posted_local", None),
        ({"Date": "2025-08-04T09:41:12"}, "posted_local", datetime(2025, 8, 4, 9, 41, 12)),
        ({"Date": "2025-08-04 at 09:41"}, "posted_local", None),
        ({"Date": "25/08/2025 10:00"}, "posted_local", datetime(2025, 8, 25, 10)),
        ({"Date": "05/08/2025 10:00"}, "posted_local", None),
    ],
)  # fmt: skip
def test_quirks_of_a_row(tmp_path: Path, given: dict[str, str], field: str, expected: object) -> None:
    _, [found] = loaded(tmp_path, csv_of(given), own={"facebook": ["HW"]})
    assert getattr(found, field) == expected


def test_own_is_unknown_without_the_organisations_names(tmp_path: Path) -> None:
    _, [found] = loaded(tmp_path, csv_of({}))
    assert isinstance(found, Comment)
    assert found.is_own is None


@pytest.mark.parametrize(
    ("url", "platform"),
    [
        ("https://www.facebook.com/x?comment_id=1", "facebook"),
        ("https://fb.watch/abc/?comment_id=1", "facebook"),
        ("https://m.facebook.com/x", "facebook"),
        ("https://www.instagram.com/p/SYNTH1/c/17900000000000001/", "instagram"),
        ("https://www.youtube.com/watch?v=vidSYNTH001&lc=UgSYNTH1", "youtube"),
        ("https://x.com/a/status/2070000000000000010", "x"),
        ("https://www.tiktok.com/@a/video/7000000000000000001", "tiktok"),
        ("https://notfacebook.com.example.org/", "facebook"),
    ],
)
def test_the_platform_is_that_of_the_addresses(tmp_path: Path, url: str, platform: str) -> None:
    export, [found] = loaded(tmp_path, csv_of({"Comment URL": url, "Profile URL": ""}))
    assert (export.file.platform, found.platform) == (platform, platform)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.instagram.com/p/S/c/179001/r/179002/", ("179002", "179001", "reply")),
        ("https://www.instagram.com/p/S/c/179001/", ("179001", None, "comment")),
        ("https://www.youtube.com/watch?v=vidSYNTH001&lc=UgSYNTH.9reply", ("UgSYNTH.9reply", "UgSYNTH", "reply")),
        ("https://www.youtube.com/watch?v=vidSYNTH001&lc=UgSYNTH", ("UgSYNTH", None, "comment")),
        ("https://x.com/invented/status/2070000000000000010", ("2070000000000000010", None, "comment")),
    ],
)
def test_ids_come_out_of_each_platforms_address(tmp_path: Path, url: str, expected: tuple[str | None, ...]) -> None:
    _, [found] = loaded(tmp_path, csv_of({"Comment ID": "", "Comment URL": url}))
    assert isinstance(found, Comment)
    assert (found.id, found.parent_id, found.kind) == expected


def test_a_workbook_has_title_rows_above_its_header(tmp_path: Path) -> None:
    content = workbook_of(
        ["ExportComments.com"],
        ["https://www.facebook.com/hw/posts/10150000000000001"],
        [],
        ["", "Name", "Date", "Likes", "Comment", "(view) Comment URL"],
        ["1", "Pat Invented", datetime(2025, 8, 4, 9, 41, 12), 3, "Waited", "https://www.facebook.com/x?comment_id=7"],
        ["1-1", "Kim Madeup", "2025-08-04 10:00:00", 0, "Same here", "https://www.facebook.com/x?comment_id=8"],
    )
    _, [first, second] = loaded(tmp_path, content, "x.xlsx")
    assert isinstance(first, Comment)
    assert isinstance(second, Comment)
    assert (first.id, first.post_id, first.kind, first.like_count) == ("7", "10150000000000001", "comment", 3)
    assert first.posted_local == datetime(2025, 8, 4, 9, 41, 12)
    assert (second.kind, second.posted_local) == ("reply", datetime(2025, 8, 4, 10))


@pytest.mark.parametrize("damaged", ["2E+16", "2.00000000000001E+16"])
def test_rounded_ids_are_refused(tmp_path: Path, damaged: str) -> None:
    with pytest.raises(DamagedIds):
        loaded(tmp_path, csv_of({"Comment ID": damaged}))


def test_ids_that_a_workbook_holds_as_numbers_are_refused(tmp_path: Path) -> None:
    content = workbook_of(["Name", "Comment", "Comment ID"], ["Pat Invented", "Waited", 20000000000000001])
    with pytest.raises(DamagedIds):
        loaded(tmp_path, content, "x.xlsx")


def test_a_row_with_neither_id_nor_text_is_rejected(tmp_path: Path) -> None:
    export, records = loaded(tmp_path, csv_of({}, {"Comment": " ", "Comment ID": "", "Comment URL": ""}))
    assert [(r.reason, r.line) for r in records if isinstance(r, Reject)] == [("neither an id nor a text", 3)]
    assert (export.rows, export.yielded) == (2, 2)


def test_unknown_columns_are_noted(tmp_path: Path) -> None:
    export, _ = loaded(tmp_path, csv_of({"Mood": "fine"}, header=[*HEADER, "Thumbnail", "Mood"]))
    assert "unknown columns: Mood" in export.file.notes


def test_a_zone_that_the_policy_assumes_gives_instants(tmp_path: Path) -> None:
    _, [found] = loaded(tmp_path, csv_of({}), assumed={"exportcomments": "Europe/London"})
    assert isinstance(found, Comment)
    assert (found.posted_at, found.zone) == (datetime(2025, 8, 4, 8, 41, 12, tzinfo=UTC), "assumed Europe/London")


@pytest.mark.parametrize("local", ["2025-10-26 01:30:00", "2025-03-30 01:30:00"])
def test_an_assumed_zone_survives_the_clock_changes(tmp_path: Path, local: str) -> None:
    _, [found] = loaded(tmp_path, csv_of({"Date": local}), assumed={"exportcomments": "Europe/London"})
    assert isinstance(found, Comment)
    assert found.posted_at is not None


def test_a_form_with_names_and_comments_is_not_claimed(tmp_path: Path) -> None:
    with pytest.raises(Unrecognised):
        loaded(tmp_path, as_csv([["Name", "Email", "Comment"], ["Pat Invented", "pat@example.org", "Hello"]]))


def test_a_large_file_reads_like_a_small_one(tmp_path: Path) -> None:
    rows = [{"Comment ID": str(30000000000000001 + n), "Comment": "word\n" * 40} for n in range(LARGE // 280)]
    export, records = loaded(tmp_path, csv_of(*rows))
    assert export.size > LARGE
    assert [(r.line, r.id) for r in records if isinstance(r, Comment)] == [
        (2 + 41 * n, str(30000000000000001 + n)) for n in range(len(rows))
    ]
