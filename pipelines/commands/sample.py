"""The command that writes invented exports."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.commands.setting import Setting
from pipelines.ledger.story import record_story
from pipelines.sample import ledger_story, write_sample


@click.command()
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--weeks", type=click.IntRange(min=1), default=12, show_default=True)
@click.option("--comments", type=click.IntRange(min=0), default=2000, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--layout", default="all", show_default=True, help="One layout alone, for large files.")
@click.option("--ledger", "is_recorded", is_flag=True, help="Also record what those weeks would have left.")
@click.pass_obj
def sample(setting: Setting, /, *, out: Path, layout: str, is_recorded: bool, **size: int) -> None:
    """Writes synthetic exports in the real layouts."""
    write_sample(out, layout=layout, **size)
    click.echo(f"wrote {out}")
    if is_recorded:
        click.echo(f"the ledger has {record_story(setting.data, setting.policy, ledger_story(**size))} events")


COMMANDS = (sample,)
