"""The whole matrix: every role, every page, every kind of data, through the pages and past them."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from pages import SECTIONS, all_pages
from pages.parts import gate
from pages.parts.desk import PublishedDesk
from pages.parts.door import Door
from pages.parts.visitor import of_person
from pipelines.errors import EventRefused, NotForThisRole
from pipelines.ledger import Ledger
from pipelines.policy import load_policy
from pipelines.warehouse.published import Published
from tests.pages import story
from tests.pages.desks import desk_of, saved
from tests.pages.test_pages import draw, text

POLICY = load_policy(Path("policy.toml"))
NAMES = [p.name for p in all_pages()]
SECTION = {p.name: p.section for p in all_pages()}
# What the issue promises, written out by hand: policy.toml is what is tested.
OPEN = {
    "office_manager": set(SECTIONS), "ceo": set(SECTIONS), "chair": set(SECTIONS),
    "board_it": {"overview", "engagement", "audit"}, "board": {"overview", "engagement"},
    "analyst": {"overview", "engagement", "risk"},
}  # fmt: skip
SEE_TEXT = {"office_manager", "ceo", "chair"}
NEED_TEXT = {p.name for p in all_pages() if p.needs_text}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return saved(story.Story("full"), tmp_path_factory.mktemp("files") / "data")


def handle(folder, role):
    """What the front door attaches for a role."""
    return Published(folder, ("figures", "comments") if role in SEE_TEXT else ("figures",))


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path, POLICY, lambda: story.NOW) as opened:
        opened.record({"kind": "safeguarding_reported", "at": "2026-03-10T09:00:00Z", "actor": "office-manager",
                       "reason": "Somebody wrote of harm"})  # fmt: skip
        yield opened


def told_words(published):
    """Every text, name and file that the publication holds, as a reader would meet it."""
    columns = {
        "comment": ("text", "author_key"), "round_person": ("actor", "note"), "post_text": ("text", "url"),
        "action": ("actor",), "import_file": ("name",), "reject": ("raw",), "access": ("person",),
    }  # fmt: skip
    rows = [published.comments(f"select {', '.join(c)} from {t}").stack().dropna() for t, c in columns.items()]
    return {w for found in rows for w in found.astype(str) if len(w) > 3}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", OPEN)
def test_a_role_sees_what_it_opens_and_no_text_or_person_beyond_its_handle(role, name, folder, ledger):
    app = draw(name, handle(folder, role), story.window(12), role, ledger)
    shown = text(app)
    assert not app.exception
    is_open = SECTION[name] in OPEN[role] and (role in SEE_TEXT or name not in NEED_TEXT)
    assert ("This page is not open to the role" in shown) is not is_open
    if not is_open:
        assert not app.button
        assert not app.selectbox
        assert not app.get("plotly_chart")
    if role not in SEE_TEXT:
        body = shown.replace("Healthwatch Rutland", "")
        assert [w for w in told_words(Published(folder)) if w in body and w != "office"] == []
        assert "<td>office</td>" not in body
        assert "office-manager" not in body
        assert not app.get("file_uploader")
        assert not app.get("download_button") or name in ("this_week",)


@pytest.mark.parametrize("role", OPEN)
def test_past_the_pages_the_handle_holds_no_more(role, folder, ledger):
    desk = desk_of(handle(folder, role), story.window(), role, ledger=ledger)
    if role in SEE_TEXT:
        assert len(desk.comments("select text from comment"))
        assert desk.ledger is ledger
        return
    for sql in ("select text from comment", "select 1", "select * from round_person"):
        with pytest.raises(NotForThisRole):
            desk.comments(sql)
    assert desk.ledger is None
    assert desk.texts is None


def test_the_figures_alone_are_attached_for_whoever_sees_figures_alone(folder):
    narrow = handle(folder, "board")
    assert len(handle(folder, "ceo").comments("select text from comments.comment"))
    for sql in ("select text from comments.comment", "select text from comment", "from comments.main.event"):
        with pytest.raises(duckdb.Error):
            narrow.figures(sql)
        with pytest.raises(duckdb.Error):
            narrow.comments(sql)
    assert set(narrow.figures("select distinct database_name as d from duckdb_tables()")["d"]) == {"figures"}


def test_what_the_record_seals_is_closed_to_a_figures_handle_whatever_it_asks(ledger):
    sql = "select content, salt from sealed"
    assert any(content == "Somebody wrote of harm" for content, _ in ledger.store.db.execute(sql))
    ledger.store.close_texts()
    assert set(ledger.store.db.execute(sql)) == {(None, None)}
    (event,) = ledger.events("safeguarding_reported")
    assert ledger.opened(event)["reason"] is None
    # What may be recorded still is, and nothing is lost by it.
    ledger.record({"kind": "attestation", "at": "2026-03-11T07:00:00Z", "actor": "board-it", "subject": "S7-1",
                   "statement": "The safe is locked"})  # fmt: skip
    with Ledger(ledger.store.data, POLICY) as other:
        assert "The safe is locked" in [content for content, _ in other.store.db.execute(sql)]


@pytest.mark.parametrize(
    ("role", "kind", "fields"),
    [
        ("board_it", "decision", {"decision": "leave_up", "channel": "website", "item": "1"}),
        ("board_it", "role_given", {"person": "board-it", "role_id": "ceo", "since": "2026-03-01"}),
        ("office_manager", "role_given", {"person": "office-manager", "role_id": "ceo", "since": "2026-03-01"}),
        ("chair", "person_added", {"person": "friend"}),
    ],
)
def test_what_a_role_does_not_record_is_refused_where_it_is_stored(role, kind, fields, ledger):
    desk = desk_of(story.Story("tiny"), story.window(), role, ledger=ledger)
    assert not desk.visitor.may(kind)
    with pytest.raises(EventRefused):
        desk.record({"kind": kind, **fields})
    with pytest.raises(EventRefused):  # and nobody acts in another's name
        desk.record({"kind": kind, "actor": "ceo", **fields})


def test_a_role_that_ended_yesterday_is_refused_today_and_on_a_screen_already_drawn(tmp_path):
    clock = [datetime(2026, 3, 10, 12, tzinfo=UTC)]
    with Ledger(tmp_path, POLICY, lambda: clock[0]) as ledger:
        published = story.Story("full")
        door = Door(POLICY, ledger, ledger.now, is_sample=False)
        who = of_person(POLICY, door.registers(), door.today(), "office-manager")
        desk = PublishedDesk(published, published.publication(), story.window(), door, who, published)
        assert len(desk.comments("select text from comment"))
        ledger.record({"kind": "role_ended", "at": "2026-03-10T11:00:00Z", "actor": "ceo", "person": "office-manager",
                       "role_id": "office_manager", "until": "2026-03-10"})  # fmt: skip
        assert len(desk.comments("select text from comment"))
        clock[0] = datetime(2026, 3, 11, 0, 0, 1, tzinfo=UTC)
        with pytest.raises(NotForThisRole):
            desk.comments("select text from comment")
        with pytest.raises(EventRefused):
            desk.record({"kind": "attestation", "subject": "S7-1"})
        again = of_person(POLICY, door.registers(), door.today(), "office-manager")
        assert not again.sections
        assert not again.sees_text
        assert door.person_of("office") is None


@pytest.fixture
def house(tmp_path, monkeypatch):
    """The front door over a real publication, as an account that is the analyst's."""
    data = saved(story.Story("full"), tmp_path / "data", is_sample=False)
    rules = Path("policy.toml").read_text(encoding="utf-8")
    person = '\n[[people]]\nid = "annie"\nrole = "analyst"\nsince = 2020-01-01\nlogins = ["annie"]\n'
    policy = tmp_path / "policy.toml"
    policy.write_text(rules.replace("[sign_in]", person + "\n[sign_in]"), encoding="utf-8")
    monkeypatch.setenv("WEEKWATCH_DATA", str(data))
    monkeypatch.setenv("WEEKWATCH_POLICY", str(policy))
    monkeypatch.setattr(gate, "_shut", [gate.Key("a", "b", ["c"])])

    def come(login):
        monkeypatch.setattr("pages.parts.sign_in.account", lambda: login)
        return AppTest.from_file("../../dashboard.py", default_timeout=60)

    return come


def eyes(app):
    return [box for box in app.selectbox if box.label == "Look through the eyes of"]


def test_a_forged_address_or_session_state_widens_nothing(house):
    app = house("annie")
    for key, value in {"eyes": "ceo", "role": "ceo", "person": "ceo", "visitor": "ceo", "token": "x"}.items():
        app.query_params[key] = value
    app.session_state["eyes"] = app.session_state["eyes_chosen"] = "ceo"
    app.run()
    assert not app.exception
    assert eyes(app) == []
    shown = text(app)
    assert "Sample data" not in shown
    assert "Safeguarding concern, Website" not in shown
    app.session_state["eyes"] = "ceo"
    assert "Safeguarding concern, Website" not in text(app.run())


def test_two_people_at_one_server_never_meet_each_others_page(house):
    first = house("ceo").run()
    assert "Safeguarding concern, Website" in text(first)
    second = house("annie").run()
    assert "Safeguarding concern, Website" not in text(second)
    third = house("nobody-at-all").run()
    assert "so nothing is shown" in third.error[0].value
    assert not third.get("html")
    house("ceo")
    assert "Safeguarding concern, Website" in text(first.run())


def test_a_publication_of_an_earlier_version_is_told_with_what_to_do(house, tmp_path):
    app = house("ceo")
    with duckdb.connect(str(tmp_path / "data/published/figures.duckdb")) as older:
        older.execute("alter table item_day drop column oldest_open")
    app.run()
    assert not app.exception
    assert "earlier version of Weekwatch" in app.error[0].value
    assert "publish" in app.error[0].value


def test_on_sample_data_a_visitor_looks_through_each_roles_eyes(house, tmp_path, monkeypatch):
    monkeypatch.setenv("WEEKWATCH_DATA", str(saved(story.Story("full"), tmp_path / "sample")))
    app = house("nobody-at-all").run()
    (choice,) = eyes(app)
    assert choice.value == "ceo"
    assert "Safeguarding concern, Website" in text(app)
    for role in OPEN:
        eyes(app)[0].set_value(role).run()
        assert not app.exception
        assert ("Safeguarding concern, Website" in text(app)) is (role in SEE_TEXT)


def test_a_read_of_text_is_in_the_record_once_for_each_page_and_session(folder, ledger):
    before = ledger.store.size()
    for name in ("definitions", "removals"):
        draw(name, handle(folder, "ceo"), story.window(12), "ceo", ledger)
    assert ledger.store.size() == before
    app = draw("comments", handle(folder, "ceo"), story.window(12), "ceo", ledger)
    app.run()
    (noted,) = ledger.events("read_logged")
    assert (noted["subject"], noted["actor"]) == ("comments", "ceo")
    assert noted["rows"] > 0
    draw("reach", handle(folder, "analyst"), story.window(12), "analyst", ledger)
    assert len(list(ledger.events("read_logged"))) == 1


KEPT = {
    "_drawn": "from the figures alone", "_metric": "a figure", "_standing": "from the figures alone",
    "_completeness": "a figure", "_figure": "a chart of figures", "_layouts": "what the software can read",
    "jobs": "shown only to those who may load", "_policy": "the rules, the same for everybody",
    "_attached": "one opening for each handle", "_first_start": "nothing",
}  # fmt: skip


def test_what_is_kept_between_visits_is_known_and_the_same_for_everybody():
    found = {}
    for path in [*Path("pages").rglob("*.py"), Path("dashboard.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any("st.cache" in ast.unparse(d) for d in node.decorator_list):
                found[node.name] = ast.unparse(node)
    assert found.keys() == KEPT.keys()
    asks_whose = (".comments(", ".ledger", ".visitor", ".texts", "session_state", "query_params")
    assert [name for name, code in found.items() if any(word in code for word in asks_whose)] == []
