"""Drupal: comments from JSON:API in old and new shape, and webform results however they were exported."""

import json
from datetime import UTC, datetime

import pytest

from pipelines.errors import Unrecognised
from pipelines.records import Comment, Reject
from pipelines.sources import Reading, read, recognise
from tests.sources.helpers import export_of, singly

READING = Reading(own={"drupal": ["Healthwatch Exampleshire", "uuid-of-team"]})


def resource(number=1, uid=None, pid=None, **attributes):
    said = {
        "drupal_internal__cid": number, "status": True, "subject": "Five weeks", "name": "Pat Invented",
        "created": "2025-08-04T10:33:20+01:00", "changed": "2025-08-04T09:33:20+00:00", "thread": "01/",
        "comment_body": {"value": "<p>Five weeks &amp; more</p>", "format": "basic_html",
                         "processed": "<p>Five weeks &amp; more</p>"},
    }  # fmt: skip
    return {
        "type": "comment--comment", "id": f"uuid-{number}", "attributes": said | attributes,
        "links": {"self": {"href": f"https://d.example.org/jsonapi/comment/comment/uuid-{number}"}},
        "relationships": {"entity_id": {"data": {"type": "node--page", "id": "uuid-of-page"}},
                          "pid": {"data": pid}, "uid": {"data": uid}},
    }  # fmt: skip


@pytest.fixture
def load(tmp_path):
    def load(content, name="comments.json", reading=READING):
        export = export_of(tmp_path, content if isinstance(content, str) else json.dumps(content), name, reading)
        return singly(list(read(export))), export.finished()

    return load


def test_a_comment_is_read_whole(load):
    (found,), file = load({"jsonapi": {"version": "1.0"}, "data": [resource()]})
    assert file.layout == "drupal jsonapi"
    assert found == Comment(
        line=1, platform="drupal", id="uuid-1", post_id="uuid-of-page",
        posted_at=datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC), posted_at_raw="2025-08-04T10:33:20+01:00",
        posted_local=datetime(2025, 8, 4, 10, 33, 20), zone="in file", author="Pat Invented",
        text="Five weeks & more", status="visible", status_raw="true",
        link="https://d.example.org/comment/1#comment-1",
    )  # fmt: skip


def test_old_unix_times_are_instants(load):
    (found,), _ = load({"data": [resource(created=1501234567, changed=1501234600)]})
    assert (found.posted_at, found.updated_at) == (
        datetime(2017, 7, 28, 9, 36, 7, tzinfo=UTC),
        datetime(2017, 7, 28, 9, 36, 40, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("published", "status", "raw"),
    [(True, "visible", "true"), (False, "unknown", "false"), ("1", "visible", "true"), (0, "unknown", "false"),
     (None, "unknown", None), ("draft", "unknown", "draft")],
)  # fmt: skip
def test_unpublished_is_not_said_to_be_waiting_or_taken_down(load, published, status, raw):
    (found,), _ = load({"data": [resource(status=published)]})
    assert (found.status, found.status_raw) == (status, raw)


@pytest.mark.parametrize(
    ("pid", "thread", "parent", "kind"),
    [({"type": "comment--comment", "id": "uuid-9"}, "01.00/", "uuid-9", "reply"),
     ({"type": "unknown", "id": "missing"}, "01.00/", None, "reply"),
     ({"type": "unknown", "id": "virtual"}, "02/", None, "comment"), (None, "02/", None, "comment")],
)  # fmt: skip
def test_an_answer_is_known_by_its_parent_or_its_place_in_the_thread(load, pid, thread, parent, kind):
    (found,), _ = load({"data": [resource(pid=pid, thread=thread)]})
    assert (found.parent_id, found.kind) == (parent, kind)


@pytest.mark.parametrize(
    ("subject", "body", "text"),
    [("Waits", {"value": "Long\n\nones", "format": "plain_text"}, "Waits\n\nLong\n\nones"),
     ("Long ones, and…", {"value": "Long ones,  and more", "format": "x"}, "Long ones,  and more"),
     ("(No subject)", None, None), ("", {"value": "a <3 b", "format": "plain_text"}, "a <3 b"),
     ("", {"value": "See <b>here</b>\n\nnow", "format": "x", "processed": "<p>See <b>here</b></p><p>now</p>"},
      "See here\nnow")],
)  # fmt: skip
def test_text_is_all_that_was_written_without_markup(load, subject, body, text):
    (found,), _ = load({"data": [resource(subject=subject, comment_body=body)]})
    assert found.text == text


def test_a_field_that_the_site_added_is_part_of_the_text(load):
    (found,), _ = load({"data": [resource(subject="", field_advice={"value": "Ring earlier", "format": "plain_text"})]})
    assert found.text == "Five weeks & more\n\nRing earlier"


def user(number, target):
    return {"type": "user--user", "id": number, "meta": {"drupal_internal__target_id": target}}


@pytest.mark.parametrize(
    ("uid", "name", "is_own"),
    [(user("uuid-x", 0), "Pat Invented", False), (user("uuid-x", 0), "Healthwatch Exampleshire", True),
     (user("uuid-of-team", 7), None, True), (user("uuid-x", 8), "Lee Invented", None)],
)  # fmt: skip
def test_own_comments_are_known_by_account_and_those_of_visitors_are_not_own(load, uid, name, is_own):
    (found,), _ = load({"data": [resource(uid=uid, name=name)]})
    assert found.is_own is is_own


def test_an_included_user_gives_the_name_and_an_included_comment_is_a_comment(load):
    people = {"type": "user--user", "id": "uuid-x", "attributes": {"display_name": "Lee Invented", "mail": "l@x.org"}}
    first, second = resource(1, user("uuid-x", 8), name=None), resource(2)
    found, file = load({"data": [first], "included": [people, second, {"type": "node--page", "id": "n"}]})
    assert [(c.id, c.author) for c in found] == [("uuid-1", "Lee Invented"), ("uuid-2", "Pat Invented")]
    assert file.counts["rows"] == 2


PAGES = [{"data": [resource(1), resource(2)]}, {"data": [resource(2), resource(3)]}]


@pytest.mark.parametrize(
    "content",
    [json.dumps(PAGES), "\n".join(map(json.dumps, PAGES)), json.dumps(PAGES[0], indent=1) + json.dumps(PAGES[1]),
     "\n".join(json.dumps(r) for page in PAGES for r in page["data"])],
    ids=["a list", "a line each", "one after another", "a comment a line"],
)  # fmt: skip
def test_pages_are_read_however_they_were_saved_and_a_repetition_is_merged(load, content):
    found, file = load(content)
    assert [c.id for c in found] == ["uuid-1", "uuid-2", "uuid-3"]
    assert (file.counts["rows"], file.counts["merged"]) == (4, 1)


def test_a_further_page_is_noted_in_both_notations(load):
    note = "more pages follow the last one in this file"
    for link in ("https://d.example.org/?page=2", {"href": "https://d.example.org/?page=2"}):
        assert note in load({"data": [resource()], "links": {"next": link}})[1].notes
    assert note not in load({"data": [resource()], "links": {"self": {"href": "x"}}})[1].notes


def test_a_comment_without_an_id_is_a_reject_that_shows_no_address(load):
    bare = {
        "type": "comment--comment",
        "attributes": {"subject": "s", "mail": "p@example.org", "hostname": "203.0.113.1"},
    }
    found, _ = load({"data": [bare, "stray", resource()]})
    assert [r.reason for r in found[:2]] == ["the comment has no id", "not a comment but a bare value"]
    assert found[0].raw == '{"subject": "s"}'


def test_addresses_are_read_only_for_a_stated_purpose(load):
    page = {"data": [resource(mail="p@example.org", hostname="203.0.113.1")]}
    (kept,), _ = load(page, reading=Reading(keep_email=True, keep_ip=True))
    (dropped,), _ = load(page)
    assert (kept.author_email, kept.author_ip) == ("p@example.org", "203.0.113.1")
    assert (dropped.author_email, dropped.author_ip) == (None, None)


def test_a_rounded_id_refuses_the_file(tmp_path):
    page = {"data": [resource() | {"id": 1.5e17}]}
    with pytest.raises(Exception, match="rounded number"):
        list(read(export_of(tmp_path, json.dumps(page), "x.json")))


@pytest.mark.parametrize(
    ("content", "is_one"),
    [({"jsonapi": {}, "data": [], "links": {"self": {"href": "https://x/jsonapi/comment/comment"}}}, True),
     ({"jsonapi": {}, "data": [], "links": {"self": {"href": "https://x/jsonapi/node/page"}}}, False),
     ({"jsonapi": {}, "data": [{"type": "node--page", "id": "1", "attributes": {"title": "comment"}}]}, False)],
)  # fmt: skip
def test_only_pages_of_comments_are_claimed(tmp_path, content, is_one):
    export = export_of(tmp_path, json.dumps(content), "x.json")
    if is_one:
        assert recognise(export).LAYOUT == "drupal jsonapi"
    else:
        with pytest.raises(Unrecognised):
            recognise(export)


# Webform

LABELS = [
    "Submission ID",
    "Created",
    "Completed",
    "Is draft",
    "Submitted by",
    "Webform",
    "Notes",
    "What happened?",
    "Notes",
]
ROW = ["7", "2025-08-04 10:15:00", "2025-08-04 10:16:00", "0", "0", "feedback", "staff only", "Could not park", "twice"]


def written(rows, delimiter=","):
    """As PHP writes them: a quote behind a backslash is not doubled."""

    def cell(text):
        doubled = text.replace('\\"', "\0").replace('"', '""').replace("\0", '\\"')
        return f'"{doubled}"' if set(text) & {delimiter, '"', "\n", " ", "\\"} else text

    return "".join(delimiter.join(map(cell, row)) + "\n" for row in rows)


def form(load, answers, questions, own=(), reading=READING):
    header = ["Submission ID", "Submission URI", "Created", "Is draft", *(k for k, _ in own), *questions]
    row = ["7", "/feedback", "2025-08-04 10:15:00", "0", *(v for _, v in own), *answers]
    return load(written([header, row]), "results.csv", reading)


def test_a_submission_is_read_whole(load):
    (found,), file = load(written([LABELS, ROW]), "results.csv")
    assert file.layout == "drupal webform"
    assert found == Comment(
        line=2, platform="drupal", id="7", post_id="feedback", posted_at_raw="2025-08-04 10:15:00",
        posted_local=datetime(2025, 8, 4, 10, 15), zone="unknown", is_own=False, text="Could not park\n\ntwice",
        kind="submission",
    )  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", "\t", ";", ":", "|", ".", " "])
def test_every_delimiter_gives_the_same(load, delimiter):
    found, _ = load(written([LABELS, ROW], delimiter), "results.csv")
    assert [(c.id, c.text) for c in found] == [("7", "Could not park\n\ntwice")]


@pytest.mark.parametrize("delimiter", [":", ".", " "])
def test_a_rare_delimiter_makes_no_other_layout_claim_a_file(tmp_path, delimiter):
    for header in (["staff_user", "action", "subject", "created_at", "details"], ["Name", "Comment", "Profile ID"]):
        with pytest.raises(Unrecognised):
            recognise(export_of(tmp_path, written([header, ["x"] * len(header)], delimiter)))


def test_keys_as_headers_are_known_too(load):
    header = ["sid", "created", "in_draft", "langcode", "webform_id", "uid__id", "uid__title", "what_happened"]
    (found,), _ = load(
        written([header, ["8", "2025-08-04 10:15:00", "0", "en", "w", "4", "lee", "Cold food"]]), "r.csv"
    )
    assert (found.id, found.author, found.author_id, found.post_id, found.text) == ("8", "lee", "4", "w", "Cold food")


def test_a_person_spread_over_three_columns_is_no_answer(load):
    own = [
        ("Submitted by: ID", "4"),
        ("Submitted by: Title", "lee"),
        ("Submitted by: URL", "https://d.example.org/user/4"),
    ]
    (found,), _ = form(load, ["Cold food"], ["What happened?"], own)
    assert (found.author, found.author_id, found.is_own, found.text) == ("lee", "4", None, "Cold food")
    bare = [("ID", "user:0"), ("Title", ""), ("URL", "")]
    assert form(load, ["Cold food"], ["What happened?"], bare)[0][0].text == "Cold food"


def test_drafts_are_skipped_and_counted(load):
    draft = [*ROW[:3], "1", *ROW[4:]]
    found, file = load(written([LABELS, draft, ROW, draft]), "results.csv")
    assert [c.line for c in found] == [3]
    assert file.counts["skipped"] == {"draft": 2}


@pytest.mark.parametrize(
    "cell", ["pat@example.org", "01632 960123", "4", "4.5", "2025-08-04", "Yes", "no", "X", " ", ""]
)
def test_an_answer_that_is_no_prose_is_left_out(load, cell):
    assert form(load, ["Cold food", cell], ["What?", "More?"])[0][0].text == "Cold food"


@pytest.mark.parametrize("cell", ["Rude", "=1+1 said he", "ring 01632 960123 now", "https://spam.example.org", "No!"])
def test_any_other_answer_is_text(load, cell):
    assert form(load, [cell], ["More?"])[0][0].text == cell


@pytest.mark.parametrize("question", ["Your name", "name", "First name", "full_name", "Contact name: First"])
def test_a_name_is_the_author_and_no_text(load, question):
    (found,), _ = form(load, ["Pat Invented", "Cold food"], [question, "What happened?"])
    assert (found.author, found.text) == ("Pat Invented", "Cold food")


def test_first_and_last_name_are_one_and_an_e_mail_address_is_no_name(load):
    (found,), _ = form(load, ["Pat", "Invented", "x"], ["First name", "Last name", "What?"])
    assert found.author == "Pat Invented"
    assert form(load, ["pat@example.org", "x"], ["Your name", "What?"])[0][0].author is None


@pytest.mark.parametrize("question", ["E-mail", "Your email address", "Telephone number", "Postcode", "Address: City"])
def test_a_question_for_contact_details_is_left_out_and_named(load, question):
    (found,), file = form(load, ["Exampletown", "Cold food"], [question, "What happened?"])
    assert found.text == "Cold food"
    assert f"left out: {question}" in file.notes


def test_a_question_that_only_sounds_like_contact_details_is_an_answer(load):
    (found,), _ = form(load, ["Hire a nurse"], ["How would you address this?"])
    assert found.text == "Hire a nurse"


def test_quotes_behind_backslashes_do_not_shift_the_answers(load):
    (found,), _ = form(load, ['C:\\"temp\\", he said', "more"], ["What?", "Else?"])
    assert found.text == 'C:\\"temp\\", he said\n\nmore'


def test_an_address_of_the_network_is_read_only_for_a_stated_purpose(load):
    own = [("Remote IP address", "203.0.113.9")]
    assert form(load, ["x"], ["What?"], own)[0][0].author_ip is None
    assert form(load, ["x"], ["What?"], own, Reading(keep_ip=True))[0][0].author_ip == "203.0.113.9"


def test_a_row_of_another_width_is_a_reject(load):
    found, _ = load(written([LABELS, ROW, ROW[:4]]), "results.csv")
    assert [type(r) for r in found] == [Comment, Reject] or [type(r) for r in found] == [Reject, Comment]
    assert "4 cells where the header has 9" in next(r.reason for r in found if isinstance(r, Reject))


def test_a_table_with_few_such_columns_is_nobodys(tmp_path):
    with pytest.raises(Unrecognised):
        recognise(export_of(tmp_path, "Created,Notes,Language,Submission ID\n2025-08-04 10:15:00,a,en,7\n"))
