"""What every figure, state, category and local choice means, in words."""

from __future__ import annotations

import streamlit as st

from pages import Desk
from pages.parts import markup, status, table, words
from pipelines.metrics import all_metrics

TITLE = "Definitions"
ASKS = "What does each figure mean, and which rules are the policy's and which are ours?"
ORDER = 3
ICON = ":material/menu_book:"


def render(desk: Desk) -> None:
    """Draws every definition."""
    st.header("Figures", anchor=False)
    for metric in all_metrics().values():
        with st.container(border=True, gap="xsmall"):
            st.subheader(metric.title, anchor=False)
            st.markdown(words.plain(words.sentence(metric.words.get("definition", ""))))
            facts = [
                f"{name}: {metric.words[key]}"
                for key, name in (("unit", "Unit"), ("source", "Asked by"), ("id", "Number"))
                if key in metric.words
            ]
            markup.show(f'<p class="ww-facts">{markup.escape(" · ".join(facts))}</p>')
    st.header("States", anchor=False)
    rows = [(s.word.capitalize(), [s.square, markup.escape(s.means)]) for s in status.STATES.values()]
    markup.show(markup.table("The states of a channel in a week", ["State", "Sign", "What it means"], rows))
    _categories(desk)
    _choices(desk)
    _platforms(desk)


def _categories(desk: Desk) -> None:
    st.header("Categories", anchor=False)
    st.markdown(
        "A comment is flagged for a category when its score reaches the threshold. A flag only orders what a person "
        "reads first: no software removes anything."
    )
    frame = desk.figures("select name, rank, threshold, veil from category order by rank")
    columns = {
        "name": "Category",
        "rank": "Read in this order",
        "threshold": "Threshold, from 0 to 1",
        "veil": "Text hidden until asked for",
    }
    table.show(
        frame.assign(threshold=frame["threshold"].map("{:.2f}".format)), columns, "Categories and their thresholds"
    )
    st.subheader("Grounds for taking down", anchor=False)
    table.show(
        desk.figures("select id, name from principle"), {"id": "Policy", "name": "Ground"}, "Grounds for taking down"
    )


def _choices(desk: Desk) -> None:
    st.header("Local choices", anchor=False)
    st.markdown("Where the policy gives no number, these were chosen here. They are not the policy's words.")
    frame = desk.figures("select id, value, because from local_choice")
    named = frame.assign(
        id=frame["id"].map(words.named),
        kind=["The policy's" if i == "cadence_every_days" else "Local choice" for i in frame["id"]],
    )
    table.show(
        named,
        {"id": "Rule", "value": "Value", "kind": "Whose", "because": "Why"},
        "Local choices and why they are what they are",
    )


def _platforms(desk: Desk) -> None:
    st.header("Platforms' figures", anchor=False)
    st.markdown("What a platform calls its figures, and since when. No change is computed across a new definition.")
    frame = desk.figures("select * from metric_definition order by platform, metric, valid_from")
    columns = {
        "platform": "Platform",
        "name": "Figure",
        "definition": "What it means",
        "valid_from": "From",
        "valid_to": "Until",
        "is_additive": "May be added up",
    }
    table.show(frame, columns, "Definitions of the platforms' figures")
