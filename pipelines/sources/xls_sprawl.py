"""Binary workbooks whose sheets claim more cells than memory holds: their reader would believe them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

MOST_CELLS = 8 * 2**20
MOST_BYTES = 512 * 2**20
_FREE = 0xFFFF_FFFA  # this and above are no sectors
_MINI, _CUT_OFF = 64, 4096
_NAMES = ("Workbook", "Book")
_SHEET, _EXTENT, _END = 0x0085, 0x0200, 0x000A
# Records that hold one cell, in all versions of the format, and the one that holds several beside each other.
_CELLS = {
    0x0006,
    0x0206,
    0x0406,
    0x0002,
    0x0003,
    0x0203,
    0x0004,
    0x0204,
    0x0005,
    0x0205,
    0x00D6,
    0x00FD,
    0x027E,
    0x0201,
}
_SEVERAL = {0x00BD, 0x00BE}


def sprawls(path: Path) -> bool:
    """Whether a sheet claims too many cells, or the file cannot be followed."""
    if path.stat().st_size > MOST_BYTES:
        return True
    try:
        records = _workbook(path.read_bytes())
        return any(_cells(records, at) > MOST_CELLS for at in (0, *_sheets(records)))
    except (struct.error, ValueError, IndexError):
        return True


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(stream: bytes) -> list[int]:
    return [int.from_bytes(body[:4], "little") for kind, body in _records(stream, 0) if kind == _SHEET]


def _cells(stream: bytes, at: int) -> int:
    """The cells of the rectangle that a sheet claims, or that its cells span."""
    rows = columns = claimed = 0
    for kind, body in _records(stream, at):
        if kind == _END:
            break
        if kind == _EXTENT and len(body) >= 8:
            wide = len(body) >= 14
            top, below, left, beyond = struct.unpack_from("<IIHH" if wide else "<HHHH", body)
            if (below and top >= below) or (beyond and left >= beyond):
                raise ValueError("a sheet ends before it begins")
            claimed = max(claimed, below * beyond)
        elif kind in _CELLS | _SEVERAL and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body)
            last = int.from_bytes(body[-2:], "little") if kind in _SEVERAL else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
    return max(claimed, rows * columns)


def _workbook(data: bytes) -> bytes:
    """The stream of records out of the small file system in which it lies."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("no sectors of a usual size")
    size = 1 << shift
    first_directory, _, _, first_mini, _, first_more, _ = struct.unpack_from("<7I", data, 48)
    fat = _numbers(b"".join(_sector(data, n, size) for n in _tables(data, first_more, size)))
    directory = _joined(data, fat, first_directory, size, size)
    entries = [directory[i : i + 128] for i in range(0, len(directory) - 127, 128)]
    named = {e[: max(0, int.from_bytes(e[64:66], "little") - 2)].decode("utf-16-le", "replace"): e for e in entries}
    entry = next((named[name] for name in _NAMES if name in named), b"")
    start, length = struct.unpack_from("<II", entry, 116)
    if length >= _CUT_OFF:
        return _joined(data, fat, start, size, size)[:length]
    small = _joined(data, fat, int.from_bytes(entries[0][116:120], "little"), size, size)
    return _joined(small, _numbers(_joined(data, fat, first_mini, size, size)), start, _MINI, 0)[:length]


def _tables(data: bytes, more: int, size: int) -> list[int]:
    """The sectors that hold the table of sectors."""
    found = list(_numbers(data[76:512]))
    while more < _FREE and len(found) * size <= len(data) + 109 * size:
        *numbers, more = _numbers(_sector(data, more, size))
        found += numbers
    return [n for n in found if n < _FREE]


def _joined(data: bytes, table: Sequence[int], start: int, size: int, header: int) -> bytes:
    """The sectors of a chain, one after another.

    Raises:
        ValueError: the chain runs in a circle.
    """
    found: list[bytes] = []
    while start < _FREE:
        if len(found) > len(table):
            raise ValueError("a chain of sectors runs in a circle")
        found.append(data[header + start * size : header + (start + 1) * size])
        start = table[start]
    return b"".join(found)


def _sector(data: bytes, number: int, size: int) -> bytes:
    return data[size + number * size : size + (number + 1) * size]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
