"""The command about posts of our own that are not out yet: what would be asked about one. It stores nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from pipelines.as_json import to_json
from pipelines.errors import BadInput
from pipelines.own_rules import checked_for, source_of
from pipelines.policy import Policy

LONGEST = 20_000


@click.command()
@click.option("--answers", help="The comment that it would answer.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it would be published (today).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def draft(ctx: click.Context, answers: str | None, on: datetime | None, as_json: bool) -> None:
    """Reads a post from standard input before it is published, and says what would be asked about it."""
    text = sys.stdin.buffer.read(4 * LONGEST).decode("utf-8", errors="replace").strip()
    if not text or len(text) > LONGEST:
        raise BadInput("standard input", f"a post has 1 to {LONGEST:,} characters", "Give its words, and nothing else")
    policy: Policy = ctx.obj.policy
    day = on.date() if on else datetime.now(ZoneInfo(policy.organisation.zone)).astimezone(UTC).date()
    found = looked_at(policy, ctx.obj.classifier, text, answers, day)
    if as_json:
        click.echo(to_json(found))
        return
    for one in found["findings"]:
        click.echo(f"{one['clause']:6} {one['name']}: {'; '.join(one['words']) or 'the post as a whole'}")
    click.echo(f"about: {', '.join(found['topics']) or 'none of what the policy asks us to share'}")


def looked_at(policy: Policy, classifier: Any, text: str, answers: str | None, on: date) -> dict[str, Any]:
    """What would be asked about a text, with the words that it is about, and what it is about."""
    (scored,) = classifier.score([text], [answers], "outbound")
    facts = classifier.facts(text, on)
    values: dict[str, list[str]] = {}
    for fact in facts:
        values.setdefault(fact.name, []).append(fact.value)
    ruled = dict(_ruled(policy, text, values, on))
    findings = []
    for asked in checked_for(policy):
        name = str(asked["category"])
        places = [[s.start, s.end] for s in scored.spans if s.category == name]
        is_found = name in ruled if asked["is_rule"] else scored.scores.get(name, 0.0) >= asked["threshold"]
        if is_found and not (name == "conversation" and not answers):
            words = ruled[name] if asked["is_rule"] else [text[start:end] for start, end in places]
            told = {k: asked[k] for k in ("category", "name", "clause")}
            findings.append(told | {"words": list(dict.fromkeys(words)), "places": places})
    sources = [{"host": host, "class": source_of(policy, host)[0]} for host in values.get("link", [])]
    meant = [{"word": m.word, "kind": m.kind, "meant": m.meant} for m in classifier.misspelled(text)]
    return {"findings": findings, "topics": values.get("topic", []), "sources": sources, "spelling": meant}


def _ruled(policy: Policy, text: str, values: dict[str, list[str]], on: date) -> Iterator[tuple[str, list[str]]]:
    """The rules beside the scores that a text does not keep, each with what it is about."""
    unlisted = [host for host in values.get("link", []) if source_of(policy, host)[0] == "unlisted"]
    if unlisted:
        yield "unlisted_source", unlisted
    if "campaign" in values and "disclaimer" not in values:
        yield "no_disclaimer", []
    is_public = any(words.casefold() in text.casefold() for words in policy.organisation.public_meetings)
    if "meeting" in values and not is_public:
        yield "private_meeting", []
    if any(date.fromisoformat(day) < on for day in values.get("last_day", [])):
        yield "out_of_date", values["last_day"]


COMMANDS = (draft,)
