"""Which formats fit a column of dates: what some cell disproves is gone, what none does is offered."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from pipelines.sources.date_formats import FORMATS, REAL_DATE, REAL_DAY, Fitting, moment, times


def fitting(*parts, from_workbook=False):
    found = Fitting(from_workbook)
    for cells in parts:
        found.look(pa.array(cells, pa.string()))
    return found


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("2026-03-25", "%Y-%m-%d"), ("25/03/2026 09:30", "%d/%m/%Y %H:%M"), ("25/03/26 9:30 PM", "%d/%m/%y %I:%M %p"),
        ("25/03/2026, 09:30:15", "%d/%m/%Y, %H:%M:%S"), ("03/25/2026 9:30:15 pm", "%m/%d/%Y %I:%M:%S %p"),
        ("25.03.2026 09:30", "%d.%m.%Y %H:%M"), ("25-Mar-2026 09:30", "%d-%b-%Y %H:%M"),
        ("Wednesday 25 March 2026 at 9:30am", "%A %d %B %Y at %I:%M%p"), ("Mar 25, 2026", "%b %d, %Y"),
        ("2026-03-25T09:30:00.123", "%Y-%m-%dT%H:%M:%S.%f"), ("2026-03-25 09:30:00 UTC", "%Y-%m-%d %H:%M:%S UTC"),
        ("2026-03-25T09:30:00Z", "%Y-%m-%dT%H:%M:%S%z"), ("2026-03-25T09:30:00.123+01:00", "%Y-%m-%dT%H:%M:%S.%f%z"),
        ("2026-03-25 09:30:00 +0100", "%Y-%m-%d %H:%M:%S %z"),
        ("Wed, 25 Mar 2026 09:30:00 +0000", "%a, %d %b %Y %H:%M:%S %z"),
    ],
)  # fmt: skip
def test_a_date_that_can_be_read_one_way_only_proves_how_it_is_written(cell, written):
    found = fitting([cell]).formats
    assert len(found) == 1
    assert moment(cell, found[0]) == moment(cell, written) is not None
    assert times(pa.array([cell]), found[0]).null_count == 0


def test_dates_that_fit_two_ways_come_with_a_cell_that_tells_them_apart():
    found = fitting(["05/05/2025 10:00", "04/08/2025 09:30"])
    assert (found.formats, found.example) == (["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"], "04/08/2025 09:30")


def test_dates_that_are_the_same_both_ways_prove_nothing_for_next_week():
    found = fitting(["05/05/2025", "06/06/2025"])
    assert (found.formats, found.example) == (["%d/%m/%Y", "%m/%d/%Y"], None)


def test_the_last_rows_of_a_long_file_prove_as_well_as_the_first():
    assert fitting(["04/08/2025"] * 9, ["04/25/2025"]).formats == ["%m/%d/%Y"]
    assert fitting(["25/04/2025", "26/04/2025"], ["04/25/2025", "04/26/2025"]).formats == []


def test_a_few_cells_that_are_no_dates_do_not_hide_how_the_others_are_written():
    days = [f"{n:02}/{n % 12 + 1:02}/2026" for n in range(1, 29)]
    assert fitting([*days, "soon"]).formats == fitting(["soon", *days]).formats == ["%d/%m/%Y"]
    both = [f"{n:02}/{n % 12 + 1:02}/2026" for n in range(1, 13)]
    assert fitting([*both, "soon"]).formats == ["%d/%m/%Y", "%m/%d/%Y"]
    assert fitting([*both, "soon"]).example == "01/02/2026"
    assert fitting(["02/03/2026", "soon", "later"]).formats == []


@pytest.mark.parametrize("cell", ["soon", "", "7", "1772443800", "31/02/2026", "25/13/2026", "0001-01-01", "9" * 60])
def test_what_is_no_date_fits_nothing(cell):
    assert fitting([cell]).formats == []


def test_real_dates_of_a_workbook_need_no_question():
    days, moments = ["2026-03-04 00:00:00", "2026-04-03 00:00:00"], ["2026-03-04 00:00:00", "2026-04-03 09:30:00"]
    assert fitting(days, from_workbook=True).formats == [REAL_DAY]
    assert fitting(moments, from_workbook=True).formats == [REAL_DATE]
    assert fitting([*moments, "25/03/2026 09:30"], from_workbook=True).formats == ["%d/%m/%Y %H:%M"]
    assert fitting(from_workbook=True).formats == [REAL_DAY]


@pytest.mark.parametrize("written", [f for f in FORMATS if "%a" not in f and "%A" not in f])
def test_both_readers_agree_on_every_format_offered(written):
    day = datetime(2026, 3, 25, 21, 5, 9, tzinfo=UTC).replace(tzinfo=None)
    cell = day.strftime(written)
    assert times(pa.array([cell]), written)[0].as_py() == moment(cell, written)
