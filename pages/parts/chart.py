"""Charts, the only home of plotly: each with one sentence and its figures as a table below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.parts import words

COLOURS = ("#005EB8", "#8A4B00", "#00662E", "#7C2855", "#4C6272", "#A8071A")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "square", "diamond", "x", "triangle-up", "cross")
_BARE = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}


def weekly(
    frame: pd.DataFrame, value: str, by: str, *, unit: str, sentence: str, key: str, is_bars: bool = False
) -> None:
    """Draws ``value`` by ``week_start``, a line or bar for each ``by``, told apart by shape and not by colour alone."""
    series = {str(name): (list(part["week_start"]), list(part[value])) for name, part in frame.groupby(by, sort=False)}
    signature = tuple((name, tuple(map(str, xs)), tuple(map(float, ys))) for name, (xs, ys) in series.items())
    st.markdown(words.plain(sentence))
    st.plotly_chart(_figure(signature, unit, is_bars), theme=None, width="stretch", key=key, config=_BARE, alt=sentence)
    with st.expander("Figures", icon=":material/table_rows:"):
        st.table(figures(frame, value, by, unit), hide_index=True, border="horizontal", alt=f"Figures: {sentence}")


def figures(frame: pd.DataFrame, value: str, by: str, unit: str) -> pd.DataFrame:
    """The numbers of a chart as a table: a row for each week, a column for each line."""
    wide = frame.pivot_table(index="week_start", columns=by, values=value, aggfunc="sum", sort=False, min_count=1)
    shown = {
        words.plain(f"{name} ({unit})"): [words.number(v) for v in wide.sort_index()[name]] for name in wide.columns
    }
    return pd.DataFrame({"Week of": [words.on(week) for week in wide.sort_index().index], **shown})


@st.cache_resource(max_entries=100, show_spinner=False)
def _figure(series: Sequence[tuple[str, Sequence[str], Sequence[float]]], unit: str, is_bars: bool) -> go.Figure:
    figure = go.Figure()
    for i, (name, xs, ys) in enumerate(series):
        colour = COLOURS[i % len(COLOURS)]
        days = [x[:10] for x in xs]
        if is_bars:
            figure.add_bar(
                name=name, x=days, y=ys, marker={"color": colour, "pattern": {"shape": ("", "/", "x", ".")[i % 4]}}
            )
        else:
            look: dict[str, Any] = {"color": colour, "dash": DASHES[i % len(DASHES)]}
            marker = {"symbol": MARKERS[i % len(MARKERS)], "size": 8}
            figure.add_scatter(name=name, x=days, y=ys, mode="lines+markers", line=look, marker=marker)
    figure.update_layout(
        height=280, margin={"l": 8, "r": 8, "t": 8, "b": 40}, plot_bgcolor="white", paper_bgcolor="white",
        font={"family": "sans-serif", "size": 14, "color": "#212B32"}, showlegend=len(series) > 1, barmode="stack",
        legend={"orientation": "h", "y": -0.2}, hovermode="x unified", dragmode=False,
        xaxis=_weeks_axis(sorted({x[:10] for _, xs, _ in series for x in xs})),
        yaxis={"title": unit, "rangemode": "tozero", "gridcolor": "#D8DDE0", "fixedrange": True, "automargin": True},
    )  # fmt: skip
    return figure


def _weeks_axis(days: Sequence[str]) -> dict[str, Any]:
    """Ticks on the Mondays themselves, at most six of them, so that they fit a telephone."""
    every = -(-len(days) // 6)
    ticks = list(days)[:: every or 1]
    return {
        "type": "date", "tickmode": "array", "tickvals": ticks, "tickformat": "%-d %b", "showgrid": False,
        "linecolor": "#8A9499",
        "fixedrange": True,
    }  # fmt: skip
