"""Whether a file is read as it should be: in time, without a traceback, refused in a line or accounted for by rows."""

from __future__ import annotations

import json
import signal
import traceback
from collections import deque
from pathlib import Path
from typing import Any

from pipelines.sources import Export, Reading, read, walk
from pipelines.sources.printing import printed_lines
from pipelines.warehouse.columns import as_tables

SECONDS_EACH = 20
READING = Reading(own={"facebook": ["Healthwatch Exampleshire"]})
# What no file can be blamed for: the reader gave up on it.
_OUR_FAULT = "report this"


class TooSlow(Exception):
    """A file took longer than it may."""


def _stop(*_: object) -> None:
    raise TooSlow


def problem(path: Path, seconds: int = SECONDS_EACH) -> str | None:
    """What is wrong with how a file or folder is read; None where it is read or refused as it should be."""
    if seconds:
        signal.signal(signal.SIGALRM, _stop)
        signal.alarm(seconds)
    try:
        with walk([path], READING) as exports:
            for export in exports:
                *records, last = (json.loads(line) for line in printed_lines(export))
                if found := _unaccounted(records, last):
                    return found
                if isinstance(export, Export) and not last["refused"]:
                    again = Export(export.path, export.name, READING)
                    deque(as_tables(read(again)), maxlen=0)
    except TooSlow:
        return f"took longer than {seconds} s"
    except Exception:
        return traceback.format_exc()
    finally:
        if seconds:
            signal.alarm(0)
    return None


def _unaccounted(records: list[dict[str, Any]], file: dict[str, Any]) -> str | None:
    counts, refused = file["counts"], file["refused"]
    if refused:
        if _OUR_FAULT in refused.lower() or len(refused.splitlines()) != 1:
            return f"refused: {refused}"
        return "records of a refused file" if records else None
    accounted = len(records) + counts["merged"] + sum(counts["skipped"].values())
    return None if counts["rows"] == accounted else f"{counts['rows']} rows, {accounted} accounted for"
