"""One export to read: where it lies, what its bytes are, and what was learnt on the way."""

from __future__ import annotations

import codecs
import csv
import dataclasses
import hashlib
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TextIO
from zoneinfo import ZoneInfo

from python_calamine import CalamineError, CalamineWorkbook

from pipelines.errors import Refused, printable
from pipelines.policy import Policy
from pipelines.records import Batch, FileRecord, Record, Reject
from pipelines.sources.json_text import JsonText, json_decoder, mended
from pipelines.sources.panics import panics_told
from pipelines.sources.php_rows import is_written_plainly
from pipelines.sources.private import without_tokens
from pipelines.sources.rows import DELIMITERS, Row, cell, first_rows
from pipelines.sources.spreadsheet_ml import is_spreadsheet_ml, sheets_in_markup
from pipelines.sources.tables import Table, find_table
from pipelines.sources.xls_sprawl import sprawls

csv.field_size_limit(16 * 2**20)

_DATE_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")
# Letters of UTF-8 that were read as Windows-1252 and saved again: é as Ã©, a curly quote as â€™, an emoji as ðŸ…
_TWICE_ENCODED = re.compile(rb"\xc3\x83\xc2[\xa1-\xbf]|\xc3\xa2\xe2\x82\xac|\xc3\xb0\xc5\xb8")
HEAD_BYTES = 2**16
_VALUE = re.compile(r"@|\d{5}|://|[.!?]\s")
XLS_MAGIC = b"\xd0\xcf\x11\xe0"
WORKBOOK_MAGIC = (b"PK\x03\x04", XLS_MAGIC)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the policy says that bears on reading files.

    ``zone``: the organisation's time zone; ``assumed``: zone by layout name, for files that name none;
    ``date_order``: ``day first`` or ``month first`` by layout name, for files that cannot prove it;
    ``own``: names, handles and ids under which the organisation itself writes, by platform;
    ``tables``: column mappings for tables that no layout knows;
    ``channels``: channel id and platform by the channel's id or name in lower case;
    ``keep_email``, ``keep_ip``: whether the policy states a purpose for authors' addresses.
    """

    zone: str = "Europe/London"
    assumed: Mapping[str, str] = field(default_factory=dict)
    date_order: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tables: Sequence[Mapping[str, Any]] = ()
    channels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    keep_email: bool = False
    keep_ip: bool = False

    @classmethod
    def under(cls, policy: Policy) -> Reading:
        """What this policy says about reading."""
        return cls(
            zone=policy.organisation.zone,
            assumed=policy.reading.zones,
            date_order=policy.reading.date_order,
            own=policy.own_accounts(),
            tables=[dataclasses.asdict(t) for t in policy.tables],
            channels={key.casefold(): (c.id, c.platform) for c in policy.channels for key in (c.name, c.id)},
            keep_email=bool(policy.privacy.keep_email),
            keep_ip=bool(policy.privacy.keep_ip),
        )

    def is_own(self, platform: str, *names: str | None) -> bool | None:
        """Whether one of these names is the organisation's; None when none is known."""
        known = [n.strip().lstrip("@").casefold() for n in names if n]
        if not known or not self.own.get(platform):
            return None
        own = {n.strip().lstrip("@").casefold() for n in self.own[platform]}
        return any(n in own for n in known)


class Export:
    """A file, or a folder that is one export, as the layouts see it."""

    def __init__(self, path: Path, name: str, reading: Reading, *, sha256: str | None = None) -> None:
        """``path`` is where the bytes lie, ``name`` what people are told, ``sha256`` a digest known already."""
        self.path, self.name, self.reading = path, name, reading
        self.is_folder = path.is_dir()
        self.size = 1 if self.is_folder else path.stat().st_size
        self.survey = Survey(digest(path), False, True, False, True) if self.is_folder else survey(path)
        self.file = FileRecord(sha256=sha256 or self.survey.sha256)
        self.rows = self.yielded = self.merged = 0
        self.skipped: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self._sheets: dict[str, list[Row]] = {}
        self._json: JsonText | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's own time zone."""
        return ZoneInfo(self.reading.zone)

    # What a layout reports while it reads.

    def row(self, count: int = 1) -> None:
        """So many more rows were seen: each must be yielded, merged or skipped."""
        self.rows += count

    def skip(self, reason: str, count: int = 1) -> None:
        """Rows seen that are rightly no record, such as a pingback."""
        self.skipped[reason] += count

    def merge(self, count: int = 1) -> None:
        """Rows seen that only repeat a record already yielded."""
        self.merged += count

    def note(self, text: str) -> None:
        """Something that a reader of the figures should know about this file."""
        shown = printable(text)
        if shown not in self.file.notes:
            self.file.notes.append(shown)

    def reject(self, line: int, reason: str, raw: str | None = None) -> Reject:
        """A row that could not be read: yield what this returns."""
        platform = self.file.platform or UNKNOWN_PLATFORM
        shown = None if raw is None else without_tokens(raw)[:2000]
        return Reject(line=line, platform=platform, reason=reason, raw=shown)

    def refuse(self, what: str, do: str) -> Refused:
        """The error to raise for a file that must not be read."""
        return Refused(self.name, what, do)

    def account(self, found: Record | Batch) -> Record | Batch:
        """Counts what a layout yielded."""
        size = len(found) if isinstance(found, Batch) else 1
        self.yielded += size
        self.counts[found.kind.record if isinstance(found, Batch) else found.record] += size
        return found

    def finished(self) -> FileRecord:
        """The file's own record, once reading ended."""
        self.file.counts = dict(self.counts) | {
            "rows": self.rows, "merged": self.merged, "skipped": dict(self.skipped),
        }  # fmt: skip
        return self.file

    # What a layout may look at.

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
        if not self.survey.is_free_of_nul and (unmarked := _unmarked_utf16(head)):
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

    def describe(self) -> str:
        """What an unrecognised file looks like, in words for its owner; none of its content."""
        if self.sheet_names:
            return f"a workbook with the sheets {', '.join(self.sheet_names)}"
        if self.head.startswith(WORKBOOK_MAGIC):
            return BROKEN_WORKBOOK
        if self.encoding is None:
            return "not a text file"
        if self.documents:
            first = self.documents[0]
            return f"JSON with the keys {', '.join(list(first)[:8])}" if isinstance(first, dict) else "a JSON list"
        if self.text_head.lstrip()[:1] in ("{", "["):
            return BROKEN_JSON
        rows = [cells for rows in self.first_rows.values() for _, cells in rows[:1]]
        header = [c.strip() for c in max(rows, key=len, default=[])]
        if len(header) > 1 and all(len(c) <= 60 and not _VALUE.search(c) for c in header):
            more = f" and {len(header) - 12} more" if len(header) > 12 else ""
            return f"a table with the columns {', '.join(header[:12])}{more}"
        return "text without a header row"


UNKNOWN_PLATFORM = "unknown"
ENCODING_GUESSED = "not UTF-8: read as Windows-1252"
TOO_DEEP = "the file is nested too deeply to be an export"
BROKEN_JSON = "JSON that is cut short or malformed"
BROKEN_WORKBOOK = "a workbook that is damaged or locked, or no workbook"


def digest(path: Path) -> str:
    """SHA-256 of a file, or of a folder's paths and digests."""
    total = hashlib.sha256()
    if path.is_dir():
        for member in sorted(p for p in path.rglob("*") if p.is_file()):
            total.update(f"{member.relative_to(path).as_posix()}\0{digest(member)}\n".encode())
        return total.hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Survey(NamedTuple):
    """What a file's bytes are: its SHA-256, and whether letters stand there as UTF-8 that was encoded once more."""

    sha256: str
    is_utf8: bool
    is_free_of_nul: bool
    is_twice_encoded: bool
    has_paired_quotes: bool


def survey(path: Path) -> Survey:
    """A look at all the bytes of a file, in one pass."""
    total, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8 = is_free = True
    is_twice, quotes = False, 0
    with path.open("rb") as file:
        while block := file.read(2**20):
            total.update(block)
            is_free = is_free and b"\0" not in block
            quotes += block.count(b'"')
            is_utf8 = is_utf8 and _decodes(decoder, block)
            is_twice = is_twice or _TWICE_ENCODED.search(block) is not None
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    return Survey(total.hexdigest(), is_utf8, is_free, is_twice, quotes % 2 == 0)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _unmarked_utf16(head: bytes) -> str | None:
    """Which UTF-16 a text without a mark is: every other byte of most of its letters is NUL."""
    high, low = head[::2].count(0), head[1::2].count(0)
    if low > 0.3 * len(head) and high < 0.1 * low:
        return "utf-16-le"
    return "utf-16-be" if high > 0.3 * len(head) and low < 0.1 * high else None


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
