"""Google Analytics, Matomo and Plausible: a figure a cell, and every cell accounted for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import Refused
from pipelines.platforms import came_from
from pipelines.records import Batch, Figure, Record, Reject
from pipelines.sources import read
from pipelines.sources.export import Export
from pipelines.sources.numerals import as_number, thousands_mark
from pipelines.sources.reading import Reading

FEB = date(2026, 2, 1)
END = date(2026, 2, 28)


def records_of(
    tmp_path: Path, text: str, name: str = "export.csv", encoding: str = "utf-8"
) -> tuple[list[Any], Export]:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    export = Export(path, path.name, Reading())
    records: list[Record] = []
    for item in read(export):
        records.extend(item.records() if isinstance(item, Batch) else [item])
    export.finished()
    return records, export


def brief(records: list[Any]) -> list[tuple[Any, ...]]:
    return [(r.page, r.metric, r.date, r.since, r.until, r.value) for r in records if isinstance(r, Figure)]


@pytest.mark.parametrize(
    "preamble",
    [
        "# ------\n# Pages\n# 20260201-20260228\n# ------\n",
        "# Pages\n# Start date: 20260201\n# End date: 20260228\n\n",
        '\ufeff"# Pages"\n# 20260201-20260228,,\n\n\n',
        "# Property: A shop\0\n# Startdatum: 20260201\n# Enddatum: 20260228\n",
    ],
)
def test_ga4_days_are_read_from_the_lines_above_the_table(tmp_path: Path, preamble: str) -> None:
    table = 'Page path and screen class,Views,Active users\n,"1,250",9\n/,"1,250",\n(not set),0,0\n'
    records, export = records_of(tmp_path, preamble + table)
    assert brief(records) == [
        ("/", "views", None, FEB, END, 1250),
        ("(not set)", "views", None, FEB, END, 0),
        ("(not set)", "active_users", None, FEB, END, 0),
    ]
    assert export.file.counts == {
        "figure": 3, "rows": 5, "merged": 0, "skipped": {"totals row": 1, "blank cell": 1},
    }  # fmt: skip


def test_ga4_nth_day_counts_from_the_start_and_each_table_has_its_own(tmp_path: Path) -> None:
    text = (
        "# A\n# 20260201-20260203\nNth day,Active users\n0000,5\n0002,6\nx,7\n\n"
        "# B\n# 20260227-20260302\nNth day,Views\n0001,8\n0002,9\nGrand total,17\n"
    )
    records, export = records_of(tmp_path, text)
    assert brief(records) == [
        (None, "active_users", FEB, None, None, 5),
        (None, "active_users", date(2026, 2, 3), None, None, 6),
        (None, "views", END, None, None, 8),
        (None, "views", date(2026, 3, 1), None, None, 9),
    ]
    assert [r.line for r in records if isinstance(r, Reject)] == [6]
    assert (export.file.covers_since, export.file.covers_until) == (FEB, date(2026, 3, 2))


def test_ga4_tables_by_anything_else_are_counted_and_a_file_of_them_refused(tmp_path: Path) -> None:
    country = "# C\n# 20260201-20260203\nCountry,Active users\nUnited Kingdom,20\nFrance,2\n"
    records, export = records_of(tmp_path, country + "\nNth day,Views\n0000,1\n")
    assert brief(records) == [(None, "views", FEB, None, None, 1)]
    assert export.file.counts["skipped"] == {"row of a table that is not by page, day or source": 2}
    with pytest.raises(Refused, match=r"the tables found are by: Country"):
        records_of(tmp_path, country)


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1,250"], ","), (["1.250"], "."), (["1.250", "2,5"], "."), (["1,250", "2.5"], ","), (["1.250.000"], "."),
        (["1.250", "1.9696969"], ","), (["12"], ","), (["1.250,75"], "."), (["0,125"], "."), (["0.125"], ","),
    ],
)  # fmt: skip
def test_thousands_mark_is_decided_once_a_file(cells: list[str], mark: str) -> None:
    assert thousands_mark(("Views", c) for c in cells) == mark


def test_three_decimals_of_an_average_are_no_thousands() -> None:
    assert thousands_mark([("Views per active user", "1.250")]) == ","


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1,250", ",", 1250), ("1.250", ".", 1250), ("2,5", ".", 2.5), ("1\u202f250", ",", 1250), ("£3.20", ",", 3.2),
        ("2.48%", ",", 2.48), ("", ",", None), ("-", ",", None), ("one", ",", None),
    ],
)  # fmt: skip
def test_number_is_read_by_the_files_own_mark(text: str, mark: str, value: float | None) -> None:
    assert as_number(text, mark) == value


SEGMENT = "label,nb_visits,bounce_count,metadata_segment"
MATOMO = "label,nb_visits,nb_hits,bounce_rate,metadata_url,idsubdatatable\n/a,8,12,40%,https://hw.example.org/a,7\n"


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("pages_2026-02-01_2026-02-28.csv", FEB, END),
        ("pages_2026-02-01.csv", None, None),
        ("pages.csv", None, None),
        ("Export _ Page URLs _ February 1, 2026 – February 28, 2026.csv", FEB, END),
    ],
)
def test_matomo_period_comes_from_two_dates_in_the_name_or_is_unknown(
    tmp_path: Path, name: str, since: date | None, until: date | None
) -> None:
    records, export = records_of(tmp_path, MATOMO, name, "utf-16")
    assert brief(records) == [
        ("/a", "nb_visits", None, since, until, 8),
        ("/a", "views", None, since, until, 12),
        ("/a", "bounce_rate", None, since, until, 40),
    ]
    assert ("neither the file nor its name says which days it covers" in export.file.notes) == (since is None)


@pytest.mark.parametrize(
    ("written", "day", "since", "until"),
    [
        ("2026-02-01", FEB, None, None),
        ('"2026-02-01,2026-02-28"', None, FEB, END),
        ("From 2026-02-01 to 2026-02-28", None, FEB, END),
        ("2026-02", None, FEB, END),
    ],
)
def test_matomo_date_column_may_hold_days_and_longer_periods(
    tmp_path: Path, written: str, day: date | None, since: date | None, until: date | None
) -> None:
    records, _ = records_of(tmp_path, f"date,label,nb_hits\n{written},/a,12\n")
    assert brief(records) == [("/a", "views", day, since, until, 12)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_matomo_says_itself_that_there_is_nothing(tmp_path: Path, encoding: str) -> None:
    records, export = records_of(tmp_path, "No data available", encoding=encoding)
    assert (records, export.rows, export.file.layout) == ([], 0, "matomo")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pageviews,visitors,page,hostname,date\n44,28,/,hw.example.org,2026-02-01\n",
         [("/", "views", FEB, None, None, 44), ("/", "visitors", FEB, None, None, 28)]),
        ("date,visitors,pageviews,bounces\n2026-02-01,28,44,\n",
         [(None, "visitors", FEB, None, None, 28), (None, "views", FEB, None, None, 44)]),
        ("name,visitors,pageviews,bounce_rate\n/,28,44,33\n",
         [("/", "visitors", None, FEB, END, 28), ("/", "views", None, FEB, END, 44),
          ("/", "bounce_rate", None, FEB, END, 33)]),
        ("name,visitors,bounce_rate,visit_duration\nDirect,28,33,60\n", []),
        ("date,browser,visitors,pageviews\n2026-02-01,Example,28,44\n", []),
        ("name,unique_exits,total_exits,exit_rate\n/,1,2,3\n", []),
    ],
    ids=["pages of the full export", "days", "pages of the dashboard", "sources", "browsers", "exits"],
)  # fmt: skip
def test_plausible_tables_are_told_apart_by_their_columns(
    tmp_path: Path, text: str, expected: list[tuple[Any, ...]]
) -> None:
    records, export = records_of(tmp_path, text, "plausible_20260201_20260228.csv")
    assert brief(records) == expected
    assert export.file.layout == "plausible"
    assert bool(expected) != ("row of a table that is not by page, day or source" in export.file.counts["skipped"])


def came(records: list[Any]) -> list[tuple[Any, ...]]:
    return [(r.came_from, r.page, r.metric, r.date or r.until, r.value) for r in records if isinstance(r, Figure)]


GA4 = "# Traffic acquisition\n# Start date: 20260201\n# End date: 20260228\n"


def test_ga4_tells_where_sessions_came_from_and_where_they_began(tmp_path: Path) -> None:
    table = (
        "Session source / medium,Landing page + query string,Sessions,Engagement rate\n,,1250,0.5\n"
        "l.facebook.com / referral,/tell-us/?fbclid=abc,7,\n(direct) / (none),/,1240,0.5\n(not set),(not set),3,0\n"
    )
    records, export = records_of(tmp_path, GA4 + table)
    assert came(records) == [
        ("l.facebook.com", "/tell-us/", "sessions", END, 7), ("direct", "/", "sessions", END, 1240),
        ("direct", "/", "engagement_rate", END, 0.5), ("other", "(not set)", "sessions", END, 3),
        ("other", "(not set)", "engagement_rate", END, 0),
    ]  # fmt: skip
    assert export.file.counts["skipped"] == {"totals row": 1, "blank cell": 1}


def test_ga4_reads_one_table_of_the_same_visits_and_none_of_channel_groups_or_campaigns(tmp_path: Path) -> None:
    text = (
        f"{GA4}Session source / medium,Sessions\nt.co / referral,5\n\n{GA4}Session source,Sessions\nt.co,5\n\n"
        f"{GA4}Session source,Session campaign,Sessions\nt.co,spring,5\n\n"
        f"{GA4}Session primary channel group (Default Channel Group),Sessions\nOrganic Social,5\n\n"
        f"{GA4}Nth day,Session source,Sessions\n0001,t.co,2\n"
    )
    records, export = records_of(tmp_path, text)
    assert came(records) == [
        ("t.co", None, "sessions", END, 5), ("t.co", None, "sessions", date(2026, 2, 2), 2),
    ]  # fmt: skip
    assert export.file.counts["skipped"] == {"row of a table that is not by page, day or source": 3}


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        (SEGMENT, "t.co,8,2,referrerName==t.co", "t.co"),
        ("label,nb_visits,bounce_count,metadata_url,metadata_logo",
         "Twitter,8,2,https://twitter.com,plugins/Morpheus/icons/dist/socials/twitter.com.png", "twitter"),
        (SEGMENT, "Google,8,2,referrerType==search;referrerName==Google", "google"),
        (SEGMENT, "spring,8,2,referrerType==campaign;referrerName==spring", None),
        (SEGMENT, "dentist near me,8,2,referrerKeyword==dentist", None),
        (SEGMENT, "Websites,8,2,referrerType==website", None),
        ("label,nb_visits,bounce_count,metadata_code", "United Kingdom,8,2,gb", None),
    ],
    ids=["websites", "social networks", "search engines", "campaigns", "keywords", "types", "countries"],
)  # fmt: skip
def test_matomo_reports_by_source_are_read_and_those_of_anything_else_left(
    tmp_path: Path, columns: str, cells: str, expected: str | None
) -> None:
    name = "Export _ Referrers _ February 1, 2026 – February 28, 2026.csv"
    records, export = records_of(tmp_path, f"{columns}\n{cells}\n", name, "utf-16")
    assert came(records) == (
        [(expected, None, "visits", END, 8), (expected, None, "bounce_count", END, 2)] if expected else []
    )
    assert export.file.counts["skipped"].get("row of a table that is not by page, day or source", 0) == (not expected)


def test_plausible_tells_visits_by_source_in_both_its_exports(tmp_path: Path) -> None:
    text = (
        "date,source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term,pageviews,visitors,visits\n"
        "2026-02-01,Facebook,l.facebook.com,,,,,,9,4,5\n2026-02-01,,,,,,,,3,2,2\n"
    )
    records, _ = records_of(tmp_path, text, "imported_sources_20260201_20260228.csv")
    assert [(r[0], *r[2:]) for r in came(records) if r[2] == "visits"] == [
        ("facebook", "visits", FEB, 5), ("direct", "visits", FEB, 2),
    ]  # fmt: skip
    inside = tmp_path / "Plausible export hw.example.org 2026-02-01 to 2026-02-28"
    inside.mkdir()
    for name, expected in (("sources.csv", [("x (twitter)", None, "visitors", END, 6)]), ("channels.csv", [])):
        path = inside / name
        path.write_text("name,visitors\nX (Twitter),6\n", encoding="utf-8")
        export = Export(path, f"{inside.name}/{name}", Reading())
        found = [r for item in read(export) for r in (item.records() if isinstance(item, Batch) else [item])]
        assert came(found) == expected


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("https://l.facebook.com/l.php?u=x", "l.facebook.com"), ("WWW.Example.org / referral", "example.org"),
        ("android-app://com.linkedin.android/", "com.linkedin.android"), ("Direct / None", "direct"), ("", "direct"),
        ("(other)", "other"), ("jo.bloggs@example.org / email", "other"), ("t.co", "t.co"),
    ],
)  # fmt: skip
def test_a_source_is_told_without_what_might_tell_of_one_visitor(written: str, told: str) -> None:
    assert came_from(written) == told


def test_plausible_hours_are_rejected_rather_than_counted_as_days(tmp_path: Path) -> None:
    records, _ = records_of(tmp_path, "date,visitors\n2026-02-01 10:00:00,3\n2026-02-01,28\n")
    assert [(type(r), r.line) for r in records] == [(Reject, 2), (Figure, 3)]
