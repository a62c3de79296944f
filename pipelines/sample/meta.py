"""Meta Business Suite: the content of Facebook and Instagram with its figures, and the page's daily series."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.sample import figures, instagram
from pipelines.sample.facebook import PAGE_NAME, PAGE_URL
from pipelines.sample.files import File, csv_bytes, name
from pipelines.sample.span import LONDON, london
from pipelines.sample.world import FACEBOOK_PAGE, INSTAGRAM_PAGE, OwnPost, World

if TYPE_CHECKING:
    from collections.abc import Iterator

FACEBOOK = (
    "Post ID", "Page ID", "Page name", "Title", "Description", "Duration (sec)", "Publish time", "Caption type",
    "Permalink", "Is crosspost", "Is share", "Post type", "Languages", "Custom labels", "Funded content status",
    "Data comment", "Date", "Views", "Reach", "Reactions, Comments and Shares", "Reactions", "Comments", "Shares",
    "Total clicks", "Matched Audience Targeting Consumption (Photo Click)", "Other Clicks", "Link Clicks",
    "Negative feedback from users: Hide all", "Seconds viewed", "Average Seconds viewed", "Estimated earnings (USD)",
    "Ad CPM (USD)", "Ad impressions",
)  # fmt: skip
INSTAGRAM = (
    "Post ID", "Account ID", "Account username", "Account name", "Description", "Duration (sec)", "Publish time",
    "Permalink", "Post type", "Data comment", "Date", "Views", "Reach", "Likes", "Shares", "Follows", "Comments",
    "Saves",
)  # fmt: skip
SERIES = {"Views": "Views", "Follows": "Facebook follows", "Interactions": "Content interactions"}
DAYS = 28
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def content(world: World) -> Iterator[File]:
    """Each Monday the posts of the four weeks before, of the page and of the account."""
    for number, at in enumerate(world.span.exports):
        until = at.date() - timedelta(days=1)
        since = until - timedelta(days=DAYS - 1)
        counts = figures.comments(world, at)
        for channel, header, row in (("facebook", FACEBOOK, _on_facebook), ("instagram", INSTAGRAM, _on_instagram)):
            posts = world.published(channel, at, london(since, 0))
            rows = [row(p, at, counts[p.id]) for p in reversed(posts)]
            digits = 1_000_000_000_000_000 + number * 2 + (channel == "instagram")
            file = f"{at:%Y-%m-%d} {written(since)}_{written(until)}_{digits}.csv"
            yield File(name(at, file), csv_bytes(header, rows, "utf-8-sig"), at)


def daily(world: World) -> Iterator[File]:
    """Each Monday the page's last seven days, a file a chart."""
    for at in world.span.exports:
        days = [at.astimezone(LONDON).date() - timedelta(days=d) for d in range(7, 0, -1)]
        for file, metric in SERIES.items():
            rows = "".join(f'"{d}T00:00:00","{_on_day(world, d, metric)}"\r\n' for d in days)
            text = f'sep=,\r\n"{metric}"\r\n"Date","Primary"\r\n{rows}'
            yield File(name(at, f"{at:%Y-%m-%d} {file}.csv"), b"\xff\xfe" + text.encode("utf-16-le"), at)


def written(day: date) -> str:
    """A day as file names have it, such as Mar-02-2026."""
    return f"{MONTHS[day.month - 1]}-{day:%d-%Y}"


def _time(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%m/%d/%Y %H:%M}"


def _on_facebook(post: OwnPost, at: datetime, comments: int) -> list[Any]:
    seen, people = figures.views(post, at), figures.reach(post, at)
    reactions, shares = figures.share_of(post, at, "reactions", 0.03), figures.share_of(post, at, "shares", 0.006)
    photo, other, link = (
        figures.share_of(post, at, k, p) for k, p in (("photo", 0.01), ("other", 0.03), ("link", 0.02))
    )
    return [
        post.id, FACEBOOK_PAGE, PAGE_NAME, post.text, "", 0, _time(post.at), "N/A", f"{PAGE_URL}/posts/{post.id}", 0, 0,
        "Photos", "", "", "", "", "Lifetime", seen, people, reactions + comments + shares, reactions, comments, shares,
        photo + other + link, photo, other, link, 0, "", "", "", "", "",
    ]  # fmt: skip


def _on_instagram(post: OwnPost, at: datetime, comments: int) -> list[Any]:
    seen, people = figures.views(post, at), figures.reach(post, at)
    likes, saves = figures.share_of(post, at, "likes", 0.05), figures.share_of(post, at, "saves", 0.008)
    return [
        post.id, INSTAGRAM_PAGE, instagram.HANDLE, PAGE_NAME, f"{post.text} #Rutland", 0, _time(post.at),
        instagram.permalink(post), "IG image", "", "Lifetime", seen, people, likes, likes // 9, 0, comments, saves,
    ]  # fmt: skip


def _on_day(world: World, day: date, metric: str) -> int:
    begin, end = london(day, 0), london(day + timedelta(days=1), 0)
    seen = sum(figures.views(p, end) - figures.views(p, begin) for p in world.published("facebook", end))
    return {"Views": seen, "Facebook follows": seen // 400, "Content interactions": seen // 18}[metric]
