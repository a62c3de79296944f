"""Erasing what was sealed: text and salt go, the commitment and the proof stay, and an event says what went and why."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from pipelines.as_json import plain
from pipelines.errors import LedgerBusy, LegalHold
from pipelines.ledger.record import Ledger


def held(ledger: Ledger) -> tuple[set[str], set[str]]:
    """The items and the authors under a legal hold."""
    items: set[str] = set()
    authors: set[str] = set()
    for hold in ledger.events("legal_hold_set"):
        done = {f["kind"] for f in ledger.followers(hold["id"])}
        if not done & {"legal_hold_lifted", "undo"}:
            items |= {hold["item"]} if "item" in hold else set()
            authors |= {ledger.opened(hold).get("author") or ""} - {""}
    return items, authors


def check_holds(ledger: Ledger, items: Collection[str], authors: Collection[str]) -> None:
    """Nothing to be erased is under a hold.

    Raises:
        LegalHold: something is.
    """
    held_items, held_authors = held(ledger)
    if held_items & set(items) or held_authors & set(authors):
        raise LegalHold("erase", "a legal hold keeps this", "Have the hold lifted first, and record that")


def erase(
    ledger: Ledger, items: Collection[str], authors: Collection[str], *, why: str | None, actor: str | None
) -> int:
    """Empties everything sealed of these items and authors; returns how many texts went.

    Raises:
        LegalHold: some of it is under a hold.
        LedgerBusy: somebody reads, so that the bytes could not be cleared yet; run it again.
    """
    subjects = [*(f"item:{i}" for i in items), *(f"author:{a}" for a in authors)]
    with ledger.store.transaction():
        check_holds(ledger, items, authors)
        chosen = _commitments(ledger, subjects)
        if chosen or items:
            _empty(ledger, chosen, {"items": sorted(items), "because": why, "actor": actor})
    _clear(ledger)
    return len(chosen)


def erase_expired(ledger: Ledger, actor: str | None) -> int:
    """Empties what is older than its class is kept, holds apart; returns how many texts went."""
    kept = ledger.policy.retention
    days = {"decisions": kept.decisions_days, "safeguarding": kept.safeguarding_days, "registers": kept.registers_days}
    with ledger.store.transaction():
        items, authors = held(ledger)
        spared = set(_commitments(ledger, [*(f"item:{i}" for i in items), *(f"author:{a}" for a in authors)]))
        chosen: list[str] = []
        for kept_as, age in days.items():
            before = plain(ledger.now() - timedelta(days=age))
            sql = "select commitment from sealed where class = ? and sealed_at < ? and content is not null"
            chosen += [c for (c,) in ledger.store.db.execute(sql, (kept_as, before)) if c not in spared]
        chosen = [c for c in chosen if not _is_in_force(ledger, c)]
        if chosen:
            _empty(ledger, chosen, {"because": "kept as long as the policy says", "is_expiry": True, "actor": actor})
    _clear(ledger)
    return len(chosen)


def _is_in_force(ledger: Ledger, commitment: str) -> bool:
    """Whether a text is needed still: somebody's login while they hold a role, a hold that is not lifted."""
    event = next(ledger.store.events("seq = (select seq from sealed where commitment = ?)", (commitment,)))
    if event["kind"] == "person_added":
        today = ledger.registers().day(ledger.now())
        return bool(ledger.registers().roles_of(event["person"], today))
    return event["kind"] == "legal_hold_set" and not ledger.followers(event["id"])


def _commitments(ledger: Ledger, subjects: list[str]) -> list[str]:
    sql = "select commitment from subject join sealed using (commitment) where subject = ? and content is not null"
    return list(dict.fromkeys(c for s in subjects for (c,) in ledger.store.db.execute(sql, (s,))))


def _empty(ledger: Ledger, chosen: list[str], fields: dict[str, Any]) -> None:
    db, seq = ledger.store.db, ledger.store.size() + 1
    for commitment in chosen:
        db.execute(
            "update sealed set content = null, salt = null, erased_by = ? where commitment = ?", (seq, commitment)
        )
        db.execute("delete from subject where commitment = ?", (commitment,))
    digest = hashlib.sha256(b"".join(map(bytes.fromhex, sorted(chosen)))).hexdigest()
    made = ledger.note_within("erased", count=len(chosen), digest=digest, **fields)
    assert made["seq"] == seq


def _clear(ledger: Ledger) -> None:
    if not ledger.store.emptied():
        what = "it is being read, so what was erased is still in its write-ahead log"
        raise LedgerBusy(str(ledger.store.path), what, "Close what reads it and run the same command again")


def about(ledger: Ledger, items: Collection[str], authors: Collection[str]) -> Iterator[dict[str, Any]]:
    """Every event on these items or with words of these authors, opened."""
    subjects = [*(f"item:{i}" for i in items), *(f"author:{a}" for a in authors)]
    sql = "select distinct seq from subject join sealed using (commitment) where subject = ?"
    seqs = {seq for s in subjects for (seq,) in ledger.store.db.execute(sql, (s,))}
    seqs |= {e["seq"] for item in items for e in ledger.store.events("item = ?", (item,))}
    for seq in sorted(seqs):
        yield from (ledger.opened(event) for event in ledger.store.events("seq = ?", (seq,)))
