"""Where each setting of a TOML text stands, which tomllib does not tell."""

from __future__ import annotations

import re
import tomllib

Place = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACES = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LONG = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}', re.DOTALL)
_SHORT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')
_PLAIN = re.compile(r"[^,\]}#\n]+")


def line_numbers(text: str) -> dict[Place, int]:
    """The line of every table, key and list item of a text that tomllib has read."""
    scanner = _Scanner(text)
    scanner.run()
    return scanner.lines


class _Scanner:
    """Walks through a text that is known to be TOML, so nothing needs checking."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.lines: dict[Place, int] = {}
        self.counts: dict[Place, int] = {}

    def run(self) -> None:
        """All tables and keys."""
        table: Place = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.setting(table)
            self.skip(_BLANK)

    def header(self) -> Place:
        """``[a.b]`` or ``[[a.b]]``: the place of what follows."""
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        parts = self.key()
        self.at += 2 if many else 1
        place: Place = ()
        for part in parts[:-1]:
            place = (*place, part)
            if place in self.counts:
                place = (*place, self.counts[place] - 1)
        place = (*place, parts[-1])
        if many:
            self.mark(place, start)
            self.counts[place] = self.counts.get(place, 0) + 1
            place = (*place, self.counts[place] - 1)
        self.mark(place, start)
        return place

    def setting(self, table: Place) -> None:
        """``key = value``."""
        start = self.at
        place = table
        for part in self.key():
            place = (*place, part)
            self.mark(place, start)
        self.at += 1
        self.value(place)

    def key(self) -> list[str]:
        """A key's parts; the text behind it is an equals sign or a bracket."""
        parts: list[str] = []
        while True:
            self.skip(_SPACES)
            quoted = _SHORT.match(self.text, self.at)
            found = quoted or _BARE.match(self.text, self.at)
            assert found
            self.at = found.end()
            parts.append(str(tomllib.loads(f"x = {found[0]}")["x"]) if quoted else found[0])
            self.skip(_SPACES)
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def value(self, place: Place) -> None:
        """A value; the items of lists and inline tables have lines of their own."""
        self.skip(_BLANK)
        if self.text[self.at] in "[{":
            self.items(place, self.text[self.at] == "[")
            return
        found = _LONG.match(self.text, self.at) or _SHORT.match(self.text, self.at) or _PLAIN.match(self.text, self.at)
        assert found
        self.at = found.end()

    def items(self, place: Place, is_list: bool) -> None:
        """What stands between brackets."""
        self.at += 1
        index = 0
        self.skip(_BLANK)
        while self.text[self.at] not in "]}":
            if is_list:
                self.mark((*place, index), self.at)
                self.value((*place, index))
                index += 1
            else:
                self.setting(place)
            self.skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
                self.skip(_BLANK)
        self.at += 1

    def skip(self, what: re.Pattern[str]) -> None:
        """Moves behind spaces, comments and line ends."""
        found = what.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def mark(self, place: Place, at: int) -> None:
        """Notes where a place was met first."""
        self.lines.setdefault(place, self.text.count("\n", 0, at) + 1)
