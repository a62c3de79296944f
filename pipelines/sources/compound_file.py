"""Whether an old workbook may be opened: its reader would follow a ring of sectors, or a false size, for ever."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # above it stand marks, such as the end of a chain
_ENTRY, _IN_HEADER = 128, 109
_STREAM, _ROOT = 2, 5
_DIMENSIONS = 0x200
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256


def is_sound(path: Path) -> bool:
    """Whether every chain of the container ends inside the file, and no stream or sheet is larger than there can be."""
    data = path.read_bytes()
    try:
        return _holds(data)
    except (struct.error, IndexError, ValueError):
        return False


def _holds(data: bytes) -> bool:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        return False
    fat_count, directory, _, cutoff, mini, _, extra, _ = struct.unpack_from("<I I I I I I I I", data, 44)
    size = 1 << shift
    table = [n for sector in _fat_sectors(data, size, extra, fat_count) for n in _numbers(data, sector, size)]
    mini_table = [n for sector in _chain(table, mini) for n in _numbers(data, sector, size)]
    for sector in _chain(table, directory):
        for at in range((sector + 1) << shift, (sector + 2) << shift, _ENTRY):
            kind, (start, length) = data[at + 66], struct.unpack_from("<IQ", data, at + 116)
            if kind and length & 0xFFFFFFFF > len(data):
                return False
            is_small = kind != _ROOT and length & 0xFFFFFFFF < cutoff
            if kind not in (_STREAM, _ROOT):
                continue
            chain = list(_chain(mini_table if is_small else table, start))
            if not is_small and not _fits(b"".join(data[(n + 1) << shift : (n + 2) << shift] for n in chain)):
                return False
    return True


def _fits(stream: bytes) -> bool:
    """Whether no sheet claims more cells than a sheet can have, as far as these are a workbook's records."""
    at = 0
    while at + 4 <= len(stream):
        sort, length = struct.unpack_from("<HH", stream, at)
        if sort == _DIMENSIONS and length in (10, 14):
            first, rows, left, columns = struct.unpack_from("<IIHH" if length == 14 else "<HHHH", stream, at + 4)
            if not (first <= rows <= _MOST_ROWS and left <= columns <= _MOST_COLUMNS):
                return False
        at += 4 + length
    return True


def _fat_sectors(data: bytes, size: int, extra: int, count: int) -> Iterator[int]:
    """The sectors that hold the table: the first are named in the header, the others in a chain of their own."""
    if count > len(data) // size:
        raise ValueError(count)
    yield from (n for n in struct.unpack_from(f"<{_IN_HEADER}I", data, 76) if n < _LAST_SECTOR)
    for _ in range(len(data) // size):
        if extra >= _LAST_SECTOR:
            return
        *named, extra = _numbers(data, extra, size)
        yield from (n for n in named if n < _LAST_SECTOR)
    raise ValueError(extra)


def _numbers(data: bytes, sector: int, size: int) -> tuple[int, ...]:
    return struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)


def _chain(table: list[int], start: int) -> Iterator[int]:
    """The sectors of a chain.

    Raises:
        ValueError: it is a ring.
    """
    for _ in range(len(table) + 1):
        if start >= _LAST_SECTOR:
            return
        yield start
        start = table[start]
    raise ValueError(start)
