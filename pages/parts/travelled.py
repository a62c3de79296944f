"""What is beyond a figure of reach: whether the week is unusual, and which topics travelled."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import frame, markup, period, words

_SAID = {
    "within": "within its own limits, so no more than chance",
    "above": "above its own limits: something was different",
    "below": "below its own limits: something was different",
}


def limits(desk: Desk) -> pd.DataFrame:
    """Every figure's limits for the last week of the period."""
    return desk.metric("reach_limits")


def limited(found: pd.DataFrame, channel: str, metric: str, level: str) -> str:
    """One figure against its limits, in a sentence; empty where the week is not whole."""
    rows = found[(found["channel"] == channel) & (found["metric"] == metric) & (found["level"] == level)]
    if rows.empty:
        return ""
    row = rows.iloc[-1]
    if row["limits"] == "too short":
        weeks = words.count(row["weeks_before"], "complete week")
        return f"Too short for limits: {weeks} before this one, of the 12 that they take."
    where = f"{words.number(row['low'])} to {words.number(row['high'])}"
    weeks = words.count(row["weeks_before"], "week")
    figure = "The median post" if level == "post" else "The week"
    return f"{figure}, {words.number(row['value'])}, is {_SAID[str(row['limits'])]} ({where} by the {weeks} before)."


def topics(desk: Desk) -> None:
    """How far posts about each topic travelled, against all posts of their channel."""
    st.header("Which topics travelled", anchor=False)
    window = desk.window if len(desk.window.weeks) > 1 else period.twelve_weeks(desk.window)
    found = desk.metric("topics_travelled", window)
    shown = found[found["value"].notna()] if not found.empty else found
    if shown.empty:
        st.markdown("No topic has three posts that are old enough to compare.")
        return
    names = frame.channel_names(desk)
    st.markdown(
        f"{words.sentence(period.told(window))}. Posts at the same age; 1.0 is as far as the channel's median post."
    )
    rows = [
        (f"{names.get(r['channel'], r['channel'])}: {words.named(str(r['topic']))}", [
            markup.escape(words.named(str(r["name"]))), words.number(r["posts"]), words.number(r["numerator"]),
            f"{r['value']:.1f}",
        ])
        for r in shown.to_dict("records")
    ]  # fmt: skip
    head = ["Channel and topic", "Figure", "Posts", "Median post", "Times the channel's median"]
    markup.show(markup.table("Which topics travelled", head, rows, numbers=True))
