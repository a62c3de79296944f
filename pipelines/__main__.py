"""The command line: the one place where reading, scoring, keeping and showing meet."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from pipelines.commands import (
    clauses,
    draft,
    erasure,
    figures,
    ledger,
    reading,
    reports,
    sample,
    scoring,
    serve,
    warehouse,
)
from pipelines.commands.setting import Setting
from pipelines.errors import WeekwatchError

ARMS = (reading, warehouse, sample, scoring, figures, clauses, ledger, draft, erasure, reports, serve)


class OneLineErrors(click.Group):
    """Known mistakes print one line and exit 1; unknown ones keep their traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command."""
        try:
            return super().invoke(ctx)
        except WeekwatchError as error:
            click.echo(" ".join(str(error).split()), err=True)
            ctx.exit(1)


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), envvar="WEEKWATCH_DATA",
              show_default=True, help="Where the warehouse, the published files and the ledger live.")  # fmt: skip
@click.option("--policy", type=click.Path(path_type=Path), default=Path("policy.toml"), envvar="WEEKWATCH_POLICY",
              show_default=True, help="The organisation's rules.")  # fmt: skip
@click.pass_context
def main(ctx: click.Context, data: Path, policy: Path) -> None:
    """Weekwatch: shows that a public body watches over what the public writes on its pages."""
    for stream in (sys.stdout, sys.stderr):
        # Windows would write its own code page; records are UTF-8 everywhere.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    ctx.obj = Setting(data, policy)


for _arm in ARMS:
    for _command in _arm.COMMANDS:
        main.add_command(_command)

if __name__ == "__main__":
    main(prog_name="python -m pipelines")
