"""TikTok's file of an account's data: its comments in any capitals, and nothing else of it."""

import json
from datetime import UTC, datetime

import pytest

from pipelines.errors import Unrecognised
from pipelines.records import Comment, Reject
from pipelines.sources import Reading, read, recognise
from tests.sources.helpers import export_of, singly

ITEM = {
    "date": "2025-08-04 09:33:20", "comment": "Thanks 💙", "photo": "N/A", "url": "",
    "original post link": "https://www.tiktokv.com/share/video/74/",
}  # fmt: skip


@pytest.fixture
def load(tmp_path):
    def load(content, reading=None):
        content = content if isinstance(content, dict) else {"Comment": {"Comments": {"CommentsList": content}}}
        export = export_of(tmp_path, json.dumps(content), "user_data_tiktok.json", reading)
        return singly(list(read(export))), export.finished()

    return load


def test_a_comment_is_read_whole(load):
    found, file = load([ITEM])
    assert found == [
        Comment(
            line=1, platform="tiktok", post_id="74", posted_at=datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC),
            posted_at_raw="2025-08-04 09:33:20", posted_local=datetime(2025, 8, 4, 9, 33, 20), zone="in file",
            is_own=True, text="Thanks 💙", link="https://www.tiktokv.com/share/video/74/",
        )
    ]  # fmt: skip
    assert file.layout == "tiktok data"


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title])
def test_capitals_do_not_matter(load, change):
    item = {change(k): v for k, v in ITEM.items()}
    (found,), _ = load({change("Comment"): {change("Comments"): {change("CommentsList"): [item]}}})
    assert (found.text, found.post_id, found.posted_at.day) == ("Thanks 💙", "74", 4)


def test_the_list_is_found_far_down_and_below_another_part(load):
    history = {"VideoList": [{"Date": "2025-01-01 00:00:00", "Link": "https://example.org/" + "x" * 80}] * 1500}
    found, file = load(
        {"Activity": {"Video Browsing History": history}, "Your Activity": {"Comments": {"CommentsList": [ITEM]}}}
    )
    assert [c.text for c in found] == ["Thanks 💙"]
    assert "all other parts of the file, private messages among them, were left unread" in file.notes


@pytest.mark.parametrize(
    ("written", "at"),
    [("2025-08-04 09:33:20 UTC", datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC)),
     ("2025-08-04T09:33:20Z", datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC)), ("soon", None), ("", None),
     ("0001-01-01T00:00:00+14:00", None)],
)  # fmt: skip
def test_times_are_utc_or_left_empty(load, written, at):
    (found,), _ = load([ITEM | {"date": written}])
    assert (found.posted_at, found.zone) == (at, "in file" if at else "unknown")


def test_a_sticker_has_no_text(load):
    (found,), _ = load([ITEM | {"comment": "", "sticker": "https://example.org/s.webp"}])
    assert found.text is None


def test_not_available_is_no_address(load):
    (found,), _ = load([ITEM | {"url": "N/A", "original post link": "None"}])
    assert (found.link, found.post_id) == (None, None)


def test_repetitions_are_merged_and_what_is_none_is_a_reject(load):
    found, file = load([ITEM, ITEM, {}, 7, {"photo": "x"}])
    assert [type(r) for r in found] == [Comment, Reject, Reject, Reject]
    assert (file.counts["rows"], file.counts["merged"], found[3].raw) == (5, 1, '{"value": ["photo"]}')


@pytest.mark.parametrize("nothing", [None, []])
def test_an_account_that_never_commented_declares_zero(load, nothing):
    found, file = load({"Comment": {"Comments": {"CommentsList": nothing}}})
    assert found == []
    assert "the file declares zero comments" in file.notes


def test_an_account_that_the_policy_does_not_name_is_told(load):
    profile = {"Profile Information": {"ProfileMap": {"userName": "hwexample", "emailAddress": "a@example.org"}}}
    data = {"Comment": {"Comments": {"CommentsList": [ITEM]}}, "Profile": profile}
    told = "written by hwexample, which is not among the policy's accounts for tiktok"
    assert told in load(data, Reading(own={"tiktok": ["other"]}))[1].notes
    assert told not in load(data, Reading(own={"tiktok": ["@HWexample"]}))[1].notes
    assert told not in load(data)[1].notes


@pytest.mark.parametrize(
    "content", [{"Comment": {"Comments": {"CommentsList": "x"}}}, {"Comment": {"text": "x"}}, {"Profile": {"a": 1}}]
)
def test_other_files_with_such_parts_are_not_claimed(tmp_path, content):
    with pytest.raises(Unrecognised):
        recognise(export_of(tmp_path, json.dumps(content), "a.json"))
