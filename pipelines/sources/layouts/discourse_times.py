"""Times as Discourse writes them: ``2025-08-08 09:00:00 UTC``, or ISO with a Z; and the day in its files' names."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.day_order import day

if TYPE_CHECKING:
    from pipelines.sources.export import Export

_UTC_TIME = r"^(?P<day>\d{4}-\d\d-\d\d)[ T](?P<time>\d\d:\d\d:\d\d)(?P<part>\.\d{1,6})?\d*(?: UTC|Z|\+00:?00)$"
_IN_NAME = re.compile(r"-(\d\d)(\d\d)(\d\d)-\d{6}-")
_UTC = pa.timestamp("us", "UTC")


def instants(cells: pa.StringArray) -> pa.TimestampArray:
    """Whole columns of such times as instants; null for anything else."""
    parts = pc.extract_regex(cells, _UTC_TIME)
    day, time, part = (pc.struct_field(parts, name) for name in ("day", "time", "part"))
    whole = pc.strptime(pc.binary_join_element_wise(day, time, " "), "%Y-%m-%d %H:%M:%S", "us", error_is_null=True)
    exists = pc.equal(pc.strftime(whole, "%Y-%m-%d"), day)
    digits = pc.utf8_rpad(pc.utf8_ltrim(pc.fill_null(part, ""), "."), 6, "0")
    later = digits.cast(pa.int64()).cast(pa.duration("us"))
    return pc.if_else(exists, pc.add(whole, later), None).cast(pa.timestamp("us")).cast(_UTC)


def captured(export: Export) -> date:
    """The day of export, by the name that Discourse gave the file or the zip around it; else as of any file."""
    found = (_IN_NAME.search(part) for part in reversed(PurePath(export.name).parts))
    days = (day(f"20{f[1]}", f[2], f[3]) for f in found if f)
    return next((d for d in days if d), None) or export.captured()
