"""How a column's dates can be written: the formats that fit every cell, so that only what none proves is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import product

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.chunks import clock_times

FIRST_YEAR, LAST_YEAR, LONGEST = 1970, 2199, 50
ALMOST_NONE = 0.1  # of the cells, so many may be no dates
_DAYS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%Y", "%d.%m.%y",
    "%d-%m-%Y", "%m-%d-%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y",
    "%a %d %b %Y", "%a, %d %b %Y", "%A %d %B %Y", "%A, %d %B %Y", "%a, %b %d, %Y", "%A, %B %d, %Y",
)  # fmt: skip
_JOINTS = (" ", ", ", " at ", " - ")
_CLOCKS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%H.%M")
_OFFSETS = ("%z", " %z", " UTC", " GMT")
_ZONE = re.compile(r"(?<=[\dMm])\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$")
_PART = re.compile(r"%\w")
FORMATS = (
    *_DAYS, *("".join(p) for p in product(("%Y-%m-%d",), ("T",), _CLOCKS[:3])),
    *("".join(p) for p in product(_DAYS, _JOINTS, _CLOCKS)),
)  # fmt: skip
# Cells of a workbook that are real dates; where the clock is midnight in all of them it says nothing.
REAL_DATE = "%Y-%m-%d %H:%M:%S"
REAL_DAY = "%Y-%m-%d 00:00:00"
_REAL = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$"


def moments(cells: pa.StringArray, written: str) -> pa.TimestampArray:
    """Times by Python's own reading, for fractions and offsets, which are beyond Arrow; null where one does not fit."""
    read = {cell: moment(cell, written) for cell in pc.unique(cells).to_pylist()}
    kind = pa.timestamp("us", "UTC") if "%z" in written else pa.timestamp("us")
    return pa.array([read[cell] for cell in cells.to_pylist()], kind)


def moment(cell: str | None, written: str) -> datetime | None:
    """One time that is written so, of a year that an export can be of; else None."""
    try:
        read = datetime.strptime(cell, written) if cell else None  # noqa: DTZ007
    except ValueError:
        return None
    return read if read is not None and FIRST_YEAR <= read.year <= LAST_YEAR else None


def times(cells: pa.StringArray, written: str) -> pa.TimestampArray:
    """Times that are written so, by whichever reader can; null where one does not fit."""
    return moments(cells, written) if "%z" in written or "%f" in written else clock_times(cells, written)


class Fitting:
    """The formats that fit the cells of a column seen so far; a few cells that are no dates do not hide the rest."""

    def __init__(self, from_workbook: bool) -> None:
        self.from_workbook = from_workbook
        self.example: str | None = None  # a cell that means different times in the formats that fit
        self._misses: dict[str, int] | None = None
        self._seen = 0
        self._has_clock = False

    def look(self, cells: pa.StringArray) -> None:
        """Takes in some more cells, none of them null."""
        if self.from_workbook:
            real = pc.match_substring_regex(cells, _REAL)
            midnight = pc.ends_with(cells.filter(real), "00:00:00")
            self._has_clock |= not pc.all(midnight, min_count=0).as_py()
            cells = cells.filter(pc.invert(real))
        if not len(cells):
            return
        distinct = pc.unique(cells)
        self._seen += len(distinct)
        if self._misses is None:
            self._misses = dict.fromkeys(_likely(distinct[:5].to_pylist()), 0)
        missed = {written: n + times(distinct, written).null_count for written, n in self._misses.items()}
        self._misses = {written: n for written, n in missed.items() if n <= self._seen * ALMOST_NONE}
        self.example = next(filter(self._tells, [self.example or "", *distinct[:1000].to_pylist()]), None)

    @property
    def formats(self) -> list[str]:
        """The formats that fit best, the likeliest first; a workbook's real dates count where nothing else stands."""
        if self._misses is not None:
            fewest = min(self._misses.values(), default=0)
            return [written for written, n in self._misses.items() if n == fewest]
        return [REAL_DATE if self._has_clock else REAL_DAY] if self.from_workbook else []

    def _tells(self, cell: str) -> bool:
        read = {moment(cell, written) for written in self.formats}
        return None not in read and len(read) > 1


def _likely(cells: list[str]) -> list[str]:
    """The formats that fit any of a few cells; of those that differ by long and short names only, the first."""
    fitting = [w for cell in cells if len(cell) <= LONGEST and re.search(r"\d", cell) for w in _fitting(cell)]
    return list({w.replace("%B", "%b").replace("%A", "%a"): w for w in reversed(fitting)}.values())[::-1]


def _fitting(cell: str) -> Iterator[str]:
    has_zone = ":" in cell[:-6] and _ZONE.search(cell)
    zones = _OFFSETS if has_zone else ("",)
    shape = _shape(_ZONE.sub("", cell) if has_zone else cell)
    tried = (f + zone for f in FORMATS for zone in zones if _shape(_PART.sub("", f)) == shape)
    yield from (written for written in tried if moment(cell, written))


def _shape(text: str) -> str:
    """The marks between the words and numbers of a date."""
    return re.sub(r"[\w\s]", "", text)
