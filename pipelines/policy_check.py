"""What policy.toml must hold: every mistake is gathered, each with its line, before any is reported."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.errors import PolicyError
from pipelines.policy_lines import Place, line_numbers
from pipelines.records import ACTIONS, EVENT_GROUPS, EVENT_KINDS, STATUSES, Action, Comment, Post

DIRECTIONS = ("inbound", "outbound")
RUNTIMES = ("onnx", "torch")
MODERATION = ("before", "after")
CAPABILITIES = ("approve", "hold", "reword", "hide", "remove")
SECTIONS = ("overview", "moderation", "engagement", "risk", "audit")
NOT_WRITTEN = ("sha256",)
BODIES = ("national", "healthwatch", "charity", "government", "provider", "commissioner", "tool")
HANDLES = ("figures", "comments")  # figures: no text and no person
LINES = ("starttls", "tls", "none")
DATE_ORDERS = ("day first", "month first")
REQUIRED_CHOICES = (
    "remove_within_hours", "first_review_within_days", "reword_open_days", "late_recording_hours", "post_maturity_days",
)  # fmt: skip
DATES = {
    "posted_at", "posted_local", "published_at", "published_local", "updated_at", "deleted_at", "at", "at_local",
}  # fmt: skip
_NOT_MAPPED = {
    "line", "platform", "zone", "posted_at_raw", "published_at_raw", "status_raw", "figures", "captured_on", "at_raw",
    "is_automatic", "source", "decided_at", "principle",
}  # fmt: skip
MAPPABLE = {
    kind.record: [f.name for f in dataclasses.fields(kind) if f.name not in _NOT_MAPPED]
    for kind in (Comment, Post, Action)
}
_AT_LEAST_ONE = (
    (("cadence",), "every_days"), (("retention",), "comments_days"), (("retention",), "rejects_days"),
    (("retention",), "publications"), (("retention",), "decisions_days"), (("retention",), "safeguarding_days"),
    (("retention",), "registers_days"),
)  # fmt: skip
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

    def __init__(self, text: str, path: Path) -> None:
        self.lines, self.path = line_numbers(text), path
        self.mistakes: list[Mistake] = []
        self.raw: Mapping[str, Any] = {}

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

    # Relations: what must hold between settings, looked at as far as the settings are of their types.

    def relations(self, raw: Mapping[str, Any]) -> None:
        """What must hold between settings."""
        self.raw = raw
        ids = {kind: self.ids(kind) for kind in ("channels", "roles", "people", "categories")}
        self.unique()
        self.known("channels", "moderation", MODERATION)
        self.known("channels", "can", CAPABILITIES)
        self.known("categories", "direction", DIRECTIONS)
        self.known("roles", "keys", ids["channels"])
        self.known("roles", "opens", SECTIONS)
        self.known("roles", "records", (*EVENT_GROUPS, *EVENT_KINDS))
        self.known("roles", "handle", HANDLES)
        self.known("recognised", "kind", BODIES)
        self.known("people", "role", ids["roles"])
        self.known("people", "line_manager", ids["people"])
        self.spans("channels", "active_from", "active_to", "channel", "ends before it begins")
        self.spans("people", "since", "until", "person", "leaves the role before taking it up")
        self.numbers()
        self.choices()
        self.reading()
        self.mail()
        self.labels()
        self.mappings(ids["channels"])

    def tables(self, raw: Mapping[str, Any]) -> None:
        """Builds and checks column mappings that stand in a file of their own; ``raw`` has the channels too."""
        from pipelines.policy import TableMapping

        self.raw = raw
        for i, table in self.things("tables"):
            self.build(TableMapping, table, ("tables", i))
        self.mappings(self.ids("channels"))

    def mappings(self, channels: Sequence[str]) -> None:
        """Column mappings speak of channels, records, fields and words that there are."""
        self.known("tables", "channel", channels)
        self.known("tables", "record", list(MAPPABLE))
        for i, table in self.things("tables"):
            self.table(("tables", i), table)

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

    def unique(self) -> None:
        """No two of a kind share what tells them apart; a person may hold a role again later."""
        kinds = ("channels", "roles", "categories", "principles", "local_choices", "attestations", "open_questions")
        names = [(kind, "id") for kind in kinds]
        for kind, name in [*names, ("channels", "name"), ("tables", "name"), ("recognised", "name")]:
            seen: set[str] = set()
            for i, one in self.things(kind):
                value = one.get(name)
                if isinstance(value, str) and value.casefold() in seen:
                    self.wrong((kind, i, name), f'"{value}" stands twice among the {kind.replace("_", " ")}')
                seen.add(str(value).casefold())
        scored: set[tuple[Any, Any]] = set()
        for i, one in self.things("categories"):
            pair = (one.get("direction"), one.get("score") or one.get("id"))
            if pair in scored and one.get("score"):
                self.wrong(("categories", i, "score"), f'"{pair[1]}" is scored twice among the {pair[0]} categories')
            scored.add(pair)
        self.terms()

    def terms(self) -> None:
        """A person's terms in one role do not overlap."""
        terms: list[tuple[Any, Any, date, date]] = []
        for i, one in self.things("people"):
            since, until = one.get("since"), one.get("until", date.max)
            if type(since) is not date or type(until) is not date:
                continue
            person, role = one.get("id"), one.get("role")
            if any((person, role) == (p, r) and since <= u and s <= until for p, r, s, u in terms):
                self.wrong(("people", i, "since"), f'"{person}" holds the role "{role}" twice at the same time')
            terms.append((person, role, since, until))

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

    def numbers(self) -> None:
        """Numbers lie where they make sense."""
        for i, one in self.things("categories"):
            threshold = one.get("threshold")
            if type(threshold) in (int, float) and not 0 < threshold <= 1:  # type: ignore[operator]
                self.wrong(("categories", i, "threshold"), f"a threshold lies above 0 and up to 1, not {threshold}")
        for place, name in _AT_LEAST_ONE:
            self.at_least(1, place, self.part(place[0]), name)
        for i, one in self.things("channels"):
            self.at_least(1, ("channels", i), one, "exports_every_days")
        for i, one in self.things("local_choices"):
            self.at_least(0, ("local_choices", i), one, "value")
        for i, one in self.things("attestations"):
            self.at_least(1, ("attestations", i), one, "every_days")
            # It stands in the ledger as a word, and there spaces would be text.
            self.each(("attestations", i), {"id": one.get("id")}, lambda v: " " not in v, '"{}" must have no spaces')

    def at_least(self, least: int, place: Place, table: Mapping[str, Any], name: str) -> None:
        """A whole number is not too small."""
        value = table.get(name)
        if type(value) is int and value < least:
            self.wrong((*place, name), f'"{name}" must be {least} or more, not {value}')

    def choices(self) -> None:
        """Every number that the code asks for is there."""
        for name in REQUIRED_CHOICES:
            if name not in self.ids("local_choices"):
                self.wrong(("local_choices",), f'[[local_choices]] has no "{name}"')

    def mail(self) -> None:
        """Mail goes to somebody, and over an encrypted line unless the server is this computer."""
        mail = self.part("mail")
        tls, host = mail.get("tls", "starttls"), mail.get("host")
        if isinstance(tls, str) and tls not in LINES:
            self.wrong(("mail", "tls"), f'tls "{tls}" is unknown; use one of: {", ".join(LINES)}')
        if tls == "none" and host not in ("127.0.0.1", "localhost", "::1"):
            self.wrong(("mail", "tls"), 'tls "none" is for a server on this computer alone')
        if tls == "none" and mail.get("user"):
            self.wrong(("mail", "user"), "a password is never sent over a line that is not encrypted")
        if mail.get("to") == []:
            self.wrong(("mail", "to"), '"to" names nobody')

    def reading(self) -> None:
        """Zones and date orders are such."""
        self.each(("organisation",), {"zone": self.part("organisation").get("zone")}, _is_zone, _NO_ZONE)
        rules = self.part("reading")
        self.each(("reading", "zones"), self.part("zones", rules), _is_zone, _NO_ZONE)
        orders = self.part("date_order", rules)
        self.each(("reading", "date_order"), orders, DATE_ORDERS.__contains__, _NO_ORDER)

    def each(self, place: Place, table: Mapping[str, Any], is_right: Callable[[str], bool], what: str) -> None:
        """Every text of a table is right."""
        for name, value in table.items():
            if isinstance(value, str) and not is_right(value):
                self.wrong((*place, name), what.format(value))

    def labels(self) -> None:
        """Models' labels and hypotheses stand for categories that there are, and a runtime is one that there is."""
        scored = {"none"} | {c.get("score") or c.get("id") for _, c in self.things("categories")}

        def is_scored(label: str) -> bool:
            return label.removeprefix("outbound.").split(".")[0] in scored

        self.known("models", "runtime", RUNTIMES)
        for i, one in self.things("models"):
            self.each(("models", i, "labels"), self.part("labels", one), is_scored, '"{}" is no category')
            for name in self.part("hypotheses", one):
                if not is_scored(name):
                    self.wrong(("models", i, "hypotheses", name), f'"{name}" is no category')

    def table(self, place: Place, table: Mapping[str, Any]) -> None:
        """A column mapping maps columns to fields that there are, and says how dates are written."""
        fields_ = MAPPABLE.get(str(table.get("record")), [])
        columns, written = self.part("columns", table), table.get("date_format", "")
        for name in columns:
            figure = table.get("record") == "post" and name.startswith("figures.")
            if fields_ and name not in fields_ and not figure:
                more = ", figures.views and the like" if table.get("record") == "post" else ""
                known = f"{', '.join(fields_)}{more}"
                self.wrong((*place, "columns", name), f'"{name}" is no field of a {table["record"]}; known are {known}')
        if not columns and isinstance(table.get("columns"), dict):
            self.wrong((*place, "columns"), "no column is mapped")
        if table.get("requires") == []:
            self.wrong((*place, "requires"), '"requires" must name a column, or every table would match')
        if (dated := sorted(DATES & columns.keys())) and not written:
            self.wrong(
                (*place, "columns", dated[0]), f'"date_format" is missing: how are the dates in "{dated[0]}" written'
            )
        if isinstance(written, str) and written and not _is_date_format(written):
            self.wrong((*place, "date_format"), f'"{written}" is no date format such as %d/%m/%Y %H:%M')
        if table.get("zone"):
            self.each(place, {"zone": table["zone"]}, _is_zone, _NO_ZONE)
        no_word = '"{}" is none of ' + ", ".join(STATUSES)
        self.each((*place, "statuses"), self.part("statuses", table), STATUSES.__contains__, no_word)
        no_word = '"{}" is none of ' + ", ".join(ACTIONS)
        self.each((*place, "actions"), self.part("actions", table), ("", *ACTIONS).__contains__, no_word)
        if table.get("record") == "action" and isinstance(columns, dict) and "action" not in columns:
            self.wrong((*place, "columns"), 'no column is mapped to "action"')


_NO_ZONE = '"{}" is no time zone; use a name such as Europe/London'
_NO_ORDER = 'a date order is "day first" or "month first", not "{}"'


def flatten_columns(raw: Mapping[str, Any]) -> None:
    """``figures.views = "Opens"`` and ``"figures.views" = "Opens"`` mean the same in a column mapping."""
    tables = raw.get("tables")
    for table in tables if isinstance(tables, list) else []:
        columns = table.get("columns") if isinstance(table, dict) else None
        figures = columns.get("figures") if isinstance(columns, dict) else None
        if isinstance(columns, dict) and isinstance(figures, dict):
            del columns["figures"]
            columns |= {f"figures.{name}": column for name, column in figures.items()}


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_date_format(written: str) -> bool:
    """Whether a day written so can be read back."""
    day = datetime(2026, 3, 14, tzinfo=UTC)
    try:
        return datetime.strptime(day.strftime(written), written).date() == day.date()  # noqa: DTZ007
    except ValueError:
        return False
