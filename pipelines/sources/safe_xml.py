"""XML exports, read as a stream: no document types or entities, characters that XML forbids taken out."""

from __future__ import annotations

import codecs
import html.entities
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

if TYPE_CHECKING:
    from pipelines.sources.export import Export

CHUNK = 2**18
LONGEST_TEXT = 16 * 2**20
DEEPEST = 200
_TOO_LONG = f"holds a single text of more than {LONGEST_TEXT // 2**20} MiB"
_FORBIDDEN = "\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_MARK = re.compile(
    r"<!\[CDATA\[|\]\]>|<!--|-->|&#(?:(\d{1,9})|[xX]([0-9a-fA-F]{1,8}));|&(\w{2,31});|[&" + _FORBIDDEN + "]"
)
_MAY_GO_ON = re.compile(r"(?:<!?[-\[CDAT]{0,7}|\]{1,2}|-{1,2}|&#?\w{0,32})\Z")
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}
_DECLARATION = re.compile(r"^(\ufeff?\s*)<\?xml\b[^>]*\?>")
_ENCODING = re.compile(r"""^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)""")
_OF_XML = ("amp", "lt", "gt", "quot", "apos")
_EITHER = "utf-8 or cp1252"


class Target:
    """What the parser reports to; a layout overrides these three."""

    parser: Any = None
    is_done = False

    @property
    def line(self) -> int:
        """The line on which the present element's tag stands."""
        return int(self.parser.parser.CurrentLineNumber)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; ``tag`` is ``{namespace}name``."""

    def end(self, tag: str) -> None:
        """An element ends; the last one sets ``is_done``."""

    def data(self, text: str) -> None:
        """Some of an element's text."""


class _TooMuch(Exception):
    """More than memory should hold; says what."""


class _Bounded:
    """Stands before a target, so that no text and no nesting fills the memory."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.data_of, self.start_of, self.end_of = target.data, target.start, target.end
        self.depth = self.length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth, self.length = self.depth + 1, 0
        if self.depth > DEEPEST:
            raise _TooMuch(f"stands more than {DEEPEST} elements deep")
        self.start_of(tag, attributes)

    def end(self, tag: str) -> None:
        self.depth, self.length = self.depth - 1, 0
        self.end_of(tag)

    def data(self, text: str) -> None:
        self.length += len(text)
        if self.length > LONGEST_TEXT:
            raise _TooMuch(_TOO_LONG)
        self.data_of(text)


def stream(export: Export, target: Target) -> Iterator[None]:
    """Feeds the file to the target, pausing after each chunk so that what is ready can be taken.

    Raises:
        Refused: a document type, XML that is not well-formed, or a file cut short.
    """
    mender, fed = Mender(), 0
    target.parser = DefusedXMLParser(target=_Bounded(target), encoding="utf-8", forbid_dtd=True)
    try:
        with _open(export) as file:
            for chunk in mender.mended(file):
                target.parser.feed(chunk.encode())
                fed += len(chunk)
                if fed - target.parser.parser.CurrentByteIndex > LONGEST_TEXT:
                    raise _TooMuch(_TOO_LONG)
                yield
    except _TooMuch as error:
        do = "Export it again, and report the line if it stays so"
        raise export.refuse(f"line {target.line} {error}", do) from error
    except DefusedXmlException as error:
        what = "the file declares a document type or entities, which no export of this kind does"
        raise export.refuse(what, "Do not open it; export again from the site itself") from error
    except ParseError as error:
        if not target.is_done:
            what = f"line {error.position[0]} is not well-formed XML ({str(error).split(':')[0]})"
            raise export.refuse(what, "Export it again, and report the line if it stays so") from error
        export.note("text after the end of the export was ignored")
    except UnicodeDecodeError as error:
        raise export.refuse(f"the text breaks off as {export.encoding}", "Export it again") from error
    _close(export, target)
    mender.report(export)


def _close(export: Export, target: Target) -> None:
    if target.is_done:
        return
    try:
        target.parser.close()
    except ParseError as error:
        what = f"the file breaks off at line {error.position[0]}: its download was cut short, so nothing of it is read"
        do = "Export it again; if it breaks off each time, export one kind of content or a shorter period at a time"
        raise export.refuse(what, do) from error


class Mender:
    """Takes out of XML text, chunk by chunk, what would stop a parser; counts what it did."""

    def __init__(self) -> None:
        self.removed = self.escaped = 0
        self._until = ""

    def mended(self, file: TextIO) -> Iterator[str]:
        """The text without its declaration, well-formed as far as single characters go."""
        kept, is_first = "", True
        while chunk := file.read(CHUNK):
            text = kept + chunk
            if is_first:
                text, is_first = _DECLARATION.sub(r"\1", text).lstrip("\ufeff"), False
            tail = _MAY_GO_ON.search(text, max(0, len(text) - 40))
            cut = tail.start() if tail else len(text)
            kept = text[cut:]
            yield _MARK.sub(self._mend, text[:cut])
        yield _MARK.sub(self._mend, kept)

    def report(self, export: Export) -> None:
        """Notes what was done."""
        if self.removed:
            export.note(f"control characters that XML forbids were removed: {self.removed}")
        if self.escaped:
            export.note(f"ampersands that XML does not allow as they stood were mended: {self.escaped}")

    def _mend(self, found: re.Match[str]) -> str:
        mark = found[0]
        if len(mark) == 1 and mark != "&":
            self.removed += 1
            return ""
        if self._until:
            self._until = "" if mark == self._until else self._until
            return mark
        if mark[0] == "&":
            return self._reference(found)
        self._until = _ENDS.get(mark, "")
        return mark

    def _reference(self, found: re.Match[str]) -> str:
        decimal, hexadecimal, name = found.groups()
        if decimal or hexadecimal:
            code = int(decimal) if decimal else int(hexadecimal, 16)
            if _is_allowed(code):
                return f"&#{code};"
            self.removed += 1
            return ""
        if name in _OF_XML:
            return found[0]
        self.escaped += 1
        known = html.entities.html5.get(f"{name};", "")
        return "".join(f"&#{ord(c)};" for c in known) or f"&amp;{found[0][1:]}"


def _is_allowed(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def _open(export: Export) -> TextIO:
    """The text by its bytes; where they are not UTF-8, in the encoding that the file declares."""
    if export.encoding != "cp1252":
        return export.open_text()
    declared = _ENCODING.match(export.text_head)
    name = _known(declared[1]) if declared else None
    if name in ("iso8859-1", "ascii"):
        # As browsers do: what calls itself Latin-1 is Windows-1252, which has the same letters and more.
        return export.open_text()
    if name is None or name == "utf-8":
        export.note("not all UTF-8: the bytes that are not were read as Windows-1252")
        return io.TextIOWrapper(export.path.open("rb"), encoding="utf-8", errors=_EITHER, newline="")
    export.note(f"not UTF-8: read as {name}, as the file declares")
    return io.TextIOWrapper(export.path.open("rb"), encoding=name, errors="replace", newline="")


def _known(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_EITHER, _as_cp1252)
