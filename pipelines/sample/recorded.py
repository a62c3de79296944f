"""What the staff of the invented weeks would have put into the ledger: every round, decision, doubt and concern.

Each event comes with the moment at which it was written down. Nothing here knows the ledger: whoever does hands these
to it. What no rule allows, such as an approval by somebody who may not decide first, comes marked as from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pipelines.sample import escalated
from pipelines.sample.world import CEO, OFFICE, Item, Removal, Sitting, World
from pipelines.sample.written import CHECKPOINT, MINUTE, Written, event_id, grounds, instant, judged

_VERBS = {"removed": "remove", "hidden": "hide", "trashed": "decline"}


def recorded(world: World) -> Iterator[Written]:
    """Every event of these weeks in the order in which it was written down, each with an id of its own."""
    found = [*_rounds(world), *_decisions(world), *escalated.events(world), *_registers(world)]
    found += [Written(at + 90 * MINUTE, {"kind": CHECKPOINT, "actor": CEO}) for at in world.span.exports]
    for one in sorted(found, key=lambda w: w.at):
        if one.at < world.span.as_of:
            name = " ".join(str(one.event.get(n)) for n in ("kind", "item", "channel", "refers_to", "at", "actor"))
            yield Written(one.at, {"id": event_id(world, name)} | one.event, one.is_imported)


def _rounds(world: World) -> Iterator[Written]:
    for s in world.sittings:
        said = {"channel": s.channel, "actor": s.by}
        begun = event_id(world, f"round {s.channel} {s.started}")
        start = {"kind": "round_started", "id": begun, "at": instant(s.started), **said}
        yield Written(s.recorded if s.recorded > s.finished + 5 * MINUTE else s.started, start)
        done = {"kind": "round_completed", "refers_to": begun, "at": instant(s.finished), **said}
        done |= {"started_at": instant(s.started), "covered_through": instant(s.covered)}
        seen: dict[str, int] = {"items_seen": s.items} | ({} if s.items else {"attested_empty": True})
        yield Written(s.recorded + timedelta(seconds=2), done | seen)


def _decisions(world: World) -> Iterator[Written]:
    taken = {id(r.item): r for r in world.removals if r.item.channel != "website"}
    spared = escalated.spared(world)
    for removal in world.removals:
        if removal.item.channel != "website" and id(removal.item) not in spared:
            yield _removal(removal)
    for item in world.items:
        if not item.author or id(item) in taken or id(item) in spared:
            continue
        if item.channel == "website":
            yield from _before(item)
        elif (sitting := _seen(world, item)) and not item.hidden_at and not (item.gone_at and item.label != "ordinary"):
            verb = "nothing_wrong" if item.label == "ordinary" else "leave_up"
            yield Written(sitting.recorded, judged(item, sitting.finished, sitting.by, verb))


def _removal(removal: Removal) -> Written:
    item, verb = removal.item, _VERBS[removal.action]
    more = grounds(item, removal.reason, removal.principle) | {"acted_at": instant(removal.acted)}
    more |= {"evidence": removal.screenshot} if removal.screenshot else {}
    return Written(removal.acted + MINUTE, judged(item, removal.decided, removal.by, verb, **more))


def _before(item: Item) -> Iterator[Written]:
    """On the website nothing appears before somebody decides."""
    actor = item.by or OFFICE
    is_outside = actor not in (OFFICE, CEO)
    if item.approved_at:
        yield Written(item.approved_at + MINUTE, judged(item, item.approved_at, actor, "approve"), is_outside)
    elif item.trashed_at:
        yield Written(item.trashed_at + MINUTE, judged(item, item.trashed_at, actor, "decline", **grounds(item)))


def _seen(world: World, item: Item) -> Sitting | None:
    """The first round that covered an item."""
    seen = [s for s in world.sittings if s.channel == item.channel and s.covered >= item.at]
    return min(seen, key=lambda s: s.finished, default=None)


def _registers(world: World) -> Iterator[Written]:
    first, last = world.span.exports[0], world.span.exports[-1]
    at = first + 100 * MINUTE
    for n, person in enumerate((OFFICE, CEO, "chair", "board-it")):
        event = {"kind": "acknowledgement", "actor": person, "policy_version": "2.1"}
        yield Written(at + n * MINUTE, event | {"at": instant(at + n * MINUTE)})
    kept = {"kind": "attestation", "actor": CEO, "subject": "passwords-in-office", "last_changed": "2025-09-08"}
    kept |= {"statement": "Sealed envelope in the office safe; changed when the summer intern left"}
    yield Written(at + 10 * MINUTE, kept | {"at": instant(at + 10 * MINUTE)})
    for when in sorted({first, last - 7 * 24 * 60 * MINUTE}):
        for n, channel in enumerate(("website", "facebook", "x", "instagram")):
            holders = [OFFICE, CEO, *(["board-it"] if channel == "website" else [])]
            compared = {"kind": "access_list_compared", "actor": CEO, "channel": channel, "holders": holders}
            compared |= {"unexpected": ["summer-intern"]} if channel == "instagram" and when == first else {}
            then = when + (120 + n) * MINUTE
            yield Written(then, compared | {"at": instant(then)})
