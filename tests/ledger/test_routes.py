"""Whose the answer is: every presence of CEO and Chair, hours when clocks change, roles that ended, other bodies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.errors import FinalWord, NotAllowed, OutOfOrder
from pipelines.ledger import waiting
from pipelines.policy import load_policy
from tests.ledger.conftest import MONDAY, POLICY_FILE, Desk, decided

AWAY = {"since": "2026-03-01", "until": "2026-03-06"}


def absent(desk: Desk, *people: str, **span: str) -> None:
    for person in people:
        desk.add("absence_set", when="2026-02-27T09:00:00Z", person=person, **(span or AWAY))


ROUTES = [
    # who doubts, about what, who is away: who is asked, whether it is left open
    ("office-manager", "inbound", (), ["ceo"], False),
    ("office-manager", "inbound", ("ceo",), ["chair"], False),
    ("office-manager", "inbound", ("chair",), ["ceo"], False),
    ("office-manager", "inbound", ("ceo", "chair"), ["ceo", "chair"], True),
    ("ceo", "inbound", (), ["chair"], False),
    ("ceo", "inbound", ("chair",), ["chair"], True),
    ("office-manager", "outbound", (), ["ceo", "chair"], False),
    ("office-manager", "outbound", ("ceo",), ["chair"], False),
    ("office-manager", "outbound", ("chair",), ["ceo"], False),
    ("office-manager", "outbound", ("ceo", "chair"), ["ceo", "chair"], True),
    ("ceo", "outbound", (), ["chair"], False),
]


@pytest.mark.parametrize(("asker", "direction", "away", "asked", "is_open"), ROUTES)
def test_a_doubt_goes_where_the_policy_sends_it(
    desk: Desk, asker: str, direction: str, away: tuple[str, ...], asked: list[str], is_open: bool
) -> None:
    absent(desk, *away)
    doubt = desk.decide("doubt", actor=asker, direction=direction)
    assert (doubt["routed_to"], doubt.get("is_open_question", False)) == (asked, is_open)
    (left,) = waiting.doubts(desk)
    assert left.event["id"] == doubt["id"]
    for person in ("office-manager", "ceo", "chair", "board-it"):
        answer = {"kind": "doubt_answered", "actor": person, "at": "2026-03-02T10:00:00Z", "refers_to": doubt["id"]}
        answer |= {"decision": "leave_up" if direction == "inbound" else "approve"}
        if person in asked:
            continue
        with pytest.raises(NotAllowed):
            desk.record(answer)
    desk.record(answer | {"actor": asked[0]})
    assert not waiting.doubts(desk)


def test_whoever_is_asked_later_because_the_first_is_away_may_answer_too(desk: Desk) -> None:
    doubt = desk.decide("doubt", at="2026-02-26T09:00:00Z")
    absent(desk, "ceo")
    assert doubt["routed_to"] == ["ceo"]
    desk.time = desk.time.replace(day=2)
    assert [w.event["id"] for w in waiting.doubts(desk, "chair")] == [doubt["id"]]
    desk.add("doubt_answered", "chair", refers_to=doubt["id"], decision="leave_up")


def test_a_decision_of_whoever_was_asked_answers_the_doubt(desk: Desk) -> None:
    doubt = desk.decide("doubt")
    with pytest.raises(NotAllowed, match=r"is with ceo.*S5-14"):
        desk.decide("leave_up")
    answer = desk.decide("hide", actor="ceo", at="2026-03-02T11:00:00Z")
    assert answer["refers_to"] == doubt["id"]
    assert not waiting.doubts(desk)
    assert desk.item(answer["item"]).verb == "hide"


def test_a_doubt_withdrawn_frees_the_item_and_an_answer_undone_opens_the_doubt_again(desk: Desk) -> None:
    doubt = desk.decide("doubt")
    desk.add("undo", "office-manager", refers_to=doubt["id"])
    desk.decide("leave_up")
    second = desk.decide("doubt", "2")
    answer = desk.add("doubt_answered", refers_to=second["id"], decision="leave_up")
    with pytest.raises(OutOfOrder, match="answered"):
        desk.add("undo", "office-manager", refers_to=second["id"])
    desk.add("undo", refers_to=answer["id"])
    assert [w.event["id"] for w in waiting.doubts(desk)] == [second["id"]]
    desk.add("doubt_answered", refers_to=second["id"], decision="nothing_wrong")


def test_the_chair_decides_first_only_what_reached_them(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="S8-14"):
        desk.decide("leave_up", actor="chair")
    with pytest.raises(NotAllowed):
        desk.decide("leave_up", actor="board-it")
    absent(desk, "ceo")
    desk.decide("doubt", "2")
    assert desk.decide("leave_up", "2", actor="chair")["is_final"]


def test_the_chairs_decision_is_final(desk: Desk) -> None:
    desk.decide("leave_up")
    final = desk.decide("hide", actor="chair")
    assert final["is_final"]
    for actor in ("office-manager", "ceo"):
        with pytest.raises(FinalWord, match="S8-15"):
            desk.decide("leave_up", actor=actor)
        desk.decide("hide", actor=actor)
        with pytest.raises(NotAllowed):
            desk.add("undo", actor, refers_to=final["id"])
    with pytest.raises(FinalWord):
        desk.decide("doubt")
    desk.decide("leave_up", actor="chair")


def test_a_different_decision_from_outside_is_kept_as_an_exception(desk: Desk) -> None:
    desk.decide("leave_up")
    desk.decide("hide", actor="chair")
    came = desk.record(decided("leave_up"), is_imported=True)
    wrong = desk.record(decided("approve", "9", channel="website", actor="board-it"), is_imported=True)
    assert (came["exceptions"], wrong["exceptions"]) == (["S8-15"], ["S7", "S8-14"])
    assert [e["id"] for e in waiting.exceptions(desk)] == [came["id"], wrong["id"]]


def test_what_has_no_form_is_refused_from_outside_too(desk: Desk) -> None:
    from pipelines.errors import MalformedEvent

    with pytest.raises(MalformedEvent, match="principle"):
        desk.record(decided("hide", principle=None), is_imported=True)


CONCERNS = [
    ("office-manager", (), ["ceo"], False),
    ("office-manager", ("ceo",), ["ceo", "chair"], False),
    ("office-manager", ("ceo", "chair"), ["ceo", "chair"], True),
    ("ceo", (), ["chair"], False),
    ("chair", (), ["ceo"], False),
    ("board-it", (), ["ceo", "chair"], False),
]


@pytest.mark.parametrize(("raiser", "away", "asked", "is_open"), CONCERNS)
def test_a_concern_goes_to_the_line_manager_of_that_day(
    desk: Desk, raiser: str, away: tuple[str, ...], asked: list[str], is_open: bool
) -> None:
    absent(desk, *away)
    raised = desk.add("safeguarding_reported", raiser, channel="facebook", item="5", reason="Bruises")
    assert (raised["routed_to"], raised.get("is_open_question", False)) == (asked, is_open)
    with pytest.raises(NotAllowed):
        desk.add("safeguarding_acknowledged", "office-manager", refers_to=raised["id"])
    desk.add("safeguarding_acknowledged", asked[0], refers_to=raised["id"])
    (left,) = waiting.concerns(desk, asked[0])
    assert [step["kind"] for step in left.steps] == ["safeguarding_acknowledged"]
    desk.add("safeguarding_referred", asked[0], refers_to=raised["id"], body="Adult social care", reference="R-1")
    desk.add("safeguarding_closed", asked[0], refers_to=raised["id"])
    assert not waiting.concerns(desk)
    with pytest.raises(OutOfOrder, match="closed"):
        desk.add("safeguarding_referred", asked[0], refers_to=raised["id"], body="Police")


def test_the_line_manager_is_the_one_of_the_day_it_happened(desk: Desk) -> None:
    desk.add("line_manager_set", person="office-manager", line_manager="chair", since="2026-03-02")
    before = desk.decide("safeguarding", "1", at="2026-03-01T23:59:00Z")
    after = desk.decide("safeguarding", "2", at="2026-03-02T00:00:00Z")
    assert (before["routed_to"], after["routed_to"]) == (["ceo"], ["chair"])


CLOCKS = [
    # The night of 29 March 2026: 01:00 to 02:00 does not exist, the day has 23 hours.
    ("2026-03-29", "2026-03-29", "2026-03-28T23:59:59Z", False),
    ("2026-03-29", "2026-03-29", "2026-03-29T00:00:00Z", True),
    ("2026-03-29", "2026-03-29", "2026-03-29T22:59:59Z", True),
    ("2026-03-29", "2026-03-29", "2026-03-29T23:00:00Z", False),
    # 25 October 2026 has 25 hours.
    ("2026-10-25", "2026-10-25", "2026-10-24T22:59:59Z", False),
    ("2026-10-25", "2026-10-25", "2026-10-24T23:00:00Z", True),
    ("2026-10-25", "2026-10-25", "2026-10-25T23:59:59Z", True),
    ("2026-10-25", "2026-10-25", "2026-10-26T00:00:00Z", False),
    # Instants: from the first to before the second.
    ("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T00:29:59Z", False),
    ("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T00:30:00Z", True),
    ("2026-03-29T02:30:00+01:00", "2026-03-29T03:30:00+01:00", "2026-03-29T02:29:59Z", True),
    ("2026-03-29T02:30:00+01:00", "2026-03-29T03:30:00+01:00", "2026-03-29T02:30:00Z", False),
]


@pytest.mark.parametrize(("since", "until", "when", "is_away"), CLOCKS)
def test_an_absence_begins_and_ends_by_the_local_clock(
    tmp_path: Path, since: str, until: str, when: str, is_away: bool
) -> None:
    with Desk(tmp_path, time="2026-11-01T09:00:00Z") as desk:
        desk.add("absence_set", when="2026-02-27T09:00:00Z", person="ceo", since=since, until=until)
        doubt = desk.decide("doubt", at=when)
        assert doubt["routed_to"] == (["chair"] if is_away else ["ceo"])


def test_an_absence_undone_is_none(desk: Desk) -> None:
    away = desk.add("absence_set", person="ceo", **AWAY)
    desk.add("undo", refers_to=away["id"])
    assert desk.decide("doubt")["routed_to"] == ["ceo"]


def test_a_role_that_ended_yesterday_is_refused_today_and_yesterdays_event_stays(desk: Desk) -> None:
    desk.time = desk.time.replace(day=2, hour=12)
    kept = desk.decide("leave_up")
    desk.add("role_ended", person="office-manager", role_id="office_manager", until="2026-03-02")
    desk.decide("leave_up", "2", at="2026-03-02T11:00:00Z")  # the last day counts
    desk.time = desk.time.replace(day=3)
    with pytest.raises(NotAllowed, match="no role on 2026-03-03"):
        desk.decide("leave_up", "3", at="2026-03-03T00:00:00Z")
    with pytest.raises(NotAllowed, match="today"):  # nor may they write down today what they did then
        desk.decide("leave_up", "4", at="2026-03-02T10:00:00Z")
    assert (kept["role"], desk.item(kept["item"]).verb) == ("office_manager", "leave_up")


def test_a_day_begins_by_the_local_clock(tmp_path: Path) -> None:
    with Desk(tmp_path, time="2026-07-01T12:00:00Z") as desk:
        desk.add("role_ended", person="office-manager", role_id="office_manager", until="2026-06-30")
        with pytest.raises(NotAllowed, match="no role on 2026-07-01"):
            desk.decide("leave_up", at="2026-06-30T23:30:00Z")


def test_a_new_person_takes_over(desk: Desk) -> None:
    desk.add("person_added", person="p-17", name="Somebody New")
    desk.add("role_given", person="p-17", role_id="office_manager", since="2026-03-02")
    assert desk.decide("leave_up", actor="p-17")["role"] == "office_manager"
    with pytest.raises(NotAllowed, match="no role on 2026-03-01"):
        desk.decide("leave_up", "2", actor="p-17", at="2026-03-01T12:00:00Z")
    assert "Somebody" not in str(list(desk.events()))


def test_the_role_that_is_claimed_is_never_believed(desk: Desk) -> None:
    from pipelines.errors import MalformedEvent

    for claim in ({"role": "chair"}, {"is_final": True}, {"policy": "9"}, {"recorded_at": MONDAY}, {"seq": 1}):
        with pytest.raises(MalformedEvent, match="no field"):
            desk.decide("leave_up", **claim)


def another_policy(folder: Path) -> Path:
    """Another body: other roles, three who take doubts, nobody with the final word, a café's website."""
    text = POLICY_FILE.read_text(encoding="utf-8")
    start, end = text.index("[[roles]]"), text.index("# ---- What comments are scored for")
    roles = """
[[roles]]
id = "warden"
name = "Warden"
keys = ["website", "facebook", "x", "instagram"]
decides_first = true
records = ["decisions", "rounds", "concerns"]
[[roles]]
id = "trustee"
name = "Trustee"
takes_doubt = 1
records = ["doubts", "registers", "safeguarding"]
[[roles]]
id = "elder"
name = "Elder"
takes_doubt = 2
records = ["doubts", "decisions"]
[[roles]]
id = "friend"
name = "Friend"
takes_doubt = 3
records = ["doubts"]
"""
    people = "".join(
        f'[[people]]\nid = "{p}"\nrole = "{r}"\nsince = 2020-01-01\n'
        for p, r in (("w1", "warden"), ("t1", "trustee"), ("t2", "trustee"), ("e1", "elder"), ("f1", "friend"))
    )
    people = people.replace('id = "w1"\n', 'id = "w1"\nline_manager = "e1"\n')
    path = folder / "policy.toml"
    path.write_text(text[:start] + roles + people + text[end:], encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("away", "asked"), [((), ["t1"]), (("t1",), ["t2"]), (("t1", "t2"), ["e1"]), (("t1", "t2", "e1"), ["f1"])]
)
def test_another_bodys_policy_has_its_own_routes(tmp_path: Path, away: tuple[str, ...], asked: list[str]) -> None:
    with Desk(tmp_path / "data", load_policy(another_policy(tmp_path))) as desk:
        for person in away:
            desk.add("absence_set", "t1", when="2026-02-27T09:00:00Z", person=person, **AWAY)
        doubt = desk.decide("doubt", actor="w1")
        assert doubt["routed_to"] == asked
        assert "is_final" not in desk.add("doubt_answered", asked[0], refers_to=doubt["id"], decision="leave_up")
        assert desk.decide("safeguarding", "2", actor="w1")["routed_to"][0] == "e1"


def test_no_role_or_person_of_one_organisation_stands_in_the_code() -> None:
    folder = Path(__file__).parents[2] / "pipelines" / "ledger"
    words = re.compile(r"office.manager|[\"'](?:ceo|chair|board_it|board-it|analyst)[\"']|rutland", re.IGNORECASE)
    for path in [*folder.rglob("*.py"), *folder.rglob("*.sql")]:
        assert not words.search(path.read_text(encoding="utf-8")), path
