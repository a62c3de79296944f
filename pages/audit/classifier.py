"""What finds the risks, how often it is right, and what people's decisions since have shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import frame, markup, period, words

TITLE = "Classifier"
ASKS = "How often is what orders the queue right, and what does it miss?"
ORDER = 4
ICON = ":material/model_training:"

_QUALITY = ("recall", "precision", "auprc", "false_alarms")
_HEAD = ("Category", "Positives", "Found (recall)", "Right when flagged (precision)", "AUPRC", "Others flagged")


def render(desk: Desk) -> None:
    """Draws the card's figures of each model in force beside what decisions since have shown."""
    models = desk.figures("select name, figures from model")
    if models.empty:
        st.info("No model is in force: patterns alone order the queue.", icon=":material/info:")
    for model in models.itertuples():
        st.header(f"Model {model.name}", anchor=False)
        _card(json.loads(model.figures) if model.figures else {})
    st.header("What decisions since have shown", anchor=False)
    _since(desk)
    st.header("What this can and cannot see", anchor=False)
    st.markdown(words.LIMITS)


def _card(figures: Mapping[str, Any]) -> None:
    if not figures.get("inbound"):
        st.info(
            "This model publishes no figures of its own: judge it by what decisions show, below.",
            icon=":material/info:",
        )
        return
    for direction, about in (("inbound", "comments of the public"), ("outbound", "posts of our own")):
        rows = [row for row in figures.get(direction, ()) if row["of"] == "category" and row["positives"]]
        if rows:
            st.subheader(f"On {about} that it never learnt from", anchor=False)
            markup.show(markup.table(f"How often it is right on {about}", _HEAD, map(_quality, rows), numbers=True))
    st.markdown("Each share with its 95% interval, at the thresholds in force when the model was measured.")
    _ordinary(figures)
    _compared(figures.get("compared", ()))


def _quality(row: Mapping[str, Any]) -> tuple[str, list[str]]:
    shares = [_share(row[name], row[f"{name}_interval"]) for name in _QUALITY]
    return words.named(row["category"]), [f"{row['positives']:,}", *shares]


def _share(value: float | None, interval: Iterable[float] | None) -> str:
    if value is None:
        return markup.escape(words.NOTHING)
    low, high = interval or (None, None)
    return f"{value:.0%}" + ("" if low is None else f" ({low:.0%} to {high:.0%})")


def _ordinary(figures: Mapping[str, Any]) -> None:
    """How many comments with nothing wrong are flagged all the same, whoever they speak of and however long."""
    told = (
        ("Feedback of NHS patients", figures.get("real_feedback", ())),
        ("Written by us, hard cases among them", figures["inbound"]),
    )
    rows = [
        (
            f"{about}: {row['category']}",
            [f"{row['negatives']:,}", _share(row["false_alarms"], row["false_alarms_interval"])],
        )
        for about, found in told
        for row in found
        if row["of"] == "ordinary"
    ]
    st.subheader("Comments with nothing wrong that are flagged by anything", anchor=False)
    markup.show(markup.table("False alarms", ("Comments", "How many", "Flagged by anything"), rows, numbers=True))


def _compared(rows: Iterable[Mapping[str, Any]]) -> None:
    told = [
        (
            f"{words.named(row['category'])}: {row['means']}",
            [f"{row['auprc']:.2f}", _share(row["false_alarms_at_0.8"], None), _share(row["false_alarms_at_0.9"], None)],
        )
        for row in rows
    ]
    if told:
        st.subheader("Beside simpler means", anchor=False)
        head = ("Means", "AUPRC", "Others flagged where 80% are found", "Others flagged where 90% are found")
        markup.show(markup.table("The model beside simpler means", head, told, numbers=True))


def _since(desk: Desk) -> None:
    found = desk.metric("flags_upheld")
    found = found[found["is_total"]] if found["is_total"].any() else found
    if found.empty:
        frame.empty(desk, "No comment of this period is known.", "An export of comments would fill this page.")
        return
    rows = [
        (
            row["category"],
            [
                f"{row['comments']:,}",
                f"{row['denominator']:,}",
                f"{row['marked_wrong']:,}",
                f"{row['numerator']:,}",
                words.NOTHING if words.is_missing(row["value"]) else _share(row["value"], (row["low"], row["high"])),
            ],
        )
        for row in found.to_dict("records")
    ]
    head = (
        "Found for",
        "Comments",
        "Reviewed",
        "Marked as wrongly found",
        "Taken down, not so marked",
        "Share of reviewed",
    )
    markup.show(markup.table(f"What became of them, {period.told(desk.window)}", head, rows, numbers=True))
    st.markdown(
        "A comment counts in each category that it was found for. It may be rightly found and rightly left up, a cry "
        "for help above all. What was taken down although nothing was found was missed."
    )
