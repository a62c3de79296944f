"""What every command is handed: where the data lies and which rules hold; and what many of them ask and say."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

from pipelines.classify import Classifier
from pipelines.policy import Policy, load_policy
from pipelines.sources import Reading
from pipelines.warehouse import Warehouse


@dataclass
class Setting:
    """Where the data lies and which rules hold."""

    data: Path
    policy_path: Path

    @cached_property
    def policy(self) -> Policy:
        """The rules, checked at first use."""
        return load_policy(self.policy_path)

    @cached_property
    def reading(self) -> Reading:
        """What the rules say about reading files."""
        return Reading.under(self.policy)

    @cached_property
    def classifier(self) -> Classifier:
        """The detectors in force; models are looked for beside the policy file."""
        rules = self.policy
        return Classifier(
            rules.models,
            beside=self.policy_path.parent,
            own_contacts=rules.organisation.own_contacts,
            own_words=rules.organisation.words,
        )

    def warehouse(self) -> Warehouse:
        """The warehouse, opened for writing."""
        return Warehouse(self.data, self.policy)


paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
week_option = click.option("--week", help="An ISO week such as 2026-W10; by default the last that is over.")


def progress(text: str) -> None:
    """One line on a terminal, rewritten in place; empty to clear it."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{text[:100]}", err=True, nl=False)
