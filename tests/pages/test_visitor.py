"""Who is there and what their roles open."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.parts.visitor import Visitor, visitor
from pipelines.errors import NotForThisRole
from pipelines.policy import load_policy
from tests.pages import story
from tests.pages.desks import desk_of

POLICY = load_policy(Path("policy.toml"))


def test_roles_add_up_and_a_stranger_has_nothing():
    both = visitor(POLICY, "somebody", ["analyst", "board_it"])
    assert both.sections == {"overview", "engagement", "risk", "audit"}
    assert both.may("safeguarding_reported")
    assert not both.may("decision")
    assert not both.sees_text
    assert visitor(POLICY, None, ()) == Visitor()
    assert not visitor(POLICY, None, ["ceo"]).may("decision")


@pytest.mark.parametrize("role", POLICY.roles, ids=lambda role: role.id)
def test_text_is_handed_to_those_alone_whose_role_has_the_handle(role):
    desk = desk_of(story.Story("tiny"), story.window(), role.id)
    if role.handle == "comments":
        assert len(desk.comments("select text from comment")) == 1
        return
    with pytest.raises(NotForThisRole, match="sees figures alone"):
        desk.comments("select text from comment")
