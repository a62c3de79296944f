"""Who is who, on the page Access: people with their dated roles, line managers and absences, and the forms for them."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages import Desk
from pages.parts import markup, words
from pages.parts.people import named
from pages.parts.register_form import Field, form
from pages.parts.status import MET, NOT_APPLICABLE, PROVISIONAL
from pipelines.ledger import Ledger
from pipelines.ledger.people import Registers, Term


def people(desk: Desk, ledger: Ledger) -> None:
    """Draws the registers as they stand today, then what may be changed in them."""
    found = ledger.registers()
    today = found.day(ledger.now())
    st.header("People and roles", anchor=False)
    st.markdown("What stands here is the truth from the first entry on; the policy named only the first people.")
    _roles(desk, ledger, found, today)
    _absences(desk, found, ledger)
    _forms(desk, found, today)
    _mistaken(desk, ledger, found, today)


def _roles(desk: Desk, ledger: Ledger, found: Registers, today: date) -> None:
    titles = {role.id: role.name for role in desk.policy.roles}
    rows = []
    for term in sorted(found.terms, key=lambda t: (not t.holds(today), t.person, t.since)):
        manager = found.line_manager(term.person, today)
        logins = ledger.opened(found.people[term.person]).get("logins") if term.person in found.people else None
        cells = [
            markup.escape(titles.get(term.role, term.role)), _state(term, today), words.on(term.since),
            words.on(term.until),
            markup.escape(named(desk, manager) if manager else words.NOTHING),
            markup.escape(", ".join(str(logins or "").split()) or words.NOTHING),
        ]  # fmt: skip
        rows.append((called(desk, ledger, found, term.person), cells))
    head = ["Person", "Role", "Today", "Since", "Last day", "Line manager", "Logins"]
    markup.show(markup.table("People and their roles", head, rows))


def _state(term: Term, today: date) -> str:
    if term.holds(today):
        return MET.named("in this role")
    return PROVISIONAL.named("to come") if term.since > today else NOT_APPLICABLE.named("ended")


def called(desk: Desk, ledger: Ledger, found: Registers, person: str) -> str:
    """A person's name with their key, or the key alone."""
    known = found.people.get(person)
    name = ledger.opened(known).get("name") if known else None
    return f"{name} ({person})" if name else person


def _absences(desk: Desk, found: Registers, ledger: Ledger) -> None:
    now, zone = ledger.now(), desk.publication["zone"]
    coming = [a for a in found.absences if a.until is None or a.until > now]
    if not coming:
        st.markdown("Nobody is away, and no absence is planned.")
        return
    rows = [
        (called(desk, ledger, found, a.person), [
            (PROVISIONAL.named("away now") if a.since <= now else NOT_APPLICABLE.named("planned")),
            words.instant(a.since, zone), words.instant(a.until, zone) if a.until else "until further notice",
        ])
        for a in sorted(coming, key=lambda a: a.since)
    ]  # fmt: skip
    markup.show(markup.table("Absences", ["Person", "State", "From", "Until"], rows))


def _forms(desk: Desk, found: Registers, today: date) -> None:
    known = {p: p for p in found.people}
    roles = {role.id: role.name for role in desk.policy.roles}
    who = Field("person", "Who", known)
    since, until = Field("since", "From", is_day=True), Field("until", "Last day", is_day=True, is_needed=False)
    key = "Small letters, digits, dots and hyphens; it stands in the record for good, so let it be no name."
    form(desk, "Add a person", "person_added", [
        Field("person", "Key", help=key), Field("name", "Name", is_needed=False),
        Field("logins", "Logins, with blanks between", is_needed=False, help="Accounts of the computer, addresses."),
    ], today)  # fmt: skip
    form(desk, "Give a role", "role_given", [who, Field("role_id", "Role", roles), since, until], today)
    last = Field("until", "Last day", is_day=True)
    form(desk, "End a role", "role_ended", [who, Field("role_id", "Role", roles), last], today)
    manager = Field("line_manager", "Line manager", known)
    form(desk, "Set a line manager", "line_manager_set", [who, manager, since], today)
    form(desk, "Enter an absence", "absence_set", [who, since, until], today)


def _mistaken(desk: Desk, ledger: Ledger, found: Registers, today: date) -> None:
    """An absence that was recorded by mistake is taken back by an event of its own."""
    if not desk.visitor.may("absence_set"):
        return
    is_final = any(r.final_word for r in desk.policy.roles if r.id in desk.visitor.roles)
    zone, offered = desk.publication["zone"], dict[str, str]()
    for absence in reversed(found.absences):
        recorded = ledger.store.event(absence.id) or {}
        if is_final or recorded.get("actor") in (None, desk.visitor.person):
            until = words.instant(absence.until, zone) if absence.until else "until further notice"
            who = called(desk, ledger, found, absence.person)
            offered[absence.id] = f"{who}: {words.instant(absence.since, zone)} – {until}"
    if offered:
        which = Field("refers_to", "Absence", offered)
        reason = Field("reason", "Why it was a mistake", is_needed=False)
        form(desk, "Take back an absence recorded by mistake", "undo", [which, reason], today)
