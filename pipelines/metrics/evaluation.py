"""A classifier's figures on labelled texts: by category, on ordinary comments, by group named and by length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.metrics.groups import groups, length
from pipelines.metrics.quality import quality
from pipelines.metrics.statistics import wilson

# A sub-kind that is no fault by itself: a text that only swears is ordinary.
_MILD = {"abuse.profanity"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text with its labels (categories or sub-kinds, as ``category.kind``) and what it scored."""

    text: str
    labels: frozenset[str]
    scores: Mapping[str, float]


def evaluation(texts: Sequence[Labelled], thresholds: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    """A row a figure: ``of`` is ``category``, ``sub-kind`` or ``ordinary``; shares run from 0 to 1.

    ``thresholds`` by category, as the policy has them; a sub-kind is measured at its category's.
    """
    for category, threshold in thresholds.items():
        yield _measured("category", category, texts, threshold)
    for kind in sorted({label for one in texts for label in one.labels if "." in label}):
        if kind.partition(".")[0] in thresholds:
            yield _measured("sub-kind", kind, texts, thresholds[kind.partition(".")[0]])
    yield from _false_alarms([one for one in texts if one.labels <= _MILD], thresholds)


def _measured(of: str, name: str, texts: Sequence[Labelled], threshold: float) -> dict[str, Any]:
    truth = np.array([has_label(one.labels, name) for one in texts], dtype=bool)
    scores = np.array([one.scores.get(name, 0.0) for one in texts], dtype=np.float64)
    return {"of": of, "threshold": threshold} | quality(name, truth, scores, threshold).as_dict()


def has_label(labels: Iterable[str], name: str) -> bool:
    """Whether a text is labelled with a category, itself or by a sub-kind, or with that sub-kind."""
    return any(_is(label, name) for label in labels)


def _is(label: str, name: str) -> bool:
    return label == name or (label not in _MILD and label.partition(".")[0] == name)


def _false_alarms(ordinary: Sequence[Labelled], thresholds: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    """How many of the texts with nothing wrong are flagged by anything: of all, by group named, by length."""
    counted: dict[str, list[bool]] = defaultdict(list)
    for one in ordinary:
        is_flagged = any(one.scores.get(name, 0.0) >= least for name, least in thresholds.items())
        for name in ("all", *(f"names {group}" for group in groups(one.text)), length(one.text)):
            counted[name].append(is_flagged)
    for name, flags in counted.items():
        interval = wilson(sum(flags), len(flags))
        yield {
            "of": "ordinary", "category": name, "negatives": len(flags), "flagged": sum(flags),
            "false_alarms": round(sum(flags) / len(flags), 4),
            "false_alarms_interval": [round(v, 4) for v in interval or ()],
        }  # fmt: skip


def evaluated(row: Mapping[str, Any]) -> str:
    """A row of ``evaluation`` as a line for people."""
    if row["of"] == "ordinary":
        share = _told(row, "false_alarms")
        return f"ordinary comments, {row['category']}: {share} of {row['negatives']} flagged by anything"
    if not row["positives"]:
        return f"{row['category']}: no positive among {row['negatives']}; {_told(row, 'false_alarms')} false alarms"
    figures = ", ".join(f"{name} {_told(row, name)}" for name in ("precision", "recall", "f1", "auprc", "false_alarms"))
    return (
        f"{row['category']}: {row['positives']} of {row['positives'] + row['negatives']}; {figures.replace('_', ' ')}"
    )


def _told(row: Mapping[str, Any], name: str) -> str:
    value, interval = row[name], row[f"{name}_interval"]
    if value is None:
        return "none"
    return f"{value:.3f}" + (f" ({interval[0]:.3f} to {interval[1]:.3f})" if interval else "")
