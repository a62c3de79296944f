"""The policy, sentence by sentence: how each stands in the period, and what proves it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import clause, frame, markup, questions, words
from pages.parts.status import CLAUSE_STATES
from pipelines.clauses import STATES, Clause, all_clauses, worst

TITLE = "Clauses"
ASKS = "Is each sentence of the policy met, and how do we know?"
ORDER = 5
ICON = ":material/rule:"

MOST = 2  # reasons told of a clause; the others are on its own page
SECTIONS = {
    "1": "Purpose", "2": "Aims", "3": "Social media", "4": "Risks", "5": "Procedure", "6": "Content",
    "7": "Administration", "8": "Moderation", "RH": "Revision history",
}  # fmt: skip


def render(desk: Desk) -> None:
    """Draws one clause if the address names it, else all of them by section, and what the policy leaves open."""
    asked = all_clauses().get(st.query_params.get("clause", ""))
    if asked:
        clause.draw(desk, asked)
        return
    found = desk.clauses()
    rows_of = {str(name): rows for name, rows in found.groupby("clause", sort=False)}
    states = {name: worst(rows["state"]) for name, rows in rows_of.items()}
    names = frame.channel_names(desk)
    _summary(states)
    for section, title in SECTIONS.items():
        rows = [_row(desk, c, rows_of[c.id], states[c.id], names)
                for c in all_clauses().values() if c.section == section]  # fmt: skip
        if rows:
            name = f"Section {section}: {title}" if section.isdigit() else title
            st.header(name, anchor=False)
            head = ["Clause", "What it asks", "State", "Why", "How it is known"]
            markup.show(markup.table(name, head, rows))
    questions.draw(desk)


def _summary(states: dict[str, str]) -> None:
    """How many clauses stand how, each by its worst channel and week."""
    counts = {state: list(states.values()).count(state) for state in STATES}
    told = [f"{CLAUSE_STATES[s].named(f'{s}: {n}')}" for s, n in counts.items() if n]
    markup.show(f"<p>{' · '.join(told)}</p>")
    st.markdown(
        "A clause stands as in its worst channel and week of the period. What is not evidenced is not called met: "
        "nothing that was loaded or recorded shows either way."
    )


def _row(desk: Desk, one: Clause, rows: pd.DataFrame, state: str, names: dict[str, str]) -> tuple[str, list[str]]:
    grave = rows[rows["state"] == state].sort_values("week", ascending=False, kind="stable")
    link = markup.link("Open", markup.address("clauses", desk.window, clause=one.id), f"Open clause {one.id}")
    why = _why(grave.drop_duplicates("channel"), names)
    return one.id, [f"{markup.escape(one.asks)} {link}", CLAUSE_STATES[state].html, markup.escape(why), one.kind]


def _why(rows: pd.DataFrame, names: dict[str, str]) -> str:
    """The reasons, each with the channels that it holds for; beyond two they are counted."""
    told = rows.groupby("reason", sort=False)["channel"].agg(list)
    said = [
        words.sentence(reason)
        if channels == ["all"]
        else f"{words.listing(names.get(c, c) for c in channels)}: {reason}"
        for reason, channels in told.items()
    ]
    rest = f"; and {len(said) - MOST} more" if len(said) > MOST else ""
    return "; ".join(said[:MOST]) + rest
