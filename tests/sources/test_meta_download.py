"""The downloads of Facebook and Instagram: the repair of their letters, their parts, and what they refuse."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import Refused
from pipelines.records import Comment, Post, Record, Reject
from pipelines.sources import read, recognise, walk
from pipelines.sources.export import Export
from pipelines.sources.layouts.meta_mojibake import Mojibake
from pipelines.sources.reading import Reading
from tests.sources.helpers import export_of

AT = 1754300000
OWN = {"facebook": ["Healthwatch Exampleshire"]}
HTML = '<html><body class="_5vb_ _2yq"><div class="_a6-g"><div class="_3-95 _a6-p">Thank you</div></div></body></html>'


def mojibake(text: str) -> str:
    return text.encode().decode("latin-1")


def said(
    text: str | None, seconds: int = AT, author: str = "Healthwatch Exampleshire", title: str = ""
) -> dict[str, Any]:
    comment = {"timestamp": seconds, "author": author} | ({} if text is None else {"comment": text})
    return {"timestamp": seconds, "data": [{"comment": comment}], "title": title}


def posted(text: str, seconds: int = AT) -> dict[str, Any]:
    return {"timestamp": seconds, "data": [{"post": text}]}


def on_instagram(
    text: str, seconds: int = AT, *, text_key: str = "Comment", owner: str | None = None
) -> dict[str, Any]:
    owned = {"Media Owner": {"value": owner}} if owner else {}
    return {"string_map_data": {text_key: {"value": text}} | owned | {"Tijd": {"timestamp": seconds}}}


def loaded(folder: Path, content: Any, reading: Reading | None = None) -> tuple[Export, list[Record]]:
    text = content if isinstance(content, str) else json.dumps(content)
    export = export_of(folder, text, "part.json", reading)
    return export, [r for r in read(export) if isinstance(r, Record)]


def written(folder: Path, **files: Any) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def found_in(*paths: Path, reading: Reading | None = None) -> list[tuple[str, list[Record] | str]]:
    """What each export at these paths holds, or why it is refused, by its name from the first path's parent."""
    held: list[tuple[str, list[Record] | str]] = []
    with walk(list(paths), reading or Reading()) as exports:
        for export in exports:
            assert isinstance(export, Export)
            name = Path(export.name).relative_to(paths[0].parent).as_posix()
            try:
                held.append((name, [r for r in read(export) if isinstance(r, Record)]))
            except Refused as refusal:
                held.append((name, refusal.what))
    return held


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        (mojibake("we’ve 👍"), "we’ve 👍"),
        ("we’ve 👍", "we’ve 👍"),
        ("café", "café"),
        (mojibake("café"), "café"),
        (mojibake("café") + " – ", mojibake("café") + " – "),
        ("cut \u00e2\u0080", "cut \u00e2\u0080"),
        (mojibake(mojibake("é")), mojibake("é")),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_only_bytes_that_are_strictly_utf_8_are_repaired_and_once(text: str, mended: str) -> None:
    assert Mojibake().mended(text) == mended


def test_keys_and_nested_values_are_repaired_and_counted() -> None:
    repair = Mojibake()
    assert repair.mended({mojibake("Größe"): [mojibake("é"), 1, None, {"a": "b"}]}) == {
        "Größe": ["é", 1, None, {"a": "b"}]
    }
    assert repair.repaired == 2


@pytest.mark.parametrize("key", ["comments_v2", "comments", None])
def test_a_facebook_comment_is_read_whatever_its_list_is_called(tmp_path: Path, key: str | None) -> None:
    items = [said(mojibake("Thank you – we’ve passed this on 👍"), title="HW replied to Pat Invented's comment.")]
    export, records = loaded(tmp_path, items if key is None else {key: items})
    assert records == [
        Comment(
            line=1, platform="facebook", posted_at=datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC), posted_at_raw=str(AT),
            posted_local=datetime(2025, 8, 4, 9, 33, 20), zone="in file", author="Healthwatch Exampleshire",
            is_own=True, text="Thank you – we’ve passed this on 👍", kind="reply",
        )
    ]  # fmt: skip
    assert (export.file.layout, export.file.holds) == ("facebook download", "own words")
    assert "texts whose letters Meta had written as single bytes were repaired: 1" in export.file.notes


@pytest.mark.parametrize("item", [said(None), said(""), {"timestamp": AT, "title": "HW commented."}])
def test_a_sticker_is_a_comment_without_text(tmp_path: Path, item: dict[str, Any]) -> None:
    _, [found] = loaded(tmp_path, {"comments_v2": [item]})
    assert isinstance(found, Comment)
    assert (found.text, found.posted_at) == (None, datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC))


def test_a_time_of_zero_is_no_time(tmp_path: Path) -> None:
    _, [found] = loaded(tmp_path, {"comments_v2": [said("Hello", 0)]})
    assert isinstance(found, Comment)
    assert (found.posted_at, found.posted_at_raw, found.zone) == (None, None, "unknown")


def test_repeated_comments_are_merged_and_empty_ones_rejected(tmp_path: Path) -> None:
    export, records = loaded(tmp_path, {"comments_v2": [said("a"), said("a"), said("a", AT + 1), {"title": "?"}, 7]})
    assert [(type(r), r.line) for r in records] == [(Comment, 1), (Comment, 3), (Reject, 4), (Reject, 5)]
    assert (export.rows, export.merged) == (5, 1)


@pytest.mark.parametrize(("author", "noted"), [("Healthwatch Exampleshire", False), ("Sam Invented", True)])
def test_a_name_that_the_policy_does_not_know_is_noted(tmp_path: Path, author: str, noted: bool) -> None:
    export, [found] = loaded(tmp_path, {"comments_v2": [said("a", author=author)]}, Reading(own=OWN))
    assert isinstance(found, Comment)
    assert found.is_own is True
    assert any("load no private profile" in n for n in export.file.notes) is noted
    assert not any("Sam" in n for n in export.file.notes)


def test_posts_are_read_with_their_captions(tmp_path: Path) -> None:
    photo = {"timestamp": AT, "attachments": [{"data": [{"media": {"uri": "1.jpg", "description": "Our stall"}}]}]}
    link = posted("Report", AT + 1) | {
        "attachments": [{"data": [{"external_context": {"url": "https://example.org"}}]}]
    }
    export, records = loaded(tmp_path, [photo, link, posted(mojibake("How’s it going?"), AT + 2)])
    assert [(r.text, r.kind, r.url, r.published_at_raw) for r in records if isinstance(r, Post)] == [
        ("Our stall", "media", None, str(AT)), ("Report", "link", None, str(AT + 1)),
        ("How’s it going?", "status", None, str(AT + 2)),
    ]  # fmt: skip
    assert export.rows == 3


def test_a_comment_among_posts_is_no_post(tmp_path: Path) -> None:
    many = [{"timestamp": AT + n, "attachments": [{"data": [{"media": {}}]}]} for n in range(60)]
    _, records = loaded(tmp_path, [*many, said("late")])
    assert isinstance(records[-1], Comment)


@pytest.mark.parametrize(
    "content",
    [
        {"comments": []},
        [{"timestamp": AT, "title": "Searched for something"}],
        [{"timestamp": "2025", "data": [{"post": "a"}]}],
        [posted("a"), {"uid": "1", "words": "of something else"}],
        {"searches_v2": [posted("a")]},
        [],
        [{"string_map_data": {"Email": {"value": "hello@example.org"}}}],
        [on_instagram("a"), {"string_list_data": []}],
        {"likes_media_likes": []},
    ],
)
def test_other_lists_are_not_claimed(tmp_path: Path, content: Any) -> None:
    with pytest.raises(Refused, match="no layout that Weekwatch knows"):
        recognise(export_of(tmp_path, json.dumps(content), "part.json"))


def test_reactions_are_counted_and_those_told_twice_merged(tmp_path: Path) -> None:
    labelled = [{"timestamp": AT, "label_values": [{"label": "Reaction", "value": "Like"}]}]
    plain = [{"timestamp": AT + n, "data": [{"reaction": {"reaction": "LIKE", "actor": "HW"}}]} for n in range(2)]
    base = tmp_path / "your_facebook_activity"
    written(
        base / "comments_and_reactions",
        **{"likes_and_reactions.json": labelled, "likes_and_reactions_1.json": plain, "comments.json": [said("a")]},
    )
    with walk([base], Reading()) as exports:
        [export] = exports
        assert isinstance(export, Export)
        records = list(read(export))
    assert [type(r) for r in records] == [Comment]
    assert (export.rows, export.merged, export.skipped) == (4, 1, {"reaction": 2})


@pytest.mark.parametrize(
    "root",
    ["", "your_activity_across_facebook/", "your_facebook_activity/", "this_profile's_activity_across_facebook/"],
)
@pytest.mark.parametrize("packed", [True, False])
def test_every_age_of_download_is_one_export(tmp_path: Path, root: str, packed: bool) -> None:
    base = tmp_path / "facebook-hw-2025-09-01-abc"
    written(
        base,
        **{
            f"{root}comments_and_reactions/comments.json": {"comments_v2": [said("a")]},
            f"{root}posts/your_posts_10.json": [posted("ten")],
            f"{root}posts/your_posts_2.json": [posted("two")],
            "personal_information/profile.json": {"name": "HW"},
        },
    )
    if packed:
        with zipfile.ZipFile(tmp_path / "facebook-hw-2025-09-01-abc.zip", "w") as archive:
            for path in base.rglob("*"):
                archive.write(path, path.relative_to(base))
        base = tmp_path / "facebook-hw-2025-09-01-abc.zip"
    [(name, records)] = found_in(base)
    assert name == (base.name if packed or not root else f"{base.name}/{root.rstrip('/')}")
    assert not isinstance(records, str)
    assert [r.text for r in records if isinstance(r, Comment | Post)] == ["a", "two", "ten"]
    assert [r.captured_on for r in records if isinstance(r, Post)] == [date(2025, 9, 1)] * 2


def test_what_lies_beside_a_download_is_still_read(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    written(
        inbox,
        **{
            "your_facebook_activity/comments_and_reactions/comments.json": [said("ours")],
            "your_instagram_activity/comments/post_comments_1.json": [on_instagram("too")],
            "page/this_profile's_activity_across_facebook/posts/profile_posts_1.json": [posted("Page")],
            "ads_information/anything.json": {},
            "comments.html": HTML,
        },
    )
    held = dict(found_in(inbox))
    assert set(held) == {
        "inbox/comments.html", "inbox/page/this_profile's_activity_across_facebook", "inbox/your_facebook_activity",
        "inbox/your_instagram_activity",
    }  # fmt: skip
    assert (
        held["inbox/comments.html"] == "this download is in HTML, whose times name no zone and change with the language"
    )


def test_a_stray_file_in_the_zip_is_not_lost(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("your_facebook_activity/comments_and_reactions/comments.json", json.dumps([said("a")]))
        archive.writestr("stray.json", json.dumps([posted("b")]))
    assert [name for name, _ in found_in(tmp_path / "both.zip")] == [
        "both.zip/stray.json",
        "both.zip/your_facebook_activity",
    ]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"comments_and_reactions/comments.html": HTML}, "in HTML"),
        ({"messages/photos/1.jpg": "x"}, "holds no comments or posts"),
        ({"comments_and_reactions/comments.json": '{"comments_v2": [{"timest'}, "cut short or malformed"),
        ({"comments_and_reactions/comments.json": ""}, "cut short or malformed"),
    ],
)
def test_a_download_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path, files: dict[str, str], why: str) -> None:
    written(tmp_path / "your_facebook_activity", **files)
    [(_, refused)] = found_in(tmp_path / "your_facebook_activity")
    assert isinstance(refused, str)
    assert why in refused


def test_no_data_is_an_export_of_nothing(tmp_path: Path) -> None:
    written(tmp_path / "your_facebook_activity", **{"comments_and_reactions/no-data.txt": "", "posts/no-data.txt": ""})
    with walk([tmp_path / "your_facebook_activity"], Reading()) as exports:
        [export] = exports
        assert isinstance(export, Export)
        assert list(read(export)) == []
    assert "the download says that it holds no data in: comments_and_reactions, posts" in export.file.notes


NOBODYS = {"string_map_data": {"Media Owner": {"value": "pat.invented"}, "Time": {"timestamp": AT + 1}}}
TIME_FIRST = {"Time": {"value": "", "timestamp": AT}, "Comment": {"value": "Older", "timestamp": 0}}
OLDEST = [{"href": "", "value": "First", "timestamp": AT}, {"href": "", "value": "Second", "timestamp": AT + 1}]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ([on_instagram(mojibake("DM’d you 💙"))], ["DM’d you 💙"]),
        ([on_instagram("Dank je", text_key="Opmerking", owner="pat.invented")], ["Dank je"]),
        ({"comments_reels_comments": [on_instagram("On a reel")]}, ["On a reel"]),
        ({"comments_media_comments": [{"title": "pat", "string_list_data": OLDEST}]}, ["First", "Second"]),
        ([on_instagram("Yes"), on_instagram("", AT + 1, owner="pat.invented")], ["Yes", None]),
        ([on_instagram("Yes"), NOBODYS], ["Yes", None]),
        ([{"string_map_data": TIME_FIRST}], ["Older"]),
    ],
)
def test_instagram_comments_are_known_by_what_they_are(
    tmp_path: Path, content: Any, expected: list[str | None]
) -> None:
    export, records = loaded(tmp_path, content)
    comments = [r for r in records if isinstance(r, Comment)]
    assert [c.text for c in comments] == expected
    assert {(c.platform, c.is_own, c.author, c.zone) for c in comments} == {("instagram", True, None, "in file")}
    assert comments[0].posted_at == datetime(2025, 8, 4, 9, 33, 20, tzinfo=UTC)
    assert export.file.layout == "instagram download"


def test_an_instagram_comment_without_time_and_text_is_rejected(tmp_path: Path) -> None:
    export, records = loaded(tmp_path, {"comments_reels_comments": [on_instagram("a"), {"string_map_data": {}}, None]})
    assert [(type(r), r.line) for r in records] == [(Comment, 1), (Reject, 2), (Reject, 3)]
    assert export.rows == 3


def test_an_instagram_download_without_comments_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "your_instagram_activity", **{"likes/liked_posts.json": {"likes_media_likes": []}})
    assert found_in(tmp_path / "your_instagram_activity") == [
        ("your_instagram_activity", "this part of the download holds no comments")
    ]
