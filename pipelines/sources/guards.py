"""Marks that some exporters put before a cell so that no spreadsheet runs it: taken off, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from pipelines.sources.export import Export

NOTE = "marks that guard a spreadsheet against formulas were taken off"
QUOTE = r"^'([=+\-@])"
# Flamingo's sentence is translated, the address in it is not.
ALERT = r"^'?\((?:Security Alert:[^()]*|[^()]*https?://[^()\s]*contactform7[^()]*)\)\s*"


def unguarded(export: Export, cells: pa.StringArray, guard: str = QUOTE) -> pa.StringArray:
    """The cells as they were before an exporter guarded them; noted where any was."""
    if not pc.any(pc.match_substring_regex(cells, guard), min_count=0).as_py():
        return cells
    export.note(NOTE)
    return pc.replace_substring_regex(cells, guard, r"\1" if guard == QUOTE else "")
