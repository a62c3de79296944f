"""Messages and entries of forms, whose columns are whatever somebody made them: Flamingo and Gravity Forms."""

import pytest

from pipelines.errors import Unrecognised
from pipelines.records import Reject
from pipelines.sources import Reading, read
from tests.sources.helpers import as_csv, export_of, singly

READING = Reading(own={"wordpress": ["Healthwatch Exampleshire"]})
DATE = "2025-08-04T10:15:00+01:00"
FIELDS = ["your-name", "your-email", "your-message", "Date"]
TAIL = ["Created By (User Id)", "Entry Id", "Entry Date", "Source Url", "Transaction Id", "Payment Amount",
        "Payment Date", "Payment Status", "Post Id", "User Agent", "User IP"]  # fmt: skip


def tail(entry="501", date="2025-08-04 09:15:00", user=""):
    return [
        user,
        entry,
        date,
        "https://hw.example.org/feedback/?email=pat%40example.org",
        *[""] * 5,
        "S/1",
        "203.0.113.9",
    ]


@pytest.fixture
def load(tmp_path):
    """Reads rows as an export; gives its records and its file record."""

    def load(*rows, reading=READING, **options):
        export = export_of(tmp_path, as_csv([list(r) for r in rows], **options), "form.csv", reading)
        records = singly(list(read(export)))
        return records, export.finished()

    return load


def test_a_flamingo_message_is_read_whole(load):
    (found,), file = load(FIELDS, ["Pat Invented", "pat@example.org", "Ramp was\nblocked", DATE], quoting=1)
    assert (found.text, found.author, found.kind, found.id) == ("Ramp was\nblocked", "Pat Invented", "submission", None)
    assert (found.posted_at.isoformat(), found.posted_at_raw) == ("2025-08-04T09:15:00+00:00", DATE)
    assert (found.posted_local.isoformat(), found.zone) == ("2025-08-04T10:15:00", "in file")
    assert (file.layout, file.platform, file.snapshot_of) == ("flamingo", "flamingo", [])
    assert 'the text is what stands in: "your-message"' in file.notes
    assert 'columns left out: "your-email"' in file.notes


def test_a_gravity_forms_entry_is_read_whole(load):
    (found,), file = load(["Name", "Your feedback", *TAIL], ["Pat Invented", "Ramp was\nblocked", *tail()])
    assert (found.id, found.text, found.author, found.kind) == (
        "501",
        "Ramp was\nblocked",
        "Pat Invented",
        "submission",
    )
    assert (found.posted_local.isoformat(), found.posted_at, found.zone) == ("2025-08-04T09:15:00", None, "unknown")
    assert found.link == "https://hw.example.org/feedback/"
    assert (file.layout, file.platform) == ("gravity forms", "gravity_forms")


def test_the_policy_may_say_which_zone_gravity_forms_keeps(load):
    reading = Reading(assumed={"gravity forms": "Europe/London"})
    (found,), _ = load(["Your feedback", *TAIL], ["Too loud", *tail()], reading=reading)
    assert (found.posted_at.isoformat(), found.zone) == ("2025-08-04T08:15:00+00:00", "assumed Europe/London")


def test_several_answers_stand_under_their_questions_and_one_alone_as_it_is(load):
    header = ["What was good?", "Anything else:", "Stars", "Service", *TAIL]
    rows = [["Staff", "Parking, twice", "4", "A&E", *tail()], ["", "", "5", "Dentist", *tail("502")]]
    records, _ = load(header, *rows)
    assert [r.text for r in records] == [
        "What was good? Staff\nAnything else: Parking, twice\nService: A&E",
        "Dentist",
    ]


def test_what_somebody_wrote_reads_the_same_whatever_others_wrote(load):
    header, row = ["Comments", "Better", *TAIL], ["Too loud", "", *tail()]
    alone, _ = load(header, row)
    among, _ = load(header, row, ["Cold", "More chairs", *tail("502")])
    assert alone[0].text == among[0].text == "Too loud"


def test_two_questions_with_one_label_are_both_read(load):
    (found,), _ = load(["Why?", "Why?", *TAIL], ["First", "Second", *tail()])
    assert found.text == "Why? First\nWhy? Second"


@pytest.mark.parametrize(
    ("label", "cell"),
    [("Email", "pat@example.org"), ("Your phone number", "call me"), ("Address (Street Address)", "1 High Street"),
     ("Postcode", "LE15 0XX"), ("Consent (Description)", "I agree to everything"), ("Best way", "pat@example.org"),
     ("Reach me", "+44 1632 960123"), ("Visited", "2025-08-04 10:00"), ("From", "203.0.113.9"), ("Stars", "4")],
)  # fmt: skip
def test_addresses_numbers_and_boxes_are_no_text(load, label, cell):
    (found,), _ = load(["Your feedback", label, *TAIL], ["Too loud", cell, *tail()])
    assert found.text == "Too loud"


@pytest.mark.parametrize(
    "label", ["Comments on your phone appointment", "Did anybody ask for your address at the reception desk?"]
)
def test_a_question_that_only_mentions_an_address_is_read(load, label):
    (found,), _ = load([label, *TAIL], ["They did", *tail()])
    assert found.text == "They did"


def test_a_number_in_the_message_field_is_a_message(load):
    (found,), _ = load(FIELDS, ["", "", "01632 960123", DATE])
    assert found.text == "01632 960123"


@pytest.mark.parametrize(
    ("labels", "cells", "author"),
    [(["Name (First)", "Name (Last)"], ["Pat", "Invented"], "Pat Invented"), (["Your name *"], ["Pat"], "Pat"),
     (["Full Name (optional)"], ["pat@example.org"], None), (["Name (First)", "Name (Last)"], ["", ""], None)],
)  # fmt: skip
def test_the_name_is_the_author_and_no_text(load, labels, cells, author):
    (found,), _ = load([*labels, "Feedback", *TAIL], [*cells, "Too loud", *tail()])
    assert (found.author, found.text) == (author, "Too loud")


def test_the_name_of_a_service_is_no_author(load):
    (found,), _ = load(["Name of service", *TAIL], ["Example Surgery", *tail()])
    assert (found.author, found.text) == (None, "Example Surgery")


@pytest.mark.parametrize(
    ("author", "user", "is_own"),
    [("Pat Invented", "", False), ("Pat Invented", "0", False), ("Pat Invented", "7", None),
     ("Healthwatch Exampleshire", "7", True)],
)  # fmt: skip
def test_a_signed_in_user_may_be_the_organisations_own(load, author, user, is_own):
    (found,), _ = load(["Name", "Feedback", *TAIL], [author, "Too loud", *tail(user=user)])
    assert (found.is_own, found.author_id) == (is_own, user if user == "7" else None)


def test_addresses_are_kept_only_for_a_stated_purpose(load):
    rows = (["Email", "Feedback", *TAIL], ["pat@example.org", "Too loud", *tail()])
    (found,), _ = load(*rows)
    assert (found.author_email, found.author_ip) == (None, None)
    (found,), _ = load(*rows, reading=Reading(keep_email=True, keep_ip=True))
    assert (found.author_email, found.author_ip) == ("pat@example.org", "203.0.113.9")


ALERT = (
    "(Security Alert: Suspicious content is detected. See "
    "https://contactform7.com/heads-up-about-spreadsheet-vulnerabilities for details.)"
)


@pytest.mark.parametrize(
    ("written", "text"),
    [(f"{ALERT} =1+1", "=1+1"), (f"'{ALERT} -x y", "-x y"), (ALERT.replace("Security Alert", "Warnung") + " @x", "@x"),
     ("(Security) first", "(Security) first"), ("See contactform7.com", "See contactform7.com")],
)  # fmt: skip
def test_flamingos_alert_is_taken_off(load, written, text):
    (found,), file = load(FIELDS, ["", "", written, DATE])
    assert found.text == text
    noted = "marks that guard a spreadsheet against formulas were taken off" in file.notes
    assert noted is (written != text)


def test_a_date_that_is_none_makes_its_row_a_reject(load):
    records, _ = load(FIELDS, ["Pat", "", "One", DATE], ["Jo", "", "Two", "yesterday"], ["Jo", "", "Three", DATE])
    assert [(type(r) is Reject, r.line) for r in records] == [(True, 3), (False, 2), (False, 4)]


@pytest.mark.parametrize("label", ["Datum", "Fecha", "Date"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_dates_label_is_translated(load, label, delimiter):
    (found,), file = load([*FIELDS[:-1], label], ["", "", "One", DATE], delimiter=delimiter)
    assert (file.layout, found.text) == ("flamingo", "One")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["id", "message", "Date"], ["1", "One", DATE]),
        (["your message", "Date"], ["One", DATE]),
        (["your-message", "When"], ["One", DATE]),
        (["your-message", "Date"], ["One", "2025-08-04 10:15:00"]),
        (["price", "Date"], ["1", DATE]),
        (["Entry Id", "Entry Date", "Your message"], ["1", "2025-08-04 10:15:00", "One"]),
    ],
)
def test_other_tables_are_not_claimed(load, header, row):
    with pytest.raises(Unrecognised):
        load(header, row)


def test_an_entry_without_a_number_is_rejected(load):
    (found,), _ = load(["Feedback", *TAIL], ["Too loud", *tail("")])
    assert (type(found), found.reason) == (Reject, "the entry has no id")
