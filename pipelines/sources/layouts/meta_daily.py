"""Page-level series and audience tables of Meta Business Suite's Results: one chart or audience a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from pipelines.records import Figure, Record, slug
from pipelines.sources.dates import wall_clock
from pipelines.sources.day_order import range_in_name
from pipelines.sources.export import Export
from pipelines.sources.rows import Row, csv_rows
from pipelines.sources.tables import NOT_MEASURED, heading

LAYOUT = "meta daily"
PLATFORM = "facebook"
HOLDS = "figures"
CANNOT_SHOW = ("comments, posts or removals: it holds numbers of the whole page",)

_SERIES = ("date", "primary")
_SHARES = {"gender": "audience_gender", "top territories": "audience_territories"}
_AUDIENCE = re.compile(r"^(age (&|and) gender|top (cities|countries|pages|towns|territories)\b.*)$")
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")


@dataclass(frozen=True, slots=True)
class _Block:
    """A title with the rows below it, as far as the next title."""

    title: str
    rows: list[Row]


def recognises(export: Export) -> bool:
    """Whether a named series of days, or an audience table, stands in the first rows."""
    for rows in export.first_rows.values():
        heads = [[heading(c) for c in cells if c.strip()] for _, cells in rows]
        if any(tuple(h[:2]) == _SERIES for h in heads) or any(len(h) == 1 and _AUDIENCE.match(h[0]) for h in heads):
            return True
        if heads and heads[0][1:] == ["distribution"] and heads[0][0] in _SHARES:
            return True
    return False


def read(export: Export) -> Iterator[Record]:
    """One figure a day or a share, block after block."""
    export.file.captured_on = export.captured()
    blocks = list(_blocks(export))
    export.file.platform = _platform_of_file(export, blocks)
    account = ""
    for block in blocks:
        if block.title and not block.rows:
            account = block.title
            continue
        platform = _platform(block.title) or _platform(account) or export.file.platform or PLATFORM
        for record in _figures(export, block, platform):
            _cover(export, record)
            yield record


def _rows(export: Export) -> Iterator[Row]:
    for line, written in csv_rows(export, ","):
        cells = [c.replace("\ufeff", "").strip() for c in written]
        while len(cells) > 2 and not cells[-1]:
            cells.pop()
        if any(cells) and not cells[0].lower().startswith("sep="):
            yield line, cells


def _blocks(export: Export) -> Iterator[_Block]:
    """Titles are words that stand alone; an age or a day without a number is a row."""
    title = ""
    rows: list[Row] = []
    for line, cells in _rows(export):
        if not cells[0] or any(cells[1:]) or cells[0][0].isdigit() or _is_lone_place(cells[0], title, rows):
            rows.append((line, cells))
            continue
        if title or rows:
            yield _Block(title, rows)
        title, rows = cells[0], []
    yield _Block(title, rows)


def _is_lone_place(word: str, title: str, rows: list[Row]) -> bool:
    """Whether a word that stands alone is the only place of an audience, rather than a title."""
    return not rows and bool(_AUDIENCE.match(heading(title))) and not _AUDIENCE.match(heading(word))


def _platform_of_file(export: Export, blocks: list[_Block]) -> str:
    named = {p for block in blocks if (p := _platform(block.title))}
    if not named:
        export.note("the file does not say whether it is of Facebook or Instagram: read as Facebook")
    return named.pop() if len(named) == 1 else PLATFORM


def _platform(title: str) -> str | None:
    first = heading(title).split(" ")[0]
    return first if first in ("facebook", "instagram") else None


def _figures(export: Export, block: _Block, platform: str) -> Iterator[Record]:
    head = tuple(heading(c) for c in block.rows[0][1]) if block.rows else ()
    if head[:2] == _SERIES:
        yield from _series(export, block, platform)
    elif head[1:] == ("distribution",) and head[0] in _SHARES:
        export.note("shares are kept as the file writes them, in percent or as fractions")
        yield from _shares(export, _SHARES[head[0]], block.rows[1:], platform)
    elif _AUDIENCE.match(heading(block.title)):
        export.note("audience shares are of the day of export; percent or fraction as the file writes them")
        yield from _audience(export, block, platform)
    elif block.rows:
        export.row(len(block.rows))
        export.skip("row of a table that is not a series or an audience", len(block.rows))


def _series(export: Export, block: _Block, platform: str) -> Iterator[Record]:
    if len(block.rows[0][1]) > 2:
        export.note(f"only the first series is read; left out: {', '.join(block.rows[0][1][2:])}")
    for line, cells in block.rows[1:]:
        export.row()
        value, when = cells[1] if len(cells) > 1 else "", wall_clock(cells[0])
        if when is not None and value in NOT_MEASURED:
            export.skip("blank cell")
        elif when is None or _number(value) is None:
            yield export.reject(line, "no day or no number", ",".join(cells))
        else:
            metric = slug(block.title) or "unnamed"
            yield Figure(line=line, platform=platform, metric=metric, date=when.date(), value=_number(value))


def _audience(export: Export, block: _Block, platform: str) -> Iterator[Record]:
    """Ages with a column a gender; places one a row, or names in one row and shares in the next."""
    metric = f"audience_{slug(block.title)}"
    first = block.rows[0][1] if block.rows else []
    crossed = len(block.rows) > 1 and all(_number(c) is None for c in first)
    if crossed and len(block.rows) == 2 and _number(block.rows[1][1][0]) is not None:
        yield from _cells(export, metric, block.rows[1], first, platform)
    elif crossed:
        for line, cells in block.rows[1:]:
            names = [f"{cells[0]} {gender}" for gender in first[1:]]
            yield from _cells(export, metric, (line, cells[1:]), names, platform)
    else:
        yield from _shares(export, metric, block.rows, platform)


def _shares(export: Export, metric: str, rows: list[Row], platform: str) -> Iterator[Record]:
    for line, cells in rows:
        yield from _cells(export, metric, (line, cells[1:2]), cells[:1], platform)


def _cells(export: Export, metric: str, row: Row, names: list[str], platform: str) -> Iterator[Record]:
    """One figure for each cell that holds a number."""
    line, cells = row
    export.row(max(len(cells), len(names)))
    for name, cell in zip_longest(names, cells, fillvalue=""):
        value = _number(cell)
        if cell in NOT_MEASURED:
            export.skip("blank cell")
        elif value is None or not name:
            yield export.reject(line, "no name or no number", f"{name},{cell}")
        else:
            named, day = f"{metric}.{slug(name) or heading(name)}", export.file.captured_on
            yield Figure(line=line, platform=platform, metric=named, until=day, value=value)


def _number(text: str) -> float | None:
    cleaned = text.replace(",", "").rstrip("% ")
    return float(cleaned) if _NUMBER.match(cleaned) else None


def _cover(export: Export, record: Record) -> None:
    """Widens what the file covers: by its days, or else by its name."""
    day: date | None = record.date if isinstance(record, Figure) else None
    named = range_in_name(export) if day is None else (day, day)
    if named is None:
        return
    since, until = export.file.covers_since, export.file.covers_until
    export.file.covers_since = min(since, named[0]) if since else named[0]
    export.file.covers_until = max(until, named[1]) if until else named[1]
