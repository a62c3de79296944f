"""What is published of the ledger, of access and of approvals: right, and without anybody in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipelines.classify import Scored
from pipelines.records import Access, Action
from pipelines.warehouse import Warehouse, scores
from pipelines.warehouse.build import publish
from pipelines.warehouse.events import last_taken, take_events
from pipelines.warehouse.published import Published
from tests.ledger.conftest import Desk as Ledger
from tests.warehouse.conftest import POLICY, Desk, at, comment

SITE = {"platform": "wordpress", "channel": "website"}


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    return Ledger(tmp_path / "ledger", time="2026-03-12T09:00:00Z")


def shown(desk: Desk, ledger: Ledger, detectors: str = "none") -> Published:
    """What is published with the ledger's events."""
    with Warehouse(desk.data, POLICY) as warehouse:
        take_events(warehouse, ledger.arrow(last_taken(warehouse)), ledger.store.size())
        publish(warehouse, detectors, "patterns", {}, people=ledger.logins(), approved=ledger.approved())
    return Published(desk.data)


def found_in(desk: Desk, told: dict[str, dict[str, float]]) -> None:
    """Stores what detectors "v1" found, by the words of a comment."""
    with Warehouse(desk.data, POLICY) as warehouse:
        for batch in scores.unscored(warehouse, "v1")[1]:
            scored = {key: Scored(told.get(text, {}), [], "en") for key, text, _ in batch}
            scores.store_scores(warehouse, "v1", scored)
        scores.all_scored(warehouse, "v1")


def one(found: Published, sql: str) -> dict[str, Any]:
    rows = found.figures(sql).to_dict("records")
    assert len(rows) == 1, rows
    return rows[0]


def test_an_event_is_published_with_roles_and_without_people_or_words(desk: Desk, ledger: Ledger) -> None:
    desk.load("2026-03-10", comment("1", "2026-03-01T10:00:00"))
    ledger.decide("doubt", reason="Mrs Canary says so")
    ledger.add(
        "attestation", subject="passwords-in-office", statement="In the canary's safe", last_changed="2026-01-05"
    )
    found = shown(desk, ledger)
    doubt = one(found, "select * from event where decision = 'doubt'")
    assert (doubt["role"], list(doubt["routed_to"]), doubt["has_reason"]) == ("office_manager", ["ceo"], True)
    assert doubt["read_for"] is None
    said = one(found, "select * from event where kind = 'attestation'")
    assert (said["subject"], said["last_changed"].date()) == ("passwords-in-office", date(2026, 1, 5))
    told = found.figures("select * from event").to_csv() + found.figures("select * from term").to_csv()
    for word in ("anary", "office-manager", "board-it"):
        assert word not in told


def test_a_decision_is_published_with_the_category_that_its_comment_is_read_for_and_a_ground_with_its_risk(
    desk: Desk, ledger: Ledger
) -> None:
    posted = "2026-03-01T10:00:00"
    desk.load("2026-03-10", comment("1", posted, "You cow"), comment("2", posted, "Lovely"))
    found_in(desk, {"You cow": {"abuse": 0.9, "political": 0.9}})
    items = desk.published("v1").comments("select item_key::varchar as item, text from comment")
    for item in items.sort_values("text", ascending=False)["item"]:
        ledger.decide("hide", item)
    found = shown(desk, ledger, "v1")
    told = found.figures("select coalesce(read_for, '') as read_for from event where kind = 'decision' order by seq")
    assert told["read_for"].tolist() == ["abuse", ""]
    assert one(found, "select category from principle where id = 'S5-13-personal'") == {"category": "confidential"}
    assert found.figures("select category from principle where id = 'S5-13-profane'")["category"].isna().all()


def test_a_flag_marked_wrong_is_not_upheld_for_its_category_whatever_was_decided(desk: Desk, ledger: Ledger) -> None:
    posted = "2026-03-01T10:00:00"
    texts = ("Vote for me, you cow", "This kills me", "You goat", "Buy my oil")
    desk.load("2026-03-10", *(comment(str(n), posted, text) for n, text in enumerate(texts)))
    found = {"abuse": 0.9, "political": 0.9}, {"safeguarding": 0.9}, {"abuse": 0.9}, {"advertising": 0.9}
    found_in(desk, dict(zip(texts, found, strict=True)))
    items = (
        desk.published("v1").comments("select text, item_key::varchar as item from comment").set_index("text")["item"]
    )

    def wrong(text: str, category: str) -> dict[str, Any]:
        return ledger.add("wrong_flag", "office-manager", channel="facebook", item=items[text], category=category)

    ledger.decide("hide", items[texts[0]])
    wrong(texts[0], "political")
    ledger.decide("leave_up", items[texts[1]])
    wrong(texts[1], "safeguarding")
    ledger.decide("hide", items[texts[2]])
    mistaken = wrong(texts[2], "abuse")
    ledger.add("undo", "office-manager", refers_to=mistaken["id"])
    wrong(texts[3], "advertising")
    told = shown(desk, ledger, "v1").figures("from flag_outcome").set_index("category")
    assert told[["comments", "reviewed", "marked_wrong", "upheld"]].T.to_dict("list") == {
        "abuse": [2, 2, 0, 2], "political": [1, 1, 1, 0], "safeguarding": [1, 1, 1, 0], "advertising": [1, 1, 1, 0],
    }  # fmt: skip


def test_what_was_taken_back_is_marked_and_stays(desk: Desk, ledger: Ledger) -> None:
    desk.load("2026-03-10", comment("1", "2026-03-01T10:00:00"))
    made = ledger.decide("hide")
    ledger.add("undo", "office-manager", refers_to=made["id"])
    found = shown(desk, ledger)
    assert one(found, "select is_undone from event where decision = 'hide'")["is_undone"]
    undo = one(found, "select refers_seq, is_own_answer from event where kind = 'undo'")
    assert undo == {"refers_seq": made["seq"], "is_own_answer": True}


def test_the_version_acknowledged_is_the_one_in_force(desk: Desk, ledger: Ledger) -> None:
    desk.load("2026-03-10", comment("1", "2026-03-01T10:00:00"))
    ledger.add("acknowledgement", "chair", policy_version="1.0")
    ledger.add("acknowledgement", "ceo", policy_version="2.1")
    found = shown(desk, ledger).figures("select role from term where acknowledged_on is not null")
    assert found["role"].tolist() == ["ceo"]


@pytest.mark.parametrize(("public", "is_same"), [("Waited a long  time", True), ("Waited for ever", False)])
def test_what_is_in_public_is_compared_with_what_its_author_approved(
    desk: Desk, ledger: Ledger, public: str, is_same: bool
) -> None:
    posted, when = "2026-03-01T10:00:00", "2026-03-04T09:00:00Z"
    first = ledger.decide("reword", channel="website", has_contact=True)
    proposal = ledger.add(
        "rewording_proposed", "office-manager", when, refers_to=first["id"], proposed="Waited a long time"
    )
    ledger.add("rewording_answered", "office-manager", when, refers_to=proposal["id"], answer="agreed")
    ledger.add("rewording_approved", "office-manager", when, refers_to=proposal["id"], approved="Waited a long time")
    desk.load(
        "2026-03-10", comment("1", posted, public, status="visible", status_raw="1", **SITE), platform="wordpress"
    )
    found = one(shown(desk, ledger), "select is_as_approved from event where kind = 'rewording_approved'")
    assert found["is_as_approved"] is is_same


def approve(item: str, when: str) -> Action:
    return Action(
        line=1, item_id=item, action="approve", at=at(when), zone="in file", source="log", actor="office", **SITE
    )


def test_comments_in_public_are_counted_by_whether_they_were_approved_before(desk: Desk) -> None:
    known = [
        comment(str(n), "2026-03-02T10:00:00", f"words {n}", status="visible", status_raw="1", **SITE) for n in range(3)
    ]
    desk.load("2026-03-03", *known, platform="wordpress", captured_at=at("2026-03-03T12:00:00"))
    log = approve("0", "2026-03-03T10:00:00"), approve("1", "2026-03-04T10:00:00")
    desk.load("2026-03-09", *log, platform="wordpress", holds="actions")
    row = one(desk.published(), "select * from before_live")
    counts = {name: row[name] for name in ("channel", "shown", "approved", "approved_after", "unapproved")}
    assert counts == {"channel": "website", "shown": 3, "approved": 1, "approved_after": 1, "unapproved": 1}
    assert len(row["examples"]) == 2


def test_an_export_that_tells_only_its_day_shows_nothing_before_that_day_is_over(desk: Desk) -> None:
    desk.load(
        "2026-03-03",
        comment("0", "2026-03-02T10:00:00", status="visible", status_raw="1", **SITE),
        platform="wordpress",
    )
    desk.load("2026-03-09", approve("0", "2026-03-03T10:00:00"), platform="wordpress", holds="actions")
    assert one(desk.published(), "select approved, approved_after from before_live") == {
        "approved": 1,
        "approved_after": 0,
    }


def test_a_list_of_access_is_judged_by_the_roles_of_its_day(desk: Desk) -> None:
    def line(person: str, until: date | None = None) -> Access:
        return Access(line=1, platform="x", channel="x", person=person, until=until, checked_on=date(2026, 3, 2))

    lines = line("office"), line("board-it"), line("stranger"), line("intern", date(2025, 9, 5))
    desk.load("2026-03-03", *lines, platform="x", holds="access")
    found = one(desk.published(), "select * from access_list")
    assert (found["channel"], found["holders"], found["unexpected"]) == ("x", 3, 2)


def test_who_acts_on_a_platform_is_told_by_role_alone(desk: Desk) -> None:
    desk.load("2026-03-09", approve("0", "2026-03-03T10:00:00"), platform="wordpress", holds="actions")
    found = desk.published().figures("select channel, role, actions from operated").to_dict("records")
    assert found == [{"channel": "website", "role": "office_manager", "actions": 1}]


def test_what_a_platform_does_against_a_final_decision_is_told(desk: Desk, ledger: Ledger) -> None:
    desk.load("2026-03-04", comment("1", "2026-03-01T10:00:00", status="visible"))
    ledger.decide("leave_up")
    final = ledger.decide("hide", actor="chair", at="2026-03-05T09:00:00Z")
    ledger.time = at("2026-03-20T09:00:00")
    back = Action(
        line=1, platform="facebook", item_id="1", action="unhide", at=at("2026-03-06T10:00:00"), zone="in file",
        source="log", actor="office",
    )  # fmt: skip
    desk.load("2026-03-10", back, holds="actions")
    found = one(shown(desk, ledger), "select seq, action from overruled")
    assert found == {"seq": final["seq"], "action": "unhide"}
