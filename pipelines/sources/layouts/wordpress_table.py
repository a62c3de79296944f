"""WordPress's table of comments as phpMyAdmin and its like dump it, CSV or JSON: spam and trash included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.records import Batch
from pipelines.sources.export import Export
from pipelines.sources.layouts import wordpress_columns, wordpress_fields, wordpress_webtoffee
from pipelines.sources.layouts.wordpress_dump import COLUMNS, dump_table, is_phpmyadmins_json
from pipelines.sources.tables import heading

LAYOUT = "wordpress table"
PLATFORM = wordpress_fields.PLATFORM
HOLDS = "comments"
CANNOT_SHOW = (
    "who moderated a comment, and when: the table keeps only how each comment stands now",
    "comments deleted for good; WordPress empties the trash after 30 days by default, Akismet its spam after 15",
    "which posts the comments answer, but for their numbers",
    "whether somebody asked the database for some rows only",
)
REQUIRED = (*wordpress_columns.REQUIRED, "comment_date_gmt")
_SQL = re.compile(r"\s*(?:--|/\*)[^\n]{0,20}\b(?:phpMyAdmin SQL|MySQL|MariaDB|Adminer)\b[^\n]{0,40}", re.IGNORECASE)


def recognises(export: Export) -> bool:
    """Whether this is the table itself, not what the WebToffee plug-in makes of it."""
    return _is_sql(export) or (not wordpress_webtoffee.recognises(export) and dump_table(export) is not None)


def _is_sql(export: Export) -> bool:
    """Whether this is what phpMyAdmin writes unless it is told otherwise: commands for a database."""
    return _SQL.match(export.text_head) is not None


def read(export: Export) -> Iterator[Batch]:
    """The comments, in file order."""
    if _is_sql(export):
        do = "In phpMyAdmin open the table whose name ends in _comments, choose Export and the format CSV"
        raise export.refuse("a database's SQL, which is not read", do)
    table = dump_table(export)
    assert table is not None
    wordpress_columns.note_unknown(table)
    yield from wordpress_columns.comments(table, LAYOUT)
    file = export.file
    file.captured_on = export.captured()
    is_table = [heading(name) for name in table.header] == [heading(name) for name in COLUMNS]
    is_listed = export.text_head.lstrip()[:1] in ("[", "{") and not is_phpmyadmins_json(export)
    if not is_table or is_listed:
        export.note("not the table as it stands but a choice of columns or rows: what is absent from it proves nothing")
    elif export.counts["reject"]:
        export.note("some rows could not be read: what is absent from this file proves nothing")
    elif export.counts["comment"]:
        file.snapshot_of, file.covers_until = ["*"], file.captured_on
