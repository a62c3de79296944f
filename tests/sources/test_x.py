"""X: archives, analytics tables and API pages, each quirk by itself."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.errors import Refused
from pipelines.records import Action, Batch, Comment, Figure, Post, Record, Reject
from pipelines.sources import read, walk
from pipelines.sources.export import Export
from pipelines.sources.reading import Reading

READING = Reading(own={"x": ["HWExampleshire"]})
OWN = "777000"
ROOT = "2018263120081846273"  # 2 February 2026, 10:00 UTC
ACCOUNT = [
    {"account": {"username": "HWExampleshire", "accountId": OWN, "accountDisplayName": "HW", "email": "o@example.org"}}
]


def records_of(path: Path, reading: Reading = READING) -> tuple[list[Record], Export]:
    with walk([path], reading) as found:
        export = next(found)
        assert isinstance(export, Export)
        records: list[Record] = []
        for item in read(export):
            records.extend(item.records() if isinstance(item, Batch) else [item])
    export.finished()
    return records, export


def tweet(post_id: str = ROOT, text: str = "Hello", **fields: object) -> dict[str, object]:
    made = {"id_str": post_id, "full_text": text, "created_at": "Mon Feb 02 10:00:00 +0000 2026",
            "favorite_count": "3", "retweet_count": "1"}  # fmt: skip
    return {"tweet": made | fields}


def archive(folder: Path, **parts: object) -> Path:
    (folder / "data").mkdir(parents=True)
    for name, items in ({"account": ACCOUNT} | parts).items():
        text = items if isinstance(items, str) else f"window.YTD.{name}.part0 = {json.dumps(items)}"
        (folder / "data" / f"{name.replace('_', '-')}.js").write_text(text, encoding="utf-8")
    return folder


def test_post_has_its_text_decoded_its_counts_as_numbers_and_its_address(tmp_path: Path) -> None:
    (post,), export = records_of(archive(tmp_path / "a", tweets=[tweet(text="Tea &amp; talk &lt;today&gt;")]))
    assert post == Post(
        line=1,
        platform="x",
        id=ROOT,
        published_at=datetime(2026, 2, 2, 10, tzinfo=UTC),
        published_at_raw="Mon Feb 02 10:00:00 +0000 2026",
        published_local=datetime(2026, 2, 2, 10),
        zone="in file",
        text="Tea & talk <today>",
        url=f"https://x.com/HWExampleshire/status/{ROOT}",
        kind="post",
        is_share=False,
        figures={"likes": 3, "shares": 1},
        captured_on=export.captured(),
    )


@pytest.mark.parametrize(
    ("text", "fields", "kind", "parent"),
    [
        ("Next", {"in_reply_to_status_id_str": ROOT, "in_reply_to_user_id_str": OWN}, "reply", ROOT),
        ("Next", {"in_reply_to_status_id_str": "9", "in_reply_to_screen_name": "hwexampleshire"}, "reply", "9"),
        ("RT @ExampleTrust: Clinics", {}, "repost", None),
        ("Plain", {}, "post", None),
    ],
)
def test_own_threads_and_reposts_are_posts(
    tmp_path: Path, text: str, fields: dict[str, str], kind: str, parent: str | None
) -> None:
    records, _ = records_of(archive(tmp_path / "a", tweets=[tweet(), tweet("11", text, **fields)]))
    assert [(type(r), r.kind, r.in_reply_to) for r in records[1:]] == [(Post, kind, parent)]


@pytest.mark.parametrize(
    ("fields", "parent"),
    [
        ({"in_reply_to_status_id_str": "55", "in_reply_to_user_id_str": "888"}, "55"),
        ({"in_reply_to_status_id_str": "-1", "in_reply_to_user_id_str": "888"}, None),
        ({"in_reply_to_status_id_str": "-1", "in_reply_to_user_id_str": "-1"}, None),
        ({"in_reply_to_user_id_str": "888"}, None),
    ],
)
def test_answers_to_others_are_own_comments_and_vanished_users_have_no_id(
    tmp_path: Path, fields: dict[str, str], parent: str | None
) -> None:
    records, _ = records_of(archive(tmp_path / "a", tweets=[tweet("11", "@pat_invented Thank you", **fields)]))
    assert [(type(r), r.is_own, r.kind, r.parent_id, r.author, r.like_count) for r in records] == [
        (Comment, True, "reply", parent, "HW", 3)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "window.YTD.tweet.part0 = [ %s ]",
        "window.YTD.tweet.part0 = [ %s ];\n",
        "\ufeffwindow.YTD.tweet.part0=[%s]",
    ],
)
def test_older_parts_without_wrapper_are_read(tmp_path: Path, text: str) -> None:
    records, _ = records_of(archive(tmp_path / "a", tweet=text % json.dumps(tweet()["tweet"])))
    assert [r.id for r in records] == [ROOT]


def test_code_in_a_part_is_never_run_but_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"a/data/tweets\.js: tweets\.js is cut short or malformed"):
        records_of(archive(tmp_path / "a", tweets="window.YTD.tweets.part0 = [].concat(fetch('https://example.org'))"))


def test_long_text_takes_the_place_of_the_cut_one(tmp_path: Path) -> None:
    note = {
        "noteTweetId": "1",
        "createdAt": "2026-02-02T10:00:01.000Z",
        "core": {"text": "A long text that goes on &amp; on"},
    }
    cut = tweet(text="A long text that goes… https://t.co/SYNTH")
    other = tweet("12", "Something else")
    records, export = records_of(archive(tmp_path / "a", tweets=[other, cut], note_tweet=[{"noteTweet": note}]))
    assert [r.text for r in records] == ["Something else", "A long text that goes on & on"]
    assert (export.rows, export.merged) == (3, 1)


def test_long_text_without_its_post_is_counted(tmp_path: Path) -> None:
    note = {"noteTweet": {"noteTweetId": "1", "createdAt": "2020-02-02T10:00:01.000Z", "core": {"text": "Gone"}}}
    records, export = records_of(archive(tmp_path / "a", tweets=[tweet()], note_tweet=[note]))
    assert len(records) == 1
    assert export.file.counts["skipped"] == {"long text whose post is not in the archive": 1}


@pytest.mark.parametrize("deleted_at", ["Mon Feb 02 10:12:00 +0000 2026", "2026-02-02T10:12:00.000Z"])
def test_own_deletion_is_a_post_with_its_time(tmp_path: Path, deleted_at: str) -> None:
    gone = tweet("13", "Oops", deleted_at=deleted_at)
    records, _ = records_of(archive(tmp_path / "a", tweets=[tweet()], deleted_tweets=[gone]))
    assert [(r.id, r.deleted_at) for r in records] == [(ROOT, None), ("13", datetime(2026, 2, 2, 10, 12, tzinfo=UTC))]


def test_header_counts_only_where_the_post_itself_is_missing(tmp_path: Path) -> None:
    headers = [{"tweet": {"tweet_id": i, "created_at": "Mon Feb 02 10:00:00 +0000 2026"}} for i in (ROOT, "14")]
    records, export = records_of(archive(tmp_path / "a", tweets=[tweet()], tweet_headers=headers))
    assert [(r.id, r.text) for r in records] == [(ROOT, "Hello"), ("14", None)]
    assert export.merged == 1


def test_blocks_and_mutes_are_actions_that_name_nobody(tmp_path: Path) -> None:
    folder = archive(
        tmp_path / "a", block=[{"blocking": {"accountId": "888001"}}], mute=[{"muting": {"accountId": "888002"}}],
        like=[{"like": {"tweetId": "1", "fullText": "theirs"}}],
    )  # fmt: skip
    records, export = records_of(folder)
    assert records == [
        Action(line=1, platform="x", action="block", source="x archive block"),
        Action(line=1, platform="x", action="silence", source="x archive mute"),
    ]
    assert export.file.counts["skipped"] == {"like": 1}


def test_manifest_dates_the_archive_and_its_counts_are_checked(tmp_path: Path) -> None:
    manifest = {
        "archiveInfo": {"generationDate": "2026-02-27T23:40:38.082Z"},
        "dataTypes": {"tweets": {"files": [
            {"fileName": "data/tweets.js", "count": "2"}, {"fileName": "data/tweets-part1.js", "count": "4"},
        ]}},
    }  # fmt: skip
    folder = archive(tmp_path / "a", tweets=[tweet()], manifest=f"window.__THAR_CONFIG = {json.dumps(manifest)}")
    records, export = records_of(folder)
    assert records[0].captured_on == date(2026, 2, 27)
    assert export.file.captured_at == datetime(2026, 2, 27, 23, 40, 38, 82000, tzinfo=UTC)
    assert export.file.notes[:2] == [
        "manifest names data/tweets-part1.js, which is not there",
        "manifest says 2 tweets, file holds 1 (tweets.js)",
    ]


def test_manifest_cannot_name_a_file_outside_the_archive(tmp_path: Path) -> None:
    (tmp_path / "tweets.js").write_text(f"window.YTD.tweets.part0 = {json.dumps([tweet('99')])}", encoding="utf-8")
    manifest = {"dataTypes": {"tweets": {"files": [{"fileName": "../tweets.js", "count": "1"}]}}}
    folder = archive(tmp_path / "a", tweets=[tweet()], manifest=f"window.__THAR_CONFIG = {json.dumps(manifest)}")
    assert [r.id for r in records_of(folder)[0]] == [ROOT]


def test_parts_come_in_their_own_order_and_repeats_are_merged(tmp_path: Path) -> None:
    folder = archive(tmp_path / "a", tweets=[tweet("1")])
    for number, post_id in ((10, "3"), (2, "2"), (3, "1")):
        text = f"window.YTD.tweets.part{number} = {json.dumps([tweet(post_id)])}"
        (folder / "data" / f"tweets-part{number}.js").write_text(text, encoding="utf-8")
    records, export = records_of(folder)
    assert [r.id for r in records] == ["1", "2", "3"]
    assert export.merged == 1


def test_zipped_archive_is_one_export_dated_by_its_name(tmp_path: Path) -> None:
    folder = archive(tmp_path / "a", tweets=[tweet(), {"tweet": {"full_text": "no id"}}])
    path = tmp_path / "twitter-2026-02-27-0123456789abcdef.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        for member in sorted(folder.rglob("*.js")):
            zipped.write(member, member.relative_to(folder))
    records, export = records_of(path)
    assert [type(r) for r in records] == [Post, Reject]
    assert (export.name, export.file.captured_on) == (str(path), date(2026, 2, 27))


def test_email_of_the_account_is_dropped_and_a_strange_account_noted(tmp_path: Path) -> None:
    records, export = records_of(archive(tmp_path / "a", tweets=[tweet()]), Reading(own={"x": ["somebody_else"]}))
    assert "o@example.org" not in json.dumps([r.as_dict() for r in records]) + json.dumps(export.file.as_dict())
    assert any("@HWExampleshire's" in note for note in export.file.notes)


def test_private_messages_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "direct-messages.js"
    path.write_text("window.YTD.direct_messages.part0 = [ not even JSON", encoding="utf-8")
    records, export = records_of(path)
    assert (records, export.rows) == ([], 0)


OLD = '"Tweet id","Tweet permalink","Tweet text","time","impressions","retweets","%s","url clicks","promoted likes"\n'
OLD_ROW = '"640000000000000001","https://x.com/a/status/1","Hi","%s","1,510.0","-","3.0","4.0","-"\n'


@pytest.mark.parametrize("likes", ["favorites", "likes"])
@pytest.mark.parametrize(
    ("time", "at"),
    [
        ("2015-09-29 17:05 +0000", datetime(2015, 9, 29, 17, 5, tzinfo=UTC)),
        ("2015-09-29 17:05 -0330", datetime(2015, 9, 29, 20, 35, tzinfo=UTC)),
        ("29/09/2015", None),
    ],
)
def test_old_analytics_row_is_a_post_with_figures(tmp_path: Path, likes: str, time: str, at: datetime | None) -> None:
    path = tmp_path / "tweet_activity_metrics_a_20150901_20151002_en.csv"
    path.write_text(OLD % likes + OLD_ROW % time, encoding="utf-8")
    records, _ = records_of(path)
    assert [(r.published_at, r.zone, dict(r.figures)) for r in records] == [
        (at, "in file" if at else "unknown",
         {"impressions": 1510, "shares": None, "likes": 3, "clicks_link": 4, "promoted_likes": None}),
    ]  # fmt: skip


def test_old_analytics_with_rounded_ids_or_unknown_language_are_refused(tmp_path: Path) -> None:
    damaged, foreign = tmp_path / "damaged.csv", tmp_path / "foreign.csv"
    damaged.write_text(OLD % "likes" + OLD_ROW.replace("640000000000000001", "6.4E+17") % "x", encoding="utf-8")
    cells = ["640000000000000001", "https://twitter.com/a/status/640000000000000001", *["1.0"] * 38]
    foreign.write_text(",".join(f"Spalte {i}" for i in range(40)) + "\n" + ",".join(cells) + "\n", encoding="utf-8")
    with pytest.raises(Refused, match="without opening it in Excel"):
        records_of(damaged)
    with pytest.raises(Refused, match="a language that Weekwatch does not know"):
        records_of(foreign)


NEW = "Post id,Date,Post text,Post Link,Impressions,Likes,New follows,Reposts,URL Clicks\n"


@pytest.mark.parametrize(
    ("post_id", "day", "local", "at"),
    [
        (ROOT, "Mon, Feb 2, 2026", date(2026, 2, 2), datetime(2026, 2, 2, 10, tzinfo=UTC)),
        (ROOT, "Tue, Feb 03, 2026", date(2026, 2, 3), None),
        ("2077173797483446273", "Wed, Jul 15, 2026", date(2026, 7, 15), datetime(2026, 7, 14, 23, 30, tzinfo=UTC)),
        ("2077173797483446273", "Tue, Jul 14, 2026", date(2026, 7, 14), datetime(2026, 7, 14, 23, 30, tzinfo=UTC)),
        ("12345", "Tue, Jul 14, 2026", date(2026, 7, 14), None),
        (ROOT, "02/02/2026", None, None),
        (ROOT, "Mon, Feb 30, 2026", None, None),
    ],
)
def test_day_is_kept_and_time_taken_from_the_id_only_when_it_falls_on_it(
    tmp_path: Path, post_id: str, day: str, local: date | None, at: datetime | None
) -> None:
    path = tmp_path / "content.csv"
    path.write_text(NEW + f'{post_id},"{day}",Hello,https://x.com/a,321,,1,2,3\n', encoding="utf-8")
    (post,), _ = records_of(path)
    assert (post.published_local, post.published_at, post.zone) == (local, at, "in file" if at else "unknown")
    assert dict(post.figures) == {"impressions": 321, "likes": None, "follows": 1, "reposts": 2, "clicks_link": 3}


def test_own_reply_in_analytics_is_a_post_of_that_kind(tmp_path: Path) -> None:
    path = tmp_path / "content.csv"
    path.write_text(NEW + f'{ROOT},"Mon, Feb 2, 2026",@pat_invented Hi,,1,1,1,1,1\n', encoding="utf-8")
    (post,), _ = records_of(path)
    assert (type(post), post.kind) == (Post, "reply")


def test_overview_figure_is_a_cell_and_blank_is_not_zero(tmp_path: Path) -> None:
    path = tmp_path / "account_overview_analytics.csv"
    path.write_text(
        'Date,Impressions,Engagements,New follows,Profile visits\n"Wed, Jul 15, 2026",340,,0,3\n', encoding="utf-8"
    )
    records, export = records_of(path)
    day = date(2026, 7, 15)
    assert records == [
        Figure(line=2, platform="x", metric=m, date=day, value=v)
        for m, v in (("impressions", 340), ("follows", 0), ("profile_visits", 3))
    ]
    assert export.file.counts == {"figure": 3, "rows": 4, "merged": 0, "skipped": {"blank cell": 1}}


def test_tweets_csv_is_read_whatever_its_column_order(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text(
        '"timestamp","tweet_id","text","in_reply_to_user_id","in_reply_to_status_id"\n'
        '"2013-05-02 10:11:12 +0000","300000000000000001","A &amp;lt; B","",""\n'
        '"2013-05-02 10:12:00 +0000","300000000000000002","@pat_invented hi","888","9"\n',
        encoding="utf-8",
    )
    records, _ = records_of(path)
    assert [(type(r), r.id, r.text) for r in records] == [
        (Post, "300000000000000001", "A &lt; B"), (Comment, "300000000000000002", "@pat_invented hi"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (NEW + '12x,"Mon, Feb 2, 2026",Hi,,1,1,1,1,1\n', "the post id is no number"),
        (OLD % "likes" + OLD_ROW.replace("640000000000000001", "12x") % "2015-09-29", "the post id is no number"),
        (
            '"tweet_id","timestamp","text","in_reply_to_user_id","in_reply_to_status_id"\n12x,x,Hi,888,9\n',
            "the tweet_id is no number",
        ),
    ],
)
def test_row_whose_id_cannot_be_one_is_rejected(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    (found,), _ = records_of(path)
    assert isinstance(found, Reject)
    assert (found.line, found.reason) == (2, reason)


def test_column_that_holds_no_numbers_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "content.csv"
    path.write_text(NEW.strip() + f',Post type\n{ROOT},"Mon, Feb 2, 2026",Hi,,1,1,1,1,1,Video\n', encoding="utf-8")
    _, export = records_of(path)
    assert 'the column "Post type" holds cells that are no numbers; they were left out' in export.file.notes


def test_links_in_an_archive_are_not_followed(tmp_path: Path) -> None:
    folder = archive(tmp_path / "a", tweets=[tweet()])
    (tmp_path / "secret.js").write_text(f"window.YTD.tweets.part1 = {json.dumps([tweet('99')])}", encoding="utf-8")
    (folder / "data" / "tweets-part1.js").symlink_to(tmp_path / "secret.js")
    assert [r.id for r in read(Export(folder, folder.name, READING)) if isinstance(r, Post)] == [ROOT]


@pytest.mark.parametrize(
    "manifest",
    ["[]", '{"dataTypes": []}', '{"userInfo": {"userName": 1}, "dataTypes": {"tweets": {"files": ["x", null]}}}'],
)
def test_strange_manifest_does_not_keep_the_posts_from_being_read(tmp_path: Path, manifest: str) -> None:
    folder = archive(tmp_path / "a", tweets=[tweet()], manifest=f"window.__THAR_CONFIG = {manifest}")
    assert [r.id for r in records_of(folder)[0]] == [ROOT]


def old_archive(folder: Path, **details: str) -> Path:
    (folder / "data" / "js").mkdir(parents=True)
    (folder / "data" / "js" / "tweet_index.js").write_text("var tweet_index =  []")
    if details:
        (folder / "data" / "js" / "user_details.js").write_text(f"var user_details =  {json.dumps(details)}")
    (folder / "index.html").write_text("<html>")
    (folder / "tweets.csv").write_text(
        '"tweet_id","in_reply_to_status_id","in_reply_to_user_id","timestamp","text","mood"\n'
        '"300000000000000001","9","777","2013-05-02 10:11:12 +0000","@hw more of this","x"\n'
        '"300000000000000002","8","888","2013-05-02 10:11:12 +0000","@pat hi","x"\n"short"\n'
    )
    return folder


def test_an_archive_to_2018_is_one_export_and_knows_its_own_threads(tmp_path: Path) -> None:
    found, export = records_of(old_archive(tmp_path / "a", screen_name="hw", id="777"))
    assert [(type(r), r.line) for r in found] == [(Reject, 4), (Post, 2), (Comment, 3)]
    assert export.file.counts["rows"] == 3
    assert "unknown columns: mood" in export.file.notes


def test_an_old_archive_without_its_owner_takes_answers_for_those_to_others(tmp_path: Path) -> None:
    found, _ = records_of(old_archive(tmp_path / "a"))
    assert [type(r) for r in found] == [Reject, Comment, Comment]


def test_an_old_archive_of_an_account_that_the_policy_does_not_name_is_told(tmp_path: Path) -> None:
    folder = old_archive(tmp_path / "a", screen_name="hw", id="777")
    told = "the archive is @hw's, which the policy does not name among the accounts for x"
    assert told in records_of(folder, Reading(own={"x": ["other"]}))[1].file.notes
    assert told not in records_of(folder, Reading(own={"x": ["@HW"]}))[1].file.notes


def test_an_old_archive_without_its_table_is_refused(tmp_path: Path) -> None:
    folder = old_archive(tmp_path / "a")
    (folder / "tweets.csv").unlink()
    with pytest.raises(Refused, match=r"holds no tweets\.csv"):
        records_of(folder)


def test_somebody_who_vanished_is_never_taken_for_the_account_itself(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text(
        '"timestamp","tweet_id","text","in_reply_to_user_id","in_reply_to_status_id"\n'
        '"2013-05-02 10:11:12 +0000","300000000000000001","A","",""\n'
        '"2013-05-02 10:12:00 +0000","300000000000000002","B","-1","300000000000000001"\n'
        '"2013-05-02 10:12:00 +0000","300000000000000003","@gone hi","-1","-1"\n'
    )
    records, _ = records_of(path)
    assert [(type(r), r.id[-1]) for r in records] == [(Post, "1"), (Post, "2"), (Comment, "3")]
