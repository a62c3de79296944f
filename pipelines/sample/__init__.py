"""Twelve invented weeks on four channels, written as the files that staff would export, with what goes wrong in life.

By default the weeks are those from Monday 19 January to Sunday 12 April 2026 (2026-W04 to W15); other numbers of weeks
end on the same Sunday. Everything stands still on Monday 13 April 2026 at nine. Folders are named for the Monday on
which the files in them were exported. What happened is told in ``story.STORY``, an event a line:

* Facebook: a missed round, a week exported by another tool, comments that vanish, a removal recorded but still
  visible, one hidden and proved so, safeguarding items (one seen late, one still open), personal data, a sticker,
  emoji, a comment sent twice.
* X: a week without an export, a late round, an abusive reply that could only be hidden.
* Instagram: a week of zero comments, three rounds written down on one Friday afternoon.
* Website: an edited comment, a safeguarding concern handled within the hour, a very long comment, an approval by
  somebody who may not decide first, a page taken down with its comments.
* Everywhere: Easter Monday, and the night of 29 March in which an hour is missing. The answers below a comment that
  was removed are gone with it.

The same arguments give the same bytes and file times on every machine.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.errors import BadInput
from pipelines.sample import (
    analytics,
    bulk,
    facebook,
    instagram,
    meta,
    moderating,
    recorded,
    story,
    templates,
    wordpress,
    writing,
    x,
)
from pipelines.sample.files import File, json_bytes, put
from pipelines.sample.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipelines.sample.world import World
    from pipelines.sample.written import Written

MARKER = ".weekwatch-sample.json"
MAX_WEEKS = 520
LAYOUTS: dict[str, Callable[[World], Iterator[File]]] = {
    "wxr": wordpress.wxr,
    "wordpress_rest": wordpress.rest,
    "graph": facebook.graph,
    "exportcomments": facebook.exportcomments,
    "graph_instagram": instagram.graph,
    "meta_content": meta.content,
    "meta_daily": meta.daily,
    "x_api": x.replies,
    "x_analytics": x.analytics,
    "x_archive": x.archive,
    "ga4": analytics.ga4,
    "ga4_traffic": analytics.ga4_traffic,
    "moderation_log": templates.log,
    "removal_register": templates.removals,
    "access_register": templates.access,
}
# A body counts its visitors with one program, so these are written only when asked for.
ONLY_WHEN_ASKED: dict[str, Callable[[World], Iterator[File]]] = {
    "matomo": analytics.matomo,
    "plausible": analytics.plausible,
}
BULK = {"exportcomments": bulk.exportcomments, "meta_content": bulk.meta_content}


def write_sample(out: Path, *, weeks: int = 12, comments: int = 2000, seed: int = 7, layout: str = "all") -> None:
    """Writes a sample below ``out``: all layouts, or one.

    With the layout ``exportcomments`` or ``meta_content`` it is a single table of ``comments`` rows, quick enough
    for ten million; with ``all`` everything is held in memory, which is meant for up to a few hundred thousand.

    Raises:
        BadInput: there is no such layout, or a number makes no sense.
    """
    _check(weeks, comments, layout)
    span = Span(weeks)
    if layout in BULK:
        BULK[layout](writing.people_and_posts(span, seed), out, comments, seed)
    else:
        writers = LAYOUTS if layout == "all" else {layout: (LAYOUTS | ONLY_WHEN_ASKED)[layout]}
        happened = build(weeks=weeks, comments=comments, seed=seed)
        for write in writers.values():
            for file in write(happened):
                put(out, file)
    facts = {
        "sample": True,
        "as_of": f"{span.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "weeks": weeks,
        "comments": comments,
        "seed": seed,
    }
    put(out, File(MARKER, json_bytes(facts) + b"\n", span.as_of))


def made_up(paths: list[Path]) -> tuple[bool, datetime | None]:
    """Whether one of these paths lies in what ``write_sample`` wrote, and the moment at which that stands still."""
    for path in paths:
        for folder in (path, *path.resolve().parents):
            if (folder / MARKER).is_file():
                facts = json.loads((folder / MARKER).read_text(encoding="utf-8"))
                return True, datetime.fromisoformat(facts["as_of"])
    return False, None


def ledger_story(*, weeks: int = 12, comments: int = 2000, seed: int = 7) -> Iterator[Written]:
    """What those weeks would have left in the ledger, an event at a time."""
    _check(weeks, comments, "all")
    return recorded.recorded(build(weeks=weeks, comments=comments, seed=seed))


def build(*, weeks: int = 12, comments: int = 2000, seed: int = 7) -> World:
    """What happened in those weeks: posts, comments, rounds and removals, before any file is written."""
    happened = writing.people_and_posts(Span(weeks), seed)
    story.tell(happened)
    writing.write_comments(happened, comments, seed)
    story.take_page_down(happened)
    writing.answer(happened, seed)
    writing.number(happened, seed)
    story.vanish(happened)
    moderating.moderate(happened, seed)
    return happened


def _check(weeks: int, comments: int, layout: str) -> None:
    if not 1 <= weeks <= MAX_WEEKS:
        raise BadInput("--weeks", f"{weeks} weeks cannot be made up", f"Take a number from 1 to {MAX_WEEKS}")
    if comments < 1:
        raise BadInput("--comments", f"{comments} comments make no sample", "Take one or more")
    known = ["all", *LAYOUTS, *ONLY_WHEN_ASKED]
    if layout not in known:
        raise BadInput("--layout", f'there is no layout "{layout}"', f"Take one of: {', '.join(known)}")
