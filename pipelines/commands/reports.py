"""The commands of the reports: board-pack and digest."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from pipelines.commands.ledger import acting, by_option, opened
from pipelines.commands.setting import Setting, week_option
from pipelines.errors import BadInput
from pipelines.ledger import LEDGER
from pipelines.ledger.pack import export_record, hand_over, make_checkpoint
from pipelines.metrics import Window
from pipelines.reports import Figures, Report, mail
from pipelines.reports.digest import digest, sentence_of
from pipelines.reports.pack import board_pack
from pipelines.warehouse.published import Published

ROOT = Path(__file__).resolve().parents[2]


def code_version() -> str:
    """Which code this is: the commit where it is known, and a hash of all that makes figures and reports."""
    digest = hashlib.sha256()
    for path in sorted(p for p in (ROOT / "pipelines").rglob("*") if p.suffix in (".py", ".sql", ".toml")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    git = shutil.which("git") if (ROOT / ".git").exists() else None
    asked = [git, "-C", str(ROOT), "rev-parse", "HEAD"] if git else []
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() if git else ""  # noqa: S603
    return f"{f'commit {told}, ' if told else ''}SHA-256 of pipelines/ {digest.hexdigest()}"


def report_of(setting: Setting, week: str | None, exact: bool, person: str | None = None) -> Report:
    """A week's report over the newest figures, with the record's checkpoint where a record is in use."""
    published = Published(setting.data, ("figures",))
    about = published.publication()
    zone = ZoneInfo(about["zone"])
    now = about["as_of"].to_pydatetime().astimezone(zone) if about["is_sample"] else datetime.now(zone)
    window = Window.of_week(week, None, now) if week else Window.last_closed(None, now)
    checkpoint = ""
    if (setting.data / LEDGER).exists():
        with opened(setting) as ledger:
            checkpoint = make_checkpoint(ledger, acting(ledger, person)) if ledger.store.size() else ""
    sheets = setting.policy.board_pack.sheets
    return Report(Figures(published), window, exact, checkpoint, code_version(), sheets)


exact_option = click.option("--exact", is_flag=True, help="Small numbers too: for the CEO, not to be passed on.")


@click.command("board-pack")
@week_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The workbook to write.")
@exact_option
@by_option
@click.pass_obj
def board_pack_command(setting: Setting, /, week: str | None, out: Path, *, exact: bool, person: str | None) -> None:
    """Writes the board's workbook; beside it, where a record is in use, what proves that record."""
    if out.suffix.lower() != ".xlsx":
        raise BadInput("--out", f'"{out.name}" is no name of a workbook', "End it in .xlsx")
    made = board_pack(report_of(setting, week, exact, person))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(made)
    click.echo(f"wrote {out}")
    if (setting.data / LEDGER).exists():
        _beside(setting, out, exact, person)


def _beside(setting: Setting, out: Path, exact: bool, person: str | None) -> None:
    """The record's pack for the exact workbook; with small numbers hidden only what checks a record, not the record."""
    folder = out.with_name(f"{out.stem}-record")
    with opened(setting) as ledger:
        who = acting(ledger, person)
        ledger.note("export_made", subject="board-pack", actor=who)
        if folder.exists():
            _make_room(folder)
        if exact:
            size = export_record(ledger, folder, actor=who)
            click.echo(f"wrote {size} events to {folder}")
        else:
            hand_over(ledger, folder, who)
            click.echo(f"wrote the checkpoint and the verifier to {folder}")


def _make_room(folder: Path) -> None:
    """Removes an earlier pack of ours, and nothing else."""
    ours = {"checkpoint.txt", "events.jsonl", "verifier.py", "README.txt"}
    if not folder.is_dir() or {p.name for p in folder.iterdir()} - ours:
        raise BadInput(str(folder), "there is something else of this name", "Write the workbook under another name")
    for path in folder.iterdir():
        path.unlink()


@click.command("digest")
@week_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The HTML file to write.")
@exact_option
@by_option
@click.option("--send", "is_sent", is_flag=True, help="Mail it, with the workbook, as [mail] in the policy says.")
@click.pass_obj
def digest_command(
    setting: Setting, /, week: str | None, out: Path | None, *, exact: bool, person: str | None, is_sent: bool
) -> None:
    """Writes the weekly report as one accessible HTML file, or sends it, once a week however often it is asked."""
    if is_sent:
        _send(setting, week, exact, person)
    text = digest(report_of(setting, week, exact, person)) if out or not is_sent else ""
    if out is None:
        click.echo(text, nl=False)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"wrote {out}")
    _noted(setting, "digest", person)


def _send(setting: Setting, week: str | None, exact: bool, person: str | None) -> None:
    settings = setting.policy.mail
    if settings is None:
        raise BadInput("--send", "the policy has no [mail]", "Fill in [mail] in policy.toml")
    password = os.environ.get(mail.PASSWORD, "")
    if settings.user and not password:
        raise BadInput("--send", f"{mail.PASSWORD} is not set", "Put the password of [mail] user there")
    report = report_of(setting, week, exact or settings.exact, person)
    name = f"{report.week.since:%G-W%V}"
    with mail.once(setting.data, name) as is_due:
        if not is_due:
            click.echo(f"the report of {name} was sent before")
            return
        made = mail.message(report, settings, sentence_of(report), digest(report), board_pack(report))
        mail.send(made, settings, password)
        _noted(setting, "digest-mail", person)
    click.echo(f"sent the report of {name}")


def _noted(setting: Setting, subject: str, person: str | None) -> None:
    """Where a record is in use, it says what left."""
    if (setting.data / LEDGER).exists():
        with opened(setting) as ledger:
            ledger.note("export_made", subject=subject, actor=acting(ledger, person))


COMMANDS = (board_pack_command, digest_command)
