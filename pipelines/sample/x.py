"""X: replies through its interface each Monday, the figures, and the account's own archive at the end."""

from __future__ import annotations

import hashlib
import html
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.sample import figures
from pipelines.sample.files import File, csv_bytes, json_bytes, name, zip_bytes
from pipelines.sample.span import LONDON, WEEK, london
from pipelines.sample.story import NO_EXPORT
from pipelines.sample.world import X_PAGE, Item, OwnPost, World, snowflake

if TYPE_CHECKING:
    from collections.abc import Iterator

HANDLE = "HWRutland"
CONTENT = (
    "Post id", "Date", "Post text", "Post Link", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares",
    "New follows", "Replies", "Reposts", "Profile visits", "Detail Expands", "URL Clicks", "Hashtag Clicks",
    "Permalink Clicks",
)  # fmt: skip
OVERVIEW = (
    "Date", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares", "New follows", "Unfollows", "Replies",
    "Reposts", "Profile visits", "Create Post", "Video views", "Media views",
)  # fmt: skip


def replies(world: World) -> Iterator[File]:
    """The last seven days' replies, which is as far back as the search goes; one Monday nobody asked for them."""
    for at in world.span.exports:
        if ("x", at.date()) != NO_EXPORT:
            found = [i for i in world.on("x") if at - WEEK <= i.at < at]
            yield File(name(at, f"x-replies-{at:%Y-%m-%d}.json"), json_bytes(_page(found)), at)


def analytics(world: World) -> Iterator[File]:
    """The figures of four weeks' posts, and of each day of the last week."""
    for at in world.span.exports:
        if ("x", at.date()) == NO_EXPORT:
            continue
        until = at.date() - timedelta(days=1)
        since = until - timedelta(days=27)
        rows = [_row(world, p, at) for p in world.published("x", at, london(since, 0))]
        file = f"account_analytics_content_{since}_{until}.csv"
        yield File(name(at, file), csv_bytes(CONTENT, reversed(rows)), at)
        days = [_day(world, until - timedelta(days=d)) for d in range(7)]
        file = f"account_overview_analytics_{until - timedelta(days=6)}_{until}.csv"
        yield File(name(at, file), csv_bytes(OVERVIEW, days), at)


def archive(world: World) -> Iterator[File]:
    """What the account itself wrote, deleted and blocked, as X packs it."""
    at = world.span.exports[-1]
    tweets = [_tweet(p, None) for p in world.published("x", at)]
    tweets += [_tweet(i, i.parent) for i in world.on("x") if i.author is None]
    tweets.sort(key=lambda t: int(t["tweet"]["id_str"]), reverse=True)
    slip = at - timedelta(days=5, hours=3)
    deleted = _wrapped(snowflake(slip, 9), slip, "Test post please ingore")
    deleted["tweet"]["deleted_at"] = f"{slip + timedelta(minutes=2):%Y-%m-%dT%H:%M:%S}.000Z"
    parts = {
        "account": [{"account": {"accountId": X_PAGE, "username": HANDLE, "accountDisplayName": "Healthwatch Rutland",
                                 "createdAt": "2013-04-02T09:00:00.000Z", "email": "info@healthwatchrutland.co.uk"}}],
        "block": [{"blocking": {"accountId": f"88800{n}",
                                "userLink": f"https://twitter.com/intent/user?user_id=88800{n}"}} for n in (1, 2)],
        "deleted-tweets": [deleted],
        "tweets": tweets,
    }  # fmt: skip
    members = {"data/manifest.js": _manifest(parts, at)}
    for part, held in parts.items():
        members[f"data/{part}.js"] = f"window.YTD.{part.replace('-', '_')}.part0 = ".encode() + json_bytes(held)
    mark = hashlib.sha256(members["data/tweets.js"]).hexdigest()[:16]
    yield File(name(at, f"twitter-{at:%Y-%m-%d}-{mark}.zip"), zip_bytes(members, at), at)


def _page(items: list[Item]) -> dict[str, Any]:
    meta = {"result_count": len(items)}
    if not items:
        return {"meta": meta}
    authors = {i.author.number: i.author for i in items if i.author and i.author.number % 41}
    users = [{"id": X_PAGE, "name": "Healthwatch Rutland", "username": HANDLE}] + [
        {"id": str(777_000_000 + p.number), "name": p.name, "username": p.handle} for p in authors.values()
    ]
    newest = sorted(items, key=lambda i: i.at, reverse=True)
    return {
        "data": [_reply(i) for i in newest],
        "includes": {"users": users},
        "meta": meta | {"newest_id": newest[0].id, "oldest_id": newest[-1].id},
    }


def _reply(item: Item) -> dict[str, Any]:
    to = item.parent.id if item.parent else item.post.id
    whom = str(777_000_000 + item.parent.author.number) if item.parent and item.parent.author else X_PAGE
    return {
        "id": item.id,
        "text": html.escape(f"@{HANDLE} {item.text}" if item.author else item.text, quote=False),
        "author_id": str(777_000_000 + item.author.number) if item.author else X_PAGE,
        "conversation_id": item.post.id,
        "created_at": f"{item.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
        "in_reply_to_user_id": whom,
        "referenced_tweets": [{"type": "replied_to", "id": to}],
        "public_metrics": {"retweet_count": 0, "reply_count": 0, "like_count": item.likes, "quote_count": 0},
    }


def _row(world: World, post: OwnPost, at: datetime) -> list[Any]:
    count = sum(i.post is post for i in world.on("x"))
    likes = figures.share_of(post, at, "likes", 0.015)
    clicks = figures.share_of(post, at, "clicks", 0.02)
    shares = figures.share_of(post, at, "reposts", 0.006)
    day = post.at.astimezone(LONDON)
    return [
        post.id, _long_day(day.date()), post.text, f"https://x.com/{HANDLE}/status/{post.id}", figures.views(post, at),
        likes, likes + clicks + shares + count, 0, 0, 0, count, shares, likes // 3, clicks, clicks, 0, 0,
    ]  # fmt: skip


def _day(world: World, day: date) -> list[Any]:
    begin, end = london(day, 0), london(day + timedelta(days=1), 0)
    posts = world.published("x", end)
    seen = sum(figures.views(p, end) - figures.views(p, begin) for p in posts)
    said = sum(begin <= i.at < end for i in world.on("x"))
    made = sum(begin <= p.at < end for p in posts)
    return [_long_day(day), seen, seen // 70, seen // 25, 0, seen // 200, int(day.day % 3 == 0), 0, said, seen // 160,
            seen // 90, made, "", ""]  # fmt: skip


def _long_day(day: date) -> str:
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[day.month - 1]  # noqa: SIM905
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]}, {month} {day.day}, {day.year}"


def _tweet(said: OwnPost | Item, parent: Item | None) -> dict[str, Any]:
    wrapped = _wrapped(said.id, said.at, said.text)
    if parent and parent.author:
        wrapped["tweet"] |= {
            "in_reply_to_status_id_str": parent.id,
            "in_reply_to_user_id_str": str(777_000_000 + parent.author.number),
            "in_reply_to_screen_name": parent.author.handle,
        }
    return wrapped


def _wrapped(post_id: str, at: datetime, text: str) -> dict[str, Any]:
    day = _long_day(at.date())
    return {
        "tweet": {
            "id_str": post_id,
            "id": post_id,
            "created_at": f"{day[:3]} {day[5:8]} {at:%d %H:%M:%S} +0000 {at:%Y}",
            "full_text": html.escape(text, quote=False),
            "favorite_count": str(int(post_id) % 9),
            "retweet_count": str(int(post_id) % 4),
            "lang": "en",
            "entities": {"urls": [], "user_mentions": []},
        }
    }


def _manifest(parts: dict[str, list[dict[str, Any]]], at: datetime) -> bytes:
    types = {
        _camel(part): {"files": [{"fileName": f"data/{part}.js", "globalName": f"YTD.{part.replace('-', '_')}.part0",
                                  "count": str(len(held))}]}
        for part, held in parts.items()
    }  # fmt: skip
    user = {"accountId": X_PAGE, "userName": HANDLE, "displayName": "Healthwatch Rutland"}
    info = {"sizeBytes": "1", "generationDate": f"{at:%Y-%m-%dT%H:%M:%S}.000Z", "isPartialArchive": False}
    config = {"userInfo": user, "archiveInfo": info, "dataTypes": types}
    return b"window.__THAR_CONFIG = " + json_bytes(config)


def _camel(part: str) -> str:
    first, *others = part.split("-")
    return first + "".join(o.title() for o in others)
