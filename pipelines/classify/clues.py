"""Concerns that no phrase gives away: a person who may be at risk among clues of several kinds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipelines.classify.contacts import Allowed
from pipelines.classify.gates import gate
from pipelines.classify.phrases import spaced
from pipelines.classify.text import Hit, View

# Clues further apart than this are of different stories.
REACH = 160
SCORE = 0.52


class Family(NamedTuple):
    """Words of one kind: what they are looked up by, and for how many kinds they count."""

    pattern: re.Pattern[str]
    stems: frozenset[str]
    weight: int


def _read() -> tuple[list[Family], re.Pattern[str], re.Pattern[str]]:
    raw = tomllib.loads((Path(__file__).parent / "rules" / "clues.toml").read_text(encoding="utf-8"))
    patterns = [(spaced("|".join(one["say"])), one.get("weight", 1)) for one in raw["family"]]
    families = [Family(pattern, gate(pattern), weight) for pattern, weight in patterns]
    return families, spaced("|".join(raw["people"])), spaced("|".join(raw["reassured"]))


FAMILIES, _PEOPLE, _REASSURED = _read()


def clues(view: View, allowed: Allowed) -> Iterator[Hit]:
    """The first stretch in which clues of two kinds stand about a person and nothing reassures."""
    del allowed
    called = [family for family in FAMILIES if not family.stems.isdisjoint(view.stems)]
    if sum(family.weight for family in called) < 2:
        return
    found = sorted(
        (m.start(), m.end(), number) for number, f in enumerate(called) for m in f.pattern.finditer(view.plain)
    )
    for first, (start, _, _) in enumerate(found):
        near = [one for one in found[first:] if one[0] - start <= REACH]
        if not _is_enough(near, called):
            continue
        end = max(end for _, end, _ in near)
        around = view.plain[max(0, start - 80) : end + 60]
        if _PEOPLE.search(around) and not _REASSURED.search(around):
            yield view.hit("safeguarding", SCORE, start, end)
            return


def _is_enough(near: list[tuple[int, int, int]], called: list[Family]) -> bool:
    """Whether clues at different places are of two kinds, or one of a kind that counts for two."""
    seen: set[int] = set()
    covered = -1
    for start, end, number in near:
        if start >= covered:
            seen.add(number)
            covered = end
    return sum(called[number].weight for number in seen) >= 2
