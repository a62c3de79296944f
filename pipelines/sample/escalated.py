"""Doubts, concerns, rewordings, samples and second reviews of the invented weeks: what more than one person decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from pipelines.sample.span import london
from pipelines.sample.story import PASSED_ON, PERSONAL
from pipelines.sample.world import CEO, OFFICE, Item, Sitting, World, utc
from pipelines.sample.written import MINUTE, Written, event_id, grounds, instant, judged

DAY = timedelta(days=1)
CHAIR = "chair"
AWAY = (date(2026, 2, 16), date(2026, 2, 22))  # the CEO, over half term


def doubtful(world: World) -> list[tuple[Item, Sitting]]:
    """Party politics on Facebook, left standing, with the rounds in which somebody was in doubt about it."""
    found = []
    for item in world.on("facebook"):
        sittings = [s for s in world.sittings if s.channel == item.channel and s.covered >= item.at]
        is_standing = not (item.hidden_at or item.gone_at or item.event)
        if item.author and item.label == "political" and is_standing and sittings:
            found.append((item, min(sittings, key=lambda s: s.finished)))
    return found


def reworded(world: World) -> list[Item]:
    """A website comment whose author did not answer, and one that is waiting still."""
    on_site = [i for i in world.on("website") if i.author and not i.event]
    declined = [i for i in on_site if i.label == "confidential" and i.trashed_at and i.trashed_at - i.at > DAY]
    waiting = [i for i in on_site if not i.approved_at and not i.trashed_at]
    return [*declined[:1], *waiting[:1]]


def spared(world: World) -> set[int]:
    """Items whose decisions are told here and not with the others."""
    told = [
        *(i for i, _ in doubtful(world)),
        *reworded(world),
        *world.told("safeguarding handled"),
        *world.told("safeguarding late"),
    ]
    return {id(item) for item in told}


def events(world: World) -> Iterator[Written]:
    """All of them."""
    yield from _absence(world)
    doubts = doubtful(world)
    for item, sitting in doubts:
        yield from _doubt(world, item, sitting, is_open=item is doubts[-1][0])
    for item in reworded(world):
        yield from _rewording(world, item)
    for name in ("safeguarding handled", "safeguarding late"):
        for item in world.told(name):
            yield from _concern(world, item)
    yield from _still_visible(world)
    yield from _reviews(world)


def _absence(world: World) -> Iterator[Written]:
    if world.span.holds(AWAY[0]):
        at = london(AWAY[0] - 3 * DAY, 16)
        away = {"kind": "absence_set", "actor": CEO, "person": CEO, "since": f"{AWAY[0]}", "until": f"{AWAY[1]}"}
        yield Written(at, away | {"at": instant(at)})


def _doubt(world: World, item: Item, sitting: Sitting, *, is_open: bool) -> Iterator[Written]:
    """Raised in the round, and answered in the afternoon by whom the policy asks; the last waits still."""
    raised, doubt = sitting.finished, event_id(world, f"doubt {item.id}")
    is_away = AWAY[0] <= raised.date() <= AWAY[1]
    answerer = CHAIR if is_away or sitting.by == CEO else CEO
    yield Written(sitting.recorded + MINUTE, judged(item, raised, sitting.by, "doubt") | {"id": doubt})
    if not is_open:
        at = max(raised, sitting.recorded) + 6 * 60 * MINUTE
        answer = {"kind": "doubt_answered", "refers_to": doubt, "actor": answerer, "decision": "leave_up"}
        yield Written(at, answer | {"at": instant(at)})


def _rewording(world: World, item: Item) -> Iterator[Written]:
    decided = item.at + 65 * MINUTE
    first, proposal = (event_id(world, f"{what} {item.id}") for what in ("reword", "proposal"))
    yield Written(decided + MINUTE, judged(item, decided, OFFICE, "reword", has_contact=True) | {"id": first})
    words = {"proposed": "The same, without the name and the address."}
    steps: list[tuple[timedelta, dict[str, Any]]] = [
        (2 * MINUTE, {"kind": "rewording_proposed", "id": proposal, "refers_to": first} | words),
        (5 * MINUTE, {"kind": "rewording_sent", "refers_to": proposal, "sent_by": "email"}),
    ]  # fmt: skip
    if item.trashed_at:
        left = item.trashed_at - decided
        steps.append((left - 2 * MINUTE, {"kind": "rewording_answered", "refers_to": proposal, "answer": "none"}))
        steps.append((left, {"kind": "rewording_declined", "refers_to": proposal, "reason": "No answer came"}))
    for after, event in steps:
        at = decided + after
        yield Written(at + MINUTE, event | {"actor": OFFICE, "at": instant(at)})
    if item.trashed_at:
        at = item.trashed_at + MINUTE
        decline = judged(item, at, OFFICE, "decline", **grounds(item))
        yield Written(at + MINUTE, decline)


def _concern(world: World, item: Item) -> Iterator[Written]:
    """Passed to the line manager, acknowledged, referred, closed, and the comment out of sight."""
    acted = item.trashed_at or item.hidden_at
    if acted is None:
        return
    verb, case = ("decline" if item.trashed_at else "hide"), event_id(world, f"concern {item.id}")
    yield Written(acted - 8 * MINUTE, judged(item, acted - 9 * MINUTE, OFFICE, "safeguarding") | {"id": case})
    why = grounds(item, PASSED_ON, PERSONAL)
    yield Written(acted + MINUTE, judged(item, acted, OFFICE, verb, **why))
    for after, event in (
        (25 * MINUTE, {"kind": "safeguarding_acknowledged"}),
        (70 * MINUTE, {"kind": "safeguarding_referred", "body": "Adult social care, duty desk", "reference": "D-4471"}),
        (8 * DAY, {"kind": "safeguarding_closed", "reason": "The council has taken it on"}),
    ):
        at = acted + after
        yield Written(at, event | {"actor": CEO, "refers_to": case, "at": instant(at)})


def _still_visible(world: World) -> Iterator[Written]:
    for item in world.told("still visible"):
        at = utc("2026-02-16T08:38:00")
        seen = {"kind": "still_visible", "actor": OFFICE, "channel": item.channel, "item": item.id}
        yield Written(at, seen | {"at": instant(at)})


def _reviews(world: World) -> Iterator[Written]:
    """After each round on Facebook a few of the unflagged are drawn, and some are reviewed again by the CEO."""
    for n, s in enumerate(s for s in world.sittings if s.channel == "facebook" and s.by == OFFICE):
        seen = [i for i in world.on("facebook") if i.author and i.id and s.covered - 7 * DAY < i.at <= s.covered
                and i.label == "ordinary" and not i.event]  # fmt: skip
        at = max(s.finished, s.recorded) + 3 * MINUTE
        if seen:
            drawn = seen[n % 3 :: max(1, len(seen) // 10)][:10]
            sample = {"kind": "sample_drawn", "actor": OFFICE, "channel": "facebook", "items": [i.id for i in drawn]}
            yield Written(at, sample | {"population": len(seen), "seed": n, "at": instant(at)})
            for minute, item in enumerate(drawn[:3], start=30):
                again = {"kind": "second_review", "actor": CEO, "channel": "facebook", "item": item.id}
                verb = "leave_up" if (n + minute) % 11 else "hide"
                then = at + minute * MINUTE
                yield Written(then, again | {"decision": verb, "is_blind": True, "at": instant(then)})
