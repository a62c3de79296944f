"""The one form in which an event is written, hashed and exported: RFC 8785."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import rfc8785

from pipelines.errors import MalformedEvent

MAX_BYTES = 64 * 2**10


def canonical(event: Mapping[str, Any]) -> bytes:
    """An event's canonical bytes.

    Raises:
        MalformedEvent: it holds what JSON cannot, such as a number that is none, or is far too long.
    """
    try:
        data = rfc8785.dumps(dict(event))
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as error:
        what = f"it cannot be written as JSON ({type(error).__name__})"
        raise MalformedEvent("event", what, "Give text, numbers and lists of these") from error
    if len(data) > MAX_BYTES:
        raise MalformedEvent("event", f"it has {len(data)} bytes", f"Keep an event below {MAX_BYTES} bytes")
    return bytes(data)
