import itertools
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import ChannelUnclear, DamagedData, OlderData
from pipelines.policy import Policy
from pipelines.records import Action, Comment, Figure, FileRecord, Post, Record, Reject
from pipelines.warehouse import Warehouse
from pipelines.warehouse.build import publish
from pipelines.warehouse.published import Published
from tests.warehouse.conftest import POLICY, Desk, at, comment, round_

FACEBOOK = next(c for c in POLICY.channels if c.id == "facebook")
TWO_PAGES = replace(POLICY, channels=[*POLICY.channels, replace(FACEBOOK, id="facebook-youth", name="Youth page")])
NOON = "2026-03-04T12:00"
NO_X = replace(POLICY, channels=[c for c in POLICY.channels if c.platform != "x"])
_numbers = itertools.count()


def load(data: Path, policy: Policy, *records: Record, channel: str | None = None, **file: object) -> None:
    name = f"file {next(_numbers)}"
    told = {"layout": "test", "platform": "facebook", "sha256": name, "captured_on": date(2026, 3, 9)} | file
    told |= {"counts": {"rows": len(records)}}
    with Warehouse(data, policy) as warehouse:
        warehouse.declare(False, None)
        warehouse.load("a.json", iter(records), lambda: FileRecord(**told), channel)  # type: ignore[arg-type]


def items(data: Path, policy: Policy) -> list[tuple[str, int]]:
    with Warehouse(data, policy) as warehouse:
        publish(warehouse, "none", "patterns", {})
    frame = Published(data).figures("select channel, sum(items)::integer as n from item_day group by 1 order by 1")
    return list(frame.itertuples(index=False, name=None))


def days(data: Path) -> list[tuple[str, str]]:
    found = Published(data).cursor("figures").execute("select day::varchar, week_start::varchar from item_day")
    return list(found.fetchall())


@pytest.mark.parametrize(
    "records",
    [[comment("1", NOON)], [comment("2", NOON, channel="facebook"), comment("1", NOON)], []],
)
def test_file_that_could_be_of_two_pages_is_refused_whole(tmp_path: Path, records: list[Comment]) -> None:
    with pytest.raises(ChannelUnclear, match=r"of facebook it is of: facebook, facebook-youth\. .*--channel"):
        load(tmp_path, TWO_PAGES, *records)
    with Warehouse(tmp_path, TWO_PAGES) as warehouse:
        assert warehouse.counts()["files"] == 0


def test_two_pages_keep_their_items_apart_once_somebody_says_whose_a_file_is(tmp_path: Path) -> None:
    load(tmp_path, TWO_PAGES, comment("1", NOON), channel="facebook")
    load(tmp_path, TWO_PAGES, comment("2", NOON), comment("3", NOON), channel="facebook-youth")
    load(tmp_path, TWO_PAGES, comment("4", NOON, channel="facebook-youth"))
    load(tmp_path, TWO_PAGES, comment("5", NOON, platform="instagram"), platform="instagram")
    assert items(tmp_path, TWO_PAGES) == [("facebook", 1), ("facebook-youth", 3), ("instagram", 1)]


def test_refusal_is_told_once_and_no_longer_once_the_file_is_read(tmp_path: Path) -> None:
    with Warehouse(tmp_path, TWO_PAGES) as warehouse:
        for sha in ("a", "a", "b"):
            warehouse.refuse(f"{sha}.json", sha, "which channel?")
    load(tmp_path, TWO_PAGES, comment("1", NOON), channel="facebook-youth", sha256="b")
    assert items(tmp_path, TWO_PAGES) == [("facebook-youth", 1)]
    assert Published(tmp_path).comments("select name from refusal")["name"].tolist() == ["a.json"]


def test_channel_of_another_platform_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ChannelUnclear, match=r'wordpress, and the channel "facebook" is none of its\. .*--channel website'
    ):
        load(tmp_path, POLICY, comment("1", NOON, platform="wordpress"), platform="wordpress", channel="facebook")


def test_rejects_alone_ask_for_no_channel(tmp_path: Path) -> None:
    load(tmp_path, TWO_PAGES, Reject(line=1, platform="facebook", reason="cut"), comment("1", NOON, channel="facebook"))
    assert items(tmp_path, TWO_PAGES) == [("facebook", 1)]


def test_two_websites_need_to_be_told_apart_for_figures(tmp_path: Path) -> None:
    site = next(c for c in POLICY.channels if c.hosts)
    policy = replace(POLICY, channels=[*POLICY.channels, replace(site, id="blog", hosts=["blog.example.org"])])
    views = Figure(line=1, platform="website", metric="views", date=date(2026, 3, 4), value=5)
    with pytest.raises(ChannelUnclear):
        load(tmp_path, policy, views, platform="website", holds="figures")
    load(tmp_path, policy, views, platform="website", holds="figures", channel="blog")
    with Warehouse(tmp_path, policy) as warehouse:
        publish(warehouse, "none", "patterns", {})
    found = Published(tmp_path).figures("select channel, value from figure_day").to_dict("records")
    assert found == [{"channel": "blog", "value": 5}]


def test_visits_are_told_by_platform_and_the_latest_file_counts(tmp_path: Path) -> None:
    def visits(came_from: str, value: int, metric: str = "sessions") -> Figure:
        return Figure(
            line=1, platform="website", metric=metric, date=date(2026, 3, 4), value=value, came_from=came_from
        )

    first = [visits("l.facebook.com", 5), visits("facebook", 2), visits("reddit.com", 4), visits("nhs.uk", 1)]
    late = [visits("m.facebook.com", 9), visits("nhs.uk", 3), visits("direct", 6), visits("notfacebook.com", 7)]
    people = [visits("t.co", 2, "visitors"), visits("l.facebook.com", 3, "visitors"), visits("fb", 3, "visitors")]
    about = {"platform": "website", "holds": "figures"}
    load(tmp_path, POLICY, *late, *people, sha256="late", captured_on=date(2026, 3, 9), **about)
    load(tmp_path, POLICY, *first, sha256="first", captured_on=date(2026, 3, 5), **about)
    with Warehouse(tmp_path, POLICY) as warehouse:
        publish(warehouse, "none", "patterns", {})
    found = Published(tmp_path).figures("select channel, came_from, metric, value from visit_source order by all")
    assert found.to_records(index=False).tolist() == [
        ("website", "direct", "sessions", 6), ("website", "facebook", "sessions", 9),
        ("website", "other", "sessions", 14), ("website", "x", "visitors", 2),
    ]  # fmt: skip
    assert Published(tmp_path).figures("select count(*) as n from figure_day")["n"].tolist() == [0]


def test_comments_of_two_websites_with_one_number_are_two_items(tmp_path: Path) -> None:
    site = next(c for c in POLICY.channels if c.platform == "wordpress")
    policy = replace(POLICY, channels=[*POLICY.channels, replace(site, id="blog", hosts=["blog.example.org"])])
    for channel in ("website", "blog"):
        load(tmp_path, policy, comment("7", NOON, platform="wordpress"), platform="wordpress", channel=channel)
        held = Action(line=1, platform="wordpress", item_id="7", action="hold", at=at(NOON), source="test")
        load(tmp_path, policy, replace(held, channel=channel), platform="wordpress", holds="actions")
    assert items(tmp_path, policy) == [("blog", 1), ("website", 1)]
    found = Published(tmp_path).cursor("comments").execute("select channel, decision from comment order by 1")
    assert found.fetchall() == [("blog", "hold"), ("website", "hold")]


def test_items_of_an_unregistered_platform_are_kept_under_its_name(tmp_path: Path) -> None:
    load(tmp_path, NO_X, comment("1", NOON, platform="x"), platform="x")
    assert items(tmp_path, NO_X) == [("x", 1)]
    comments = Published(tmp_path).comments("select channel, id from comment").to_dict("records")
    assert comments == [{"channel": "x", "id": "1"}]
    assert Published(tmp_path).figures("select channel, kind, records from export").to_dict("records") == [
        {"channel": "x", "kind": "comments", "records": 1}
    ]


def test_a_platform_registered_later_takes_its_items_over(tmp_path: Path) -> None:
    load(tmp_path, NO_X, comment("1", NOON, platform="x"), platform="x")
    assert items(tmp_path, NO_X) == [("x", 1)]
    twitter = replace(next(c for c in POLICY.channels if c.platform == "x"), id="bird")
    renamed = replace(NO_X, channels=[*NO_X.channels, twitter], sha256="another")
    assert items(tmp_path, renamed) == [("bird", 1)]


def test_the_same_post_from_two_layouts_is_one(tmp_path: Path) -> None:
    early, late = date(2026, 3, 2), date(2026, 3, 9)
    post = Post(line=1, platform="x", id="147", text="Tea &amp; talk", figures={"likes": 3}, captured_on=early)
    load(tmp_path, POLICY, post, platform="x", holds="posts", captured_on=early)
    later = replace(post, text="Tea & talk", figures={"likes": 5, "impressions": 90}, captured_on=late)
    load(tmp_path, POLICY, later, platform="x", holds="posts", sha256="later")
    with Warehouse(tmp_path, POLICY) as warehouse:
        publish(warehouse, "none", "patterns", {})
    published = Published(tmp_path)
    assert published.figures("select count(*) as n from post")["n"][0] == 1
    sql = "select metric, captured_on::varchar as day, value from post_figure order by all"
    assert list(published.figures(sql).itertuples(index=False, name=None)) == [
        ("impressions", "2026-03-09", 90), ("likes", "2026-03-02", 3), ("likes", "2026-03-09", 5),
    ]  # fmt: skip


def test_another_zone_moves_days_and_weeks_but_no_instant(tmp_path: Path) -> None:
    load(tmp_path, POLICY, comment("1", "2026-03-08T23:30"))
    assert items(tmp_path, POLICY) == [("facebook", 1)]
    london = days(tmp_path)
    helsinki = replace(POLICY, organisation=replace(POLICY.organisation, zone="Europe/Helsinki"), sha256="helsinki")
    assert items(tmp_path, helsinki) == [("facebook", 1)]
    assert (london, days(tmp_path)) == ([("2026-03-08", "2026-03-02")], [("2026-03-09", "2026-03-09")])
    posted = Published(tmp_path).cursor("comments").execute("select posted_at::varchar from comment").fetchall()
    assert posted == [("2026-03-08 23:30:00+00",)]


@pytest.mark.parametrize("damage", ["{", "[]", '{"figures": "gone.duckdb", "comments": "gone.duckdb"}', "{}"])
def test_damaged_pointer_is_named_to_readers_and_mended_by_publishing(desk: Desk, damage: str) -> None:
    desk.load("2026-03-09", comment("1", NOON), round_("facebook", "2026-03-05T09:00", "2026-03-05T10:00"))
    reader = desk.published()
    (desk.data / "published/current.json").write_text(damage, encoding="utf-8")
    with pytest.raises(DamagedData, match=r"current\.json: this file, or one that it names, is damaged or gone\. Run"):
        Published(desk.data)
    with pytest.raises(DamagedData):
        reader.refresh()
    desk.published()
    assert reader.refresh()
    assert reader.comments("select id from comment")["id"].tolist() == ["1"]


@pytest.mark.parametrize(("kind", "gone"), [("figures", "item_day.oldest_open"), ("comments", "own_text.person")])
def test_publication_of_an_earlier_version_is_named_to_readers(desk: Desk, kind: str, gone: str) -> None:
    desk.load("2026-03-09", comment("1", NOON))
    desk.published()
    pointer = json.loads((desk.data / "published/current.json").read_text(encoding="utf-8"))
    with duckdb.connect(str(desk.data / "published" / pointer[kind])) as older:
        older.execute("alter table {} drop column {}".format(*gone.split(".")))
    with pytest.raises(OlderData, match=f"earlier version of Weekwatch. Run once: .* --data {desk.data} publish"):
        Published(desk.data)


def test_publication_that_was_deleted_is_made_again(desk: Desk) -> None:
    desk.load("2026-03-09", comment("1", NOON))
    desk.published()
    for path in (desk.data / "published").iterdir():
        path.unlink()
    (desk.data / "published").rmdir()
    assert desk.published().comments("select id from comment")["id"].tolist() == ["1"]


def test_file_that_is_no_warehouse_is_named(tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(b"not a database" * 400)
    with pytest.raises(DamagedData, match=r"warehouse\.duckdb"):
        Warehouse(tmp_path, POLICY)
