from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.ledger import Ledger
from pipelines.policy import Policy, load_policy

POLICY_FILE = Path(__file__).parents[2] / "policy.toml"
POLICY = load_policy(POLICY_FILE)
_numbers = itertools.count(1)
MONDAY = "2026-03-02T09:00:00Z"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


class Desk(Ledger):
    """A ledger whose clock a test sets."""

    def __init__(self, data: Path, policy: Policy = POLICY, time: str = "2026-03-03T09:00:00Z") -> None:
        self.time = at(time)
        super().__init__(data, policy, lambda: self.time)

    def decide(self, decision: str, item: str = "1", **more: Any) -> dict[str, Any]:
        return self.record(decided(decision, item, **more))

    def add(self, kind: str, actor: str = "ceo", when: str = MONDAY, **more: Any) -> dict[str, Any]:
        return self.record({"kind": kind, "actor": actor, "at": when, **more})


def decided(decision: str, item: str = "1", **more: Any) -> dict[str, Any]:
    """A decision as a page would hand it in."""
    found: dict[str, Any] = {
        "kind": "decision", "decision": decision, "item": item, "channel": "facebook", "actor": "office-manager",
        "at": MONDAY,
    }  # fmt: skip
    if decision in ("remove", "hide", "decline"):
        found |= {"principle": "S8-5", "harm_target": "employee", "reason": "Calls a nurse names"}
    return found | more


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data")


def filled(data: Path, size: int) -> Desk:
    """A ledger of so many events of several kinds."""
    desk = Desk(data)
    verbs = itertools.cycle(["leave_up", "hide", "remove", "nothing_wrong", "safeguarding"])
    events = [
        decided(next(verbs), str(i), id=f"00000000-0000-4000-8000-{i:012}", text=f"comment {i}") for i in range(size)
    ]
    desk.record_all(events)
    return desk
