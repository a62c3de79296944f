"""A choice for an open question is the CEO's, answers a question that the policy file asks, and says what it is."""

from __future__ import annotations

import pytest

from pipelines.errors import MalformedEvent, NotAllowed
from tests.ledger.conftest import Desk

CHOICE = {"clause": "S5-14", "choice": "four-routes:otherwise", "because": "All go to the Chair"}


def test_a_choice_is_recorded_and_its_words_are_sealed(desk: Desk) -> None:
    done = desk.add("clause_choice", **CHOICE)
    assert done["choice"] == "four-routes:otherwise"
    assert "Chair" not in str(done)
    assert desk.opened(done)["because"] == "All go to the Chair"
    assert desk.add("clause_choice", clause="S5-14", choice="own-doubt:kept")["role"] == "ceo"


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"choice": "the-weather:kept"}, MalformedEvent, "no open question"),
        ({"choice": "four-routes"}, MalformedEvent, "no open question"),
        ({"clause": "S7-2"}, MalformedEvent, "about other clauses"),
        ({"because": None}, MalformedEvent, "what is chosen instead"),
        ({"actor": "office-manager"}, NotAllowed, "does not record this"),
    ],
)
def test_what_is_no_choice_is_refused(
    desk: Desk, change: dict[str, str | None], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        desk.add("clause_choice", **(CHOICE | change))  # type: ignore[arg-type]
