"""Another organisation's policy, with other channels, roles and days: from exports and record to clauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.clauses import all_clauses, standing
from pipelines.ledger import Ledger
from pipelines.metrics import Window
from pipelines.policy import load_policy
from pipelines.records import FileRecord
from pipelines.warehouse import Warehouse
from pipelines.warehouse.build import publish
from pipelines.warehouse.events import take_events
from pipelines.warehouse.published import Published
from tests.warehouse.conftest import comment

POLICY = load_policy(Path(__file__).parent / "other.toml")
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
FIRST, SECOND, THIRD = (f"2026-03-0{day}T10:00:00Z" for day in (3, 4, 5))


def exported(warehouse: Warehouse, platform: str, *records: object) -> None:
    """A snapshot of a channel taken after the week."""
    file = FileRecord(
        layout="test", platform=platform, sha256=platform, captured_on=date(2026, 3, 11), snapshot_of=["*"],
        counts={"rows": len(records)},
    )  # fmt: skip
    warehouse.load(f"{platform}.json", iter(records), lambda: file)


def rounds(ledger: Ledger, channel: str, *days: int) -> None:
    """A round on each of these days of March."""
    for day in days:
        at = f"2026-03-{day:02}T16:00:00Z"
        ledger.record({"kind": "round_completed", "actor": "w", "at": at, "channel": channel, "covered_through": at,
                       "items_seen": 2})  # fmt: skip


def recorded(ledger: Ledger) -> None:
    """The website watched every third day, Mastodon once; a doubt, an insult taken down, and the safe looked into."""
    rounds(ledger, "catalogue", 1, 4, 7, 10)
    rounds(ledger, "fedi", 1, 9)

    def decide(decision: str, item: str, channel: str, at: str, actor: str = "w", **more: object) -> None:
        told = {"kind": "decision", "decision": decision, "item": item, "channel": channel, "actor": actor, "at": at}
        ledger.record(told | more)

    decide("approve", "c1", "catalogue", FIRST)
    decide("doubt", "m1", "fedi", FIRST)
    decide("leave_up", "m1", "fedi", SECOND, "l")
    why = {"principle": "S8-5", "harm_target": "employee", "reason": "Insults a librarian"}
    decide("remove", "m2", "fedi", SECOND, **why, acted_at=SECOND)
    ledger.record({"kind": "attestation", "actor": "l", "at": THIRD, "subject": "safe", "last_changed": "2026-01-05"})


@pytest.fixture(scope="module")
def stands(tmp_path_factory):
    """How every clause stands in the week, by clause and channel."""
    data = tmp_path_factory.mktemp("northshore")
    with Warehouse(data, POLICY) as warehouse, Ledger(data, POLICY, lambda: NOW) as ledger:
        recorded(ledger)
        warehouse.declare(False, None)
        shown = {"status": "visible", "status_raw": "1"}
        exported(warehouse, "drupal", comment("c1", "2026-03-02T10:00:00", platform="drupal", **shown))
        exported(warehouse, "mastodon", comment("m1", "2026-03-02T11:00:00", platform="mastodon", **shown))
        take_events(warehouse, ledger.arrow(), ledger.store.size())
        publish(warehouse, "none", "patterns", {}, people=ledger.logins(), approved=ledger.approved())
    window = Window(MONDAY, MONDAY + timedelta(days=7), None, NOW)
    frame = standing(Published(data).metric_connection(), window)
    return frame.set_index(["clause", "channel"])


def state(stands, clause, channel):
    return stands.loc[(clause, channel), "state"]


def test_its_own_days_are_the_cadence(stands):
    assert state(stands, "S5-11", "catalogue") == "met"
    assert state(stands, "S5-11", "fedi") == "breach"
    assert "no round for" in stands.loc[("S5-11", "fedi"), "reason"]


def test_its_own_roles_decide_and_answer(stands):
    assert state(stands, "S8-14", "fedi") == "met"
    assert state(stands, "S5-14", "fedi") == "met"
    assert state(stands, "S5-14", "catalogue") == "not applicable"
    assert stands.loc[("S7-1", "all"), "reason"].startswith("attested by the Chief Librarian on 5 March 2026")


def test_a_site_is_what_has_hosts_and_before_is_what_the_policy_says(stands):
    assert stands.loc[("S7-3", "catalogue"), "reason"] == "a website: see S7-2"
    assert stands.loc[("S7-2", "fedi"), "reason"] == "no website: see S7-3"
    assert state(stands, "S8-2", "catalogue") == "met"
    assert state(stands, "S8-3", "catalogue") == "not applicable"


def test_what_its_policy_does_not_name_is_not_evidenced(stands):
    assert state(stands, "S4-8", "fedi") == "not evidenced"
    assert "the policy file has no category for it" in stands.loc[("S4-8", "fedi"), "reason"]
    assert "the policy file asks for no attestation" in stands.loc[("S5-9", "all"), "reason"]
    assert state(stands, "S5-13", "fedi") == "not evidenced"


def test_no_word_of_another_organisation_is_in_any_row(stands):
    told = " ".join([*stands["reason"], *(channel for _, channel in stands.index)])
    for word in ("Facebook", "facebook", "Instagram", "CEO", "Chair", "Rutland", "Office Manager", "website,"):
        assert word not in told
    assert {channel for _, channel in stands.index} == {"all", "catalogue", "fedi"}
    assert {clause for clause, _ in stands.index} == set(all_clauses())
