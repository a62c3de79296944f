"""Times as platforms write them. No guessing: a format is named, or the time is unknown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

_OFFSET_WITHOUT_COLON = re.compile(r"([+-]\d{2})(\d{2})$")
_WITH_OFFSET = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$"
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_X_TIME = re.compile(r"^\w{3} (\w{3}) (\d{2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})$")
_ENGLISH_DAY = r"^(?:[A-Z][a-z]{2}, )?(?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}), (?P<year>\d{4})$"


# Beyond these an offset would lead out of the calendar.
_FIRST_YEAR, _LAST_YEAR = 2, 9998
SNOWFLAKE_EPOCH_MS = 1288834974657


def iso(text: Any) -> datetime | None:
    """An ISO 8601 time with an offset (``+0000`` and ``Z`` too), aware; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        when = datetime.fromisoformat(_OFFSET_WITHOUT_COLON.sub(r"\1:\2", text.strip()))
    except ValueError:
        return None
    return when if when.tzinfo and _FIRST_YEAR <= when.year <= _LAST_YEAR else None


def wall_clock(text: Any) -> datetime | None:
    """A time without an offset (``2025-08-05 10:00:00``, or with T), naive; None for anything else, zeros too."""
    if not isinstance(text, str):
        return None
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return None if when.tzinfo or not _FIRST_YEAR <= when.year <= _LAST_YEAR else when


def as_utc(text: Any) -> datetime | None:
    """A wall-clock time that is known to be UTC, such as ``date_gmt``."""
    when = wall_clock(text)
    return when.replace(tzinfo=UTC) if when else None


def in_zone(local: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A wall-clock time of a zone as an instant: the first of two where a clock change repeats it."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC) if local else None


def unix(seconds: Any) -> datetime | None:
    """Unix seconds, whole or not, number or text; None when out of range or no number."""
    try:
        value = float(seconds)
    except (TypeError, ValueError, OverflowError):
        return None
    if not 0 <= value < 253370764800:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)


def x_time(text: Any) -> datetime | None:
    """X's ``Sun Mar 14 10:11:12 +0000 2021``, English whatever the machine's language."""
    found = _X_TIME.match(text) if isinstance(text, str) else None
    if not found or found[1] not in MONTHS:
        return None
    month, day, hour, minute, second, offset, year = found.groups()
    return iso(f"{year}-{MONTHS[month]:02}-{day}T{hour}:{minute}:{second}{offset}")


def snowflake(post_id: str | None) -> datetime | None:
    """The instant that an X post id holds (ids before November 2010 hold none)."""
    if not post_id or not post_id.isdecimal() or len(post_id) > 20 or int(post_id) < 2**35:
        return None
    return unix(((int(post_id) >> 22) + SNOWFLAKE_EPOCH_MS) / 1000)


def at_zone(local: pa.TimestampArray, zone: str) -> pa.TimestampArray:
    """Wall-clock times of a zone as instants: the first of two, and the end of an hour that was skipped."""
    placed = pc.assume_timezone(within_calendar(local), zone, ambiguous="earliest", nonexistent="latest")
    return placed.cast(pa.timestamp("us", "UTC"))


def english_days(cells: pa.StringArray) -> pa.Date32Array:
    """``Tue, Jul 14, 2026`` or ``Jul 4, 2026`` as a day, whatever the machine's language; null for anything else."""
    parts = pc.extract_regex(pc.utf8_trim_whitespace(cells), _ENGLISH_DAY)
    month = pc.add(pc.index_in(pc.struct_field(parts, "month"), pa.array(_NAMES)), 1).cast(pa.string())
    written = pc.binary_join_element_wise(pc.struct_field(parts, "year"), month, pc.struct_field(parts, "day"), "-")
    found = pc.strptime(written, format="%Y-%m-%d", unit="s", error_is_null=True)
    exists = pc.equal(pc.day(found), pc.struct_field(parts, "day").cast(pa.int64()))
    return pc.if_else(exists, found, None).cast(pa.date32())


def iso_instants(cells: pa.StringArray) -> pa.TimestampArray:
    """ISO 8601 times with an offset as instants; null for anything else."""
    written = pc.replace_substring_regex(cells, r"([+-]\d{2})(\d{2})$", r"\1:\2")
    try:
        return pc.if_else(pc.match_substring_regex(written, _WITH_OFFSET), written, None).cast(
            pa.timestamp("us", "UTC")
        )
    except pa.ArrowInvalid:
        return pa.array([iso(text) for text in cells.to_pylist()], pa.timestamp("us", "UTC"))


def within_calendar(local: pa.TimestampArray) -> pa.TimestampArray:
    """Wall-clock times, null where an offset would lead out of the calendar."""
    year = pc.year(local)
    inside = pc.and_(pc.greater_equal(year, _FIRST_YEAR), pc.less_equal(year, _LAST_YEAR))
    return local if pc.all(inside).as_py() is not False else pc.if_else(inside, local, None)
