"""The commands by which words and people leave every file, and by which one person's data is handed out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pipelines.commands.ledger import acting, by_option, opened
from pipelines.commands.setting import Setting
from pipelines.commands.warehouse import publish_held
from pipelines.errors import BadInput, DamagedData
from pipelines.ledger import Ledger
from pipelines.ledger import erasure as sealed
from pipelines.warehouse import Warehouse
from pipelines.warehouse import erase as stored


@click.command()
@click.option("--comment", help="A comment's id as its platform gives it; PLATFORM:ID where two have the same.")
@click.option("--author", help="An author's id, name or key, as exports or the Comments page give it.")
@click.option("--expired", is_flag=True, help="Everything that is older than the policy keeps it.")
@click.option("--why", help="The reason; it is recorded, sealed.")
@by_option
@click.pass_obj
def erase(setting: Setting, /, *, expired: bool, why: str | None, person: str | None, **whose: str | None) -> None:
    """Deletes text and person everywhere, and keeps the proof that something was there."""
    if bool(whose["comment"]) + bool(whose["author"]) + expired != 1:
        raise click.UsageError("Give one of --comment, --author and --expired.")
    if not expired and not (why and why.strip()):
        raise click.UsageError("Say --why.")
    with opened(setting) as ledger:
        by = acting(ledger, person)
        if expired:
            _erase_expired(setting, ledger, by)
        else:
            _erase(setting, ledger, whose, {"why": why, "actor": by})


def _erase(
    setting: Setting, ledger: Ledger, whose: Mapping[str, str | None], recorded: Mapping[str, str | None]
) -> None:
    comment, author = whose["comment"], whose["author"]
    with setting.warehouse() as warehouse:
        found = stored.find(warehouse, comment, author)
        known = comment if comment and stored.is_key(comment) else None
        items = found.items or ([known] if known else [])
        if not items and not stored.is_due(warehouse):
            raise BadInput("erase", "nothing is held under that id", "Copy it from an export or the Comments page")
        texts = stored.texts_of(warehouse, items)
        sealed.check_holds(ledger, items, found.authors)
        gone = sealed.erase(ledger, items, found.authors if author else [], **recorded)
        if found.items:
            stored.erase(warehouse, found, [author] if author else [])
        alone = [text for text in texts if not stored.is_said(warehouse, text)]
        _written_afresh(setting, warehouse)
    click.echo(f"erased: {len(items)} comments, {gone} texts of the ledger; its proof and all figures stay")
    left = stored.leftovers(setting.data, alone)
    own = [path for path in left if path.parent in (setting.data, setting.data / "published")]
    for name in sorted({*found.files, *(str(path) for path in left if path not in own)}):
        click.echo(f"it came in {name}: delete that export, or take it out there, wherever you keep it")
    if own:
        what = "some of the words still stand there"
        raise DamagedData(", ".join(path.name for path in own), what, "Report this, and keep these files to yourself")


def _erase_expired(setting: Setting, ledger: Ledger, by: str | None) -> None:
    with setting.warehouse() as warehouse:
        now = _now(warehouse, ledger)
        found = stored.expired(warehouse, now, *sealed.held(ledger))
        rejects = stored.erase_rejects(warehouse, now)
        if found.items:
            sealed.erase(ledger, found.items, [], why="kept as long as the policy says", actor=by)
            stored.erase(warehouse, found)
        gone = sealed.erase_expired(ledger, by)
        _written_afresh(setting, warehouse)
    click.echo(f"erased: {len(found.items)} comments, {rejects} rejected rows, {gone} texts of the ledger")


def _now(warehouse: Warehouse, ledger: Ledger) -> datetime:
    """Sample data stands still."""
    is_sample, as_of = warehouse.nature() or (False, None)
    return as_of if is_sample and as_of else ledger.now()


def _written_afresh(setting: Setting, warehouse: Warehouse) -> None:
    if stored.is_due(warehouse):
        publish_held(setting, warehouse)
        stored.rewrite(warehouse)


@click.command("subject-access")
@click.option("--author", required=True, help="An author's id, name or key.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@by_option
@click.pass_obj
def subject_access(setting: Setting, author: str, out: Path, person: str | None) -> None:
    """Writes everything held on one person, for them."""
    with setting.warehouse() as warehouse:
        found = stored.find(warehouse, None, author)
        held: dict[str, list[Any]] = {"comments": stored.held_on(warehouse, found.items), "files": found.files}
    with opened(setting) as ledger:
        held["events"] = list(sealed.about(ledger, found.items, found.authors))
        by = acting(ledger, person)
        ledger.note("export_made", subject="subject-access", rows=len(held["comments"]), actor=by)
    if not held["comments"] and not held["events"]:
        raise BadInput("--author", "nothing is held on them", "Copy the name or id from an export")
    out.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    click.echo(f"wrote {len(held['comments'])} rows and {len(held['events'])} events to {out}")


COMMANDS = (erase, subject_access)
