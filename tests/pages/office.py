"""An office at work: comments that wait, a ledger with a clock, and tabs of whoever sits there."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

from streamlit.testing.v1 import AppTest

from pipelines.ledger import Ledger
from pipelines.policy import load_policy
from tests.pages import story
from tests.pages.test_pages import show

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
