"""JSON of any size: what is small is parsed, a large list is read from the file each time it is gone through.

The parts of a large file come in blocks, and every value is parsed by the standard library as soon as the whole of it
is in memory. A value too large for that is descended into: an object becomes a dictionary, a list a ``LazyList``. So
memory holds one small value at a time, whatever the file's shape.
"""

from __future__ import annotations

import functools
import math
import re
from bisect import bisect_right
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipelines.sources.json_parse import json_decoder, mended
from pipelines.sources.lazy_list import LazyList

if TYPE_CHECKING:
    from pipelines.sources.export import Export

LARGE = 16 * 2**20
BLOCK = 2**20
WINDOW = 4 * 2**20
LONGEST_NUMBER = 10_000
LONGEST_TEXT = 16 * 2**20
LARGEST_OBJECT = 64 * 2**20
DEEPEST = 64
GLANCE = 1000

_SPACE = re.compile(r"[ \t\n\r]*")
_BETWEEN = re.compile("[ \t\n\r;\ufeff]*")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


class JsonText:
    """The JSON in an export: its characters by their position, and the values among them."""

    def __init__(self, export: Export, encoding: str, errors: str) -> None:
        self.export = export
        self.is_large = export.size > LARGE
        self.block = BLOCK if self.is_large else export.size + 1
        self.window = WINDOW if self.is_large else math.inf
        self.decoder = json_decoder(export)
        self._is_glance = False
        self._new_decoder = functools.partial(getincrementaldecoder(encoding), errors)
        self._marks = [(0, 0, self._new_decoder().getstate())]

    def documents_after(self, mark: str) -> list[Any]:
        """The documents behind a mark near the beginning; ValueError where it or they do not stand there."""
        start = next(self.blocks(0), "").index(mark) + len(mark)
        kept: list[Any] = []
        count = 0
        for document in self._documents(start):
            count += 1
            if count == 1 or not self.is_large:
                kept.append(document)
        return kept if count == len(kept) else LazyList(functools.partial(self._documents, start), count)

    @contextmanager
    def glanced_at(self) -> Iterator[None]:
        """Meanwhile only the first elements of each list in the file are shown: enough to know a layout by."""
        self._is_glance = True
        try:
            yield
        finally:
            self._is_glance = False

    def _documents(self, start: int) -> Iterator[Any]:
        cursor = Cursor(self, start)
        return self._shown(cursor, cursor.documents())

    def _elements(self, start: int, depth: int) -> Iterator[Any]:
        cursor = Cursor(self, start)
        return self._shown(cursor, cursor.elements(depth))

    def _shown(self, cursor: Cursor, values: Iterator[Any]) -> Iterator[Any]:
        """All the values, or while a layout is looked for the first ones."""
        start = cursor.position
        for count, value in enumerate(values, start=1):
            yield value
            if self._is_glance and (count >= GLANCE or cursor.position - start > WINDOW):
                return

    def left_in_file(self, start: int, depth: int, length: int) -> LazyList:
        """The list of this length whose first element stands at a position."""
        return LazyList(functools.partial(self._elements, start, depth), length)

    def blocks(self, position: int) -> Iterator[str]:
        """The text from a position on, block by block."""
        characters, place, state = self._marks[bisect_right(self._marks, position, key=lambda mark: mark[0]) - 1]
        decoder = self._new_decoder()
        decoder.setstate(state)
        with self.export.path.open("rb") as file:
            file.seek(place)
            while True:
                data = file.read(self.block)
                text = decoder.decode(data, not data)
                skipped = max(0, position - characters)
                characters, place = characters + len(text), place + len(data)
                if skipped < len(text):
                    yield text[skipped:]
                if not data:
                    return
                if characters > self._marks[-1][0]:
                    self._marks.append((characters, place, decoder.getstate()))


class Cursor:
    """A place in the text, some of what follows in memory, and how much of it the values under way hold."""

    def __init__(self, source: JsonText, position: int) -> None:
        self.source, self.blocks = source, source.blocks(position)
        self.text, self.at, self.before = "", 0, position
        self.ended = False
        self.held = 0

    @property
    def position(self) -> int:
        """How many characters stand before this place."""
        return self.before + self.at

    def documents(self) -> Iterator[Any]:
        """The values that stand one after another, to the end of the text."""
        while self.peek(_BETWEEN):
            self.held = 0
            yield self.value()

    def peek(self, gap: re.Pattern[str] = _SPACE) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            found = gap.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text) or self.ended:
                return self.text[self.at : self.at + 1]
            self._more()

    def value(self, depth: int = 0) -> Any:
        """The value that comes next, with what is large left in the file."""
        first = self.peek()
        while True:
            try:
                found, end = self.source.decoder.raw_decode(self.text, self.at)
            except ValueError:
                pass
            else:
                # A number may go on beyond what is in memory, as in 1 and .5, or 1 and e+5.
                if first in '{["' or self.ended or len(self.text) - end > 2:
                    return self._taken(found, end)
            waiting = len(self.text) - self.at
            if self.ended or (first not in '{["' and waiting > LONGEST_NUMBER):
                raise ValueError("no JSON")
            if first in "{[" and waiting > self.source.window:
                return self._descended(first, depth + 1)
            if waiting > LONGEST_TEXT and self.source.is_large:
                self._refuse_endless_text()
            self._more()

    def elements(self, depth: int) -> Iterator[Any]:
        """The elements of a list from its first one on."""
        held = self.held
        if self.peek() == "]":
            self.at += 1
            return
        while True:
            self.held = held
            yield self.value(depth)
            if self._mark(",]") == "]":
                return

    def _descended(self, first: str, depth: int) -> Any:
        if depth > DEEPEST:
            raise RecursionError
        self.at += 1
        if first == "{":
            return self._object(depth)
        start, held = self.position, self.held
        length = sum(1 for _ in self.elements(depth))
        self.held = held
        return self.source.left_in_file(start, depth, length)

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.peek() == "}":
            self.at += 1
            return found
        while True:
            if self.peek() != '"':
                raise ValueError("no JSON")
            name = self.value(depth)
            self._mark(":")
            found[name] = self.value(depth)
            if self._mark(",}") == "}":
                return found

    def _mark(self, marks: str) -> str:
        found = self.peek()
        if not found or found not in marks:
            raise ValueError("no JSON")
        self.at += 1
        return found

    def _taken(self, found: Any, end: int) -> Any:
        start, self.at = self.at, end
        self.held += end - start
        if self.held > LARGEST_OBJECT and self.source.is_large:
            what = f"one object in it holds more than {LARGEST_OBJECT // 2**20} MiB of its own"
            raise self.source.export.refuse(what, "Export a shorter period at a time")
        return mended(found, self.text, start, end)

    def _more(self) -> None:
        """Drops the text that was read and takes up at least as much again as is waiting."""
        waiting = self.text[self.at :]
        parts, length = [waiting], 0
        while length <= len(waiting):
            block = next(self.blocks, "")
            if not block:
                self.ended = True
                break
            parts.append(block)
            length += len(block)
        self.before += self.at
        self.text, self.at = "".join(parts), 0

    def _refuse_endless_text(self) -> None:
        if _STRING.match(self.text, self.at):
            raise ValueError("no JSON")
        what = f"a single text in it is longer than {LONGEST_TEXT // 2**20} MiB, or its closing quote is missing"
        raise self.source.export.refuse(what, "Download it again")
