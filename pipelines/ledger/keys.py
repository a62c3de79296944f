"""Secret keys of a data folder, each a file that only its owner may read, made on first use."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

KEYS = "keys"


def secret(data: Path, name: str, fresh: bytes) -> bytes:
    """The key of this name; ``fresh`` is kept as such if there is none yet."""
    path = data / KEYS / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        made = path.with_name(f"{name}.{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(fresh)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(made)  # of two processes the first wins
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_bytes()


def revision_of(data: Path, text: str) -> str:
    """What tells one wording from another without giving it away: a keyed hash, so that none can be guessed."""
    key = secret(data, "revision.key", os.urandom(32))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]
