"""The only writer of workbooks: real tables, charts with words for those who do not see them, and nothing hidden.

XlsxWriter was chosen because it writes alternative text, tables and charts natively, leaves no trace of who wrote
the file and gives the same bytes for the same input. What could be read as a formula is written as text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from pipelines.reports.withheld import Withheld

BLUE, DARK = "#005EB8", "#212B32"
COLOURS = (BLUE, "#8A4B00", "#00662E", "#7C2855", "#4C6272", "#A8071A")
DASHES = ("solid", "dash", "round_dot", "dash_dot", "long_dash", "long_dash_dot")
MARKERS = ("circle", "square", "diamond", "x", "triangle", "plus")
WIDEST, NARROWEST = 60, 9
_FORMS = {"count": "#,##0", "measure": "#,##0.0", "ratio": "0.000", "share": "0.0%"}
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_SUSPECT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CLOCK = (1980, 1, 1, 0, 0, 0)


def sheet_name(title: str) -> str:
    """A title as Excel lets a sheet be called."""
    return _NO_SHEET_NAME.sub(" ", title.replace(":", ","))[:31].strip()


class Workbook:
    """A workbook in memory: sheets are added in order, ``finished`` gives its bytes."""

    def __init__(self, title: str, made_on: datetime) -> None:
        self._bytes = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._bytes, options)
        self._book.set_properties({"title": title, "created": made_on})
        self._tables = 0
        self._formats = {name: self._book.add_format({"num_format": f, "valign": "top"}) for name, f in _FORMS.items()}
        self._formats |= {
            "day": self._book.add_format({"num_format": "d mmmm yyyy", "valign": "top", "align": "left"}),
            "instant": self._book.add_format({"num_format": "d mmmm yyyy hh:mm", "valign": "top", "align": "left"}),
            "text": self._book.add_format({"text_wrap": True, "valign": "top"}),
            "withheld": self._book.add_format({"align": "right", "valign": "top"}),
            "title": self._book.add_format({"bold": True, "font_size": 16, "font_color": BLUE}),
            "subtitle": self._book.add_format({"bold": True, "font_size": 12, "font_color": DARK}),
            "head": self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "number head": self._book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "align": "right"}
            ),
        }

    def sheet(self, name: str, title: str) -> Sheet:
        """A sheet with its title in the first cell."""
        taken = {s.get_name().casefold() for s in self._book.worksheets()}
        short = sheet_name(name)
        number = 2
        while short.casefold() in taken:
            short, number = f"{short[:27].strip()} ({number})", number + 1
        page = self._book.add_worksheet(short)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&L&A&RPage &P of &N")
        page.hide_gridlines(2)
        made = Sheet(page, self)
        made.line(title, "title")
        return made

    def format(self, name: str) -> Any:
        """A cell format by name."""
        return self._formats[name]

    def chart(self, kind: str) -> Any:
        """A chart of this kind."""
        return self._book.add_chart({"type": kind})

    def next_table(self) -> str:
        """A name for one more table."""
        self._tables += 1
        return f"Table{self._tables}"

    def finished(self) -> bytes:
        """The workbook's bytes, with its language said and every clock at the same hour."""
        self._book.close()
        out = io.BytesIO()
        language = b"<dc:language>en-GB</dc:language></cp:coreProperties>"
        with zipfile.ZipFile(self._bytes) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
            for entry in made.infolist():
                content = made.read(entry)
                if entry.filename == "docProps/core.xml":
                    content = content.replace(b"</cp:coreProperties>", language)
                kept.writestr(zipfile.ZipInfo(entry.filename, _CLOCK), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a chart is drawn: ``line`` or ``column``, what it counts, what it shows in words, and its numbers' form."""

    kind: str
    unit: str
    told: str
    form: str


class Sheet:
    """One sheet, written from the top; ``row`` is the next free one."""

    def __init__(self, page: Any, book: Workbook) -> None:
        self.page, self.book, self.row = page, book, 0
        self.widths: dict[int, int] = {}
        self.breaks: list[int] = []

    def line(self, text: str, form: str = "") -> None:
        """A line of text, not broken, that may run over the cells to its right."""
        self.page.write_string(self.row, 0, _SUSPECT.sub(" ", text), self.book.format(form) if form else None)
        self.row += 1

    def new_page(self) -> None:
        """An empty row, after which print begins a new page."""
        self.row += 1
        self.breaks.append(self.row)
        self.page.set_h_pagebreaks(self.breaks)

    def space(self) -> None:
        """An empty row."""
        self.row += 1

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[Any]], forms: Sequence[str] = (), freeze: bool = False
    ) -> tuple[int, int]:
        """A real table below what is there; returns its first and last row of cells.

        ``forms`` names, by column, how its numbers are written; the others are counts.
        """
        top = self.row
        columns = [
            {"header": head, "header_format": self.book.format("number head" if _is_numbers(rows, c) else "head")}
            for c, head in enumerate(_different(heads))
        ]
        name = self.book.next_table()
        last = top + max(1, len(rows))
        options = {"name": name, "columns": columns, "style": "Table Style Light 1", "autofilter": False}
        self.page.add_table(top, 0, last, len(heads) - 1, options)
        for r, cells in enumerate(rows, start=top + 1):
            for c, value in enumerate(cells):
                self.cell(r, c, value, forms[c] if c < len(forms) else "")
        self._fit(heads, rows)
        for r, cells in enumerate([heads, *rows], start=top):
            if (lines := self._lines(cells)) > 1:
                self.page.set_row(r, 15 * min(lines, 27))
        if freeze:
            self.page.freeze_panes(top + 1, 1)
            self.page.repeat_rows(0, top)
        self.row = last + 1
        return top + 1, last

    def cell(self, row: int, column: int, value: Any, form: str = "") -> None:
        """One cell: a number as a number, a day as a day, anything else as text, whatever it begins with."""
        if value is None:
            return
        if isinstance(value, datetime):
            self.page.write_datetime(row, column, value, self.book.format("instant"))
        elif isinstance(value, date):
            self.page.write_datetime(row, column, value, self.book.format("day"))
        elif isinstance(value, int | float):
            whole = isinstance(value, int) or (form == "measure" and float(value).is_integer())
            named = form if form and not (whole and form == "measure") else "count" if whole else "measure"
            self.page.write_number(row, column, value, self.book.format(named))
        else:
            kind = "withheld" if isinstance(value, Withheld) else "text"
            self.page.write_string(row, column, _SUSPECT.sub(" ", str(value))[:32_000], self.book.format(kind))

    def draw(self, rows: tuple[int, int], heads: Sequence[str], look: Drawing) -> None:
        """A chart of a table's columns over its first one, in the sixteen rows from here on."""
        chart = self.book.chart(look.kind)
        name, (first, last) = self.page.get_name(), rows
        for i, head in enumerate(heads[1:], start=1):
            place = {"categories": [name, first, 0, last, 0], "values": [name, first, i, last, i]}
            chart.add_series({"name": head, **place, **_series_look(look.kind, i - 1)})
        chart.set_title({"name": look.told.partition(".")[0], "name_font": {"size": 11, "bold": True}})
        chart.set_x_axis({"num_format": "d mmm", "text_axis": True, "num_font": {"size": 9}})
        scale = {
            "num_format": _FORMS[look.form].replace(".0", ""),
            "min": 0,
            "max": 1 if look.form == "share" else None,
        }
        lines = {"visible": True, "line": {"color": "#D8DDE0"}}
        chart.set_y_axis({"name": look.unit, "major_gridlines": lines, **scale})
        chart.set_legend({"position": "bottom"})
        chart.show_blanks_as("gap")
        chart.set_size({"width": 720, "height": 300})
        self.page.insert_chart(self.row, 0, chart, {"description": look.told, "object_position": 2})
        self.row += 16

    def _fit(self, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Columns as wide as what stands in them, up to a measure at which text is broken into lines."""
        for c, head in enumerate(heads):
            longest = max((_length(cells[c]) for cells in rows if c < len(cells)), default=0)
            words = max((len(word) for word in head.split()), default=0)
            width = min(WIDEST, max(NARROWEST, longest, words, len(head) // 2) + 2)
            self.widths[c] = max(width, self.widths.get(c, 0))
            self.page.set_column(c, c, self.widths[c])

    def _lines(self, cells: Sequence[Any]) -> int:
        """Over how many lines a row's longest text is broken; not every program works that out when it opens a file."""
        return max(
            (
                sum(-(-len(line) // (self.widths[c] - 1)) or 1 for line in text.split("\n"))
                for c, text in enumerate(cells)
                if isinstance(text, str)
            ),
            default=1,
        )


def _series_look(kind: str, number: int) -> dict[str, Any]:
    """A line or column that differs from its neighbours in more than colour."""
    colour = COLOURS[number % len(COLOURS)]
    if kind != "line":
        pattern = ("", "wide_upward_diagonal", "small_grid", "light_horizontal")[number % 4]
        ends = {"fg_color": colour, "bg_color": "#FFFFFF"}
        fill = {"pattern": {"pattern": pattern, **ends}} if pattern else {"fill": {"color": colour}}
        return {**fill, "border": {"color": colour}}
    marker = {"type": MARKERS[number % len(MARKERS)], "size": 7, "fill": {"color": colour}, "border": {"color": colour}}
    return {"line": {"color": colour, "width": 2, "dash_type": DASHES[number % len(DASHES)]}, "marker": marker}


def _is_numbers(rows: Sequence[Sequence[Any]], column: int) -> bool:
    return any(isinstance(cells[column], int | float) for cells in rows if column < len(cells))


def _length(value: Any) -> int:
    if isinstance(value, datetime):
        return 23
    if isinstance(value, date):
        return 17
    if isinstance(value, float):
        return 9
    return 0 if value is None else max(len(line) for line in f"{value}\n".split("\n"))


def _different(heads: Sequence[str]) -> list[str]:
    """Headings of a table, no two alike."""
    found: list[str] = []
    for head in heads:
        name, number = _SUSPECT.sub(" ", head), 2
        while name.casefold() in {f.casefold() for f in found}:
            name, number = f"{_SUSPECT.sub(' ', head)} ({number})", number + 1
        found.append(name)
    return found
