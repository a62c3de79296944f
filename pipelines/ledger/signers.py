"""Which key signs the checkpoints of which sizes: the record's own events name each, the one before vouching for it."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipelines.errors import LedgerDamaged
from pipelines.ledger.checkpoint import KEY, held_key, is_signed, origin_of, public, signing_key
from pipelines.ledger.keys import KEYS, written
from pipelines.ledger.kinds import OF_PROOF
from pipelines.ledger.store import Store

NEXT = f"{KEY}.next"


@dataclass(frozen=True, slots=True)
class Signer:
    """A public key, and the number of the event after which it signs: 0 for the first."""

    key: bytes
    after: int


def signers(store: Store) -> list[Signer]:
    """Every key that the record names, in order."""
    found: list[Signer] = []
    for seq, body in store.db.execute(f"select seq, body from event where kind in {OF_PROOF} order by seq").fetchall():
        event = json.loads(body)
        if "key" in event and (event["kind"] == "key_changed" or not found):
            found.append(Signer(_bytes(event["key"]), seq if found else 0))
    return found


def in_force(named: Sequence[Signer], size: int) -> Signer | None:
    """The key that signs a checkpoint of this size."""
    return next((signer for signer in reversed(named) if signer.after < size), None)


def objection(named: Sequence[Signer], key: bytes, size: int) -> str:
    """What is wrong with a checkpoint of this size by this key; nothing where it is the key in force."""
    signer, who = in_force(named, size), origin_of(key)
    if signer is None or signer.key == key:
        return ""
    for at, other in enumerate(named):
        if other.key == key and other.after < size:
            return f"is signed by {who}, a key that event {named[at + 1].after} retired before there were {size} events"
        if other.key == key:
            return f"is signed by {who}, a key that is named only by event {other.after}"
    return f"is signed by {who}, a key that this record never names: it is of another ledger, or the key was replaced"


def vouched(event: dict[str, Any]) -> bytes:
    """What the key before signs when an event names a new one."""
    return f"weekwatch key\n{event['size']}\n{event['root']}\n{event.get('key')}\n".encode()


def is_vouched(named: Sequence[Signer], event: dict[str, Any]) -> bool:
    """Whether the signature that such an event bears is by the key then in force."""
    before = in_force(named, event["seq"])
    return before is not None and is_signed(before.key, vouched(event), _bytes(event["signature"]))


def signer_now(store: Store) -> Ed25519PrivateKey:
    """The key in force, made at first use.

    Raises:
        LedgerDamaged: the record names one that is not in the data folder.
    """
    named = signers(store)
    if not named:
        return signing_key(store.data)
    if (key := signer_held(store.data, named)) is None:
        path, who = store.data / KEYS / KEY, origin_of(named[-1].key)
        do = "Restore it from a backup; if none has it: python -m pipelines checkpoint --new-key --old-key-lost"
        raise LedgerDamaged(str(path), f"the key that signs this record ({who}) is not there", do)
    return key


def signer_held(data: Path, named: Sequence[Signer]) -> Ed25519PrivateKey | None:
    """The key in force, if the data folder has it."""
    settle(data, named)
    key = held_key(data)
    return key if public(key) == named[-1].key else None


def prepare(data: Path) -> Ed25519PrivateKey:
    """A new key, on disk beside the one in force before any event names it."""
    key = Ed25519PrivateKey.generate()
    written(data, NEXT, key.private_bytes_raw())
    return key


def settle(data: Path, named: Sequence[Signer]) -> None:
    """Puts the new key in the place of the old once an event names it, also after a crash in between."""
    if public(held_key(data, NEXT)) == named[-1].key:
        with suppress(FileNotFoundError):  # another process was quicker
            (data / KEYS / NEXT).replace(data / KEYS / KEY)


def _bytes(text: Any) -> bytes:
    """What an event writes as base64; nothing, which is no key and no signature, where it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        return b""
