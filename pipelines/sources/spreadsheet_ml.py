"""Workbooks that are written as XML text, as some tools name ``.xls``: their sheets as rows of cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.sources.rows import Row
from pipelines.sources.safe_xml import Target, stream

if TYPE_CHECKING:
    from pipelines.sources.export import Export

MOST_COLUMNS = 16_384
MOST_CELLS = 8 * 2**20
_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?")


def is_spreadsheet_ml(export: Export) -> bool:
    """Whether the file is such a workbook."""
    return export.text_head.lstrip()[:1] == "<" and _NAMESPACE in export.text_head[:4096]


def sheets_in_markup(export: Export) -> dict[str, list[Row]]:
    """The rows of every sheet, with the numbers they have there, cells as a CSV would hold them.

    Raises:
        Refused: the XML is damaged, or a sheet is too wide or too large.
    """
    target = _Sheets(export)
    for _ in stream(export, target):
        if target.cells > MOST_CELLS:
            raise export.refuse("the workbook holds too many cells", "Save it as CSV and load that")
    return target.sheets


class _Sheets(Target):
    """Gathers cells; one with an index leaves empty ones before it, a merged one empty ones after it."""

    def __init__(self, export: Export) -> None:
        self.export, self.sheets, self.cells = export, dict[str, list[Row]](), 0
        self._rows: list[Row] = []
        self._row: list[str] = []
        self._number, self._merged, self._remarks = 0, 0, 0
        self._data: list[str] | None = None
        self._type = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition("}")[2]
        if name == "Worksheet":
            self._rows = self.sheets.setdefault(attributes.get(f"{{{_NAMESPACE}}}Name", ""), [])
            self._number = 0
        elif name == "Row":
            self._number, self._row, self._merged = self._index(attributes, self._number + 1), [], 0
        elif name == "Cell":
            self._begin_cell(attributes)
        elif name == "Comment":
            self._remarks += 1
        elif name == "Data" and not self._remarks:
            self._data, self._type = [], attributes.get(f"{{{_NAMESPACE}}}Type", "")

    def data(self, text: str) -> None:
        """Some of a cell's text."""
        if self._data is not None:
            self._data.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = tag.rpartition("}")[2]
        if name == "Data" and self._data is not None and self._row:
            self._row[-1], self._data = _as_cell("".join(self._data), self._type), None
        elif name == "Comment":
            self._remarks -= 1
        elif name == "Row":
            self._rows.append((self._number, self._row))
        elif name == "Workbook":
            self.is_done = True

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        column = self._index(attributes, len(self._row) + self._merged + 1)
        if column > MOST_COLUMNS:
            raise self.export.refuse(f"a row has more than {MOST_COLUMNS:,} columns", "Save it as CSV and load that")
        self.cells += column - len(self._row)
        self._row.extend([""] * (column - len(self._row)))
        merged = attributes.get(f"{{{_NAMESPACE}}}MergeAcross", "")
        self._merged = int(merged) if merged.isdecimal() else 0

    def _index(self, attributes: dict[str, str], following: int) -> int:
        """The number that an element gives itself, if it is no step back; else the one that follows."""
        told = attributes.get(f"{{{_NAMESPACE}}}Index", "")
        return max(int(told[:9]), following) if told.isdecimal() else following


def _as_cell(text: str, kind: str) -> str:
    found = _DATE_TIME.fullmatch(text) if kind == "DateTime" else None
    return f"{found[1]} {found[2]}" if found else text
