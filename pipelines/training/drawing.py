"""What one epoch shows the net: every example of ours, a few of each public source, each dressed anew."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.training.examples import ORDINARY, Example
from pipelines.training.labels import POSITION
from pipelines.training.tricks import disguised

# Labels that a text without its parent cannot be asked.
_OF_THE_THREAD = ("off_topic", "outbound.conversation")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how to train; ``public_first`` and ``public_beside``: rows of each public source, by stage.

    ``ordinary_beside``: rows of each source of patients' feedback in the second stage, for ordinary comments are what
    the model will mostly see.
    """

    public_epochs: int = 2
    public_first: int = 1200
    epochs: int = 4
    public_beside: int = 120
    ordinary_beside: int = 1000
    batch: int = 16
    longest: int = 160
    rate: float = 1e-4
    head_rate: float = 1e-3
    disguise: float = 0.12
    parent_dropped: float = 0.3
    parent_lent: float = 0.35
    seed: int = 20260301


@dataclass(frozen=True, slots=True)
class Drawn:
    """An example as it is shown this time: perhaps disguised, perhaps without its parent."""

    text: str
    parent: str | None
    wanted: np.ndarray[Any, Any]
    asked: np.ndarray[Any, Any]


def drawn(
    ours: Sequence[Example], public: Sequence[Example], each: int, plan: Plan, *, seed: int, ordinary: int | None = None
) -> list[Drawn]:
    """One epoch, shuffled: all of ours and so many of each public source, some disguised as evaders write.

    ``ordinary``: rows of each source of patients' feedback, where these are to be more or fewer than of the others.
    """
    chance = random.Random(plan.seed + seed)
    chosen = [*ours, *_some_of_each(public, each, each if ordinary is None else ordinary, chance)]
    chance.shuffle(chosen)
    posts = [one.text for one in ours if one.direction == "outbound" and one.parent is None]
    return [_shown(one, posts, plan, chance) for one in chosen]


def ordinary_of(public: Sequence[Example], plan: Plan) -> list[Example]:
    """As much patients' feedback as an epoch of the second stage holds, for what learns without epochs."""
    return _some_of_each(public, 0, plan.ordinary_beside, random.Random(plan.seed))


def _some_of_each(public: Sequence[Example], each: int, ordinary: int, chance: random.Random) -> list[Example]:
    by_source: dict[str, list[Example]] = defaultdict(list)
    for one in public:
        by_source[one.source].append(one)
    chosen: list[Example] = []
    for source, held in sorted(by_source.items()):
        chosen += chance.sample(held, min(len(held), ordinary if source.startswith(ORDINARY) else each))
    return chosen


def _shown(one: Example, posts: Sequence[str], plan: Plan, chance: random.Random) -> Drawn:
    """As it stands, disguised, without its parent, or below a post of ours that it was not written for.

    What says nothing wrong says so below any post: without that, to stand in a thread at all would look off topic.
    """
    text = disguised(one.text, chance) if chance.random() < plan.disguise else one.text
    if one.parent is None and one.direction == "inbound" and posts and chance.random() < plan.parent_lent:
        return Drawn(text, chance.choice(posts), one.wanted, one.asked)
    if one.parent is None or chance.random() >= plan.parent_dropped:
        return Drawn(text, one.parent, one.wanted, one.asked)
    asked = one.asked.copy()
    asked[[POSITION[label] for label in _OF_THE_THREAD]] = 0
    return Drawn(text, None, one.wanted, asked)
