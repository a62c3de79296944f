"""Trustpilot's reviews: both headers of the answer's date, titles, stars, and what is private."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from pipelines.records import Comment, Reject
from pipelines.sources import Reading, read
from pipelines.sources.layouts import trustpilot
from pipelines.sources.titles import with_title
from tests.sources.helpers import as_csv, export_of, singly

HEADER = [
    "Domain Url", "Webshop Name", "Business Unit Id", "Review Id", "Review Created (UTC)", "Review Consumer User Id",
    "Review Username", "Review User Email", "Review Title", "Review Content", "Review Stars", "Source Of Review",
    "Reference Id", "Company Response", "Company Reply Date (UTC)", "Review Language",
]  # fmt: skip
ROW = dict(zip(HEADER, [
    "hw.example.org", "Healthwatch Exampleshire", "b1", "tp1", "2025-08-04 09:33:20", "u1", "Pat Invented",
    "pat@example.org", "Not helpful", "No answer", "1", "Organic", "", "", "", "en",
], strict=True))  # fmt: skip
ANSWER = {"Company Response": "Sorry", "Company Reply Date (UTC)": "2025-08-05 10:00:00"}


@pytest.fixture
def load(tmp_path):
    def load(*rows, reading=None, header=None):
        table = [header or HEADER, *([(ROW | row).get(h, "") for h in HEADER] for row in rows)]
        export = export_of(tmp_path, as_csv(table), "reviews.csv", reading)
        return singly(list(read(export))), export.finished()

    return load


def test_a_review_and_its_answer_are_read_whole(load):
    found, file = load(ANSWER)
    assert found == [
        Comment(
            line=2, platform="trustpilot", id="tp1", post_id="b1",
            posted_at=datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC),
            posted_at_raw="2025-08-04 09:33:20", posted_local=datetime(2025, 8, 4, 9, 33, 20), zone="in file",
            author="Pat Invented", author_id="u1", text="Not helpful\nNo answer", status="visible", rating=1.0,
            link="https://www.trustpilot.com/reviews/tp1", kind="review",
        ),
        Comment(
            line=2, platform="trustpilot", parent_id="tp1", post_id="b1",
            posted_at=datetime(2025, 8, 5, 10, tzinfo=UTC), posted_at_raw="2025-08-05 10:00:00",
            posted_local=datetime(2025, 8, 5, 10), zone="in file", is_own=True, text="Sorry", status="visible",
            kind="reply",
        ),
    ]  # fmt: skip
    assert (file.layout, file.counts["rows"]) == ("trustpilot", 2)
    assert (file.covers_since, file.covers_until) == (date(2025, 8, 4), date(2025, 8, 4))


def test_the_other_header_of_the_answers_date_is_known(load):
    other = [h.replace("Company Reply", "Business Reply") for h in HEADER]
    found, file = load(ANSWER, header=other)
    assert found[1].posted_at == datetime(2025, 8, 5, 10, tzinfo=UTC)
    assert not [n for n in file.notes if n.startswith("unknown columns")]


@pytest.mark.parametrize(
    ("title", "body", "text"),
    [("Not helpful", "No answer", "Not helpful\nNo answer"), ("Rang th…", "Rang three\ntimes", "Rang three\ntimes"),
     ("Only this", "", "Only this"), ("", "No answer", "No answer"), ("", "", None), (None, None, None),
     ("…", "No answer", "No answer"), ("Bad", "bad", "Bad\nbad")],
)  # fmt: skip
def test_a_title_stands_above_the_text_unless_it_only_begins_it(title, body, text):
    assert with_title(title, body) == text


@pytest.mark.parametrize(
    "written", ["2025-08-04 09:33:20", "2025-08-04T09:33:20Z", "2025-08-04T09:33:20.123Z", "2025-08-04T09:33:20"]
)
def test_times_are_utc_however_they_are_written(load, written):
    (found,), _ = load({"Review Created (UTC)": written})
    assert (found.posted_at, found.zone) == (datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC), "in file")


def test_a_time_that_a_spreadsheet_rewrote_is_not_guessed(load):
    (found,), file = load({"Review Created (UTC)": "04/08/2025 09:33"})
    assert (found.posted_at, found.posted_local, found.zone) == (None, None, "unknown")
    assert 'times that could not be read were left empty in "Review Created (UTC)"' in file.notes


def test_e_mail_is_kept_only_for_a_stated_purpose_and_never_as_a_name(load):
    row = {"Review Username": "pat@example.org"}
    assert [(c.author, c.author_email) for c in load(row)[0]] == [(None, None)]
    kept = load(row, reading=Reading(keep_email=True))[0]
    assert [(c.author, c.author_email) for c in kept] == [(None, "pat@example.org")]


def test_a_review_without_id_is_a_reject_and_its_answer_no_comment(load):
    (found,), file = load(ANSWER | {"Review Id": ""})
    assert (type(found), found.reason) == (Reject, "the review has no id")
    assert "pat@example.org" not in found.raw
    assert file.counts["rows"] == 1


@pytest.mark.parametrize(("stars", "rating"), [("5", 5), ("", None), ("four", None)])
def test_stars_are_numbers_or_nothing(load, stars, rating):
    (found,), file = load({"Review Stars": stars})
    assert found.rating == rating
    assert ("stars that are no numbers were left empty" in file.notes) is (stars == "four")


def test_many_rows_keep_their_order_and_lines(load):
    found, _ = load(*({"Review Id": f"tp{i}"} for i in range(50)))
    assert [(c.id, c.line) for c in found] == [(f"tp{i}", i + 2) for i in range(50)]


def test_the_layout_yields_columns(tmp_path):
    export = export_of(tmp_path, as_csv([HEADER, [ROW[h] for h in HEADER]]), "reviews.csv")
    (batch,) = trustpilot.read(export)
    assert isinstance(batch.columns["posted_at"], pa.Array)
