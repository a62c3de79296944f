"""The CEO's page: how the week stands, what needs somebody now, and what it all rests on, in one screen."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import frame, kpi, leaving, markup, needs, period, tiles
from pages.parts.grid import grid
from pages.parts.verdict import verdict
from pages.parts.week_below import below
from pipelines.metrics import Window

TITLE = "This week"
ASKS = "Was every channel moderated, what needs somebody now, and whom did we reach?"
ORDER = 1
ICON = ":material/calendar_view_week:"
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Drawn:
    """The week as HTML. From the figures alone and the same for everybody, so it may be kept for the next look."""

    verdict: str
    grid: str
    tiles: str
    below: str


def render(desk: Desk) -> None:
    """Shows the verdict, the list, the grid and the tiles for the last week of the period."""
    drawn = _drawn(desk, str(sorted(desk.publication.items())), desk.window)
    if drawn is None:
        frame.empty(
            desk,
            "No channel was in use in this week.",
            "Channels and their dates are set in the policy.",
            "See the definitions",
            "definitions",
        )
        return
    if period.kind(desk.window) != period.WEEK:
        st.markdown(
            f"Of the period chosen, this page shows the last week: {period.told(period.last_week(desk.window))}."
        )
    markup.show(drawn.verdict)
    left, right = st.columns([6, 7], gap="small")
    with left, st.container(border=True, gap="xsmall", height="stretch"):
        _needs(_needed(desk))
    with right, st.container(border=True, gap="xsmall", height="stretch"):
        st.subheader("Twelve weeks", anchor=False)
        markup.show(drawn.grid)
    markup.show(drawn.tiles)
    markup.show(drawn.below)
    leaving.offer(desk)


@st.cache_data(max_entries=100, show_spinner=False)
def _drawn(_desk: Desk, publication: str, window: Window) -> Drawn | None:
    names = frame.channel_names(_desk)
    week = period.last_week(window)
    cadence = _desk.metric("cadence", period.twelve_weeks(week))
    if cadence.empty:
        return None
    now = cadence[cadence["week_start"] == pd.Timestamp(week.since)]
    state, sentence = verdict(now, names)
    told = markup.link(sentence, markup.address("rounds", week))
    return Drawn(
        f'<p class="ww-verdict" style="border-color:{state.colour}">{state.sign} {told}</p>',
        grid(cadence, week, names),
        kpi.row(tiles.tiles(_desk, week, names)),
        below(_desk, week, names),
    )


def _needed(desk: Desk) -> list[str]:
    """What waits for this visitor: never kept, for the next may be somebody else."""
    week = period.last_week(desk.window)
    cadence = desk.metric("cadence", period.twelve_weeks(week))
    now = cadence[cadence["week_start"] == pd.Timestamp(week.since)]
    return [need.html for need in needs.needs(desk, now, frame.channel_names(desk))]


def _needs(found: list[str]) -> None:
    st.subheader(f"Needs you now ({len(found)})", anchor=False)
    if not found:
        markup.show("<p>Nothing waits for you.</p>")
        return
    markup.show(f'<ul class="ww-list">{"".join(found[:SHOWN])}</ul>')
    if found[SHOWN:]:
        with st.expander(f"{len(found) - SHOWN} more"):
            markup.show(f'<ul class="ww-list">{"".join(found[SHOWN:])}</ul>')
