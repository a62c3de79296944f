"""Times and days as X writes them in its tables, whole columns at once."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.dates import SNOWFLAKE_EPOCH_MS

_OFFSET_TIME = (
    r"^(?P<minute>\d{4}-\d\d-\d\d \d\d:\d\d)(?P<second>:\d\d)? (?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)$"
)
_UTC = pa.timestamp("us", "UTC")


def wall_clocks(cells: pa.StringArray) -> pa.TimestampArray:
    """``2015-09-29 17:05 +0000`` as the wall-clock time before the offset; null for anything else."""
    parts = pc.extract_regex(pc.utf8_trim_whitespace(cells), _OFFSET_TIME)
    minute, second = pc.struct_field(parts, "minute"), pc.struct_field(parts, "second")
    whole = pc.binary_join_element_wise(minute, pc.if_else(pc.equal(second, ""), ":00", second), "")
    return pc.strptime(whole, format="%Y-%m-%d %H:%M:%S", unit="us", error_is_null=True)


def instants(cells: pa.StringArray) -> pa.TimestampArray:
    """``2015-09-29 17:05 +0000`` as an instant, its offset taken off; null for anything else."""
    parts = pc.extract_regex(pc.utf8_trim_whitespace(cells), _OFFSET_TIME)
    hours = pc.struct_field(parts, "hours").cast(pa.int64())
    minutes = pc.add(pc.multiply(hours, 60), pc.struct_field(parts, "minutes").cast(pa.int64()))
    signed = pc.if_else(pc.equal(pc.struct_field(parts, "sign"), "-"), pc.negate(minutes), minutes)
    ahead = pc.multiply(signed, 60_000_000).cast(pa.duration("us"))
    return pc.assume_timezone(pc.subtract(wall_clocks(cells), ahead), "UTC")


def instants_in_ids(ids: pa.StringArray) -> pa.TimestampArray:
    """The instants that post ids hold; null for ids from before November 2010, which hold none."""
    whole = pc.if_else(pc.match_substring_regex(ids, r"^\d{11,18}$|^[1-8]\d{18}$"), ids, None).cast(pa.int64())
    numbers = pc.if_else(pc.greater_equal(whole, 2**35), whole, None)
    milliseconds = pc.add(pc.shift_right(numbers, 22), SNOWFLAKE_EPOCH_MS)
    return pc.multiply(milliseconds, 1000).cast(_UTC)


def on_these_days(instants: pa.TimestampArray, days: pa.Date32Array, zone: ZoneInfo) -> pa.TimestampArray:
    """The instants that fall on their day, in UTC or in the organisation's zone; the others null."""
    falls = [
        pc.equal(pc.local_timestamp(instants.cast(pa.timestamp("us", place))).cast(pa.date32()), days)
        for place in ("UTC", zone.key)
    ]
    return pc.if_else(pc.fill_null(pc.or_(*falls), False), instants, None)


def not_ids(ids: pa.StringArray, header: str = "post id") -> dict[str, pa.BooleanArray]:
    """The rows whose post id cannot be one, by the reason why."""
    return {
        f"the row has no {header}": ids.is_null(),
        f"the {header} is no number": pc.invert(pc.match_substring_regex(ids, r"^\d{1,19}$")),
    }


def kinds(texts: pa.StringArray) -> pa.StringArray:
    """What sort of post each text is: a ``repost`` begins ``RT @``, a ``reply`` ``@``."""
    is_repost, is_reply = pc.starts_with(texts, "RT @"), pc.starts_with(texts, "@")
    return pc.if_else(
        pc.fill_null(is_repost, False), "repost", pc.if_else(pc.fill_null(is_reply, False), "reply", "post")
    )
