"""The parts of policy.toml as objects, one class a kind of table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pipelines.events import EVENT_GROUPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Whose rules these are."""

    name: str
    zone: str
    signpost: str
    own_contacts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # right in our posts though no dictionary has them
    public_meetings: list[str] = field(default_factory=list)


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
    """What holders of a role may do: sections they open, events they record, and whether they see text."""

    id: str
    name: str
    paid_staff: bool = False
    keys: list[str] = field(default_factory=list)
    decides_first: bool = False
    takes_doubt: int = 0
    final_word: bool = False
    opens: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    handle: str = "figures"

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of event that its holders may record."""
        return frozenset(k for name in self.records for k in EVENT_GROUPS.get(name, (name,)))


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
    """A ground on which an item is disallowed; ``risks``: the categories that it fits, the first what it counts as."""

    id: str
    name: str
    risks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A body whose reports, surveys and information may be shared: what it is, and the hosts that are its own."""

    name: str
    kind: str
    hosts: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalChoice:
    """A number that the policy leaves open, and why it is what it is."""

    id: str
    value: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """Something that only a person can confirm, the clause that asks for it, and for how many days a word counts."""

    id: str
    name: str
    clause: str
    every_days: int = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """Where the policy contradicts itself or says nothing, and what is done here until somebody decides."""

    id: str
    asks: str
    choice: str
    clauses: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """What exports do not say themselves, by layout."""

    zones: dict[str, str] = field(default_factory=dict)
    date_order: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model that scores comments beside the patterns.

    ``source`` is a folder beside the policy file or a Hugging Face id; ``labels`` says what the model's labels mean;
    ``hypotheses`` makes it a zero-shot model: by category, a sentence that a text of it entails.
    """

    source: str
    labels: dict[str, str] = field(default_factory=dict)
    runtime: str = "onnx"
    may_download: bool = False
    hypotheses: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Which claim of the sign-in provider is a person's login; an e-mail address counts only where it is verified."""

    claim: str = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """The purposes for which e-mail or IP addresses are kept; empty: they are dropped."""

    keep_email: str = ""
    keep_ip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long things are kept; the last three are what the ledger seals, by its class."""

    comments_days: int
    rejects_days: int
    publications: int = 3
    decisions_days: int = 1095
    safeguarding_days: int = 2190
    registers_days: int = 2190


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPack:
    """What the board's workbook holds: metric names, a sheet each."""

    sheets: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Where the weekly report is mailed from and to; the password stands in an environment variable, never here.

    ``tls``: ``starttls``, ``tls`` from the first byte, or ``none``, which is for this computer alone. ``ca_file`` names
    the certificates to trust where they are not the system's. ``exact`` sends small numbers too.
    """

    host: str
    sender: str
    to: list[str]
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    ca_file: str = ""
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """How to read a table that no layout knows: our field names to its column names.

    ``sheet`` names the sheet of a workbook (empty: the first that fits); ``statuses`` and ``actions`` say what
    the file's own words mean.
    """

    name: str
    record: str
    requires: list[str]
    columns: dict[str, str]
    channel: str | None = None
    platform: str = ""
    date_format: str = ""
    zone: str = ""
    sheet: str = ""
    statuses: dict[str, str] = field(default_factory=dict)
    actions: dict[str, str] = field(default_factory=dict)
