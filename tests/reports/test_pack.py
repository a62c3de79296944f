"""The board's workbook: real tables and charts, figures equal to the pages', and nothing in it that should not be."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime

import pandas as pd
import pytest

from pipelines.errors import UnknownMetric
from pipelines.metrics import all_metrics
from pipelines.reports import columns, words
from pipelines.reports.pack import board_pack
from pipelines.reports.withheld import subjects
from pipelines.reports.workbook import Workbook, sheet_name
from tests.pages import desks, story
from tests.pages.test_pages import draw, text
from tests.reports.conftest import CHECKPOINT, opened, report

NAMES = {"facebook": "Facebook", "website": "Website", "x": "X", "instagram": "Instagram"}


def rows_of(sheet):
    """The cells of a sheet's first table, its headings first."""
    area = next(iter(sheet.tables.values())).ref
    return [[cell.value for cell in row] for row in sheet[area]]


def parts(made):
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        return {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}


def test_a_cover_charts_a_sheet_a_subject_definitions_and_provenance(book):
    titles = [m.title for m in all_metrics().values()]
    assert book.sheetnames[:2] == ["Cover", "Charts"]
    assert book.sheetnames[2:-4] == [sheet_name(title) for title in titles]
    assert book.sheetnames[-4:] == ["Clauses", "Definitions", "Rules", "Provenance"]


def test_the_cover_says_what_the_week_came_to_and_holds_the_checkpoint(book):
    shown = [str(row[0].value) for row in book["Cover"].iter_rows(max_col=1) if row[0].value is not None]
    assert shown[0] == "Healthwatch Rutland: board pack, week of Monday 2 March 2026"
    assert shown[1].startswith("✕ breach. Not compliant: Facebook was not moderated for 9 days.")
    assert "Sample data: all of it is invented." in shown
    assert [line for line in CHECKPOINT.splitlines() if line not in shown] == []
    assert any("does not prove that an event was recorded" in line for line in shown)


def test_without_a_record_the_cover_says_so(told):
    plain = opened(board_pack(report(told, sheets=["cadence"]).__class__(
        report(told).source, story.window(), True, "", "", ["cadence"])))  # fmt: skip
    shown = [str(row[0].value) for row in plain["Cover"].iter_rows(max_col=1)]
    assert any("there is no checkpoint" in line for line in shown)


def test_every_figure_is_the_pages(told, book):
    """What a page's desk gives for a metric is what stands on its sheet, cell by cell."""
    desk = desks.desk_of(told, story.window())
    found = {s.name: s for s in subjects(report(told))}
    assert set(found) == set(all_metrics())
    filled = [name for name, subject in found.items() if len(subject.frame)]
    assert len(filled) >= 15
    for name in filled:
        subject = found[name]
        of_page = desk.metric(name, story.window(12))
        of_sheet = subject.frame
        if "period" in of_sheet:
            of_sheet = of_sheet[of_sheet["period"] == "Twelve weeks"].drop(columns="period").reset_index(drop=True)
        pd.testing.assert_frame_equal(of_sheet, of_page, check_dtype=False)
        heads, *rows = rows_of(book[sheet_name(subject.title)])
        shown = columns.shown(subject.frame)
        assert len(rows) == len(subject.frame)
        for i, column in enumerate(shown):
            wanted = [columns.cell(column, v, NAMES, "Europe/London") for v in subject.frame[column]]
            for cells, value in zip(rows, wanted, strict=True):
                got = cells[i].date() if type(value) is date and cells[i] is not None else cells[i]
                assert got == value or abs(got - value) < 1e-9, (name, heads[i], got, value)


def test_what_the_ceo_reads_on_the_page_stands_in_the_workbook(book):
    page = text(draw("removals"))
    rate = rows_of(book["Removed or declined, by reason"])
    at = {head: i for i, head in enumerate(rate[0])}
    row = next(r for r in rate[1:] if r[at["Period"]] == "This week" and r[at["Channel"]] == "Facebook")
    assert f"{row[at['Taken down or declined']]:,} of {row[at['Reviewed']]:,}" in page
    share = row[at["Share of reviewed comments"]]
    assert words.percent(share) in page
    tile = text(draw("this_week"))
    coverage = rows_of(book["Comments reviewed"])
    at = {head: i for i, head in enumerate(coverage[0])}
    week = [r for r in coverage[1:] if r[at["Week of"]] == datetime(2026, 3, 2)]
    reviewed, known = (sum(r[at[name]] for r in week) for name in ("Reviewed", "Known"))
    assert f"{words.share(reviewed, known)} of {known}" in tile


def test_numbers_are_numbers_days_are_days_and_each_row_has_its_flag(book):
    heads, *rows = rows_of(book["Comments reviewed"])
    at = {head: i for i, head in enumerate(heads)}
    assert all(isinstance(r[at["Known"]], int) for r in rows)
    assert all(isinstance(r[at["Week of"]], datetime) for r in rows)
    assert {r[at["Channel"]] for r in rows} == set(NAMES.values())
    for metric in all_metrics().values():
        if not book[sheet_name(metric.title)].tables:
            assert book[sheet_name(metric.title)]["A4"].value.startswith("No rows: nothing is evidenced")
            continue
        heads, *rows = rows_of(book[sheet_name(metric.title)])
        place = heads.index("Exports")
        assert all(r[place] for r in rows), metric.name


def test_every_chart_says_in_words_what_it_shows_and_stands_over_its_figures(made, book):
    drawings = [body for name, body in parts(made).items() if name.startswith("xl/drawings/drawing")]
    told = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', "".join(drawings))
    charts = [name for name in parts(made) if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert len(told) == len(charts) >= 5
    assert all("In the week of 2 March 2026" in words for words in told)
    assert len(book["Charts"].tables) == len(charts)
    # The first chart stands on the page of the heading; each of the others begins one.
    tops = [int(re.match(r"[A-Z]+(\d+)", table.ref)[1]) for table in book["Charts"].tables.values()]
    breaks = [brk.id for brk in book["Charts"].row_breaks.brk]
    assert all(above < brk < below for above, brk, below in zip(tops[:-1], breaks, tops[1:], strict=True))
    assert "Comments reviewed, share of comments. In the week of 2 March 2026: Website 100%" in "".join(told)


def test_tables_are_real_with_frozen_headers_and_no_cell_is_merged_or_hidden(book):
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(d.hidden for d in [*sheet.column_dimensions.values(), *sheet.row_dimensions.values()])
    for metric in all_metrics().values():
        sheet = book[sheet_name(metric.title)]
        assert sheet.freeze_panes == ("B5" if sheet.tables else None)


def test_nothing_travels_with_the_workbook_but_the_workbook(made):
    held = parts(made)
    assert not [n for n in held if re.search(r"pivot|externalLink|comment|vba|printerSettings|customXml|calcChain", n)]
    assert 'state="hidden"' not in held["xl/workbook.xml"]
    assert set(re.findall(r'<definedName name="([^"]+)"', held["xl/workbook.xml"])) <= {"_xlnm.Print_Titles"}
    core = held["docProps/core.xml"]
    assert "<dc:creator></dc:creator>" in core or "<dc:creator/>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core or "<cp:lastModifiedBy/>" in core
    assert "<dc:language>en-GB</dc:language>" in core
    assert "<Company></Company>" in held["docProps/app.xml"]
    used = set(re.findall(r't="s"><v>(\d+)</v>', "".join(v for n, v in held.items() if "worksheets/" in n)))
    assert len(used) == len(re.findall(r"<si>", held["xl/sharedStrings.xml"]))


def test_two_builds_are_the_same_bytes(told, made):
    assert board_pack(report(told)) == made


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", '=HYPERLINK("http://x")'])
def test_what_could_be_a_formula_is_text(start):
    book = Workbook("Test", datetime(2026, 3, 2))
    book.sheet("Sheet", start).table([start, "b"], [[start, 1], ["https://example.org", 2]])
    found = opened(book.finished())["Sheet"]
    cells = [cell for row in found.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert len(cells) == 5
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_an_empty_publication_claims_nothing():
    empty = board_pack(report(story.Story("empty")))
    shown = [str(row[0].value) for row in opened(empty)["Cover"].iter_rows(max_col=1)]
    assert shown[1].startswith("? not evidenced. Not evidenced: nothing shows whether")
    assert not any("✓" in str(cell.value) for row in opened(empty)["Cover"].iter_rows() for cell in row)


def test_definitions_hold_the_words_and_the_query_of_every_metric(book):
    rows = {row[0]: row for row in rows_of(book["Definitions"])}
    for metric in all_metrics().values():
        assert rows[metric.words["id"]][3] == metric.words["definition"]
        assert rows[metric.words["id"]][5] == metric.query.strip()


def test_a_sheet_that_there_is_not_is_told(told):
    with pytest.raises(UnknownMetric, match="happiness"):
        board_pack(report(told, sheets=["happiness"]))
