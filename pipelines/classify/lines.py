"""The lines of JSON that ``score`` takes and gives."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.classify import Classifier, thresholded
from pipelines.errors import BadInput

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def question(line: bytes, number: int) -> dict[str, Any]:
    """One line of input, checked: an object with ``id`` and ``text``, and ``parent`` where there is one.

    Raises:
        BadInput: it is none.
    """
    where, do = f"line {number}", 'Give one object a line: {"id": …, "text": …}'
    try:
        asked = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadInput(where, f"not JSON ({error})", do) from error
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str) or "id" not in asked:
        raise BadInput(where, "no object with an id and a text", do)
    if not isinstance(asked.get("parent"), str | None):
        raise BadInput(where, "the parent is no text", "Give the text that is answered, or leave it out")
    # Half an emoji cannot be written as UTF-8.
    return {k: _HALF_CHARACTER.sub("\ufffd", v) if isinstance(v, str) else v for k, v in asked.items()}


def labelled(path: Path, categories: Collection[str]) -> list[dict[str, Any]]:
    """The lines of a labelled file: as ``question``, and ``labels``, each one of these categories or a sub-kind of one.

    Raises:
        BadInput: a line is none such, or the file is no UTF-8.
    """
    found = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            asked = question(line, number)
            labels = asked.get("labels")
            if not isinstance(labels, list) or not all(isinstance(one, str) for one in labels):
                raise BadInput(f"{path.name}, line {number}", "no list of labels", 'Give "labels": […], empty for none')
            unknown = [one for one in labels if one.partition(".")[0] not in categories]
            if unknown:
                what = f'"{unknown[0]}" is no category'
                raise BadInput(f"{path.name}, line {number}", what, f"Use one of: {', '.join(categories)}")
            found.append(asked)
    return found


def answers(
    classifier: Classifier, asked: list[dict[str, Any]], direction: str, thresholds: Mapping[str, float]
) -> Iterator[dict[str, Any]]:
    """What each text was scored, flagged at or above the thresholds."""
    scored = classifier.score([a["text"] for a in asked], [a.get("parent") for a in asked], direction)
    for one, found in zip(asked, scored, strict=True):
        yield {
            "id": one["id"], "language": found.language, "flags": thresholded(found.scores, thresholds),
            "scores": found.scores, "why": found.why(one["text"]), "model": classifier.name or classifier.version,
        }  # fmt: skip


def _no_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")
