"""Meta Business Suite's content and daily exports, quirk by quirk."""

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

FACEBOOK = [
    "Post ID",
    "Page ID",
    "Title",
    "Description",
    "Publish time",
    "Permalink",
    "Is share",
    "Post type",
    "Date",
    "Views",
]
INSTAGRAM = [
    "Post ID",
    "Account ID",
    "Account username",
    "Description",
    "Publish time",
    "Permalink",
    "Post type",
    "Saves",
]
ROW = {
    "Post ID": "122100000000000011", "Page ID": "100000000000777", "Account ID": "17840000000000009",
    "Title": "How easy is it to see a dentist?", "Publish time": "08/04/2025 09:30",
    "Permalink": "https://www.facebook.com/hw/posts/pfbid0SYNTH1", "Is share": "0", "Post type": "Photos",
    "Date": "Lifetime", "Views": "1250",
}  # fmt: skip
NAMED = "Aug-01-2025_Aug-31-2025_1000000000000001.csv"


def loaded(folder: Path, content: str | bytes, name: str = NAMED, **reading: object) -> tuple[Export, list[Record]]:
    export = export_of(folder, content, name, Reading(**reading))  # type: ignore[arg-type]
    return export, singly(list(read(export)))


def csv_of(*rows: dict[str, str], header: list[str] = FACEBOOK) -> str:
    return "\ufeff" + as_csv([header, *([(ROW | r).get(h, "") for h in header] for r in rows)])


def posts(records: list[Record]) -> list[Post]:
    return [r for r in records if isinstance(r, Post)]


def test_a_facebook_post_is_read(tmp_path: Path) -> None:
    export, [found] = loaded(tmp_path, csv_of({"Title": "Two\nlines"}))
    assert found == Post(
        line=2, platform="facebook", id="122100000000000011", published_at_raw="08/04/2025 09:30",
        published_local=datetime(2025, 8, 4, 9, 30), zone="unknown", text="Two\nlines",
        url="https://www.facebook.com/hw/posts/pfbid0SYNTH1", kind="Photos", is_share=False, figures={"views": 1250},
        captured_on=export.modified.date(),
    )  # fmt: skip
    assert (export.file.layout, export.file.holds) == ("meta content facebook", "posts")
    assert (export.file.covers_since, export.file.covers_until) == (date(2025, 8, 1), date(2025, 8, 31))


@pytest.mark.parametrize(
    ("given", "field", "expected"),
    [
        ({"Title": "Short", "Description": "The longer one"}, "text", "The longer one"),
        ({"Title": "The longer one", "Description": "Short"}, "text", "The longer one"),
        ({"Title": "", "Description": ""}, "text", None),
        ({"Is share": "1"}, "is_share", True),
        ({"Is share": ""}, "is_share", None),
        ({"Post type": ""}, "kind", None),
        ({"Views": ""}, "figures", {"views": None}),
        ({"Views": "-"}, "figures", {"views": None}),
        ({"Views": "0"}, "figures", {"views": 0}),
        ({"Views": "1,250"}, "figures", {"views": 1250}),
    ],
)
def test_quirks_of_a_post(tmp_path: Path, given: dict[str, str], field: str, expected: object) -> None:
    _, [found] = loaded(tmp_path, csv_of(given))
    assert getattr(found, field) == expected


@pytest.mark.parametrize(("views", "expected"), [("1.250", 1250), ("1,250", 1250), ("12.5", 12.5)])
def test_the_thousands_mark_is_decided_by_the_file(tmp_path: Path, views: str, expected: float) -> None:
    _, records = loaded(tmp_path, csv_of({"Views": views}, {"Views": "980"}))
    assert [p.figures["views"] for p in posts(records)] == [expected, 980]


FIGURES = [
    ("Views", "views"), ("Reach", "reach"), ("Impressions", "impressions"), ("Reactions", "reactions"),
    ("Likes", "likes"), ("Comments", "comments"), ("Shares", "shares"), ("Saves", "saves"), ("Follows", "follows"),
    ("Link Clicks", "clicks_link"), ("Other Clicks", "clicks_other"), ("Seconds viewed", "seconds_viewed"),
    ("Total clicks", "total_clicks"), ("Reactions, Comments and Shares", "reactions_comments_and_shares"),
    ("REELS_PLAYS:COUNT", "reels_plays_count"), ("Estimated earnings (USD)", "estimated_earnings_usd"),
    ("Negative feedback from users: Hide all", "negative_feedback_from_users_hide_all"),
    ("A figure of tomorrow", "a_figure_of_tomorrow"),
]  # fmt: skip


@pytest.mark.parametrize("order", [1, -1])
def test_figures_go_by_their_names_in_any_order(tmp_path: Path, order: int) -> None:
    columns = FIGURES[::order]
    header = [*(h for h, _ in columns), *FACEBOOK[:-1]]
    _, [found] = loaded(tmp_path, csv_of({h: str(n) for n, (h, _) in enumerate(columns, start=1)}, header=header))
    assert isinstance(found, Post)
    assert found.figures == {name: n for n, (_, name) in enumerate(columns, start=1)}


def test_unknown_columns_are_noted_and_words_are_no_figures(tmp_path: Path) -> None:
    row = {"Mood": "sunny", "Owner": "", "Asset ID": "7"}
    export, [found] = loaded(tmp_path, csv_of(row, header=[*FACEBOOK, *row]))
    assert isinstance(found, Post)
    assert found.figures == {"views": 1250}
    assert "unknown columns: Mood, Owner, Asset ID" in export.file.notes


def test_readers_hiding_a_post_is_not_called_moderation(tmp_path: Path) -> None:
    export, _ = loaded(tmp_path, csv_of({}, header=[*FACEBOOK, "Negative feedback from users: Hide all"]))
    assert (
        "negative feedback is readers hiding a post from their own feed, not moderation by the page"
        in export.file.notes
    )


MAY_OR_APRIL = "05/04/2025 09:30"


@pytest.mark.parametrize(
    ("times", "name", "setting", "expected"),
    [
        (["08/04/2025 09:30", "08/29/2025 09:30"], "x.csv", {}, datetime(2025, 8, 4, 9, 30)),
        (["08/04/2025 09:30", "29/04/2025 09:30"], "x.csv", {}, datetime(2025, 4, 8, 9, 30)),
        ([MAY_OR_APRIL], "May-01-2025_May-31-2025_1.csv", {}, datetime(2025, 5, 4, 9, 30)),
        ([MAY_OR_APRIL], "Apr-01-2025_Apr-30-2025_1.csv", {}, datetime(2025, 4, 5, 9, 30)),
        ([MAY_OR_APRIL], "2025-05-01_2025-05-31.csv", {}, datetime(2025, 5, 4, 9, 30)),
        ([MAY_OR_APRIL], "Apr-01-2025_May-31-2025_1.csv", {}, None),
        ([MAY_OR_APRIL], "x.csv", {}, None),
        ([MAY_OR_APRIL], "x.csv", {"meta content facebook": "day first"}, datetime(2025, 4, 5, 9, 30)),
        ([MAY_OR_APRIL], "x.csv", {"meta content facebook": "month first"}, datetime(2025, 5, 4, 9, 30)),
        (["08/29/2025 09:30"], "x.csv", {"meta content facebook": "day first"}, datetime(2025, 8, 29, 9, 30)),
        (["2025-08-29 09:30"], "x.csv", {}, datetime(2025, 8, 29, 9, 30)),
        (["8/29/2025 9:30"], "x.csv", {}, datetime(2025, 8, 29, 9, 30)),
        (["08/29/2025 09:30 PM"], "x.csv", {}, datetime(2025, 8, 29, 21, 30)),
    ],
)
def test_day_and_month_are_told_apart_by_proof_name_or_setting(
    tmp_path: Path, times: list[str], name: str, setting: dict[str, str], expected: datetime | None
) -> None:
    rows = [{"Publish time": t} for t in times]
    export, records = loaded(tmp_path, csv_of(*rows), name, date_order=setting)
    first = posts(records)[0]
    assert (first.published_local, first.published_at, first.zone) == (expected, None, "unknown")
    assert first.published_at_raw == times[0]
    assert any("order is undecided" in n for n in export.file.notes) is (expected is None)


def test_dates_of_both_orders_in_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="both day-first and month-first"):
        loaded(tmp_path, csv_of({"Publish time": "08/29/2025 09:30"}, {"Publish time": "29/08/2025 09:30"}))


def test_a_zone_that_the_policy_assumes_gives_instants(tmp_path: Path) -> None:
    _, [found] = loaded(tmp_path, csv_of({}), assumed={"meta content facebook": "Europe/London"})
    assert isinstance(found, Post)
    assert (found.published_at, found.zone) == (datetime(2025, 8, 4, 8, 30, tzinfo=UTC), "assumed Europe/London")


@pytest.mark.parametrize("damaged", ["1.221E+17", "1,221E+17"])
def test_ids_damaged_by_a_spreadsheet_are_refused(tmp_path: Path, damaged: str) -> None:
    with pytest.raises(DamagedIds, match="without opening it in Excel"):
        loaded(tmp_path, csv_of({"Post ID": damaged}))


def test_rows_that_are_no_posts_are_rejected_and_the_rest_read(tmp_path: Path) -> None:
    rows = [{}, {"Post ID": "", "Title": ""}, {"Post ID": "122100000000000012", "Date": "08/05/2025"}]
    export, records = loaded(tmp_path, csv_of(*rows))
    assert len(posts(records)) == 1
    assert [(r.line, r.reason) for r in records if isinstance(r, Reject)] == [
        (3, "neither an id nor a text"),
        (4, "the row gives the figures of one day, not those of the post's lifetime"),
    ]
    assert export.rows == 3


def test_a_header_alone_is_an_export_of_no_posts(tmp_path: Path) -> None:
    export, records = loaded(tmp_path, csv_of())
    assert (records, export.file.layout) == ([], "meta content facebook")


def test_a_video_export_is_read(tmp_path: Path) -> None:
    header = ["Video asset ID", "Page ID", "Title", "Publish time", "3-second video views"]
    export, [found] = loaded(
        tmp_path, csv_of({"Video asset ID": "900000000000000011", "3-second video views": "7"}, header=header)
    )
    assert isinstance(found, Post)
    assert (found.id, found.figures) == ("900000000000000011", {"3_second_video_views": 7})
    assert "ids are those of videos, not of posts" in export.file.notes


def test_an_instagram_export_is_told_from_facebooks(tmp_path: Path) -> None:
    row = {
        "Post ID": "18000000000000001",
        "Description": "Waiting for a scan? 💬",
        "Post type": "IG reel",
        "Saves": "3",
    }
    export, [found] = loaded(tmp_path, csv_of(row, header=INSTAGRAM))
    assert isinstance(found, Post)
    assert (export.file.layout, found.platform, found.kind) == ("meta content instagram", "instagram", "IG reel")
    assert (found.text, found.figures, found.is_share) == ("Waiting for a scan? 💬", {"saves": 3}, None)


PORTUGUESE = (
    "Identificação da publicação;Descrição;Horário de publicação;Link permanente;Tipo de publicação;Visualizações;"
    "Alcance;Curtidas;Compartilhamentos;Comentários;Salvamentos\n"
    '18000000000000003;"Texto inventado; com ponto e vírgula";{time};https://www.instagram.com/p/SYNTH3/;'
    "Carrossel do Instagram;1.234;1.001;12;0;3;1\n"
)


@pytest.mark.parametrize(
    ("time", "expected"),
    [("31/08/2025 14:20", datetime(2025, 8, 31, 14, 20)), ("04/08/2025 14:20", datetime(2025, 8, 4, 14, 20))],
)
def test_portuguese_headers_dates_and_numbers(tmp_path: Path, time: str, expected: datetime) -> None:
    export, [found] = loaded(tmp_path, PORTUGUESE.format(time=time), "x.csv")
    assert isinstance(found, Post)
    assert (export.file.layout, found.published_local) == ("meta content instagram", expected)
    assert found.text == "Texto inventado; com ponto e vírgula"
    assert found.figures == {"views": 1234, "reach": 1001, "likes": 12, "shares": 0, "comments": 3, "saves": 1}


GERMAN = (
    "Beitrags-ID,Konto-ID,Konto-Benutzername,Kontoname,Beschreibung,Dauer (Sek.),Veröffentlichungszeitpunkt,Permalink"
)
DUTCH = "Bericht-ID,Pagina-ID,Paginanaam,Titel,Beschrijving,Duur (sec),Publicatietijd,Permanente link"


@pytest.mark.parametrize(
    "content",
    [
        GERMAN + "\n",
        GERMAN + "\n18000000000000005,1,a,b,c,0,01.09.2026 18:00,https://www.instagram.com/p/SYNTH5/\n",
        DUTCH + "\n122100000000000011,1,a,b,c,0,01/09/2026 18:00,https://www.facebook.com/p/5/\n",
        DUTCH.replace(",", ";") + "\n122100000000000011;1;a;b;c;0;01/09/2026 18:00;https://www.facebook.com/p/5/\n",
    ],
)
def test_other_languages_are_refused_with_what_to_do(tmp_path: Path, content: str) -> None:
    with pytest.raises(Refused, match="English"):
        loaded(tmp_path, content)


def utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")


def figures(records: list[Record]) -> list[tuple[str, str, date | None, float | int | None]]:
    return [(r.platform, r.metric, r.date, r.value) for r in records if isinstance(r, Figure)]


def test_a_daily_series_goes_by_the_name_inside(tmp_path: Path) -> None:
    content = 'sep=,\n"Facebook follows"\n"Date","Primary"\n"2025-08-01T00:00:00","2"\n"2025-08-02T00:00:00","1,204"\n'
    export, records = loaded(tmp_path, utf16(content), "Views.csv")
    assert figures(records) == [
        ("facebook", "facebook_follows", date(2025, 8, 1), 2), ("facebook", "facebook_follows", date(2025, 8, 2), 1204),
    ]  # fmt: skip
    assert [r.line for r in records] == [4, 5]
    assert (export.file.layout, export.file.covers_since, export.file.covers_until) == (
        "meta daily", date(2025, 8, 1), date(2025, 8, 2),
    )  # fmt: skip


def test_blank_days_are_counted_and_odd_ones_rejected(tmp_path: Path) -> None:
    content = 'sep=,\n"Views"\n"Date","Primary"\n"2025-08-01T00:00:00",""\n"2025-08-02T00:00:00","many"\n"?","1"\n'
    export, records = loaded(tmp_path, utf16(content))
    assert [r.line for r in records if isinstance(r, Reject)] == [5, 6]
    assert (export.rows, export.skipped) == (3, {"blank cell": 1})


def test_several_series_stand_in_one_file(tmp_path: Path) -> None:
    one = '"{}"\n"Date","Primary"\n"2025-08-01T00:00:00","{}"\n\n'
    _, records = loaded(
        tmp_path, utf16("sep=,\n" + one.format("Facebook visits", 20) + one.format("Instagram profile visits", 7))
    )
    assert figures(records) == [
        ("facebook", "facebook_visits", date(2025, 8, 1), 20),
        ("instagram", "instagram_profile_visits", date(2025, 8, 1), 7),
    ]


@pytest.mark.parametrize(
    ("metric", "platform", "noted"),
    [
        ("Instagram follows", "instagram", False),
        ("Facebook link clicks", "facebook", False),
        ("Viewers", "facebook", True),
    ],
)
def test_the_platform_is_in_the_metrics_name(tmp_path: Path, metric: str, platform: str, noted: bool) -> None:
    export, _ = loaded(tmp_path, utf16(f'sep=,\n"{metric}"\n"Date","Primary"\n"2025-08-01T00:00:00","2"\n'))
    assert export.file.platform == platform
    assert any("does not say whether" in n for n in export.file.notes) is noted


def test_audience_blocks_become_shares(tmp_path: Path) -> None:
    content = (
        'sep=,\n"Facebook followers"\n"Age & gender"\n"","Women","Men"\n"18-24","3.2%","1.1%"\n"25-34","10%",""\n\n'
        '"Top cities"\n"Oakham, Exampleshire","Melton, Exampleshire"\n"12.5","3"\n\n'
        '"Top countries"\n"United Kingdom","96.1"\n\n"Top pages"\n"An Invented Page","soon"\n'
    )
    export, records = loaded(tmp_path, utf16(content), "Audience.csv")
    assert [(m, v) for _, m, _, v in figures(records)] == [
        ("audience_age_gender.18_24_women", 3.2), ("audience_age_gender.18_24_men", 1.1),
        ("audience_age_gender.25_34_women", 10), ("audience_top_cities.oakham_exampleshire", 12.5),
        ("audience_top_cities.melton_exampleshire", 3), ("audience_top_countries.united_kingdom", 96.1),
    ]  # fmt: skip
    assert [r.raw for r in records if isinstance(r, Reject)] == ["An Invented Page,soon"]
    assert (export.rows, export.skipped) == (8, {"blank cell": 1})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Gender,Distribution\nWomen,71.5%\n", ("facebook", "audience_gender.women", None, 71.5)),
        (
            "Top Territories,Distribution\nExampleshire,0.42\n",
            ("facebook", "audience_territories.exampleshire", None, 0.42),
        ),
    ],
)
def test_shares_by_gender_and_territory(tmp_path: Path, content: str, expected: tuple[object, ...]) -> None:
    export, records = loaded(tmp_path, "\ufeff" + content)
    assert figures(records) == [expected]
    assert records[0].as_dict()["until"] == export.modified.date().isoformat()


def test_a_series_that_breaks_off_is_refused(tmp_path: Path) -> None:
    content = utf16('sep=,\n"Views"\n"Date","Primary"\n"2025-08-01T00:00:00","2"\n')
    with pytest.raises(Refused, match="breaks off"):
        loaded(tmp_path, content[:-1])
