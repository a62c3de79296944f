"""Decisions and rounds of the ledger count as those of register files do, one row for one event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import DamagedData
from pipelines.records import Action
from pipelines.warehouse import Warehouse
from pipelines.warehouse.build import publish
from pipelines.warehouse.events import last_taken, reconciled, take_events
from pipelines.warehouse.published import Published
from tests.ledger.conftest import POLICY, Desk, decided
from tests.warehouse.conftest import Desk as Exports
from tests.warehouse.conftest import at, comment, round_

POSTED = "2026-02-27T10:00:00"
DECIDED, ACTED, ENDED = "2026-03-02T09:00:00", "2026-03-02T09:01:00", "2026-03-02T10:00:00"


def exports(data: Path) -> Exports:
    """Four comments, of which later exports lack one."""
    files = Exports(data)
    known = [comment(str(i), POSTED, f"words {i}") for i in range(4)]
    files.load("2026-03-01", *known, snapshot_of=["*"], sha256="a")
    files.load("2026-03-09", *known[:1], *known[2:], snapshot_of=["*"], sha256="b")
    return files


def publication(data: Path, desk: Desk | None = None) -> Published:
    """What is published, the ledger's events taken in."""
    with Warehouse(data, POLICY) as warehouse:
        if desk:
            take_events(warehouse, desk.arrow(last_taken(warehouse)), desk.store.size())
        publish(warehouse, "none", "patterns", {}, people=desk.logins() if desk else None)
    return Published(data)


def figures(published: Published) -> dict[str, Any]:
    """All that decisions and rounds change in the figures; where they are written and in what words is left out."""
    asked = {
        "item_day": "select * from item_day order by all",
        "wait": "select * from wait order by all",
        "round": "select * exclude (recorded_at, is_late_record) from round order by all",
        "removal": "select * exclude (source, is_reasoned) from removal order by all",
        "disappeared": "select * from disappeared order by all",
        "evidence": "select channel, comments_until from evidence order by all",
    }
    return {name: published.figures(sql).astype(str).to_numpy().tolist() for name, sql in asked.items()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ledger", time="2026-03-02T10:05:00Z")


def test_the_same_story_gives_the_same_figures_from_registers_and_from_the_ledger(tmp_path: Path, desk: Desk) -> None:
    registers = exports(tmp_path / "a")
    acts = [
        Action(
            line=n, platform="facebook", channel="facebook", item_id=item, action=action, actor="office",
            at=at(ACTED), at_raw="x", zone="in file", source="register", decided_at=at(DECIDED),
            is_automatic=False, principle="S8-5",
        )
        for n, (item, action) in enumerate((("1", "hide"), ("2", "delete")), start=1)
    ]  # fmt: skip
    registers.load("2026-03-02", *acts, holds="actions", sha256="c")
    registers.load(
        "2026-03-02", round_("facebook", DECIDED, ENDED, DECIDED, actor="office", items_seen=4), holds="rounds"
    )
    exports(tmp_path / "b")
    when = {"at": f"{DECIDED}Z", "acted_at": f"{ACTED}Z"}
    desk.record_all([decided("hide", "1", **when), decided("remove", "2", **when)])
    desk.add(
        "round_completed", "office-manager", f"{ENDED}Z", channel="facebook", items_seen=4,
        started_at=f"{DECIDED}Z", covered_through=f"{DECIDED}Z",
    )  # fmt: skip
    by_register, by_ledger = figures(publication(tmp_path / "a")), figures(publication(tmp_path / "b", desk))
    assert by_ledger == by_register
    assert len(by_ledger["removal"]) == 2
    assert by_ledger["round"][0][-1] == "office_manager"


def test_to_decide_is_not_yet_to_remove_and_who_saw_it_gone_says_when(tmp_path: Path, desk: Desk) -> None:
    exports(tmp_path)
    hidden = desk.decide("hide", "1", at=f"{DECIDED}Z")
    asked = "select removed_at::varchar as at, hours_visible from removal where source = 'ledger'"
    assert publication(tmp_path, desk).figures(asked).isna().to_numpy().tolist() == [[True, True]]
    desk.add("removal_confirmed", "office-manager", f"{ACTED}Z", refers_to=hidden["id"])
    (row,) = publication(tmp_path, desk).figures(asked).to_numpy().tolist()
    assert row[0].startswith("2026-03-02 09:01:00")
    assert row[1] == pytest.approx(71 + 1 / 60, abs=0.02)


def test_a_name_typed_where_the_policy_has_words_of_its_own_is_not_published(tmp_path: Path, desk: Desk) -> None:
    asked = POLICY.attestations[0].id
    desk.add("attestation", "ceo", subject=asked, statement="Kept in the safe")
    desk.add("attestation", "ceo", subject="Quillfeather", statement="Kept in the safe")
    desk.add("incident_opened", "ceo", clause="S5-2", note="About him")
    desk.add("incident_opened", "ceo", clause="Quillfeather", note="About him")
    told = publication(tmp_path / "b", desk).figures("select kind, subject, clause from event order by seq")
    rows = [tuple(None if v is None or v != v else v for v in r) for r in told.itertuples(index=False)]
    assert [r for r in rows if r[0] in ("attestation", "incident_opened")] == [
        ("attestation", asked, None), ("attestation", None, None),
        ("incident_opened", None, "S5-2"), ("incident_opened", None, None),
    ]  # fmt: skip


def test_building_step_by_step_gives_what_building_at_once_gives(tmp_path: Path, desk: Desk) -> None:
    for name in ("a", "b"):
        exports(tmp_path / name)
    steps = tmp_path / "a"
    publication(steps, desk)
    hidden = desk.decide("hide", "1")
    publication(steps, desk)
    desk.decide("leave_up", "2")
    wrong = desk.add("round_completed", "ceo", channel="facebook", items_seen=1, covered_through="2026-03-01T09:00:00Z")
    publication(steps, desk)
    desk.add("undo", "office-manager", refers_to=hidden["id"])
    desk.add("undo", "ceo", refers_to=wrong["id"])
    assert figures(publication(steps, desk)) == figures(publication(tmp_path / "b", desk))
    assert figures(Published(steps))["round"] == []
    assert figures(Published(steps))["removal"] == []


def test_every_row_has_one_event_and_every_event_its_row(tmp_path: Path, desk: Desk) -> None:
    exports(tmp_path / "w")
    desk.record_all([decided(verb, str(n)) for n, verb in enumerate(("hide", "leave_up", "doubt", "safeguarding"))])
    desk.add(
        "doubt_answered", "ceo", refers_to=next(desk.store.events("decision = 'doubt'"))["id"], decision="leave_up"
    )
    desk.decide("doubt", "own-post", direction="outbound")
    desk.add("round_completed", channel="facebook", items_seen=4, covered_through="2026-03-01T09:00:00Z")
    published = publication(tmp_path / "w", desk)
    seqs = [event["seq"] for event in desk.events()]
    assert published.comments("select seq from event order by seq")["seq"].to_list() == seqs
    decisions = [e["seq"] for e in desk.events("decision", "doubt_answered")]
    shown = "select seq from event where kind in ('decision', 'doubt_answered') order by seq"
    assert published.comments(shown)["seq"].to_list() == decisions
    with Warehouse(tmp_path / "w", POLICY) as warehouse:
        assert reconciled(warehouse, desk.arrow()) == []
        warehouse.db.execute("delete from raw.action where source = 'ledger' and line = 12")
        warehouse.db.execute("insert into raw.round by name select * from raw.round limit 1")
        assert [line.split(":")[0] for line in reconciled(warehouse, desk.arrow())] == ["event 12", "event 17"]


def test_what_somebody_saw_when_they_looked_grades_a_removal(tmp_path: Path, desk: Desk) -> None:
    files = Exports(tmp_path / "w")
    files.load("2026-03-01", *[comment(str(i), POSTED) for i in range(3)], snapshot_of=["*"])
    decisions = [desk.decide("hide", str(i)) for i in range(3)]
    later = "2026-03-02T09:30:00Z"
    desk.add("removal_confirmed", "office-manager", later, refers_to=decisions[0]["id"], evidence="shot-1")
    desk.add("still_visible", "office-manager", later, refers_to=decisions[1]["id"])
    published = publication(tmp_path / "w", desk)
    grades = published.figures("select grade, is_still_visible from removal order by grade")
    assert grades.to_numpy().tolist() == [
        ["recorded and confirmed", False],
        ["recorded but still visible", True],
        ["recorded, not yet confirmed", False],
    ]


def test_the_ledger_speaks_of_weeks_without_a_round(tmp_path: Path, desk: Desk) -> None:
    exports(tmp_path / "w")
    desk.add("round_completed", channel="facebook", items_seen=4, covered_through="2026-03-01T09:00:00Z")
    publication(tmp_path / "w", desk)
    desk.time = desk.time.replace(day=20)
    desk.decide("leave_up", "9", at="2026-03-20T09:00:00Z")
    evidence = publication(tmp_path / "w", desk).figures(
        "select rounds_until_local from evidence where channel = 'facebook'"
    )
    assert str(evidence.iloc[0, 0]).startswith("2026-03-20")


def test_a_platform_that_tells_otherwise_than_the_final_decision_is_listed(tmp_path: Path, desk: Desk) -> None:
    files = exports(tmp_path / "w")
    desk.decide("leave_up", "3")
    desk.decide("hide", "3", actor="chair")
    back = Action(
        line=1,
        platform="facebook",
        channel="facebook",
        item_id="3",
        action="unhide",
        at=at("2026-03-05T09:00"),
        source="log",
    )
    files.load("2026-03-06", back, holds="actions")
    rows = publication(tmp_path / "w", desk).comments("select decision, action, source from final_overruled")
    assert rows.to_numpy().tolist() == [["hide", "unhide", "log"]]


def test_a_ledger_that_lost_events_since_they_were_published_is_noticed(tmp_path: Path, desk: Desk) -> None:
    exports(tmp_path / "w")
    desk.decide("hide", "1")
    publication(tmp_path / "w", desk)
    with Desk(tmp_path / "younger") as other:
        other.registers()
        with pytest.raises(DamagedData, match="0 events, of which 11"):
            publication(tmp_path / "w", other)


def test_keys_of_items_are_worked_out_alike(tmp_path: Path) -> None:
    with Warehouse(tmp_path, POLICY) as warehouse:
        for channel, item in (("facebook", "100_200"), ("facebook", "200"), ("x", "1_2"), ("website", "17")):
            platform = next(c.platform for c in POLICY.channels if c.id == channel)
            (wanted,) = warehouse._one("select item_key(?, ?, null, null)::varchar", [platform, item])
            assert POLICY.item_key(channel, item) == wanted
