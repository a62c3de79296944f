"""Workbooks whose few cells lie so far apart that the sheet between them would fill the memory."""

from __future__ import annotations

import re
import zipfile

from pipelines.errors import UnsafeArchive

MOST_CELLS = 64 * 2**20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# Only cells beyond column Z or row 999: a small sheet has none of them and is looked through quickly.
_FAR = re.compile(rb'\sr="(?:([A-Z]{2,3})(\d{1,7})|([A-Z])(\d{4,7}))"')
_LONGEST_REFERENCE = 16
_WIDTH, _HEIGHT = 26, 999


def refuse_sprawl(archive: zipfile.ZipFile, name: str) -> None:
    """Nothing, unless a sheet spans too many cells.

    Raises:
        UnsafeArchive: one does.
    """
    for member in archive.namelist():
        if _SHEET.fullmatch(member):
            width, height = _extent(archive, member)
            if width * height > MOST_CELLS:
                what = f"a sheet spans {height:,} rows and {width:,} columns, most of them empty"
                raise UnsafeArchive(name, what, "Copy the rows that hold something into a new workbook")


def _extent(archive: zipfile.ZipFile, member: str) -> tuple[int, int]:
    width, height, tail = _WIDTH, _HEIGHT, b""
    with archive.open(member) as sheet:
        while block := sheet.read(2**20):
            for far in _FAR.finditer(tail + block):
                width = max(width, _number(far[1] or far[3]))
                height = max(height, int(far[2] or far[4]))
            tail = block[-_LONGEST_REFERENCE:]
    return width, height


def _number(column: bytes) -> int:
    """A column's number from its letters: A is 1, AA is 27."""
    total = 0
    for letter in column:
        total = total * 26 + letter - ord("A") + 1
    return total
