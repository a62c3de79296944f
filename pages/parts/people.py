"""What people are called on screen: by name where the registers have one, else by the role that they hold."""

from __future__ import annotations

from pages import Desk
from pages.parts import words


def named(desk: Desk, person: str | None) -> str:
    """One person's name, their role's, or their key; whoever sees no people is told the role alone."""
    if not person or desk.ledger is None:
        return person or "nobody"
    if person == desk.visitor.person:
        return "you"
    found = desk.ledger.registers()
    known = found.people.get(person) if desk.visitor.sees_text else None
    name = desk.ledger.opened(known).get("name") if known else None
    role = found.role_of(person, found.day(desk.ledger.now()))
    titles = {r.id: f"the {r.name}" for r in desk.policy.roles}
    return str(name) if name else titles.get(role or "", person if desk.visitor.sees_text else "somebody")


def listed(desk: Desk, people: list[str]) -> str:
    """Several people in a row."""
    return words.listing(named(desk, p) for p in people) or "nobody"
