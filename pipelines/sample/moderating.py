"""What the staff did: rounds every Monday, decisions on what the public wrote, and the register of removals."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.sample import story
from pipelines.sample.chance import dice
from pipelines.sample.span import LONDON, WEEK, london
from pipelines.sample.world import CEO, CHANNELS, OFFICE, Item, Removal, Sitting, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

STARTS = {"website": 8, "facebook": 15, "x": 32, "instagram": 40}
LASTS = {"website": 6, "facebook": 16, "x": 7, "instagram": 8}
# For each label: principle, clause, reason, and how often staff act on it.
GROUNDS = {
    "abuse": ("S8-5", "S8-5", "Personal attack", 0.9),
    "illegal": ("S8-6", "S8-6", "Illegal activity", 1.0),
    "advertising": ("S8-8", "S8-8", "Advertising", 0.9),
    "off_topic": ("S8-10", "S8-10", "Nothing to do with the post", 0.45),
    "defamation": ("S5-13-defamatory", "S5-13", "An accusation against somebody named", 0.9),
    "confidential": ("S5-13-personal", "S5-13", "Somebody's personal details", 0.95),
    "malicious_link": ("S8-6", "S4-6", "Link that asks for passwords or money", 1.0),
    "political": ("S8-10", "S8-10", "Party politics", 0.3),
    "safeguarding": ("S5-13-personal", "S5-8", "Safeguarding: passed to the line manager", 1.0),
}


def moderate(world: World, seed: int) -> None:
    """Rounds first, then a decision on everything that they, or somebody on a weekday, came across."""
    for channel in CHANNELS:
        _sit(world, channel)
    chance = dice(seed, "decisions")
    for item in world.items:
        if item.author is None:
            item.approved_at = item.at if item.channel == "website" else None
        elif item.channel == "website":
            _decide_before(world, item, chance)
        elif item.event in ("", "clock change") and item.label != "ordinary":
            _decide_after(world, item, chance)
    story.correct(world)
    world.removals.sort(key=lambda r: (r.acted, r.item.id))


def _sit(world: World, channel: str) -> None:
    times = sorted(i.at for i in world.on(channel) if i.author)
    before = 0
    for start, recorded, note in sorted(_begun(world, channel), key=lambda b: b[0]):
        seen = bisect_left(times, start)
        end = start + timedelta(minutes=LASTS[channel])
        written = recorded or end + timedelta(minutes=1)
        who = CEO if start.astimezone(LONDON).isocalendar().week % 5 == 0 else OFFICE
        world.sittings.append(Sitting(channel, start, end, start, written, who, seen - before, note))
        before = seen


def _begun(world: World, channel: str) -> Iterator[tuple[datetime, datetime | None, str]]:
    """When each round began, when it was written down if not at once, and a note."""
    for monday in (world.span.mondays[0], *(m + WEEK for m in world.span.mondays)):
        due = london(monday, 8, STARTS[channel])
        start = story.MOVED.get((channel, monday), due)
        if start is not None:
            yield start, story.BACK_DATED.get((channel, monday)), "" if start == due else "Held late"
    if world.span.holds(story.BEFORE_THE_HOLIDAY):
        yield london(story.BEFORE_THE_HOLIDAY, 15, STARTS[channel]), None, "Before the bank holiday"


def _decide_before(world: World, item: Item, chance: Random) -> None:
    """On the website a comment waits for the next Monday, Wednesday or Friday morning, or somewhat less."""
    local = item.at.astimezone(LONDON)
    days = next(d for d in range(8) if (local + timedelta(days=d)).weekday() in (0, 2, 4) and (d or local.hour < 9))
    at = london((local + timedelta(days=days)).date(), 10, chance.randrange(59), chance.randrange(60))
    if days > 1 and chance.random() < 0.4:
        at = item.at.replace(microsecond=0) + timedelta(minutes=40 + chance.randrange(300))
    if at >= world.span.as_of:
        return
    item.by = CEO if chance.random() < 0.15 else OFFICE
    if item.label != "ordinary" and chance.random() < max(GROUNDS[item.label][3], 0.9):
        item.trashed_at = at
        if item.event != "safeguarding handled":
            _enter(world, item, "trashed", at, chance)
    else:
        item.approved_at = at


def _decide_after(world: World, item: Item, chance: Random) -> None:
    """On social media an item is hidden, or removed where that can be done, at the next round or before it."""
    rounds = [s for s in world.sittings if s.channel == item.channel and s.covered > item.at]
    roll, sooner = chance.random(), chance.random() < 0.35
    if roll > GROUNDS[item.label][3] or not rounds:
        return
    at = rounds[0].started + timedelta(minutes=1 + chance.randrange(6), seconds=chance.randrange(60))
    early = (item.at + timedelta(minutes=30 + chance.randrange(1500))).replace(second=0, microsecond=0)
    if sooner and 8 <= early.astimezone(LONDON).hour < 18 and early.weekday() < 5:
        at = min(at, early)
    if item.channel != "x" and chance.random() < 0.4:
        item.gone_at, action = at, "removed"
    else:
        item.hidden_at, action = at, "hidden"
    _enter(world, item, action, at, chance)


def _enter(world: World, item: Item, action: str, at: datetime, chance: Random) -> None:
    """Writes the removal down; X and the website's bin are not always thought of."""
    if item.channel == "website" and chance.random() < 0.5:
        return
    principle, clause, reason, _ = GROUNDS[item.label]
    by = item.by or (CEO if chance.random() < 0.1 else OFFICE)
    decided = at - timedelta(minutes=chance.randrange(4))
    seen = decided - timedelta(minutes=chance.randrange(1, 9))
    shot = f"shots/{at:%Y%m%d}-{item.id[-5:]}.png" if chance.random() < 0.7 else ""
    world.removals.append(Removal(item, max(seen, item.at), at, action, by, reason, principle, clause, decided, shot))
