"""What people confirmed and were allowed: the policy read, passwords kept, approvals, permissions and incidents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import markup, register_form, words
from pages.parts.register_form import Field, form
from pages.parts.registers import called
from pages.parts.status import BREACH, MET, NOT_EVIDENCED
from pipelines.ledger import Ledger

Event = dict[str, Any]


def read_button(desk: Desk, is_done: bool) -> None:
    """Whoever is there confirms that they have read the policy in force."""
    version = desk.policy.policy.version
    if is_done or not desk.visitor.may("acknowledgement"):
        return
    st.markdown(f"You have not yet confirmed that you have read version {words.plain(version)} of the policy.")
    if st.button(f"I have read version {version}", icon=":material/task_alt:"):
        event = {"kind": "acknowledgement", "policy_version": version}
        register_form.record(desk, f"read-{version}", event, f"Recorded: you have read version {version}.")


def acknowledgements(desk: Desk, ledger: Ledger) -> None:
    """Who has read the version in force, and who has not (S1-5, S5-3)."""
    version, found = desk.policy.policy, ledger.registers()
    today, read = found.day(ledger.now()), dict[str, str]()
    for event in ledger.events("acknowledgement"):
        if event["policy_version"] == version.version:
            read.setdefault(event["actor"], event["at"])
    st.header(f"Who has read version {words.plain(version.version)} of the policy", anchor=False)
    read_button(desk, desk.visitor.person in read)
    rows, titles = [], {role.id: role.name for role in desk.policy.roles}
    for term in found.people_at(today):
        due = max(term.since, version.effective)
        state = MET.named("read") if term.person in read else NOT_EVIDENCED.named(f"overdue since {words.on(due)}")
        at = words.instant(_at(read[term.person]), desk.publication["zone"]) if term.person in read else words.NOTHING
        rows.append((called(desk, ledger, found, term.person), [markup.escape(titles[term.role]), state, at]))
    markup.show(markup.table("Who has read the policy", ["Person", "Role", "State", "Confirmed"], rows))


def attestations(desk: Desk, ledger: Ledger) -> None:
    """What only a person can confirm, by whom and when, and whether it still counts (S7-1)."""
    st.header("What only a person can confirm", anchor=False)
    found, zone = ledger.registers(), desk.publication["zone"]
    today = found.day(ledger.now())
    newest = {event["subject"]: event for event in ledger.events("attestation")}
    rows = []
    for asked in desk.policy.attestations:
        last = newest.get(asked.id)
        at = found.day(_at(last["at"])) if last else None
        fresh = at is not None and today < at + timedelta(days=asked.every_days)
        state = MET.named("confirmed") if fresh else NOT_EVIDENCED.named("out of date" if last else "never confirmed")
        changed = date.fromisoformat(last["last_changed"]) if last and "last_changed" in last else None
        left = list(_left_since(desk, ledger, changed)) if changed else []
        told = BREACH.named(f"not changed since {words.listing(left)} left") if left else words.on(changed)
        by = called(desk, ledger, found, last["actor"]) if last else words.NOTHING
        rows.append((f"{asked.name} ({asked.clause})", [
            state, words.instant(_at(last["at"]), zone) if last else words.NOTHING, markup.escape(by), told,
            markup.escape(ledger.opened(last).get("statement") if last else ""),
        ]))  # fmt: skip
    head = ["What", "State", "Confirmed", "By", "Passwords last changed", "In their words"]
    markup.show(markup.table("What only a person can confirm", head, rows))
    _attest(desk, today)


def _attest(desk: Desk, today: date) -> None:
    subjects = {a.id: a.name for a in desk.policy.attestations}
    form(desk, "Confirm something", "attestation", [
        Field("subject", "What", subjects),
        Field("statement", "What you saw, and where it is kept", is_long=True, help="Never the password itself."),
        Field("last_changed", "Passwords last changed", is_day=True, is_needed=False),
    ], today)  # fmt: skip


def own(desk: Desk, today: date) -> None:
    """What whoever sees figures alone confirms for themselves."""
    read_button(desk, is_done=False)
    _attest(desk, today)


def _left_since(desk: Desk, ledger: Ledger, changed: date) -> Iterator[str]:
    """Who gave up a role with keys after the passwords were changed."""
    found, keyed = ledger.registers(), {role.id for role in desk.policy.roles if role.keys}
    today = found.day(ledger.now())
    for term in found.terms:
        still = any(t.person == term.person and t.role in keyed for t in found.people_at(today))
        if term.role in keyed and term.until and changed <= term.until < today and not still:
            yield called(desk, ledger, found, term.person)


def allowed(desk: Desk, ledger: Ledger) -> None:
    """Approvals, permissions and incidents, newest first."""
    st.header("Approvals, permissions and incidents", anchor=False)
    found, closed = ledger.registers(), {e["refers_to"]: e for e in ledger.events("incident_closed")}
    rows, channels = [], {c.id: c.name for c in desk.policy.channels}
    for event in [*ledger.events("approval", "permission", "incident_opened")][::-1][:100]:
        told = ledger.opened(event)
        what = told.get("subject_of") or told.get("reason") or "nothing written, or erased"
        state = words.NOTHING
        if event["kind"] == "incident_opened":
            state = MET.named("closed") if event["id"] in closed else BREACH.named("open")
        rows.append((words.instant(_at(event["at"]), desk.publication["zone"]), [
            _KINDS[event["kind"]] + (f" ({event['clause']})" if "clause" in event else ""), markup.escape(what),
            markup.escape(channels.get(event.get("channel", ""), words.NOTHING)), markup.escape(told.get("reference")),
            state, markup.escape(called(desk, ledger, found, event["actor"])),
        ]))  # fmt: skip
    if rows:
        head = ["When", "Kind", "What", "Channel", "Reference", "State", "By"]
        markup.show(markup.table("Approvals, permissions and incidents", head, rows))
    else:
        st.markdown("None is recorded.")
    _forms(desk, ledger, found.day(ledger.now()), closed, channels)


_KINDS = {"approval": "Approval", "permission": "Permission", "incident_opened": "Incident"}


def _forms(desk: Desk, ledger: Ledger, today: date, closed: dict[str, Event], channels: dict[str, str]) -> None:
    where = Field("channel", "Channel", channels, is_needed=False)
    until = Field("until", "Last day", is_day=True, is_needed=False)
    reference = Field("reference", "Reference, such as a letter or an e-mail", is_needed=False)
    for kind, title in (("approval", "Enter an approval"), ("permission", "Enter a permission")):
        what = Field("subject_of", "What it is for, and who gave it", is_long=True)
        form(desk, title, kind, [what, where, until, reference], today)
    clause = Field("clause", "Clause of the policy, such as S5-5")
    happened = Field("reason", "What happened", is_long=True)
    form(desk, "Open an incident", "incident_opened", [clause, where, happened], today)
    for event in ledger.events("incident_opened"):
        if event["id"] not in closed:
            when = words.on(_at(event["at"]))
            title = f"Close the incident of {when} ({event['clause']})"
            done = [Field("reason", "What was done", is_long=True)]
            form(desk, title, "incident_closed", done, today, refers_to=event["id"])


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
