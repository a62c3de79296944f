"""Who is there: a person of the registers, the roles they hold today, and what these open."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipelines.ledger.people import Registers
from pipelines.policy import Policy, Role

COMMENTS = "comments"  # the handle of a role that sees text and people


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the door. ``person`` is a key of the registers; None: nobody there, who may record nothing."""

    person: str | None = None
    roles: tuple[str, ...] = ()
    sections: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sees_text: bool = False
    is_guise: bool = False  # looks through a role's eyes, which only sample data allow

    def opens(self, section: str) -> bool:
        """Whether one of their roles opens a section of the dashboard."""
        return section in self.sections

    def may(self, kind: str) -> bool:
        """Whether they may record a kind of event; the ledger asks again at its own door."""
        return self.person is not None and kind in self.kinds


def visitor(policy: Policy, person: str | None, roles: Iterable[str], *, is_guise: bool = False) -> Visitor:
    """Somebody with these roles, and what the policy lets them do."""
    held = tuple(roles)
    known = [role for role in policy.roles if role.id in held]
    return Visitor(
        person,
        held,
        frozenset(section for role in known for section in role.opens),
        frozenset(kind for role in known for kind in role.kinds),
        any(role.handle == COMMENTS for role in known),
        is_guise,
    )


def of_person(policy: Policy, found: Registers, day: date, person: str | None) -> Visitor:
    """A person with the roles that the registers give them on a day."""
    return visitor(policy, person, found.roles_of(person, day) if person else ())


def in_guise(policy: Policy, found: Registers, day: date, role: str) -> Visitor:
    """One who looks through a role's eyes: as the first person who holds it that day, if anybody does."""
    holders = [term.person for term in found.people_at(day) if term.role == role]
    return visitor(policy, next(iter(holders), None), (role,), is_guise=True)


def first_guise(policy: Policy) -> Role:
    """The role that keeps the registers, or the first: what a sample is looked at with until another is chosen."""
    return next((role for role in policy.roles if "role_given" in role.kinds), policy.roles[0])


def account() -> str | None:
    """The account of the operating system under which the server runs."""
    try:
        if hasattr(os, "getuid"):
            import pwd

            return pwd.getpwuid(os.getuid()).pw_name  # what is said in LOGNAME is not asked
        return getpass.getuser()
    except (OSError, KeyError):
        return None
