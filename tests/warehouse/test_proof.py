"""What the files prove together: one comment with its sources, absences told from removals, counts, and expiry."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.errors import Refused
from pipelines.records import Action, FileRecord, Post
from pipelines.warehouse import Warehouse
from pipelines.warehouse.build import publish
from pipelines.warehouse.published import Published
from tests.warehouse.conftest import POLICY, Desk, at, comment


def act(item: str | None, action: str, when: str, *, platform: str = "facebook", **more: object) -> Action:
    return Action(
        line=1, platform=platform, item_id=item, action=action, at=at(when), zone="in file", **{"source": "log"} | more
    )  # type: ignore[arg-type]


def rows(desk: Desk, sql: str) -> list[dict[str, object]]:
    return desk.published().comments(sql).to_dict("records")


def grades(desk: Desk) -> dict[str, str]:
    found = desk.published().comments(
        "select c.id, coalesce(r.grade, case when d.item_key is not null then 'absent, cause unknown' end) as grade "
        "from comment c left join removal r using (item_key) left join disappeared d using (item_key)"
    )
    return {i: g for i, g in zip(found["id"], found["grade"], strict=True) if isinstance(g, str)}


def test_a_snapshot_a_sheet_and_a_log_are_one_comment_with_three_sources(desk: Desk) -> None:
    desk.load("2026-03-02", comment("11_22", "2026-02-27T10:00", status="visible"), layout="facebook graph")
    desk.load("2026-03-03", comment("22", "2026-02-27T10:00"), layout="exportcomments")
    desk.load("2026-03-04", act("22", "hide", "2026-03-03T09:00"), layout="template_removals", holds="actions")
    (found,) = rows(desk, "select sources, files from comment")
    assert list(found["sources"]) == ["exportcomments", "facebook graph", "template_removals"]  # type: ignore[call-overload]
    assert list(found["files"]) == [1, 2, 3]  # type: ignore[call-overload]


def test_a_log_that_comes_later_is_added_to_the_sources(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"))
    desk.published()
    desk.load("2026-03-04", act("1", "hide", "2026-03-03T09:00"), layout="template_removals", holds="actions")
    (found,) = rows(desk, "select sources from comment")
    assert list(found["sources"]) == ["template_removals", "test"]  # type: ignore[call-overload]


def test_absence_without_a_record_is_graded_and_is_no_removal(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"), comment("2", "2026-02-27T10:00"), snapshot_of=["*"])
    desk.load("2026-03-09", comment("2", "2026-02-27T10:00"), snapshot_of=["*"])
    assert grades(desk) == {"1": "absent, cause unknown"}
    figures = Published(desk.data)
    assert figures.figures("select count(*) as n from removal")["n"].iloc[0] == 0
    assert figures.figures("select sum(taken_down) as n from item_day")["n"].iloc[0] == 0


def test_an_absence_turns_into_a_confirmed_removal_once_the_log_comes(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"), snapshot_of=["*"])
    desk.load("2026-03-09", comment("2", "2026-03-05T10:00"), snapshot_of=["*"])
    desk.published()
    desk.load("2026-03-10", act("1", "delete", "2026-03-04T09:00"), holds="actions")
    assert grades(desk) == {"1": "recorded and confirmed"}


def test_a_comment_that_comes_back_is_absent_no_more(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"), snapshot_of=["*"])
    desk.load("2026-03-09", comment("2", "2026-03-05T10:00"), snapshot_of=["*"])
    desk.load("2026-03-16", comment("1", "2026-02-27T10:00"), comment("2", "2026-03-05T10:00"), snapshot_of=["*"])
    assert grades(desk) == {}


def test_spam_is_no_absence_where_the_layout_leaves_spam_out(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", platform="wordpress", status="spam"), platform="wordpress")
    desk.load("2026-03-09", platform="wordpress", snapshot_of=["*"], snapshot_lacks=["spam"])
    assert grades(desk) == {"1": "hidden, unrecorded"}


def test_moved_to_spam_and_restored_is_neither_absent_nor_taken_down(desk: Desk) -> None:
    one = {"platform": "wordpress", "snapshot_of": ["*"], "snapshot_lacks": ["spam"]}
    seen = comment("1", "2026-02-27T10:00", platform="wordpress", status="visible")
    desk.load("2026-03-02", seen, **one)
    desk.load("2026-03-09", **one)
    desk.load(
        "2026-03-12", act("1", "spam", "2026-03-05T09:00", platform="wordpress"),
        act("1", "restore", "2026-03-11T09:00", platform="wordpress"), platform="wordpress", holds="actions",
    )  # fmt: skip
    desk.load("2026-03-16", seen, **one)
    assert grades(desk) == {}


def test_a_snapshot_of_another_channel_or_post_proves_nothing(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", post_id="7"), snapshot_of=["7"])
    desk.load("2026-03-09", comment("9", "2026-03-05T10:00", platform="x"), platform="x", snapshot_of=["*"])
    desk.load("2026-03-10", comment("8", "2026-03-05T10:00", post_id="6"), snapshot_of=["6"])
    desk.load("2026-03-11", comment("5", "2026-03-05T10:00", post_id="7"))
    assert grades(desk) == {}


def test_comments_of_a_page_put_into_the_trash_are_no_removals(desk: Desk) -> None:
    seen = comment("1", "2026-02-27T10:00", platform="wordpress", status="hidden", status_raw="post-trashed")
    desk.load("2026-03-02", seen, platform="wordpress", snapshot_of=["*"])
    assert grades(desk) == {}


def test_what_an_export_calls_unpublished_is_not_called_visible_still(desk: Desk) -> None:
    first = comment("1", "2026-02-27T10:00", platform="drupal", status="visible", status_raw="true")
    later = comment("1", "2026-02-27T10:00", platform="drupal", status="unknown", status_raw="false")
    desk.load("2026-03-02", first, platform="drupal")
    desk.load("2026-03-06", act("1", "hide", "2026-03-05T09:00", platform="drupal"), platform="drupal", holds="actions")
    desk.load("2026-03-09", later, platform="drupal")
    assert grades(desk) == {"1": "recorded, not yet confirmed"}


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_grades_do_not_depend_on_the_order_of_loading(
    tmp_path_factory: pytest.TempPathFactory, order: tuple[int]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("order"))
    files = [
        ("2026-03-02", [comment("1", "2026-02-27T10:00"), comment("2", "2026-02-27T10:00")], {"snapshot_of": ["*"]}),
        ("2026-03-05", [act("1", "hide", "2026-03-04T09:00")], {"holds": "actions"}),
        ("2026-03-09", [comment("3", "2026-03-05T10:00")], {"snapshot_of": ["*"]}),
        ("2026-03-16", [comment("3", "2026-03-05T10:00", status="visible")], {"snapshot_of": ["*"]}),
    ]
    for index in order:
        day, records, more = files[index]
        desk.load(day, *records, sha256=day, **more)
        desk.published()
    assert grades(desk) == {"1": "recorded and confirmed", "2": "absent, cause unknown"}


def test_the_platforms_count_is_set_against_the_comments_held(desk: Desk) -> None:
    desk.load(
        "2026-03-09",
        Post(line=1, platform="facebook", id="100_7", published_at=at("2026-03-03T10:00"), figures={"comments": 3}),
        Post(line=2, platform="facebook", id="100_8", published_at=at("2026-03-04T10:00"), figures={"comments": None}),
        holds="posts",
    )
    desk.load(
        "2026-03-08", comment("1", "2026-03-03T11:00", post_id="7"), comment("2", "2026-03-03T12:00", post_id="7")
    )
    found = desk.published().figures("select channel, day::varchar as day, counted, held from post_comments")
    assert found.to_dict("records") == [{"channel": "facebook", "day": "2026-03-03", "counted": 3, "held": 2}]


def test_x_counts_the_replies_to_the_post_itself(desk: Desk) -> None:
    post = Post(line=1, platform="x", id="7", published_at=at("2026-03-03T10:00"), figures={"replies": 1})
    desk.load("2026-03-09", post, platform="x", holds="posts")
    thread = [
        comment("8", "2026-03-03T11:00", platform="x", post_id="7", parent_id="7"),
        comment("9", "2026-03-03T12:00", platform="x", post_id="7", parent_id="8"),
    ]
    desk.load("2026-03-09", *thread, platform="x")
    assert desk.published().figures("select counted, held from post_comments").to_dict("list") == {
        "counted": [1], "held": [1],
    }  # fmt: skip


def test_a_later_count_is_the_one_that_stands(desk: Desk) -> None:
    for day, counted in (("2026-03-16", 5), ("2026-03-09", 2)):
        post = Post(
            line=1, platform="facebook", id="7", published_at=at("2026-03-03T10:00"), figures={"comments": counted}
        )
        desk.load(day, post, holds="posts")
    found = desk.published().figures("select counted, counted_on from post_comments").iloc[0]
    assert (found["counted"], found["counted_on"].date()) == (5, date(2026, 3, 16))


def test_actions_that_name_no_item_prove_a_day_of_moderation_and_no_removal(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", platform="wordpress"), platform="wordpress")
    desk.load(
        "2026-03-09", act(None, "trash", "2026-03-05T23:30", platform="wordpress", source="simple history"),
        act("1", "approve", "2026-03-05T09:00", platform="wordpress", source="simple history", is_automatic=True),
        platform="wordpress", holds="actions",
    )  # fmt: skip
    found = desk.published().figures(
        "select channel, day::varchar as day, source, actions, automatic, without_item from moderated_day"
    )
    assert found.to_dict("records") == [
        {
            "channel": "website", "day": "2026-03-05", "source": "simple history", "actions": 2, "automatic": 1,
            "without_item": 1,
        }
    ]  # fmt: skip
    assert grades(desk) == {}


def test_evidence_is_to_be_taken_before_the_platform_drops_it(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", platform="wordpress"), platform="wordpress", layout="wxr")
    kept = [
        {"layout": "wxr", "platform": "wordpress", "keeps_days": 30, "what": "the trash"},
        {"layout": "log", "platform": "wordpress", "keeps_days": 60, "what": "who moderated"},
        {"layout": "far", "platform": "nowhere", "keeps_days": 5, "what": "nothing"},
    ]
    with Warehouse(desk.data, POLICY) as warehouse:
        publish(warehouse, "none", "patterns", "", kept)
    found = Published(desk.data).figures("select channel, layout, take_by::varchar as take_by from expiring")
    assert [tuple(r) for r in found.astype(object).where(found.notna(), None).to_numpy()] == [
        ("website", "wxr", "2026-04-01"), ("website", "log", None),
    ]  # fmt: skip


def test_a_file_of_which_a_row_is_not_stored_is_not_kept(desk: Desk) -> None:
    told = FileRecord(layout="test", platform="facebook", sha256="a", counts={"rows": 3, "merged": 1})
    with Warehouse(desk.data, POLICY) as warehouse:
        with pytest.raises(Refused, match="3 rows were seen but 2 are accounted for"):
            warehouse.load("a.json", iter([comment("1", "2026-02-27T10:00")]), lambda: told)
        assert warehouse.counts()["files"] == warehouse.counts()["comments"] == 0


def test_merged_and_skipped_rows_are_accounted_for(desk: Desk) -> None:
    counts = {"rows": 5, "merged": 1, "skipped": {"pingback": 2, "blank row": 1}}
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"), counts=counts)
    assert len(rows(desk, "select 1 from comment")) == 1
