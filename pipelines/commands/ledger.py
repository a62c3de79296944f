"""The commands of the ledger: record, events, verify, checkpoint, export-record."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any

import click

from pipelines.as_json import to_json
from pipelines.commands.setting import Setting, json_option
from pipelines.errors import BadInput
from pipelines.ledger import Ledger
from pipelines.ledger.checkpoint import read_checkpoints
from pipelines.ledger.pack import change_key, export_record, make_checkpoint
from pipelines.ledger.record import as_lines
from pipelines.ledger.verify import verify

NOT_SOUND = 4


def opened(setting: Setting) -> Ledger:
    """The ledger of the data folder."""
    return Ledger(setting.data, setting.policy)


def acting(ledger: Ledger, said: str | None) -> str | None:
    """Who acts: the person said, or whose account of this computer it is; None where that is nobody's."""
    try:
        return said or ledger.person_of(getpass.getuser())
    except (OSError, KeyError):
        return None


by_option = click.option("--by", "person", help="Who acts, if not the owner of this account.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--imported", is_flag=True, help="It happened outside: rules it breaks are noted on it, not enforced.")
@click.option("--json", "as_json", is_flag=True, help="The events as recorded, one a line.")
@click.pass_obj
def record(setting: Setting, file: Path, imported: bool, as_json: bool) -> None:
    """Appends moderation events: one as JSON, a list, or one a line; all of them or none."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
        events = as_lines(text)
    except (OSError, ValueError) as error:
        raise BadInput(
            str(file), "this is no JSON that can be read", "Give one event, a list, or one a line"
        ) from error
    if not events or not all(isinstance(event, dict) for event in events):
        raise BadInput(str(file), "there is no event in it", 'Give an object such as {"kind": "decision", …}')
    with opened(setting) as ledger:
        for event in ledger.record_all(events, is_imported=imported):
            click.echo(to_json(event) if as_json else f"recorded as event {event['seq']}: {event['id']}")


@click.command()
@json_option
@click.option("--kind", "kinds", multiple=True, help="Only events of this kind.")
@click.pass_obj
def events(setting: Setting, as_json: bool, kinds: tuple[str, ...]) -> None:
    """Lists the ledger's events in order; what somebody wrote is not in them."""
    with opened(setting) as ledger:
        for event in ledger.events(*kinds):
            click.echo(to_json(event) if as_json else in_words(event))


def in_words(event: dict[str, Any]) -> str:
    """An event on one line."""
    who = f"{event.get('actor') or 'software'}{' as ' + event['role'] if event.get('role') else ''}"
    about = " ".join(str(event[n]) for n in ("decision", "principle", "channel", "item", "person") if n in event)
    return f"{event['seq']:>7} {event['at']} {event['kind']} by {who}  {about}".rstrip()


@click.command("verify")
@click.option(
    "--checkpoint",
    "kept",
    type=click.Path(path_type=Path),
    multiple=True,
    help="What somebody else kept: a file of checkpoints or a record pack; more of them narrow a change down.",
)
@click.pass_context
def verify_command(ctx: click.Context, kept: tuple[Path, ...]) -> None:
    """Proves the ledger against itself and a checkpoint that somebody else kept; exits 4 where it is not sound."""
    checkpoints = [checkpoint for path in kept for checkpoint in read_checkpoints(path)]
    with opened(ctx.obj) as ledger:
        verdict = verify(ledger.store, checkpoints)
    for line in verdict.lines():
        click.echo(line)
    ctx.exit(0 if verdict.is_sound else NOT_SOUND)


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file to write it to.")
@click.option("--new-key", is_flag=True, help="Sign with a new key from now on; the old one vouches for it.")
@click.option("--old-key-lost", "is_lost", is_flag=True, help="With --new-key: no backup has the old one either.")
@by_option
@click.pass_obj
def checkpoint(setting: Setting, /, out: Path | None, *, new_key: bool, is_lost: bool, person: str | None) -> None:
    """Prints the signed size and root of the ledger now, for somebody else to keep."""
    if is_lost and not new_key:
        raise click.UsageError("--old-key-lost goes with --new-key.")
    with opened(setting) as ledger:
        by = acting(ledger, person)
        note = change_key(ledger, by, is_lost=is_lost) if new_key else make_checkpoint(ledger, by)
    if out:
        out.write_text(note, encoding="utf-8", newline="\n")
    else:
        click.echo(note, nl=False)


@click.command("export-record")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--with-texts", is_flag=True, help="Also what was written, with its salts.")
@by_option
@click.pass_obj
def export_record_command(setting: Setting, out: Path, with_texts: bool, person: str | None) -> None:
    """Writes the events, a checkpoint and a verifier that needs only Python, for an outsider."""
    with opened(setting) as ledger:
        size = export_record(ledger, out, with_texts=with_texts, actor=acting(ledger, person))
    click.echo(f"wrote {size} events to {out}")


COMMANDS = (record, events, verify_command, checkpoint, export_record_command)
