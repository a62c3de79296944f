"""Instagram's comments as the Graph API gives them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pipelines.sample import figures
from pipelines.sample.files import File, json_bytes, name
from pipelines.sample.span import WEEK
from pipelines.sample.story import ZERO_DAY
from pipelines.sample.world import INSTAGRAM_PAGE, Item, OwnPost, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

HANDLE = "healthwatchrutland"
SHOWN_POSTS = 3 * WEEK


def graph(world: World) -> Iterator[File]:
    """Each Monday the media of three weeks; in the quiet week only that week's, all without a comment."""
    for at in world.span.exports:
        since = at - (WEEK if at.date() == ZERO_DAY else SHOWN_POSTS)
        threads: dict[str, list[Item]] = defaultdict(list)
        children: dict[int, list[Item]] = defaultdict(list)
        for item in world.on("instagram"):
            if item.there(at):
                (children[id(item.parent)] if item.parent else threads[item.post.id]).append(item)
        media = [_media(p, threads[p.id], children, at) for p in reversed(world.published("instagram", at, since))]
        answer = {"data": media, "paging": {"cursors": {"before": "QVFIUsample3", "after": "QVFIUsample4"}}}
        yield File(name(at, f"instagram-graph-{at:%Y-%m-%d}.json"), json_bytes(answer), at)


def _media(post: OwnPost, thread: list[Item], children: dict[int, list[Item]], at: datetime) -> dict[str, Any]:
    total = len(thread) + sum(len(children[id(i)]) for i in thread)
    return {
        "id": post.id,
        "caption": f"{post.text} #Rutland",
        "media_type": "IMAGE",
        "media_product_type": "FEED",
        "timestamp": f"{post.at:%Y-%m-%dT%H:%M:%S}+0000",
        "permalink": permalink(post),
        "username": HANDLE,
        "owner": {"id": INSTAGRAM_PAGE},
        "like_count": figures.share_of(post, at, "likes", 0.05),
        "comments_count": total,
        "comments": {"data": [_comment(i, at) | _replies(children[id(i)], at) for i in thread]},
    }


def permalink(post: OwnPost) -> str:
    """The post's address, the same in every export."""
    return f"https://www.instagram.com/p/HWR{int(post.id) % 10**8:08}/"


def _comment(item: Item, at: datetime) -> dict[str, Any]:
    handle, number = HANDLE, INSTAGRAM_PAGE
    if item.author:
        handle, number = item.author.handle, str(17_840_000_000_000_000 + item.author.number)
    return {
        "id": item.id,
        "text": item.text_at(at),
        "timestamp": f"{item.at:%Y-%m-%dT%H:%M:%S}+0000",
        "username": handle,
        "from": {"id": number, "username": handle},
        "like_count": item.likes,
        "hidden": bool(item.hidden_at and item.hidden_at <= at),
    }


def _replies(replies: list[Item], at: datetime) -> dict[str, Any]:
    return {"replies": {"data": [_comment(i, at) for i in replies]}} if replies else {}
