"""Discourse: its log of staff actions as evidence, and the posts in a user's archive."""

from datetime import UTC, date, datetime

import pytest

from pipelines.errors import Unrecognised
from pipelines.records import Action
from pipelines.sources import Reading, read, recognise
from tests.sources.helpers import as_csv, export_of, singly

HEADER = ["staff_user", "action", "subject", "created_at", "details", "context"]
DELETED = "id: 44\ncreated_at: 2025-08-07 08:00:00 UTC\nuser: angry (a)\nraw: id: 99"


@pytest.fixture
def load(tmp_path):
    def load(*rows, header=HEADER, name="staff-action-250901-070000-1.csv", reading=None):
        export = export_of(tmp_path, as_csv([list(header), *map(list, rows)]), name, reading)
        return singly(list(read(export))), export.finished()

    return load


def row(action="delete_post", staff="modsam", subject="", at="2025-08-08 09:00:00 UTC", details="", context=""):
    return [staff, action, subject, at, details, context]


def test_an_action_is_read_with_who_and_when(load):
    (found,), file = load(row(details=DELETED, context="https://forum.example.org/t/1/44"))
    assert found == Action(
        line=2, platform="discourse", item_id="44", action="delete", actor="modsam", is_automatic=False,
        at=datetime(2025, 8, 8, 9, tzinfo=UTC), at_raw="2025-08-08 09:00:00 UTC",
        at_local=datetime(2025, 8, 8, 9), zone="in file", source="discourse staff actions",
    )  # fmt: skip
    assert (file.layout, file.holds) == ("discourse staff actions", "actions")
    assert (file.covers_since, file.covers_until, file.captured_on) == (
        date(2025, 8, 8), date(2025, 9, 1), date(2025, 9, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("word", "action"),
    [("delete_post", "delete"), ("delete_topic", "delete"), ("recover_topic", "restore"), ("post_approved", "approve"),
     ("post_rejected", "trash"), ("post_edit", "edit"), ("hide_post", "hide"), ("unhide_post", "unhide"),
     ("silence_user", "silence"), ("block_user", "silence"), ("suspend_user", "block"), ("Delete_Post ", "delete")],
)  # fmt: skip
def test_words_are_actions(load, word, action):
    assert [a.action for a in load(row(word))[0]] == [action]


def test_what_is_no_moderation_is_skipped_by_its_name(load):
    found, file = load(row("grant_badge"), row(), row("grant_badge"), row("unsilence_user"), row(""))
    assert [a.line for a in found] == [3]
    assert file.counts["skipped"] == {"grant_badge": 2, "unsilence_user": 1, "row without an action": 1}


@pytest.mark.parametrize(
    ("staff", "actor", "is_automatic"),
    [("modsam", "modsam", False), ("system", None, True), ("discobot", None, True), ("", None, None),
     ("mod@example.org", None, None)],
)  # fmt: skip
def test_machines_act_automatically_and_a_missing_name_is_unknown(load, staff, actor, is_automatic):
    (found,), _ = load(row(staff=staff))
    assert (found.actor, found.is_automatic) == (actor, is_automatic)


@pytest.mark.parametrize(
    ("given", "item"),
    [(row(details="id: 44\ncreated_at: x"), "44"), (row(details="id: 44\r\ncreated_at: x"), "44"),
     (row(details=" raw: id: 99"), None), (row("post_edit", details="id: 77\nold words"), None),
     (row("delete_topic", details="id: 12\ntitle: x"), None), (row("post_rejected", details="id: 5\nraw"), None),
     (row(subject="post #44"), "44"), (row(subject="pat post #45"), "45"), (row("silence_user", subject="pat44"), None),
     (row("post_approved", context="https://f.example.org/p/51?u=x"), "51"),
     (row("post_approved", context="https://f.example.org/t/a/12/3"), None)],
)  # fmt: skip
def test_the_item_is_a_post_that_discourse_itself_names(load, given, item):
    assert [a.item_id for a in load(given)[0]] == [item]


@pytest.mark.parametrize(
    ("written", "at"),
    [("2025-08-08 09:00:00 UTC", datetime(2025, 8, 8, 9, tzinfo=UTC)),
     ("2025-08-08T09:00:00.250Z", datetime(2025, 8, 8, 9, 0, 0, 250000, tzinfo=UTC)),
     ("2025-08-08 09:00:00", None), ("2025-02-30 09:00:00 UTC", None), ("yesterday", None), ("", None)],
)  # fmt: skip
def test_only_times_that_name_utc_are_instants(load, written, at):
    (found,), _ = load(row(at=written))
    assert (found.at, found.zone) == (at, "in file" if at else "unknown")


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(Unrecognised, match='has no column "details"'):
        recognise(export_of(tmp_path, "staff_user,action,subject,created_at,context\na,b,c,d,e\n"))


OLD = ["topic_title", "category", "sub_category", "is_pm", "post", "like_count", "reply_count", "url", "created_at"]
NEW = [
    "topic_title",
    "categories",
    "is_pm",
    "post_raw",
    "post_cooked",
    "like_count",
    "reply_count",
    "url",
    "created_at",
]
URL, AT = "https://forum.example.org/t/dentists/12/3", "2019-08-07T08:00:00.123Z"


def test_posts_of_an_old_archive_are_comments_of_a_topic(load):
    name = "user-archive-pat_invented-190901-070000-3.csv"
    reading = Reading(own={"discourse": ["Pat_Invented"]})
    (found,), file = load(
        ["D", "General", "-", "No", "Five weeks", "3", "1", URL, AT], header=OLD, name=name, reading=reading
    )
    assert (found.id, found.post_id, found.text, found.link) == (None, "12", "Five weeks", URL)
    assert (found.author, found.is_own, found.status) == ("pat_invented", True, "unknown")
    assert (found.like_count, found.reply_count, found.posted_at) == (
        3, 1, datetime(2019, 8, 7, 8, 0, 0, 123000, tzinfo=UTC),
    )  # fmt: skip
    assert file.captured_on == date(2019, 9, 1)


@pytest.mark.parametrize(
    ("category", "says", "is_read"),
    [("General", "No", True), ("-", "Yes", False), ("General", "Yes", False), ("Allgemein", "Nein", True),
     ("-", "Ja", False), ("", "Ja", False), ("-", "No", True)],
)  # fmt: skip
def test_private_messages_are_never_read_whatever_the_forums_language(load, category, says, is_read):
    found, file = load(
        ["T", category, says, "words", "<p>words</p>", "0", "0", URL, AT], header=NEW, name="user_archive.csv"
    )
    assert [c.text for c in found] == (["words"] if is_read else [])
    assert file.counts["skipped"] == ({} if is_read else {"private message": 1})


def test_without_the_name_of_the_archive_nobody_knows_whose_posts_these_are(load):
    (found,), _ = load(["T", "General", "No", "w", "", "0", "0", URL, AT], header=NEW, name="user_archive.csv")
    assert (found.author, found.is_own) == (None, None)
