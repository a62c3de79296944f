"""Mastodon's archive: posts, answers, boosts, content warnings, and what is private and left out."""

import json
import zipfile
from datetime import UTC, date, datetime

import pytest

from pipelines.errors import Refused, Unrecognised
from pipelines.records import Comment, Post
from pipelines.sources import Reading, read, recognise, walk
from tests.sources.helpers import export_of, singly

ME, PAT = "https://social.example.org/users/hw", "https://elsewhere.example.org/users/pat"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
AT = "2025-08-04T09:33:20Z"


@pytest.fixture
def load(tmp_path):
    def load(*items, reading=None, **more):
        box = {"id": "outbox.json", "type": "OrderedCollection", "orderedItems": list(items)} | more
        export = export_of(tmp_path, json.dumps(box), "outbox.json", reading)
        return singly(list(read(export))), export.finished()

    return load


def create(content="<p>Tell us</p>", to=(PUBLIC,), cc=(f"{ME}/followers",), **said):
    told = {"to": list(to), "cc": list(cc)}
    note = {
        "id": f"{ME}/statuses/1", "type": "Note", "summary": None, "inReplyTo": None, "published": AT,
        "url": "https://social.example.org/@hw/1", "attributedTo": ME, "content": content,
    } | told | said  # fmt: skip
    return {"id": f"{ME}/statuses/1/activity", "type": "Create", "actor": ME, "published": AT, "object": note} | told


def test_a_post_is_read_whole(load):
    likes = {"type": "Collection", "totalItems": 3}
    (found,), file = load(create("<p>Tell us &amp; <b>more</b></p><p>two<br>three</p>", likes=likes))
    assert file.layout == "mastodon archive"
    assert found == Post(
        line=1, platform="mastodon", id=f"{ME}/statuses/1", published_at=datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC),
        published_at_raw=AT, published_local=datetime(2025, 8, 4, 9, 33, 20), zone="in file",
        text="Tell us & more\ntwo\nthree", url="https://social.example.org/@hw/1", kind="post", is_share=False,
        figures={"likes": 3, "shares": None}, captured_on=file.captured_on,
    )  # fmt: skip


def test_an_answer_to_others_is_a_comment_of_our_own(load):
    (found,), _ = load(create(inReplyTo=f"{PAT}/statuses/9", updated="2025-08-04T10:00:00Z"))
    assert isinstance(found, Comment)
    assert (found.parent_id, found.is_own, found.kind, found.author_id) == (f"{PAT}/statuses/9", True, "reply", ME)
    assert found.updated_at == datetime(2025, 8, 4, 10, tzinfo=UTC)


def test_an_answer_to_oneself_stays_a_post(load):
    (found,), _ = load(create(inReplyTo=f"{ME}/statuses/0"))
    assert isinstance(found, Post)
    assert (found.kind, found.in_reply_to) == ("reply", f"{ME}/statuses/0")


def test_an_account_whose_name_only_begins_alike_is_somebody_else(load):
    (found,), _ = load(create(inReplyTo=f"{ME}else/statuses/0"))
    assert isinstance(found, Comment)


def test_a_content_warning_stands_above_the_text(load):
    (found,), _ = load(create(summary="Content: grief"))
    assert found.text == "Content: grief\nTell us"


def test_a_post_of_a_picture_alone_has_no_text(load):
    assert load(create(""))[0][0].text is None


@pytest.mark.parametrize("boosted", [f"{PAT}/statuses/12", {"type": "Note", "id": f"{PAT}/statuses/12"}])
def test_a_boost_is_a_share(load, boosted):
    (found,), _ = load({"id": f"{ME}/a", "type": "Announce", "actor": ME, "published": AT, "object": boosted})
    assert (found.kind, found.is_share, found.url, found.text) == ("share", True, f"{PAT}/statuses/12", None)


@pytest.mark.parametrize(
    ("to", "cc", "is_kept"),
    [((PAT,), (), False), ((PAT,), (PUBLIC,), True), (("as:Public",), (), True), ((f"{ME}/followers",), (PAT,), True),
     ((), (), True)],
)  # fmt: skip
def test_direct_messages_are_left_out_and_counted(load, to, cc, is_kept):
    found, file = load(create("<p>in private</p>", to=to, cc=cc))
    assert bool(found) is is_kept
    assert file.counts["skipped"] == ({} if is_kept else {"direct message": 1})


def test_other_activities_are_counted_and_what_is_none_is_a_reject(load):
    found, file = load(create(), {"type": "Delete", "actor": ME, "object": "x"}, 7, {"type": "Create", "object": "x"})
    assert [r.record for r in found] == ["post", "reject", "reject"]
    assert load(create(), create(type=["Note"]))[0][1].reason == "neither a post nor a boost"
    assert file.counts["skipped"] == {"activity that is neither a post nor a boost": 1}
    assert found[2].raw == '{"value": ["object", "type"]}'


def test_a_gap_to_what_the_platform_counts_is_noted(load):
    told = "Mastodon counts 2 activities, the file holds 1: the gap is not called deletion"
    assert told in load(create(), totalItems=2)[1].notes
    assert told not in load(create(), totalItems=1)[1].notes


def test_an_empty_outbox_declares_zero_posts(load):
    assert "the file declares zero posts" in load()[1].notes


def test_likes_and_bookmarks_are_not_claimed(tmp_path):
    likes = {"id": "likes.json", "type": "OrderedCollection", "orderedItems": [f"{PAT}/statuses/1"]}
    for content in (likes, likes | {"orderedItems": []}):
        with pytest.raises(Unrecognised):
            recognise(export_of(tmp_path, json.dumps(content), "likes.json"))


def unpacked(folder, **more):
    folder.mkdir()
    actor = {"id": ME, "preferredUsername": "hw", "name": "Healthwatch Exampleshire"}
    box = {"id": "outbox.json", "type": "OrderedCollection", "orderedItems": [create(inReplyTo=f"{PAT}/statuses/9")]}
    for name, content in ({"actor": actor, "outbox": box, "likes": {}} | more).items():
        if content is not None:
            (folder / f"{name}.json").write_text(json.dumps(content))
    (folder / "avatar.png").write_bytes(b"\x89PNG")
    return folder


def walked(path, reading=None):
    with walk([path], reading or Reading()) as exports:
        ((export, found),) = ((e, singly(list(read(e)))) for e in exports)
    return found, export.file


def test_a_zip_of_an_archive_is_one_export_of_the_day_in_its_name(tmp_path):
    folder, path = unpacked(tmp_path / "a"), tmp_path / "archive-20250901093320-0123abcd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, part.name)
    (found,), file = walked(path)
    assert (found.author, file.captured_on) == ("Healthwatch Exampleshire", date(2025, 9, 1))


def test_an_archive_of_an_account_that_the_policy_does_not_name_is_told(tmp_path):
    folder = unpacked(tmp_path / "a")
    told = "the archive is hw's, which the policy does not name among the accounts for mastodon"
    assert told in walked(folder, Reading(own={"mastodon": ["other"]}))[1].notes
    assert told not in walked(folder, Reading(own={"mastodon": ["@HW"]}))[1].notes


@pytest.mark.parametrize("outbox", [None, {"orderedItems": 7}, []])
def test_an_archive_without_its_posts_is_refused(tmp_path, outbox):
    with pytest.raises(Refused, match=r"no outbox\.json"):
        walked(unpacked(tmp_path / "a", outbox=outbox))


def test_an_inbox_with_other_files_beside_the_archives_is_not_swallowed(tmp_path):
    folder = unpacked(tmp_path / "a")
    (folder / "facebook.csv").write_text("a,b\n")
    with pytest.raises(Refused, match=r"lie in the same folder: facebook\.csv"):
        walked(folder)
