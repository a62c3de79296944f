"""A comment with all that whoever judges it should see: its thread, what was found, what its author wrote before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pages import Desk
from pages.parts import words
from pages.parts.search import spans_of
from pipelines.ledger.items import ItemState

DEEPEST = 6  # so many answers above one are shown
DID = {
    "leave_up": "left up", "nothing_wrong": "found to be in order", "approve": "approved", "remove": "taken down",
    "hide": "hidden", "decline": "declined", "reword": "to be reworded", "doubt": "in doubt",
    "safeguarding": "a concern about safety", "leave": "left up", "delete": "taken down", "trash": "declined",
    "spam": "taken down as spam", "hold": "held back", "restore": "put back", "unhide": "put back", "edit": "reworded",
    "seen in a round": "seen in a round",
}  # fmt: skip
_SELECT = """
    select c.item_key::varchar as item, c.channel, c.parent_id, c.posted_at, c.author_key, c.text, c.status, c.kind,
        c.link, c.veil, c.categories, p.text as post_text, p.published_at as post_at,
        (select count(*) from revision r where r.item_key = c.item_key) as texts
    from comment c
    left join post_text p on p.channel = c.channel and p.id = c.post_id
    where c.item_key in (select unnest($items::uuid[])) and not c.is_own
"""
_OTHERS = """
    select me.item_key::varchar as item, c.item_key::varchar as other, coalesce(c.decision, '') as decision
    from comment c join comment me on me.author_key = c.author_key and me.channel = c.channel
    where me.item_key in (select unnest($items::uuid[])) and c.item_key <> me.item_key and not c.is_own
"""


@dataclass(slots=True)
class Told:
    """One comment to be judged."""

    row: dict[str, Any]
    spans: pd.DataFrame
    scores: dict[str, float]
    flagged: list[str]
    above: list[dict[str, Any]] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)

    @property
    def item(self) -> str:
        """Its key."""
        return str(self.row["item"])

    @property
    def text(self) -> str:
        """Its words; nothing where it is a picture, or erased."""
        return self.row["text"] if isinstance(self.row["text"], str) else ""

    @property
    def veils(self) -> bool:
        """Whether what was found in it may distress."""
        return bool(self.row["veil"])

    @property
    def post(self) -> str:
        """The post that it stands under; a title that its words begin with is not said twice."""
        text = self.row["post_text"] if isinstance(self.row["post_text"], str) else ""
        title, _, body = text.partition("\n\n")
        return body if title and body.startswith(title) else text

    @property
    def author(self) -> str | None:
        """The key of who wrote it."""
        return None if words.is_missing(self.row["author_key"]) else str(self.row["author_key"])


def told(desk: Desk, items: Sequence[str], states: Mapping[str, ItemState]) -> list[Told]:
    """These comments, in this order; those that are gone from what is published are left out."""
    asked = list(items)
    rows = {str(r["item"]): r for r in desk.comments(_SELECT, items=asked).to_dict("records")}
    spans = spans_of(desk, asked)
    keys = spans["item_key"].astype(str)
    scores = desk.comments(
        "select item_key::varchar as item, category, score, is_flagged from score "
        "where item_key in (select unnest($items::uuid[]))",
        items=asked,
    )
    others = desk.comments(_OTHERS, items=asked)
    found = []
    for item in asked:
        if item not in rows:
            continue
        mine = scores[scores["item"] == item]
        found.append(Told(
            {str(k): v for k, v in rows[item].items()}, spans[keys == item],
            {str(c): float(s) for c, s in zip(mine["category"], mine["score"], strict=True)},
            list(rows[item]["categories"]) if not words.is_missing(rows[item]["categories"]) else [],
            _above(desk, rows[item]), _earlier(others[others["item"] == item], states),
        ))  # fmt: skip
    return found


def _above(desk: Desk, row: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """What it answers, the first of the thread first; the post itself is no part of it."""
    if words.is_missing(row["parent_id"]):
        return []
    found = desk.comments(
        "with recursive up as ("
        "select channel, parent_id, text, veil, is_own, posted_at, 1 as steps from comment "
        "where channel = $channel and id = $parent "
        "union all select c.channel, c.parent_id, c.text, c.veil, c.is_own, c.posted_at, u.steps + 1 "
        "from comment c join up u on c.channel = u.channel and c.id = u.parent_id where u.steps < $deepest) "
        "select text, veil, is_own, posted_at from up order by steps desc",
        channel=row["channel"], parent=row["parent_id"], deepest=DEEPEST,
    )  # fmt: skip
    return [{str(k): v for k, v in r.items()} for r in found.to_dict("records")]


def _earlier(others: pd.DataFrame, states: Mapping[str, ItemState]) -> Counter[str]:
    """What was decided of other comments by the same author, counted: by the record where it knows more."""
    counted: Counter[str] = Counter()
    for other, decision in zip(others["other"], others["decision"], strict=True):
        state = states.get(other)
        verb = (state.verb or ("doubt" if state.doubt else None)) if state else decision
        counted[DID.get(verb or "", "not decided yet")] += 1
    return counted
