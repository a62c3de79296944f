"""Authors as keyed pseudonyms: the same person has the same one, and nobody without the key can tell whose it is."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

# SQL, as it must keep up with ten million rows. Two keys, one inside and one outside, as in HMAC: the
# inner hash alone could be extended, and a name without a key could be looked up.
AUTHOR_KEY = "left(sha256($outer || sha256($inner || platform || ' ' || lower(trim(coalesce(author_id, author))))), 32)"


def pseudonym_keys(path: Path) -> dict[str, str]:
    """The parameters of AUTHOR_KEY, from a key in a file of its own, made at first use, readable by its owner alone."""
    if not path.exists():
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
    key = path.read_bytes()
    return {side: hashlib.sha256(side.encode() + key).hexdigest() for side in ("inner", "outer")}
