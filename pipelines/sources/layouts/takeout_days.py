"""The day on which Google made a Takeout, which the name of its zip tells."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath

from pipelines.sources.day_order import day
from pipelines.sources.export import Export

_TAKEN = re.compile(r"takeout-(\d{4})(\d\d)(\d\d)T", re.IGNORECASE)


def taken_on(part: Export, name: str) -> date:
    """The day by the name of the zip; else that on which the part was written."""
    found = (_TAKEN.match(folder) for folder in PurePath(name).parts)
    days = [day(*f.groups()) for f in found if f]
    return days[0] if days and days[0] else part.captured()
