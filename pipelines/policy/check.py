"""Checking settings: every mistake is gathered, each with its line, before any is reported."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.errors import PolicyError
from pipelines.policy.lines import Place, line_numbers

NOT_WRITTEN = ("sha256",)
_NAMES = {
    str: "text", int: "a whole number", float: "a number", bool: "true or false", date: "a day such as 2026-03-02",
    list: "a list", dict: "a table",
}  # fmt: skip

Mistake = tuple[Path, int, str]


def told(policy: Path, mistakes: Sequence[Mistake]) -> PolicyError:
    """All the mistakes in policy.toml and in the layouts beside it, each with its line and, for a layout, its file."""
    every = sorted(set(mistakes), key=lambda m: (m[0] != policy, *m))
    near = {path: f"{path.parent.name}/{path.name} " for path, _, _ in every if path != policy}
    listed = "; ".join(f"{near.get(path, '')}line {line}: {what}" for path, line, what in every)
    what = f"{len(every)} mistake{'s' * (len(every) > 1)}: {listed}"
    return PolicyError(str(policy), what, "Mend these lines")


class Checker:
    """Builds the objects and gathers every mistake on the way."""

    def __init__(self, text: str, path: Path, raw: Mapping[str, Any]) -> None:
        """``text`` is where the lines are counted, ``raw`` the settings that are looked at."""
        self.lines, self.path, self.raw = line_numbers(text), path, raw
        self.mistakes: list[Mistake] = []

    def wrong(self, where: Place, what: str) -> None:
        """Notes a mistake at the nearest line that the file has for this place."""
        place = where
        while place and place not in self.lines:
            place = place[:-1]
        self.mistakes.append((self.path, self.lines.get(place, 1), what))

    # Types: what each setting is.

    def build(self, kind: Any, raw: Mapping[str, Any], where: Place) -> Any:
        """An object of a dataclass, or None if something in it is wrong."""
        hints = {name: hint for name, hint in get_type_hints(kind).items() if name not in NOT_WRITTEN}
        before = len(self.mistakes)
        values = {}
        for name in raw.keys() - hints.keys():
            self.wrong((*where, name), f'"{name}" is no setting here; known are {", ".join(hints)}')
        for wanted in fields(kind):
            if wanted.name in raw and wanted.name in hints:
                values[wanted.name] = self.value(hints[wanted.name], raw[wanted.name], (*where, wanted.name))
            elif wanted.default is MISSING and wanted.default_factory is MISSING:
                self.wrong(where, f'"{wanted.name}" is missing' + (f" in [{where[0]}]" if where else ""))
        return kind(**values) if len(self.mistakes) == before else None

    def value(self, hint: Any, raw: Any, where: Place) -> Any:
        """One setting, checked against its type."""
        if isinstance(hint, UnionType):
            hint = next(h for h in get_args(hint) if h is not type(None))
        origin, args = get_origin(hint), get_args(hint)
        if origin is list and isinstance(raw, list):
            return [self.value(args[0], item, (*where, i)) for i, item in enumerate(raw)]
        if origin is dict and isinstance(raw, dict):
            return {k: self.value(args[1], v, (*where, k)) for k, v in raw.items()}
        if dataclasses.is_dataclass(hint) and isinstance(raw, dict):
            return self.build(hint, raw, where)
        if hint is float and type(raw) is int:
            return float(raw)
        if hint in (str, int, float, bool, date) and type(raw) is hint:
            return raw
        name = next((p for p in reversed(where) if isinstance(p, str)), "")
        self.wrong(where, f'"{name}" must be {_NAMES.get(origin or hint, "a table")}, not {raw!r}'[:200])
        return None

    # What a rule about settings asks; what is of the wrong type is passed over, for it is told already.

    def things(self, kind: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The entries of a list of tables, with their positions."""
        entries = self.raw.get(kind)
        yield from ((i, e) for i, e in enumerate(entries if isinstance(entries, list) else []) if isinstance(e, dict))

    def part(self, name: str, of: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """A table of settings, empty where it is missing or no table."""
        found = (self.raw if of is None else of).get(name)
        return found if isinstance(found, dict) else {}

    def ids(self, kind: str) -> list[str]:
        """The ids of one kind."""
        return [t["id"] for _, t in self.things(kind) if isinstance(t.get("id"), str)]

    def known(self, kind: str, name: str, allowed: Sequence[str]) -> None:
        """A setting takes one of a list of values."""
        for i, thing in self.things(kind):
            value = thing.get(name)
            many = isinstance(value, list)
            for j, one in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(one, str) and one not in allowed:
                    place: Place = (kind, i, name, j) if many else (kind, i, name)
                    choices = ", ".join(dict.fromkeys(allowed))
                    self.wrong(place, f'{name.replace("_", " ")} "{one}" is unknown; use one of: {choices}')

    def spans(self, kind: str, start: str, end: str, noun: str, what: str) -> None:
        """An end does not lie before its beginning."""
        for i, one in self.things(kind):
            first, last = one.get(start), one.get(end)
            if type(first) is date and type(last) is date and last < first:
                self.wrong((kind, i, end), f'{noun} "{one.get("id")}" {what}')

    def at_least(self, least: int, place: Place, table: Mapping[str, Any], name: str) -> None:
        """A whole number is not too small."""
        value = table.get(name)
        if type(value) is int and value < least:
            self.wrong((*place, name), f'"{name}" must be {least} or more, not {value}')

    def each(self, place: Place, table: Mapping[str, Any], is_right: Callable[[str], bool], what: str) -> None:
        """Every text of a table is right."""
        for name, value in table.items():
            if isinstance(value, str) and not is_right(value):
                self.wrong((*place, name), what.format(value))

    def zones(self, place: Place, table: Mapping[str, Any]) -> None:
        """Every text of a table is a time zone."""
        self.each(place, table, _is_zone, '"{}" is no time zone; use a name such as Europe/London')


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
