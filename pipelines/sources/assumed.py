"""Instants for wall-clock times of files that name no zone, where the policy says which zone they keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import UNKNOWN, Action, Batch, Comment, Post, Record
from pipelines.sources.dates import at_zone, in_zone

_TIMES: dict[type[Record], tuple[str, str]] = {
    Comment: ("posted_at", "posted_local"),
    Post: ("published_at", "published_local"),
    Action: ("at", "at_local"),
}


def placed(found: Record | Batch, zone: str | None) -> Record | Batch:
    """The same with its instants, if the zone was unknown and ``zone`` is to be assumed; a day alone stays a day."""
    kind = found.kind if isinstance(found, Batch) else type(found)
    if zone is None or kind not in _TIMES:
        return found
    at, local = _TIMES[kind]
    if isinstance(found, Batch):
        return _batch(found, zone, at, local)
    wall: Any = getattr(found, local)
    if getattr(found, "zone", None) != UNKNOWN or getattr(found, at) is not None or not isinstance(wall, datetime):
        return found
    changed: dict[str, Any] = {at: in_zone(wall, ZoneInfo(zone)), "zone": f"assumed {zone}"}
    return replace(found, **changed)


def _batch(found: Batch, zone: str, at: str, local: str) -> Batch:
    wall = _arrow(found.columns.get(local))
    if wall is None or not pa.types.is_timestamp(wall.type):
        return found
    known = _arrow(found.columns.get("zone"))
    known = pa.array([UNKNOWN] * len(found)) if known is None else known
    before = _arrow(found.columns.get(at))
    open_ = pc.and_(pc.equal(known, UNKNOWN), wall.is_valid())
    instants = at_zone(wall, zone)
    if before is not None and not pa.types.is_null(before.type):
        open_ = pc.and_(open_, before.is_null())
        instants = pc.if_else(open_, instants, before.cast(instants.type))
    else:
        instants = pc.if_else(open_, instants, None)
    zones = pc.if_else(open_, f"assumed {zone}", known)
    return Batch(found.kind, found.platform, {**found.columns, at: instants, "zone": zones})


def _arrow(values: Any) -> Any:
    return pa.array(values) if isinstance(values, list | tuple) else values
