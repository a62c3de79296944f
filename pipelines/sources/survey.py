"""What the bytes of a file are, whatever it holds: a digest, an encoding, letters that were encoded twice."""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path
from typing import NamedTuple

# Letters of UTF-8 that were read as Windows-1252 and saved again: é as Ã©, a curly quote as â€™, an emoji as ðŸ…
_TWICE_ENCODED = re.compile(rb"\xc3\x83\xc2[\xa1-\xbf]|\xc3\xa2\xe2\x82\xac|\xc3\xb0\xc5\xb8")


def digest(path: Path) -> str:
    """SHA-256 of a file, or of a folder's paths and digests."""
    total = hashlib.sha256()
    if path.is_dir():
        for member in sorted(p for p in path.rglob("*") if p.is_file()):
            total.update(f"{member.relative_to(path).as_posix()}\0{digest(member)}\n".encode())
        return total.hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Survey(NamedTuple):
    """What a file's bytes are: its SHA-256, and whether letters stand there as UTF-8 that was encoded once more."""

    sha256: str
    is_utf8: bool
    is_free_of_nul: bool
    is_twice_encoded: bool
    has_paired_quotes: bool


def survey(path: Path) -> Survey:
    """A look at all the bytes of a file, in one pass."""
    total, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8 = is_free = True
    is_twice, quotes = False, 0
    with path.open("rb") as file:
        while block := file.read(2**20):
            total.update(block)
            is_free = is_free and b"\0" not in block
            quotes += block.count(b'"')
            is_utf8 = is_utf8 and _decodes(decoder, block)
            is_twice = is_twice or _TWICE_ENCODED.search(block) is not None
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    return Survey(total.hexdigest(), is_utf8, is_free, is_twice, quotes % 2 == 0)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def unmarked_utf16(head: bytes) -> str | None:
    """Which UTF-16 a text without a mark is: every other byte of most of its letters is NUL."""
    high, low = head[::2].count(0), head[1::2].count(0)
    if low > 0.3 * len(head) and high < 0.1 * low:
        return "utf-16-le"
    return "utf-16-be" if high > 0.3 * len(head) and low < 0.1 * high else None
