"""The page Access: registers kept by the CEO, what people confirm, and lists of keys against who may have them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pages.parts.access_lists import compared, may_hold, moment
from pipelines.ledger import Ledger
from pipelines.policy import load_policy
from tests.pages import story
from tests.pages.test_pages import draw, text

POLICY = load_policy(Path("policy.toml"))


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path, POLICY, lambda: story.NOW) as opened:
        yield opened


def page(ledger, role="ceo"):
    return draw("access", "tiny", role=role, ledger=ledger)


def fill(app, kind, **fields):
    """Fills in a form and sends it."""
    for name, value in fields.items():
        place = f"{kind}--{name}"
        boxes = [*app.text_input, *app.text_area, *app.selectbox, *app.date_input]
        next(box for box in boxes if box.key == place).set_value(value)
    forms = [b for b in app.button if b.label == "Record" and kind in (b.proto.form_id or b.key or "")]
    return forms[0].click().run()


def test_the_first_people_stand_there_and_whoever_may_not_change_them_has_no_form(ledger):
    shown = text(page(ledger))
    for wanted in ("office-manager", "Office Manager", "29 August 2017", "no list compared", "overdue since"):
        assert wanted in shown
    labels = [e.label for e in page(ledger).expander]
    assert {"Add a person", "Give a role", "End a role", "Set a line manager", "Enter an absence"} <= set(labels)
    assert [e.label for e in page(ledger, "office_manager").expander] == ["Confirm something"]
    assert [e.label for e in page(ledger, "chair").expander] == ["Enter an absence", "Confirm something"]
    figures = page(ledger, "board_it")
    assert [e.label for e in figures.expander] == ["Confirm something"]
    assert "office-manager" not in text(figures)


def test_a_person_is_added_given_a_role_and_ended_by_the_ceo(ledger):
    app = fill(page(ledger), "person_added", person="deputy", name="Sam Example", logins="sam sam@office.example")
    assert not app.exception
    assert "add a person" in app.success[0].value
    app = fill(app, "role_given", person="deputy", role_id="office_manager", since=date(2026, 3, 1))
    assert "Sam Example (deputy)" in text(app)
    assert ledger.person_of("sam@office.example") == "deputy"
    app = fill(app, "role_ended", person="deputy", role_id="office_manager", until=date(2026, 3, 10))
    assert ledger.person_of("sam") is None
    events = [e["kind"] for e in ledger.events("person_added", "role_given", "role_ended") if e.get("actor") == "ceo"]
    assert events == ["person_added", "role_given", "role_ended"]


def test_an_absence_recorded_by_mistake_is_taken_back_by_who_recorded_it(ledger):
    title = "Take back an absence recorded by mistake"
    app = fill(page(ledger), "absence_set", person="chair", since=date(2026, 3, 1))
    assert "away now" in text(app)
    assert ledger.registers().is_absent("chair", story.NOW)
    (absence,) = ledger.events("absence_set")
    app = fill(app, "undo", refers_to=absence["id"], reason="It was another week")
    assert not app.exception
    assert "Nobody is away, and no absence is planned." in text(app)
    assert not ledger.registers().is_absent("chair", story.NOW)
    (undo,) = ledger.events("undo")
    assert (undo["refers_to"], undo["actor"]) == (absence["id"], "ceo")
    assert ledger.opened(undo)["reason"] == "It was another week"
    assert title not in [e.label for e in app.expander]


def test_what_somebody_else_recorded_of_an_absence_is_taken_back_by_the_final_word_alone(ledger):
    title = "Take back an absence recorded by mistake"
    away = {"person": "ceo", "since": "2026-03-01"}
    ledger.record({"kind": "absence_set", "at": "2026-03-10T09:00:00Z", "actor": "chair", **away})
    assert title not in [e.label for e in page(ledger).expander]
    assert title in [e.label for e in page(ledger, "chair").expander]
    assert title not in [e.label for e in page(ledger, "office_manager").expander]


def test_what_the_register_refuses_is_told_in_words_and_nothing_is_kept(ledger):
    app = fill(page(ledger), "person_added", person="Jane Doe")
    assert "is no key of a person" in app.error[0].value
    app = fill(page(ledger), "person_added", person="ceo")
    assert "is in the register already" in app.error[0].value
    app = fill(page(ledger), "role_given", person="ceo")
    assert "Still to be filled in: Role" in text(app)
    assert not [e for e in ledger.events() if e.get("actor")]


def test_the_policy_is_read_once_and_whoever_has_not_is_overdue(ledger):
    app = page(ledger)
    assert text(app).count("overdue since 29 August 2017") == 4
    next(b for b in app.button if b.label == "I have read version 2.1").click().run()
    assert text(app).count("overdue since 29 August 2017") == 3
    assert not [b for b in app.button if b.label.startswith("I have read")]
    (event,) = ledger.events("acknowledgement")
    assert (event["actor"], event["policy_version"]) == ("ceo", "2.1")


def test_passwords_are_attested_and_never_written_down(ledger):
    app = fill(page(ledger), "attestation", subject="passwords-in-office", statement="password: hunter2")
    assert "A password is never written here" in app.error[0].value
    app = fill(page(ledger), "attestation", subject="passwords-in-office", statement="In the safe of the office",
               last_changed=date(2026, 1, 5))  # fmt: skip
    assert "In the safe of the office" in text(app)
    assert "5 January 2026" in text(app)
    gone = {"person": "board-it", "role_id": "board_it", "until": "2026-02-01"}
    ledger.record({"kind": "role_ended", "at": "2026-03-10T09:00:00Z", "actor": "ceo", **gone})
    assert "not changed since board-it left" in text(page(ledger))
    assert not [row for row in ledger.store.db.execute("select body from event") if "hunter2" in row[0]]


def test_an_incident_is_opened_and_closed(ledger):
    app = fill(page(ledger), "incident_opened", clause="S5-5", reason="A draft went out")
    assert "A draft went out" in text(app)
    (opened,) = ledger.events("incident_opened")
    title = next(e.label for e in app.expander if e.label.startswith("Close the incident"))
    assert title == "Close the incident of 11 March 2026 (S5-5)"
    place = f"incident_closed-{opened['id']}"
    next(t for t in app.text_area if t.key == f"{place}-reason").set_value("Taken back")
    next(b for b in app.button if place in b.proto.form_id).click().run()
    assert "Close the incident" not in str([e.label for e in app.expander])
    (closed,) = ledger.events("incident_closed")
    assert closed["refers_to"] == opened["id"]


LOGINS = {"ceo": "ceo", "jo@office.example": "ceo", "office": "office-manager", "board-it": "board-it"}


@pytest.mark.parametrize(
    ("text_", "right", "wrong", "missing"),
    [
        ("ceo\noffice\n", ["ceo", "office-manager"], [], ["board-it"]),
        ("user_login,user_email,roles\nold,JO@office.example,administrator\nx,x@y.example,subscriber\n",
         ["ceo"], [], ["office-manager", "board-it"]),
        ("Name;Task access\nOffice;Content\nA Stranger;Content\n",
         ["office-manager"], ["A Stranger"], ["ceo", "board-it"]),
        ("ceo\nCEO\nboard-it\nboard-it\nghost\nGhost", ["ceo", "board-it"], ["ghost"], ["office-manager"]),
        ("", [], [], ["ceo", "office-manager", "board-it"]),
    ],
)  # fmt: skip
def test_a_list_is_read_as_it_comes(text_, right, wrong, missing):
    result = compared(text_, ["ceo", "office-manager", "board-it"], LOGINS)
    assert (result.rightful, result.unexpected, result.missing) == (right, wrong, missing)


def test_who_may_have_the_keys_is_who_might_on_that_day(ledger):
    found = ledger.registers()
    assert may_hold(POLICY, found, "website", date(2026, 3, 11)) == ["office-manager", "ceo", "board-it"]
    assert may_hold(POLICY, found, "facebook", date(2026, 3, 11)) == ["office-manager", "ceo"]
    ended = {"person": "office-manager", "role_id": "office_manager", "until": "2026-03-01"}
    ledger.record({"kind": "role_ended", "at": "2026-03-10T09:00:00Z", "actor": "ceo", **ended})
    assert may_hold(POLICY, ledger.registers(), "facebook", date(2026, 3, 2)) == ["ceo"]
    assert may_hold(POLICY, ledger.registers(), "facebook", date(2026, 3, 1)) == ["office-manager", "ceo"]
    assert moment(date(2026, 3, 11), datetime(2026, 3, 11, 9, tzinfo=UTC), "Europe/London").hour == 9


def test_a_pasted_list_is_compared_recorded_and_names_no_stranger_in_the_record(ledger):
    app = page(ledger)
    app.selectbox(key="keys_channel").set_value("facebook")
    app.text_area(key="keys_list").set_value("office-manager\nboard-it\nWalter Stranger").run()
    shown = text(app)
    assert "in no register" in shown
    assert "holds no role that has them" in shown
    assert "may, and is not listed" in shown
    next(b for b in app.button if b.label == "Record this comparison").click().run()
    (event,) = ledger.events("access_list_compared")
    assert event["holders"] == ["office-manager", "board-it", "stranger-1"]
    assert event["unexpected"] == ["board-it", "stranger-1"]
    assert event["missing"] == ["ceo"]
    assert "2 people who should not have them" in text(app)
    assert "board-it and Walter Stranger" in text(app)
    assert not [row for row in ledger.store.db.execute("select body from event") if "Walter" in row[0]]


@pytest.mark.parametrize(("holder", "is_right"), [("Office", True), ("board-it", False), ("summer-intern", False)])
def test_a_loaded_access_register_is_set_against_its_own_day(ledger, holder, is_right):
    told = story.Story("tiny")
    told.db.execute("delete from comments.access")
    row = "insert into comments.access (channel, person, until, checked_on) values ('facebook', ?, ?, ?)"
    told.db.execute(row, ["ceo", None, "2026-03-09"])
    told.db.execute(row, [holder, None, "2026-03-09"])
    told.db.execute(row, ["long-gone", "2025-09-05", "2026-03-09"])
    told.db.execute(row, ["old-register", None, "2026-02-01"])
    shown = text(draw("access", told, ledger=ledger))
    assert "The access register checked on 9 March 2026 names 2 holders of keys" in shown
    assert ("every one of them may" in shown) is is_right
    assert (f'<th scope="row">{holder}</th><td>Facebook</td>' in shown) is not is_right
    assert "old-register" not in shown
