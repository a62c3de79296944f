"""Second reviews are blind and by somebody else, and their figures say too few where they are."""

from __future__ import annotations

from datetime import timedelta

from tests.pages import story
from tests.pages.office import press, take_down
from tests.pages.test_pages import draw, text


def test_a_second_review_is_blind_and_by_somebody_else(office):
    k = story.NOW - timedelta(hours=1)
    office.told.db.execute("insert into evidence values ('facebook', ?, ?, null, null)", [k, k])
    item = office.comment("You cow", category="advertising")
    app = press(office.tab(), "Begin the round")
    app = take_down(app)
    press(app, "Complete the round on Facebook")
    assert "None waits for you." in text(office.tab("quality"))
    app = office.tab("quality", "ceo")
    shown = text(app)
    assert "1 comment, judged without seeing the first decision" in shown
    assert "You cow" in shown
    assert "Advertising" not in shown
    assert "taken down" not in shown
    app = press(app, "It should not stand")
    (event,) = office.events("second_review")
    assert (event["item"], event["actor"], event["decision"], event["is_blind"]) == (item, "ceo", "remove", True)
    assert "None waits for you." in text(app)


def test_without_second_looks_nothing_is_claimed():
    shown = text(draw("quality", "tiny"))
    assert shown.count("? Not evidenced") == 3


def test_few_pairs_are_said_to_be_too_few():
    told = story.Story("tiny")
    for seq, kind, verb in ((1, "decision", "hide"), (2, "second_review", "leave_up")):
        told.db.execute(
            "insert into figures.event (seq, kind, decision, channel, item_key, day, week_start, is_undone, "
            "is_outbound) "
            "select ?, ?, ?, 'website', item_key, '2026-03-04', '2026-03-02', false, false from comment limit 1",
            [seq, kind, verb],
        )
    shown = text(draw("quality", told))
    assert "? too few" in shown
    assert "Website: Nothing found" in shown
    assert "1 of 1" in shown
