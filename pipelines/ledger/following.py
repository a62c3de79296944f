"""What must hold of what follows decisions - rewordings, concerns, rounds - and of the registers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.errors import MalformedEvent, NotAllowed, OutOfOrder
from pipelines.ledger import routes
from pipelines.ledger.case import Breach, Case
from pipelines.own_rules import checked_for

STANDS = ("kept", "otherwise")  # how the CEO answers an open question: as the policy file does, or not
_PASSWORD = re.compile(r"\bpass(?:word|code|phrase)?\s*(?:[:=]|is)\s*\S", re.IGNORECASE)


def rewording(case: Case) -> Iterator[Breach]:
    """S8-11 and S8-12: published is only what its author agreed to."""
    done = {f["kind"]: f for f in case.followers}
    if case.kind == "rewording_proposed" and case.referred and case.referred.get("decision") != "reword":
        yield Breach(OutOfOrder, "S8-11", "the decision that it follows is not to reword", "Decide to reword first")
    if case.kind == "rewording_approved":
        answer = done.get("rewording_answered", {}).get("answer")
        if answer not in ("agreed", "changed"):
            yield Breach(
                OutOfOrder, "S8-11", "its author has not agreed", "Record the author's answer first, or decline"
            )
        if "rewording_declined" in done:
            yield Breach(OutOfOrder, "S8-12", "it was declined", "Propose it again")
    if case.kind == "rewording_declined" and "rewording_approved" in done:
        yield Breach(OutOfOrder, "S8-12", "it was approved", "Undo the approval first")


def safeguarding(case: Case) -> Iterator[Breach]:
    """S5-8: a concern is acknowledged by those it is with, and referred while it is open."""
    raised = case.referred
    if raised is None:
        return
    if raised["kind"] == "decision" and raised.get("decision") != "safeguarding":
        yield Breach(OutOfOrder, "S5-8", "what it follows is no concern about anybody's safety", "Name the concern")
    if case.kind == "safeguarding_acknowledged":
        route = routes.concern(case.registers, case.policy, str(raised.get("actor")), case.at)
        whose = list(dict.fromkeys([*raised.get("routed_to", []), *route.people]))
        if whose and case.actor not in whose:
            yield Breach(NotAllowed, "S5-8", f"the concern is with {' and '.join(whose)}", "Leave it to them")
    if case.kind == "safeguarding_referred" and any(f["kind"] == "safeguarding_closed" for f in case.followers):
        yield Breach(OutOfOrder, "S5-8", "the concern is closed", "Report it again")


def round_(case: Case) -> Iterator[Breach]:
    """S5-11: what a round covered, and that an empty one is attested."""
    event = case.event
    if event["covered_through"] > event["at"]:
        yield Breach(MalformedEvent, "S5-11", "it covers a time after its end", 'Mend "covered_through"')
    if bool(event.get("attested_empty")) != (event["items_seen"] == 0):
        what = "a round in which nothing was seen is attested as empty, and no other"
        yield Breach(MalformedEvent, "S5-11", what, 'Set "attested_empty" to true exactly where "items_seen" is 0')
    if case.referred and case.referred.get("channel") != event["channel"]:
        yield Breach(OutOfOrder, "S5-11", "it began on another channel", "Name the round that it ends")
    started = event.get("started_at") or (case.referred or event)["at"]
    if started > event["at"]:
        yield Breach(MalformedEvent, "S5-11", "it ended before it began", "Mend its times")


def register(case: Case) -> Iterator[Breach]:
    """Registers speak of people they know, and of spans that end after they begin."""
    event, known = case.event, case.registers.people
    if case.kind == "person_added":
        if event["person"] in known:
            yield Breach(OutOfOrder, "", f'"{event["person"]}" is in the register already', "Use another key")
        return
    for name in ("person", "line_manager"):
        if name in event and event[name] not in known:
            yield Breach(OutOfOrder, "", f'"{event[name]}" is not in the register of people', "Add them first")
    if event.get("line_manager") == event["person"]:
        yield Breach(MalformedEvent, "", "nobody is their own line manager", "Name another")
    since, until = event.get("since"), event.get("until")
    if since and until and case.registers.end_of(until) <= case.registers.start_of(since):
        yield Breach(MalformedEvent, "", "it ends before it begins", "Mend its days")
    if case.kind == "role_ended":
        day = case.registers.day(case.registers.start_of(event["until"]))
        if event["role_id"] not in case.registers.roles_of(event["person"], day):
            yield Breach(
                OutOfOrder, "", f'"{event["person"]}" does not hold that role on {day}', "Mend the day or role"
            )


def own_post(case: Case) -> Iterator[Breach]:
    """S6-1, S1-4: what a post of our own is checked for is known, and whoever is named for one is in the register."""
    event = case.event
    known = [str(one["category"]) for one in checked_for(case.policy)]
    if "category" in event and event["category"] not in known:
        what = f'posts are not checked for "{event["category"]}"'
        yield Breach(MalformedEvent, "S6-1", what, f"Name one of: {', '.join(known)}")
    if "person" in event and event["person"] not in case.registers.people:
        what = f'"{event["person"]}" is not in the register of people'
        yield Breach(OutOfOrder, "S1-4", what, "Have them added first")


def choice(case: Case) -> Iterator[Breach]:
    """What is chosen answers a question that the policy file asks, as ``question:kept`` or ``:otherwise``."""
    name, _, stand = case.event["choice"].partition(":")
    asked = next((q for q in case.policy.open_questions if q.id == name), None)
    if asked is None or stand not in STANDS:
        questions = ", ".join(q.id for q in case.policy.open_questions)
        do = f"Name one of these with {' or '.join(f':{s}' for s in STANDS)}: {questions}"
        yield Breach(MalformedEvent, "", "it answers no open question of the policy file", do)
    elif case.event["clause"] not in asked.clauses:
        yield Breach(MalformedEvent, "", "that question is about other clauses", f"Use {', '.join(asked.clauses)}")
    elif stand == "otherwise" and "because" not in case.event:
        yield Breach(MalformedEvent, "", "it does not say what is chosen instead", 'Give "because"')


def attestation(case: Case) -> Iterator[Breach]:
    """S7-1: no password stands in one."""
    if _PASSWORD.search(str(case.event.get("statement", ""))):
        yield Breach(MalformedEvent, "S7-1", "a password is never written here", "Say where it is kept, not what it is")


def hold(case: Case) -> Iterator[Breach]:
    """A hold holds something."""
    if not {"item", "author"} & case.event.keys():
        yield Breach(MalformedEvent, "S4-7", "it holds nothing", 'Give "item" or "author"')


def visibility(case: Case) -> Iterator[Breach]:
    """S5-12: what is confirmed is some item."""
    if case.referred is None and "item" not in case.event:
        yield Breach(MalformedEvent, "S5-12", "it names no item", 'Give "refers_to", or "channel" and "item"')
