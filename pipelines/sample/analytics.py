"""The website's figures, as Google Analytics, Matomo and Plausible each export them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.sample import figures, wordpress
from pipelines.sample.files import File, csv_bytes, name, zip_bytes
from pipelines.sample.span import LONDON, WEEK, london

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.sample.world import World

GA4 = (
    "Page path and screen class", "Views", "Active users", "Views per active user",
    "Average engagement time per active user", "Event count", "Key events", "Total revenue",
)  # fmt: skip
MATOMO = ("label", "nb_visits", "nb_hits", "sum_time_spent", "bounce_rate", "metadata_url")
PLAUSIBLE = (
    "date", "hostname", "page", "visits", "visitors", "pageviews", "total_scroll_depth", "total_scroll_depth_visits",
    "total_time_on_page", "total_time_on_page_visits",
)  # fmt: skip
TRAFFIC = (
    "Session source / medium", "Sessions", "Engaged sessions", "Engagement rate",
    "Average engagement time per session", "Events per session", "Event count", "Key events",
)  # fmt: skip
# Sessions a week by source, as analytics name it; what a platform sends grows with what our posts there were seen.
SOURCES = {
    "(direct) / (none)": 118, "google / organic": 162, "bing / organic": 21, "nhs.uk / referral": 9,
    "rutland.gov.uk / referral": 14,
}  # fmt: skip
SENT = {
    "facebook": (
        ("m.facebook.com / referral", 0.012),
        ("l.facebook.com / referral", 0.007),
        ("facebook.com / referral", 0.003),
    ),
    "x": (("t.co / referral", 0.012),),
    "instagram": (("l.instagram.com / referral", 0.007), ("ig / social", 0.003)),
}
PAGES = {"/": 160, "/contact-us/": 48, "/share-your-views/": 71, "/advice-and-information/": 55, "/news/": 39}


# Before the sample's posts begin, one of December's was read still.
EARLIER = ("/news/2025/12/pharmacies-over-christmas-2088/", (412, 164, 71))


def ga4(world: World) -> Iterator[File]:
    """Pages and screens of each week, exported on the Monday after; on the first, of three weeks before as well."""
    for at in world.span.exports:
        yield _pages(world, at, *_week(at))
    first = world.span.exports[0]
    for weeks, views in enumerate(reversed(EARLIER[1]), start=1):
        since, until = _week(first - weeks * WEEK)
        yield _pages(world, first, since, until, ((EARLIER[0], views),))


def ga4_traffic(world: World) -> Iterator[File]:
    """Where the sessions of each week came from, exported on the Monday after."""
    for at in world.span.exports:
        since, until = _week(at)
        rows: list[list[Any]] = []
        for source, sessions in sorted(_sent(world, since, until), key=lambda row: (-row[1], row[0])):
            engaged = sessions * (50 + len(source)) // 100
            rate = f"{engaged / sessions:.4f}"
            rows.append([source, sessions, engaged, rate, f"{30 + sessions % 50}.5", "4.20", sessions * 21 // 5, 0])
        file = f"ga4-traffic_{since:%Y-%m-%d}_{until:%Y-%m-%d}.csv"
        title = "Traffic acquisition: Session source / medium"
        yield File(name(at, file), _preamble(title, since, until) + csv_bytes(TRAFFIC, rows), at)


def _pages(world: World, at: datetime, since: date, until: date, more: tuple[tuple[str, int], ...] = ()) -> File:
    rows: list[list[Any]] = []
    for page, seen in sorted([*_seen(world, since, until), *more], key=lambda pv: (-pv[1], pv[0])):
        users = max(1, seen * 7 // 10)
        time = f"{20 + seen % 70}.{seen % 9}"
        rows.append([page, seen, users, f"{seen / users:.2f}", time, seen * 4, 0, 0])
    file = f"ga4-pages_{since:%Y-%m-%d}_{until:%Y-%m-%d}.csv"
    title = "Pages and screens: Page path and screen class"
    return File(name(at, file), _preamble(title, since, until) + csv_bytes(GA4, rows), at)


def _preamble(title: str, since: date, until: date) -> bytes:
    """What Google Analytics writes above a table."""
    return (
        f"# ----------------------------------------\r\n# {title}\r\n"
        "# Account: Healthwatch Rutland\r\n# Property: healthwatchrutland.co.uk\r\n"
        "# ----------------------------------------\r\n#\r\n# All Users\r\n"
        f"# Start date: {since:%Y%m%d}\r\n# End date: {until:%Y%m%d}\r\n"
    ).encode()


def matomo(world: World) -> Iterator[File]:
    """The same weeks as Matomo writes them, UTF-16 with a mark."""
    for at in world.span.exports:
        since, until = _week(at)
        rows = [
            [page, seen * 8 // 10, seen, seen * 31, f"{30 + seen % 40}%", wordpress.SITE + page]
            for page, seen in _seen(world, since, until)
        ]
        data = b"\xff\xfe" + csv_bytes(MATOMO, rows, "utf-16-le")
        yield File(name(at, f"Export _ Pages _ {since}_{until}.csv"), data, at)


def plausible(world: World) -> Iterator[File]:
    """All the weeks at once, as Plausible's full export."""
    at, rows = world.span.exports[-1], []
    first, last = world.span.mondays[0], at.astimezone(LONDON).date() - timedelta(days=1)
    for day in (first + timedelta(days=d) for d in range((last - first).days + 1)):
        for page, seen in _seen(world, day, day):
            visits = max(1, seen * 8 // 10)
            rows.append([day, "healthwatchrutland.co.uk", page, visits, max(1, visits - 1), seen, seen * 60, visits,
                         seen * 25, visits])  # fmt: skip
    dates = f"{first:%Y%m%d}_{last:%Y%m%d}"
    members = {f"imported_pages_{dates}.csv": csv_bytes(PLAUSIBLE, rows)}
    yield File(name(at, f"plausible-{at:%Y-%m-%d}.zip"), zip_bytes(members, at), at)


def _week(at: datetime) -> tuple[date, date]:
    until = at.astimezone(LONDON).date() - timedelta(days=1)
    return until - timedelta(days=6), until


def _sent(world: World, since: date, until: date) -> Iterator[tuple[str, int]]:
    """Sessions by source in some days; a source without one is not listed."""
    begin, end = london(since, 0), london(until + timedelta(days=1), 0)
    for source, usual in SOURCES.items():
        yield source, usual + (since.day * len(source)) % 17 - 8
    for channel, ways in SENT.items():
        seen = sum(figures.views(p, end) - figures.views(p, begin) for p in world.published(channel, end))
        yield from ((source, int(seen * share)) for source, share in ways if int(seen * share))


def _seen(world: World, since: date, until: date) -> list[tuple[str, int]]:
    """Views by page in some days, most viewed first; pages without a view are left out."""
    begin, end = london(since, 0), london(until + timedelta(days=1), 0)
    days = (until - since).days + 1
    found = {page: views * days // 7 + (since.day * len(page)) % 13 for page, views in PAGES.items()}
    for post in world.published("website", end):
        fresh = figures.views(post, end) - figures.views(post, begin)
        found[wordpress.address(post).removeprefix(wordpress.SITE)] = fresh
    return sorted(((p, v) for p, v in found.items() if v > 0), key=lambda pv: (-pv[1], pv[0]))
