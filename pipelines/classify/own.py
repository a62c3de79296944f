"""What a text of the organisation's own is about and holds, told without its words: for figures and for rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipelines.classify.contacts import Allowed
from pipelines.classify.dates import days_named
from pipelines.classify.links import hosts
from pipelines.classify.phrases import load_rules
from pipelines.classify.spelling import AMERICAN, SLIP
from pipelines.classify.text import View

RULES = load_rules("own")
_SHARED = re.compile(r"\bRT @|\bvia @|^shared ", re.IGNORECASE)


class Fact(NamedTuple):
    """One thing that is known of a text: its name, a word or day where there is one, a number where there is one."""

    name: str
    value: str = ""
    number: float = 1.0


def facts(text: str, on: date | None, allowed: Allowed) -> list[Fact]:
    """The facts of a text that was published on a day (None: a day unknown, so none it names can be told)."""
    return list(dict.fromkeys(_facts(text, on, allowed)))


def _facts(text: str, on: date | None, allowed: Allowed) -> Iterator[Fact]:
    view = View(text[:20_000])
    for hit in RULES.find(view):
        yield Fact("topic", hit.kind) if hit.category == "topic" else Fact(hit.kind)
    for host in hosts(view):
        yield Fact("link", host)
    found = list(allowed.speller.mistakes(text))
    yield Fact("words", number=len(allowed.speller.words(text)))
    yield Fact("misspelled", number=sum(one.kind in (AMERICAN, SLIP) for one in found))
    yield Fact("american", number=sum(one.kind == AMERICAN for one in found))
    if on is not None and (days := days_named(text, on)):
        yield Fact("last_day", days[-1].isoformat())
    if _SHARED.search(text):
        yield Fact("shared")
