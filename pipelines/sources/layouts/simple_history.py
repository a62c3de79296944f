"""The log of the WordPress plug-in Simple History, CSV or JSON: who moderated a comment, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath

from pipelines.records import Batch, Record
from pipelines.sources.dates import unix
from pipelines.sources.export import Export
from pipelines.sources.layouts import simple_history_csv, simple_history_json, wordpress_fields

LAYOUT = "simple history"
PLATFORM = wordpress_fields.PLATFORM
HOLDS = "actions"
KEEPS = (30, "who moderated which comment, and when")  # 60 on sites that had the plug-in before
CANNOT_SHOW = (
    "which comment an entry is about, in its CSV: take the JSON, which names it",
    "what happened before its first entry: it keeps 30 days on new sites and 60 on old ones, unless told otherwise",
    "spam that was caught on arrival or deleted: the plug-in does not log it",
    "that nothing was moderated while the plug-in was switched off",
)
_WRITTEN_AT = re.compile(r"simple-history-export-(\d{10})(?!\d)")


def recognises(export: Export) -> bool:
    """By the shape of its rows: the header is translated, and older versions write none."""
    return simple_history_json.recognises(export) or simple_history_csv.recognises(export)


def read(export: Export) -> Iterator[Record | Batch]:
    """What was done to comments; in the JSON also what has been written and was taken down since."""
    layout = simple_history_json if simple_history_json.recognises(export) else simple_history_csv
    export.file.captured_at = _written_at(export)
    at = export.file.captured_at
    export.file.captured_on = at.astimezone(export.zone).date() if at else export.captured()
    yield from layout.read(export)


def _written_at(export: Export) -> datetime | None:
    found = _WRITTEN_AT.search(PurePath(export.name).name)
    at = unix(found[1]) if found else None
    return at if at and at > datetime(2014, 1, 1, tzinfo=UTC) else None
