"""Fills the four channels: what the organisation posted, what the public wrote, what was answered."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from pipelines.sample import people, words
from pipelines.sample.chance import dice
from pipelines.sample.span import LONDON, Span, london
from pipelines.sample.world import CHANNELS, OFFICE, Item, OwnPost, World, snowflake

if TYPE_CHECKING:
    from random import Random

SHARES = {"website": 0.05, "facebook": 0.5, "x": 0.215, "instagram": 0.235}
# Weekday and hour of the channel's posts in every week.
POSTING = {
    "website": ((1, 10, 0), (3, 15, 30)),
    "facebook": ((1, 9, 30), (2, 12, 15), (4, 16, 5)),
    "x": ((1, 9, 31), (2, 12, 20), (4, 11, 0)),
    "instagram": ((2, 18, 0), (4, 16, 10)),
}
LABELS = {
    "ordinary": 905, "abuse": 24, "off_topic": 18, "advertising": 14, "political": 12, "confidential": 11,
    "malicious_link": 5, "defamation": 4, "safeguarding": 4, "illegal": 3,
}  # fmt: skip
MEAN_DELAY_HOURS = {"website": 60.0, "facebook": 26.0, "x": 10.0, "instagram": 22.0}
REPLIES_AMONG_PUBLIC = {"website": 0.06, "facebook": 0.12, "x": 0.05, "instagram": 0.08}
QUIET_FROM, QUIET_TO = london(date(2026, 2, 16), 0), london(date(2026, 2, 23), 12)


def people_and_posts(span: Span, seed: int) -> World:
    """An empty world but for its people and the organisation's posts."""
    world = World(span, people.population())
    order = list(words.posts()[:-1])
    dice(seed, "posts").shuffle(order)
    for channel in CHANNELS:
        chance = dice(seed, "posts", channel)
        slots = [(m, slot) for m in span.mondays for slot in POSTING[channel]]
        for number, (monday, (weekday, hour, minute)) in enumerate(slots):
            at = london(monday + timedelta(days=weekday), hour, minute, chance.randrange(60))
            topic, text = _post_text(order, number * 3 // len(POSTING[channel]))
            slug = "-".join(w for w in text.lower().replace(":", " ").split()[:6] if w.isalpha())
            post_id = _post_id(channel, number, at)
            world.posts.append(OwnPost(channel, post_id, at, topic, text, slug, chance.random() ** 2 + 0.15))
    return world


def _post_text(order: list[tuple[str, str]], number: int) -> tuple[str, str]:
    topic, text = order[number % len(order)]
    again = number // len(order)
    return topic, f"{'Reminder: ' if again == 1 else f'Again ({again}): '}{text}" if again else text


def _post_id(channel: str, number: int, at: datetime) -> str:
    return {
        "website": str(2100 + number * 7),
        "facebook": str(122_100_000_000_000_011 + number * 1_371),
        "x": snowflake(at, number),
        "instagram": str(18_000_000_000_100_001 + number * 977),
    }[channel]


def write_comments(world: World, count: int, seed: int) -> None:
    """Fills the channels with what the public wrote, ``count`` in all."""
    left = count - len(world.items)
    used: Counter[str] = Counter()
    for channel in CHANNELS:
        wanted = round(left * SHARES[channel]) if channel != CHANNELS[-1] else count - len(world.items)
        _write_on(world, channel, max(wanted, 0), dice(seed, "comments", channel), used)


def _write_on(world: World, channel: str, count: int, chance: Random, used: Counter[str]) -> None:
    posts = [p for p in world.posts if p.channel == channel]
    pulls = list(accumulate(p.pull for p in posts))
    threads: defaultdict[str, list[Item]] = defaultdict(list)
    labels, weights = list(LABELS), list(accumulate(LABELS.values()))
    for _ in range(count):
        post = chance.choices(posts, cum_weights=pulls)[0]
        at = _when(post, channel, world.span, chance)
        label = chance.choices(labels, cum_weights=weights)[0]
        text = _wording(words.fitting(label, channel, post.topic), chance, world, used)
        author = world.everybody[chance.randrange(len(world.everybody))]
        item = Item(channel, post, author, at, text, label, likes=int(chance.expovariate(0.5)))
        earlier = [i for i in threads[post.id] if i.at < at and i.parent is None]
        if earlier and chance.random() < REPLIES_AMONG_PUBLIC[channel]:
            item.parent = earlier[chance.randrange(len(earlier))]
        threads[post.id].append(item)
        world.items.append(item)


def _when(post: OwnPost, channel: str, span: Span, chance: Random) -> datetime:
    """Some hours or days after the post, mostly when people are awake, never in the quiet week of Instagram."""
    for _ in range(40):
        at = post.at + timedelta(seconds=int(chance.expovariate(1 / (MEAN_DELAY_HOURS[channel] * 3600))) + 40)
        if at.astimezone(LONDON).hour < 6 and chance.random() < 0.85:
            at += timedelta(hours=7)
        if at < span.end and not (channel == "instagram" and QUIET_FROM <= at < QUIET_TO):
            return at
    return span.end - timedelta(minutes=chance.randrange(2, 600))


def _wording(fit: tuple[words.Said, ...], chance: Random, world: World, used: Counter[str]) -> str:
    """A text, out of those that fit, which has not been used yet, if one can be found."""
    text = ""
    for attempt in range(9):
        one = chance.choice(fit)
        text = words.written(one, chance, world.everybody)
        if attempt > 1 and one.label == "ordinary":
            text = words.varied(text, chance, world.everybody)
        if not used[text]:
            break
    used[text] += 1
    return text


def answer(world: World, seed: int) -> None:
    """The organisation's own answers: mostly signposts to its address, some thanks, now and then a slip."""
    for channel in CHANNELS:
        chance = dice(seed, "answers", channel)
        for item in world.on(channel):
            kind = _kind_of_answer(item, chance)
            at = item.at + timedelta(hours=1 + chance.expovariate(1 / 18), seconds=chance.randrange(60))
            at = at.replace(microsecond=0)
            if not kind or item.parent or item.label != "ordinary" or at >= world.span.end or at.weekday() > 4:
                continue
            first = item.author.first if item.author else ""
            text = chance.choice(words.replies()[kind]).replace("{first}", first)
            likes = chance.randrange(3)
            world.items.append(Item(channel, item.post, None, at, text, parent=item, likes=likes, by=OFFICE))


def _kind_of_answer(item: Item, chance: Random) -> str:
    if item.author is None or item.event:
        return ""
    roll = chance.random()
    if "?" in item.text:
        return "signpost" if roll < 0.3 else "slip" if roll < 0.32 else ""
    return "thanks" if roll < 0.02 else ""


def number(world: World, seed: int) -> None:
    """Puts the comments in order of time and gives each the id that its platform would."""
    world.items.sort(key=lambda i: (i.channel, i.at, i.text))
    chance = dice(seed, "ids")
    last = dict.fromkeys(CHANNELS, 0)
    for item in world.items:
        last[item.channel] += chance.randrange(1, 4)
        count = last[item.channel]
        item.id = {
            "website": str(4100 + count),
            "facebook": f"{item.post.id}_{2_000_000_000_000_001 + count * 13}",
            "x": snowflake(item.at, count),
            "instagram": str(17_900_000_000_000_001 + count * 17),
        }[item.channel]
