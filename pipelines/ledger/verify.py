"""Proves the record against itself and against checkpoints that somebody else kept, in one pass and little memory.

What this shows is that nothing before the last such checkpoint was changed, moved, put in or taken out. It shows of
no event that it was recorded in the first place, and of the events after that checkpoint only that they agree with
each other.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines.ledger import merkle
from pipelines.ledger.checkpoint import KEY, Checkpoint, b64, held_key, origin_of, public
from pipelines.ledger.keys import KEYS
from pipelines.ledger.kinds import OF_PROOF
from pipelines.ledger.signers import NEXT, Signer, in_force, is_vouched, objection, signers
from pipelines.ledger.store import Store, commitment_of
from pipelines.ledger.verdict import Verdict

_COMMITMENT = re.compile(r'\{"sealed":"([0-9a-f]{64})"\}')


@dataclass
class _Bad(Exception):
    why: str
    seq: int | None = None
    event_id: str | None = None
    upto: int | None = None


@dataclass
class _Run:
    """One pass over the events."""

    store: Store
    named: list[Signer] = field(default_factory=list)
    wanted: dict[int, list[tuple[bytes, int, Checkpoint]]] = field(default_factory=dict)
    peaks: list[tuple[int, bytes]] = field(default_factory=list)
    size: int = 0
    agreed: int = 0
    commitments: int = 0
    told: list[str] = field(default_factory=list)
    erasures: dict[int, tuple[int, str]] = field(default_factory=dict)
    erased_by: set[int] = field(default_factory=set)

    def events(self) -> None:
        """Every event is itself, in its place, under the nodes that it completed."""
        nodes = self.store.db.execute("select hash from node order by place")
        for seq, body, leaf in self.store.db.execute("select seq, body, leaf from event order by seq"):
            event = read_event(seq, body, leaf, self.size + 1)
            self._own_checkpoint(event)
            for made in merkle.grown(self.peaks, bytes(leaf)):
                if (stored := nodes.fetchone()) is None or bytes(stored[0]) != made:
                    raise _Bad("the tree above it is another", seq, event["id"])
            self.size = seq
            self._sealed(seq, body, event)
            self._kept(event)
        if nodes.fetchone() is not None:
            raise _Bad("the tree speaks of an event that is gone", self.size + 1)

    def _own_checkpoint(self, event: dict[str, Any]) -> None:
        if event["kind"] in OF_PROOF:
            root = merkle.folded(self.peaks).hex()
            if (event.get("size"), event.get("root")) != (self.size, root):
                raise _Bad("the events before it are not those that this checkpoint was made of", *_named(event))
            self._key(event)
        if event["kind"] == "erased":
            self.erasures[event["seq"]] = (event.get("count", -1), event.get("digest", ""))

    def _key(self, event: dict[str, Any]) -> None:
        """Each new key is vouched for by the one before, or it is said plainly that it is not."""
        signer = in_force(self.named, event["seq"])
        if event["kind"] == "checkpoint_made":
            if signer and "key" in event and event["key"] != b64(signer.key):
                raise _Bad("it speaks of a key that was not in force", *_named(event))
        elif "signature" not in event:
            what = "names a new signing key that the one before did not sign, as when that is lost: ask whether it was"
            self.told.append(f"event {event['seq']} {what}")
        elif not is_vouched(self.named, event):
            raise _Bad("it names a new signing key, and the one before did not sign that", *_named(event))

    def _kept(self, event: dict[str, Any]) -> None:
        """What a checkpoint kept elsewhere says of the tree at this size."""
        for subtree, first, checkpoint in self.wanted.pop(self.size, ()):
            if self.peaks[-1][1] != subtree:
                why = f"it differs from what the checkpoint of {checkpoint.time} was made of"
                if wrong := objection(self.named, checkpoint.key, checkpoint.size):
                    why += f"; that checkpoint {wrong}"
                if found := self._in_pack(checkpoint.events, first, subtree):
                    raise _Bad(f"{why}, and from the event of that number in {checkpoint.events}", *found)
                since = max(first, self.agreed + 1)
                is_one = since == self.size
                raise _Bad(why, since, event["id"] if is_one else None, None if is_one else self.size)
            self.agreed = max(self.agreed, self.size)

    def _in_pack(self, events: Path | None, first: int, subtree: bytes) -> tuple[int, str] | None:
        """The first event, from that on, which is another in a pack that is itself what its checkpoint says."""
        if events is None:
            return None
        peaks: list[tuple[int, bytes]] = []
        other: tuple[int, str] | None = None
        stored = self.store.db.execute("select seq, leaf, id from event where seq >= ? order by seq", (first,))
        with events.open("rb") as lines:
            for line, (seq, leaf, event_id) in zip(islice(lines, first - 1, self.size), stored, strict=False):
                kept = merkle.leaf_hash(line.rstrip(b"\n"))
                other = other or (None if kept == bytes(leaf) else (seq, event_id))
                merkle.grown(peaks, kept)
        return other if [found for _, found in peaks] == [subtree] else None

    def _sealed(self, seq: int, body: str, event: dict[str, Any]) -> None:
        """Every text is the one that was sealed, or gone with an event that says so."""
        for commitment in _COMMITMENT.findall(body):
            sql = "select salt, content, erased_by, seq from sealed where commitment = ?"
            salt, content, erased_by, of = self.store.db.execute(sql, (commitment,)).fetchone() or (None,) * 4
            self.commitments += 1
            if content is not None and commitment_of(salt or b"", content) != commitment:
                raise _Bad("a text of it is not the one that was sealed", seq, event["id"])
            if of != seq or (content is None and erased_by is None):
                raise _Bad("a text of it is gone, and no event says that it was erased", seq, event["id"])
            if content is None and erased_by is not None:
                self.erased_by.add(erased_by)

    def after(self) -> None:
        """What can only be said at the end."""
        for seq in sorted(self.erased_by):
            if self.erasures.get(seq) != erased_digest(self.store, seq):
                raise _Bad("what is erased is not what it says was erased", seq)
        (sealed,) = self.store.db.execute("select count(*) from sealed").fetchone()
        if sealed != self.commitments:
            raise _Bad("texts are sealed that no event speaks of")
        (state,) = self.store.db.execute("pragma integrity_check(1)").fetchone()
        if state != "ok":
            raise _Bad("the file is damaged: restore it from a backup")
        if self.wanted:
            last = max(self.wanted)
            doubtful = f"; of those from {self.agreed + 1} on nothing can be told" if self.agreed < self.size else ""
            why = f"events from here to {last} are missing: a checkpoint speaks of {last}{doubtful}"
            raise _Bad(why, self.size + 1)


def read_event(seq: int, body: str, leaf: bytes, wanted: int) -> dict[str, Any]:
    """An event that is the one recorded under its number.

    Raises:
        _Bad: it is not.
    """
    try:
        event = json.loads(body)
        event_id = str(event["id"])
    except (ValueError, TypeError, KeyError):
        event, event_id = {}, None
    if seq != wanted:
        raise _Bad("events before it are gone", wanted)
    if event_id is None or merkle.leaf_hash(body.encode()) != bytes(leaf):
        raise _Bad("it is not as it was recorded", seq, event_id)
    if event.get("seq") != seq:
        raise _Bad(f"it was recorded as event {event.get('seq')}", seq, event_id)
    return dict(event)


def erased_digest(store: Store, seq: int) -> tuple[int, str]:
    """How many texts an ``erased`` event emptied, and the hash of their commitments in order."""
    digest, count = hashlib.sha256(), 0
    for (one,) in store.db.execute("select commitment from sealed where erased_by = ? order by commitment", (seq,)):
        digest.update(bytes.fromhex(one))
        count += 1
    return count, digest.hexdigest()


def verify(store: Store, kept: Sequence[Checkpoint] = ()) -> Verdict:
    """Proves the ledger against itself and these checkpoints."""
    run, kept = _Run(store), sorted(kept, key=lambda c: c.size)
    verdict = Verdict(kept=kept[-1] if kept else None)
    store.db.execute("begin")
    try:
        run.named = _signers(store)
        for checkpoint in kept:
            if not checkpoint.is_signed:
                raise _Bad(f"the checkpoint of {checkpoint.time} does not bear the signature of its own key")
            for end, subtree, first in _boundaries(checkpoint):
                run.wanted.setdefault(end, []).append((subtree, first, checkpoint))
        run.events()
        run.after()
        _trusted(run.named, kept)
    except _Bad as bad:
        verdict.why, verdict.first_bad, verdict.first_bad_id = bad.why, bad.seq, bad.event_id
        verdict.last_bad = bad.upto
    finally:
        store.db.execute("rollback")
    verdict.size, verdict.protected = run.size, run.agreed
    verdict.told = [*run.told, *_own_key(store, run.named)]
    return verdict


def _trusted(named: Sequence[Signer], kept: Sequence[Checkpoint]) -> None:
    for checkpoint in kept:
        if wrong := objection(named, checkpoint.key, checkpoint.size):
            raise _Bad(f"the checkpoint of {checkpoint.time} {wrong}")


def _signers(store: Store) -> list[Signer]:
    """The keys that the record names; of a record that names none yet, the one in the data folder."""
    try:
        named = signers(store)
    except ValueError:
        return []  # an event that is no JSON any more: the pass over all of them names it
    own = public(held_key(store.data))
    return named or ([Signer(own, 0)] if own else [])


def _own_key(store: Store, named: Sequence[Signer]) -> Iterator[str]:
    """A key that is lost is said to be, while the record is sound and a backup may still have it."""
    held = {public(held_key(store.data, name)) for name in (KEY, NEXT)}
    if named and named[-1].key not in held:
        yield f"the key that signs this record ({origin_of(named[-1].key)}) is not in {store.data / KEYS}: restore it"


def _boundaries(checkpoint: Checkpoint) -> Iterator[tuple[int, bytes, int]]:
    """Where each complete subtree of a checkpoint ends, its hash, and its first event."""
    end = 0
    for level, subtree in checkpoint.peaks:
        first, end = end + 1, end + (1 << level)
        yield end, subtree, first


def _named(event: dict[str, Any]) -> tuple[int, str]:
    return event["seq"], str(event["id"])
