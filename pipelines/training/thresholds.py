"""Chooses each category's threshold at its operating point on the development set and writes it to the policy."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.metrics.evaluation import Labelled, has_label
from pipelines.metrics.quality import lowest_threshold, quality

# The share of what ought to be flagged that must be, by category; a missed cry for help is the worst error, and unseen
# comments will show somewhat less than those that the threshold is chosen on.
RECALL = {"safeguarding": 0.98, "confidential": 0.98, "abuse": 0.93}
USUAL_RECALL = 0.85
# More is found than asked where it costs next to nothing: so many of the others are flagged at most.
CHEAP = 0.005
_LEAST = 0.005


def thresholds(texts: Sequence[Labelled], categories: Sequence[str]) -> dict[str, tuple[float, str]]:
    """By category, the threshold that reaches its recall on these texts, and the operating point in words.

    It is the highest one that does, or a lower one at which hardly any other text is flagged (``CHEAP``).
    """
    return {name: _chosen(texts, name) for name in categories}


def _chosen(texts: Sequence[Labelled], name: str) -> tuple[float, str]:
    truth = np.array([has_label(one.labels, name) for one in texts], dtype=bool)
    scores = np.array([one.scores.get(name, 0.0) for one in texts], dtype=np.float64)
    asked = RECALL.get(name, USUAL_RECALL)
    # Rounded down, so that the last positive that counts is still flagged.
    least = min(lowest_threshold(truth, scores, asked), _cheap(scores[~truth]))
    least = max(_LEAST, math.floor(least * 1000) / 1000)
    found = quality(name, truth, scores, least)
    return least, (
        f"asked: recall {asked:.2f}; here {found.recall:.2f} of {found.positives}, "
        f"{found.false_alarms or 0:.1%} of the others flagged"
    )


def _cheap(others: np.ndarray[Any, Any]) -> float:
    """The lowest threshold at which no more than ``CHEAP`` of the others are flagged."""
    allowed = int(CHEAP * len(others))
    ordered = np.sort(others)[::-1]
    return float(ordered[allowed]) + 0.001 if allowed < len(ordered) else 1.0


def write(policy: Path, direction: str, chosen: Mapping[str, tuple[float, str]]) -> None:
    """Puts thresholds, each with its operating point beside it, into the categories of a policy file."""
    text = policy.read_text(encoding="utf-8")
    blocks = re.split(r"(?m)^(?=\[\[)", text)
    for number, block in enumerate(blocks):
        named = dict(re.findall(r'(?m)^(id|score|direction) = "(\w+)"', block))
        found = chosen.get(named.get("score") or named.get("id", ""))
        if block.startswith("[[categories]]") and named.get("direction") == direction and found:
            line = f"threshold = {found[0]:<8g} # {found[1]}"
            blocks[number] = re.sub(r"(?m)^threshold = .*$", lambda _, line=line: line, block)
    policy.write_text("".join(blocks), encoding="utf-8")
