"""Whom the posts reached, by channel and by the platform's own definition, never added across either."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import chart, flags, frame, markup, period, travelled, visits, words

TITLE = "Reach"
ASKS = "How many people or views did each channel reach, by the platform's own figures?"
ORDER = 1
ICON = ":material/campaign:"
LEVELS = {
    "day": "whole channel, by day", "week": "whole channel, by week", "post": "posts",
    "period": "whole channel, by period",
}  # fmt: skip
UNITS = {"sum": "sum of the week", "highest": "highest of the week", "as given": "figure of the whole week"}


def render(desk: Desk) -> None:
    """Draws each channel's figures over the weeks, the posts, and the comparison like for like."""
    weeks = desk.window if len(desk.window.weeks) > 1 else period.twelve_weeks(desk.window)
    reach = desk.metric("reach", weeks)
    names = frame.channel_names(desk)
    if reach.empty:
        frame.empty(
            desk,
            "No figure of reach is known for these weeks.",
            "An export of post or page insights, X analytics or web analytics would fill this page.",
        )
    limits = travelled.limits(desk)
    for channel, part in reach.groupby("channel", sort=False):
        _channel(str(channel), names.get(str(channel), str(channel)), part, limits)
    if not reach.empty:
        travelled.topics(desk)
    visits.sent(desk)
    if desk.visitor.sees_text:
        _posts(desk, names)
    _compared(desk, names)


def _channel(channel: str, name: str, part: pd.DataFrame, limits: pd.DataFrame) -> None:
    st.header(name, anchor=False)
    kinds = {(r.metric, r.level): f"{words.named(r.name)} ({LEVELS.get(r.level, r.level)})" for r in part.itertuples()}
    chosen = st.selectbox(
        f"Figure of {name}",
        list(kinds),
        format_func=lambda k: kinds[k],
        key=f"figure_{channel}",
        index=_first(list(kinds)),
    )
    shown = part[(part["metric"] == chosen[0]) & (part["level"] == chosen[1])].sort_values("week_start")
    shown = shown.assign(
        series=[
            f"{r.name}"
            + (
                ""
                if words.is_missing(r.valid_from)
                else f" (since {words.short_day(r.valid_from)} {r.valid_from.year})"
            )
            for r in shown.itertuples()
        ]
    )
    last = shown.iloc[-1]
    unit = UNITS[str(last["statistic"])]
    when = f"in the week of {words.on(last['week_start'])}, the {unit}"
    sentence = f"{name}, {kinds[chosen]}: {words.number(last['value'])} {when}{_change(last)}."
    if shown["series"].nunique() > 1:
        st.markdown("The platform's definition changed within these weeks: no change is computed across the break.")
    chart.weekly(shown, "value", "series", unit=unit, sentence=sentence, key=f"reach_{channel}")
    if unusual := travelled.limited(limits, channel, *chosen):
        st.markdown(words.plain(unusual))
    told = (last["definition"], flags.caution(shown, {channel: name}))
    notes = [str(note) for note in told if not words.is_missing(note) and note]
    if notes:
        markup.show(markup.facts(" · ".join(notes)))


def _first(kinds: list[tuple[str, str]]) -> int:
    """The figure shown first: reach, views or impressions where there are any."""
    for wanted in ("reach", "views", "impressions"):
        for i, (metric, _) in enumerate(kinds):
            if metric == wanted:
                return i
    return 0


def _change(row: pd.Series) -> str:
    if words.is_missing(row["change"]):
        return ""
    return f", {'up' if row['change'] >= 0 else 'down'} {abs(row['change']):.0%} on the week before"


def _posts(desk: Desk, names: dict[str, str]) -> None:
    """The period's posts with their figures at the fixed age."""
    st.header("Posts", anchor=False)
    window, age = (
        desk.window,
        int(desk.figures("select value from local_choice where id = 'post_maturity_days'")["value"].iloc[0]),
    )
    posts = desk.comments(
        "select t.channel, t.text, p.day, g.metric, arg_max(g.value, g.captured_on) as latest, "
        "arg_min(g.value, g.captured_on) filter (g.captured_on >= p.day + $age::int) as at_age "
        "from post p join post_text t on t.post_key = p.post_key left join post_figure g on g.post_key = p.post_key "
        "and g.metric in ('reach', 'views', 'impressions', 'engagements') "
        "where p.day >= $since and p.day < $until and not coalesce(p.is_reply, false) "
        "and ($channel is null or p.channel = $channel) "
        "group by p.post_key, t.channel, t.text, p.day, g.metric "
        "order by p.day desc, t.channel, p.post_key, g.metric limit 300",
        since=window.since, until=window.until, channel=window.channel, age=age,
    )  # fmt: skip
    if posts.empty:
        frame.empty(
            desk, f"No post of the {period.told(window)} is known.", "An export of posts would fill this table."
        )
        return
    st.markdown(
        f"Each with its first figure at {age} days or older, so that young and old posts compare. "
        "Younger ones are marked immature."
    )
    rows = [
        (f"{names.get(r.channel, r.channel)}, {words.on(r.day)}", [
            f'<span class="ww-text">{markup.escape(_short(r.text))}</span>',
            markup.escape(words.named(r.metric) if isinstance(r.metric, str) else "no figure"),
            words.number(r.at_age) if not words.is_missing(r.at_age) else "◔ immature", words.number(r.latest),
        ])
        for r in posts.itertuples()
    ]  # fmt: skip
    markup.show(
        markup.table("Posts and their figures", ["Channel, day", "Post", "Figure", f"At {age} days", "Latest"], rows)
    )


def _short(text: object) -> str:
    shown = "" if words.is_missing(text) else str(text)
    return shown if len(shown) <= 140 else shown[:139].rstrip() + "…"


def _compared(desk: Desk, names: dict[str, str]) -> None:
    st.header("Like for like", anchor=False)
    st.markdown(
        "Comments of this period against as many weeks before, only where both are active and covered. "
        "What is left out is named."
    )
    compared = desk.metric("like_for_like")
    if compared.empty:
        st.markdown("No channel can be compared.")
        return
    rows = [
        (f"{names.get(r['channel'], r['channel'])}: {r['measure']}", [
            *_counts(r), _ratio(r), markup.escape(_of(r, "reason")), markup.escape(flags.told(r["flag"])),
        ])
        for r in compared.to_dict("records")
    ]  # fmt: skip
    markup.show(
        markup.table(
            "Like for like",
            ["Channel and measure", "These weeks", "Weeks before", "Ratio, 95% interval", "Note", "Exports"],
            rows,
        )
    )


def _counts(row: dict[str, Any]) -> list[str]:
    """Both periods' counts; without an export nothing was counted, which is no zero."""
    if row["flag"] == "MISSING":
        return [words.NOTHING, words.NOTHING]
    return [words.number(row["numerator"]), words.number(row["denominator"])]


def _of(row: dict[str, object], name: str) -> object:
    value = row.get(name)
    return "" if words.is_missing(value) else value


def _ratio(row: dict[str, object]) -> str:
    value, low, high = (row.get(k) for k in ("value", "low", "high"))
    if words.is_missing(value):
        return words.NOTHING
    upper = "no upper limit" if words.is_missing(high) else f"{high:.2f}"
    return f"{value:.2f} ({low:.2f} to {upper})"
