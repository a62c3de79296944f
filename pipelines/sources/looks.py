"""What a file looks like that no layout knows."""

from __future__ import annotations

import re

from pipelines.sources.export import WORKBOOK_MAGIC, Export

_VALUE = re.compile(r"@|\d{5}|://|[.!?]\s")
BROKEN_JSON = "JSON that is cut short or malformed"
BROKEN_WORKBOOK = "a workbook that is damaged or locked, or no workbook"


def described(export: Export) -> str:
    """What an unrecognised file looks like, in words for its owner; none of its content."""
    if export.sheet_names:
        return f"a workbook with the sheets {', '.join(export.sheet_names)}"
    if export.head.startswith(WORKBOOK_MAGIC):
        return BROKEN_WORKBOOK
    if export.encoding is None:
        return "not a text file"
    if export.documents:
        first = export.documents[0]
        return f"JSON with the keys {', '.join(list(first)[:8])}" if isinstance(first, dict) else "a JSON list"
    if export.text_head.lstrip()[:1] in ("{", "["):
        return BROKEN_JSON
    rows = [cells for rows in export.first_rows.values() for _, cells in rows[:1]]
    header = [c.strip() for c in max(rows, key=len, default=[])]
    if len(header) > 1 and all(len(c) <= 60 and not _VALUE.search(c) for c in header):
        more = f" and {len(header) - 12} more" if len(header) > 12 else ""
        return f"a table with the columns {', '.join(header[:12])}{more}"
    return "text without a header row"
