"""Google Analytics 4 reports as CSV: one or more tables, each under lines that begin with a hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

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


def recognises(export: Export) -> bool:
    """Whether lines with a hash name the report's days, or the table is by page path and views."""
    return is_ga4(export) or export.table("Page path and screen class", "Views") is not None


def read(export: Export) -> Iterator[Record | Batch]:
    """A figure a cell of the tables by page or by day; other tables are counted and left.

    Raises:
        Refused: no table is by page or by day.
    """
    tables = tables_in(export)
    _date(export, tables)
    export.file.captured_on = export.captured()
    cover(export, [d for t in tables for d in (t.since, t.until) if d])
    useful = [t for t in tables if _dimensions(t) is not None]
    if not useful:
        names = "; ".join(t.header[0] for t in tables if t.header) or "none"
        raise export.refuse(
            f"no table is by page or by day (the tables found are by: {names[:200]})",
            'Export "Pages and screens" with Google Analytics set to English',
        )
    mark = thousands_mark(_samples(useful))
    for table in tables:
        if table in useful:
            yield from _figures(export, table, mark)
        else:
            export.row(len(table.rows))
            export.skip("row of a table that is neither by page nor by day", len(table.rows))
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


def _dimensions(table: Ga4Table) -> tuple[int | None, int | None] | None:
    """Where the page and the day stand; None for a table that has neither, or is split by something else too."""
    names = [heading(h) for h in table.header]
    pages = [i for i, n in enumerate(names) if n.startswith(_PAGE)]
    days = [i for i, n in enumerate(names) if n in _DAY]
    if not pages and not days:
        return None
    others = set(range(len(names))) - set(pages) - set(days)
    if any(table.is_text(i) for i in others):
        return None
    return (pages[0] if pages else None, days[0] if days else None)


def _samples(tables: list[Ga4Table]) -> Iterator[tuple[str, str]]:
    """Every cell that may hold a number, with its column's name."""
    for table in tables:
        for _, cells in table.rows:
            for header, cell in zip(table.header, cells, strict=False):
                if not heading(header).startswith((*_PAGE, *_DAY)):
                    yield header, cell


def _figures(export: Export, table: Ga4Table, mark: str) -> Iterator[Record | Batch]:
    place = _dimensions(table)
    assert place is not None
    metrics = {
        i: slug(h) for i, h in enumerate(table.header) if slug(h) and not heading(h).startswith(_PAGE) and i != place[1]
    }
    columns: dict[str, list[Any]] = defaultdict(list)
    for line, cells in table.rows:
        day = _day(table, place[1], cells)
        if len(cells) != len(table.header):
            export.row()
            reason = f"the row has {len(cells)} cells where the header has {len(table.header)}"
            yield export.reject(line, reason, ",".join(cells))
        elif place[1] is not None and day is None:
            export.row()
            yield export.reject(line, "the day cannot be read", ",".join(cells))
        else:
            page = cells[place[0]] if place[0] is not None else None
            for index, metric in metrics.items():
                _cell(export, columns, cells[index], mark, (line, metric, page, day, table))
    if columns:
        yield Batch(Figure, PLATFORM, dict(columns))


def _cell(
    export: Export,
    columns: dict[str, list[Any]],
    text: str,
    mark: str,
    place: tuple[int, str, str | None, date | None, Ga4Table],
) -> None:
    """Takes up one cell, or counts it as holding nothing."""
    line, metric, page, day, table = place
    value = as_number(text, mark)
    export.row()
    if value is None:
        export.skip("blank cell" if text.strip() in NOT_MEASURED else "cell that holds no number")
        return
    found = {
        "line": line, "metric": metric, "page": page, "date": day, "value": value,
        "since": None if day else table.since, "until": None if day else table.until,
    }  # fmt: skip
    for name, held in found.items():
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
