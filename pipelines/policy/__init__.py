"""policy.toml as objects: one organisation's rules, checked as a whole before anything runs."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.errors import PolicyError
from pipelines.policy.check import Checker, told
from pipelines.policy.keys import item_key
from pipelines.policy.layouts import saved_layouts
from pipelines.policy.mappings import flatten_columns
from pipelines.policy.parts import (
    Attestation,
    BoardPack,
    Cadence,
    Category,
    Channel,
    LocalChoice,
    Mail,
    Model,
    OpenQuestion,
    Organisation,
    Person,
    Principle,
    Privacy,
    ReadingRules,
    Recognised,
    Retention,
    Role,
    SignIn,
    TableMapping,
    Version,
)
from pipelines.policy.relations import check_relations

__all__ = ["Channel", "Mail", "Model", "Policy", "Role", "TableMapping", "load_policy"]

# Numbers that a policy file may leave out.
DEFAULT_CHOICES = {"doubt_answer_days": 7, "concern_acknowledge_hours": 24, "policy_review_days": 1095}


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
    attestations: list[Attestation] = field(default_factory=list)
    open_questions: list[OpenQuestion] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    privacy: Privacy = field(default_factory=Privacy)
    sign_in: SignIn = field(default_factory=SignIn)
    tables: list[TableMapping] = field(default_factory=list)
    recognised: list[Recognised] = field(default_factory=list)
    mail: Mail | None = None
    sha256: str = ""

    def choice(self, name: str) -> int:
        """The value of a local choice."""
        return next(c.value for c in self.all_choices if c.id == name)

    @property
    def all_choices(self) -> list[LocalChoice]:
        """The local choices, and for those that the file leaves out the number that Weekwatch takes."""
        made = {c.id for c in self.local_choices}
        given = [
            LocalChoice(id=name, value=value, because="Nothing is chosen; Weekwatch takes this.")
            for name, value in DEFAULT_CHOICES.items()
            if name not in made
        ]
        return [*self.local_choices, *given]

    def own_accounts(self) -> dict[str, list[str]]:
        """By platform, the names under which the organisation writes."""
        own: dict[str, list[str]] = {}
        for channel in self.channels:
            own.setdefault(channel.platform, []).extend(channel.accounts)
        return own

    def channels_of(self, platform: str) -> list[str]:
        """The ids of a platform's channels; a website's own, or else those of the channels with hosts."""
        own = [c.id for c in self.channels if c.platform == platform]
        return own or [c.id for c in self.channels if platform == "website" and c.hosts]

    def item_key(self, channel: str, item_id: str) -> str:
        """The key of an item, from its channel and the platform's own id; of a second WordPress the channel counts."""
        platform = next(c.platform for c in self.channels if c.id == channel)
        is_second = platform == "wordpress" and channel in self.channels_of("wordpress")[1:]
        return item_key(f"{platform}/{channel}" if is_second else platform, item_id)

    def thresholds(self, direction: str) -> dict[str, float]:
        """Threshold by category, as detectors name them."""
        return {c.scored_as: c.threshold for c in self.categories if c.direction == direction}


def load_policy(path: Path) -> Policy:
    """Reads and checks a policy file, and the layouts saved beside it.

    Raises:
        PolicyError: with every mistake in them, each with its line.
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
    flatten_columns(raw)
    checker = Checker(text, path, raw)
    policy: Policy | None = checker.build(Policy, raw, ())
    check_relations(checker)
    saved = saved_layouts(path, raw)
    if mistakes := [*checker.mistakes, *(m for s in saved for m in s.mistakes)]:
        raise told(path, mistakes)
    assert policy is not None
    tables = [*policy.tables, *(TableMapping(**s.entry) for s in saved)]
    return replace(policy, tables=tables, sha256=hashlib.sha256(data).hexdigest())
