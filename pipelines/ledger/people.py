"""The registers as they stood on a day: who held which role, who managed whom, who was away.

They are read from the events themselves. ``policy.toml`` names the first people; from the first event on, what is
recorded is the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.policy import Channel, Policy

REGISTERS = (
    "person_added", "role_given", "role_ended", "line_manager_set", "absence_set", "channel_changed", "undo",
)  # fmt: skip


@dataclass(slots=True)
class Term:
    """Somebody's time in a role; ``until`` is the last day."""

    person: str
    role: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody's absence, from an instant to before another."""

    id: str
    person: str
    since: datetime
    until: datetime | None


@dataclass(slots=True)
class Registers:
    """What the registers say."""

    zone: ZoneInfo
    order: list[str]  # role ids as the policy lists them
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    managers: list[tuple[str, str, date]] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    changes: list[Mapping[str, Any]] = field(default_factory=list)  # of channels

    def day(self, instant: datetime) -> date:
        """The organisation's day of an instant."""
        return instant.astimezone(self.zone).date()

    def people_at(self, day: date) -> list[Term]:
        """Everybody's roles on a day, in the policy's order of roles."""
        held = [t for t in self.terms if t.holds(day)]
        return sorted(held, key=lambda t: (self.order.index(t.role) if t.role in self.order else 99, t.person))

    def roles_of(self, person: str, day: date) -> list[str]:
        """A person's roles on a day."""
        return [t.role for t in self.people_at(day) if t.person == person]

    def role_of(self, person: str, day: date) -> str | None:
        """The first of these."""
        return next(iter(self.roles_of(person, day)), None)

    def line_manager(self, person: str, day: date) -> str | None:
        """A person's line manager on a day."""
        named = [(since, i, manager) for i, (who, manager, since) in enumerate(self.managers) if who == person]
        return max((n for n in named if n[0] <= day), default=(day, 0, None))[2]

    def is_absent(self, person: str, instant: datetime) -> bool:
        """Whether somebody is away at an instant."""
        return any(a.person == person and a.since <= instant and (a.until is None or instant < a.until)
                   for a in self.absences)  # fmt: skip

    def channel(self, channel: Channel, day: date) -> Channel:
        """A channel as it was on a day: the policy's, with what the registers changed."""
        for change in self.changes:
            last = change.get("until", "9999-12-31")[:10]
            if change["channel"] == channel.id and change["since"][:10] <= day.isoformat() <= last:
                channel = replace(channel, **{n: change[n] for n in ("can", "moderation") if n in change})
        return channel

    def start_of(self, moment: str) -> datetime:
        """An instant as written, or the beginning of a day."""
        return _instant(moment, self.zone)

    def end_of(self, moment: str) -> datetime:
        """An instant as written, or the end of a day, however long the clocks make it."""
        return _instant(moment, self.zone, timedelta(days=1))


def _instant(moment: str, zone: ZoneInfo, more: timedelta = timedelta()) -> datetime:
    if len(moment) > 10:
        return datetime.fromisoformat(moment)
    return datetime.combine(date.fromisoformat(moment) + more, time(), zone).astimezone(UTC)


def registers(events: Iterable[Mapping[str, Any]], policy: Policy) -> Registers:
    """The registers that these events, in order, make."""
    found = Registers(ZoneInfo(policy.organisation.zone), [r.id for r in policy.roles])
    told = list(events)
    undone = {e["refers_to"] for e in told if e["kind"] == "undo"}
    for event in told:
        if event["id"] not in undone and event["kind"] != "undo":
            _take(found, event)
    return found


def _take(found: Registers, event: Mapping[str, Any]) -> None:
    match event["kind"]:
        case "person_added":
            found.people[event["person"]] = dict(event)
        case "role_given":
            until = date.fromisoformat(event["until"][:10]) if "until" in event else None
            found.terms.append(Term(event["person"], event["role_id"], date.fromisoformat(event["since"][:10]), until))
        case "role_ended":
            last = date.fromisoformat(event["until"][:10])
            for term in found.terms:
                if (term.person, term.role) == (event["person"], event["role_id"]) and term.holds(last):
                    term.until = last
        case "line_manager_set":
            since = date.fromisoformat(event["since"][:10])
            found.managers.append((event["person"], event["line_manager"], since))
        case "channel_changed":
            found.changes.append(event)
        case "absence_set":
            until_ = found.end_of(event["until"]) if "until" in event else None
            since_ = found.start_of(event["since"])
            found.absences.append(Absence(event["id"], event["person"], since_, until_))


def seeds(policy: Policy) -> Iterator[dict[str, Any]]:
    """The first people, as the events by which they enter the registers."""
    added: set[str] = set()
    for person in policy.people:
        at = f"{person.since.isoformat()}T00:00:00Z"
        if person.id not in added:
            logins = " ".join(person.logins)
            yield {"kind": "person_added", "at": at, "person": person.id, "logins": logins}
        added.add(person.id)
        term = {"person": person.id, "role_id": person.role, "since": person.since.isoformat()}
        yield {"kind": "role_given", "at": at, **term, **({"until": person.until.isoformat()} if person.until else {})}
        if person.line_manager:
            named = {"line_manager": person.line_manager, "since": person.since.isoformat()}
            yield {"kind": "line_manager_set", "at": at, "person": person.id, **named}
