"""The platform's own id of an item, out of the link to it that people write down."""

from __future__ import annotations

import base64
import re
from urllib.parse import parse_qs, urlsplit

_IN_PATH = (
    ("x", re.compile(r"/status(?:es)?/(\d+)")),
    ("instagram", re.compile(r"/c/\d+/r/(\d+)")),
    ("instagram", re.compile(r"/c/(\d+)")),
)
_HOSTS = {
    "facebook.com": "facebook",
    "fb.com": "facebook",
    "x.com": "x",
    "twitter.com": "x",
    "instagram.com": "instagram",
}


def item_id(written: str) -> str:
    """The platform's own id of an item, out of a link to it or as written; a link that holds none stays a link."""
    if not re.match(r"(https?://|www\.)", written, re.IGNORECASE):
        return written
    try:
        link = urlsplit(written if "://" in written else f"https://{written}")
    except ValueError:  # such as a bracket in the host: no address of any platform
        return written
    query = parse_qs(link.query)
    for name in ("reply_comment_id", "comment_id", "lc"):
        if name in query:
            return _plain_id(query[name][0])
    if link.path.endswith("/wp-admin/comment.php") and re.fullmatch(r"\d+", query.get("c", [""])[0]):
        return query["c"][0]
    if found := re.fullmatch(r"comment-(\d+)", link.fragment):
        return found[1]
    host = (link.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("mobile.")
    patterns = (pattern for platform, pattern in _IN_PATH if _HOSTS.get(host) == platform)
    return next((found[1] for pattern in patterns if (found := pattern.search(link.path))), written)


def _plain_id(value: str) -> str:
    """Facebook sometimes hides ``comment:<post>_<comment>`` in base 64."""
    try:
        text = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("ascii")
    except ValueError:
        return value
    return text.removeprefix("comment:") if text.startswith("comment:") else value
