"""Facebook's comments as the Graph API gives them and as ExportComments writes them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.sample import figures
from pipelines.sample.files import File, csv_bytes, json_bytes, name
from pipelines.sample.span import LONDON, WEEK
from pipelines.sample.story import OTHER_TOOL
from pipelines.sample.world import FACEBOOK_PAGE, Item, OwnPost, World

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE_NAME, PAGE_URL = "Healthwatch Rutland", "https://www.facebook.com/healthwatchrutland"
SHOWN_POSTS = 3 * WEEK
EXPORTCOMMENTS = (
    "Name", "Username", "Profile ID", "Date", "Likes", "Comment", "User Verified", "Comment ID", "Profile URL",
    "Comment URL",
)  # fmt: skip


def graph(world: World, *, always: bool = False) -> Iterator[File]:
    """Each Monday the posts of three weeks with all their comments; ``always``: in the other tool's week too."""
    for at in world.span.exports:
        if always or at.date() != OTHER_TOOL:
            yield File(name(at, f"facebook-graph-{at:%Y-%m-%d}.json"), json_bytes(_answer(world, at)), at)


def exportcomments(world: World) -> Iterator[File]:
    """The one week in which staff used another tool."""
    for at in world.span.exports:
        if at.date() == OTHER_TOOL:
            recent = {p.id for p in world.published("facebook", at, at - SHOWN_POSTS)}
            items = [i for i in world.on("facebook") if i.post.id in recent and i.there(at) and not i.hidden_at]
            file = f"{at:%Y-%m-%d} healthwatchrutland - ExportComments.com.csv"
            rows = [_exported(i, at) for i in sorted(items, key=lambda i: i.at, reverse=True)]
            yield File(name(at, file), csv_bytes(EXPORTCOMMENTS, rows, "utf-8-sig"), at)


def _answer(world: World, at: datetime) -> dict[str, Any]:
    children: dict[int, list[Item]] = defaultdict(list)
    threads: dict[str, list[Item]] = defaultdict(list)
    for item in world.on("facebook"):
        if item.there(at):
            if item.parent is None:
                threads[item.post.id].append(item)
            elif item.parent.there(at):
                children[id(item.parent)].append(item)
    posts = reversed(world.published("facebook", at, at - SHOWN_POSTS))
    return {
        "data": [_post(p, threads[p.id], children, at) for p in posts],
        "paging": {"cursors": {"before": "QVFIUsample1", "after": "QVFIUsample2"}},
    }


def _post(post: OwnPost, thread: list[Item], children: dict[int, list[Item]], at: datetime) -> dict[str, Any]:
    reactions = figures.share_of(post, at, "reactions", 0.03)
    total = len(thread) + sum(len(children[id(i)]) for i in thread)
    return {
        "id": f"{FACEBOOK_PAGE}_{post.id}",
        "message": post.text,
        "created_time": _time(post.at),
        "from": {"name": PAGE_NAME, "id": FACEBOOK_PAGE},
        "permalink_url": f"{PAGE_URL}/posts/{post.id}",
        "status_type": "added_photos",
        "reactions": {"data": [], "summary": {"total_count": reactions}},
        "shares": {"count": figures.share_of(post, at, "shares", 0.006)},
        "comments": {
            "data": [_comment(i, at) | _replies(children[id(i)], at) for i in thread],
            "summary": {"order": "chronological", "total_count": total, "can_comment": True},
        },
    }


def _comment(item: Item, at: datetime) -> dict[str, Any]:
    said: dict[str, Any] = {"id": item.id, "message": item.text_at(at), "created_time": _time(item.at)}
    if item.author is None:
        said["from"] = {"name": PAGE_NAME, "id": FACEBOOK_PAGE}
    elif item.author.number % 33:
        said["from"] = {"name": item.author.name, "id": str(5_550_000 + item.author.number)}
    if item.parent:
        said["parent"] = {"id": item.parent.id}
    if not item.text:
        said["attachment"] = {"type": "sticker", "url": "https://www.facebook.com/sticker/369239263222822"}
    likes = min(item.likes, int((at - item.at) / timedelta(hours=6)))
    return said | {"like_count": likes, "is_hidden": bool(item.hidden_at and item.hidden_at <= at)}


def _replies(replies: list[Item], at: datetime) -> dict[str, Any]:
    if not replies:
        return {"comment_count": 0}
    return {
        "comment_count": len(replies),
        "comments": {"data": [_comment(i, at) for i in replies], "summary": {"total_count": len(replies)}},
    }


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}+0000"


def _exported(item: Item, at: datetime) -> list[Any]:
    number = item.id.split("_")[1]
    under = f"comment_id={item.parent.id.split('_')[1]}&reply_comment_id={number}" if item.parent else ""
    url = f"{PAGE_URL}/posts/{item.post.id}?{under or f'comment_id={number}'}"
    if item.author is None:
        who, handle, profile = PAGE_NAME, "healthwatchrutland", FACEBOOK_PAGE
    else:
        who, handle, profile = item.author.name, item.author.handle, str(5_550_000 + item.author.number)
    when = item.at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S")
    likes = min(item.likes, int((at - item.at) / timedelta(hours=6)))
    return [
        who,
        handle,
        profile,
        when,
        likes,
        item.text_at(at),
        "False",
        number,
        f"https://www.facebook.com/{profile}",
        url,
    ]
