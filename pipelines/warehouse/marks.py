"""The mark that stands in place of an erased text: it meets the item when it is loaded again, and keeps its scores."""

from __future__ import annotations

from typing import Any

# What was erased does not come back with the next export.
WITHOUT_ERASED = """
select c.* replace (
    coalesce(e.stone, c.text) as text, if(e.stone is null, c.author_key, null) as author_key,
    if(e.stone is null, c.author_email, null) as author_email, if(e.stone is null, c.author_ip, null) as author_ip,
    if(e.stone is null, c.link, null) as link
)
from ({chosen}) c left join raw.erased e on e.item_key = c.item_key
"""

_CARRIED = (
    """
    create or replace temp table carried as
    select p.text_key, arg_max(s.detectors, s.scored_at) as detectors
    from pending p join raw.scored_text s on s.text_key = p.text_key where is_erased(p.text) group by p.text_key
    """,
    """
    insert into raw.score select $detectors, s.text_key, s.category, s.score
    from raw.score s join carried c on c.text_key = s.text_key and c.detectors = s.detectors
    """,
    """
    insert into raw.scored_text select $detectors, s.text_key, s.language, s.scored_at
    from raw.scored_text s join carried c on c.text_key = s.text_key and c.detectors = s.detectors
    """,
    "delete from pending where is_erased(text)",
    """
    create or replace temp table pending as select row_number() over () as place, text_key, text, parent from pending
    """,
)


def carry_scores(db: Any, detectors: str) -> None:
    """What is erased cannot be scored again: new detectors are given the scores that it had."""
    for statement in _CARRIED:
        db.execute(statement, {"detectors": detectors} if "$detectors" in statement else {})
