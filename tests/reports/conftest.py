"""Reports over an invented publication of twelve weeks."""

from __future__ import annotations

import io

import openpyxl
import pytest

from pipelines.metrics import all_metrics
from pipelines.reports import Figures, Report
from pipelines.reports.pack import board_pack
from pipelines.reports.subjects import exact_subjects
from pipelines.reports.withheld import published
from tests.pages import story

CHECKPOINT = "weekwatch/0123456789abcdef\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"


def report(told, exact=True, **more):
    sheets = more.pop("sheets", list(all_metrics()))
    return Report(Figures(told), story.window(), exact, CHECKPOINT, "commit abc", sheets, **more)


def opened(made):
    return openpyxl.load_workbook(io.BytesIO(made))


@pytest.fixture(scope="session")
def told():
    told = story.Story()
    told.db.execute(
        "insert into flag_outcome select channel, day, week_start, coalesce(top_category, 'nothing'), count(*), "
        "count(decided_at), count(*) filter (top_category = 'confidential' and decided_at is not null) from comment "
        "group by all"
    )
    told.db.execute("insert into post_figure select post_key, 'engagements', captured_on, value // 10 from post_figure")
    told.db.execute("insert into export_file select file_no, sha256 from import_file")
    return told


@pytest.fixture(scope="session")
def made(told):
    return board_pack(report(told))


@pytest.fixture(scope="session")
def book(made):
    return opened(made)


@pytest.fixture(scope="session")
def exact(told):
    return exact_subjects(report(told))


@pytest.fixture(scope="session")
def withheld(exact):
    return published(exact, story.LAST)
