"""How well comments are judged: second reviews, agreement, what was overturned, and how much is missed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import frame, markup, period, second, words
from pipelines.metrics.second_look import FEWEST

TITLE = "Quality"
ASKS = "Do two people judge alike, what was overturned, and how much is missed?"
ORDER = 5
ICON = ":material/rule:"


def render(desk: Desk) -> None:
    """Draws the second reviews that wait for the visitor, then the figures of twelve weeks or the period chosen."""
    if desk.ledger is not None and desk.visitor.sees_text:
        second.draw(desk, desk.ledger)
    names = {"all channels": "All channels"} | frame.channel_names(desk)
    window = desk.window if len(desk.window.weeks) > 1 else period.twelve_weeks(desk.window)
    st.markdown(f"Figures as last published: {period.told(window)}.")
    _missed(desk, window, names)
    _agreement(desk, window, names)
    _overturned(desk, window, names)


def _missed(desk: Desk, window: Any, names: dict[str, str]) -> None:
    st.header("Problems found of all there are", anchor=False)
    found = desk.metric("missed", window)
    if found.empty or not found["read"].sum():
        st.markdown("? Not evidenced: no sample of what nothing was found in was drawn and read. Review draws one.")
        return
    rows = [
        (_whose(r, names), [
            words.percent(r["value"]), words.interval(r["low"], r["high"]), f"{r['found']:,}",
            words.number(r["missed"], 1), f"{r['problems']:,} of {r['read']:,}", f"{r['population']:,}",
        ])
        for r in found.to_dict("records")
    ]  # fmt: skip
    head = [
        "Channel, risk",
        "Found",
        "95% interval",
        "Problems found",
        "Missed, estimated",
        "In the sample",
        "Drawn from",
    ]
    markup.show(markup.table("Problems found of all there are", head, rows, numbers=True))


def _agreement(desk: Desk, window: Any, names: dict[str, str]) -> None:
    st.header("Agreement of two people", anchor=False)
    found = desk.metric("agreement", window)
    if found.empty:
        st.markdown("? Not evidenced: nothing was judged a second time.")
        return
    st.markdown(f"Beyond chance: 1 is always, 0 as often as by chance. Under {FEWEST} pairs nothing can be said.")
    rows = [(_whose(r, names), _pairs(r)) for r in found.to_dict("records")]
    head = ["Channel, read for", "Pairs", "Kappa", "95% interval", "Alpha", "On problems", "On others"]
    markup.show(markup.table("Agreement of two people", head, rows, numbers=True))


def _whose(r: dict[str, Any], names: dict[str, str]) -> str:
    """A channel, or what is of one risk on it."""
    channel = names.get(r["channel"], r["channel"])
    return channel if r["category"] == "all" else f"{channel}: {words.sentence(r['category'])}"


def _pairs(r: dict[str, Any]) -> list[str]:
    shares = [words.percent(r["on_problems"]), words.percent(r["on_others"])]
    if r["told"] != "told":
        return [f"{r['pairs']:,}", f"? {r['told']}", words.NOTHING, words.NOTHING, *shares]
    interval = f"{r['low']:.2f} to {r['high']:.2f}" if not words.is_missing(r["low"]) else words.NOTHING
    return [f"{r['pairs']:,}", words.number(r["value"], 2), interval, words.number(r["alpha"], 2), *shares]


def _overturned(desk: Desk, window: Any, names: dict[str, str]) -> None:
    st.header("Decisions overturned", anchor=False)
    found = desk.metric("overturned", window)
    if found.empty:
        st.markdown("? Not evidenced: no decision was looked at again.")
        return
    st.markdown("What is put to somebody is doubtful by its nature: only what was drawn at random shows an error rate.")
    rows = [
        (f"{names.get(r['channel'], r['channel'])}: {r['basis']}", [
            f"{r['numerator']:,} of {r['denominator']:,}", words.percent(r["value"]),
            words.interval(r["low"], r["high"]),
        ])
        for r in found.to_dict("records")
    ]  # fmt: skip
    head = ["Channel, how it was chosen", "Came out otherwise", "Share", "95% interval"]
    markup.show(markup.table("Decisions overturned", head, rows, numbers=True))
