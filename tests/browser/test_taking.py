"""What is taken out of the dashboard by hand: files that arrive and open, and pages on paper."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl

from tests.browser.test_browser import playwright, pytestmark, settled, visit

__all__ = ["pytestmark"]  # these too are left out where there is no browser
PAPER = {"width": 703, "height": 1000}  # what is left of A4 between its margins


def taken(tab, label):
    """Clicks a button and gives the file that arrives, with the name under which it is kept."""
    with tab.expect_download(timeout=120_000) as waited:
        tab.get_by_role("button", name=label, exact=True).click()
    return Path(waited.value.path()), waited.value.suggested_filename


def test_the_board_pack_and_the_report_arrive_and_open(server, tab):
    visit(tab, server[0], "?week=2026-W12")
    for label, name in (("Board pack", "board-pack-2026-W12"), ("Board pack, exact", "board-pack-2026-W12-exact")):
        path, kept_as = taken(tab, label)
        assert kept_as == f"{name}.xlsx"
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file)
        assert book.sheetnames[:2] == ["Cover", "Charts"]
        assert "week of Monday 16 March 2026" in str(book["Cover"]["A1"].value)
    path, kept_as = taken(tab, "Weekly report")
    assert kept_as == "report-2026-W12.html"
    page = tab.context.new_page()
    page.set_content(path.read_text(encoding="utf-8"))
    assert "week of Monday 16 March 2026" in page.inner_text("h1")


def test_the_record_and_its_checkpoint_arrive_and_open(server, tab):
    visit(tab, server[0], "decisions")
    path, kept_as = taken(tab, "Download the record pack")
    assert kept_as == "record.zip"
    with zipfile.ZipFile(path) as pack:
        assert {Path(name).name for name in pack.namelist()} >= {"events.jsonl", "checkpoint.txt", "verifier.py"}
    tab.get_by_role("button", name="Make a checkpoint").click()
    settled(tab)
    path, kept_as = taken(tab, "Download the checkpoint")
    assert kept_as == "checkpoint.txt"
    assert path.read_text(encoding="utf-8").startswith("weekwatch/")


def test_the_week_on_paper_keeps_its_sentence_leaves_the_navigation_and_is_not_cut(server, tab):
    visit(tab, server[0])
    tab.emulate_media(media="print")
    tab.set_viewport_size(PAPER)
    playwright.expect(tab.locator(".ww-verdict")).to_be_visible()
    playwright.expect(tab.locator("[data-testid=stSidebar]")).to_be_hidden()
    playwright.expect(tab.locator("[data-testid=stHeader]")).to_be_hidden()
    edges = "all => all.map(e => e.getBoundingClientRect().right)"
    assert max(tab.eval_on_selector_all(".ww-table, .ww-tile, .ww-list", edges)) <= PAPER["width"]
    pages = len(re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True)))
    assert 1 <= pages <= 3
