"""What a table that nobody foresaw is said to hold: header, dates that can be proved, words, guesses."""

from __future__ import annotations

import io

import openpyxl
import pytest

from pipelines.errors import Refused
from pipelines.sources.outline import outline
from tests.sources.helpers import export_of


def column(found, name):
    return next(c for c in found["columns"] if c["name"] == name)


def test_the_header_is_found_below_title_rows(tmp_path):
    found = outline(export_of(tmp_path, "Survey;;\n;;\nRef;Said;On\n1;Long wait;2026-03-02\n"))
    assert found["header_line"] == 3
    assert [c["name"] for c in found["columns"]] == ["Ref", "Said", "On"]
    assert found["rows"] == 1


def test_another_row_may_be_chosen_as_the_header(tmp_path):
    found = outline(export_of(tmp_path, "A,B,C\nRef,Said,On\n1,x,2\n"), header_line=2)
    assert [c["name"] for c in found["columns"]] == ["Ref", "Said", "On"]


def test_dates_that_fit_two_ways_are_offered_both_ways(tmp_path):
    found = outline(export_of(tmp_path, "Said,On\nx,04/08/2025 09:30\ny,05/08/2025 10:00\n"))
    assert column(found, "On")["dates"] == ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]


def test_one_date_can_prove_the_order_of_all(tmp_path):
    found = outline(export_of(tmp_path, "Said,On\nx,04/08/2025 09:30\ny,25/08/2025 10:00\n"))
    assert column(found, "On")["dates"] == ["%d/%m/%Y %H:%M"]


def test_a_time_with_its_offset_needs_no_zone(tmp_path):
    on = column(outline(export_of(tmp_path, "Said,On\nx,2026-03-02T09:30:00Z\ny,2026-03-02T09:30:00+01:00\n")), "On")
    assert on["dates"] == ["%Y-%m-%dT%H:%M:%S%z"]


def test_a_column_without_dates_offers_none(tmp_path):
    found = outline(export_of(tmp_path, "Said,On\nlong,some day\nwait,2026-03-02\n"))
    assert column(found, "On")["dates"] == []


def test_few_different_words_are_listed_and_free_text_is_not(tmp_path):
    rows = "".join(f"{n},what patient {n} said,{'Live' if n % 2 else 'Binned'}\n" for n in range(40))
    found = outline(export_of(tmp_path, f"Ref,Said,State\n{rows}"))
    assert column(found, "State")["words"] == ["Binned", "Live"]
    assert column(found, "Said")["words"] == []


def test_likely_columns_are_guessed_from_their_names(tmp_path):
    found = outline(export_of(tmp_path, "Entry ID,Your message,Entry Date,Name,State\n1,x,2026-03-02,A,Live\n"))
    assert found["guesses"] == {
        "id": "Entry ID", "text": "Your message", "posted": "Entry Date", "author": "Name", "status": "State",
    }  # fmt: skip


@pytest.mark.parametrize("content", ["one column only\n1\n", "", "\n\n", '{"a": 1}', "<p>no table</p>"])
def test_what_is_no_table_is_refused_in_plain_words(tmp_path, content):
    with pytest.raises(Refused, match="no table"):
        outline(export_of(tmp_path, content))


def test_a_header_line_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="no table"):
        outline(export_of(tmp_path, "A,B\n1,2\n"), header_line=19)


def test_commas_in_what_people_wrote_do_not_hide_the_semicolons(tmp_path):
    said = "first, we waited, then, at last, somebody came, and went, and came"
    found = outline(export_of(tmp_path, f"Report, of, many, words\nRef;Said\n1;{said}\n2;short, this time\n3;ok\n"))
    assert [c["name"] for c in found["columns"]] == ["Ref", "Said"]
    assert found["first"][0] == ["1", said]


def test_every_row_is_looked_at_not_only_the_first_ones(tmp_path):
    rows = "x,04/08/2025,Live\n" * 50_000
    found = outline(export_of(tmp_path, f"Said,On,State\n{rows}y,25/08/2025,Binned\n"))
    assert column(found, "On")["dates"] == ["%d/%m/%Y"]
    assert column(found, "State")["words"] == ["Binned", "Live"]
    assert (found["rows"], len(found["first"]), column(found, "On")["filled"]) == (50_001, 10, 50_001)


def book(**sheets):
    made, held = openpyxl.Workbook(), io.BytesIO()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(held)
    return held.getvalue()


def test_of_several_sheets_the_first_with_a_table_is_shown_and_any_can_be_chosen(tmp_path):
    content = book(Cover=[["Survey"]], March=[["Ref", "Said"], [1, "a"]], April=[["Ref", "Said"], [2, "b"]])
    found = outline(export_of(tmp_path, content, "b.xlsx"))
    assert (found["sheets"], found["sheet"], found["is_first_such_sheet"]) == (
        ["Cover", "March", "April"],
        "March",
        True,
    )
    found = outline(export_of(tmp_path, content, "c.xlsx"), sheet="April")
    assert (found["first"], found["is_first_such_sheet"]) == ([["2", "b"]], False)
    with pytest.raises(Refused, match="no table"):
        outline(export_of(tmp_path, content, "d.xlsx"), sheet="Cover")


def test_a_long_cell_is_shown_shortened(tmp_path):
    found = outline(export_of(tmp_path, f"Ref,Said\n1,{'x' * 5000}\n"))
    assert len(found["first"][0][1]) == len(column(found, "Said")["example"]) == 300
    assert column(found, "Said")["words"] == []
