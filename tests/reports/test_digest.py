"""The weekly report: one file that stands by itself, with the pages' figures, and charts that have their tables."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from pipelines.reports.digest import digest
from pipelines.reports.states import STATES, contrast
from tests.pages import story
from tests.pages.test_pages import draw, text
from tests.reports.conftest import CHECKPOINT, report

SHEETS = ["cadence", "coverage", "time_to_review", "removal_rate", "harm_hours", "reach", "completeness"]


@pytest.fixture(scope="module")
def page(told):
    return digest(report(told, sheets=SHEETS))


class Shape(HTMLParser):
    """The elements of a document that are open and closed, and what identifies them."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.ids, self.links = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        self.ids += [v for k, v in attrs if k == "id"]
        self.links += [v for k, v in attrs if k == "href"]
        if tag not in ("meta", "path", "circle", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("meta", "path", "circle", "br"):
            assert self.open.pop() == tag


def shape(page):
    found = Shape()
    found.feed(page)
    assert found.open == []
    return found


def test_it_is_one_whole_document_with_its_language_title_and_landmarks(page):
    found = shape(page)
    tags = [tag for tag, _ in found.seen]
    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert [tags.count(t) for t in ("title", "h1", "main", "header", "nav")] == [1] * 5
    assert len(found.ids) == len(set(found.ids))
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    levels = [int(t[1]) for t in tags if re.fullmatch("h[1-6]", t)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_nothing_is_fetched_and_nothing_runs(page):
    assert not re.search(r"<script|<iframe|<link|<img|\son\w+=|url\(|@import", page)
    assert set(re.findall(r"https?://[^\"' <]+", page)) == {"http://www.w3.org/2000/svg"}


def test_it_says_what_the_ceos_page_says(page):
    week = text(draw("this_week"))
    sentence = "Not compliant: Facebook was not moderated for 9 days."
    assert sentence in week
    assert sentence in page
    assert "Sample data." in page
    assert all(line in unescape(page) for line in CHECKPOINT.splitlines())


def test_every_chart_is_said_in_words_and_stands_over_a_table_of_its_figures(page):
    pictures = re.findall(r'<svg role="img" aria-label="([^"]+)"', page)
    assert len(pictures) >= 4
    for said in pictures:
        after = page[page.index(f'aria-label="{said}"') :]
        assert f"<p>{said}</p>" in page
        body = after[after.index("<tbody>") : after.index("</tbody>")]
        assert body.count("<tr>") == 12
        last = re.findall(r"<td[^>]*>(.*?)</td>", body)[-1]
        assert last == "–" or unescape(said).rstrip(".").endswith(last)


def test_every_table_has_a_caption_and_heads(page):
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert len(tables) > 10
    for table in tables:
        assert "<caption>" in table
        assert table.count('scope="col"') >= 2
        assert table.count('scope="row"') == table.count("<tr>") - 1


def test_a_state_is_a_word_and_a_shape_and_readable_in_its_colour(page):
    for state in STATES.values():
        assert contrast(state.colour, "#F0F4F5") >= 4.5
    grid = page[page.index("Each channel in each") : page.index("The policy&#x27;s clauses</h2>")]
    assert grid.count("✓ met") + grid.count("✕ breach") + grid.count("? not evidenced") == 48


def test_small_numbers_stay_out_of_the_report_that_leaves_the_office(told):
    page = digest(report(told, exact=False, sheets=["coverage", "removal_rate"]))
    assert "1 to 7" in page
    assert "Numbers of comments from 1 to 7 are not shown" in page
    for body in re.findall(r"Comments reviewed in the week of.*?</table>", page, re.DOTALL):
        for cells in re.findall(r"</th>(<td.*?)</tr>", body):
            known = re.findall(r"<td[^>]*>(.*?)</td>", cells)[2]
            assert known in ("1 to 7", "not shown") or int(known) % 5 == 0


def test_a_clauses_reason_that_counts_is_told_in_the_exact_report_alone(told):
    from pipelines.reports.clause_rows import NOT_TOLD, standing_rows

    exact, passed_on = (standing_rows(report(told, exact=e))[1] for e in (True, False))
    assert len(exact) == len(passed_on) > 50
    assert not any(NOT_TOLD in row for row in exact)
    for row, other in zip(exact, passed_on, strict=True):
        assert other[5] == (NOT_TOLD if re.search(r"\d", row[5]) else row[5])


def test_an_empty_publication_claims_nothing():
    page = digest(report(story.Story("empty"), sheets=SHEETS))
    assert "Not evidenced: nothing shows whether" in page
    assert "Nothing is evidenced for this week" in page
    assert "Compliant" not in page.replace("compliant:", "")


def test_two_builds_are_the_same(told, page):
    assert digest(report(told, sheets=SHEETS)) == page
