"""Tables: what stands in a file comes back cell for cell, and what cannot be right is refused."""

from __future__ import annotations

import csv
import tempfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import DamagedIds, Refused
from pipelines.records import Batch, Comment, Reject
from pipelines.sources import find_tables
from pipelines.sources.export import Export
from pipelines.sources.reading import Reading
from pipelines.sources.rows import DELIMITERS
from pipelines.sources.tables import Chunk
from tests.sources.helpers import as_csv, export_of, rows_of, singly

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufeff"), max_size=12)
GRIDS = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=0, max_size=8)
)


def balance(export: Export) -> int:
    return export.yielded + export.merged + sum(export.skipped.values())


@settings(max_examples=120, deadline=None)
@given(GRIDS, st.sampled_from(DELIMITERS), st.sampled_from([("\r\n", csv.QUOTE_MINIMAL), ("\n", csv.QUOTE_ALL)]))
def test_what_a_csv_writer_writes_comes_back_cell_for_cell(grid, delimiter, style):
    line_end, quoting = style
    width = len(grid[0]) if grid else 2
    header = [f"Column {i}" for i in range(width)]
    text = as_csv([header, *grid], delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    with tempfile.TemporaryDirectory() as folder:
        export = export_of(Path(folder), text)
        table = export.table("column 1", "COLUMN 0")
        assert table is not None
        assert table.header == header
        expected = [row for row in grid if any(c.strip() for c in row)]
        assert [cells for _, cells in rows_of(table)] == expected
    assert export.skipped["blank row"] == len(grid) - len(expected)
    assert export.rows == len(grid) == balance(export)


ROWS = st.lists(
    st.one_of(
        st.lists(CELLS.filter(str.strip), min_size=3, max_size=3),
        st.lists(CELLS.filter(str.strip), min_size=1, max_size=5),
        st.sampled_from([["a\r\nb", "c\rd", 'e"\nf'], ["x", "y", "z", "", " "], ['a"b', "", "c"]]),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from([",", ";"]), st.booleans(), st.booleans())
def test_blocks_hold_the_same_as_rows_with_the_same_lines(grid, delimiter, marked, ended):
    text = as_csv([["id", "who", "text"], ["1", "2", "3"], *grid], delimiter=delimiter)
    text = text if ended else text.rstrip("\r\n")
    found = []
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for limit in (2**40, 0):
            patch.setattr(find_tables, "LARGE", limit)
            export = export_of(Path(folder), text.encode("utf-8-sig" if marked else "utf-8"))
            table = export.table("id", "text")
            assert (table.open_blocks is None) == (limit > 0)
            good = rows_of(table)
            found.append((good, export.rows, export.counts["reject"], export.skipped, balance(export) == export.rows))
    assert found[0] == found[1]
    assert found[0][-1]


def test_blocks_of_a_file_larger_than_one_block_keep_lines_and_rejects_in_place(tmp_path, monkeypatch):
    monkeypatch.setattr(find_tables, "LARGE", 0)
    monkeypatch.setattr("pipelines.sources.rows.BLOCK_BYTES", 2048)
    grid = [[str(i), "a\nb" if i % 7 == 0 else "c", "d"] + ["extra"] * (i % 11 == 0) for i in range(900)]
    export = export_of(tmp_path, as_csv([["id", "who", "text"], *grid], lineterminator="\n"))
    good, rejects = [], []
    for found in export.table("id").chunks():
        if isinstance(found, Chunk):
            good += zip(found.lines, found.raw("id").to_pylist(), strict=True)
        else:
            rejects += [(r.line, r.raw.split(",")[0]) for r in found.records()]
    line, expected_good, expected_rejects = 2, [], []
    for row in grid:
        (expected_rejects if len(row) > 3 else expected_good).append((line, row[0]))
        line += 1 + row[1].count("\n")
    assert good == expected_good
    assert rejects == expected_rejects


def test_a_row_longer_than_a_block_is_still_read(tmp_path, monkeypatch):
    monkeypatch.setattr(find_tables, "LARGE", 0)
    monkeypatch.setattr("pipelines.sources.rows.BLOCK_BYTES", 1024)
    grid = [["1", "short"], ["2", "long " * 1000], ["3", "short\nagain"], ["4", "end"]]
    export = export_of(tmp_path, as_csv([["id", "text"], *grid], lineterminator="\n"))
    assert rows_of(export.table("id")) == [(2, grid[0]), (3, grid[1]), (4, grid[2]), (6, grid[3])]


PREAMBLES = [
    ("", 1),
    ("sep=;\n", 2),
    ("Report of the page\n\nMarch 2026;;\n", 4),
    ("# note\n" * 12, 13),
    ("\ufeff", 1),
]


@pytest.mark.parametrize(("preamble", "header_line"), PREAMBLES)
def test_header_is_found_below_a_preamble(tmp_path, preamble, header_line):
    export = export_of(tmp_path, preamble + 'Id;"Text ";When\n1;"a\nb";x\n2;c;y\n')
    table = export.table("id", "text")
    assert table.header == ["Id", "Text", "When"]
    assert rows_of(table) == [(header_line + 1, ["1", "a\nb", "x"]), (header_line + 3, ["2", "c", "y"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(tmp_path, encoding, delimiter):
    text = as_csv([["Name", "Text"], ["Zoë", "£5 – déjà vu"]], delimiter=delimiter)
    export = export_of(tmp_path, text.encode(encoding))
    assert rows_of(export.table("name", "text")) == [(2, ["Zoë", "£5 – déjà vu"])]
    assert export.file.notes == (["not UTF-8: read as Windows-1252"] if encoding == "cp1252" else [])


def test_nul_characters_are_dropped(tmp_path):
    export = export_of(tmp_path, "Na\0me,Text\nA\0b,c\0\n")
    assert rows_of(export.table("name", "text")) == [(2, ["Ab", "c"])]


def test_rows_with_a_wrong_number_of_cells_are_rejected_with_their_line(tmp_path):
    export = export_of(tmp_path, 'id,text\n1,"a\nb"\n2\n3,c,d\n4,e,,\n\n , \n5,f\n')
    table = export.table("id")
    found = list(table.chunks())
    rejects = [r for b in found if isinstance(b, Batch) for r in b.records()]
    assert rejects == [
        Reject(line=4, platform="unknown", reason="the row has 1 cells where the header has 2", raw="2"),
        Reject(line=5, platform="unknown", reason="the row has 3 cells where the header has 2", raw="3,c,d"),
    ]
    chunk = next(c for c in found if isinstance(c, Chunk))
    assert (chunk.lines, chunk.raw("id").to_pylist()) == ([2, 6, 9], ["1", "4", "5"])
    assert (export.rows, export.skipped) == (6, {"blank row": 1})


def test_rows_with_only_spaces_are_blank_wherever_they_stand(tmp_path):
    export = export_of(tmp_path, "id,text\n  ,  \n1,a\n")
    assert rows_of(export.table("id")) == [(3, ["1", "a"])]
    assert export.skipped == {"blank row": 1}


@pytest.mark.parametrize(
    "ids",
    [
        ["1.221E+17", "122100000000000012"],
        ["1,22E+17"],
        ["122100000000000000", "122100000000001000"],
    ],
)
def test_ids_that_a_spreadsheet_rounded_refuse_the_file(tmp_path, ids):
    export = export_of(tmp_path, as_csv([["Comment ID", "Text"], *([i, "x"] for i in ids)]))
    chunk = next(iter(export.table("comment id").chunks()))
    with pytest.raises(DamagedIds, match='the ids in "Comment ID" were rounded'):
        chunk.ids("Comment ID")


@pytest.mark.parametrize(
    "ids", [["122100000000000012", "122100000000000000"], ["12", "3e"], ["", "100000"], ["abc_1E"]]
)
def test_whole_ids_stay_text(tmp_path, ids):
    export = export_of(tmp_path, as_csv([["Comment ID", "Text"], *([i, "x"] for i in ids)]))
    chunk = next(iter(export.table("comment id").chunks()))
    assert chunk.ids("Comment ID").to_pylist() == [i or None for i in ids]


def workbook(folder: Path, sheets: dict[str, list[list[object]]]) -> Export:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "book.xlsx")
    return Export(folder / "book.xlsx", "book.xlsx", Reading())


def test_workbook_is_searched_sheet_by_sheet_and_its_cells_read_as_text(tmp_path):
    rows = [["Post metrics"], [], ["Id", "When", "Views", "Share"], ["a1", datetime(2026, 3, 2, 9, 5), 12, 0.5]]
    table = workbook(tmp_path, {"About": [["x"]], "Posts": [*rows, [None, None, None, None]]}).table("id", "views")
    assert (table.sheet, table.from_workbook, table.header) == ("Posts", True, ["Id", "When", "Views", "Share"])
    chunk = next(iter(table.chunks()))
    assert chunk.rows == [["a1", "2026-03-02 09:05:00", "12", "0.5"]]
    assert chunk.lines == [4]
    assert chunk.local("When", "%d/%m/%Y").to_pylist() == [datetime(2026, 3, 2, 9, 5)]


def test_long_ids_kept_as_numbers_in_a_workbook_refuse_the_file(tmp_path):
    table = workbook(tmp_path, {"S": [["Id", "Text"], [122100000000000012, "x"]]}).table("id")
    with pytest.raises(DamagedIds):
        next(iter(table.chunks())).ids("Id")


def one_column(folder: Path, cells: list[str], **more: str) -> Chunk:
    rows = [["n", "x"], *([c, "x"] for c in cells)]
    return next(iter(export_of(folder, as_csv(rows)).table("n").chunks()))


def test_numbers(tmp_path):
    cells = ["1250", "1,250", "-", "N/A", "", "2.48%", "510.0", "0", "about 5", "-3", "--"]
    found = one_column(tmp_path, cells).number("n").to_pylist()
    assert found == [1250, 1250, None, None, None, 2.48, 510, 0, None, -3, None]


def test_numbers_with_points_for_thousands(tmp_path):
    assert one_column(tmp_path, ["1.250", "1.250,5", "7"]).number("n", thousands=".").to_pylist() == [1250, 1250.5, 7]


def test_flags(tmp_path):
    cells = ["1", "TRUE", "yes", "0", "No", "maybe", ""]
    assert one_column(tmp_path, cells).flag("n").to_pylist() == [True, True, True, False, False, None, None]


@pytest.mark.parametrize(
    ("dates", "proof"),
    [
        (["08/04/2025", "13/04/2025"], True),
        (["08/04/2025 10:00", "04/13/2025 10:00"], False),
        (["08/04/2025", "", "Lifetime"], None),
        (["31/31/2025"], None),
    ],
)
@pytest.mark.parametrize("limit", [0, 2**40])
def test_day_and_month_order_is_proved_by_the_file_or_left_open(tmp_path, monkeypatch, dates, proof, limit):
    monkeypatch.setattr(find_tables, "LARGE", limit)
    export = export_of(tmp_path, as_csv([["When", "x"], *([d, "x"] for d in dates)]))
    assert export.table("when").proves_day_first("When") is proof
    assert export.rows == 0


def test_a_file_with_both_orders_is_refused(tmp_path):
    export = export_of(tmp_path, as_csv([["When", "x"], ["13/04/2025", ""], ["04/13/2025", ""]]))
    with pytest.raises(Refused, match='"When" holds both day-first and month-first dates'):
        export.table("when").proves_day_first("When")


def test_dates_in_the_order_that_was_decided(tmp_path):
    chunk = one_column(tmp_path, ["08/04/2025 09:30", "31/04/2025 09:30", "08/04/25 09:30"])
    times = (" %H:%M",)
    assert chunk.local_by_order("n", "day first", *times).to_pylist() == [datetime(2025, 4, 8, 9, 30), None, None]
    assert chunk.local_by_order("n", "month first", *times).to_pylist() == [datetime(2025, 8, 4, 9, 30), None, None]
    assert chunk.local_by_order("n", None, *times).to_pylist() == [None] * 3


def test_bad_rows_become_rejects_once_each(tmp_path):
    chunk = one_column(tmp_path, ["1", "", "3"])
    missing = chunk.text("n").is_null()
    found = singly(
        list(chunk.batch(Comment, {"id": chunk.ids("n"), "text": "t"}, bad={"no id": missing, "again": missing}))
    )
    assert [(type(r).record, r.line) for r in found] == [("reject", 3), ("comment", 2), ("comment", 4)]
    assert found[0] == Reject(line=3, platform="unknown", reason="no id", raw=",x")


def test_a_constant_day_is_a_column(tmp_path):
    chunk = one_column(tmp_path, ["1", "2"])
    (batch,) = chunk.batch(Comment, {"id": chunk.ids("n"), "rating": date(2026, 3, 2)})
    assert [r.rating for r in batch.records()] == [date(2026, 3, 2)] * 2


def test_header_without_rows_is_a_table_without_chunks(tmp_path):
    table = export_of(tmp_path, "id,text\n").table("text", "id")
    assert list(table.chunks()) == []


def test_unknown_columns_are_named_as_written(tmp_path):
    assert export_of(tmp_path, "Id,Text, Mood \n1,2,3\n").table("id").unknown("ID", "text") == ["Mood"]


def test_an_endless_quote_refuses_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(csv, "field_size_limit", csv.field_size_limit)
    before = csv.field_size_limit(1000)
    try:
        export = export_of(tmp_path, 'id,text\n1,a\n2,"' + "b" * 3000)
        with pytest.raises(Refused, match="line 3 cannot be read as CSV"):
            rows_of(export.table("id"))
    finally:
        csv.field_size_limit(before)


def test_json_and_xml_are_no_tables(tmp_path):
    assert export_of(tmp_path, '{"id": 1, "text": 2}', "a.json").table("id") is None
    assert export_of(tmp_path, "<a>id,text</a>", "a.xml").table("id") is None
