"""The tables of a Google Analytics 4 file, each with the days that the lines above it name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from pipelines.sources.export import Export
from pipelines.sources.rows import Row, csv_rows
from pipelines.sources.tables import NOT_MEASURED

_RANGE = re.compile(r"^(20\d{6})\s*-\s*(20\d{6})$")
_NAMED_DAY = re.compile(r"^\D+:\s*(20\d{6})$")
_NUMBER = re.compile(r"^[-+£$€]?\d[\d.,  \u202f]*%?$")
_TOTAL = "grand total"
_DELIMITERS = (",", ";", "\t")


@dataclass(slots=True, eq=False)
class Ga4Table:
    """One table: its header, its rows less the totals, and the days of its report."""

    header: list[str]
    since: date | None
    until: date | None
    rows: list[Row] = field(default_factory=list)
    totals: int = 0

    def is_text(self, index: int) -> bool:
        """Whether a column names things rather than counting them."""
        cells = [c[index].strip() for _, c in self.rows if index < len(c)]
        held = [c for c in cells if c not in NOT_MEASURED]
        return bool(held) and not any(_NUMBER.match(c) for c in held)

    def add(self, line: int, cells: list[str]) -> None:
        """Takes up a row; a row of totals is only counted."""
        if not cells[0].strip() or any(c.strip().casefold() == _TOTAL for c in cells):
            self.totals += 1
            return
        while len(cells) > len(self.header) and not cells[-1].strip():
            cells = cells[:-1]
        self.rows.append((line, cells))


def is_ga4(export: Export) -> bool:
    """Whether the text begins with lines with a hash, of which one names days."""
    lines = [line.strip().strip('"') for line in export.text_head.lstrip().splitlines()[:20]]
    return bool(lines) and lines[0].startswith("#") and any(_days(line) for line in lines if line.startswith("#"))


def tables_in(export: Export) -> list[Ga4Table]:
    """Every table of the file, in order."""
    reader = _Reader()
    for line, cells in csv_rows(export, _delimiter(export)):
        reader.take(line, cells)
    return reader.tables


class _Reader:
    """Cuts rows into tables: lines with a hash begin a new one, and so does a gap before a row of names."""

    def __init__(self) -> None:
        self.tables: list[Ga4Table] = []
        self._days: list[date] = []
        self._block: list[date] = []
        self._is_under_hashes = self._is_after_gap = False

    def take(self, line: int, cells: list[str]) -> None:
        """The next row of the file."""
        if not any(c.strip() for c in cells):
            self._is_after_gap = True
        elif cells[0].lstrip("\ufeff ").startswith("#"):
            self._block = self._block if self._is_under_hashes else []
            self._block += _days(",".join(cells).rstrip(","))
            self._days = self._block or self._days
            self._is_under_hashes = True
        elif self._is_under_hashes or not self.tables or (self._is_after_gap and not _has_number(cells)):
            header = [c.replace("\ufeff", "").strip() for c in cells]
            since, until = (self._days[0], self._days[-1]) if self._days else (None, None)
            self.tables.append(Ga4Table(_trimmed(header), since, until))
            self._is_under_hashes = self._is_after_gap = False
        else:
            self.tables[-1].add(line, cells)
            self._is_after_gap = False


def _trimmed(header: list[str]) -> list[str]:
    while header and not header[-1]:
        header = header[:-1]
    return header


def _has_number(cells: list[str]) -> bool:
    return any(_NUMBER.match(c.strip()) for c in cells)


def _days(line: str) -> list[date]:
    """The days that a line with a hash names, such as ``# 20260701-20260930`` or ``# Start date: 20260801``."""
    text = line.lstrip("\ufeff").strip().strip("#").strip()
    found = _RANGE.match(text) or _NAMED_DAY.match(text)
    try:
        return [date.fromisoformat(day) for day in found.groups()] if found else []
    except ValueError:
        return []


def _delimiter(export: Export) -> str:
    """The mark between cells, by the first line that is no preamble."""
    for line in export.text_head.splitlines():
        if line.strip() and not line.lstrip('"\ufeff ').startswith("#"):
            return max(_DELIMITERS, key=line.count)
    return ","
