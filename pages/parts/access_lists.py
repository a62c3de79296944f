"""Who really has the keys, against who may: lists of users and page roles, compared with the registers of their day."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pipelines.ledger.people import Registers
from pipelines.policy import Policy

WHO = ("user_login", "username", "login", "user name", "name", "display name", "display_name", "person", "email",
       "user_email", "e-mail", "person or login")  # fmt: skip
ROLES = ("role", "roles", "access", "page role", "task access", "type")
NO_KEYS = {"subscriber", "customer", "none", ""}  # WordPress users who can neither moderate nor publish


@dataclass(slots=True)
class Compared:
    """One list against the registers: people who may, who should not, who is missing, and who was left out."""

    rightful: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)  # as the list calls them, or the key of somebody without keys
    unknown: list[str] = field(default_factory=list)  # of these, whom no register knows
    missing: list[str] = field(default_factory=list)
    without_keys: int = 0

    @property
    def holders(self) -> list[str]:
        """Everybody on the list, as the record may call them: no name of a stranger stands in it."""
        known = [u for u in self.unexpected if u not in self.unknown]
        return [*self.rightful, *known, *(f"stranger-{i}" for i, _ in enumerate(self.unknown, start=1))]


def listed(text: str) -> list[tuple[list[str], str]]:
    """The lines of a pasted list or a CSV file: what each calls somebody, and as what."""
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=_comma(text))]
    rows = [row for row in rows if any(row)]
    head = [cell.casefold() for cell in rows[0]] if rows else []
    names = [i for i, cell in enumerate(head) if cell in WHO]
    if not names:
        return [([row[0]], "any") for row in rows]
    roles = [i for i, cell in enumerate(head) if cell in ROLES]
    found = []
    for row in rows[1:]:
        called = [row[i] for i in names if i < len(row) and row[i]]
        if called:
            found.append((called, ", ".join(row[i] for i in roles if i < len(row)) if roles else "any"))
    return found


def _comma(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(",;\t", key=first.count)


def may_hold(policy: Policy, found: Registers, channel: str, day: date) -> list[str]:
    """Who may have the keys of a channel on a day."""
    keyed = {role.id for role in policy.roles if channel in role.keys}
    return list(dict.fromkeys(term.person for term in found.people_at(day) if term.role in keyed))


def compared(text: str, rightful: Sequence[str], logins: Mapping[str, str]) -> Compared:
    """A list against who may have the keys that day; ``logins`` says whose each login and name is."""
    seen, result = set[str](), Compared()
    for called, role in listed(text):
        if {part.strip().casefold() for part in re.split("[,|]", role)} <= NO_KEYS:
            result.without_keys += 1
            continue
        person = next((logins[name.casefold()] for name in called if name.casefold() in logins), None)
        if (person or called[0].casefold()) in seen:
            continue
        seen.add(person or called[0].casefold())
        if person in rightful:
            result.rightful.append(str(person))
            continue
        result.unexpected.append(person or called[0])
        if person is None:
            result.unknown.append(called[0])
    result.missing = [person for person in rightful if person not in result.rightful]
    return result


def moment(day: date, now: datetime, zone: str) -> datetime:
    """When a list of that day holds: its noon, or now where that is still to come."""
    noon = datetime.combine(day, time(12), ZoneInfo(zone))
    return min(noon, now)
