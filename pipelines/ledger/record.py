"""The ledger: what may be recorded is checked here, where it is stored, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa

from pipelines.as_json import plain
from pipelines.errors import EventRefused, NotAllowed
from pipelines.ledger import routes
from pipelines.ledger.case import Case
from pipelines.ledger.forms import formed
from pipelines.ledger.items import ItemState, state_of
from pipelines.ledger.keys import revision_of
from pipelines.ledger.kinds import KINDS, OF_PROOF, SEALED
from pipelines.ledger.people import REGISTERS, Registers, registers, seeds
from pipelines.ledger.rules import breaches
from pipelines.ledger.store import PAGE, Store
from pipelines.policy import Policy

AT_THE_DOOR = ("newest_revision", "seen_seq")  # what the caller saw; asked here and not recorded
_REGISTERS = f"kind in ({', '.join(repr(k) for k in REGISTERS)})"


class Ledger:
    """The ledger of a data folder, under a policy. ``now`` tells the time at which events are recorded."""

    def __init__(self, data: Path, policy: Policy, now: Callable[[], datetime] | None = None) -> None:
        self.store, self.policy = Store(data), policy
        self.now = now or (lambda: datetime.now(UTC))
        self._registers: tuple[int, Registers] | None = None

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    # Recording.

    def record(self, event: Mapping[str, Any], *, is_imported: bool = False) -> dict[str, Any]:
        """Appends one event and returns it as recorded; one that was recorded before is returned as it is.

        Raises:
            EventRefused: it may not be recorded; the error says why.
        """
        return self.record_all([event], is_imported=is_imported)[0]

    def record_all(self, events: Iterable[Mapping[str, Any]], *, is_imported: bool = False) -> list[dict[str, Any]]:
        """Appends several events, all or none.

        Raises:
            EventRefused: one may not be recorded.
        """
        given = [(self._formed(event), {n: event.get(n) for n in AT_THE_DOOR}) for event in events]
        if any(event["kind"] in OF_PROOF for event, _ in given):
            raise NotAllowed("event", "nobody records what proves the record", "Run: python -m pipelines checkpoint")
        with self.store.transaction():
            self.seed()
            return [self._record(event, is_imported=is_imported, **seen) for event, seen in given]

    def note(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Records what the software did: a checkpoint, an export, a read."""
        return self.record({"kind": kind, "at": plain(self.now()), **fields})

    def note_within(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The same within a transaction that has begun."""
        self.seed()
        event = self._formed({"kind": kind, "at": plain(self.now()), **fields})
        return self._record(event, is_imported=False, newest_revision=None, seen_seq=None)

    def _formed(self, event: Mapping[str, Any]) -> dict[str, Any]:
        found = formed({name: value for name, value in event.items() if name not in AT_THE_DOOR}, self.policy)
        if "channel" in found:
            found |= {"item": self._key(found, found["item"])} if "item" in found else {}
            found |= {"items": [self._key(found, item) for item in found["items"]]} if "items" in found else {}
        if "text" in found and "revision" not in found:
            found["revision"] = self.revision(found["text"])
        return found

    def _key(self, event: Mapping[str, Any], item: str) -> str:
        return item if _is_key(item) else self.policy.item_key(event["channel"], item)

    def revision(self, text: str) -> str:
        """The name of a wording: events say by it which words were judged."""
        return revision_of(self.store.data, text)

    def _record(
        self, event: dict[str, Any], *, is_imported: bool, newest_revision: str | None, seen_seq: int | None
    ) -> dict[str, Any]:
        if (before := self.store.event(event["id"])) is not None:
            return self._repeated(event, before)
        referred = self.store.event(event["refers_to"]) if "refers_to" in event else None
        event |= {n: referred[n] for n in ("channel", "item") if referred and n in referred and n not in event}
        followers = self.followers(event["refers_to"]) if referred else []
        state = self.item(event["item"]) if "item" in event else ItemState()
        case = Case(
            event, self.policy, self.registers(), self.now(), state, referred, followers, newest_revision, seen_seq,
            is_imported,
        )  # fmt: skip
        exceptions = []
        for breach in breaches(case):
            if not (is_imported and breach.is_bearable):
                raise breach.refusal(event)
            exceptions.append(breach.clause)
        return self._append(event | self._worked_out(case) | ({"exceptions": exceptions} if exceptions else {}))

    def _repeated(self, event: Mapping[str, Any], before: dict[str, Any]) -> dict[str, Any]:
        """A retry after a crash doubles nothing."""
        known = self.store.opened(before)
        if any(known.get(name) not in (value, None) for name, value in event.items()):
            raise EventRefused(f"event {event['kind']}", f'another event has the id "{event["id"]}"', "Give a new id")
        return before

    def _worked_out(self, case: Case) -> dict[str, Any]:
        """What is never believed: the role on that day, the policy, whether it is final, and whose the answer is."""
        event, role = case.event, case.role
        found: dict[str, Any] = {"policy": self.policy.policy.version, "role": role.id if role and case.actor else None}
        if case.kind in ("decision", "doubt_answered"):
            found |= {"automated_decision": "not automated", "source_type": event.get("source_type", "own_initiative")}
            found["automated_detection"] = event.get("automated_detection", bool(event.get("scores")))
            if event["decision"] in ("remove", "hide", "decline"):
                found["decision_ground"] = event.get("decision_ground", "rules")
            if role and role.final_word and event["decision"] != "doubt":
                found["is_final"] = True
        verb = event.get("decision") if case.kind in ("decision", "doubt_answered") else None
        if case.kind == "decision" and case.state.doubt and verb not in ("doubt", "safeguarding"):
            found["refers_to"] = case.state.doubt["id"]
        if verb == "doubt":
            direction = event.get("direction", "inbound")
            found |= routes.doubt(case.registers, self.policy, case.actor, case.at, direction).as_fields()
        elif verb == "safeguarding" or case.kind == "safeguarding_reported":
            found |= routes.concern(case.registers, self.policy, case.actor, case.at).as_fields()
        return found

    def _append(self, event: dict[str, Any]) -> dict[str, Any]:
        """Seals what was written, stores the event."""
        recorded_at = str(plain(self.now()))
        subjects = [f"{n}:{event[n]}" for n in ("item", "author", "person") if n in event]
        kept_as = "safeguarding" if event.get("decision") == "safeguarding" else KINDS[event["kind"]].kept_as
        body = {
            name: self.store.seal(value, name, kept_as, recorded_at, subjects) if name in (*SEALED, "author") else value
            for name, value in event.items()
        }
        body |= {"recorded_at": recorded_at}
        seq = self.store.append(body)
        return body | {"seq": seq}

    def seed(self) -> None:
        """Records the first people before anything else, within a transaction that has begun."""
        if not self.store.size():
            for event in seeds(self.policy):
                made = self._formed(event)
                self._append(made | {"policy": self.policy.policy.version, "role": None})

    # Reading.

    def registers(self) -> Registers:
        """The registers as they are now; before anything is recorded, as the policy has them."""
        sql = f"select coalesce(max(seq), 0) from event where {_REGISTERS}"
        (newest,) = self.store.db.execute(sql).fetchone()
        if self._registers is None or self._registers[0] != newest:
            events = self.store.events(_REGISTERS) if newest else ({"id": None, **e} for e in seeds(self.policy))
            self._registers = (newest, registers(events, self.policy))
        return self._registers[1]

    def person_of(self, login: str) -> str | None:
        """Whose login this is, if anybody's who holds a role today."""
        found = self.registers()
        for person, added in found.people.items():
            logins = str(self.store.opened(added.get("logins")) or "").casefold().split()
            if login.casefold() in (person, *logins) and found.roles_of(person, found.day(self.now())):
                return person
        return None

    def followers(self, event_id: str) -> list[dict[str, Any]]:
        """The events that refer to one, less those that were undone."""
        undone = "exists (select 1 from event u where u.refers_to = event.id and u.kind = 'undo')"
        return list(self.store.events(f"refers_to = ? and not {undone}", (event_id,)))

    def opened(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """An event with what was written; None in place of what is erased."""
        return dict(self.store.opened(dict(event)))

    def item(self, key: str) -> ItemState:
        """How an item stands."""
        return state_of(self.store.events("item = ?", (key,)))

    def events(self, *kinds: str, after: int = 0) -> Iterator[dict[str, Any]]:
        """Events of these kinds, or all, in order."""
        marks = f" and kind in ({', '.join('?' * len(kinds))})" if kinds else ""
        return self.store.events(f"seq > ?{marks}", (after, *kinds))

    def states(self, after: int = 0) -> dict[str, ItemState]:
        """How every item stands of which an event since that number speaks: with the last size, what is new."""
        if after:
            sql = "select distinct item from event where seq > ? and item is not null"
            return {key: self.item(key) for (key,) in self.store.db.execute(sql, (after,)).fetchall()}
        found: dict[str, list[dict[str, Any]]] = {}
        for event in self.store.events("item is not null"):
            found.setdefault(event["item"], []).append(event)
        return {key: state_of(events) for key, events in found.items()}

    def arrow(self, after: int = 0) -> pa.Table:
        """Events as columns ``seq`` and ``body`` (their canonical JSON), for whoever counts them."""
        schema = pa.schema([("seq", pa.int64()), ("body", pa.string())])
        rows = self.store.db.execute("select seq, body from event where seq > ? order by seq", (after,))
        # In pages: a hundred thousand rows at once are as many objects for Python to look after, at twice the time.
        pages = iter(lambda: rows.fetchmany(PAGE), [])
        columns = (dict(zip(schema.names, zip(*page, strict=True), strict=True)) for page in pages)
        return pa.Table.from_batches((pa.RecordBatch.from_pydict(c, schema) for c in columns), schema)

    def approved(self) -> list[dict[str, Any]]:
        """The words that authors agreed to, by event and item; None where they are erased."""
        told = ("seq", "item", "approved")
        found = (self.opened(event) for event in self.events("rewording_approved"))
        return [{name: event[name] for name in told} for event in found if "item" in event]

    def logins(self) -> list[dict[str, Any]]:
        """Who held which role under which login, and when."""
        found = self.registers()
        names = {p: str(self.store.opened(e.get("logins")) or "").split() for p, e in found.people.items()}
        return [
            {"login": login.casefold(), "person": t.person, "role": t.role, "since": t.since, "until": t.until}
            for t in found.terms
            for login in {t.person, *names.get(t.person, ())}
        ]


def _is_key(item: str) -> bool:
    try:
        return len(item) == 36 and bool(UUID(item))
    except ValueError:
        return False


def as_lines(text: str) -> list[Any]:
    """JSON handed in: one event, a list of them, or one a line."""
    try:
        found = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return found if isinstance(found, list) else [found]
