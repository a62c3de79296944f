"""The command line: the one place where reading, scoring, keeping and showing meet."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from io import TextIOWrapper
from itertools import tee
from pathlib import Path
from typing import Any

import click

from pipelines import clause_commands, erasure_commands, ledger_commands, own_commands, report_commands, serve_command
from pipelines.classify import CATEGORIES, Classifier
from pipelines.classify.lines import answers, labelled, question
from pipelines.errors import BadInput, Refused, WeekwatchError, printable
from pipelines.ledger import LEDGER, Ledger
from pipelines.ledger.keys import revision_of
from pipelines.ledger.story import record_story
from pipelines.metrics import all_metrics, asked_window, metric
from pipelines.metrics.evaluation import Labelled, evaluated, evaluation
from pipelines.metrics.rows import as_rows
from pipelines.policy import Policy, load_policy
from pipelines.records import plain, to_json
from pipelines.sample import ledger_story, made_up, write_sample
from pipelines.sources import Export, Reading, kept_for_days, known_layouts, read, walk
from pipelines.sources.outline import outline
from pipelines.sources.printing import first_lines, in_words, printed_lines, reason
from pipelines.warehouse import Warehouse
from pipelines.warehouse.build import publish as publish_marts
from pipelines.warehouse.events import last_taken, take_events
from pipelines.warehouse.own import store_facts, unscored
from pipelines.warehouse.published import Published

SCORE_BATCH = 256


class OneLineErrors(click.Group):
    """Known mistakes print one line and exit 1; unknown ones keep their traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command."""
        try:
            return super().invoke(ctx)
        except WeekwatchError as error:
            click.echo(" ".join(str(error).split()), err=True)
            ctx.exit(1)


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

    def publish(self, warehouse: Warehouse) -> None:
        """Publishes what the warehouse holds, with the detectors in force."""
        _publish(self, warehouse)


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


paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@main.command("read")
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


@main.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--sheet", help="The sheet of a workbook to look at.")
@click.option("--header", "header_line", type=int, help="The line of the column names.")
@json_option
@click.pass_context
def table(ctx: click.Context, path: Path, sheet: str | None, header_line: int | None, as_json: bool) -> None:
    """Says what a table's columns hold, for somebody who is to map them; stores nothing."""
    found = outline(Export(path, path.name, ctx.obj.reading), sheet, header_line)
    if as_json:
        click.echo(to_json(found))
        return
    click.echo(f"{path.name}: {found['rows']} rows below line {found['header_line']}")
    for column in found["columns"]:
        dates = f"; dates as {' or '.join(column['dates'])}" if column["dates"] else ""
        click.echo(f"  {column['name']}: {column['filled']} filled{dates}")


@main.command("layouts")
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


@main.command()
@paths_argument
@click.option("--channel", help="The channel that these files belong to, where two share a platform.")
@click.pass_context
def load(ctx: click.Context, paths: tuple[Path, ...], channel: str | None) -> None:
    """Loads files, folders and zips; a file loaded before is passed over."""
    with ctx.obj.warehouse() as warehouse:
        ctx.exit(1 if _load(ctx.obj, warehouse, list(paths), channel) else 0)


def _load(setting: Setting, warehouse: Warehouse, paths: list[Path], channel: str | None) -> int:
    """Loads what lies at these paths and says so; returns how many files were refused."""
    if channel and channel not in {c.id for c in setting.policy.channels}:
        raise BadInput("--channel", f'"{channel}" is no channel of the policy', "Name one that policy.toml has")
    is_sample, as_of = made_up(paths)
    warehouse.declare(is_sample, as_of)
    refused = 0
    with walk(paths, setting.reading) as exports:
        for number, found in enumerate(exports, start=1):
            _progress(f"{number}: {printable(found.where if isinstance(found, Refused) else found.name)}")
            refused += not _load_one(warehouse, found, channel)
    _progress("")
    return refused


def _load_one(warehouse: Warehouse, found: Export | Refused, channel: str | None) -> bool:
    """Loads one export; false if it was refused."""
    name = printable(found.where if isinstance(found, Refused) else found.name)
    try:
        if isinstance(found, Refused):
            raise found
        if warehouse.holds(found.file.sha256 or ""):
            click.echo(f"{name}: loaded before")
            return True
        file = warehouse.load(name, read(found), found.finished, channel)
    except Refused as refusal:
        warehouse.refuse(name, None if isinstance(found, Refused) else found.file.sha256, reason(refusal))
        click.echo(" ".join(str(refusal).split()), err=True)
        return False
    counts = file.counts
    rejects = f", {counts['reject']} rejected" if counts.get("reject") else ""
    click.echo(f"{name}: {file.layout}, {counts['rows']} rows{rejects}")
    return True


@main.command()
@click.pass_context
def classify(ctx: click.Context) -> None:
    """Scores every comment that the detectors in force have not scored."""
    with ctx.obj.warehouse() as warehouse:
        _classify(ctx.obj, warehouse)


def _classify(setting: Setting, warehouse: Warehouse) -> None:
    classifier, done = setting.classifier, 0
    batches, again = tee(warehouse.unscored(classifier.version))
    texts = (([text for _, text, _ in batch], [parent for _, _, parent in batch]) for batch in again)
    # What is stored is not scored again: a run that is killed goes on where it was.
    for batch, scored in zip(batches, classifier.score_all(texts), strict=True):
        warehouse.store_scores(classifier.version, {key: one for (key, _, _), one in zip(batch, scored, strict=True)})
        done += len(batch)
        _progress(f"scored {done:,} of {warehouse.to_score:,} texts")
    warehouse.all_scored(classifier.version)
    own = _classify_own(classifier, warehouse)
    _progress("")
    click.echo(f"{done} texts scored, {own} of our own; {classifier.describe()}")


def _classify_own(classifier: Classifier, warehouse: Warehouse) -> int:
    """Scores what the organisation itself wrote for what it should not do, each with what it answers."""
    done = 0
    for batch in unscored(warehouse, classifier.version):
        scored = classifier.score([one.text for one in batch], [one.parent for one in batch], "outbound")
        store_facts(warehouse, classifier.version, {one.key: classifier.facts(one.text, one.on) for one in batch})
        warehouse.store_scores(classifier.version, {one.key: s for one, s in zip(batch, scored, strict=True)})
        done += len(batch)
        _progress(f"scored {done:,} texts of our own")
    return done


@main.command()
@click.pass_context
def publish(ctx: click.Context) -> None:
    """Works out what the loaded files prove together and publishes it."""
    with ctx.obj.warehouse() as warehouse:
        _publish(ctx.obj, warehouse)


def _publish(setting: Setting, warehouse: Warehouse) -> None:
    classifier = setting.classifier
    _progress("publishing")
    people, approved, revision = None, [], None
    if (setting.data / LEDGER).exists():
        with Ledger(setting.data, setting.policy) as ledger:
            take_events(warehouse, ledger.arrow(after=last_taken(warehouse)), ledger.store.size())
            people, approved = ledger.logins(), ledger.approved()
            revision = partial(revision_of, setting.data)
    described, figures = classifier.describe(), classifier.figures
    publish_marts(
        warehouse, classifier.version, described, figures, kept_for_days(), people=people, approved=approved,
        revision=revision,
    )  # fmt: skip
    _progress("")
    comments, posts, files = warehouse.built()
    click.echo(f"published: {comments} comments and {posts} posts from {files} files")


@main.command()
@paths_argument
@click.option("--channel", help="The channel that these files belong to, where two share a platform.")
@click.pass_context
def run(ctx: click.Context, paths: tuple[Path, ...], channel: str | None) -> None:
    """Loads, classifies and publishes."""
    with ctx.obj.warehouse() as warehouse:
        refused = _load(ctx.obj, warehouse, list(paths), channel)
        _classify(ctx.obj, warehouse)
        _publish(ctx.obj, warehouse)
    ctx.exit(1 if refused else 0)


@main.command()
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


@main.command()
@click.option("--direction", type=click.Choice(["inbound", "outbound"]), default="inbound", show_default=True)
@click.pass_context
def score(ctx: click.Context, direction: str) -> None:
    """Scores JSON lines from standard input; stores nothing."""
    setting: Setting = ctx.obj
    waiting: list[dict[str, Any]] = []
    try:
        for number, line in enumerate(sys.stdin.buffer, start=1):
            if line.strip():
                waiting.append(question(line, number))
            if len(waiting) >= SCORE_BATCH:
                _answer(setting, waiting, direction)
                waiting = []
    finally:
        _answer(setting, waiting, direction)


def _answer(setting: Setting, asked: list[dict[str, Any]], direction: str) -> None:
    policy = setting.policy
    for answer in answers(setting.classifier, asked, direction, policy.thresholds(direction)):
        click.echo(to_json(answer | {"policy": policy.policy.version}))


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--direction", type=click.Choice(["inbound", "outbound"]), default="inbound", show_default=True)
@json_option
@click.pass_context
def evaluate(ctx: click.Context, file: Path, direction: str, as_json: bool) -> None:
    """Scores a file of labelled texts and says how often the detectors in force are right."""
    setting: Setting = ctx.obj
    asked = labelled(file, CATEGORIES[direction])
    scored: list[Labelled] = []
    for start in range(0, len(asked), SCORE_BATCH):
        part = asked[start : start + SCORE_BATCH]
        found = setting.classifier.score([a["text"] for a in part], [a.get("parent") for a in part], direction)
        scored += [Labelled(a["text"], frozenset(a["labels"]), s.scores) for a, s in zip(part, found, strict=True)]
        _progress(f"scored {len(scored)} of {len(asked)}")
    _progress("")
    for row in evaluation(scored, setting.policy.thresholds(direction)):
        click.echo(to_json(row) if as_json else evaluated(row))


@main.command("metric")
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


@main.command()
@json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Says what is loaded, scored and published, and which model and policy are in force."""
    setting: Setting = ctx.obj
    counts, told = {"files": 0, "comments": 0, "posts": 0, "actions": 0, "scored": 0}, None
    if (setting.data / "warehouse.duckdb").exists():
        with setting.warehouse() as warehouse:
            counts = warehouse.counts()
    if (setting.data / "published" / "current.json").exists():
        about = Published(setting.data).publication()
        told = plain(about["published_at"].to_pydatetime())
    whole = counts | {
        "published": told, "detectors": setting.classifier.describe(), "model": setting.classifier.name or None,
        "policy": setting.policy.policy.version, "organisation": setting.policy.organisation.name,
    }  # fmt: skip
    if as_json:
        click.echo(to_json(whole))
        return
    for name, value in whole.items():
        click.echo(f"{name:14} {'nothing yet' if value is None else value}")


_progress: Callable[[str], None] = lambda text: None  # noqa: E731
if sys.stderr.isatty():

    def _progress(text: str) -> None:
        """One line on a terminal, rewritten in place; empty to clear it."""
        click.echo(f"\r\033[K{text[:100]}", err=True, nl=False)


_COMMANDS = (
    *clause_commands.COMMANDS,
    *ledger_commands.COMMANDS,
    *own_commands.COMMANDS,
    *erasure_commands.COMMANDS,
    *report_commands.COMMANDS,
    serve_command.serve,
)
for _command in _COMMANDS:
    main.add_command(_command)

if __name__ == "__main__":
    main(prog_name="python -m pipelines")
