"""What the exports prove beside their figures: how much is held, what will soon be gone, what logs show."""

from __future__ import annotations

import streamlit as st

from pages import Desk
from pages.parts import flags, markup, period, words
from pages.parts.status import MET, NOT_EVIDENCED, PROVISIONAL, State

SOON_DAYS = 7


def held(desk: Desk, names: dict[str, str]) -> None:
    """The platform's own count of comments against those held in text, and the posts with the widest gaps."""
    st.header("Comments held of those that the platform counts", anchor=False)
    window = desk.window if len(desk.window.weeks) > 1 else period.twelve_weeks(desk.window)
    found = desk.metric("comment_coverage", window)
    counted = found[found["state"] == "counted"]
    if counted.empty:
        st.markdown("? Not evidenced: no export of posts in these weeks says how many comments the platform counts.")
        return
    st.markdown(
        "A gap is what cannot be seen here: hidden, deleted, kept back by its author's privacy, or not exported. "
        "It is no removal."
    )
    rows = [
        (f"{names.get(r.channel, r.channel)}, {words.on(r.week_start)}", [
            f"{r.numerator:,} of {r.denominator:,}", words.share(r.numerator, r.denominator), f"{r.posts:,}",
            f"{r.posts_with_gap:,}", markup.escape(flags.told(r.flag)),
        ])
        for r in counted.sort_values("week_start", ascending=False, kind="stable").itertuples()
    ]  # fmt: skip
    head = ["Channel, posts of the week of", "Held", "Share", "Posts counted", "With a gap", "Exports"]
    markup.show(markup.table("Comments held of those that the platform counts", head, rows, numbers=True))
    if desk.visitor.sees_text:
        _gaps(desk, names, window.since, window.until)


def _gaps(desk: Desk, names: dict[str, str], since: object, until: object) -> None:
    """The posts under which most is missing."""
    posts = desk.comments(
        "select c.channel, c.day, c.counted, c.held, c.counted_on, left(p.text, 120) as text from post_comments c "
        "left join post_text p on p.post_key = c.post_key where c.held < c.counted and c.week_start >= $since "
        "and c.day < $until and ($channel is null or c.channel = $channel) order by c.counted - c.held desc limit 25",
        since=since, until=until, channel=desk.window.channel,
    )  # fmt: skip
    if posts.empty:
        return
    rows = [
        (f"{names.get(r.channel, r.channel)}, {words.on(r.day)}", [
            markup.escape(r.text or "no text"), f"{r.counted:,}", f"{r.held:,}", words.on(r.counted_on),
        ])
        for r in posts.itertuples()
    ]  # fmt: skip
    with st.expander(f"{words.count(len(posts), 'post')} with the widest gaps", icon=":material/unfold_more:"):
        head = ["Channel, posted", "Our post", "The platform counts", "Held", "Counted on"]
        markup.show(markup.table("Posts with the widest gaps", head, rows))


def expiring(desk: Desk, names: dict[str, str]) -> None:
    """What each platform keeps for some days only, and by when its export must be taken again."""
    st.header("Evidence that expires", anchor=False)
    found = desk.figures(
        "select x.*, (x.take_by - $today::date)::int as days_left from expiring x "
        "join channel c on c.channel = x.channel "
        "where coalesce(c.active_to >= $today::date, true) and ($channel is null or x.channel = $channel) "
        "order by x.last_captured is null, x.take_by, x.channel",
        today=desk.window.now.date() if desk.window.now else None, channel=desk.window.channel,
    )  # fmt: skip
    if found.empty:
        st.markdown("No platform of these channels is known to drop evidence by itself.")
        return
    st.markdown("Platforms empty trash and cut logs. What is not exported before that can never be shown.")
    rows = [
        (f"{names.get(r.channel, r.channel)}, {r.layout}", [
            _state(r.days_left).named(_told(r.take_by, r.days_left)), markup.escape(words.sentence(r.what)),
            words.count(r.keeps_days, "day"), words.on(r.last_captured),
        ])
        for r in found.itertuples()
    ]  # fmt: skip
    head = ["Channel, kind of export", "Take it by", "What is lost otherwise", "Kept for", "Last export"]
    markup.show(markup.table("Evidence that expires", head, rows))


def _state(days_left: float) -> State:
    if words.is_missing(days_left) or days_left < 0:
        return NOT_EVIDENCED
    return PROVISIONAL if days_left < SOON_DAYS else MET


def _told(take_by: object, days_left: float) -> str:
    if words.is_missing(days_left):
        return "never loaded"
    day = words.on(take_by)  # type: ignore[arg-type]
    return day if days_left >= 0 else f"overdue since {day}"


def logged(desk: Desk, names: dict[str, str]) -> None:
    """Moderation that logs prove beside the rounds: weaker evidence, for it does not say how far somebody read."""
    window = desk.window
    found = desk.figures(
        "select channel, week_start, source, sum(actions) as actions, sum(automatic) as automatic, "
        "sum(without_item) as without_item, count(distinct day) as days from moderated_day "
        "where day >= $since and day < $until and ($channel is null or channel = $channel) "
        "group by all order by week_start desc, channel, source",
        since=window.since, until=window.until, channel=window.channel,
    )  # fmt: skip
    if found.empty:
        return
    st.header("Moderation found in logs", anchor=False)
    st.markdown(
        "What was done on a day shows that somebody looked, not how far they read: it never stands for a round. "
        "An entry that names no comment proves nothing about any one of them."
    )
    rows = [
        (f"{names.get(r.channel, r.channel)}, {words.on(r.week_start)}", [
            markup.escape(words.named(r.source)), f"{r.actions:,.0f}", f"{r.days:,}", f"{r.automatic:,.0f}",
            f"{r.without_item:,.0f}",
        ])
        for r in found.itertuples()
    ]  # fmt: skip
    head = ["Channel, week of", "Log", "Entries", "Days", "By a machine", "Naming no comment"]
    markup.show(markup.table("Moderation found in logs", head, rows, numbers=True))


def unregistered(desk: Desk) -> None:
    """Says which exports are of channels that the policy does not name."""
    found = desk.figures(
        "select distinct channel from export where channel <> 'any' "
        "and channel not in (select channel from channel) order by channel"
    )
    if not found.empty:
        told = words.plain(words.listing(found["channel"]))
        st.warning(
            f"{told}: loaded, but no channel of the policy. Until policy.toml names it, nobody is held to "
            "moderating it.",
            icon=":material/warning:",
        )


def unheld(desk: Desk) -> None:
    """Removals on record that nothing else can be said of, because no export ever held the comment."""
    window = desk.window
    count = desk.figures(
        "select coalesce(sum(removals_unheld), 0)::int as n from moderated_day "
        "where day >= $since and day < $until and ($channel is null or channel = $channel)",
        since=window.since, until=window.until, channel=window.channel,
    )["n"].iloc[0]  # fmt: skip
    if count:
        st.markdown(
            f"? {words.count(count, 'removal')} done in this period and on record of comments that no export holds: "
            "posted and taken down between two exports, so nothing here can confirm them. More frequent exports would."
        )
