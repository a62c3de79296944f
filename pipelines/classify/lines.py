"""The lines of JSON that ``score`` takes and gives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
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
