"""The website: WordPress's own export each Monday, and what its REST interface shows the public."""

from __future__ import annotations

import html
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from pipelines.sample.files import File, json_bytes, name
from pipelines.sample.span import LONDON
from pipelines.sample.world import Item, OwnPost, World

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = "https://healthwatchrutland.co.uk"
BIN_KEEPS = timedelta(days=30)
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" \
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Healthwatch Rutland</title>
<link>{site}</link>
<pubDate>{date}</pubDate>
<language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{site}</wp:base_site_url>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login><![CDATA[office-manager]]></wp:author_login>\
<wp:author_display_name><![CDATA[Healthwatch Rutland]]></wp:author_display_name></wp:author>
<generator>https://wordpress.org/?v=6.8</generator>
"""


def wxr(world: World) -> Iterator[File]:
    """The whole site as it stood each Monday morning."""
    for at in world.span.exports:
        below: dict[str, list[Item]] = defaultdict(list)
        for item in world.on("website"):
            if item.at <= at and not (item.trashed_at and item.trashed_at + BIN_KEEPS <= at):
                below[item.post.id].append(item)
        pages = "".join(_page(p, below[p.id], at) for p in world.published("website", at))
        text = HEAD.format(site=SITE, date=format_datetime(at)) + pages + "</channel>\n</rss>\n"
        yield File(name(at, f"healthwatchrutland.wordpress.{at:%Y-%m-%d}.xml"), text.encode(), at)


def rest(world: World) -> Iterator[File]:
    """What the public could read of the fifty latest comments on the last Monday."""
    at = world.span.exports[-1]
    shown = [i for i in world.on("website") if _state(i, at) == "1" and not i.post.trashed_at][-50:]
    data = [_public(i, at) for i in reversed(shown)]
    yield File(name(at, f"wp-json-wp-v2-comments-{at:%Y-%m-%d}.json"), json_bytes(data), at)


def address(post: OwnPost) -> str:
    """Where the page stands."""
    return f"{SITE}/news/{post.at:%Y/%m}/{post.slug}-{post.id}/"


def _state(item: Item, at: datetime) -> str:
    if item.post.trashed_at and item.post.trashed_at <= at:
        return "post-trashed"
    if item.trashed_at and item.trashed_at <= at:
        return "trash"
    return "1" if item.approved_at and item.approved_at <= at else "0"


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _element(tag: str, text: str) -> str:
    return f"<wp:{tag}>{_cdata(text)}</wp:{tag}>\n"


def _meta(tag: str, key: str, value: str) -> str:
    return (
        f"<wp:{tag}><wp:meta_key>{_cdata(key)}</wp:meta_key><wp:meta_value>{_cdata(value)}</wp:meta_value></wp:{tag}>\n"
    )


def _page(post: OwnPost, items: list[Item], at: datetime) -> str:
    gone = bool(post.trashed_at and post.trashed_at <= at)
    head, _, rest_of = post.text.partition("? ")
    title = head + "?" if rest_of else post.text.partition(". ")[0]
    metas = _meta("postmeta", "_wp_trash_meta_comments_status", _earlier(post, items)) if gone else ""
    comments = "".join(_comment(i, at) for i in items) + (_pingback(post, at) if int(post.id) % 5 == 0 else "")
    return (
        f"<item>\n<title>{_cdata(title)}</title>\n<link>{address(post)}</link>\n"
        f"<dc:creator>{_cdata('office-manager')}</dc:creator>\n"
        f"<content:encoded>{_cdata(f'<p>{html.escape(post.text, quote=False)}</p>')}</content:encoded>\n"
        f"<wp:post_id>{post.id}</wp:post_id>\n{_times('post_date', post.at)}"
        f"{_element('comment_status', 'open')}{_element('status', 'trash' if gone else 'publish')}"
        f"{_element('post_type', 'post')}{metas}{comments}</item>\n"
    )


def _times(tag: str, at: datetime) -> str:
    local = at.astimezone(LONDON)
    return _element(tag, f"{local:%Y-%m-%d %H:%M:%S}") + _element(
        f"{tag}_gmt", f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    )


def _earlier(post: OwnPost, items: list[Item]) -> str:
    """The states that a binned page's comments had before, as PHP writes them."""
    assert post.trashed_at
    states = [(i.id, _state(i, post.trashed_at - timedelta(seconds=1))) for i in items]
    return f"a:{len(items)}:{{" + "".join(f'i:{n};s:{len(s)}:"{s}";' for n, s in states) + "}"


def _comment(item: Item, at: datetime) -> str:
    who, mail, ip, user = "Healthwatch Rutland", "info@healthwatchrutland.co.uk", "192.0.2.10", "2"
    if item.author:
        who, mail, ip, user = item.author.name, item.author.email, item.author.address, "0"
    fields = {
        "comment_author": who, "comment_author_email": mail, "comment_author_url": "", "comment_author_IP": ip,
    }  # fmt: skip
    return (
        f"<wp:comment>\n<wp:comment_id>{item.id}</wp:comment_id>\n"
        + "".join(_element(tag, text) for tag, text in fields.items())
        + _times("comment_date", item.at)
        + _element("comment_content", item.text_at(at))
        + _element("comment_approved", _state(item, at))
        + _element("comment_type", "comment")
        + f"<wp:comment_parent>{item.parent.id if item.parent else 0}</wp:comment_parent>\n"
        + f"<wp:comment_user_id>{user}</wp:comment_user_id>\n"
        + ("".join(_metas(item, at)) if item.author else "")
        + "</wp:comment>\n"
    )


def _metas(item: Item, at: datetime) -> Iterator[str]:
    """Akismet's history and the bin's own notes, as far as they go at that moment."""
    yield _meta("commentmeta", "akismet_result", "false")
    yield _history(item.at + timedelta(seconds=1), "check-ham", None)
    if item.approved_at and item.approved_at <= at:
        yield _history(item.approved_at, "status-approved", item.by)
    if item.trashed_at and item.trashed_at <= at:
        yield _history(item.trashed_at, "status-trash", item.by)
        if not (item.post.trashed_at and item.post.trashed_at <= at):
            yield _meta("commentmeta", "_wp_trash_meta_status", "0")
            yield _meta("commentmeta", "_wp_trash_meta_time", str(int(item.trashed_at.timestamp())))


def _history(at: datetime, event: str, user: str | None) -> str:
    parts = f's:4:"time";d:{at.timestamp():.2f};s:5:"event";s:{len(event)}:"{event}";'
    if user:
        parts += f's:4:"user";s:{len(user.encode())}:"{user}";'
    return _meta("commentmeta", "akismet_history", f"a:{3 if user else 2}:{{{parts}}}")


def _pingback(post: OwnPost, at: datetime) -> str:
    when = post.at + timedelta(hours=5)
    if when > at:
        return ""
    return (
        f"<wp:comment>\n<wp:comment_id>{int(post.id) + 900000}</wp:comment_id>\n"
        + _element("comment_author", "Parish news")
        + _element("comment_author_url", "https://parish.example.org/news/")
        + _times("comment_date", when)
        + _element("comment_content", "[&#8230;] our local Healthwatch asks [&#8230;]")
        + _element("comment_approved", "1")
        + _element("comment_type", "pingback")
        + "<wp:comment_parent>0</wp:comment_parent>\n<wp:comment_user_id>0</wp:comment_user_id>\n</wp:comment>\n"
    )


def _public(item: Item, at: datetime) -> dict[str, Any]:
    rendered = "".join(f"<p>{html.escape(p, quote=False)}</p>\n" for p in item.text_at(at).split("\n\n"))
    return {
        "id": int(item.id),
        "post": int(item.post.id),
        "parent": int(item.parent.id) if item.parent else 0,
        "author": 0 if item.author else 2,
        "author_name": item.author.name if item.author else "Healthwatch Rutland",
        "author_url": "",
        "date": f"{item.at.astimezone(LONDON):%Y-%m-%dT%H:%M:%S}",
        "date_gmt": f"{item.at:%Y-%m-%dT%H:%M:%S}",
        "content": {"rendered": rendered},
        "link": f"{address(item.post)}#comment-{item.id}",
        "status": "approved",
        "type": "comment",
        "meta": [],
    }
