"""The door: which rules hold, which record is open, and who it is that stands there."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import streamlit as st

from pages.parts import sign_in
from pages.parts.jobs import Inbox
from pages.parts.visitor import Visitor, first_guise, in_guise, of_person
from pipelines.ledger import LEDGER, Ledger
from pipelines.ledger.people import Registers, registers, seeds
from pipelines.policy import Policy, load_policy
from pipelines.policy.layouts import FOLDER

EYES = "eyes"


@dataclass(frozen=True, slots=True)
class Door:
    """What one run of the front door works with; ``ledger`` is None where the data folder cannot be written."""

    policy: Policy
    ledger: Ledger | None
    now: Callable[[], datetime]
    is_sample: bool

    def registers(self) -> Registers:
        """Who holds which role; where there is no ledger, as the policy names the first people."""
        if self.ledger:
            return self.ledger.registers()
        return registers(({"id": None, **event} for event in seeds(self.policy)), self.policy)

    def today(self) -> date:
        """The organisation's day."""
        return self.registers().day(self.now())

    def person_of(self, login: str) -> str | None:
        """Whose login this is, if anybody's who holds a role today."""
        if self.ledger:
            return self.ledger.person_of(login)
        found = self.registers()
        known = {p: (p, *str(event["logins"]).casefold().split()) for p, event in found.people.items()}
        held = (p for p, logins in known.items() if login.casefold() in logins and found.roles_of(p, self.today()))
        return next(held, None)

    def person(self) -> str | None:
        """Who it is, if anybody of the registers."""
        login = sign_in.login(self.policy)
        return self.person_of(login) if login else None

    def visitor(self) -> Visitor:
        """Who it is: the owner of the account, or on sample data whoever they choose to be."""
        person = self.person()
        if not self.is_sample:
            return of_person(self.policy, self.registers(), self.today(), person)
        chosen = st.session_state.get(EYES)
        if chosen not in {role.id for role in self.policy.roles}:
            if person:
                return of_person(self.policy, self.registers(), self.today(), person)
            chosen = first_guise(self.policy).id
        return in_guise(self.policy, self.registers(), self.today(), chosen)

    def again(self, seen: Visitor) -> Visitor:
        """The same visitor by the registers of this moment: what a page asks before it hands out text."""
        if seen.is_guise:
            return seen
        return of_person(self.policy, self.registers(), self.today(), seen.person)


def opened(inbox: Inbox, data: Path, as_of: datetime | None) -> Door:
    """The door to a data folder; sample data (``as_of`` is given) stand still at their own time."""
    policy = _policy(inbox.policy, _signs(inbox.policy))

    def now() -> datetime:
        return as_of or datetime.now(UTC)

    return Door(policy, _ledger(data, policy, now), now, as_of is not None)


def eyes(door: Door, seen: Visitor) -> None:
    """On sample data, and only there: a choice of the role through whose eyes to look."""
    if not door.is_sample:
        return
    roles = {role.id: role.name for role in door.policy.roles}
    st.session_state["eyes_chosen"] = next(iter(seen.roles), next(iter(roles)))
    st.selectbox(
        "Look through the eyes of", list(roles), format_func=lambda role: roles[role], key="eyes_chosen",
        on_change=lambda: st.session_state.update({EYES: st.session_state["eyes_chosen"]}),
    )  # fmt: skip


def _ledger(data: Path, policy: Policy, now: Callable[[], datetime]) -> Ledger | None:
    """The ledger for as long as whoever holds it lives: a callback or a fragment outlives the run that drew it."""
    if not (data / LEDGER).exists() and not os.access(data, os.W_OK):
        return None
    ledger = Ledger(data, policy, now)
    weakref.finalize(ledger, ledger.store.close)
    return ledger


def _signs(path: Path) -> tuple[tuple[str, int], ...]:
    """What changes when the rules do: the policy's file and the layouts beside it."""
    files = [path, *sorted((path.parent / FOLDER).glob("*.toml"))]
    return tuple((str(file), file.stat().st_mtime_ns) for file in files if file.exists())


@st.cache_resource(max_entries=3, show_spinner=False)
def _policy(path: Path, signs: tuple[tuple[str, int], ...]) -> Policy:
    """The organisation's rules, the same for everybody."""
    return load_policy(path)
