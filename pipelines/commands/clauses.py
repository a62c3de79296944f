"""The commands about the policy's clauses, how each stands, and whether all is well."""

from __future__ import annotations

from typing import Any

import click

from pipelines.as_json import to_json
from pipelines.clauses import STATES, standing
from pipelines.commands.setting import json_option, week_option
from pipelines.metrics import asked_window
from pipelines.metrics.weeks import week_label
from pipelines.warehouse.published import Published

ALARM = 3  # the exit status when something is in breach or without evidence
_IS_ALARM, _IS_TOLD = STATES[:2], STATES[:3]


def _rows(ctx: click.Context, week: str | None) -> list[dict[str, Any]]:
    """How every clause stands in a week, as plain values."""
    published = Published(ctx.obj.data)
    frame = standing(published.metric_connection(), asked_window(published, week))
    rows = frame.drop(columns="evidence").to_dict("records")
    return [{str(k): week_label(v) if k == "week" else v for k, v in row.items()} for row in rows]


def _line(row: dict[str, Any]) -> str:
    return f"{row['clause']:6} {row['channel']:10} {row['state']:14} {row['reason']}"


@click.command()
@week_option
@json_option
@click.pass_context
def clauses(ctx: click.Context, week: str | None, as_json: bool) -> None:
    """Says how each clause of the policy stands in a week, by channel."""
    for row in _rows(ctx, week):
        click.echo(to_json(row) if as_json else _line(row))


@click.command()
@week_option
@click.pass_context
def check(ctx: click.Context, week: str | None) -> None:
    """Prints what is not met; exits 3 when something is in breach or without evidence."""
    rows = sorted((r for r in _rows(ctx, week) if r["state"] in _IS_TOLD), key=lambda r: STATES.index(r["state"]))
    for row in rows:
        click.echo(_line(row))
    ctx.exit(ALARM if any(r["state"] in _IS_ALARM for r in rows) else 0)


COMMANDS = (clauses, check)
