"""What the files prove together: one comment with its sources, absences told from removals, counts, and expiry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipelines.errors import Refused
from pipelines.records import Action, Comment, FileRecord, Post
from pipelines.warehouse import Warehouse, store
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
    cursor = desk.published().cursor("comments")
    assert cursor.execute("select sources, sightings from comment").fetchall() == [
        (
            ["exportcomments", "facebook graph", "template_removals"],
            [{"file_no": 1, "line": 1, "status": "visible"}, {"file_no": 2, "line": 1, "status": None}],
        )
    ]
    assert cursor.execute("select action, sightings from action").fetchall() == [("hide", [{"file_no": 3, "line": 1}])]


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


SEEN = {"platform": "wordpress", "holds": "comments"}


def test_a_page_whose_trash_was_emptied_takes_its_comments_with_it(desk: Desk) -> None:
    gone = comment(
        "1", "2026-02-27T10:00", platform="wordpress", status="hidden", status_raw="post-trashed", post_id="7"
    )
    desk.load("2026-03-02", gone, **SEEN, snapshot_of=["*"])
    desk.load("2026-04-06", **SEEN, snapshot_of=["*"])
    assert grades(desk) == {}


def test_an_export_speaks_of_the_posts_that_it_holds_and_of_no_others(desk: Desk) -> None:
    """A site exported in parts, by author or by dates looks like a whole one."""

    def page(number: str) -> Post:
        return Post(line=9, platform="wordpress", id=number, published_at=at("2026-02-01T10:00"), text="A page")

    under = {
        n: comment(n, "2026-02-27T10:00", platform="wordpress", post_id=p)
        for n, p in (("1", "7"), ("2", "8"), ("3", "9"))
    }
    desk.load("2026-03-02", *under.values(), **SEEN)
    desk.load("2026-03-09", page("7"), page("8"), under["2"], **SEEN, snapshot_of=["*"])
    assert grades(desk) == {"1": "absent, cause unknown"}
    desk.load("2026-03-09", page("9"), **SEEN, snapshot_of=["*"], captured_at=at("2026-03-09T10:00"))
    assert grades(desk) == {"1": "absent, cause unknown", "3": "absent, cause unknown"}


def test_two_exports_of_one_day_do_not_speak_against_each_other(desk: Desk) -> None:
    desk.load("2026-03-09", comment("1", "2026-02-27T10:00"), snapshot_of=["*"])
    desk.load("2026-03-09", comment("2", "2026-02-27T10:00"), snapshot_of=["*"])
    assert grades(desk) == {}


def test_two_exports_of_one_day_are_told_apart_by_their_hour_where_they_say_it(desk: Desk) -> None:
    one, two = comment("1", "2026-02-27T10:00"), comment("2", "2026-02-27T10:00")
    desk.load("2026-03-09", two, snapshot_of=["*"], captured_at=at("2026-03-09T17:00"))
    desk.load("2026-03-09", one, two, snapshot_of=["*"], captured_at=at("2026-03-09T08:00"))
    assert grades(desk) == {"1": "absent, cause unknown"}


def test_what_was_posted_after_an_export_is_not_absent_from_it(desk: Desk) -> None:
    desk.load("2026-03-09", comment("1", "2026-03-09T10:00"))
    desk.load("2026-03-09", snapshot_of=["*"], captured_at=at("2026-03-09T08:00"))
    assert grades(desk) == {}


def test_a_page_of_the_same_platform_says_nothing_of_the_other(tmp_path: Path) -> None:
    facebook = next(c for c in POLICY.channels if c.id == "facebook")
    two = replace(POLICY, channels=[*POLICY.channels, replace(facebook, id="youth", name="Youth")])
    for day, channel, item in (
        ("2026-03-02", "facebook", "1"),
        ("2026-03-02", "youth", "2"),
        ("2026-03-09", "youth", "3"),
    ):
        file = FileRecord(
            layout="t", platform="facebook", sha256=f"{day}{channel}", captured_on=date.fromisoformat(day),
            snapshot_of=["*"], counts={"rows": 1},
        )  # fmt: skip
        with Warehouse(tmp_path, two) as warehouse:
            warehouse.load("a", iter([comment(item, "2026-02-27T10:00")]), lambda file=file: file, channel)
            publish(warehouse, "none", "patterns", {})
    found = Published(tmp_path).comments("select id from comment join disappeared using (item_key)")
    assert found["id"].tolist() == ["2"]


@pytest.mark.parametrize("each", [True, False])
def test_a_removal_on_the_day_of_an_export_is_confirmed_by_the_next_one(desk: Desk, each: bool) -> None:
    """The export of the 9th says no hour: it may have been made before the removal, the next was not."""
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", status="visible"), snapshot_of=["*"])
    desk.load("2026-03-09", snapshot_of=["*"])
    desk.load("2026-03-09", act("1", "delete", "2026-03-09T14:00"), holds="actions")
    if each:
        assert grades(desk) == {"1": "recorded, not yet confirmed"}
    desk.load("2026-03-16", snapshot_of=["*"])
    assert grades(desk) == {"1": "recorded and confirmed"}
    confirmed = Published(desk.data).figures("select confirmed_on::varchar as day from removal")
    assert confirmed["day"].tolist() == ["2026-03-16"]


@pytest.mark.parametrize(
    ("action", "later", "grade"),
    [
        # A sheet without a word on status shows that a comment was not deleted, and not whether it is hidden.
        ("hide", None, "recorded, not yet confirmed"),
        ("delete", None, "recorded but still visible"),
        ("hide", "visible", "recorded but still visible"),
        ("delete", "visible", "recorded but still visible"),
        ("hide", "hidden", "recorded and confirmed"),
        ("trash", "pending", "recorded, not yet confirmed"),
    ],
)
def test_only_a_status_told_after_the_removal_says_whether_it_is_gone(
    desk: Desk, action: str, later: str | None, grade: str
) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", status="visible"))
    desk.load("2026-03-05", act("1", action, "2026-03-04T09:00"), holds="actions")
    desk.load("2026-03-09", comment("1", "2026-02-27T10:00", **({"status": later} if later else {})))
    assert grades(desk) == {"1": grade}


def test_hidden_shown_and_hidden_again_is_not_confirmed_by_the_first_sight(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", status="hidden"))
    desk.load(
        "2026-03-06", act("1", "hide", "2026-03-01T09:00"), act("1", "unhide", "2026-03-03T09:00"),
        act("1", "hide", "2026-03-04T09:00"), holds="actions",
    )  # fmt: skip
    desk.load("2026-03-09", comment("1", "2026-02-27T10:00"))
    assert grades(desk) == {"1": "recorded, not yet confirmed"}


def test_an_export_of_the_day_on_which_something_was_taken_down_does_not_show_it_still_there(desk: Desk) -> None:
    """A register that names the day alone says midnight."""
    removal = replace(act("1", "delete", "2026-03-09T00:00"), at_raw="2026-03-09")
    seen = comment("1", "2026-02-27T10:00", status="visible")
    desk.load("2026-03-09", seen, captured_at=at("2026-03-09T08:00"))
    desk.load("2026-03-10", removal, holds="actions")
    assert grades(desk) == {"1": "recorded, not yet confirmed"}
    desk.load("2026-03-10", seen, captured_at=at("2026-03-10T08:00"))
    assert grades(desk) == {"1": "recorded but still visible"}


def test_an_action_without_a_time_counts_and_no_time_is_made_up_for_it(desk: Desk) -> None:
    """A threadgate names the replies that were hidden, and not when."""
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", status="visible"), snapshot_of=["*"])
    hidden = replace(act("1", "hide", "2026-03-04T09:00"), at=None)
    desk.load("2026-03-05", hidden, holds="actions")
    sql = "select grade, removed_at, hours_visible, decided_at::date::varchar as decided from removal"
    (found,) = desk.published().figures(sql).to_dict("records")
    assert (found["grade"], found["decided"]) == ("recorded, not yet confirmed", "2026-03-05")
    assert pd.isna(found["removed_at"])
    assert pd.isna(found["hours_visible"])
    desk.load("2026-03-09", snapshot_of=["*"])
    assert grades(desk) == {"1": "recorded and confirmed"}


def test_another_status_does_not_keep_the_words_of_an_older_one(desk: Desk) -> None:
    trashed = comment("1", "2026-02-27T10:00", platform="wordpress", status="hidden", status_raw="post-trashed")
    desk.load("2026-03-02", trashed, **SEEN)
    desk.load("2026-03-09", replace(trashed, status="trashed", status_raw=None), **SEEN)
    assert grades(desk) == {"1": "hidden, unrecorded"}


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


def counts(desk: Desk) -> list[tuple[object, ...]]:
    sql = "select channel, day::varchar as day, counts, counted, held from post_comments order by all"
    return list(desk.published().cursor("figures").execute(sql).fetchall())


def test_what_came_after_the_count_or_was_gone_by_then_fills_no_gap(desk: Desk) -> None:
    """Three were counted: two are held, one came later, one had gone, and one lay in the trash."""
    post = Post(line=1, platform="facebook", id="7", published_at=at("2026-03-02T10:00"), figures={"comments": 3})
    desk.load("2026-03-09", post, holds="posts")
    under = {"post_id": "7"}
    first = [comment("1", "2026-03-03T10:00", **under), comment("2", "2026-03-09T22:00", **under)]
    desk.load("2026-03-04", *first[:1], comment("4", "2026-03-03T10:00", **under), snapshot_of=["7"])
    desk.load("2026-03-08", *first[:1], comment("5", "2026-03-03T10:00", status="trashed", **under), snapshot_of=["7"])
    desk.load("2026-03-16", *first, comment("3", "2026-03-10T00:30", **under))
    assert counts(desk) == [("facebook", "2026-03-02", "post", 3, 2)]


def test_the_count_on_a_page_of_comments_counts_too(desk: Desk) -> None:
    notes = [
        "platform counts 4 comments, file holds 1 (post 100_7): the gap is not called deletion",
        "platform counts 1 comments, file holds 1 (post 100_8)",
    ]
    of = [comment(f"100_{n}", "2026-03-03T10:00", post_id=f"100_{p}") for n, p in ((1, 7), (2, 8))]
    desk.load("2026-03-09", *of, notes=notes)
    assert counts(desk) == [("facebook", "2026-03-03", "post", 1, 1), ("facebook", "2026-03-03", "post", 4, 1)]
    export = Published(desk.data).figures("select platform_count, held_count from export").to_dict("records")
    assert export == [{"platform_count": 5, "held_count": 2}]


def test_replies_are_counted_where_no_post_is(desk: Desk) -> None:
    """YouTube says how many replies a thread has, and gives some of them."""
    tube = {"platform": "youtube", "post_id": "v"}
    thread = [
        comment("a", "2026-03-03T10:00", reply_count=5, **tube),
        comment("b", "2026-03-04T10:00", reply_count=0, **tube),
        comment("a.1", "2026-03-04T10:00", parent_id="a", **tube),
        comment("a.2", "2026-03-05T10:00", parent_id="a", **tube),
    ]
    desk.load("2026-03-09", *thread, platform="youtube")
    assert counts(desk) == [("youtube", "2026-03-03", "replies", 5, 2)]


def test_a_post_with_a_count_of_its_own_is_not_counted_twice(desk: Desk) -> None:
    post = Post(line=1, platform="facebook", id="7", published_at=at("2026-03-02T10:00"), figures={"comments": 9})
    desk.load("2026-03-09", post, holds="posts")
    desk.load("2026-03-08", comment("1", "2026-03-03T10:00", post_id="7", reply_count=5))
    assert counts(desk) == [("facebook", "2026-03-02", "post", 9, 1)]


def test_a_post_of_which_no_comment_is_held_is_a_gap(desk: Desk) -> None:
    post = Post(line=1, platform="linkedin", id="7", published_at=at("2026-03-02T10:00"), figures={"comments": 9})
    desk.load("2026-03-09", post, platform="linkedin", holds="posts")
    assert counts(desk) == [("linkedin", "2026-03-02", "post", 9, 0)]


def test_a_removal_on_record_of_a_comment_that_no_export_holds_is_counted_by_itself(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"))
    done = [act(i, a, "2026-03-04T09:00") for i, a in (("1", "hide"), ("2", "delete"), ("3", "approve"))]
    desk.load("2026-03-05", *done, holds="actions")
    assert desk.published().figures("select actions, removals_unheld from moderated_day").to_dict("records") == [
        {"actions": 3, "removals_unheld": 1}
    ]


def test_actions_that_name_no_item_prove_a_day_of_moderation_and_no_removal(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00", platform="wordpress"), platform="wordpress")
    desk.load(
        "2026-03-09", act(None, "trash", "2026-03-05T23:30", platform="wordpress", source="simple history"),
        act("1", "approve", "2026-03-05T09:00", platform="wordpress", source="simple history", is_automatic=True),
        platform="wordpress", holds="actions",
    )  # fmt: skip
    found = desk.published().figures(
        "select channel, day::varchar as day, source, actions, automatic, without_item, removals_unheld "
        "from moderated_day"
    )
    assert found.to_dict("records") == [
        {
            "channel": "website", "day": "2026-03-05", "source": "simple history", "actions": 2, "automatic": 1,
            "without_item": 1, "removals_unheld": 0,
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
        publish(warehouse, "none", "patterns", {}, kept)
    found = Published(desk.data).figures("select channel, layout, take_by::varchar as take_by from expiring")
    assert [tuple(r) for r in found.astype(object).where(found.notna(), None).to_numpy()] == [
        ("website", "wxr", "2026-04-01"), ("website", "log", None),
    ]  # fmt: skip


@pytest.mark.parametrize("lost", ["comment", "action"])
def test_a_file_of_which_the_warehouse_loses_rows_is_not_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    monkeypatch.setattr(
        store, "gathered", lambda tables: [(k, t.slice(0, t.num_rows - (k == lost))) for k, t in tables]
    )
    records = [comment("1", "2026-02-27T10:00"), act("1", "hide", "2026-03-03T09:00")]
    told = FileRecord(layout="test", platform="facebook", sha256="a", counts={"rows": 2, "comment": 1, "action": 1})
    with Warehouse(desk.data, POLICY) as warehouse:
        with pytest.raises(Refused, match=f"a.json: 1 rows were read as {lost} but 0 are stored"):
            warehouse.load("a.json", iter(records), lambda: told)
        assert warehouse.counts() == {"files": 0, "comments": 0, "posts": 0, "actions": 0, "scored": 0}
        monkeypatch.undo()
        warehouse.load("a.json", iter(records), lambda: told)
        assert warehouse.counts() == {"files": 1, "comments": 1, "posts": 0, "actions": 1, "scored": 0}


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


# ---- Items without an id ------------------------------------------------------------------------

GRAPH = {"layout": "facebook graph"}
DOWNLOAD = {"layout": "facebook download", "holds": "own words"}


def own(posted: str, text: str, **more: object) -> Comment:
    """A reply of our own as "Download your information" has it: with time and text alone."""
    return replace(comment("", posted, text, is_own=True, **more), id=None, posted_at_raw=str(at(posted).timestamp()))  # type: ignore[arg-type]


def told(desk: Desk) -> list[tuple[object, ...]]:
    found = (
        desk.published().cursor("comments").execute("select id, is_own, sources from comment order by all").fetchall()
    )
    with Warehouse(desk.data, POLICY) as warehouse:
        assert warehouse.counts()["comments"] == len(found)
    return list(found)


JOINED = [("2", True, ["facebook download", "facebook graph"])]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("each", [True, False])
def test_our_own_reply_without_an_id_is_the_one_of_the_same_second_and_text(
    desk: Desk, order: tuple[int, ...], each: bool
) -> None:
    files = [
        ("2026-03-02", comment("7_2", "2026-02-27T10:00:05", "Thank you &amp; sorry", kind="reply"), GRAPH),
        ("2026-03-03", own("2026-02-27T10:00:05", "Thank  you & sorry"), DOWNLOAD),
    ]
    for index in order:
        day, record, file = files[index]
        desk.load(day, record, sha256=day, **file)
        desk.published() if each else None
    assert told(desk) == JOINED


@pytest.mark.parametrize(
    "other",
    [
        {"posted": "2026-02-27T10:00:06"},
        {"text": "Thanks"},
        {"platform": "instagram"},
    ],
)
def test_another_second_text_or_platform_is_another_item(desk: Desk, other: dict[str, str]) -> None:
    graph = {"posted": "2026-02-27T10:00:05", "text": "Thank you"} | other
    desk.load("2026-03-02", comment("2", **graph), platform=other.get("platform", "facebook"), **GRAPH)  # type: ignore[arg-type]
    desk.load("2026-03-03", own("2026-02-27T10:00:05", "Thank you"), **DOWNLOAD)
    assert len(told(desk)) == 2


def test_a_text_without_an_instant_or_an_instant_without_a_text_joins_nothing(desk: Desk) -> None:
    reply = own("2026-02-27T10:00:05", "Thank you")
    desk.load("2026-03-02", comment("2", "2026-02-27T10:00:05", "Thank you"), **GRAPH)
    desk.load("2026-03-02", replace(comment("3", "2026-02-27T11:00:00"), text=None), **GRAPH)
    desk.load("2026-03-03", replace(reply, posted_at=None, posted_local=reply.posted_at), **DOWNLOAD)
    desk.load("2026-03-04", replace(own("2026-02-27T11:00:00", ""), text=None), **DOWNLOAD)
    assert [i for i, *_ in told(desk)] == ["2", "3", None, None]


def test_two_that_could_be_meant_are_not_chosen_between(desk: Desk) -> None:
    desk.load("2026-03-02", comment("2", "2026-02-27T10:00:05", "Thank you"), **GRAPH)
    desk.load("2026-03-03", own("2026-02-27T10:00:05", "Thank you"), **DOWNLOAD)
    assert told(desk) == JOINED
    desk.load("2026-03-04", comment("3", "2026-02-27T10:00:05", "Thank you"), **GRAPH)
    assert [(i, s) for i, _, s in told(desk)] == [
        ("2", ["facebook graph"]), ("3", ["facebook graph"]), (None, ["facebook download"]),
    ]  # fmt: skip


def test_what_was_joined_stays_joined_when_either_is_seen_again(desk: Desk) -> None:
    desk.load("2026-03-02", comment("2", "2026-02-27T10:00:05", "Thank you"), **GRAPH)
    desk.load("2026-03-03", own("2026-02-27T10:00:05", "Thank you"), **DOWNLOAD)
    desk.published()
    desk.load("2026-03-09", comment("2", "2026-02-27T10:00:05", "Thank you all"), **GRAPH)
    assert told(desk) == JOINED
    desk.load("2026-03-16", own("2026-02-27T10:00:05", "Thank you"), **DOWNLOAD)
    assert told(desk) == JOINED
    assert rows(desk, "select len(sightings) as n from comment") == [{"n": 4}]


def test_a_file_of_our_own_words_is_no_evidence_of_what_the_public_wrote(desk: Desk) -> None:
    desk.load("2026-03-09", comment("1", "2026-03-05T10:00", is_own=True), holds="own words")
    published = desk.published()
    assert published.figures("select count(*) as n from export where kind = 'comments'")["n"].iloc[0] == 0
    reached = published.figures("select comments_until from evidence where channel = 'facebook'")["comments_until"]
    assert reached.isna().all()
