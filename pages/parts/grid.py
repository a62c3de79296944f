"""The twelve-week grid: channel by week, each square a state that leads to the rounds behind it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pages.parts import markup, words
from pages.parts.status import state_of
from pipelines.metrics import Window


def grid(cadence: pd.DataFrame, window: Window, names: Mapping[str, str], page: str = "rounds") -> str:
    """A real table of weeks and channels, as HTML."""
    weeks = sorted(cadence["week_start"].unique())
    states = {(r.channel, r.week_start): state_of(r.state) for r in cadence.itertuples()}
    rows = []
    for channel in cadence["channel"].unique():
        cells = []
        for week in weeks:
            day, state = pd.Timestamp(week).date(), states.get((channel, week), state_of("NOT ACTIVE"))
            href = markup.address(page, Window(day, day + pd.Timedelta(days=7), channel, window.now))
            told = f"{names.get(channel, channel)}, week of {words.on(day)}: {state.word}"
            cells.append(f'<a href="{markup.escape(href)}" aria-label="{markup.escape(told)}">{state.square}</a>')
        rows.append((names.get(channel, channel), cells))
    head = ["Channel", *(f"{pd.Timestamp(w).day} {pd.Timestamp(w):%b}" for w in weeks)]
    return f'<div class="ww-grid">{markup.table("Twelve weeks: the state of each channel", head, rows)}</div>'
