"""Secret keys of a data folder, each a file that only its owner may read, made on first use."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

KEYS = "keys"
HAS_LINKS = os.name != "nt"  # a Windows disk may know none; but nothing there is renamed over a file


def secret(data: Path, name: str, fresh: bytes) -> bytes:
    """The key of this name; ``fresh`` is kept as such if there is none yet."""
    path = data / KEYS / name
    if not path.exists():
        made = written(data, f"{name}.{os.getpid()}", fresh)
        try:
            _placed(made, path)
        except FileExistsError:
            pass  # of two processes the first wins
        finally:
            made.unlink(missing_ok=True)
    return path.read_bytes()


def written(data: Path, name: str, key: bytes) -> Path:
    """The file of this name, on disk, with the key in it."""
    path = data / KEYS / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return path


def _placed(made: Path, path: Path) -> None:
    """Gives a file its name unless another has it."""
    if HAS_LINKS:
        path.hardlink_to(made)
    else:
        made.rename(path)


def revision_of(data: Path, text: str) -> str:
    """What tells one wording from another without giving it away: a keyed hash, so that none can be guessed."""
    key = secret(data, "revision.key", os.urandom(32))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]
