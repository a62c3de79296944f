"""The commands that look at export files and store nothing: read, table and layouts."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.as_json import to_json
from pipelines.commands.setting import json_option, paths_argument
from pipelines.errors import Refused
from pipelines.sources import Export, known_layouts, walk
from pipelines.sources.outline import outline
from pipelines.sources.printing import first_lines, in_words, printed_lines


@click.command("read")
@paths_argument
@json_option
@click.option("--first", type=click.IntRange(min=1), help="With --json: so many records and rejects of a file at most.")
@click.pass_context
def read_command(ctx: click.Context, paths: tuple[Path, ...], as_json: bool, first: int | None) -> None:
    """Says what each file is and every record it yields; stores nothing."""
    refused = 0
    with walk(list(paths), ctx.obj.reading) as exports:
        for found in exports:
            lines = first_lines(found, first) if first else printed_lines(found)
            for line in lines if as_json else in_words(found):
                click.echo(line)
            refused += isinstance(found, Refused) or found.file.refused is not None
    ctx.exit(1 if refused else 0)


@click.command("table")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--sheet", help="The sheet of a workbook to look at.")
@click.option("--header", "header_line", type=int, help="The line of the column names.")
@json_option
@click.pass_context
def table_command(ctx: click.Context, path: Path, sheet: str | None, header_line: int | None, as_json: bool) -> None:
    """Says what a table's columns hold, for somebody who is to map them; stores nothing."""
    found = outline(Export(path, path.name, ctx.obj.reading), sheet, header_line)
    if as_json:
        click.echo(to_json(found))
        return
    click.echo(f"{path.name}: {found['rows']} rows below line {found['header_line']}")
    for column in found["columns"]:
        dates = f"; dates as {' or '.join(column['dates'])}" if column["dates"] else ""
        click.echo(f"  {column['name']}: {column['filled']} filled{dates}")


@click.command("layouts")
@json_option
@click.pass_context
def layouts_command(ctx: click.Context, as_json: bool) -> None:
    """Lists every kind of export that can be read, and what each can never show."""
    for known in known_layouts(ctx.obj.reading):
        told = {
            "layout": known.LAYOUT, "about": (known.__doc__ or "").split("\n")[0], "platform": known.PLATFORM,
            "holds": known.HOLDS, "cannot_show": known.CANNOT_SHOW,
        }  # fmt: skip
        click.echo(to_json(told) if as_json else f"{known.LAYOUT}: never shows {'; '.join(known.CANNOT_SHOW)}")


COMMANDS = (read_command, table_command, layouts_command)
