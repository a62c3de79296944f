"""The weekly report in a browser: no fault of WCAG 2.2 AA that axe can find, by keyboard, and at 320 pixels."""

from __future__ import annotations

import pytest

from pipelines.reports.digest import digest
from tests.browser import WHY_NOT, find_chromium
from tests.pages import story
from tests.reports.conftest import report

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason=WHY_NOT)]
SHEETS = ["cadence", "coverage", "time_to_review", "removal_rate", "harm_hours", "reach", "completeness"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def tab(browser, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(digest(report(story.Story(), exact=False, sheets=SHEETS)), encoding="utf-8")
    page = browser.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(path.as_uri())
    yield page
    page.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_runs_over(tab, width):
    tab.set_viewport_size({"width": width, "height": 800})
    found = axe.Axe().run(tab, options=RULES).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_text_at_four_times_its_size_needs_no_second_scroll_bar(tab):
    tab.set_viewport_size({"width": 320, "height": 256})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_reaches_the_report_each_part_and_each_table_and_shows_where_it_is(tab):
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the report"
    reached = []
    for _ in range(200):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('body, .skip')"):
            break  # once round
        at = tab.evaluate("[document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]")
        reached.append(at)
        assert at[1] == "solid", at
    assert [name for name, _ in reached].count("A") == len(SHEETS) + 3
    assert [name for name, _ in reached].count("DIV") >= tab.locator("table").count()


def test_on_paper_the_sentence_stays_the_contents_go_and_no_table_is_cut(tab):
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 703, "height": 1000})  # A4 between its margins
    assert tab.locator(".status").is_visible()
    assert not tab.locator("nav").is_visible()
    edges = "all => all.map(e => e.getBoundingClientRect().right)"
    assert max(tab.eval_on_selector_all("section:not(:has(th:nth-child(12))) table", edges)) <= 703
    tab.set_viewport_size({"width": 1031, "height": 700})  # what is broader lies on its side
    assert max(tab.eval_on_selector_all("table", edges)) <= 1031
    tab.emulate_media(media="null")


def test_links_are_large_enough_to_hit(tab):
    heights = tab.evaluate("[...document.querySelectorAll('nav a')].map(a => a.getBoundingClientRect().height)")
    assert min(heights) >= 24


def test_nothing_is_asked_of_the_network(tab):
    assert [url for url in tab.asked if not url.startswith("file:")] == []
