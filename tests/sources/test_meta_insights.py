"""The old Page Insights exports: two header rows, sheets that belong together, dates as Americans write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.errors import DamagedIds, Refused
from pipelines.records import Figure, Post, Record, Reject
from pipelines.sources import read
from pipelines.sources.export import Export
from pipelines.sources.reading import Reading
from tests.sources.helpers import as_csv, export_of, singly

PROPERTIES = ["Post ID", "Permalink", "Post Message", "Type", "Countries", "Languages", "Posted", "Audience Targeting"]
ID = "100000000000777_10150000000000001"
LAYOUT = "meta page insights posts"


def post_row(posted: str = "10/2/2015 20:15", *figures: str, id_: str = ID) -> list[str]:
    return [id_, "https://www.facebook.com/hw/posts/1", "Annual report\nout now", "Link", "", "", posted, "", *figures]


def posts_csv(labels: list[str], told: list[str] | None, *rows: list[str]) -> str:
    descriptions = [] if told is None else [[""] * 8 + told]
    return "\ufeff" + as_csv([[*PROPERTIES, *labels], *descriptions, *rows])


def loaded(folder: Path, content: str, name: str = "insights.csv", **reading: object) -> tuple[Export, list[Record]]:
    export = export_of(folder, content, name, Reading(**reading))  # type: ignore[arg-type]
    return export, singly(list(read(export)))


REACH = (["Lifetime Post Total Reach"], ["Lifetime: The people your post was served to. (Unique Users)"])


def test_a_post_is_read_below_two_header_rows(tmp_path: Path) -> None:
    name = "Facebook Insights Data Export (Post Level) - HW - 2016-02-01.csv"
    export, records = loaded(tmp_path, posts_csv(*REACH, post_row("10/2/2015 20:15", "1,523")), name)
    assert records == [
        Post(
            line=3, platform="facebook", id=ID, published_at_raw="10/2/2015 20:15",
            published_local=datetime(2015, 10, 2, 20, 15), zone="unknown", text="Annual report\nout now",
            url="https://www.facebook.com/hw/posts/1", kind="Link", figures={"reach": 1523},
            captured_on=date(2016, 2, 1),
        )
    ]  # fmt: skip
    assert (export.file.layout, export.rows) == (LAYOUT, 1)


def test_labels_that_repeat_are_told_apart_by_the_second_row(tmp_path: Path) -> None:
    labels = ["Lifetime Organic views to 95%"] * 3 + ["Lifetime Engaged Users"]
    told = ["Lifetime: Times viewed. (Total Count)", "Lifetime: People. (Unique Users)", "", "Lifetime: (Unique Users)"]
    _, [found] = loaded(tmp_path, posts_csv(labels, told, post_row("10/2/2015 20:15", "31", "27", "5", "4")))
    assert isinstance(found, Post)
    assert found.figures == {
        "lifetime_organic_views_to_95_total_count": 31, "lifetime_organic_views_to_95_unique_users": 27,
        "lifetime_organic_views_to_95": 5, "lifetime_engaged_users": 4,
    }  # fmt: skip


def test_without_a_second_header_row_no_post_is_lost(tmp_path: Path) -> None:
    labels = ["Lifetime Organic views to 95%"] * 2
    _, [found] = loaded(tmp_path, posts_csv(labels, None, post_row("10/2/2015 20:15", "31", "27")))
    assert isinstance(found, Post)
    assert found.figures == {"lifetime_organic_views_to_95": 31, "lifetime_organic_views_to_95_2": 27}


def test_actions_on_a_post_are_its_shares_likes_and_comments(tmp_path: Path) -> None:
    labels = [f"Lifetime Post Stories by action type - {kind}" for kind in ("share", "like", "comment")]
    export, [found] = loaded(
        tmp_path, posts_csv([*labels, "Mood"], ["", "", "", ""], post_row("1/9/16 8:05", "4", "", "0", "x"))
    )
    assert isinstance(found, Post)
    assert found.figures == {"shares": 4, "likes": None, "comments": 0}
    assert "unknown columns: Mood" in export.file.notes


@pytest.mark.parametrize(
    ("posted", "other", "setting", "expected"),
    [
        ("10/2/2015 20:15", "12/31/2015 9:05", {}, datetime(2015, 10, 2, 20, 15)),
        ("1/9/16 8:05", "1/10/16 8:05", {}, datetime(2016, 1, 9, 8, 5)),
        ("10/2/2015 8:15 PM", "1/1/2016 8:05", {}, datetime(2015, 10, 2, 20, 15)),
        ("10/2/2015 20:15", "31/12/2015 9:05", {}, datetime(2015, 2, 10, 20, 15)),
        ("10/2/15 20:15", "31/12/15 9:05", {}, datetime(2015, 2, 10, 20, 15)),
        ("10/2/2015 20:15", "1/1/2016 9:05", {LAYOUT: "day first"}, datetime(2015, 2, 10, 20, 15)),
        ("2015-10-02 20:15:00", "1/1/2016 9:05", {}, datetime(2015, 10, 2, 20, 15)),
        ("2/30/2015 20:15", "1/1/2016 9:05", {}, None),
        ("10/2/2015", "1/1/2016 9:05", {}, None),
    ],
)
def test_dates_are_month_first_unless_they_or_the_policy_say_otherwise(
    tmp_path: Path, posted: str, other: str, setting: dict[str, str], expected: datetime | None
) -> None:
    content = posts_csv(*REACH, post_row(posted, "1"), post_row(other, "1", id_="1_2"))
    _, [found, _] = loaded(tmp_path, content, date_order=setting)
    assert isinstance(found, Post)
    assert (found.published_local, found.published_at_raw, found.published_at) == (expected, posted, None)


def test_dates_of_both_orders_are_refused(tmp_path: Path) -> None:
    content = posts_csv(*REACH, post_row("12/31/15 9:05", "1"), post_row("31/12/15 9:05", "1", id_="1_2"))
    with pytest.raises(Refused, match="both day-first and month-first"):
        loaded(tmp_path, content)


def test_the_zone_is_unknown_unless_the_policy_names_it(tmp_path: Path) -> None:
    content = posts_csv(*REACH, post_row("10/2/2015 20:15", "1"))
    _, [found] = loaded(tmp_path, content, assumed={LAYOUT: "America/Los_Angeles"})
    assert isinstance(found, Post)
    assert (found.published_at, found.zone) == (datetime(2015, 10, 3, 3, 15, tzinfo=UTC), "assumed America/Los_Angeles")


def test_damaged_ids_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedIds):
        loaded(tmp_path, posts_csv(*REACH, post_row("10/2/2015 20:15", "1", id_="1.01E+16")))


def workbook(*sheets: tuple[str, list[list[str]]]) -> str:
    """A workbook in XML text, its empty cells left out and their places told by the next one's index."""
    parts = ['<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" ']
    parts.append('xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">')
    for name, rows in sheets:
        parts.append(f'<Worksheet ss:Name="{name}"><Table>')
        for row in rows:
            cells = (
                f'<Cell ss:Index="{i}"><Data ss:Type="String">{c}</Data></Cell>' for i, c in enumerate(row, 1) if c
            )
            parts.append(f"<Row>{''.join(cells)}</Row>")
        parts.append("</Table></Worksheet>")
    return "".join([*parts, "</Workbook>"])


KEY = [[*PROPERTIES, "Lifetime Post Total Reach"], [""] * 8 + ["Lifetime: Reach"], post_row("2015-10-02 20:15:00", "9")]


def test_sheets_are_joined_by_the_posts_id(tmp_path: Path) -> None:
    stories = [[*PROPERTIES, "share", "like"], post_row("", "4", "19"), post_row("", "1", "2", id_="1_9")]
    talking = [[*PROPERTIES, "share"], [""] * 8 + ["Lifetime: People who told"], post_row("", "3")]
    sheets = [("Key Metrics", KEY), ("Lifetime Post Stories by act...", stories)]
    content = workbook(*sheets, ("Lifetime Talking About This(...", talking), ("About", [["nothing"]]))
    export, [found, orphan] = loaded(tmp_path, content, "insights.xls")
    assert isinstance(found, Post)
    assert found.figures == {
        "reach": 9, "shares": 4, "likes": 19, "lifetime_talking_about_this_post_by_action_type_share": 3,
    }  # fmt: skip
    assert found.published_local == datetime(2015, 10, 2, 20, 15)
    assert isinstance(orphan, Reject)
    assert (orphan.line, orphan.reason) == (3, "the post of this row is not in the first sheet")
    assert (export.rows, export.merged) == (4, 2)
    assert "sheets without post ids were left out: About" in export.file.notes


def test_a_damaged_workbook_in_xml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="breaks off"):
        loaded(tmp_path, workbook(("Key Metrics", KEY))[:-20], "insights.xls")


def page_csv(*rows: list[str]) -> str:
    labels = ["Date", "Lifetime Total Likes", "Daily New Likes", "Daily New Likes"]
    told = ["", "Lifetime: People. (Unique Users)", "Daily: New. (Unique Users)", "Daily: New. (Total Count)"]
    return as_csv([labels, told, *rows])


def test_a_page_has_a_figure_a_day_and_column(tmp_path: Path) -> None:
    export, records = loaded(tmp_path, page_csv(["1/13/16", "812", "2", ""], ["1/14/16", "1,813", "", "x"]))
    assert [(f.date, f.metric, f.value) for f in records if isinstance(f, Figure)] == [
        (date(2016, 1, 13), "lifetime_total_likes", 812), (date(2016, 1, 13), "daily_new_likes_unique_users", 2),
        (date(2016, 1, 14), "lifetime_total_likes", 1813),
    ]  # fmt: skip
    assert (export.file.layout, export.rows) == ("meta page insights page", 6)
    assert export.skipped == {"blank cell": 2, "cell that holds no number": 1}
    assert (export.file.covers_since, export.file.covers_until) == (date(2016, 1, 13), date(2016, 1, 14))


@pytest.mark.parametrize("day", ["1/2/2016", "soon", "", "2016-13-01"])
def test_a_day_that_cannot_be_told_is_rejected(tmp_path: Path, day: str) -> None:
    _, records = loaded(tmp_path, page_csv([day, "812", "2", "2"]))
    assert [(r.line, r.reason) for r in records if isinstance(r, Reject)] == [(3, "no day that can be read")]
