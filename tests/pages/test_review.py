"""The review queue: what comes first, what a click records, and that nothing is lost or recorded twice."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.ledger import Ledger
from pipelines.policy import load_policy
from tests.pages import story
from tests.pages.test_pages import show, text

POLICY = load_policy(Path("policy.toml"))
CLOCK = story.NOW


class Office:
    """A publication with comments that wait, a ledger with a clock, and a tab of somebody's."""

    def __init__(self, folder, kind="empty"):
        self.told, self.now = story.Story(kind), CLOCK
        self.ledger = Ledger(folder, POLICY, lambda: self.now)

    def comment(self, words, channel="facebook", category=None, score=0.9, status="visible", hours=30, **more):
        key, at = uuid.uuid4(), CLOCK - timedelta(hours=hours)
        row = {
            "item_key": key, "channel": channel, "platform": channel, "id": str(key.int)[:12], "posted_at": at,
            "is_zone_known": True, "author_key": "k1", "is_own": False, "text": words, "status": status,
            "kind": "comment", "revisions": 1, "first_seen": at, "last_seen": at, "top_category": category,
            "top_score": score if category else None, "categories": [category] if category else None,
            "veil": category in ("safeguarding", "abuse"), "week_start": story.LAST, "day": at.date(), **more,
        }  # fmt: skip
        names = ", ".join(row)
        self.told.db.execute(f"insert into comment ({names}) values ({', '.join('?' * len(row))})", list(row.values()))
        if category:
            self.told.db.execute("insert into score values (?, ?, ?, true)", [key, category, score])
        return str(key)

    def wave(self, *items):
        for item in items:
            self.told.db.execute("insert into alike values (?, ?, ?, ?, 2)", [item, story.LAST, items[0], len(items)])

    def edit(self, item, words):
        self.told.db.execute("insert into revision select item_key, text, first_seen, last_seen from comment "
                             "where item_key = ?", [item])  # fmt: skip
        self.told.db.execute("update comment set text = ?, revisions = 2 where item_key = ?", [words, item])
        self.told.db.execute("insert into revision values (?, ?, ?, ?)", [item, words, CLOCK, CLOCK])
        self.publish()

    def publish(self):
        self.told.db.execute("update publication set published_at = published_at + interval 1 minute")

    def tab(self, page="review", role="office_manager", **address):
        asked = (page, self.told, story.window(), role, self.ledger)
        app = AppTest.from_function(show, args=asked, default_timeout=30)
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    def events(self, *kinds):
        return list(self.ledger.events(*(kinds or ("decision",))))

    def verbs(self):
        return {e["item"]: e["decision"] for e in self.events()}


@pytest.fixture
def office(tmp_path):
    found = Office(tmp_path / "data")
    yield found
    found.ledger.store.close()


def press(app, label):
    """Presses the button whose label begins so."""
    found = [b for b in app.button if b.label == label] or [b for b in app.button if b.label.startswith(label)]
    assert found, [b.label for b in app.button]
    app = found[0].click().run()
    assert not app.exception, [e.value for e in app.exception]
    return app


def take_down(app, label="Take down (T)", principle="S8-5", harmed="employee", why="Calls a nurse names"):
    if not any(b.label.startswith("Record it") for b in app.button):
        app = press(app, label)
    app.button_group[-2].select(principle) if principle else None
    app.button_group[-1].select(harmed) if harmed else None
    next(t for t in app.text_input if t.label.startswith("Why")).set_value(why)
    return press(app, "Record it")


def test_the_riskiest_comes_first_and_safeguarding_ahead_of_all(office):
    office.comment("Buy my oil today", category="advertising", score=0.99)
    office.comment("You are all idiots", category="abuse", score=0.8)
    cry = office.comment("I cannot go on", category="safeguarding", score=0.6)
    office.comment("Lovely nurses")
    app = office.tab()
    assert "4 comments left**, of which 3 with something found" in text(app)
    assert "It stays hidden until you ask for it" in text(app)
    assert "I cannot go on" not in text(app)
    app.toggle[0].set_value(True).run()
    assert "I cannot go on" in text(app)
    app = press(app, "Safeguarding")
    assert office.verbs() == {cry: "safeguarding"}
    assert "You are all idiots" in text(app)


def test_one_click_is_one_decision_with_all_that_was_seen(office):
    item = office.comment("Buy my oil today", category="advertising")
    app = press(office.tab(), "Leave up (A)")
    (event,) = office.events()
    assert (event["item"], event["decision"], event["actor"], event["role"]) == (
        item, "leave_up", "office-manager", "office_manager",
    )  # fmt: skip
    assert event["scores"] == {"advertising": 0.9}
    assert event["revision"] == office.ledger.revision("Buy my oil today")
    assert "text" not in event
    assert "Nothing waits to be read." in text(app)


def test_a_removal_says_why_and_the_record_refuses_one_that_does_not(office):
    item = office.comment("Sister Jones is a cow", category="abuse")
    app = take_down(office.tab(), principle=None)
    assert "Say which principle it breaks, whom it harms, and why." in text(app)
    assert office.events() == []
    app = take_down(app)
    (event,) = office.events()
    assert (event["decision"], event["principle"], event["harm_target"]) == ("remove", "S8-5", "employee")
    assert office.ledger.opened(event)["reason"] == "Calls a nurse names"
    assert office.ledger.opened(event)["text"] == "Sister Jones is a cow"
    assert "Now do it on the platform (1)" in text(app)
    app = press(app, "It is gone")
    assert office.ledger.item(item).visibility["kind"] == "removal_confirmed"
    assert "Now do it" not in text(app)
