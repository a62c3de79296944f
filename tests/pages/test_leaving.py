"""What may be taken along of the week, and what stands below its tiles."""

from __future__ import annotations

import io

import openpyxl
import pytest

from pages.parts import leaving
from pages.parts.week_below import below
from pipelines.reports.digest import digest
from pipelines.reports.pack import board_pack
from tests.ledger.conftest import Desk as Record
from tests.pages import desks, story
from tests.pages.test_pages import draw, text

NAMES = {"website": "Website", "facebook": "Facebook", "x": "X", "instagram": "Instagram"}


@pytest.mark.parametrize(("role", "labels"), [
    ("ceo", ["Board pack", "Weekly report", "Board pack, exact"]), ("board", ["Board pack", "Weekly report"]),
])  # fmt: skip
def test_small_numbers_are_offered_to_those_alone_who_see_comments(monkeypatch, role, labels):
    offered = []
    monkeypatch.setattr(leaving, "_button", lambda desk, label, *more: offered.append(label))
    leaving.offer(desks.desk_of(story.Story(), story.window(), role))
    assert offered == labels


def test_the_workbook_of_the_page_is_made_of_its_figures_with_a_checkpoint_of_its_record(tmp_path):
    with Record(tmp_path) as record:
        record.decide("leave_up")
        desk = desks.desk_of(story.Story(), story.window(channel="x"), ledger=record)
        made = leaving._report(desk, exact=True)
        book = openpyxl.load_workbook(io.BytesIO(board_pack(made)))
    cover = [str(row[0].value) for row in book["Cover"].iter_rows(max_col=1)]
    assert any(line.startswith("weekwatch/") for line in cover)
    assert any("Facebook was not moderated for 9 days" in line for line in cover)


def test_a_role_without_the_record_takes_a_report_without_a_checkpoint():
    desk = desks.desk_of(story.Story(), story.window(), "board")
    assert "there is no checkpoint" in digest(leaving._report(desk, exact=False))


def test_below_the_tiles_stand_reasons_completeness_and_the_record():
    shown = text(draw("this_week"))
    assert "Taken down, by reason" in shown
    assert "Completeness of the exports" in shown
    assert "no record of moderation is in use" in shown
    assert shown.index('class="ww-tiles"') < shown.index("Taken down, by reason")


def test_the_record_tells_how_much_no_checkpoint_covers():
    told = story.Story()
    told.db.execute(
        "insert into figures.event (seq, kind, day) values (1, 'decision', '2026-03-02'), "
        "(2, 'checkpoint_made', '2026-03-03'), (3, 'decision', '2026-03-04')"
    )
    found = below(desks.desk_of(told, story.window()), story.window(), NAMES)
    assert "3 events as last published; last checkpoint on 3 March 2026" in found
    assert "1 event since" in found


def test_an_empty_week_claims_nothing_below():
    found = below(desks.desk_of(story.Story("empty"), story.window()), story.window(), NAMES)
    assert "? Not evidenced: nothing reviewed" in found
    assert "✓" not in found
