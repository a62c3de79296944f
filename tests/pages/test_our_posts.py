"""Our posts: what was found is shown in its place, people say what it is worth, and figures are all that others see."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import jobs
from pipelines.ledger import Ledger
from pipelines.own_rules import checked_for
from pipelines.policy import load_policy
from tests.pages import story
from tests.pages.test_pages import show, text

POLICY = load_policy(Path("policy.toml"))
ADVICE = "Take two paracetamol <b>and</b> rest."


class Office:
    """A publication with posts of our own, and a ledger."""

    def __init__(self, folder):
        self.told = story.Story("empty")
        self.ledger = Ledger(folder, POLICY, lambda: story.NOW)
        for one in checked_for(POLICY):
            self.add("outbound_category", **one)

    def add(self, table, **row):
        names = ", ".join(f'"{n}"' for n in row)
        self.told.db.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", list(row.values()))

    def post(self, words, *found, kind="post", answers=None, **more):
        key, at = uuid.uuid4(), datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
        place = {"post_key": key, "channel": "facebook", "day": at.date(), "week_start": story.LAST}
        row = {"kind": kind, "published_at": at, "is_live": True, "is_scored": True, "words": 10, "misspelled": 0,
               "american": 0, **more}  # fmt: skip
        self.add("own_post", **place, **row)
        self.add("own_text", post_key=key, channel="facebook", kind=kind, published_at=at, text=words, answers=answers)
        for category in found:
            self.add("post_check", **place, kind=kind, category=category, clause="S4-2", state="proposed")
            self.add("own_span", post_key=key, category=category, detector="own_wording", span_start=0, span_end=20)
        return str(key)

    def tab(self, role="office_manager", **address):
        asked = ("our_posts", self.told, story.window(), role, self.ledger)
        app = AppTest.from_function(show, args=asked, default_timeout=30)
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, [e.value for e in app.exception]
        return app


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path / "data")


def press(app, key):
    next(b for b in app.button if b.key == key).click().run()
    assert not app.exception, [e.value for e in app.exception]


def test_a_finding_is_shown_in_its_place_and_confirmed_with_one_click(office):
    item = office.post(ADVICE, "advice")
    app = office.tab()
    assert "1 post and 0 answers of ours. 1 of them waits for somebody to look; 0 confirmed." in text(app)
    assert "<mark>Take two paracetamol<small>Advice of our own</small></mark> &lt;b&gt;" in text(app)
    press(app, f"confirmed-{item}-advice")
    (event,) = office.ledger.events("post_checked")
    assert (event["item"], event["category"], event["verdict"], event["role"]) == (
        item, "advice", "confirmed", "office_manager",
    )  # fmt: skip
    assert "No finding of the" in text(app)
    assert "✕ Confirmed: **Advice of our own**" in text(office.tab(finding="confirmed"))


def test_a_dismissal_can_be_taken_back(office):
    item = office.post(ADVICE, "advice")
    app = office.tab()
    press(app, f"dismissed-{item}-advice")
    (event,) = office.ledger.events("post_checked")
    press(app, f"undo-{event['id']}")
    assert [e["kind"] for e in office.ledger.events("undo")] == ["undo"]
    press(app, f"dismissed-{item}-advice")
    assert len(list(office.ledger.events("post_checked"))) == 2


def test_what_was_said_of_a_post_counts_no_more_once_its_words_changed(office):
    item = office.post(ADVICE, "advice")
    press(office.tab(), f"dismissed-{item}-advice")
    assert "No finding of the" in text(office.tab())
    office.told.db.execute("update own_text set text = 'Take four paracetamol and rest.'")
    app = office.tab()
    assert "? To look at: **Advice of our own**" in text(app)
    press(app, f"confirmed-{item}-advice")
    assert "✕ Confirmed: **Advice of our own**" in text(office.tab(finding="confirmed"))
    assert [e["verdict"] for e in office.ledger.events("post_checked")] == ["dismissed", "confirmed"]


def test_a_doubt_about_a_post_of_ours_goes_to_either(office):
    item = office.post(ADVICE, "advice")
    app = office.tab()
    press(app, f"ask-{item}")
    (event,) = office.ledger.events("decision")
    assert (event["direction"], event["routed_to"]) == ("outbound", ["ceo", "chair"])
    assert "with the CEO or Chair" in text(app)


def test_roles_of_figures_see_no_words(office):
    office.post(ADVICE, "advice", kind="reply", answers="What helps with a headache?")
    shown = text(office.tab("board"))
    assert "paracetamol" not in shown
    assert "headache" not in shown
    assert "Advice of our own (S4-2)" in shown


def test_posts_whose_day_has_passed_and_those_that_nobody_is_named_for(office):
    item = office.post("Our forum is on Friday.", is_event=True, last_day=date(2026, 3, 6))
    app = office.tab()
    assert "Posts whose day has passed" in text(app)
    assert "Of 1 post in this period 1 has nobody named." in text(app)
    app.multiselect(key="posts_to_name").select(item)
    app.selectbox(key="posts_named").select("office-manager")
    next(b for b in app.button if b.label == "Record who published them").click().run()
    (event,) = office.ledger.events("post_named")
    assert (event["item"], event["person"]) == (item, "office-manager")
    assert "Of 1 post in this period 0 have nobody named." in text(office.tab())


def test_sources_outside_the_register_come_first(office):
    key = office.post("See both.")
    place = {"post_key": key, "channel": "facebook", "day": date(2026, 3, 4), "week_start": story.LAST}
    office.add("post_source", **place, host="nhs.uk", **{"class": "national"}, name="NHS England")
    office.add("post_source", **place, host="example.org", **{"class": "unlisted"}, name=None)
    shown = text(office.tab())
    assert shown.index("example.org") < shown.index("nhs.uk")
    assert "outside the register" in shown
    assert "recognised: national body, NHS England" in shown


def test_a_draft_is_looked_at_by_the_pipeline_and_kept_nowhere(tmp_path):
    inbox = jobs.Inbox(tmp_path / "data", Path("policy.toml"))
    code, said, complaint = jobs.answer(inbox, "draft", given="Our organization: www.nhs.uk and https://example.org/x")
    assert (code, complaint) == (0, "")
    assert "S5-17  Spelling of a post of ours: organization" in said
    assert "S6-6   A source outside the register of recognised bodies: example.org" in said
    assert not (tmp_path / "data").exists()
    code, _, complaint = jobs.answer(inbox, "draft", given="  ")
    assert (code, complaint.strip()) == (
        1, "standard input: a post has 1 to 20,000 characters. Give its words, and nothing else.",
    )  # fmt: skip


def test_a_clause_shows_the_posts_that_prove_it(office):
    item = office.post(ADVICE)

    def proved(name, key, role):
        from pages.parts import own_lists
        from tests.pages import story
        from tests.pages.desks import desk_of

        own_lists.proofs(desk_of(name, story.window(), role), [key])

    shown = text(AppTest.from_function(proved, args=(office.told, item, "ceo"), default_timeout=30).run())
    assert "Take two paracetamol &lt;b&gt;" in shown
    hidden = text(AppTest.from_function(proved, args=(office.told, item, "board"), default_timeout=30).run())
    assert "1 post of ours prove it; your role sees figures alone." in hidden
    assert "paracetamol" not in hidden
