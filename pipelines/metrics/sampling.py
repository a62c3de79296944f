"""Which comments are drawn for a second look: at random, from a seed that is recorded, so that all can draw again."""

from __future__ import annotations

import math
import random
from collections.abc import Collection

SHARE = 0.05
LEAST = 10


def size(population: int) -> int:
    """How many of so many are drawn: a twentieth, at least ten, all where there are no more."""
    return min(population, max(LEAST, math.ceil(SHARE * population)))


def draw(items: Collection[str], seed: int) -> list[str]:
    """The comments drawn, whatever order they are handed in."""
    known = sorted(set(items))
    return sorted(random.Random(seed).sample(known, size(len(known))))  # noqa: S311  to be drawn again, not secret
