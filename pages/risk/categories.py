"""What was found in the comments, by category and week, and what patterns cannot see."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import chart, frame, markup, period, words

TITLE = "Categories"
ASKS = "Which risks were found in what the public wrote, and how often?"
ORDER = 1
ICON = ":material/category:"


def render(desk: Desk) -> None:
    """Draws counts by category and week, the thresholds, and the limits of what finds them."""
    weeks = desk.window if len(desk.window.weeks) > 1 else period.twelve_weeks(desk.window)
    found = _found(desk, weeks.since, weeks.until)
    if found.empty:
        scored = desk.figures(
            "select sum(items) as n from item_day where day >= $since and day < $until "
            "and ($channel is null or channel = $channel)",
            since=weeks.since, until=weeks.until, channel=weeks.channel,
        )["n"].iloc[0]  # fmt: skip
        if words.is_missing(scored):
            frame.empty(desk, "No comment of these weeks is known.", "An export of comments would fill this page.")
        else:
            st.info(
                f"Nothing was found in {words.count(scored, 'comment')}, {period.told(weeks)}.", icon=":material/info:"
            )
    else:
        _counts(desk, found)
        total = found.groupby("name")["flagged"].sum()
        most = f"{str(total.idxmax()).lower()}, in {words.count(total.max(), 'comment')}"
        sentence = f"{words.sentence(period.told(weeks))}: most often found was {most}."
        by_week = found.groupby(["name", "week_start"], as_index=False, sort=False)["flagged"].sum()
        chart.weekly(by_week, "flagged", "name", unit="comments", sentence=sentence, key="categories", is_bars=True)
    _waves(desk)
    st.subheader("What this can and cannot see", anchor=False)
    st.markdown(("Only patterns are in force. " if not desk.publication["model"] else "") + words.LIMITS)
    markup.show(f"<p>{markup.link('How often it is right', markup.address('classifier', desk.window))}</p>")


def _found(desk: Desk, since: object, until: object) -> pd.DataFrame:
    return desk.figures(
        "select k.name, d.category, d.week_start, d.channel, sum(d.flagged)::bigint as flagged from category_day d "
        "join category k on k.category = d.category "
        "where d.day >= $since and d.day < $until and ($channel is null or d.channel = $channel) "
        "group by all having sum(d.flagged) > 0 order by any_value(k.rank), d.week_start",
        since=since, until=until, channel=desk.window.channel,
    )  # fmt: skip


def _waves(desk: Desk) -> None:
    """Three or more comments of a week that say nearly the same: brigading, spam, or one worry that many share."""
    window = desk.window
    found = desk.figures(
        "select * from wave where week_start >= $first and week_start < $until "
        "and ($channel is null or list_contains(channels, $channel)) order by comments desc, wave limit 20",
        first=window.weeks[0], until=window.until, channel=window.channel,
    )  # fmt: skip
    if found.empty:
        return
    channels, zone = frame.channel_names(desk), desk.publication["zone"]
    rows = []
    for wave in found.itertuples():
        where = words.listing([channels.get(c, c) for c in wave.channels])
        href = markup.address("comments", window, wave=wave.wave)
        opened = markup.link("Open", href, f"Open the {wave.comments} comments of {words.on(wave.week_start)} alike")
        by = f"{wave.authors:,}" if wave.authors else "unknown"
        when = f"{words.instant(wave.first_at, zone)} to {words.instant(wave.last_at, zone)}"
        rows.append((when, [f"{wave.comments:,}", by, markup.escape(where), f"{wave.flagged:,}", opened]))
    st.subheader("Comments that say nearly the same", anchor=False)
    st.markdown("Many hands or one? A wave may be spam, a campaign, or a worry that many people share.")
    head = ["When", "Comments", "Authors", "Where", "With anything found", "Open"]
    markup.show(markup.table("Three or more comments of a week that say nearly the same", head, rows, numbers=True))


def _counts(desk: Desk, found: pd.DataFrame) -> None:
    """How often each category was found in the chosen period, each row leading to its comments."""
    window = desk.window
    inside = found[
        (found["week_start"] >= pd.Timestamp(window.weeks[0])) & (found["week_start"] < pd.Timestamp(window.until))
    ]
    all_of = desk.figures("select category, name, threshold from category order by rank")
    rows = []
    for category in all_of.itertuples():
        count = int(inside.loc[inside["category"] == category.category, "flagged"].sum())
        opened = markup.link(
            "Open",
            markup.address("comments", window, category=category.category),
            f"Open the comments found for {category.name}",
        )
        rows.append((category.name, [f"{count:,}", f"{category.threshold:.2f}", opened if count else ""]))
    st.subheader(
        f"Found in the {period.told(window)}"
        if period.kind(window) == period.WEEK
        else f"Found, {period.told(window)}",
        anchor=False,
    )
    markup.show(
        markup.table("Comments found by category", ["Category", "Comments", "From score", "Rows"], rows, numbers=True)
    )
    markup.show(markup.facts("A comment can be found for several categories, so these do not add up."))
