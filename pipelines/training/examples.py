"""What the model learns from: the examples that we wrote, and public data sets where somebody has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from pipelines.training.labels import LABELS, POSITION, Row, targets

OURS = Path(__file__).parent / "examples"
# By label, the column of the public data that speaks of it; a null there is masked, never read as no.
_PUBLIC = {
    "abuse.attack": "attack", "abuse.threat": "threat", "abuse.discrimination": "discrimination",
    "abuse.lewd": "sexual_lewd", "abuse.profanity": "profanity", "advertising": "spam_advert",
    "safeguarding.self_harm": "safeguarding_selfharm", "confidential": "personal_data", "political": "political",
}  # fmt: skip
_OF_ABUSE = ("abuse.attack", "abuse.threat", "abuse.discrimination", "abuse.lewd")
# The column that tells of abuse and neglect without telling which sub-kind.
_DANGER = "safeguarding_abuse"
# Labelled no for all that we ask: published feedback of NHS patients.
ORDINARY = "patient_feedback"
# Petition titles are no party politics, and reports of false health news carry no label of ours.
_LEFT_OUT = {"political", "health_misinfo"}


@dataclass(frozen=True, slots=True)
class Example:
    """One text with what each output should say (``wanted``) and which outputs it tells anything of (``asked``)."""

    id: str
    source: str
    text: str
    wanted: Row
    asked: Row
    is_development: bool = False
    labels: tuple[str, ...] = ()
    theme: str = ""
    parent: str | None = None

    @property
    def direction(self) -> str:
        """Whether the public wrote it or the organisation."""
        return "outbound" if self.source.startswith("outbound/") else "inbound"


def ours(folder: Path = OURS) -> list[Example]:
    """Every example that we wrote, by hand and line; the hands that begin with ``dev`` are the development set."""
    return [one for direction in ("inbound", "outbound") for one in _hands(folder, direction)]


def _hands(folder: Path, direction: str) -> Iterator[Example]:
    for path in sorted((folder / direction).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                held = json.loads(line)
                wanted, asked = targets(held["labels"], direction)
                yield Example(
                    held["id"], f"{direction}/{path.stem}", held["text"], wanted, asked, path.stem.startswith("dev"),
                    tuple(held["labels"]), held["theme"], held.get("parent"),
                )  # fmt: skip


def public(folder: Path) -> list[Example]:
    """The rows of the labelled public data (Parquet) that say something of our labels."""
    paths = [p for p in sorted(folder.glob("*.parquet")) if p.stem not in _LEFT_OUT]
    return [one for path in paths for one in _rows(path)]


def _rows(path: Path) -> Iterator[Example]:
    table = pq.read_table(path)
    texts, sources, splits = (table[name].to_pylist() for name in ("text", "source", "split"))
    columns = {label: table[column].to_pylist() for label, column in _PUBLIC.items()}
    dangers = table[_DANGER].to_pylist()
    for number, text in enumerate(texts):
        wanted, asked = np.zeros(len(LABELS), np.float32), np.zeros(len(LABELS), np.float32)
        for label, values in columns.items():
            if (value := values[number]) is not None and value not in (0.5, "0.5"):
                wanted[POSITION[label]], asked[POSITION[label]] = float(value) >= 0.5, 1
        _fill_categories(wanted, asked, dangers[number], is_ordinary=path.stem == ORDINARY)
        if asked.any():
            source = f"{path.stem}/{sources[number]}"
            yield Example(f"{source}-{number}", source, text, wanted, asked, splits[number] == "dev")


def _fill_categories(wanted: Row, asked: Row, danger: float | None, *, is_ordinary: bool) -> None:
    """A category is a yes where a sub-kind is; a no only where the source leaves no sub-kind open.

    ``danger``: what the source says of abuse and neglect, of whatever sub-kind.
    """
    kinds = [POSITION[label] for label in _OF_ABUSE]
    if wanted[kinds].any() or asked[kinds].all():
        wanted[POSITION["abuse"]], asked[POSITION["abuse"]] = wanted[kinds].any(), 1
    harms = wanted[POSITION["safeguarding.self_harm"]] or danger == 1
    if harms or (is_ordinary and danger is not None and asked[POSITION["safeguarding.self_harm"]]):
        wanted[POSITION["safeguarding"]], asked[POSITION["safeguarding"]] = harms, 1
    if is_ordinary:
        asked[[POSITION[name] for name in ("defamation", "illegal", "malicious_link", "off_topic")]] = 1
