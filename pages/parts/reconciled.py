"""Whether what is published of the record is the record: event by event, and each decision as the one action it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from pages import Desk
from pipelines.ledger import Ledger

_DECIDES = ("decision", "doubt_answered", "rewording_approved", "rewording_declined")
SHOWN = 20


@dataclass(slots=True)
class Reconciled:
    """How many events are published, how many wait for the next publication, and where the two differ."""

    published: int = 0
    waiting: int = 0
    differences: list[str] = field(default_factory=list)


def reconciled(desk: Desk, ledger: Ledger) -> Reconciled:
    """The published copy against the record itself, one to one and both ways."""
    held = desk.comments("select seq, body::varchar as body from comments.event order by seq")
    counts: dict[int, int] = {}
    digests: dict[int, bytes] = {}
    for seq, body in zip(held["seq"].tolist(), held["body"].tolist(), strict=True):
        counts[seq] = counts.get(seq, 0) + 1
        digests[seq] = _digest(body)
    result = Reconciled(len(counts))
    last = max(counts, default=0)
    wanted: dict[int, bytes] = {
        seq: _digest(body)
        for seq, body in ledger.store.db.execute("select seq, body from event where seq <= ?", (last,))
    }
    result.waiting = ledger.store.size() - last if ledger.store.size() > last else 0
    for seq in sorted(wanted.keys() | counts.keys()):
        if told := _difference(seq, wanted, digests, counts.get(seq, 0)):
            result.differences.append(told)
    result.differences += _actions(desk, ledger, last)
    return result


def _digest(body: str) -> bytes:
    return hashlib.sha256(body.encode()).digest()


def _difference(seq: int, wanted: dict[int, bytes], digests: dict[int, bytes], count: int) -> str:
    if seq not in wanted:
        return f"Event {seq} is published and is not in the record"
    if count != 1:
        return f"Event {seq} is published {count} times"
    return "" if digests[seq] == wanted[seq] else f"Event {seq} is published otherwise than it was recorded"


def _actions(desk: Desk, ledger: Ledger, last: int) -> list[str]:
    """Decisions on items that exports hold, against the actions from the record that the figures count."""
    found = desk.comments(
        "select s.line as seq, count(*) as n from (select unnest(sightings) as s from action where source = 'ledger') "
        "group by all"
    )
    counted = dict(zip(found["seq"].tolist(), found["n"].tolist(), strict=True))
    known = set(desk.comments("select item_key::varchar as item from comment")["item"])
    undone = {e["refers_to"] for e in ledger.events("undo") if e["seq"] <= last}
    wanted = {
        e["seq"] for e in ledger.events(*_DECIDES)
        if e["seq"] <= last and e.get("item") in known and e["id"] not in undone and e.get("direction") != "outbound"
    }  # fmt: skip
    lost = [
        f"Decision {seq} is not among the actions that the figures count" for seq in sorted(wanted - counted.keys())
    ]
    return lost + [f"Decision {seq} is counted {n} times" for seq, n in sorted(counted.items()) if n != 1]
