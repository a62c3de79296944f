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
from typing import Any

from pipelines.ledger import merkle
from pipelines.ledger.checkpoint import Checkpoint, public_key
from pipelines.ledger.store import Store, commitment_of

_COMMITMENT = re.compile(r'\{"sealed":"([0-9a-f]{64})"\}')


@dataclass(slots=True)
class Verdict:
    """What was found: ``first_bad`` is the number of the first event that is not as it was recorded."""

    size: int = 0
    protected: int = 0
    kept: Checkpoint | None = None
    first_bad: int | None = None
    first_bad_id: str | None = None
    why: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.why

    def lines(self) -> list[str]:
        """The same in words; never more than was shown."""
        if not self.is_sound:
            which = "" if self.first_bad is None else f" event {self.first_bad}"
            named = f" (id {self.first_bad_id})" if self.first_bad_id else ""
            return [f"not sound:{which}{named}: {self.why}"]
        said = [f"{self.size} events agree with each other and with the tree above them"]
        if self.kept:
            said.append(f"the first {self.protected} are those of the checkpoint of {self.kept.time}")
        if self.protected < self.size or not self.size:
            said.append(f"events after {self.protected} are protected by no checkpoint that somebody else keeps")
        return said


@dataclass
class _Bad(Exception):
    why: str
    seq: int | None = None
    event_id: str | None = None


@dataclass
class _Run:
    """One pass over the events."""

    store: Store
    wanted: dict[int, list[tuple[bytes, int, Checkpoint]]] = field(default_factory=dict)
    peaks: list[tuple[int, bytes]] = field(default_factory=list)
    size: int = 0
    agreed: int = 0
    commitments: int = 0
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
        if event["kind"] == "checkpoint_made":
            root = merkle.folded(self.peaks).hex()
            if (event.get("size"), event.get("root")) != (self.size, root):
                raise _Bad("the events before it are not those that this checkpoint was made of", *_named(event))
        if event["kind"] == "erased":
            self.erasures[event["seq"]] = (event.get("count", -1), event.get("digest", ""))

    def _kept(self, event: dict[str, Any]) -> None:
        """What a checkpoint kept elsewhere says of the tree at this size."""
        for subtree, first, checkpoint in self.wanted.pop(self.size, ()):
            if self.peaks[-1][1] != subtree:
                since = max(first, self.agreed + 1)
                named = event["id"] if since == self.size else None
                upto = "" if since == self.size else f" or one of those up to {self.size}"
                raise _Bad(f"it{upto} differs from what the checkpoint of {checkpoint.time} was made of", since, named)
            self.agreed = max(self.agreed, self.size)

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
    run = _Run(store)
    verdict = Verdict(kept=kept[-1] if kept else None)
    store.db.execute("begin")
    try:
        _trusted(store, kept)
        for checkpoint in kept:
            for end, subtree, first in _boundaries(checkpoint):
                run.wanted.setdefault(end, []).append((subtree, first, checkpoint))
        run.events()
        run.after()
    except _Bad as bad:
        verdict.why, verdict.first_bad, verdict.first_bad_id = bad.why, bad.seq, bad.event_id
    finally:
        store.db.execute("rollback")
    verdict.size, verdict.protected = run.size, run.agreed
    return verdict


def _trusted(store: Store, kept: Sequence[Checkpoint]) -> None:
    own = public_key(store.data)
    for checkpoint in kept:
        if not checkpoint.is_signed:
            raise _Bad(f"the checkpoint of {checkpoint.time} does not bear the signature of its own key")
        if own is not None and checkpoint.key != own:
            raise _Bad(f"the checkpoint of {checkpoint.time} is of another ledger, or this one has another key")


def _boundaries(checkpoint: Checkpoint) -> Iterator[tuple[int, bytes, int]]:
    """Where each complete subtree of a checkpoint ends, its hash, and its first event."""
    end = 0
    for level, subtree in checkpoint.peaks:
        first, end = end + 1, end + (1 << level)
        yield end, subtree, first


def _named(event: dict[str, Any]) -> tuple[int, str]:
    return event["seq"], str(event["id"])
