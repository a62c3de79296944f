"""Values as JSON can hold them, a line each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


def plain(value: Any) -> Any:
    """A value as JSON can hold it; instants end in Z, wall-clock times carry no zone."""
    if isinstance(value, datetime):
        text = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        shown = text.isoformat(timespec="milliseconds" if text.microsecond else "seconds")
        return shown + "Z" if value.tzinfo else shown
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(v) for v in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def to_json(record: Mapping[str, Any]) -> str:
    """One line of JSON, readable as UTF-8, also to programs that take U+2028 and its like for the end of a line."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    return _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
