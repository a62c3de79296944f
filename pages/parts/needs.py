"""What needs somebody now: each line with its state, its age and the page that shows its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from pages import Desk
from pages.parts import cases, markup, people, words
from pages.parts.status import BREACH, NOT_EVIDENCED, PROVISIONAL, State
from pipelines.ledger import waiting
from pipelines.metrics import Window

WARN_BEFORE = timedelta(days=7)
_HERE = "($channel is null or channel = $channel)"


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the list."""

    state: State
    what: str
    href: str
    do: str = "Open"

    @property
    def html(self) -> str:
        """The line with its sign and its link."""
        opened = markup.link(f"{self.do} ›", self.href, f"{self.do}: {self.what}")
        return f"<li>{self.state.sign}<span>{markup.escape(self.what)}</span>{opened}</li>"


def needs(desk: Desk, cadence: pd.DataFrame, names: dict[str, str]) -> list[Need]:
    """Everything that waits for somebody, the most urgent first."""
    window, now = desk.window, desk.window.now
    assert now is not None
    return [
        *recorded(desk, names),
        *_safeguarding(desk, window, now, names),
        *_still_visible(desk, window),
        *_breaches(cadence, window, names),
        *_exports(desk, window, now, names),
        *_expiring(desk, window, now, names),
        *_unregistered(desk, window),
        *_oldest(desk, window, now, names),
    ]


def recorded(desk: Desk, names: dict[str, str]) -> list[Need]:
    """What the record holds open: concerns and doubts, with whom they are, late rewordings, rounds not completed."""
    ledger, window = desk.ledger, desk.window
    if ledger is None:
        return []
    limit = cases.choice(desk, "reword_open_days")
    found = [
        *((BREACH, "Safeguarding concern", w, "needs_you") for w in waiting.concerns(ledger)),
        *((NOT_EVIDENCED, "Doubt", w, "needs_you") for w in waiting.doubts(ledger)),
        *((NOT_EVIDENCED, "Rewording late", w, "rewording") for w in waiting.rewordings(ledger)
          if limit is not None and cases.hours(desk, w.event) > limit * 24),
        *((PROVISIONAL, "Round not completed", waiting.Waiting(e, [e["actor"]]), "review")
          for e in waiting.rounds_begun(ledger)),
    ]  # fmt: skip
    return [
        Need(state, _case(desk, what, one, names), markup.address(page, window), "Open")
        for state, what, one, page in found
        if window.channel in (None, one.event.get("channel"))
        and (desk.visitor.sees_text or desk.visitor.person in one.people)
    ]


def _case(desk: Desk, what: str, one: waiting.Waiting, names: dict[str, str]) -> str:
    channel = names.get(str(one.event.get("channel")), "")
    whose = f"with {people.listed(desk, one.people)}" if one.people else "with nobody"
    return ", ".join(part for part in (what, channel, whose, f"{cases.age(desk, one.event)} old") if part)


def age(since: Any, now: datetime) -> str:
    """How long ago something was, in its largest unit: "2 hours old"."""
    told = words.duration(max(1.0, (now - since).total_seconds() / 60)).split(" ")
    return f"{told[0]} {told[1]} old"


def _safeguarding(desk: Desk, window: Window, now: datetime, names: dict[str, str]) -> list[Need]:
    if not desk.visitor.sees_text:
        return []
    found = desk.comments(
        # A round that passed over it is no answer to a cry for help: a decision of its own is.
        "select item_key::varchar as item, channel, coalesce(posted_at, first_seen) as posted_at, "
        "decided_at is not null as is_seen from comment "
        "where not is_own and decision_basis is distinct from 'own decision' "
        "and list_contains(categories, 'safeguarding') "
        f"and {_HERE} order by posted_at desc",
        channel=window.channel,
    )
    found = found[~found["item"].isin(_decided_since(desk))]
    page = "review" if desk.visitor.may("decision") else "comments"
    lines = [
        Need(
            BREACH,
            f"Safeguarding concern, {names.get(r.channel, r.channel)}, {age(r.posted_at, now)}"
            + (", seen in a round, no decision recorded" if r.is_seen else ""),
            markup.address(page, window, item=r.item),
        )
        for r in found.head(2).itertuples()
    ]
    if len(found) > 2:
        href = markup.address("comments", window, category="safeguarding", when="any")
        lines.append(
            Need(BREACH, f"{words.count(len(found) - 2, 'more safeguarding concern')} without a decision", href)
        )
    return lines


def _decided_since(desk: Desk) -> set[str]:
    """The comments on which the record has decided since what is published."""
    if desk.ledger is None:
        return set()
    published = int(desk.comments("select coalesce(max(seq), 0)::bigint as seq from event")["seq"].iloc[0])
    return {str(e.get("item")) for e in desk.ledger.events("decision", "doubt_answered", after=published)}


def _still_visible(desk: Desk, window: Window) -> list[Need]:
    count = desk.figures(
        f"select count(*) as n from removal where is_still_visible and {_HERE}", channel=window.channel
    )["n"].iloc[0]
    href = markup.address("comments", window, state="still_visible", when="any")
    told = f"{words.count(count, 'comment')} recorded as taken down but still visible"
    return [Need(BREACH, told, href)] if count else []


def _breaches(cadence: pd.DataFrame, window: Window, names: dict[str, str]) -> list[Need]:
    lines = []
    for row in cadence[cadence["state"] == "BREACH"].to_dict("records"):
        gap = row.get("largest_gap_days")
        is_gap = row["state_b"] == "BREACH" and not words.is_missing(gap) and gap >= 1
        told = f" for {words.count(int(gap), 'day')}" if is_gap else " in the week"
        week = Window(window.since, window.until, row["channel"], window.now)
        lines.append(
            Need(
                BREACH,
                f"{names.get(row['channel'], row['channel'])} was not moderated{told}",
                markup.address("rounds", week),
            )
        )
    return lines


def _exports(desk: Desk, window: Window, now: datetime, names: dict[str, str]) -> list[Need]:
    """The channels whose exports of comments are overdue."""
    last = desk.figures(
        "select c.channel, c.exports_every_days as every, max(e.captured_on) as last from channel c "
        "left join export e on e.channel = c.channel and e.kind = 'comments' "
        "where c.active_from <= $today and coalesce(c.active_to >= $today, true) "
        "and ($channel is null or c.channel = $channel) "
        "group by c.channel, c.exports_every_days, c.position order by c.position",
        today=now.date(), channel=window.channel,
    )  # fmt: skip
    never = [names[r.channel] for r in last.itertuples() if words.is_missing(r.last)]
    href = markup.address("imports", window)
    late = [
        r for r in last.itertuples() if not words.is_missing(r.last) and (now.date() - r.last.date()).days > r.every
    ]
    lines = [
        Need(NOT_EVIDENCED, f"No {names[r.channel]} export since {words.short_day(r.last)}", href, "Load") for r in late
    ]
    return lines + (
        [Need(NOT_EVIDENCED, f"No export of comments yet from {words.listing(never)}", href, "Load")] if never else []
    )


def _expiring(desk: Desk, window: Window, now: datetime, names: dict[str, str]) -> list[Need]:
    """The exports that must be taken again before the platform itself drops what they show."""
    found = desk.figures(
        "select x.* from expiring x join channel c on c.channel = x.channel "
        "where x.take_by is not null and x.take_by < $soon and c.active_from <= $today "
        "and coalesce(c.active_to >= $today, true) and ($channel is null or x.channel = $channel) order by x.take_by",
        today=now.date(), soon=now.date() + WARN_BEFORE, channel=window.channel,
    )  # fmt: skip
    href = markup.address("imports", window)
    return [
        Need(
            PROVISIONAL if r.take_by.date() >= now.date() else NOT_EVIDENCED,
            f"Export {'the moderation log of ' if r.is_log else ''}{names.get(r.channel, r.channel)} ({r.layout}) by "
            f"{words.short_day(r.take_by)}: after {words.count(r.keeps_days, 'day')} nobody can show {r.what}",
            href,
            "Load",
        )
        for r in found.itertuples()
    ]


def _unregistered(desk: Desk, window: Window) -> list[Need]:
    """Exports that speak of a channel which the policy does not name: nobody has said that it is to be moderated."""
    found = desk.figures(
        f"select distinct channel from export where {_HERE} and channel <> 'any' "
        "and channel not in (select channel from channel) order by channel",
        channel=window.channel,
    )
    if found.empty:
        return []
    told = f"Exports from {words.listing(found['channel'])}, which the policy does not name as a channel"
    return [Need(NOT_EVIDENCED, told, markup.address("imports", window))]


def _oldest(desk: Desk, window: Window, now: datetime, names: dict[str, str]) -> list[Need]:
    found = desk.figures(
        f"select channel, oldest_open from item_day where oldest_open is not null and {_HERE} "
        "order by oldest_open limit 1",
        channel=window.channel,
    )
    href = markup.address("comments", window, state="open", when="any", order="oldest")
    return [
        Need(
            NOT_EVIDENCED,
            f"Oldest comment not reviewed: {names.get(r.channel, r.channel)}, {age(r.oldest_open, now)}",
            href,
        )
        for r in found.itertuples()
    ]
