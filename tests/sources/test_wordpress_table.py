"""WordPress's table of comments, dumped by a database tool or a plug-in: each quirk by itself."""

import json

import pytest

from pipelines.errors import DamagedIds, Refused, Unrecognised
from pipelines.records import Comment, Reject
from pipelines.sources import Reading, read, recognise
from tests.sources.helpers import as_csv, export_of, singly

COLUMNS = [
    "comment_ID", "comment_post_ID", "comment_author", "comment_author_email", "comment_author_url",
    "comment_author_IP", "comment_date", "comment_date_gmt", "comment_content", "comment_karma", "comment_approved",
    "comment_agent", "comment_type", "comment_parent", "user_id",
]  # fmt: skip
WEBTOFFEE = [c for c in COLUMNS if c not in ("comment_karma", "comment_agent", "comment_type")] + [
    "rating", "title", "comment_alter_id",
]  # fmt: skip
READING = Reading(own={"wordpress": ["Healthwatch Exampleshire"]})
ROW = dict(
    zip(
        COLUMNS,
        ["101", "11", "Pat Invented", "pat@example.org", "", "203.0.113.7", "2025-08-05 10:00:00",
         "2025-08-05 09:00:00", "I waited", "0", "1", "Synthetic/1.0", "comment", "0", "0"],
        strict=True,
    )
)  # fmt: skip


def cells(columns=COLUMNS, **fields):
    return [(ROW | fields).get(name, "") for name in columns]


def dump(*rows, header=True, **options):
    return as_csv([*([COLUMNS] if header else []), *rows], **options)


@pytest.fixture
def load(tmp_path):
    """Reads a text as an export; gives its records and its file record."""

    def load(content, name="wp_comments.csv", reading=READING):
        export = export_of(tmp_path, content, name, reading)
        records = singly(list(read(export)))
        return records, export.finished()

    return load


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_dump_is_read_with_and_without_its_header(load, header, delimiter):
    (found,), file = load(dump(cells(comment_content='a;b,c|"d"'), header=header, delimiter=delimiter))
    assert (found.id, found.text, found.line) == ("101", 'a;b,c|"d"', 2 if header else 1)
    assert (file.layout, file.snapshot_of, file.snapshot_lacks) == ("wordpress table", ["*"], [])


@pytest.mark.parametrize(
    ("approved", "status"),
    [("1", "visible"), ("0", "pending"), ("trash", "trashed"), ("post-trashed", "hidden"), ("spam", "spam"),
     ("delayed", "unknown"), ("NULL", "unknown")],
)  # fmt: skip
def test_status_is_what_wordpress_calls_approved(load, approved, status):
    (found,), _ = load(dump(cells(comment_approved=approved)))
    assert (found.status, found.status_raw) == (status, None if approved == "NULL" else approved)


@pytest.mark.parametrize(
    ("local", "gmt", "at", "zone"),
    [
        ("2025-08-05 10:00:00", "2025-08-05 09:00:00", "2025-08-05T09:00:00+00:00", "in file"),
        ("2025-08-05 10:00:00", "0000-00-00 00:00:00", "2025-08-05T09:00:00+00:00", "assumed Europe/London"),
        ("2025-08-05 10:00:00", "NULL", "2025-08-05T09:00:00+00:00", "assumed Europe/London"),
        ("2025-10-26 01:30:00", "0000-00-00 00:00:00", "2025-10-26T00:30:00+00:00", "assumed Europe/London"),
        ("2025-03-30 01:30:00", "", "2025-03-30T01:00:00+00:00", "assumed Europe/London"),
        ("0000-00-00 00:00:00", "0000-00-00 00:00:00", None, "unknown"),
        ("0001-01-01 00:00:00", "9999-12-31 23:59:59", None, "unknown"),
        ("2025-02-31 10:00:00", "2025-02-31 10:00:00", None, "unknown"),
    ],
)
def test_times_are_utc_or_else_the_sites_own(load, local, gmt, at, zone):
    (found,), _ = load(dump(cells(comment_date=local, comment_date_gmt=gmt)))
    assert (found.posted_at.isoformat() if found.posted_at else None, found.zone) == (at, zone)


def test_an_odd_time_in_one_row_leaves_those_of_the_others(load):
    records, file = load(dump(cells(), cells(comment_ID="102", comment_date="soon", comment_date_gmt="later")))
    assert [(r.zone, r.posted_at_raw) for r in records] == [("in file", "2025-08-05 09:00:00"), ("unknown", "later")]
    assert "some times are not written as WordPress writes them; they were left empty" in file.notes


def test_dates_that_a_spreadsheet_rewrote_are_read_once_their_order_is_proved(load):
    columns = [c for c in COLUMNS if c != "comment_date_gmt"]
    rows = [cells(columns, comment_date=d, comment_ID=str(i)) for i, d in enumerate(["05/08/2025 10:00"], 1)]
    undecided, file = load(as_csv([columns, *rows]))
    assert undecided[0].posted_local is None
    assert any("day and month order is undecided" in note for note in file.notes)
    rows.append(cells(columns, comment_date="25/08/2025 10:00", comment_ID="9"))
    proved, _ = load(as_csv([columns, *rows]))
    assert [r.posted_local.isoformat() for r in proved] == ["2025-08-05T10:00:00", "2025-08-25T10:00:00"]


@pytest.mark.parametrize(
    ("author", "user", "name", "is_own"),
    [("Pat Invented", "0", "Pat Invented", False), ("Healthwatch exampleshire", "0", "Healthwatch exampleshire", True),
     ("Healthwatch Exampleshire", "4", "Healthwatch Exampleshire", True), ("Zoë Invented", "4", "Zoë Invented", None),
     ("pat@example.org", "0", None, False), ("NULL", "0", None, False)],
)  # fmt: skip
def test_own_comments_are_known_by_the_policys_names(load, author, user, name, is_own):
    (found,), _ = load(dump(cells(comment_author=author, user_id=user)))
    assert (found.author, found.is_own, found.author_id) == (name, is_own, None if user == "0" else user)


def test_addresses_are_kept_only_for_a_stated_purpose(load):
    (found,), _ = load(dump(cells()))
    assert (found.author_email, found.author_ip) == (None, None)
    (found,), _ = load(dump(cells()), reading=Reading(keep_email=True, keep_ip=True))
    assert (found.author_email, found.author_ip) == ("pat@example.org", "203.0.113.7")


def test_what_people_did_not_write_is_skipped_and_counted_by_type(load):
    types = ["comment", "", "NULL", "review", "pingback", "trackback", "order_note", "pat@example.org wrote"]
    records, file = load(dump(*(cells(comment_ID=str(i), comment_type=t) for i, t in enumerate(types))))
    assert [(r.id, r.kind) for r in records] == [("0", "comment"), ("1", "comment"), ("2", "comment"), ("3", "review")]
    assert file.counts["skipped"] == {"pingback": 1, "trackback": 1, "order_note": 1, "another type": 1}


def test_a_file_of_nothing_but_pingbacks_is_read(load):
    records, file = load(dump(cells(comment_type="pingback")))
    assert (records, file.counts["skipped"], file.snapshot_of) == ([], {"pingback": 1}, [])


@pytest.mark.parametrize(
    ("comment_id", "reason"), [("", "the comment has no id"), ("x", "the comment's id is no number")]
)
def test_a_row_without_a_number_is_rejected_without_addresses(load, comment_id, reason):
    (found,), file = load(dump(cells(comment_ID=comment_id)))
    assert isinstance(found, Reject)
    assert found.reason == reason
    assert "pat@example.org" not in found.raw
    assert "203.0.113.7" not in found.raw
    assert file.snapshot_of == []


def test_ids_that_a_spreadsheet_rounded_refuse_the_file(load):
    with pytest.raises(DamagedIds):
        load(dump(cells(comment_ID="1.2E+17")))


def test_a_dump_that_breaks_off_is_no_snapshot(load):
    records, file = load(dump(cells(), cells(comment_ID="102"))[:-20])
    assert [type(r) for r in records] == [Reject, Comment]
    assert file.snapshot_of == []
    assert "some rows could not be read: what is absent from this file proves nothing" in file.notes


def test_a_choice_of_columns_is_no_snapshot(load):
    columns = [*COLUMNS[:-1], "likes"]
    (found,), file = load(as_csv([columns, cells(columns, likes="3")]))
    assert found.id == "101"
    assert file.snapshot_of == []
    assert "unknown columns: likes" in file.notes


SPOKEN = 'They said "soon", "very soon"\n\\ and nothing\\'


def phpmyadmin(text, quote='"', escape="\\"):
    """A headless dump as phpMyAdmin writes it with this escape."""
    text = text.replace(escape, escape * 2) if escape != quote else text
    row = cells(comment_content=text.replace(quote, escape + quote), comment_author="Pat OInvented")
    return ",".join(f"{quote}{c}{quote}" if c else "" for c in row) + "\n"


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("header", [True, False])
def test_quotes_escaped_by_backslashes_come_back(load, quote, header):
    first = ",".join(f"{quote}{c}{quote}" for c in COLUMNS) + "\n"
    text = SPOKEN if quote == '"' else SPOKEN.replace('"', "'")
    (found,), file = load((first if header else "") + phpmyadmin(text, quote))
    assert found.text == text
    assert any("escaped by backslashes" in note for note in file.notes)


def test_a_backslash_before_a_doubled_quote_stays(load):
    text = 'C:\\"temp\\", he said'
    (found,), file = load(dump(cells(comment_content=text)))
    assert (found.text, file.notes[0].startswith("cannot show")) == (text, True)


def test_rows_that_php_wrote_keep_their_backslashes(load):
    row = ",".join(cells(comment_content='"so \\"long, they said\\" and ""now"""'))
    (found,), file = load(dump() + row + "\n")
    assert found.text == 'so \\"long, they said\\" and "now"'
    assert "quotes behind backslashes were read as PHP writes them" in file.notes


@pytest.mark.parametrize(
    ("field", "value"),
    [("comment_approved", "5"), ("comment_date", "soon"), ("user_id", "Pat"), ("comment_type", "a longer text")],
)
def test_another_table_of_fifteen_columns_is_not_claimed(tmp_path, field, value):
    with pytest.raises(Unrecognised):
        recognise(export_of(tmp_path, dump(cells(**{field: value}), header=False)))


def wrapped(rows):
    return [
        {"type": "header", "version": "5.2.1", "comment": "Export to JSON plugin for PHPMyAdmin"},
        {"type": "database", "name": "hw"},
        {"type": "table", "name": "hw7_comments", "database": "hw", "data": rows},
    ]


def test_json_is_read_as_the_table_is(load):
    rows = [ROW | {"comment_agent": None}, ROW | {"comment_ID": 102, "comment_type": "pingback"}]
    (found,), file = load(json.dumps(wrapped(rows)), "wp_comments.json")
    assert (found.id, found.line, found.text) == ("101", 1, "I waited")
    assert (file.snapshot_of, file.counts["skipped"]) == (["*"], {"pingback": 1})


def test_a_bare_json_list_is_no_snapshot_and_its_odd_rows_are_rejected(load):
    records, file = load(json.dumps([ROW, "odd", {"comment_ID": "7"}]), "wp_comments.json")
    assert [(r.line, type(r)) for r in records] == [(2, Reject), (1, Comment), (3, Comment)]
    assert file.snapshot_of == []


def test_webtoffees_columns_are_told_from_the_tables(load):
    (found,), file = load(as_csv([WEBTOFFEE, cells(WEBTOFFEE, comment_alter_id="101")]))
    assert (file.layout, file.snapshot_of, found.id) == ("wordpress webtoffee", [], "101")
    assert file.snapshot_lacks == ["hidden", "trashed", "spam"]


@pytest.mark.parametrize(
    ("written", "text"), [(" =1+1", "=1+1"), ("'=1+1", "=1+1"), (" two", "two"), ("'quoted'", "'quoted'"), ("", None)]
)
def test_webtoffees_guards_are_taken_off(load, written, text):
    (found,), file = load(as_csv([WEBTOFFEE, cells(WEBTOFFEE, comment_content=written)]))
    assert found.text == text
    noted = "marks that guard a spreadsheet against formulas were taken off" in file.notes
    assert noted is (written == "'=1+1")


def test_a_webtoffee_row_with_stars_is_a_review(load):
    rows = [cells(WEBTOFFEE, rating="4", title="Good"), cells(WEBTOFFEE, comment_ID="102", comment_parent="101")]
    records, file = load(as_csv([WEBTOFFEE, *rows]))
    assert [(r.kind, r.rating) for r in records] == [("review", 4.0), ("reply", None)]
    assert "titles of reviews are not read: look at them in WordPress" in file.notes


@pytest.mark.parametrize("first", ["-- phpMyAdmin SQL Dump", "-- MySQL dump 10.13", "-- MariaDB dump 10.19"])
def test_sql_is_refused_with_what_to_do(load, first):
    text = first + "\n\nINSERT INTO `wp_comments` VALUES (101, 11, 'Pat');\n"
    with pytest.raises(Refused, match="choose Export and the format CSV"):
        load(text, "wp.sql")
