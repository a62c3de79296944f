"""Checkpoints: the size and root of the record at a time, signed, for somebody else to keep.

A checkpoint is a signed note as transparency logs use them (c2sp.org/tlog-checkpoint): the origin, the size and the
root, then lines of our own, then the signature. The lines of our own are the time, the public key and the complete
subtrees, by which a changed event is narrowed down.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pipelines.errors import BadInput, LedgerDamaged
from pipelines.ledger import merkle
from pipelines.ledger.keys import KEYS, secret

KEY = "checkpoint.key"
_NOTE = re.compile(
    r"(?P<body>(?P<origin>[^\n+ ]+)\n(?P<size>\d{1,15})\n(?P<root>[A-Za-z0-9+/]{43}=)\ntime (?P<time>[^\n]+)\n"
    r"key (?P<key>[A-Za-z0-9+/]{43}=)\n(?P<peaks>(?:subtree \d+ [A-Za-z0-9+/]{43}=\n)*))"
    r"\n— (?P<name>[^\n+ ]+) (?P<signature>[A-Za-z0-9+/]+=*)\n",
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says, and whether its own key signed it."""

    origin: str
    size: int
    root: bytes
    time: str
    key: bytes
    peaks: list[tuple[int, bytes]]
    is_signed: bool
    events: Path | None = None  # of a pack that was kept whole


def signing_key(data: Path) -> Ed25519PrivateKey:
    """The key that signs this folder's checkpoints, made on first use, readable by its owner alone."""
    return Ed25519PrivateKey.from_private_bytes(secret(data, KEY, Ed25519PrivateKey.generate().private_bytes_raw()))


def held_key(data: Path, name: str = KEY) -> Ed25519PrivateKey | None:
    """The key in the file of this name, None where there is none."""
    try:
        return Ed25519PrivateKey.from_private_bytes((data / KEYS / name).read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        do = "Restore it from a backup"
        raise LedgerDamaged(str(data / KEYS / name), "this is no signing key", do) from error


def public(key: Ed25519PrivateKey | None) -> bytes | None:
    """The half of a key that anybody may know."""
    return key.public_key().public_bytes_raw() if key else None


def origin_of(key: bytes) -> str:
    """The name of the ledger whose checkpoints this key signs."""
    return f"weekwatch/{hashlib.sha256(key).hexdigest()[:16]}"


def key_id(name: str, key: bytes) -> bytes:
    """The four bytes by which a note names its key."""
    return hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]


def signed(key: Ed25519PrivateKey, peaks: list[tuple[int, bytes]], time: str) -> str:
    """The note for a tree of these complete subtrees."""
    own = key.public_key().public_bytes_raw()
    name, size = origin_of(own), sum(1 << level for level, _ in peaks)
    subtrees = "".join(f"subtree {level} {b64(found)}\n" for level, found in peaks)
    body = f"{name}\n{size}\n{b64(merkle.folded(peaks))}\ntime {time}\nkey {b64(own)}\n{subtrees}"
    return f"{body}\n— {name} {b64(key_id(name, own) + key.sign(body.encode()))}\n"


def read_checkpoints(path: Path) -> list[Checkpoint]:
    """Every checkpoint in a file that somebody kept, or that of a record pack, smallest first.

    Raises:
        BadInput: there is none in it.
    """
    pack = path / "events.jsonl"
    try:
        text = (path / "checkpoint.txt" if path.is_dir() else path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise BadInput(str(path), "it cannot be read", "Name a file made by: python -m pipelines checkpoint") from error
    text, events = text.replace("\r\n", "\n"), pack if pack.is_file() else None
    found = [_parsed(note, events) for note in _NOTE.finditer(text if text.endswith("\n") else text + "\n")]
    if not found:
        raise BadInput(str(path), "there is no checkpoint in it", "Name one made by: python -m pipelines checkpoint")
    return sorted(found, key=lambda c: c.size)


def _parsed(note: re.Match[str], events: Path | None) -> Checkpoint:
    key, signature = base64.b64decode(note["key"]), base64.b64decode(note["signature"])
    lines = (line.split() for line in note["peaks"].splitlines())
    peaks = [(int(level), base64.b64decode(found)) for _, level, found in lines]
    root, size = base64.b64decode(note["root"]), int(note["size"])
    is_whole = sum(1 << min(level, 60) for level, _ in peaks) == size and merkle.folded(peaks) == root
    is_signed = is_whole and note["name"] == note["origin"] == origin_of(key) and _is_by(key, signature, note)
    return Checkpoint(note["origin"], size, root, note["time"], key, peaks, is_signed, events)


def _is_by(key: bytes, signature: bytes, note: re.Match[str]) -> bool:
    return signature[:4] == key_id(note["name"], key) and is_signed(key, note["body"].encode(), signature[4:])


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature of a message is by this key."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def b64(data: bytes) -> str:
    """Bytes as notes and events write them."""
    return base64.b64encode(data).decode()
