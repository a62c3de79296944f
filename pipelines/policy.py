"""policy.toml as objects: one organisation's rules, checked as a whole before anything runs."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.errors import PolicyError

DIRECTIONS = ("inbound", "outbound")
MODERATION = ("before", "after")
CAPABILITIES = ("approve", "hold", "reword", "hide", "remove")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Whose rules these are."""

    name: str
    zone: str
    signpost: str
    own_contacts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The policy document that the rules restate."""

    title: str
    version: str
    effective: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """How often every channel is to be moderated."""

    every_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place where the public can answer, and what a moderator can do there."""

    id: str
    name: str
    platform: str
    moderation: str
    can: list[str]
    active_from: date
    active_to: date | None = None
    accounts: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    exports_every_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What holders of a role may do."""

    id: str
    name: str
    paid_staff: bool = False
    keys: list[str] = field(default_factory=list)
    decides_first: bool = False
    takes_doubt: int = 0
    final_word: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who held a role between two days (``until`` is the last; None: still)."""

    id: str
    role: str
    since: date
    until: date | None = None
    line_manager: str | None = None
    logins: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A risk that comments or posts are scored for; ``score`` is the detector's name for it, if another."""

    id: str
    name: str
    direction: str
    threshold: float
    rank: int
    veil: bool = False
    score: str = ""

    @property
    def scored_as(self) -> str:
        """The category under which detectors report it."""
        return self.score or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """A ground on which an item is disallowed."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalChoice:
    """A number that the policy leaves open, and why it is what it is."""

    id: str
    value: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """What exports do not say themselves, by layout."""

    zones: dict[str, str] = field(default_factory=dict)
    date_order: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify:
    """The model in force (a folder; empty: patterns only) and what its labels mean."""

    model: str = ""
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """The purposes for which e-mail or IP addresses are kept; empty: they are dropped."""

    keep_email: str = ""
    keep_ip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long things are kept."""

    comments_days: int
    rejects_days: int
    publications: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPack:
    """What the board's workbook holds: metric names, a sheet each."""

    sheets: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """How to read a table that no layout knows: our field names to its column names."""

    name: str
    record: str
    requires: list[str]
    columns: dict[str, str]
    channel: str | None = None
    platform: str = ""
    date_format: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All the rules, as checked. ``sha256`` identifies the file they came from."""

    organisation: Organisation
    policy: Version
    cadence: Cadence
    channels: list[Channel]
    roles: list[Role]
    people: list[Person]
    categories: list[Category]
    principles: list[Principle]
    local_choices: list[LocalChoice]
    retention: Retention
    board_pack: BoardPack
    reading: ReadingRules = field(default_factory=ReadingRules)
    classify: Classify = field(default_factory=Classify)
    privacy: Privacy = field(default_factory=Privacy)
    tables: list[TableMapping] = field(default_factory=list)
    sha256: str = ""

    def choice(self, name: str) -> int:
        """The value of a local choice."""
        return next(c.value for c in self.local_choices if c.id == name)

    def own_accounts(self) -> dict[str, list[str]]:
        """By platform, the names under which the organisation writes."""
        own: dict[str, list[str]] = {}
        for channel in self.channels:
            own.setdefault(channel.platform, []).extend(channel.accounts)
        return own

    def thresholds(self, direction: str) -> dict[str, float]:
        """Threshold by category, as detectors name them."""
        return {c.scored_as: c.threshold for c in self.categories if c.direction == direction}


REQUIRED_CHOICES = ("remove_within_hours", "first_review_within_days", "reword_open_days", "late_recording_hours", "post_maturity_days")


def load_policy(path: Path) -> Policy:
    """Reads and checks a policy file.

    Raises:
        PolicyError: with every mistake in the file, each with its line.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
        raw = tomllib.loads(text)
    except FileNotFoundError as error:
        raise PolicyError(str(path), "no such policy file", "Name one with --policy") from error
    except UnicodeDecodeError as error:
        raise PolicyError(str(path), "the file is not UTF-8 text", "Save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(str(path), f"not valid TOML: {error}", "Mend that line") from error
    checker = _Checker(text)
    policy = checker.build(Policy, raw | {"sha256": hashlib.sha256(data).hexdigest()}, ())
    if policy is not None and not checker.mistakes:
        checker.relations(policy)
    if checker.mistakes:
        listed = "; ".join(f"line {line}: {what}" for line, what in sorted(checker.mistakes))
        count = len(checker.mistakes)
        raise PolicyError(str(path), f"{count} mistake{'s' * (count > 1)}: {listed}", "Mend these lines")
    assert policy is not None
    return policy


class _Checker:
    """Builds the objects and gathers every mistake on the way."""

    def __init__(self, text: str) -> None:
        self.lines = _line_numbers(text)
        self.mistakes: list[tuple[int, str]] = []

    def wrong(self, where: tuple[str | int, ...], what: str) -> None:
        """Notes a mistake at the nearest line that the file has for this place."""
        place = where
        while place and place not in self.lines:
            place = place[:-1]
        self.mistakes.append((self.lines.get(place, 1), what))

    def build(self, kind: Any, raw: Mapping[str, Any], where: tuple[str | int, ...]) -> Any:
        """An object of a dataclass, or None if something in it is wrong."""
        hints = get_type_hints(kind)
        before = len(self.mistakes)
        values = {}
        for name in raw.keys() - hints.keys():
            self.wrong((*where, name), f'"{name}" is no setting here; known are {", ".join(k for k in hints if k != "sha256")}')
        for wanted in fields(kind):
            if wanted.name in raw:
                values[wanted.name] = self.value(hints[wanted.name], raw[wanted.name], (*where, wanted.name))
            elif wanted.default.__class__.__name__ == "_MISSING_TYPE" and wanted.default_factory.__class__.__name__ == "_MISSING_TYPE":
                self.wrong(where, f'"{wanted.name}" is missing' + (f" in [{where[0]}]" if where else ""))
        return kind(**values) if len(self.mistakes) == before else None

    def value(self, hint: Any, raw: Any, where: tuple[str | int, ...]) -> Any:
        """One setting, checked against its type."""
        if isinstance(hint, UnionType):
            hint = next(h for h in get_args(hint) if h is not type(None))
        origin, args = get_origin(hint), get_args(hint)
        if origin is list and isinstance(raw, list):
            return [self.value(args[0], item, (*where, i)) for i, item in enumerate(raw)]
        if origin is dict and isinstance(raw, dict):
            return {k: self.value(args[1], v, (*where, k)) for k, v in raw.items()}
        if hasattr(hint, "__dataclass_fields__") and isinstance(raw, dict):
            return self.build(hint, raw, where)
        if hint is float and isinstance(raw, int) and not isinstance(raw, bool):
            return float(raw)
        if hint in (str, int, float, bool, date) and type(raw) is hint:
            return raw
        self.wrong(where, f'"{where[-1]}" must be {_NAMES.get(origin or hint, "a table")}, not {raw!r}'[:200])
        return None

    def relations(self, policy: Policy) -> None:
        """What must hold between settings."""
        self.unique(policy)
        self.known("channels", policy.channels, "moderation", MODERATION)
        self.known("channels", policy.channels, "can", CAPABILITIES)
        self.known("categories", policy.categories, "direction", DIRECTIONS)
        self.known("roles", policy.roles, "keys", [c.id for c in policy.channels])
        self.known("people", policy.people, "role", [r.id for r in policy.roles])
        self.known("people", policy.people, "line_manager", [None, *(p.id for p in policy.people)])
        self.known("tables", policy.tables, "channel", [None, *(c.id for c in policy.channels)])
        self.known("tables", policy.tables, "record", ["comment", "post"])
        for i, channel in enumerate(policy.channels):
            if channel.active_to and channel.active_to < channel.active_from:
                self.wrong(("channels", i, "active_to"), f'channel "{channel.id}" ends before it begins')
        for i, person in enumerate(policy.people):
            if person.until and person.until < person.since:
                self.wrong(("people", i, "until"), f'"{person.id}" leaves the role before taking it up')
        for i, category in enumerate(policy.categories):
            if not 0 < category.threshold <= 1:
                self.wrong(("categories", i, "threshold"), f"a threshold lies above 0 and up to 1, not {category.threshold}")
        for name in REQUIRED_CHOICES:
            if name not in {c.id for c in policy.local_choices}:
                self.wrong((), f'[[local_choices]] has no "{name}"')
        for where, zone in [(("organisation", "zone"), policy.organisation.zone)] + [
            (("reading", "zones", k), z) for k, z in policy.reading.zones.items()
        ]:
            if not _is_zone(zone):
                self.wrong(where, f'"{zone}" is no time zone; use a name such as Europe/London')
        for layout, order in policy.reading.date_order.items():
            if order not in ("day first", "month first"):
                self.wrong(("reading", "date_order", layout), f'a date order is "day first" or "month first", not "{order}"')
        if policy.cadence.every_days < 1:
            self.wrong(("cadence", "every_days"), "a cadence is one day or more")

    def unique(self, policy: Policy) -> None:
        """No two of a kind share an id; people may, for another time."""
        for kind in ("channels", "roles", "categories", "principles", "local_choices"):
            seen: set[str] = set()
            for i, one in enumerate(getattr(policy, kind)):
                if one.id in seen:
                    self.wrong((kind, i, "id"), f'"{one.id}" stands twice among the {kind.replace("_", " ")}')
                seen.add(one.id)

    def known(self, kind: str, things: list[Any], name: str, allowed: Any) -> None:
        """A setting takes one of a list of values."""
        for i, thing in enumerate(things):
            value = getattr(thing, name)
            for one in value if isinstance(value, list) else [value]:
                if one not in allowed:
                    choices = ", ".join(str(a) for a in allowed if a is not None)
                    self.wrong((kind, i, name), f'"{one}" is no {name.replace("_", " ")}; use one of: {choices}')


_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false", date: "a day such as 2026-03-02", list: "a list", dict: "a table"}
_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
_KEY = re.compile(r'^\s*(?:"([^"]+)"|([A-Za-z0-9_\-]+))\s*=')


def _line_numbers(text: str) -> dict[tuple[str | int, ...], int]:
    """Where each table and key of a TOML text stands: tomllib does not tell."""
    found: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            name = header[2]
            table = tuple(name.split("."))
            if header[1] == "[[":
                table = (name, counts.get(name, 0))
                counts[name] = counts.get(name, 0) + 1
                found.setdefault((name,), number)
            found[table] = number
        elif key := _KEY.match(line):
            found.setdefault((*table, key[1] or key[2]), number)
    return found


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
