from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from pipelines.sample import build, story
from pipelines.sample.span import LONDON

GRAPH = "2026-{0}/facebook-graph-2026-{0}.json"
WXR = "2026-{0}/healthwatchrutland.wordpress.2026-{0}.xml"
LAST = "2026-04-13"


def comments(exports, path):
    return {r.id: r for r in exports[path][1] if r.record == "comment"}


def one(world, event, channel=None):
    [item] = [i for i in world.told(event) if channel in (None, i.channel)]
    return item


def rounds(exports, channel):
    found = [r for r in exports[f"{LAST}/moderation-log-{LAST}.csv"][1] if r.channel == channel]
    return sorted(found, key=lambda r: r.started_at)


def actions(exports, item):
    found = [r for r in exports[f"{LAST}/removal-register-{LAST}.csv"][1] if r.item_id == item.id]
    return [(r.action, r.actor, r.at) for r in found]


def gaps(exports, channel):
    days = [r.covered_through.astimezone(LONDON).date() for r in rounds(exports, channel)]
    return {later: (later - earlier).days for earlier, later in pairwise(days)}


def test_facebook_misses_one_round(exports):
    assert {d: n for d, n in gaps(exports, "facebook").items() if n > 7} == {date(2026, 3, 2): 14}


def test_x_is_late_once(exports):
    assert {d: n for d, n in gaps(exports, "x").items() if n > 7} == {date(2026, 3, 18): 9}


@pytest.mark.parametrize("channel", ["website", "instagram"])
def test_the_other_channels_are_moderated_at_least_weekly(channel, exports):
    assert max(gaps(exports, channel).values()) == 7


@pytest.mark.parametrize("channel", ["website", "facebook", "x", "instagram"])
def test_easter_monday_is_bridged(channel, exports):
    days = {r.started_at.astimezone(LONDON).date() for r in rounds(exports, channel)}
    assert {date(2026, 4, 2), date(2026, 4, 7)} <= days
    assert date(2026, 4, 6) not in days


def test_three_instagram_rounds_are_written_down_on_one_friday(exports):
    late = [r.started_at.date() for r in rounds(exports, "instagram") if (r.recorded_at - r.ended_at).days >= 2]
    assert late == [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]


def test_x_is_not_exported_one_week(exports):
    weeks = {p[:10] for p in exports if "/x-replies-" in p}
    assert "2026-02-09" not in weeks
    assert len(weeks) == 11


def test_instagram_has_a_week_of_no_comments_and_a_round_for_it(exports):
    file, records = exports["2026-02-23/instagram-graph-2026-02-23.json"]
    assert {r.record for r in records} == {"post"}
    assert "the file declares zero comments" in file.notes
    assert [r.items_seen for r in rounds(exports, "instagram") if r.started_at.date() == date(2026, 2, 23)] == [0]


def test_one_week_comes_from_another_tool_with_the_same_comments(exports):
    assert GRAPH.format("03-16") not in exports
    [path] = [p for p in exports if "ExportComments" in p]
    there = set(comments(exports, path))
    before = {i.split("_")[-1] for i in comments(exports, GRAPH.format("03-09"))}
    assert path.startswith("2026-03-16/")
    assert len(there & before) > 50


def test_a_website_comment_is_edited(exports, world):
    item = one(world, "edited")
    assert comments(exports, WXR.format("03-09"))[item.id].text == item.text
    assert comments(exports, WXR.format("03-16"))[item.id].text == story.EDITED_TEXT


def test_comments_vanish_and_nobody_says_so(exports, world):
    gone = world.told("vanished")
    assert len(gone) == 6
    for item in gone:
        seen = sorted(p[:10] for p in exports if "facebook-graph" in p and item.id in comments(exports, p))
        assert seen
        assert seen[-1] < item.gone_at.date().isoformat()
        assert actions(exports, item) == []


def test_a_removal_is_recorded_but_the_comment_is_still_there(exports, world):
    item = one(world, "still visible")
    assert [a for a, _, _ in actions(exports, item)] == ["delete", "hide"]
    assert comments(exports, GRAPH.format("02-16"))[item.id].status == "visible"
    assert comments(exports, GRAPH.format("02-23"))[item.id].status == "hidden"


def test_a_hidden_comment_is_proved_hidden(exports, world):
    item = one(world, "hidden")
    assert actions(exports, item) == [("hide", "ceo", datetime(2026, 3, 4, 9, 10, tzinfo=UTC))]
    assert comments(exports, GRAPH.format("03-09"))[item.id].status == "hidden"


def test_a_reply_on_x_is_hidden(exports, world):
    item = one(world, "reply hidden")
    assert actions(exports, item) == [("hide", "office-manager", datetime(2026, 2, 26, 8, 50, tzinfo=UTC))]
    assert item.id in comments(exports, "2026-03-02/x-replies-2026-03-02.json")


def test_safeguarding_is_handled_twice_and_open_once(exports, world):
    handled, late = one(world, "safeguarding handled"), one(world, "safeguarding late")
    waiting = one(world, "safeguarding open")
    assert comments(exports, WXR.format("03-02"))[handled.id].status == "trashed"
    assert [a for a, _, _ in actions(exports, late)] == ["hide"]
    assert actions(exports, waiting) == []
    assert comments(exports, GRAPH.format("04-13"))[waiting.id].status == "visible"


def test_the_hour_that_is_missing_is_commented_on(exports):
    night = [
        r
        for path in (GRAPH.format("03-30"), WXR.format("03-30"), "2026-03-30/x-replies-2026-03-30.json")
        for r in comments(exports, path).values()
        if datetime(2026, 3, 29, 0, 45, tzinfo=UTC) <= r.posted_at <= datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    ]
    assert {r.platform for r in night} == {"facebook", "wordpress", "x"}
    [web] = [r for r in night if r.platform == "wordpress"]
    assert (web.posted_local, web.posted_at) == (
        datetime(2026, 3, 29, 2, 15, 20), datetime(2026, 3, 29, 1, 15, 20, tzinfo=UTC),
    )  # fmt: skip


def test_odd_comments_come_through(exports, world):
    last = GRAPH.format("02-02")
    assert comments(exports, last)[one(world, "sticker").id].text is None
    assert "👩🏽‍⚕️👨‍👩‍👧‍👦" in comments(exports, last)[one(world, "emoji").id].text
    assert len(comments(exports, WXR.format("03-16"))[one(world, "very long").id].text) > 3000
    first, second = world.told("sent twice")
    assert (first.text, first.author) == (second.text, second.author)
    assert {first.id, second.id} <= set(comments(exports, GRAPH.format("03-23")))


def test_somebody_approves_who_may_not(exports, world):
    item = one(world, "wrong hands")
    found = [r for r in exports[WXR.format("03-30")][1] if r.record == "action" and r.item_id == item.id]
    assert [(r.action, r.actor) for r in found if not r.is_automatic] == [("approve", "board-it")]


def test_a_page_goes_with_its_comments_and_nobody_moderated_them(exports):
    found = [r for r in comments(exports, WXR.format("03-09")).values() if r.status_raw == "post-trashed"]
    assert found
    assert {r.status for r in found} == {"hidden"}


def test_a_telephone_number_and_a_health_number_are_left_standing_for_half_an_hour(exports, world):
    item = one(world, "personal data")
    assert "01632 960417" in item.text
    assert [a for a, _, _ in actions(exports, item)] == ["hide"]


def test_every_snapshot_proves_which_posts_it_shows_whole(exports):
    for path, (file, records) in exports.items():
        if "-graph-" in path:
            posts = {r.id.split("_")[-1] for r in records if r.record == "post"}
            assert posts == set(file.snapshot_of)


def test_most_questions_that_are_answered_get_the_address(world):
    answers = [i for i in world.items if i.author is None and "?" in i.parent.text]
    assert len(answers) > 30
    assert sum("info@healthwatchrutland.co.uk" in i.text for i in answers) / len(answers) > 0.8


@pytest.mark.parametrize("event", story.STORY, ids=lambda e: f"{e.name}, {e.channel}")
def test_every_event_of_a_comment_has_its_comment(event, world):
    told = {name for name, *_ in story.TOLD} | {"very long", "vanished"}
    if event.name in told:
        days = {i.at.astimezone(LONDON).date() for i in world.told(event.name) if i.channel == event.channel}
        assert any(abs((d - event.day).days) <= 6 for d in days)
    else:
        assert event.name in {
            "missed round", "late round", "round before the holiday", "back-dated entries", "no export",
            "zero comments", "exported by another tool", "page taken down",
        }  # fmt: skip


def test_events_outside_the_weeks_do_not_happen():
    short = build(weeks=2, comments=100)
    assert {e.name for e in story.events(short)} == {"round before the holiday", "safeguarding open"}
    assert {i.event for i in short.items} <= {"", "safeguarding open"}
