"""Our own templates, kept by hand as CSV or in a workbook: how their cells are read, in one place.

Times are ``2026-03-02 14:30`` or ``02/03/2026 14:30`` (day first, as the templates say), in the
organisation's zone; a time of day left out is noted.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from pipelines.errors import DamagedIds
from pipelines.records import Batch, Record
from pipelines.sources.dates import in_zone
from pipelines.sources.export import Export
from pipelines.sources.tables import NOT_MEASURED, Chunk, Table, as_csv, heading

PLATFORM = "any"
COLUMNS = {
    "moderation-log": (
        "Channel", "Round started", "Round finished", "Covered through", "Items seen", "Moderated by", "Recorded on",
        "Note",
    ),
    "removal-register": (
        "Platform or channel", "Item id or link", "Seen at", "Acted at", "Action", "By", "Reason", "Principle",
        "Policy clause", "Screenshot reference", "Decided at",
    ),
    "access-register": ("Channel", "Person or login", "Role", "Since", "Until", "Checked on", "Checked by"),
}  # fmt: skip
_DAYS = ("%Y-%m-%d", "%d/%m/%Y")
_CLOCKS = ("%H:%M:%S", "%H:%M")
_OLD_NAMES = {"twitter": "x", "website": "wordpress"}
_PLATFORMS = ("facebook", "instagram", "wordpress", "x")


class CellError(ValueError):
    """A cell that cannot be read: its row becomes a reject with these words as the reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a template, by the names of its columns."""

    export: Export
    table: Table
    line: int
    cells: list[str]

    def text(self, name: str) -> str | None:
        """A cell without outer spaces; None when it is blank or the column is missing."""
        index = self.table.positions.get(heading(name))
        return (self.cells[index].strip() or None) if index is not None else None

    def needed(self, name: str) -> str:
        """A cell that may not be blank."""
        if (text := self.text(name)) is None:
            raise CellError(f'"{name}" is blank')
        return text

    def local(self, name: str, untimed: time = time.min) -> datetime | None:
        """A wall-clock time of the organisation's zone; ``untimed`` stands for a time of day left out."""
        if (text := self.text(name)) is None:
            return None
        day, _, clock = text.replace("T", " ").partition(" ")
        if self.table.from_workbook and clock == "00:00:00":
            clock = ""  # a workbook's way to write a day alone
        local = datetime.combine(self._day(name, day), self._clock(name, clock.strip()) if clock else untimed)
        if not clock:
            self.export.note(f'"{name}" without a time of day: {untimed:%H:%M} was taken')
        return local

    def instant(self, name: str, untimed: time = time.min) -> datetime | None:
        """The same as an instant; the first of two where the clocks go back."""
        return in_zone(self.local(name, untimed), self.export.zone)

    def day(self, name: str) -> date | None:
        """A day; a time behind it is passed over."""
        text = self.text(name)
        return self._day(name, re.split(r"[ T]", text)[0]) if text else None

    def count(self, name: str) -> int | None:
        """A whole number; None when it is blank or a dash."""
        text = self.text(name)
        if text is None or text in NOT_MEASURED:
            return None
        if not re.fullmatch(r"\d{1,3}(,\d{3})+|\d+", text):
            raise CellError(f'"{name}" is no whole number')
        return int(text.replace(",", ""))

    def channel(self, name: str) -> tuple[str | None, str]:
        """The policy's channel and its platform.

        No channel where the policy has several on that platform; the platform's name, or else the words as
        written, where it has none.
        """
        text = self.needed(name)
        known = self.export.reading.channels
        if text.casefold() in known:
            return known[text.casefold()]
        platform = _OLD_NAMES.get(text.casefold(), text.casefold())
        meant = {channel for channel in known.values() if channel[1] == platform}
        if len(meant) == 1:
            return meant.pop()
        self.export.note(f'policy.toml names no channel "{text}"')
        if meant:
            return None, platform
        return (platform, platform) if platform in _PLATFORMS else (text, "unknown")

    def _day(self, name: str, text: str) -> date:
        for written in _DAYS:
            try:
                return datetime.strptime(text, written).date()  # noqa: DTZ007
            except ValueError:
                continue
        raise CellError(f'"{name}" is no day such as 2026-03-02 or 02/03/2026')

    def _clock(self, name: str, text: str) -> time:
        for written in _CLOCKS:
            try:
                return datetime.strptime(text, written).time()  # noqa: DTZ007
            except ValueError:
                continue
        raise CellError(f'"{name}" is no time such as 2026-03-02 14:30')


def read_rows(export: Export, required: tuple[str, ...], make: Callable[[Row], Record]) -> Iterator[Record | Batch]:
    """A record of each row; rows that repeat another are merged, rows that cannot be read rejected."""
    table = export.table(*required)
    assert table is not None
    if unknown := table.unknown(*(c for columns in COLUMNS.values() for c in columns)):
        export.note(f"unknown columns: {', '.join(unknown)}")
    seen: set[Record] = set()
    for chunk in table.chunks():
        if isinstance(chunk, Batch):
            yield chunk
            continue
        _refuse_rounded_ids(chunk)
        for line, cells in zip(chunk.lines, chunk.rows, strict=True):
            try:
                record = make(Row(export, table, line, cells))
            except CellError as error:
                yield export.reject(line, str(error), as_csv(cells))
                continue
            if (bare := replace(record, line=0)) in seen:
                export.merge()
            else:
                seen.add(bare)
                yield record


def _refuse_rounded_ids(chunk: Chunk) -> None:
    try:
        chunk.ids("Item id or link")
    except DamagedIds as error:
        do = "Set the column to Text, then write the ids again or paste the links instead"
        raise DamagedIds(error.where, error.what, do) from error


def write_templates(folder: Path) -> list[Path]:
    """Blank templates as CSV files, with the mark by which spreadsheet programs know UTF-8."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in COLUMNS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerow(columns)
    return [folder / f"{name}.csv" for name in COLUMNS]
