"""Whether the removals on show that rest on the record are what it says of these comments, one to one."""

from __future__ import annotations

from typing import Any

from pages import Desk
from pages.parts import words
from pages.parts.reconciled import DECIDES, Reconciled, is_down, last_published
from pipelines.ledger import Ledger

_UP = ("leave_up", "nothing_wrong", "approve")
_SHOWN = """
select
    c.item_key::varchar as item, any_value(c.channel) as channel, any_value(c.posted_at) as posted_at,
    any_value(r.source) as source, any_value(r.principle) as principle, count(r.item_key) as rows,
    c.item_key in (select item_key from action where source <> 'ledger' and item_key is not null) as is_told_elsewhere
from comment c left join removal r on r.item_key = c.item_key
where c.day >= $since and c.day < $until and ($channel is null or c.channel = $channel) and not c.is_own
group by c.item_key
"""


def removals(desk: Desk, ledger: Ledger) -> Reconciled:
    """The period's removals against the record as it was when they were published, and what was decided since."""
    window = desk.window
    shown = desk.comments(_SHOWN, since=window.since, until=window.until, channel=window.channel)
    told = {row["item"]: row for row in shown.to_dict("records")}
    in_force, waiting = _in_force(ledger, told, last_published(desk))
    found = Reconciled(sum(row["source"] == "ledger" for row in told.values()), waiting)
    for item, row in told.items():
        if what := _difference(desk, row, in_force.get(item)):
            found.differences.append(what)
    return found


def _in_force(ledger: Ledger, items: Any, last: int) -> tuple[dict[str, dict[str, Any]], int]:
    """The last event that took each comment down or let it stand, and how many were recorded after those published."""
    undone = {e["refers_to"]: e["seq"] for e in ledger.events("undo")}
    found: dict[str, dict[str, Any]] = {}
    waiting = 0
    for event in ledger.events(*DECIDES):
        if event.get("item") not in items or event.get("direction") == "outbound":
            continue
        waiting += (event["seq"] > last) + (undone.get(event["id"], 0) > last)
        is_published = event["seq"] <= last and not undone.get(event["id"], last + 1) <= last
        if is_published and (is_down(event) or event["kind"] == "rewording_approved" or event.get("decision") in _UP):
            found[event["item"]] = event
    return found, waiting


def _difference(desk: Desk, row: dict[str, Any], event: dict[str, Any] | None) -> str:
    """How a comment's removal differs from the record; empty where it does not."""
    if row["source"] == "ledger" and (event is None or not is_down(event)):
        posted = words.instant(row["posted_at"], desk.publication["zone"])
        return f"The removal of the comment posted on {posted} is shown and is not in the record"
    if event is None or not is_down(event) or row["is_told_elsewhere"]:
        return ""
    if row["rows"] != 1:
        return f"Decision {event['seq']} took a comment down and is shown {row['rows']} times"
    ground = event.get("principle")
    if ground and row["principle"] != ground:
        return f"Decision {event['seq']} is shown on another ground than it was recorded"
    return ""
