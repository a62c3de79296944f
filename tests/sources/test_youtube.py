"""YouTube: Takeout's comments in old and new notation, the Data API's threads, and Studio's table of videos."""

import json
import zipfile
from datetime import UTC, date, datetime

import pytest

from pipelines.errors import Refused, Unrecognised
from pipelines.records import Comment
from pipelines.sources import Reading, read, recognise, walk
from tests.sources.helpers import as_csv, export_of, singly

OLD = ["Comment ID", "Channel ID", "Comment Create Timestamp", "Price", "Parent Comment ID", "Video ID", "Comment Text"]
NEW = [
    "comment id",
    "CHANNEL ID",
    "Comment create timestamp",
    "Price",
    "Top-Level Comment ID",
    "Post ID",
    "Video ID",
    "Comment text",
]
AT = "2025-08-04T09:33:20.123456+00:00"


@pytest.fixture
def load(tmp_path):
    def load(content, name="comments(1).csv", reading=None):
        if not isinstance(content, str):
            content = as_csv(content) if name.endswith(".csv") else json.dumps(content)
        export = export_of(tmp_path, content, name, reading)
        return singly(list(read(export))), export.finished()

    return load


def test_a_comment_in_the_new_notation_is_read_whole(load):
    text = '{"text":"First line"},{"text":"\n"},{"text":"second, line 💙"}'
    (found,), file = load(as_csv([NEW, ["Ug2", "UCs", AT, "0", "", "", "vid2", text]]) + "\r\n\r\n")
    assert file.layout == "youtube takeout"
    assert found == Comment(
        line=2, platform="youtube", id="Ug2", post_id="vid2",
        posted_at=datetime(2025, 8, 4, 9, 33, 20, 123456, tzinfo=UTC), posted_at_raw=AT,
        posted_local=datetime(2025, 8, 4, 9, 33, 20, 123456), zone="in file", author_id="UCs", is_own=True,
        text="First line\nsecond, line 💙", link="https://www.youtube.com/watch?v=vid2&lc=Ug2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "text"),
    [('{"takeoutSegments":[{"text":"Thanks for "},{"text":"watching"}]}', "Thanks for watching"),
     ('{"text":"@pat ","mention":{"externalChannelId":"x"}},{"text":"yes"}', "@pat yes"),
     ('{"text":"a \\"quoted\\" word"}', 'a "quoted" word'), ('{"text":""}', None), ('{"videoLink":{}}', None),
     ('{"text":"\\ud83d"}', "\ufffd"), ("plain words", "plain words"), ("", None)],
)  # fmt: skip
def test_texts_come_out_of_googles_notation(load, cell, text):
    (found,), file = load([OLD, ["Ug1", "UCs", AT, "0", "", "vid1", cell]])
    assert found.text == text
    assert "texts that are not in YouTube's notation were kept as they stand" not in file.notes


@pytest.mark.parametrize("cell", ['{"text":"cut off', '{"text":"a"} and more', '{"takeoutSegments":7}'])
def test_a_text_in_another_notation_stays_as_it_stands_and_is_noted(load, cell):
    (found,), file = load([OLD, ["Ug1", "UCs", AT, "0", "", "vid1", cell]])
    assert found.text == cell
    assert "texts that are not in YouTube's notation were kept as they stand" in file.notes


def test_an_answer_and_a_comment_under_a_post_are_told_apart(load):
    found, _ = load(
        [NEW, ["Ug3.a", "UCs", AT, "0", "Ug2", "", "vid2", "x"], ["Ug4", "UCs", "soon", "0", "", "Ugkx", "", "y"]]
    )
    assert [(c.kind, c.parent_id, c.post_id) for c in found] == [("reply", "Ug2", "vid2"), ("comment", None, "Ugkx")]
    assert (found[1].posted_at, found[1].posted_at_raw, found[1].zone, found[1].link) == (None, "soon", "unknown", None)


def test_a_channel_that_the_policy_does_not_name_is_told(load):
    rows = [OLD, ["Ug1", "UCs", AT, "0", "", "vid1", "x"]]
    told = "written by the channel UCs, which is not among the policy's accounts for youtube"
    assert told in load(rows, reading=Reading(own={"youtube": ["UCother"]}))[1].notes
    assert told not in load(rows, reading=Reading(own={"youtube": ["UCs"]}))[1].notes
    assert told not in load(rows)[1].notes


def takeout(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"Takeout/{name}", content)
    return path


def walked(path):
    with walk([path], Reading()) as exports:
        return [(e, e if isinstance(e, Refused) else singly(list(read(e)))) for e in exports]


def test_a_takeout_with_other_things_of_youtube_is_one_export(tmp_path):
    path = takeout(tmp_path / "takeout-20250901T100000Z-001.zip", {
        "archive_browser.html": "<html>",
        "YouTube and YouTube Music/comments/comments.csv": as_csv([NEW, ["Ug2", "UCs", AT, "0", "", "", "v", "x"]]),
        "YouTube and YouTube Music/comments/comments(1).csv": as_csv([OLD, ["Ug1", "UCs", AT, "0", "", "v", "y"]]),
        "YouTube and YouTube Music/playlists/Watch later.csv": "Video ID,Added\n",
        "YouTube and YouTube Music/history/watch-history.json": "[]",
    })  # fmt: skip
    ((export, found),) = walked(path)
    assert [c.id for c in found] == ["Ug1", "Ug2"]
    assert export.file.captured_on == date(2025, 9, 1)
    assert "files of this Takeout that hold no comments and were passed over: 2" in export.file.notes


def test_other_products_in_a_takeout_are_not_swallowed(tmp_path):
    path = takeout(tmp_path / "takeout-1.zip", {
        "YouTube et YouTube Music/commentaires/commentaires.csv": as_csv([OLD, ["Ug1", "UCs", AT, "0", "", "v", "y"]]),
        "Google Business Profile/account-1/location-2/reviews.json": '{"reviews": []}',
    })  # fmt: skip
    with walk([path], Reading()) as exports:
        names = [(e.where if isinstance(e, Refused) else e.name).removeprefix(f"{path}/Takeout/") for e in exports]
    assert "YouTube et YouTube Music" in names
    assert any(name.startswith("Google Business Profile") for name in names)


def test_a_takeout_without_comments_is_refused_once(tmp_path):
    path = takeout(
        tmp_path / "t.zip",
        {"YouTube und YouTube Music/Abos/Abos.csv": "Kanal-ID\n", "YouTube und YouTube Music/a.json": "[]"},
    )
    with walk([path], Reading()) as exports:
        (export,) = exports
        with pytest.raises(Refused, match="no list of YouTube comments"):
            list(read(export))


def test_any_other_folder_of_comments_is_no_takeout(tmp_path):
    folder = tmp_path / "YouTube" / "comments"
    folder.mkdir(parents=True)
    for name in ("comments.csv", "facebook.csv"):
        (folder / name).write_text(as_csv([OLD, ["Ug1", "UCs", AT, "0", "", "v", "y"]]))
    assert [e.name.rpartition("/")[2] for e, _ in walked(tmp_path)] == ["comments.csv", "facebook.csv"]


# The Data API


def comment(number="UgA", **said):
    snippet = {
        "videoId": "vid2", "channelId": "UCown", "textDisplay": "a &amp; b<br>c", "authorDisplayName": "@pat",
        "authorChannelId": {"value": "UCpat"}, "likeCount": 4, "publishedAt": "2025-08-04T09:33:20Z",
        "updatedAt": "2025-08-04T09:33:20Z",
    }  # fmt: skip
    return {"kind": "youtube#comment", "id": number, "snippet": snippet | said}


def thread(top, replies=(), total=0, **more):
    said = {"videoId": "vid2", "topLevelComment": top, "totalReplyCount": total, "isPublic": True}
    found = {"kind": "youtube#commentThread", "id": top["id"], "snippet": said | more}
    return found | ({"replies": {"comments": list(replies)}} if replies else {})


def page(*items, **more):
    return {"kind": "youtube#commentThreadListResponse", "items": list(items)} | more


def test_a_thread_is_read_whole(load):
    (found,), file = load(page(thread(comment())), "t.json")
    assert file.layout == "youtube api"
    assert found == Comment(
        line=1, platform="youtube", id="UgA", post_id="vid2", posted_at=datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC),
        posted_at_raw="2025-08-04T09:33:20Z", posted_local=datetime(2025, 8, 4, 9, 33, 20), zone="in file",
        author="@pat", author_id="UCpat", text="a & b\nc", status="visible", like_count=4, reply_count=0,
        link="https://www.youtube.com/watch?v=vid2&lc=UgA",
    )  # fmt: skip
    assert file.snapshot_of == []


@pytest.mark.parametrize(
    ("mark", "status"),
    [("published", "visible"), ("heldForReview", "pending"), ("likelySpam", "spam"), ("rejected", "hidden"),
     ("newWord", "unknown"), (None, "visible")],
)  # fmt: skip
def test_the_owners_view_tells_the_status(load, mark, status):
    (found,), _ = load(page(thread(comment(moderationStatus=mark))), "t.json")
    assert (found.status, found.status_raw) == (status, mark)


def test_a_thread_that_is_not_public_is_not_said_to_be_visible(load):
    (found,), _ = load(page(thread(comment(), isPublic=False)), "t.json")
    assert (found.status, found.status_raw) == ("unknown", "isPublic false")


def test_replies_that_are_missing_are_counted_and_not_called_deleted(load):
    reply = comment("UgA.r", updatedAt="2025-08-05T00:00:00Z")
    found, file = load(page(thread(comment(), [reply], 7)), "t.json")
    assert [(c.id, c.parent_id, c.kind, c.reply_count) for c in found] == [
        ("UgA", None, "comment", 7), ("UgA.r", "UgA", "reply", None),
    ]  # fmt: skip
    assert found[1].updated_at == datetime(2025, 8, 5, tzinfo=UTC)
    assert "platform counts 8 comments, file holds 2: the gap is not called deletion" in file.notes


@pytest.mark.parametrize(
    ("shown", "original", "text"),
    [("x &lt;3", "x <3", "x <3"), ("a<br>b", None, "a\nb"), ("plain\n\ntext & <3", None, "plain\n\ntext & <3"),
     ("", None, None)],
)  # fmt: skip
def test_the_original_text_is_preferred_to_what_is_displayed(load, shown, original, text):
    more = {} if original is None else {"textOriginal": original}
    (found,), _ = load(page(thread(comment(textDisplay=shown, **more))), "t.json")
    assert found.text == text


@pytest.mark.parametrize(
    ("own", "channel", "is_own"),
    [((), "UCown", True), ((), "UCpat", None), (("@HW",), "UCown", False), (("UCpat",), "UCpat", True)],
)  # fmt: skip
def test_own_comments_are_known_by_policy_or_else_by_the_videos_channel(load, own, channel, is_own):
    reading = Reading(own={"youtube": own})
    (found,), _ = load(page(thread(comment(authorChannelId={"value": channel}))), "t.json", reading)
    assert found.is_own is is_own


FIRST, SECOND = page(thread(comment("A")), nextPageToken="x"), page(thread(comment("B")), thread(comment("A")))


@pytest.mark.parametrize(
    "content",
    [json.dumps([FIRST, SECOND]), f"{json.dumps(FIRST)}\n{json.dumps(SECOND)}",
     json.dumps(FIRST, indent=1) + json.dumps(SECOND),
     "\n".join(json.dumps(i) for p in (FIRST, SECOND) for i in p["items"]),
     json.dumps(FIRST["items"] + SECOND["items"])],
    ids=["a list of pages", "a page a line", "one after another", "an item a line", "a list of items"],
)  # fmt: skip
def test_pages_are_read_however_they_were_saved(load, content):
    found, file = load(content, "t.json")
    assert [c.id for c in found] == ["A", "B"]
    assert (file.counts["rows"], file.counts["merged"]) == (3, 1)
    assert not [n for n in file.notes if n.startswith(("more pages", "platform counts"))]


def test_a_further_page_is_noted(load):
    assert "more pages follow the last one in this file" in load(FIRST, "t.json")[1].notes


def test_replies_listed_by_themselves_name_their_parent(load):
    answer = comment("A.r", parentId="A")
    del answer["snippet"]["videoId"]
    (found,), _ = load({"kind": "youtube#commentListResponse", "items": [answer]}, "t.json")
    assert (found.parent_id, found.kind, found.post_id, found.link) == ("A", "reply", None, None)


def test_what_is_no_comment_is_a_reject(load):
    broken = {"kind": "youtube#comment", "id": "C"}
    found, _ = load(page(thread(comment()), 7, broken, comment(None)), "t.json")
    assert [r.reason for r in found[1:]] == [
        "neither a comment nor a thread of comments", "the comment has no snippet", "the comment has no id",
    ]  # fmt: skip


def test_an_empty_page_declares_zero_comments(load):
    found, file = load(page(), "t.json")
    assert found == []
    assert "the file declares zero comments" in file.notes


# Studio

HEADER = [
    "Content",
    "Video title",
    "Video publish time",
    "Duration",
    "Views",
    "Watch time (hours)",
    "Comments added",
    "New",
]


def test_videos_are_posts_with_figures_and_the_totals_are_dropped(load):
    rows = [
        HEADER,
        ["Total", "", "", "", "120", "3.5", "2", ""],
        ["vid2", "Dentists, explained", "Aug 4, 2025", "95", "1,250", "3.5", "", "9"],
    ]
    (found,), file = load(rows, "Table data.csv")
    assert (found.id, found.text, found.url) == ("vid2", "Dentists, explained", "https://www.youtube.com/watch?v=vid2")
    assert (found.published_at, found.published_local, found.published_at_raw) == (
        None,
        date(2025, 8, 4),
        "Aug 4, 2025",
    )
    assert found.figures == {"views": 1250, "watch_time_hours": 3.5, "comments": None, "new": 9}
    assert file.counts["skipped"] == {"row of totals": 1}


@pytest.mark.parametrize(
    ("written", "day"),
    [("Sep 26, 2026", date(2026, 9, 26)), ("4 Aug 2025", date(2025, 8, 4)), ("4 Sept 2025", date(2025, 9, 4)),
     ("Feb 30, 2025", None), ("4.8.2025", None), ("", None)],
)  # fmt: skip
def test_publish_days_are_read_where_the_month_is_a_word(load, written, day):
    (found,), _ = load([HEADER, ["vid2", "t", written, "95", "1", "1", "", ""]], "Table data.csv")
    assert found.published_local == day


def test_the_table_by_day_is_not_taken_for_it(tmp_path):
    with pytest.raises(Unrecognised):
        recognise(
            export_of(
                tmp_path, as_csv([["Date", *HEADER], ["2025-08-04", "vid2", "t", "Aug 4, 2025", "9", "1", "1", "", ""]])
            )
        )
