"""Which platform an address or a name in a table of visits belongs to: the one list of the platforms' hosts."""

from __future__ import annotations

import re

# Their websites, the short addresses that they make of links, and their apps, which name themselves back to front.
HOSTS = {
    "facebook.com": "facebook", "fb.com": "facebook", "fb.me": "facebook", "fb.watch": "facebook",
    "com.facebook.katana": "facebook", "instagram.com": "instagram", "com.instagram.android": "instagram",
    "x.com": "x", "twitter.com": "x", "t.co": "x", "com.twitter.android": "x",
    "youtube.com": "youtube", "youtu.be": "youtube", "com.google.android.youtube": "youtube",
    "linkedin.com": "linkedin", "lnkd.in": "linkedin", "com.linkedin.android": "linkedin",
    "tiktok.com": "tiktok", "threads.net": "threads", "threads.com": "threads", "bsky.app": "bluesky",
    "go.bsky.app": "bluesky", "mastodon.social": "mastodon", "trustpilot.com": "trustpilot",
}  # fmt: skip
# What web analytics call them in place of a host.
NAMES = {
    "facebook": "facebook", "fb": "facebook", "instagram": "instagram", "ig": "instagram", "twitter": "x", "x": "x",
    "x (twitter)": "x", "youtube": "youtube", "linkedin": "linkedin", "tiktok": "tiktok",
    "threads": "threads", "bluesky": "bluesky", "mastodon": "mastodon", "trustpilot": "trustpilot",
}  # fmt: skip
DIRECT = "direct"
OTHER = "other"
_DIRECT = ("", "(direct)", "direct", "direct / none", "direct entry", "(none)")
_NOT_SAID = ("(not set)", "(other)", "others", "(data not available)")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")


def came_from(source: str) -> str:
    """A source of visits as web analytics write it, less its medium and whatever might tell of one visitor.

    ``l.facebook.com / referral`` and ``https://l.facebook.com/l.php?u=…`` are both ``l.facebook.com``; an e-mail
    address is never a source.
    """
    plain = source.strip().casefold()
    if plain in _DIRECT:
        return DIRECT
    host = _SCHEME.sub("", plain.split(" / ")[0]).split("/")[0].split("?")[0].strip()
    if host in _DIRECT:
        return DIRECT
    return OTHER if "@" in host or host in _NOT_SAID else host.removeprefix("www.")
