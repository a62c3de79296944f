"""The pages in which version 2 of X's API answers: posts, what they refer to, errors and where the next page is."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.sources.export import Export

_ONLY_X_HAS = (
    "author_id", "conversation_id", "edit_history_tweet_ids", "in_reply_to_user_id", "public_metrics",
    "referenced_tweets",
)  # fmt: skip
_X_META = ("result_count", "newest_id", "oldest_id")
_PROBLEM = "https://api.twitter.com/2/problems/"


def is_cut_short(pages: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a page names a next one that does not follow."""
    for page, following in itertools.pairwise(itertools.chain(pages, [None])):
        assert page is not None
        if meta(page).get("next_token") and (following is None or not _continues(page, following)):
            return True
    return False


def _continues(page: Mapping[str, Any], following: Mapping[str, Any]) -> bool:
    talks = [{str(i.get("conversation_id")) for i in items(p) if isinstance(i, dict)} for p in (page, following)]
    return bool(meta(following).get("previous_token")) or bool(talks[0] & talks[1]) or not all(talks)


def pages_of(export: Export) -> list[Any]:
    """The documents of the file: one page, a list of pages, or a page a line."""
    documents = export.documents
    return documents[0] if len(documents) == 1 and isinstance(documents[0], list) else documents


def is_page(page: dict[str, Any]) -> bool:
    """Whether a document is such a page, rather than another platform's."""
    posts = items(page)
    if posts:
        first = posts[0]
        is_post = isinstance(first, dict) and "id" in first and "text" in first
        return is_post and (any(k in first for k in _ONLY_X_HAS) or any(k in meta(page) for k in _X_META))
    if "data" in page and page["data"] not in (None, []):
        return False
    errors = [e for e in listed(page, "errors") if isinstance(e, dict)]
    return "result_count" in meta(page) or any(str(e.get("type")).startswith(_PROBLEM) for e in errors)


def items(page: Mapping[str, Any]) -> list[Any]:
    """The posts of a page; a single one may stand without a list."""
    data = page.get("data")
    return [data] if isinstance(data, dict) else data if isinstance(data, list) else []


def referenced(page: Mapping[str, Any]) -> list[Any]:
    """The posts that those of the page refer to."""
    return listed(page.get("includes"), "tweets")


def meta(page: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the page says about itself."""
    held = page.get("meta")
    return held if isinstance(held, dict) else {}


def listed(holder: Any, name: str) -> list[Any]:
    """A list within a document; empty when there is none."""
    held = holder.get(name) if isinstance(holder, dict) else None
    return held if isinstance(held, list) else []
