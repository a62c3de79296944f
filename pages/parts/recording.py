"""One event recorded by a click: the same click twice is one event, and a refusal is told in words."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from pages import Desk
from pages.parts import frame
from pipelines.errors import WeekwatchError


def follow(desk: Desk, kind: str, after: Mapping[str, Any], step: int, **fields: Any) -> bool:
    """Records what follows an event, ``step`` steps having followed it when it was shown; true if it stands."""
    made = uuid.uuid5(uuid.UUID(str(after["id"])), f"{kind} {step}")
    return record(desk, {"kind": kind, "id": str(made), "refers_to": after["id"], **fields})


def record(desk: Desk, event: Mapping[str, Any]) -> bool:
    """Records an event of the visitor's, now; true if it stands."""
    try:
        desk.record(event)
    except WeekwatchError as error:
        frame.problem(error)
        return False
    return True
