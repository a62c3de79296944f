"""The CEO's page: how the week stands, what needs somebody now, and what it all rests on, in one screen."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import frame, kpi, markup, needs, period, tiles
from pages.parts.grid import grid
from pages.parts.verdict import verdict

TITLE = "This week"
ASKS = "Was every channel moderated, what needs somebody now, and whom did we reach?"
ORDER = 1
ICON = ":material/calendar_view_week:"
SHOWN = 6


def render(desk: Desk) -> None:
    """Draws the verdict, the list, the grid and the tiles for the last week of the period."""
    names = frame.channel_names(desk)
    week = period.last_week(desk.window)
    twelve = period.twelve_weeks(week)
    cadence = desk.metric("cadence", twelve)
    if cadence.empty:
        frame.empty(
            desk,
            "No channel was in use in this week.",
            "Channels and their dates are set in the policy.",
            "See the definitions",
            "definitions",
        )
        return
    if period.kind(desk.window) != period.WEEK:
        st.markdown(f"Of the period chosen, this page shows the last week: {period.told(week)}.")
    now = cadence[cadence["week_start"] == pd.Timestamp(week.since)]
    state, sentence = verdict(now, names)
    told = markup.link(sentence, markup.address("rounds", week))
    markup.show(f'<p class="ww-verdict" style="border-color:{state.colour}">{state.sign} {told}</p>')
    left, right = st.columns([6, 7], gap="small")
    with left, st.container(border=True, gap="xsmall", height="stretch"):
        _needs(needs.needs(desk, now, names))
    with right, st.container(border=True, gap="xsmall", height="stretch"):
        st.subheader("Twelve weeks", anchor=False)
        markup.show(grid(cadence, week, names))
    kpi.show(tiles.tiles(desk, week, names))


def _needs(found: list[needs.Need]) -> None:
    st.subheader(f"Needs you now ({len(found)})", anchor=False)
    if not found:
        markup.show("<p>Nothing waits for you.</p>")
        return
    markup.show(f'<ul class="ww-list">{"".join(n.html for n in found[:SHOWN])}</ul>')
    if found[SHOWN:]:
        with st.expander(f"{len(found) - SHOWN} more"):
            markup.show(f'<ul class="ww-list">{"".join(n.html for n in found[SHOWN:])}</ul>')
