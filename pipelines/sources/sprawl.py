"""Workbooks whose few cells lie so far apart that the sheet between them would fill the memory."""

from __future__ import annotations

import re
import zipfile

from pipelines.errors import UnsafeArchive

MOST_CELLS = 64 * 2**20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# Rows and far columns apart: a pattern that met every cell would take longer than reading the sheet.
_ROW = re.compile(rb'row [^>]{0,400}?\br="(\d{1,7})"')
_FAR_CELL = re.compile(rb' r="([A-Z]{2,3})(\d{1,7})"')
_LONGEST = 450
_WIDTH = 26


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
    width, height, tail = _WIDTH, 1, b""
    with archive.open(member) as sheet:
        while block := sheet.read(2**20):
            text = tail + block
            height = max(height, *map(int, _ROW.findall(text)), 1)
            for column, row in _FAR_CELL.findall(text):
                width, height = max(width, _number(column)), max(height, int(row))
            tail = block[-_LONGEST:]
    return width, height


def _number(column: bytes) -> int:
    """A column's number from its letters: A is 1, AA is 27."""
    total = 0
    for letter in column:
        total = total * 26 + letter - ord("A") + 1
    return total
