"""The log of Simple History: who moderated a comment and when, in CSV and JSON, whole or cut short."""

import json
from datetime import UTC, datetime

import pytest

from pipelines.errors import Refused, Unrecognised
from pipelines.records import Action, Comment, Reject
from pipelines.sources import Reading, read
from tests.sources.helpers import export_of, singly
from tests.sources.test_php_rows import fputcsv

HEADER = ["Date (UTC)", "Date (local)", "Logger", "Level", "Initiator", "Message Key", "User Email", "User Login",
          "User Roles", "Header Message", "Details", "Occasions"]  # fmt: skip
READING = Reading(own={"wordpress": ["Healthwatch Exampleshire"]})


def row(key="comment_status_trash", initiator="wp_user", login="editor", logger="SimpleCommentsLogger", **more):
    details = more.get("details", 'Trashed a comment to "Dentists & you" by Angry Invented (a@example.org)')
    return [more.get("utc", "2025-08-08 09:00:00"), "2025-08-08 10:00:00", logger, "info", initiator, key,
            "editor@example.org", login, "editor", "editor 8 August", details, "1"]  # fmt: skip


def as_php(*rows):
    return "".join(fputcsv(r) for r in rows)


def entry(key="comment_status_trash", date="2025-08-08 09:00:00", initiator="wp_user", **context):
    about = {"_message_key": key, "_user_login": "editor", "_user_email": "editor@example.org", "comment_ID": "104",
             "comment_author": "Angry Invented", "comment_author_email": "a@example.org",
             "comment_author_IP": "203.0.113.7", "comment_content": "You are useless",
             "comment_parent": "0", "comment_post_ID": "12", "comment_type": "comment"}  # fmt: skip
    return {"id": "1", "date": date, "logger": context.pop("logger", "SimpleCommentsLogger"), "level": "info",
            "message": "Trashed", "initiator": initiator, "context_message_key": key, "subsequentOccasions": "1",
            "context": about | context}  # fmt: skip


def as_json(*entries, end="\n]"):
    return "[" + ",".join("\n" + json.dumps(e) for e in entries) + end


@pytest.fixture
def load(tmp_path):
    """Reads a text as an export; gives its records and its file record."""

    def load(content, name="log", reading=READING):
        export = export_of(tmp_path, content, name, reading)
        records = singly(list(read(export)))
        return records, export.finished()

    return load


TRASHED = Action(
    line=2, platform="wordpress", action="trash", actor="editor", is_automatic=False, source="simple history",
    at=datetime(2025, 8, 8, 9, tzinfo=UTC), at_raw="2025-08-08 09:00:00", at_local=datetime(2025, 8, 8, 10),
    zone="in file",
)  # fmt: skip


@pytest.mark.parametrize("header", [HEADER, ["Datum", "Lokal", "Logger", "Stufe", *"abcdefgh"]])
def test_a_csv_is_read_under_a_header_in_any_language(load, header):
    records, file = load(as_php(header, row()))
    assert records == [TRASHED]
    assert (file.layout, file.holds, file.snapshot_of) == ("simple history", "actions", [])


def test_a_csv_without_a_header_loses_no_first_row(load):
    records, _ = load(as_php(row(), row("comment_edited")))
    assert [(r.line, r.action) for r in records] == [(1, "trash"), (2, "edit")]


def test_the_older_csv_has_neither_local_times_nor_roles(load):
    older = [[r[0], *r[2:8], *r[9:]] for r in (row(), row("comment_deleted", "wp"))]
    records, _ = load(as_php(*older))
    assert [(r.action, r.actor, r.is_automatic, r.at_local) for r in records] == [
        ("trash", "editor", False, None), ("delete", None, True, None)
    ]  # fmt: skip


@pytest.mark.parametrize("shape", ["csv", "json"])
@pytest.mark.parametrize(
    ("key", "action"),
    [("comment_status_approve", "approve"), ("comment_status_hold", "hold"), ("comment_status_spam", "spam"),
     ("comment_status_trash", "trash"), ("comment_untrashed", "restore"), ("comment_deleted", "delete"),
     ("comment_edited", "edit"), ("review_status_trash", "trash"), ("comment_status_1", "approve")],
)  # fmt: skip
def test_message_keys_are_actions(load, shape, key, action):
    (found,), _ = load(as_php(row(key)) if shape == "csv" else as_json(entry(key)))
    assert (found.action, found.item_id) == (action, None if shape == "csv" else "104")


@pytest.mark.parametrize("shape", ["csv", "json"])
@pytest.mark.parametrize(
    ("key", "reason"),
    [("anon_comment_added", "comment written, which is no moderation"),
     ("user_comment_added", "comment written, which is no moderation"), ("pingback_status_trash", "pingback"),
     ("anon_trackback_added", "trackback"), ("order_note_deleted", "entry of a kind that is not known")],
)  # fmt: skip
def test_what_is_no_moderation_is_skipped_and_counted(load, shape, key, reason):
    records, file = load(as_php(row(key)) if shape == "csv" else as_json(entry(key)))
    assert (records, file.counts["skipped"]) == ([], {reason: 1})


@pytest.mark.parametrize("shape", ["csv", "json"])
def test_other_loggers_are_skipped_and_still_show_how_far_the_log_reaches(load, shape):
    dates = ["2025-07-31 23:30:00", "2025-08-08 09:00:00"]
    text = (
        as_php(*(row(logger="SimplePostLogger", utc=d) for d in dates))
        if shape == "csv"
        else as_json(*(entry(date=d, logger="SimplePostLogger") for d in dates))
    )
    records, file = load(text)
    assert (records, file.counts["skipped"]) == ([], {"entry that is not about comments": 2})
    assert [str(file.covers_since), str(file.covers_until)] == ["2025-08-01", "2025-08-08"]


@pytest.mark.parametrize("shape", ["csv", "json"])
@pytest.mark.parametrize(
    ("initiator", "actor", "is_automatic"),
    [("wp_user", "editor", False), ("wp", None, True), ("wp_cli", None, True), ("web_user", None, None),
     ("other", None, None)],
)  # fmt: skip
def test_only_a_signed_in_user_is_a_person(load, shape, initiator, actor, is_automatic):
    text = as_php(row(initiator=initiator)) if shape == "csv" else as_json(entry(initiator=initiator))
    (found,), _ = load(text)
    assert (found.actor, found.is_automatic) == (actor, is_automatic)


@pytest.mark.parametrize("shape", ["csv", "json"])
def test_a_login_that_is_an_e_mail_address_is_left_out_and_said(load, shape):
    login = "editor@example.org"
    (found,), file = load(as_php(row(login=login)) if shape == "csv" else as_json(entry(_user_login=login)))
    assert (found.actor, found.is_automatic) == (None, False)
    assert "some people sign in with an e-mail address: they are not named" in file.notes


def test_guards_before_a_login_are_taken_off(load):
    (found,), file = load(as_php(row(login="'-office")))
    assert found.actor == "-office"
    assert "marks that guard a spreadsheet against formulas were taken off" in file.notes


def test_a_quote_behind_a_backslash_shifts_no_cells(load):
    records, _ = load(as_php(HEADER, row(details='about "C:\\"new\\", and" more'), row("comment_edited")))
    assert [(r.line, r.action, r.actor) for r in records] == [(2, "trash", "editor"), (3, "edit", "editor")]


@pytest.mark.parametrize("shape", ["csv", "json"])
def test_an_entry_without_a_time_is_rejected(load, shape):
    text = as_php(HEADER, row(utc="soon")) if shape == "csv" else as_json(entry(date="soon"))
    (found,), _ = load(text)
    assert isinstance(found, Reject)
    assert found.reason == "the time is not written as Simple History writes it"
    assert "example.org" not in (found.raw or "").replace("(a@example.org)", "")


@pytest.mark.parametrize(
    ("name", "captured"), [("simple-history-export-1756700000.csv", "2025-09-01 04:13:20+00:00"), ("x.csv", "None")]
)
def test_the_name_says_when_it_was_exported(load, name, captured):
    _, file = load(as_php(row()), name)
    assert str(file.captured_at) == captured


def test_a_comment_that_came_and_went_is_told_by_the_json(load):
    added = entry("anon_comment_added", "2025-08-08 08:00:00", "web_user", comment_parent="99")
    records, file = load(as_json(entry("comment_deleted", "2025-08-08 12:00:00", "wp"), entry(), added))
    assert records[2] == Comment(
        line=3, platform="wordpress", id="104", parent_id="99", post_id="12", kind="reply", text="You are useless",
        posted_at=datetime(2025, 8, 8, 8, tzinfo=UTC), posted_at_raw="2025-08-08 08:00:00", zone="in file",
        author="Angry Invented", is_own=False, status="deleted", status_raw="comment_deleted",
    )  # fmt: skip
    assert file.counts == {"action": 2, "comment": 1, "rows": 3, "merged": 0, "skipped": {}}


@pytest.mark.parametrize("last", ["comment_untrashed", "comment_status_approve"])
def test_a_comment_that_stands_again_is_left_to_the_exports_of_comments(load, last):
    added = entry("anon_comment_added", "2025-08-08 08:00:00", "web_user")
    records, file = load(as_json(added, entry(), entry(last, "2025-08-08 10:00:00")))
    assert [type(r) for r in records] == [Action, Action]
    assert file.counts["skipped"] == {"comment written, which is no moderation": 1}


def test_a_comment_that_was_written_before_the_log_began_is_left_to_the_exports_of_comments(load):
    records, _ = load(as_json(entry()))
    assert [type(r) for r in records] == [Action]


CUT = "the file breaks off before its end"


@pytest.mark.parametrize("end", ["", ",\n", "\n"])
def test_a_json_without_its_end_is_read_with_a_loud_note(load, end):
    records, file = load(as_json(entry(), entry("comment_edited"), end=end))
    assert [r.action for r in records] == ["trash", "edit"]
    assert any(note.startswith(CUT) for note in file.notes)


@pytest.mark.parametrize("encoded", [True, False])
def test_a_json_that_breaks_off_within_an_entry_keeps_the_others(load, encoded):
    text = "[\n" + ",\n".join(json.dumps(entry(comment_author="Zoë Invented"), ensure_ascii=encoded) for _ in "123")
    data = text.encode()[: -20 if encoded else text.encode().rindex("ë".encode()) + 1]
    records, file = load(data)
    assert [type(r) for r in records] == [Action, Action, Reject]
    assert (records[2].line, records[2].reason, records[2].raw) == (3, "the file breaks off within this entry", None)
    assert any(note.startswith(CUT) for note in file.notes)
    assert "not UTF-8: read as Windows-1252" not in file.notes


def test_a_whole_json_has_no_such_note(load):
    _, file = load(as_json(entry()))
    assert not any(note.startswith(CUT) for note in file.notes)


def test_what_php_says_when_it_gives_up_is_rejected(load):
    records, file = load(as_json(entry(), end="<br />\n<b>Fatal error</b>: Maximum execution time"))
    assert [type(r) for r in records] == [Action, Reject]
    assert any(note.startswith(CUT) for note in file.notes)


def test_a_json_damaged_in_its_middle_is_refused(load):
    damaged = as_json(entry(), entry(), entry()).replace('"id": "1"', '"id": 1"', 2).replace('"id": 1"', '"id": "1"', 1)
    with pytest.raises(Refused, match="entry 2 is damaged"):
        load(damaged)


def test_bare_values_are_rejected(load):
    records, _ = load(as_json(entry(), 7, None))
    assert [(type(r), getattr(r, "reason", "")) for r in records[1:]] == [(Reject, "not an entry but a bare value")] * 2


@pytest.mark.parametrize(("field", "value"), [(3, "loud"), (4, "nobody"), (0, "8 August 2025")])
def test_another_table_of_twelve_columns_is_not_claimed(load, field, value):
    cells = row()
    cells[field] = value
    with pytest.raises(Unrecognised):
        load(as_php(cells, cells))
