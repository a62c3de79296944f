"""One event of the record as a row of a table: what was decided, by whom in which role, on what ground and wording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pages import Desk
from pages.parts import markup, words
from pages.parts.people import named
from pages.parts.status import BREACH, MET, NOT_APPLICABLE, PROVISIONAL
from pipelines.ledger import Ledger

KINDS = {
    "decision": "", "doubt_answered": "Doubt answered: ", "rewording_approved": "Rewording approved",
    "rewording_declined": "Rewording declined", "undo": "Taken back", "wrong_flag": "Wrong flag",
    "second_review": "Second review: ", "removal_confirmed": "Confirmed gone", "still_visible": "Still visible",
}  # fmt: skip
HEAD = (
    "Event", "When", "Decision", "State", "Person, role that day", "Ground", "Why", "Channel", "Policy", "Wording",
    "Comment",
)  # fmt: skip


def cells(desk: Desk, ledger: Ledger, event: dict[str, Any], is_undone: bool, channels: dict[str, str]) -> list[str]:
    """What stands beside its number, as HEAD names it."""
    told, zone = ledger.opened(event), desk.publication["zone"]
    roles = {role.id: role.name for role in desk.policy.roles}
    verb = words.named(event["decision"]).lower() if "decision" in event else ""
    grounds = {p.id: p.name for p in desk.policy.principles}
    at = words.instant(datetime.fromisoformat(event["at"]), zone)
    opened = markup.link("Open", markup.address("comments", desk.window, item=event["item"]),
                         f"Open the comment of event {event['seq']}") if "item" in event else ""  # fmt: skip
    who = f"{named(desk, event.get('actor'))}, {roles.get(event.get('role') or '', 'no role')}"
    return [
        at, markup.escape(words.sentence(f"{KINDS[event['kind']]}{verb}")), _state(event, is_undone),
        markup.escape(who),
        markup.escape(grounds.get(event.get("principle", ""), words.NOTHING)), markup.escape(told.get("reason")),
        markup.escape(channels.get(event.get("channel", ""), words.NOTHING)), markup.escape(event["policy"]),
        markup.escape(str(event.get("revision", words.NOTHING))[:10]), opened,
    ]  # fmt: skip


def _state(event: dict[str, Any], is_undone: bool) -> str:
    if is_undone:
        return NOT_APPLICABLE.named("taken back")
    if event.get("exceptions"):
        return BREACH.named(f"breaks {words.listing(event['exceptions'])}")
    if event.get("is_final"):
        return MET.named("final")
    return PROVISIONAL.named("open question") if event.get("is_open_question") else MET.named("stands")
