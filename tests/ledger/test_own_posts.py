"""What people say of the organisation's own posts is on the record, by whom the policy lets."""

from __future__ import annotations

import pytest

from pipelines.errors import MalformedEvent, NotAllowed, OutOfOrder
from tests.ledger.conftest import Desk

CHECK = {"channel": "facebook", "item": "p1", "category": "advice", "verdict": "confirmed", "actor": "office-manager"}


def test_a_finding_is_confirmed_or_dismissed_and_can_be_taken_back(desk: Desk) -> None:
    done = desk.add("post_checked", **CHECK, text="Take paracetamol", reason="Advice of ours")
    assert (done["role"], done["verdict"]) == ("office_manager", "confirmed")
    assert "Take paracetamol" not in str(done)
    assert desk.add("undo", actor="office-manager", refers_to=done["id"])["kind"] == "undo"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"verdict": "perhaps"}, MalformedEvent), ({"category": "weather"}, MalformedEvent),
        ({"category": None}, MalformedEvent), ({"actor": "board-it"}, NotAllowed),
    ],
)  # fmt: skip
def test_what_is_no_finding_is_refused(desk: Desk, change: dict[str, str | None], error: type[Exception]) -> None:
    with pytest.raises(error):
        desk.add("post_checked", **(CHECK | change))


def test_rules_beside_the_scores_are_checked_too(desk: Desk) -> None:
    assert desk.add("post_checked", **(CHECK | {"category": "out_of_date"}))["category"] == "out_of_date"


def test_whoever_is_named_for_a_post_is_in_the_register(desk: Desk) -> None:
    named = {"channel": "facebook", "item": "p1", "actor": "ceo"}
    assert desk.add("post_named", person="office-manager", **named)["person"] == "office-manager"
    with pytest.raises(OutOfOrder, match="not in the register"):
        desk.add("post_named", person="stranger", **named)


def test_a_doubt_about_a_post_of_our_own_goes_to_either(desk: Desk) -> None:
    asked = desk.decide("doubt", "p1", direction="outbound")
    assert asked["routed_to"] == ["ceo", "chair"]
