"""The commands of the warehouse: load, classify, publish, all three as run, and status."""

from __future__ import annotations

from functools import partial
from itertools import tee
from pathlib import Path

import click

from pipelines.as_json import plain, to_json
from pipelines.classify import Classifier
from pipelines.commands.setting import Setting, json_option, paths_argument, progress
from pipelines.errors import BadInput, Refused, printable
from pipelines.ledger import LEDGER, Ledger
from pipelines.ledger.keys import revision_of
from pipelines.sample import made_up
from pipelines.sources import Export, kept_for_days, read, walk
from pipelines.sources.printing import reason
from pipelines.warehouse import Warehouse, own, scores
from pipelines.warehouse.build import publish as publish_marts
from pipelines.warehouse.events import last_taken, take_events
from pipelines.warehouse.published import Published


@click.command()
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
            progress(f"{number}: {printable(found.where if isinstance(found, Refused) else found.name)}")
            refused += not _load_one(warehouse, found, channel)
    progress("")
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


@click.command()
@click.pass_context
def classify(ctx: click.Context) -> None:
    """Scores every comment that the detectors in force have not scored."""
    with ctx.obj.warehouse() as warehouse:
        _classify(ctx.obj, warehouse)


def _classify(setting: Setting, warehouse: Warehouse) -> None:
    classifier, done = setting.classifier, 0
    count, waiting = scores.unscored(warehouse, classifier.version)
    batches, again = tee(waiting)
    texts = (([text for _, text, _ in batch], [parent for _, _, parent in batch]) for batch in again)
    # What is stored is not scored again: a run that is killed goes on where it was.
    for batch, scored in zip(batches, classifier.score_all(texts), strict=True):
        scores.store_scores(
            warehouse, classifier.version, {key: one for (key, _, _), one in zip(batch, scored, strict=True)}
        )
        done += len(batch)
        progress(f"scored {done:,} of {count:,} texts")
    scores.all_scored(warehouse, classifier.version)
    ours = _classify_own(classifier, warehouse)
    progress("")
    click.echo(f"{done} texts scored, {ours} of our own; {classifier.describe()}")


def _classify_own(classifier: Classifier, warehouse: Warehouse) -> int:
    """Scores what the organisation itself wrote for what it should not do, each with what it answers."""
    done = 0
    for batch in own.unscored(warehouse, classifier.version):
        scored = classifier.score([one.text for one in batch], [one.parent for one in batch], "outbound")
        own.store_facts(warehouse, classifier.version, {one.key: classifier.facts(one.text, one.on) for one in batch})
        scores.store_scores(warehouse, classifier.version, {one.key: s for one, s in zip(batch, scored, strict=True)})
        done += len(batch)
        progress(f"scored {done:,} texts of our own")
    return done


@click.command()
@click.pass_context
def publish(ctx: click.Context) -> None:
    """Works out what the loaded files prove together and publishes it."""
    with ctx.obj.warehouse() as warehouse:
        publish_held(ctx.obj, warehouse)


def publish_held(setting: Setting, warehouse: Warehouse) -> None:
    """Publishes what the warehouse holds, new events of the ledger too, with the detectors in force."""
    classifier = setting.classifier
    progress("publishing")
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
    progress("")
    comments, posts, files = warehouse.built()
    click.echo(f"published: {comments} comments and {posts} posts from {files} files")


@click.command()
@paths_argument
@click.option("--channel", help="The channel that these files belong to, where two share a platform.")
@click.pass_context
def run(ctx: click.Context, paths: tuple[Path, ...], channel: str | None) -> None:
    """Loads, classifies and publishes."""
    with ctx.obj.warehouse() as warehouse:
        refused = _load(ctx.obj, warehouse, list(paths), channel)
        _classify(ctx.obj, warehouse)
        publish_held(ctx.obj, warehouse)
    ctx.exit(1 if refused else 0)


@click.command()
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


COMMANDS = (load, classify, publish, run, status)
