"""What no record may show, and what a refusal tells a person to do: cases found by writing nasty exports."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from pipelines.errors import TEACH, DamagedIds, Refused, Unrecognised
from pipelines.records import Action, Comment, Figure, Post, Reject, Round
from pipelines.sources import read, recognise
from pipelines.sources.export import Export
from pipelines.sources.layouts.template_removals import item_id
from pipelines.sources.printing import printed_lines
from pipelines.sources.reading import Reading
from pipelines.sources.walk import walk
from tests.sources.helpers import as_csv, export_of, singly

TABLE = {
    "name": "Tool", "record": "comment", "platform": "facebook", "requires": ["cid", "body", "when"],
    "columns": {
        "id": "cid", "text": "body", "posted_local": "when", "parent_id": "pid", "author": "who", "link": "url",
    },
    "date_format": "%Y-%m-%d", "zone": "",
}  # fmt: skip
TOOL = ["cid", "body", "when", "pid", "who", "url", "mail", "ip"]
POST = ["Post ID", "Page ID", "Publish time", "Permalink", "Post type", "Views", "Is crosspost"]
ROW = ["122100000000000011", "100000000000777", "08/14/2025 09:30", "https://www.facebook.com/p/1", "Photos", "5", "0"]
TOKEN = "EAAB" + "x" * 30


def mapped(folder: Path, *rows: list[str]) -> Export:
    return export_of(folder, as_csv([TOOL, *rows]), reading=Reading(tables=[TABLE]))


def workbook(folder: Path, *rows: list[object]) -> Export:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return export_of(folder, held.getvalue(), "kept.xlsx")


def test_a_mapped_table_shows_no_token_and_no_address_of_an_author(tmp_path):
    bad = ["2", "b", "long ago", "", "Pat", "", "pat@example.org", "203.0.113.9"]
    good = ["1", "a", "2025-08-04", "", "pat@example.org", f"https://example.org/?access_token={TOKEN}&c=1", "", ""]
    found = singly(list(read(mapped(tmp_path, good, bad))))
    (comment,) = [r for r in found if isinstance(r, Comment)]
    (reject,) = [r for r in found if isinstance(r, Reject)]
    assert (comment.author, comment.link) == (None, "https://example.org/?access_token=REMOVED&c=1")
    assert reject.raw == "2,b,long ago,,Pat,,(left out),(left out)"


def test_a_row_of_exportcomments_with_too_few_cells_keeps_its_addresses_to_itself(tmp_path):
    header = ["Name", "Date", "Comment", "Comment ID", "Email", "Profile URL"]
    rows = [header, ["Pat", "2025-08-04", "write to me: pat@example.org", "1", "pat@example.org"]]
    (reject,) = singly(list(read(export_of(tmp_path, as_csv(rows)))))
    assert isinstance(reject, Reject)
    assert reject.raw == "Pat,2025-08-04,write to me: pat@example.org,1,(left out)"


def test_exportcomments_and_content_exports_show_no_token_in_links(tmp_path):
    address = f"https://www.facebook.com/p/1?access_token={TOKEN}"
    header = ["Name", "Date", "Comment", "Comment ID", "Comment URL"]
    (comment,) = singly(list(read(export_of(tmp_path, as_csv([header, ["pat@example.org", "", "x", "1", address]])))))
    (post,) = singly(list(read(export_of(tmp_path, as_csv([POST, [*ROW[:3], address, *ROW[4:]]]), "posts.csv"))))
    assert isinstance(comment, Comment)
    assert isinstance(post, Post)
    assert (comment.author, comment.link) == (None, "https://www.facebook.com/p/1?access_token=REMOVED")
    assert post.url == "https://www.facebook.com/p/1?access_token=REMOVED"


def test_an_answer_in_a_mapped_table_is_a_reply_and_a_row_of_nothing_a_reject(tmp_path):
    blank = [""] * 4
    rows = [["1", "a", "", "", *blank], ["2", "b", "", "1", *blank], ["", "", "2025-08-04", "", *blank]]
    found = singly(list(read(mapped(tmp_path, *rows))))
    assert [r.kind for r in found if isinstance(r, Comment)] == ["comment", "reply"]
    assert [(r.line, r.reason) for r in found if isinstance(r, Reject)] == [(4, "neither an id nor a text")]


@pytest.mark.parametrize("column", ["Post ID", "Page ID"])
def test_a_damaged_id_in_any_id_column_refuses_a_content_export(tmp_path, column):
    row = [("1E+14" if name == column else cell) for name, cell in zip(POST, ROW, strict=True)]
    with pytest.raises(DamagedIds, match=f'the ids in "{column}" were rounded'):
        list(read(export_of(tmp_path, as_csv([POST, row]))))


def test_a_figure_that_is_no_number_is_empty_and_noted(tmp_path):
    export = export_of(tmp_path, as_csv([POST, [*ROW[:5], "many", "0"]]))
    (post,) = singly(list(read(export)))
    assert isinstance(post, Post)
    assert post.figures["views"] is None
    assert 'figures that could not be read were left empty in "Views"' in export.file.notes


@pytest.mark.parametrize(
    ("content", "what", "do"),
    [
        (
            '[{"id": 1, "mess',
            "no layout that Weekwatch knows; JSON that is cut short or malformed",
            "Download it again",
        ),
        (
            as_csv([["Post ID", "Page ID", "Publish time", "Post type", "Views"]]),
            'this looks like "meta content facebook" but has no column "Permalink"; '
            "it is a table with the columns Post ID, Page ID, Publish time, Post type, Views",
            f"Export it again with all its columns and load it unchanged, or {TEACH}",
        ),
        (
            as_csv([[f"c{n}" for n in range(20)]]),
            "no layout that Weekwatch knows; a table with the columns "
            "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 and 8 more",
            f"Check that docs/exports.md names this export, or {TEACH}",
        ),
        (
            "<p>Dear all, nothing here</p>",
            "no layout that Weekwatch knows; text without a header row",
            "Check that docs/exports.md names this export",
        ),
    ],
)  # fmt: skip
def test_an_unknown_file_is_refused_with_advice_that_fits(tmp_path, content, what, do):
    with pytest.raises(Unrecognised) as refused:
        recognise(export_of(tmp_path, content))
    assert (refused.value.what, refused.value.do) == (what, do)


def test_a_locked_zip_is_refused_in_words_that_say_how_to_open_it(tmp_path):
    path = tmp_path / "locked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x")
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with walk([path], Reading()) as found:
        (refused,) = found
    assert isinstance(refused, Refused)
    assert refused.what == "the archive is damaged or locked (a password is needed for a.csv)"
    assert refused.do == "Unpack it with its password and load the files"


def test_a_link_to_the_websites_own_moderation_page_gives_the_comment():
    assert item_id("https://hw.example.org/wp-admin/comment.php?action=editcomment&c=101") == "101"
    assert item_id("https://hw.example.org/comment?c=101") == "https://hw.example.org/comment?c=101"


def test_a_day_in_a_workbook_is_a_day_as_in_a_csv(tmp_path):
    header = ["Channel", "Round started", "Round finished", "Moderated by", "Recorded on"]
    row = ["Facebook", datetime(2025, 8, 5, 9), datetime(2025, 8, 5, 10), "office", date(2025, 8, 5)]
    (found,) = singly(list(read(workbook(tmp_path, header, row))))
    assert isinstance(found, Round)
    assert found.recorded_at == datetime(2025, 8, 5, 23, 59, tzinfo=ZoneInfo("Europe/London"))


def test_rounded_ids_in_our_own_register_ask_for_text_cells(tmp_path):
    header = ["Platform or channel", "Item id or link", "Acted at", "Action"]
    with pytest.raises(DamagedIds) as refused:
        list(read(workbook(tmp_path, header, ["Facebook", 10150000000000001.0, "2025-08-04 09:30", "hide"])))
    assert refused.value.do == "Set the column to Text, then write the ids again or paste the links instead"
    (kept,) = singly(list(read(workbook(tmp_path, header, ["Facebook", "10150000000000001", "2025-08-04", "hide"]))))
    assert isinstance(kept, Action)
    assert kept.item_id == "10150000000000001"


def test_an_audience_of_one_place_is_read(tmp_path):
    text = 'sep=,\r\n"Top countries"\r\n"United Kingdom"\r\n"98%"\r\n\r\n"Top pages"\r\n"Example Radio"\r\n"5"\r\n'
    found = singly(list(read(export_of(tmp_path, text.encode("utf-16")))))
    assert [(r.metric, r.value) for r in found if isinstance(r, Figure)] == [
        ("audience_top_countries.united_kingdom", 98.0),
        ("audience_top_pages.example_radio", 5.0),
    ]


def test_a_broken_link_in_the_register_stays_as_written():
    assert (
        item_id("https://[www.facebook.com/p/posts/1?comment_id=5")
        == "https://[www.facebook.com/p/posts/1?comment_id=5"
    )


def test_json_nested_beyond_reason_is_refused_and_ends_nothing(tmp_path):
    with pytest.raises(Refused) as refused:
        recognise(export_of(tmp_path, "[" * 200_000))
    assert refused.value.what == "the file is nested too deeply to be an export"


def test_a_damaged_sheet_is_refused(tmp_path):
    export = workbook(tmp_path, ["Channel", "Round started", "Moderated by"])
    content = bytearray(export.path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[at : at + 4] = b"XXXX"
    with pytest.raises(Refused) as refused:
        recognise(export_of(tmp_path, bytes(content), "broken.xlsx"))
    assert (refused.value.what, refused.value.do) == (
        'the sheet "Sheet" is damaged',
        "Download or save the workbook again",
    )


def test_a_workbook_that_does_not_open_is_called_one(tmp_path):
    with pytest.raises(Unrecognised) as refused:
        recognise(export_of(tmp_path, b"\xd0\xcf\x11\xe0" + b"\0" * 600, "locked.xlsx"))
    assert refused.value.what == "no layout that Weekwatch knows; a workbook that is damaged or locked, or no workbook"
    assert refused.value.do == "Save it again as XLSX or CSV, without a password"


def test_a_printed_record_is_one_line_to_every_reader(tmp_path):
    text = '{"data": [{"id": "1_2", "message": "a\u2028b\u2029c\u0085d", "created_time": "2025-08-04T09:41:12+0000"}]}'
    printed = list(printed_lines(export_of(tmp_path, text, "page.json")))
    assert [len(line.splitlines()) for line in printed] == [1, 1]
    assert json.loads(printed[0])["text"] == "a\u2028b\u2029c\u0085d"


@pytest.mark.parametrize(("place", "is_refused"), [("XFD1048576", True), ("C1048576", False), ("XFD1", False)])
def test_a_stray_cell_far_away_refuses_a_workbook_before_it_fills_the_memory(tmp_path, place, is_refused):
    book = openpyxl.Workbook()
    book.active.append(["Channel", "Round started", "Moderated by"])
    book.active[place] = "stray"
    path = tmp_path / "stray.xlsx"
    book.save(path)
    with walk([path], Reading()) as found:
        (export,) = found
    assert isinstance(export, Refused) is is_refused
    if isinstance(export, Refused):
        assert export.what == "a sheet spans 1,048,576 rows and 16,384 columns, most of them empty"
        assert export.do == "Copy the rows that hold something into a new workbook"
