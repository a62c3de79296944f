"""The log of WP Activity Log: event codes, the comment out of the message, and times as the site writes them."""

from datetime import UTC, datetime

import pytest

from pipelines.errors import Refused, Unrecognised
from pipelines.sources import Reading, read
from tests.sources.helpers import export_of, singly
from tests.sources.test_php_rows import fputcsv

HEADER = ["ID", "Severity", "Date", "User", "IP", "Object", "Event Type", "Message"]
READING = Reading()
MESSAGE = "Moved the comment to trash.\nPost ID: 12\nComment ID: 104\nAuthor: Angry Invented"


def event(code="2096", date="2025-08-08 10:00:00.250", user="editor", message=MESSAGE):
    return [code, "Low", date, user, "198.51.100.4", "Comment", "Deleted", message]


@pytest.fixture
def load(tmp_path):
    """Reads rows as a log; gives its records and its file record."""

    def load(*rows, reading=READING):
        export = export_of(tmp_path, "".join(map(fputcsv, rows)), "exports-user1.csv", reading)
        records = singly(list(read(export)))
        return records, export.finished()

    return load


@pytest.mark.parametrize(
    ("code", "action"),
    [("2090", "approve"), ("2091", "hold"), ("2093", "edit"), ("2094", "spam"), ("2095", "restore"),
     ("2096", "trash"), ("2097", "restore"), ("2098", "delete")],
)  # fmt: skip
def test_event_codes_are_actions(load, code, action):
    (found,), file = load(HEADER, event(code))
    assert (found.action, found.item_id, found.actor, found.is_automatic) == (action, "104", "editor", False)
    assert (file.layout, file.holds) == ("wp activity log", "actions")


def test_what_is_no_moderation_is_skipped_and_counted(load):
    records, file = load(HEADER, *(event(code) for code in ("2092", "2099", "2126", "1000", "2100")))
    assert records == []
    assert file.counts["skipped"] == {
        "comment written, which is no moderation": 3, "event that is not about comments": 2
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("2025-08-08 10:00:00.250", "2025-08-08T10:00:00.250000"),
        ("2025-08-25\n10:00:00.250 pm", "2025-08-25T22:00:00.250000"),
        ("25/08/2025 12:00:00.001 am", "2025-08-25T00:00:00.001000"),
        ("25.08.2025\n23:59:59", "2025-08-25T23:59:59"),
        ("25-08-2025 9:05", "2025-08-25T09:05:00"),
        ("08/25/2025 9:05:00.5 a.m.", "2025-08-25T09:05:00.500000"),
        ("August 8, 2025 1:00:00.250 pm", "2025-08-08T13:00:00.250000"),
        ("Fri 8th Aug 2025, 13:00:00.250", "2025-08-08T13:00:00.250000"),
        ("8 August 2025\n13:00", "2025-08-08T13:00:00"),
        ("08/08/2025 10:00:00.250", "2025-08-08T10:00:00.250000"),
        ("31.11.2025 10:00", None),
        ("2025-08-08", None),
        ("25:61:00 2025-08-08", None),
        ("soon", None),
    ],
)
def test_times_are_read_as_the_site_writes_them_and_their_zone_is_unknown(load, written, local):
    (found,), _ = load(HEADER, event(date=written))
    assert (found.at_local.isoformat() if found.at_local else None, found.at_raw) == (local, written)
    assert (found.at, found.zone) == (None, "unknown")


def test_a_zone_that_the_policy_assumes_gives_instants(load):
    (found,), _ = load(HEADER, event(), reading=Reading(assumed={"wp activity log": "Europe/London"}))
    assert (found.at, found.zone) == (datetime(2025, 8, 8, 9, 0, 0, 250000, tzinfo=UTC), "assumed Europe/London")


def test_an_order_of_day_and_month_that_nothing_proves_leaves_times_empty(load):
    (found,), file = load(HEADER, event(date="08/07/2025 10:00"))
    assert found.at_local is None
    assert any("day and month order is undecided" in note for note in file.notes)


@pytest.mark.parametrize(("order", "month"), [("day first", 7), ("month first", 8)])
def test_the_policy_may_name_the_order(load, order, month):
    (found,), _ = load(HEADER, event(date="08/07/2025 10:00"), reading=Reading(date_order={"wp activity log": order}))
    assert found.at_local.month == month


def test_an_event_of_another_kind_may_prove_the_order(load):
    (found,), _ = load(HEADER, event(date="08/07/2025 10:00"), event("1000", "25/07/2025 10:00"))
    assert found.at_local == datetime(2025, 7, 8, 10)


def test_dates_of_both_orders_refuse_the_file(load):
    with pytest.raises(Refused, match="both day-first and month-first"):
        load(HEADER, event(date="25/07/2025 10:00"), event(date="07/25/2025 10:00"))


@pytest.mark.parametrize(
    ("user", "actor", "is_automatic"),
    [("Office Invented\nEditor", "Office Invented", False), ("System", None, True), ("Plugins\n", None, True),
     ("Unregistered user", None, None), ("", None, None), ("office@example.org\nEditor", None, False)],
)  # fmt: skip
def test_who_acted_is_the_first_line_of_the_user(load, user, actor, is_automatic):
    (found,), _ = load(HEADER, event(user=user))
    assert (found.actor, found.is_automatic) == (actor, is_automatic)


@pytest.mark.parametrize(
    ("message", "item"),
    [
        ("Gone.\nPost ID: 12\nComment ID: 104", "104"),
        ("Weg.\nBeitrags-ID: 12\nKommentar-ID: 104", "104"),
        ("Approved on https://hw.example.org/dentists/#comment-104.", "104"),
        ("Gone.\nPost ID: 12\nPost title: Comment ID", None),
        ("Approved the comment by ID: 7 on the post Comment ID: 8.\nComment ID: 104\nhttps://x.org/#comment-9", "104"),
    ],
)
def test_the_comment_is_named_in_the_message(load, message, item):
    (found,), file = load(HEADER, event(message=message))
    assert found.item_id == item
    assert ("some events do not say which comment they are about" in file.notes) is (item is None)


def test_hidden_columns_leave_who_or_what_unknown(load):
    (found,), file = load(["ID", "Date", "Severity"], ["2096", "2025-08-08 10:00:00", "Low"])
    assert (found.action, found.actor, found.is_automatic, found.item_id) == ("trash", None, None, None)
    assert "no column says who acted: show the column User and export again" in file.notes


GERMAN = ["ID", "Schweregrad", "Datum", "Benutzer", "IP-Adresse", "Objekt", "Ereignistyp", "Nachricht"]


@pytest.mark.parametrize(
    ("hidden", "actor"), [((), "editor"), ((1, 5, 6), "editor"), ((4,), None), ((1, 3), None)]
)  # fmt: skip
def test_labels_in_another_language_are_told_by_the_rows(load, hidden, actor):
    rows = [[c for i, c in enumerate(r) if i not in hidden] for r in (GERMAN, event(), event("1000", message="Ein\n"))]
    records, file = load(*rows)
    assert [(r.action, r.item_id, r.actor) for r in records] == [("trash", "104", actor)]
    assert not any(note.startswith("unknown columns") for note in file.notes)


def test_a_quote_behind_a_backslash_shifts_no_cells(load):
    message = 'Moved "C:\\"new\\", page" away.\nComment ID: 7'
    records, _ = load(HEADER, event(message=message), event())
    assert [(r.line, r.item_id) for r in records] == [(2, "7"), (4, "104")]


@pytest.mark.parametrize("code", ["17", "20960", "x"])
def test_a_table_without_event_codes_is_not_claimed(load, code):
    with pytest.raises(Unrecognised):
        load(HEADER, event(code))
