"""Google Analytics 4 reports as CSV: one or more tables, each under lines that begin with a hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipelines.platforms import came_from
from pipelines.records import Batch, Figure, Record, slug
from pipelines.sources.export import Export
from pipelines.sources.figures import cover, period_in_name
from pipelines.sources.layouts.ga4_tables import Ga4Table, is_ga4, tables_in
from pipelines.sources.numerals import as_number, thousands_mark
from pipelines.sources.tables import NOT_MEASURED, heading

LAYOUT = "ga4"
PLATFORM = "website"
HOLDS = "figures"
CANNOT_SHOW = ("the property's time zone", "visitors who refused to be measured")

_PAGE = ("page path", "page title", "page location", "landing page", "full page url")
_DAY = ("nth day", "date")
_SOURCE = ("session source / medium", "session source", "source / medium", "source")
_NEITHER = "row of a table that is not by page, day or source"


@dataclass(frozen=True, slots=True)
class _Place:
    """In which columns a table names the page, the day and where visits came from."""

    page: int | None
    day: int | None
    source: int | None


def recognises(export: Export) -> bool:
    """Whether lines with a hash name the report's days, or the table is one of those that stand without them."""
    tables = (("Page path and screen class", "Views"), ("Session source / medium", "Sessions"))
    return is_ga4(export) or any(export.table(*columns) is not None for columns in tables)


def read(export: Export) -> Iterator[Record | Batch]:
    """A figure a cell of the tables by page, by day or by source of visits; other tables are counted and left.

    Raises:
        Refused: no table is any of these.
    """
    tables = tables_in(export)
    _date(export, tables)
    export.file.captured_on = export.captured()
    cover(export, [d for t in tables for d in (t.since, t.until) if d])
    places = _places(tables)
    if not places:
        names = "; ".join(t.header[0] for t in tables if t.header) or "none"
        raise export.refuse(
            f"no table is by page, by day or by source (the tables found are by: {names[:200]})",
            'Export "Pages and screens" or "Traffic acquisition" with Google Analytics set to English',
        )
    mark = thousands_mark(_samples([t for t in tables if t in places]))
    for table in tables:
        if table in places:
            yield from _figures(export, table, places[table], mark)
        else:
            export.row(len(table.rows))
            export.skip(_NEITHER, len(table.rows))
        if table.totals:
            export.row(table.totals)
            export.skip("totals row", table.totals)


def _date(export: Export, tables: list[Ga4Table]) -> None:
    """Gives tables without a report's days those in the file's name."""
    undated = [t for t in tables if t.since is None]
    since, until = period_in_name(export)
    for table in undated:
        table.since, table.until = since, until
    if undated and since is None:
        export.note("neither the file nor its name says which days it covers")


def _places(tables: list[Ga4Table]) -> dict[Ga4Table, _Place]:
    """The tables to be read; of several that tell the same visits by source, the first."""
    found: dict[Ga4Table, _Place] = {}
    told = set()
    for table in tables:
        place = _place(table)
        if place is None:
            continue
        if place.source is not None:
            same = (place.page is None, place.day is None, table.since, table.until)
            if same in told:
                continue
            told.add(same)
        found[table] = place
    return found


def _place(table: Ga4Table) -> _Place | None:
    """What a table is by; None for one that is by nothing of ours, or is split by something else too."""
    names = [heading(h) for h in table.header]
    pages = [i for i, n in enumerate(names) if n.startswith(_PAGE)]
    days = [i for i, n in enumerate(names) if n in _DAY]
    sources = [i for i, n in enumerate(names) if n in _SOURCE]
    others = set(range(len(names))) - {*pages, *days, *sources}
    if not (pages or days or sources) or any(table.is_text(i) for i in others):
        return None
    return _Place(*(found[0] if found else None for found in (pages, days, sources)))


def _is_dimension(header: str) -> bool:
    return heading(header).startswith(_PAGE) or heading(header) in (*_DAY, *_SOURCE)


def _samples(tables: list[Ga4Table]) -> Iterator[tuple[str, str]]:
    """Every cell that may hold a number, with its column's name."""
    for table in tables:
        for _, cells in table.rows:
            for header, cell in zip(table.header, cells, strict=False):
                if not _is_dimension(header):
                    yield header, cell


def _figures(export: Export, table: Ga4Table, place: _Place, mark: str) -> Iterator[Record | Batch]:
    metrics = {i: slug(h) for i, h in enumerate(table.header) if slug(h) and not _is_dimension(h)}
    columns: dict[str, list[Any]] = defaultdict(list)
    for line, cells in table.rows:
        day = _day(table, place.day, cells)
        if len(cells) != len(table.header):
            export.row()
            reason = f"the row has {len(cells)} cells where the header has {len(table.header)}"
            yield export.reject(line, reason, ",".join(cells))
        elif place.day is not None and day is None:
            export.row()
            yield export.reject(line, "the day cannot be read", ",".join(cells))
        else:
            shared = {"line": line, "date": day, "page": _page(place, cells)} | _period(table, day)
            if place.source is not None:
                shared["came_from"] = came_from(cells[place.source])
            for index, metric in metrics.items():
                _cell(export, columns, cells[index], mark, shared | {"metric": metric})
    if columns:
        yield Batch(Figure, PLATFORM, dict(columns))


def _page(place: _Place, cells: list[str]) -> str | None:
    """The row's page; where it is the one that visits from a source began on, without what followed its address."""
    if place.page is None:
        return None
    return cells[place.page] if place.source is None else cells[place.page].split("?")[0]


def _period(table: Ga4Table, day: date | None) -> dict[str, date | None]:
    return {"since": None if day else table.since, "until": None if day else table.until}


def _cell(export: Export, columns: dict[str, list[Any]], text: str, mark: str, shared: dict[str, Any]) -> None:
    """Takes up one cell, or counts it as holding nothing."""
    value = as_number(text, mark)
    export.row()
    if value is None:
        export.skip("blank cell" if text.strip() in NOT_MEASURED else "cell that holds no number")
        return
    for name, held in (shared | {"value": value}).items():
        columns[name].append(held)


def _day(table: Ga4Table, place: int | None, cells: list[str]) -> date | None:
    """The day of a row: written out, or counted from the table's first day."""
    written = cells[place].strip() if place is not None and place < len(cells) else ""
    if not (written.isascii() and written.isdigit()):
        return None
    if len(written) == 8:
        try:
            return date.fromisoformat(written)
        except ValueError:
            return None
    return table.since + timedelta(days=int(written)) if table.since and len(written) <= 4 else None
