"""Texts on their way to be scored, and the scores that come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import pyarrow as pa

from pipelines.warehouse.marks import carry_scores
from pipelines.warehouse.store import Warehouse

# Scores lower than that of any threshold worth having are as good as none, and most are.
LEAST = 0.001
Batch = list[tuple[str, str, str | None]]  # a text's key, the text, and what it answers


class Scored(Protocol):
    """What detectors said of a text, as ``pipelines.classify`` gives it."""

    @property
    def scores(self) -> Mapping[str, float]:
        """By category and sub-kind."""

    @property
    def spans(self) -> Sequence[Any]:
        """The places that raised them."""

    @property
    def language(self) -> str:
        """Its code."""

    @property
    def by_model(self) -> Mapping[str, Mapping[str, float]]:
        """What each of several models said."""


def unscored(warehouse: Warehouse, detectors: str, size: int = 5000) -> tuple[int, Iterator[Batch]]:
    """How many texts are not yet scored, and batches of them; once all are stored, say ``all_scored``."""
    scored = "select file_id from raw.scored_file where detectors = ?"
    files = warehouse.db.execute(
        f"select file_id from raw.file where file_id not in ({scored})", [detectors]
    ).fetchall()
    # Numbers that stand in the query itself let DuckDB pass over the rows of all other files.
    numbers = ", ".join(str(number) for (number,) in files) or "null"
    warehouse.db.execute(_UNSCORED.replace("$files", numbers), {"detectors": detectors})
    if warehouse.has_erased():
        with warehouse.transaction():
            carry_scores(warehouse.db, detectors)
    (count,) = warehouse._one("select count(*) from pending")
    between = "select text_key::varchar, text, parent from pending where place between ? and ?"
    starts = range(1, count + 1, size)
    return count, (warehouse.db.execute(between, [start, start + size - 1]).fetchall() for start in starts)


def all_scored(warehouse: Warehouse, detectors: str) -> None:
    """Notes that every text of every file is scored by these detectors, so that none is looked at again."""
    warehouse.db.execute(
        "insert into raw.scored_file select $detectors, file_id from raw.file "
        "where file_id not in (select file_id from raw.scored_file where detectors = $detectors)",
        {"detectors": detectors},
    )


def store_scores(warehouse: Warehouse, detectors: str, scored: Mapping[str, Scored]) -> None:
    """Keeps the scores of a batch, by text key."""
    now = datetime.now(UTC)
    rows: dict[str, list[tuple[Any, ...]]] = {
        "scored_text": [(detectors, key, one.language, now) for key, one in scored.items()],
        "score": [(detectors, k, c, s) for k, one in scored.items() for c, s in one.scores.items() if s > LEAST],
        "span": [
            (detectors, key, span.category, span.detector, span.start, span.end)
            for key, one in scored.items()
            for span in one.spans
        ],
        "model_score": [
            (detectors, key, model, category, score)
            for key, one in scored.items()
            for model, said in one.by_model.items()
            for category, score in said.items()
        ],
    }  # fmt: skip
    with warehouse.transaction():
        for table, held in rows.items():
            if held:
                columns = list(zip(*held, strict=True))
                names = [f"c{i}" for i in range(len(columns))]
                warehouse.db.register("incoming", pa.table([pa.array(c) for c in columns], names=names))
                warehouse.db.execute(f"insert into raw.{table} select * from incoming")
                warehouse.db.unregister("incoming")


_UNSCORED = """
create or replace temp table pending as
with fresh as (
    select
        md5(c.text)::uuid as text_key, min(c.text) as text,
        min(item_key(c.platform, coalesce(c.parent_id, c.post_id), null, null))
            filter (coalesce(c.parent_id, c.post_id) is not null) as parent_key
    from raw.comment c
    where c.text is not null and c.file_id in ($files)
    group by 1
),
unscored as (
    select f.* from fresh f
    anti join (select text_key from raw.scored_text where detectors = $detectors) using (text_key)
),
-- The same words under two posts are scored once: with what one of them answers.
answered as (
    select item_key, min(text) as text
    from (select item_key, text from raw.post union all select item_key, text from raw.comment)
    where item_key in (select parent_key from unscored)
    group by 1
)
select row_number() over () as place, u.text_key, u.text, a.text as parent
from unscored u left join answered a on a.item_key = u.parent_key
"""
