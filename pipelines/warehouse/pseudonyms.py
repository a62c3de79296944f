"""Authors as keyed pseudonyms: the same person has the same one, and nobody without the key can tell whose it is."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc


class Pseudonyms:
    """A key in a file of its own, made at first use and readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
                file.flush()
                os.fsync(file.fileno())
        self.key = path.read_bytes()

    def of(self, platform: str, name: str) -> str:
        """The pseudonym of one author: 32 hexadecimal digits."""
        identity = f"{platform}\0{' '.join(name.split()).casefold()}".encode()
        return hashlib.blake2b(identity, key=self.key, digest_size=16).hexdigest()

    def column(self, platform: str, names: pa.StringArray) -> pa.StringArray:
        """The same for a column of names; nulls stay null."""
        coded = pc.dictionary_encode(names)
        if isinstance(coded, pa.ChunkedArray):
            coded = coded.combine_chunks()
        hidden = pa.array([self.of(platform, n) for n in coded.dictionary.to_pylist()], pa.string())
        return hidden.take(coded.indices)
