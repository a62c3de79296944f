"""One export to read: where it lies, what its bytes are, and what was learnt on the way."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from python_calamine import CalamineError, CalamineWorkbook

from pipelines.sources.find_tables import find_table
from pipelines.sources.json_parse import json_decoder, mended
from pipelines.sources.json_text import JsonText
from pipelines.sources.panics import panics_told
from pipelines.sources.php_rows import is_written_plainly
from pipelines.sources.reading import Reading
from pipelines.sources.rows import DELIMITERS, Row, cell, first_rows
from pipelines.sources.spreadsheet_ml import is_spreadsheet_ml, sheets_in_markup
from pipelines.sources.survey import Survey, digest, survey, unmarked_utf16
from pipelines.sources.tables import Table
from pipelines.sources.tally import Tally
from pipelines.sources.xls_sprawl import sprawls

csv.field_size_limit(16 * 2**20)

_DATE_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")
HEAD_BYTES = 2**16
XLS_MAGIC = b"\xd0\xcf\x11\xe0"
WORKBOOK_MAGIC = (b"PK\x03\x04", XLS_MAGIC)
ENCODING_GUESSED = "not UTF-8: read as Windows-1252"
TOO_DEEP = "the file is nested too deeply to be an export"


class Export(Tally):
    """A file, or a folder that is one export, as the layouts see it."""

    def __init__(self, path: Path, name: str, reading: Reading, *, sha256: str | None = None) -> None:
        """``path`` is where the bytes lie, ``name`` what people are told, ``sha256`` a digest known already."""
        self.path, self.reading = path, reading
        self.is_folder = path.is_dir()
        self.size = 1 if self.is_folder else path.stat().st_size
        self.survey = Survey(digest(path), False, True, False, True) if self.is_folder else survey(path)
        super().__init__(name, sha256 or self.survey.sha256)
        self._sheets: dict[str, list[Row]] = {}
        self._json: JsonText | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's own time zone."""
        return ZoneInfo(self.reading.zone)

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB; empty for a folder."""
        if self.is_folder:
            return b""
        with self.path.open("rb") as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def encoding(self) -> str | None:
        """The text's encoding by its bytes: mark, else NULs, else strict UTF-8, else Windows-1252; None for binary."""
        head = self.head
        if self.is_folder or head.startswith(WORKBOOK_MAGIC) or head.startswith(b"\x1f\x8b"):
            return None
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        if head.startswith(b"\xef\xbb\xbf"):
            return "utf-8-sig"
        if not self.survey.is_free_of_nul and (unmarked := unmarked_utf16(head)):
            return unmarked
        return "utf-8" if self.survey.is_utf8 else "cp1252"

    @property
    def is_free_of_nul(self) -> bool:
        """Whether the text surely holds no NUL characters."""
        return self.survey.is_free_of_nul and "utf-16" not in (self.encoding or "")

    @cached_property
    def is_written_plainly(self) -> bool:
        """Whether the text surely holds no quote behind a backslash, which writers treat in different ways."""
        return is_written_plainly(self)

    @cached_property
    def text_head(self) -> str:
        """The first 64 KiB as text, NULs dropped; empty for binary files."""
        if self.encoding is None:
            return ""
        return self.head.decode(self.encoding, errors="ignore").replace("\0", "").lstrip("\ufeff")

    @cached_property
    def first_rows(self) -> dict[str, list[Row]]:
        """By delimiter, the first rows of what may be a CSV file; empty for JSON, XML and binary files."""
        return self.first_rows_by(DELIMITERS)

    def first_rows_by(self, delimiters: Sequence[str]) -> dict[str, list[Row]]:
        """The same for these delimiters."""
        if self.encoding is None or self.text_head.lstrip()[:1] in ("{", "<", ""):
            return {}
        head, is_whole = self.text_head, self.size <= HEAD_BYTES
        return {mark: first_rows(head, mark, is_whole=is_whole) for mark in delimiters if mark in head}

    def open_text(self) -> TextIO:
        """The whole file as text with its line ends untouched; notes an encoding that had to be guessed."""
        encoding, errors = self._decoding()
        return io.TextIOWrapper(self.path.open("rb"), encoding=encoding, errors=errors, newline="")

    def _decoding(self) -> tuple[str, str]:
        if self.encoding is None:
            raise self.refuse("the file is not text", "Download it again in the format that docs/exports.md names")
        if self.encoding == "cp1252":
            self.note(ENCODING_GUESSED)
            return self.encoding, "replace"
        return self.encoding, "strict"

    @cached_property
    def documents(self) -> list[Any]:
        """The JSON documents in the file, one after another; empty when it is not JSON.

        Lone surrogates in strings become U+FFFD. NaN and Infinity are refused when met. The large lists of a large
        file stay in it: they can be gone through any number of times, and are slow to index.
        """
        if self.text_head.lstrip()[:1] not in ("{", "["):
            return []
        return self.documents_after("") or []

    def documents_after(self, mark: str) -> list[Any] | None:
        """The JSON documents behind the first such mark; None where there is none or something else stands."""
        self._json = JsonText(self, *self._decoding())
        try:
            return self._json.documents_after(mark)
        except UnicodeDecodeError as error:
            raise self.refuse(f"the text breaks off as {self.encoding}", "Download it again") from error
        except RecursionError as error:
            raise self.refuse(TOO_DEEP, "Download it again") from error
        except ValueError:
            return None

    def parse(self, text: str) -> Any:
        """One JSON document that stands in a text; ValueError where it is none, lone surrogates become U+FFFD.

        Raises:
            Refused: it is nested more deeply than any export, or holds what is no number.
        """
        try:
            return mended(json_decoder(self).decode(text), text)
        except RecursionError as error:
            raise self.refuse(TOO_DEEP, "Download it again") from error

    def glanced_at(self) -> AbstractContextManager[None]:
        """While a layout is looked for, only the first elements of a large JSON file's lists are shown."""
        _ = self.documents
        return self._json.glanced_at() if self._json else nullcontext()

    def table(self, *required: str, sheet: str | None = None) -> Table | None:
        """The first table, in a CSV or workbook, with a row that holds all these headers (any order or case).

        ``sheet`` names the one sheet of a workbook to look at.
        """
        return find_table(self, required, sheet)

    @cached_property
    def workbook(self) -> CalamineWorkbook | None:
        """The file as a workbook, or None when it is none."""
        if not self.head.startswith(WORKBOOK_MAGIC) or (self.head.startswith(XLS_MAGIC) and sprawls(self.path)):
            return None
        try:
            with panics_told():
                return CalamineWorkbook.from_path(str(self.path))
        except (CalamineError, OSError, ValueError):
            return None

    @cached_property
    def sheet_names(self) -> list[str]:
        """The sheets of the workbook, binary or XML text, in their order; none where the file is no workbook.

        Raises:
            Refused: the XML is damaged.
        """
        if self.workbook is not None:
            return list(self.workbook.sheet_names)
        if is_spreadsheet_ml(self):
            self._sheets = sheets_in_markup(self)
        return list(self._sheets)

    def sheet(self, name: str) -> list[Row]:
        """A sheet's rows, cells as a CSV would hold them; read once.

        Raises:
            Refused: the workbook is damaged.
        """
        if name not in self._sheets:
            assert self.workbook is not None
            try:
                with panics_told():
                    rows = self.workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            except (CalamineError, ValueError) as error:
                raise self.refuse(f'the sheet "{name}" is damaged', "Download or save the workbook again") from error
            self._sheets[name] = [(i, [cell(c) for c in cells]) for i, cells in enumerate(rows, start=1)]
        return self._sheets[name]

    @cached_property
    def dates_in_name(self) -> list[date]:
        """The dates in the file's name, or a folder's parent's, in order: often its range and the day of export."""
        name = Path(self.name)
        found = _DATE_IN_NAME.findall(name.name) or (_DATE_IN_NAME.findall(name.parent.name) if self.is_folder else [])
        return [date(int(y), int(m), int(d)) for y, m, d in found if _exists(y, m, d)]

    @property
    def modified(self) -> datetime:
        """When the file was last written, in the organisation's zone."""
        return datetime.fromtimestamp(self.path.stat().st_mtime, self.zone)

    def captured(self) -> date:
        """The day of export: the last date in the file's name, else the day the file was written."""
        return self.dates_in_name[-1] if self.dates_in_name else self.modified.date()


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
