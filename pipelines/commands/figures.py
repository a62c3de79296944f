"""The command that prints one published number."""

from __future__ import annotations

from typing import Any

import click

from pipelines.as_json import to_json
from pipelines.commands.setting import json_option
from pipelines.metrics import all_metrics, asked_window, metric
from pipelines.metrics.rows import as_rows
from pipelines.warehouse.published import Published


@click.command("metric")
@click.argument("name", required=False)
@click.option("--list", "is_list", is_flag=True, help="Every metric and what it is.")
@click.option("--week", help="An ISO week such as 2026-W10.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
@click.option("--channel", help="One channel only.")
@json_option
@click.pass_context
def metric_command(ctx: click.Context, /, name: str | None, *, is_list: bool, as_json: bool, **period: Any) -> None:
    """Prints one metric for a week or a period (by default the last closed week)."""
    week, since, until = period["week"], period["since"], period["until"]
    if is_list:
        for found in all_metrics().values():
            click.echo(f"{found.name:16} {found.words['id']:4} {found.title}")
        return
    if name is None:
        raise click.UsageError("Name a metric, or ask for --list.")
    if week and (since or until):
        raise click.UsageError("Give either --week or --since and --until.")
    if bool(since) != bool(until):
        raise click.UsageError("--since and --until go together.")
    chosen = metric(name)
    published = Published(ctx.obj.data)
    window = asked_window(published, **period)
    frame = chosen.frame(published.metric_connection(), window)
    if as_json:
        for row in as_rows(frame):
            # Rows about a platform's figures have a metric of their own: the figure's name.
            named = {"figure" if name == "metric" else name: value for name, value in row.items()}
            click.echo(to_json({"metric": chosen.name} | named))
    else:
        click.echo(f"{chosen.title}: {chosen.words['definition']}")
        click.echo(frame.to_string(index=False) if len(frame) else "no rows: nothing is evidenced for this period")


COMMANDS = (metric_command,)
