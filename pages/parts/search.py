"""Finding comments: the filters as bound parameters of one query, a page at a time by key, never by offset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from pages import Desk

PAGE = 25
STATES = {
    "open": ("Not reviewed yet", "decided_at is null"),
    "reviewed": ("Reviewed", "decided_at is not null"),
    "round": ("Reviewed by a round only", "decision_basis = 'round'"),
    "taken_down": ("Taken down", "item_key in (select item_key from removal)"),
    "still_visible": ("Taken down, still visible", "item_key in (select item_key from removal where is_still_visible)"),
    "disappeared": ("Disappeared", "item_key in (select item_key from disappeared)"),
}
ANY_CATEGORY = "any"
_FROM = "comment c left join alike a using (item_key)"
Key = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; an empty filter lets everything through."""

    text: str = ""
    category: str = ""
    status: str = ""
    state: str = ""
    item: str = ""
    wave: str = ""
    is_any_time: bool = False
    is_oldest_first: bool = False

    def conditions(self, desk: Desk) -> tuple[str, dict[str, Any]]:
        """The filters as SQL and the values bound to it."""
        window = desk.window
        parts, values = ["not is_own"], dict[str, Any]()
        if self.item:
            return "not is_own and item_key::varchar = $item", {"item": self.item}
        if self.wave:
            return "not is_own and a.wave::varchar = $wave", {"wave": self.wave}
        if window.channel:
            parts, values = [*parts, "channel = $channel"], {"channel": window.channel}
        if not self.is_any_time:
            parts.append(
                "(day >= $since and day < $until or day is null and first_seen >= $since and first_seen < $until)"
            )
            values |= {"since": window.since, "until": window.until}
        if self.text:
            parts.append("(contains(lower(text), lower($text)) or id = $text)")
            values["text"] = self.text
        if self.category == ANY_CATEGORY:
            parts.append("top_category is not null")
        elif self.category:
            parts.append("list_contains(categories, $category)")
            values["category"] = self.category
        if self.status:
            parts.append("status = $status")
            values["status"] = self.status
        if self.state in STATES:
            parts.append(STATES[self.state][1])
        return " and ".join(parts), values

    def count(self, desk: Desk) -> int:
        """How many comments fit."""
        where, values = self.conditions(desk)
        return int(desk.comments(f"select count(*) as n from {_FROM} where {where}", **values)["n"].iloc[0])

    def page(self, desk: Desk, after: Key | None) -> pd.DataFrame:
        """The comments that follow a key in the order asked for, one more than a page if there are more."""
        where, values = self.conditions(desk)
        side, order = (">", "asc") if self.is_oldest_first else ("<", "desc")
        if after:
            where += (
                f" and (coalesce(posted_at, first_seen), item_key) {side} ($after_at::timestamptz, $after_key::uuid)"
            )
            values |= {"after_at": after[0], "after_key": after[1]}
        return desk.comments(
            f"select c.*, a.wave, a.comments as alike, coalesce(posted_at, first_seen) as sorted_at from {_FROM} "
            f"where {where} "
            f"order by sorted_at {order}, item_key {order} limit {PAGE + 1}",
            **values,
        )


def key_of(row: pd.Series[Any]) -> Key:
    """The key after which the next page begins."""
    return row["sorted_at"].to_pydatetime(), str(row["item_key"])


def spans_of(desk: Desk, keys: list[str]) -> pd.DataFrame:
    """What was found in these comments, and where it stands in their text."""
    return desk.comments(
        "select * from span where item_key in (select unnest($keys::uuid[])) order by span_start", keys=keys
    )
