"""The commands that score texts and store nothing: score and evaluate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from pipelines.as_json import to_json
from pipelines.classify import CATEGORIES
from pipelines.classify.lines import answers, labelled, question
from pipelines.commands.setting import Setting, json_option, progress
from pipelines.metrics.evaluation import Labelled, evaluated, evaluation

SCORE_BATCH = 256


@click.command()
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


@click.command()
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
        progress(f"scored {len(scored)} of {len(asked)}")
    progress("")
    for row in evaluation(scored, setting.policy.thresholds(direction)):
        click.echo(to_json(row) if as_json else evaluated(row))


COMMANDS = (score, evaluate)
