"""How far two readers agree who labelled the same examples apart: Cohen's kappa, by category.

``python -m pipelines.training.agreement`` prints the table of the model card; with ``--open`` it lists what they
label differently, for whoever settles it in docs/labelling.md. The second reader's labels lie in
``examples/second/<direction>/<hand>.jsonl``; they saw neither the first labels nor the theme. Where settling a
difference changed the example's labels, ``first`` keeps there what the first reader had given. A third reader had 800
of them, mixed and under ids that do not tell whose they are (``--reading third``).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipelines.training.examples import OURS, Example, ours
from pipelines.training.labels import INBOUND_LABELS, OF_POSTS, OUTBOUND_LABELS, POSITION, targets

SECOND = "second"


class Agreement(NamedTuple):
    """On one label: how many examples both read, how many each gave it to, and Cohen's kappa (None: nobody gave it)."""

    label: str
    read: int
    first: int
    second: int
    both: int
    kappa: float | None


class Twice(NamedTuple):
    """An example, what the first reader labelled it and what the second."""

    example: Example
    first: tuple[str, ...]
    second: tuple[str, ...]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.training.agreement", description=__doc__)
    parser.add_argument("--ours", type=Path, default=OURS, help="the folder of our examples")
    parser.add_argument("--development", action="store_true", help="of the development set alone")
    parser.add_argument("--reading", default=SECOND, choices=(SECOND, "third"), help="whose labels beside the first")
    parser.add_argument("--open", metavar="LABEL", help="list what the two label differently")
    asked = parser.parse_args()
    read = [t for t in twice_read(asked.ours, asked.reading) if t.example.is_development or not asked.development]
    if asked.open:
        for one in read:
            if (asked.open in _held(one.first, one)) != (asked.open in _held(one.second, one)):
                print(f"{one.example.id}: {', '.join(one.first) or 'none'} | {', '.join(one.second) or 'none'}")
        return
    for found in agreements(read):
        told = "–" if found.kappa is None else f"{found.kappa:.2f}"
        counts = f"read {found.read:5}  first {found.first:4}  second {found.second:4}  both {found.both:4}"
        print(f"{found.label:36} {counts}  {told}")


def twice_read(folder: Path, reading: str = SECOND) -> list[Twice]:
    """The examples that two readers labelled.

    Raises:
        KeyError: the reader names an example that there is not.
    """
    by_id = {one.id: one for one in ours(folder)}
    found = []
    for path in sorted((folder / reading).glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            held = json.loads(line)
            example = by_id[held["id"]]
            found.append(Twice(example, tuple(held.get("first", example.labels)), tuple(held["labels"])))
    return found


def agreements(read: Sequence[Twice]) -> list[Agreement]:
    """By label, those of the public first, how far the readers agree."""
    return [_agreement(label, part) for label in (*INBOUND_LABELS, *OUTBOUND_LABELS) if (part := _asked(read, label))]


def _asked(read: Sequence[Twice], label: str) -> list[Twice]:
    return [t for t in read if (t.example.direction == "outbound") == label.startswith(OF_POSTS)]


def _agreement(label: str, read: Sequence[Twice]) -> Agreement:
    first = np.array([label in _held(t.first, t) for t in read])
    second = np.array([label in _held(t.second, t) for t in read])
    return Agreement(
        label, len(read), int(first.sum()), int(second.sum()), int((first & second).sum()), kappa(first, second)
    )


def _held(labels: Sequence[str], read: Twice) -> set[str]:
    """The labels that hold, categories with their sub-kinds, under the model's names."""
    wanted, _ = targets(labels, read.example.direction)
    return {label for label, at in POSITION.items() if wanted[at]}


def kappa(first: np.ndarray, second: np.ndarray) -> float | None:
    """Cohen's kappa of two readers' yes and no (Cohen 1960); None where both only ever said the same one thing."""
    expected = first.mean() * second.mean() + (1 - first.mean()) * (1 - second.mean())
    return None if expected == 1 else float(((first == second).mean() - expected) / (1 - expected))


if __name__ == "__main__":
    main()
