"""How one JSON value is parsed: what is no number is refused, and half an emoji becomes U+FFFD."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.sources.export import Export

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def json_decoder(export: Export) -> json.JSONDecoder:
    """A decoder that lets control characters stand in strings and refuses what is no number."""

    def refuse(constant: str) -> Any:
        raise export.refuse(f"{constant[:20]} stands where a number should", "Download it again")

    def number(text: str) -> float:
        found = float(text)
        return found if math.isfinite(found) else refuse(text)

    return json.JSONDecoder(parse_constant=refuse, parse_float=number, strict=False)


def mended(value: Any, text: str, start: int = 0, end: int | None = None) -> Any:
    """A value parsed from this part of a text, lone surrogates in it as U+FFFD."""
    if text.find("\\ud", start, end) < 0 and text.find("\\uD", start, end) < 0:
        return value
    return _mend(value)


def _mend(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mend(v) for v in value]
    if isinstance(value, dict):
        return {_mend(k): _mend(v) for k, v in value.items()}
    return value
