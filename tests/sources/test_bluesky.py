"""Bluesky's records: posts, answers, reposts, and threadgates as evidence of what was hidden."""

import json
from datetime import UTC, datetime

import pytest

from pipelines.errors import Refused, Unrecognised
from pipelines.records import Action, Comment, Post, Reject
from pipelines.sources import Reading, read, recognise
from tests.sources.helpers import export_of, singly

OWN, OTHER = "did:plc:synthetic000000000000000", "did:plc:other000000000000000000"
AT = "2025-08-04T09:00:00.000Z"
HIDDEN = f"at://{OTHER}/app.bsky.feed.post/3khidden"


@pytest.fixture
def load(tmp_path):
    def load(content, name="records.json", reading=None):
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        export = export_of(tmp_path, text, name, reading)
        return singly(list(read(export))), export.finished()

    return load


def address(key, did=OWN, kind="post"):
    return f"at://{did}/app.bsky.feed.{kind}/{key}"


def post(key="3ka", answers=None, **said):
    value = {"$type": "app.bsky.feed.post", "text": "Tell us", "createdAt": AT} | said
    if answers:
        value["reply"] = {"root": {"uri": address("3kroot", OTHER)}, "parent": {"uri": answers}}
    return {"uri": address(key), "cid": "bafy", "value": value}


def gate(**said):
    value = {"$type": "app.bsky.feed.threadgate", "post": address("3ka"), "createdAt": AT} | said
    return {"uri": address("3ka", kind="threadgate"), "cid": "bafy", "value": value}


def test_a_hidden_reply_is_an_action_of_its_poster_at_an_unknown_time(load):
    found, file = load(gate(hiddenReplies=[HIDDEN]))
    assert found == [
        Action(
            line=1, platform="bluesky", item_id=HIDDEN, action="hide", actor=OWN, is_automatic=False,
            at=None, at_raw=None, zone="unknown", source="bluesky threadgate",
            evidence=address("3ka", kind="threadgate"),
        )
    ]  # fmt: skip
    assert (file.layout, file.holds) == ("bluesky records", "actions")


def test_a_gate_without_its_address_names_the_poster_by_the_post(load):
    (found,), _ = load(gate(hiddenReplies=[HIDDEN])["value"])
    assert (found.actor, found.evidence) == (OWN, None)


def test_gates_that_hide_nothing_are_counted(load):
    found, file = load({"records": [gate(), gate(hiddenReplies=[]), gate(allow=[])]})
    assert found == []
    assert file.counts["skipped"] == {"threadgate that hides no reply": 3}


def test_a_hidden_reply_without_address_is_a_reject(load):
    found, file = load(gate(hiddenReplies=[HIDDEN, 7]))
    assert [type(r) for r in found] == [Action, Reject]
    assert file.counts["rows"] == 2


def test_a_post_is_read_whole(load):
    (found,), file = load({"records": [post()]})
    assert found == Post(
        line=1, platform="bluesky", id=address("3ka"), published_at=datetime(2025, 8, 4, 9, tzinfo=UTC),
        published_at_raw=AT, published_local=datetime(2025, 8, 4, 9), zone="in file", text="Tell us",
        url=f"https://bsky.app/profile/{OWN}/post/3ka", kind="post", is_share=False, captured_on=file.captured_on,
    )  # fmt: skip
    assert file.holds == "posts"


def test_an_answer_to_others_is_a_comment_of_our_own(load):
    (found,), _ = load({"records": [post("3kb", address("3kq", OTHER))]})
    assert isinstance(found, Comment)
    assert (found.parent_id, found.post_id) == (address("3kq", OTHER), address("3kroot", OTHER))
    assert (found.is_own, found.kind, found.status, found.zone) == (True, "reply", "visible", "in file")


def test_an_answer_to_oneself_stays_a_post(load):
    (found,), _ = load({"records": [post("3kb", address("3ka"))]})
    assert isinstance(found, Post)
    assert (found.kind, found.in_reply_to) == ("reply", address("3ka"))


def test_a_repost_is_a_share_of_the_others_post(load):
    value = {"$type": "app.bsky.feed.repost", "subject": {"uri": address("3kq", OTHER)}, "createdAt": AT}
    (found,), _ = load({"uri": address("3kr", kind="repost"), "value": value})
    assert (found.is_share, found.text, found.url) == (True, None, f"https://bsky.app/profile/{OTHER}/post/3kq")


def test_a_record_without_its_type_is_known_by_its_address(load):
    item = post()
    del item["value"]["$type"]
    (found,), _ = load({"records": [item]})
    assert found.text == "Tell us"


@pytest.mark.parametrize("written", ["", "yesterday", "0000-01-01T00:00:00Z", None, 7.5])
def test_a_time_that_is_none_is_left_empty(load, written):
    (found,), _ = load({"records": [post(createdAt=written)]})
    assert (found.published_at, found.zone) == (None, "unknown")


def test_pages_one_after_another_are_read_and_a_repetition_is_merged(load):
    pages = [{"records": [post("3ka")], "cursor": "3ka"}, {"records": [post("3ka"), post("3kb")]}]
    for content in (pages, "\n".join(json.dumps(p) for p in pages), "".join(json.dumps(p, indent=1) for p in pages)):
        found, file = load(content)
        assert [r.id for r in found] == [address("3ka"), address("3kb")]
        assert file.counts["merged"] == 1
        assert not [n for n in file.notes if "further one" in n]


def test_a_last_page_with_a_cursor_is_noted(load):
    assert "the last page names a further one, which may be empty: ask for it with its cursor" in (
        load({"records": [post()], "cursor": "3ka"})[1].notes
    )


def test_an_account_that_the_policy_does_not_name_is_told(load):
    told = f"written by {OWN}, which is not among the policy's accounts for bluesky"
    for content in (gate(hiddenReplies=[HIDDEN]), post(), post("3kb", HIDDEN)):
        assert told in load(content, reading=Reading(own={"bluesky": ["hw.example.org"]}))[1].notes
        assert told not in load(content, reading=Reading(own={"bluesky": [OWN]}))[1].notes


def test_an_empty_answer_declares_zero_records(load):
    found, file = load({"records": []})
    assert found == []
    assert "the file declares zero records, and does not say of which sort" in file.notes


@pytest.mark.parametrize("content", [{"records": [{"id": 1}]}, {"records": [], "page": 1}, [{"uri": "x"}]])
def test_other_lists_of_records_are_not_claimed(tmp_path, content):
    with pytest.raises(Unrecognised):
        recognise(export_of(tmp_path, json.dumps(content), "records.json"))


def test_the_binary_repository_is_refused_with_what_to_take_instead(load):
    with pytest.raises(Refused, match=r"CAR file.*listRecords"):
        load(b"\x3a\xa2eroots\x81\xd8\x2aX\x25\x00\x01\x71\x12\x20\xff\xfe\x00gversion\x01", "repo.car")
