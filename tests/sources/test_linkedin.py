"""LinkedIn's workbooks: daily figures, posts with figures, and days whose order must be proved."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipelines.errors import Unrecognised
from pipelines.records import Figure, Post, Reject
from pipelines.sources import Export, Reading, read, recognise
from tests.goldens import EXPORTS
from tests.sources.helpers import as_csv, export_of, singly

CONTENT = EXPORTS / "linkedin_content" / "healthwatch-exampleshire_content_1754640000000.xls"
UNDECIDED = EXPORTS / "linkedin_content" / "one_day_undecided.xlsx"
FOLLOWERS = ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"]


def loaded(path, reading=None):
    export = path if isinstance(path, Export) else Export(Path(path), Path(path).name, reading or Reading())
    return singly(list(read(export))), export.finished()


@pytest.fixture
def followers(tmp_path):
    def load(*days, reading=None):
        rows = [[day, "0", "3", "", "3"] for day in days]
        return loaded(export_of(tmp_path, as_csv([FOLLOWERS, *rows]), "followers.csv", reading))

    return load


def test_both_sheets_of_a_legacy_workbook_are_read():
    found, file = loaded(CONTENT)
    figures = [f for f in found if isinstance(f, Figure)]
    posts = [p for p in found if isinstance(p, Post)]
    assert (file.layout, len(figures), len(posts)) == ("linkedin content", 57, 2)
    assert [(f.date, f.value) for f in figures if f.metric == "impressions"] == [
        (date(2025, 8, 3), 30), (date(2025, 8, 4), 41), (date(2025, 8, 5), 12),
    ]  # fmt: skip
    assert (file.covers_since, file.covers_until) == (date(2025, 8, 3), date(2025, 8, 5))


def test_the_moment_in_the_files_name_is_the_day_of_export():
    assert loaded(CONTENT)[1].captured_on == date(2025, 8, 8)


def test_a_post_is_read_whole():
    post = next(p for p in loaded(CONTENT)[0] if isinstance(p, Post))
    assert post == Post(
        line=3, platform="linkedin", id="urn:li:activity:7100000000000000001", published_at_raw="08/04/2025",
        published_local=date(2025, 8, 4), zone="unknown", text="Tell us about pharmacy waits 💊\nYour views count",
        url="https://www.linkedin.com/feed/update/urn:li:activity:7100000000000000001", kind="Image",
        figures={
            "impressions": 321, "views_excluding_offsite_video_views": None, "offsite_views": None, "clicks": 12,
            "click_through_rate_ctr": 0.0373831776, "likes": 4, "comments": 2, "shares": 1, "follows": None,
            "engagement_rate": 0.0592,
        },
        captured_on=date(2025, 8, 8),
    )  # fmt: skip


def test_sheets_that_are_not_read_are_named():
    _, file = loaded(EXPORTS / "linkedin_audience" / "healthwatch-exampleshire_followers_1754640000000.xls")
    assert "sheets that were left out: Location, Job function, Seniority, Industry, Company size" in file.notes


def test_a_row_of_days_proves_their_order(followers):
    found, _ = followers("08/01/2025", "08/02/2025")
    assert {f.date for f in found} == {date(2025, 8, 1), date(2025, 8, 2)}
    found, _ = followers("02/08/2025", "01/08/2025")
    assert {f.date for f in found} == {date(2025, 8, 1), date(2025, 8, 2)}


def test_days_in_a_row_over_the_end_of_a_month_are_read(followers):
    found, _ = followers("07/31/2025", "08/01/2025")
    assert {f.date for f in found} == {date(2025, 7, 31), date(2025, 8, 1)}


def test_a_day_whose_order_nothing_proves_is_not_guessed(followers):
    found, file = followers("08/04/2025")
    assert [(type(r), r.reason) for r in found] == [(Reject, "day and month order of the row's day is undecided")]
    assert any(note.startswith("day and month order is undecided") for note in file.notes)


@pytest.mark.parametrize(("order", "day"), [("day first", date(2025, 4, 8)), ("month first", date(2025, 8, 4))])
def test_the_policy_decides_what_nothing_proves(followers, order, day):
    found, _ = followers("08/04/2025", reading=Reading(date_order={"linkedin audience": order}))
    assert {f.date for f in found} == {day}


def test_a_post_of_undecided_day_keeps_its_raw_date():
    (post,) = [p for p in loaded(UNDECIDED)[0] if isinstance(p, Post)]
    assert (post.published_local, post.published_at_raw) == (None, "08/04/2025")


def test_the_days_of_the_figures_decide_those_of_the_posts():
    found, _ = loaded(EXPORTS / "linkedin_content" / "saved_again_uk.xlsx")
    assert [p.published_local for p in found if isinstance(p, Post)] == [date(2025, 8, 4)]


POSTS = ["Post title", "Post link", "Created date", "Impressions"]


@pytest.mark.parametrize(("written", "day"), [("05/08/2025", None), ("08/25/2025", date(2025, 8, 4))])
def test_two_posts_in_a_row_prove_nothing_and_a_day_after_the_twelfth_does(tmp_path, written, day):
    rows = [["One", "", "08/04/2025", "1"], ["Two", "", written, "1"]]
    found, _ = loaded(export_of(tmp_path, as_csv([POSTS, *rows]), "posts.csv"))
    assert found[0].published_local == day


def test_the_days_of_the_posts_decide_those_of_the_figures(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Engagement"], ["Date", "Impressions (organic)"], ["08/04/2025", 9]):
        book.active.append(row)
    posts = book.create_sheet("All posts")
    for row in (["Engagement"], POSTS, ["One", "", "08/25/2025", 1]):
        posts.append(row)
    book.save(tmp_path / "content.xlsx")
    found, file = loaded(tmp_path / "content.xlsx")
    assert [f.date for f in found if isinstance(f, Figure)] == [date(2025, 8, 4)]
    assert not any("undecided" in note for note in file.notes)


@pytest.mark.parametrize("column", ["Overview page views (total)", "Total unique visitors (total)"])
def test_visitors_are_known_by_any_of_their_counts(tmp_path, column):
    found, file = loaded(export_of(tmp_path, as_csv([["Date", column], ["08/30/2025", "3"]]), "visitors.csv"))
    assert (file.layout, [(f.date, f.value) for f in found]) == ("linkedin audience", [(date(2025, 8, 30), 3)])


def test_blank_cells_are_counted_and_no_zeros(followers):
    found, file = followers("08/30/2025")
    assert {f.metric: f.value for f in found} == {
        "sponsored_followers": 0, "organic_followers": 3, "total_followers": 3,
    }  # fmt: skip
    assert file.counts["skipped"] == {"blank cell": 1}


def test_other_tables_of_days_are_not_claimed(tmp_path):
    with pytest.raises(Unrecognised):
        recognise(export_of(tmp_path, as_csv([["Date", "Followers"], ["08/30/2025", "3"]])))
