"""One clause of the policy on its own: its state by channel and week, and the events and comments that prove it."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pandas as pd
import streamlit as st

from pages import Desk, all_pages
from pages.parts import bound, markup, own_lists, people, period, words
from pages.parts.frame import channel_names
from pages.parts.status import CLAUSE_STATES
from pipelines.clauses import Clause

__all__ = ["channel_names", "draw"]
SHOWN = 50  # proofs of one kind; the rest are counted


def draw(desk: Desk, one: Clause) -> None:
    """Draws what it asks, how it stands and why."""
    markup.show(f"<p>{markup.link('All clauses', markup.address('clauses', desk.window))}</p>")
    st.header(f"{one.id}: {one.asks}", anchor=False)
    st.markdown(words.plain(_numbered(desk, one.words["how"])))
    if "cannot" in one.words:
        st.markdown(f"**What cannot be measured:** {words.plain(one.words['cannot'])}")
    window = desk.window if len(desk.window.weeks) > 1 else period.twelve_weeks(desk.window)
    rows = desk.clauses(window, one.id)
    names = {"all": "The organisation", **channel_names(desk)}
    markup.show(_grid(rows, names))
    _weeks(desk, one, rows, names)


def _numbered(desk: Desk, text: str) -> str:
    """A text in which the numbers chosen here stand in place of their names in the policy file."""
    chosen = desk.figures("select id, value from local_choice")
    for row in chosen.itertuples():
        text = text.replace(row.id, f"“{words.named(row.id).lower()}” ({row.value:,})")
    return text


def _grid(rows: pd.DataFrame, names: dict[str, str]) -> str:
    weeks = sorted(set(rows["week"]))
    signs = {(r.channel, r.week): CLAUSE_STATES[r.state].square for r in rows.itertuples()}
    cells = [(names.get(c, c), [signs[c, w] for w in weeks]) for c in dict.fromkeys(rows["channel"])]
    head = ["Channel", *(f"{w.day} {w:%b}" for w in weeks)]
    return f'<div class="ww-grid">{markup.table("The state of the clause by channel and week", head, cells)}</div>'


def _weeks(desk: Desk, one: Clause, rows: pd.DataFrame, names: dict[str, str]) -> None:
    """Each week's reasons, the newest first, and the proof of the one that is chosen."""
    chosen = rows[rows["week"].isin(desk.window.weeks)].sort_values("week", ascending=False, kind="stable")
    told = [
        (f"{names.get(r.channel, r.channel)}, week of {words.on(r.week)}",
         [CLAUSE_STATES[r.state].html, markup.escape(words.sentence(r.reason)), f"{len(r.evidence):,}"])
        for r in chosen.itertuples()
    ]  # fmt: skip
    st.subheader("Why it stands so", anchor=False)
    markup.show(markup.table("Reasons by channel and week", ["Channel and week", "State", "Why", "Proofs"], told))
    _behind(desk, one)
    with_proof = {f"{r.channel} {r.week}": r for r in chosen.itertuples() if len(r.evidence)}
    if not with_proof:
        st.markdown("No single event or comment proves it: it is counted from figures, or nothing is recorded.")
        return
    labels = {key: f"{names.get(r.channel, r.channel)}, week of {words.on(r.week)}" for key, r in with_proof.items()}
    shown = with_proof[bound.choice("Proof of", "proof", labels)]
    proofs = [str(p).partition(":") for p in shown.evidence]
    _events(desk, [int(number) for kind, _, number in proofs if kind == "event"], names)
    _items(desk, [key for kind, _, key in proofs if kind == "item"])
    own_lists.proofs(desk, [key for kind, _, key in proofs if kind == "post"])


def _behind(desk: Desk, one: Clause) -> None:
    """Leads to the page where the rows are, if it is open to whoever looks."""
    page = next((p for p in all_pages() if p.name == one.words["rows"] and p.is_open_to(desk.visitor)), None)
    if page:
        label = f"The rows behind it: {page.title}"
        markup.show(f"<p>{markup.link(label, markup.address(page.path, desk.window))}</p>")


def _events(desk: Desk, seqs: list[int], names: dict[str, str]) -> None:
    """The events of the record, with the people in them for those who may see people."""
    if not seqs:
        return
    found = desk.figures(
        "select e.seq, e.kind, e.decision, e.at_time, coalesce(r.name, e.role, 'nobody') as role, e.channel "
        "from event e left join role r on r.role = e.role where e.seq in (select unnest($seqs)) "
        "order by e.seq limit $limit",
        seqs=seqs, limit=SHOWN,
    )  # fmt: skip
    who = _actors(desk, seqs) if desk.visitor.sees_text else {}
    rows = [
        (f"Event {r.seq}", [markup.escape(words.named(r.kind) + _decided(r.decision)), words.instant(r.at_time),
         markup.escape(who.get(r.seq, r.role)), markup.escape(names.get(r.channel, ""))])
        for r in found.itertuples()
    ]  # fmt: skip
    head = ["Number", "What", "When", "By", "Channel"]
    markup.show(markup.table("Events of the record that prove it", head, rows))
    _rest(len(seqs), "event")


def _decided(decision: Any) -> str:
    return "" if words.is_missing(decision) else f": {words.named(decision).lower()}"


def _actors(desk: Desk, seqs: list[int]) -> dict[int, str]:
    sql = "select seq, actor from event where seq in (select unnest($seqs)) and actor is not null"
    told = desk.comments(sql, seqs=seqs)
    return {r.seq: words.sentence(people.named(desk, r.actor)) for r in told.itertuples()}


def _items(desk: Desk, keys: list[str]) -> None:
    """The comments, each a link for those who may read it."""
    if not keys:
        return
    if not desk.visitor.sees_text:
        st.markdown(f"{words.count(len(keys), 'comment')} prove it; your role sees figures alone.")
        return
    found = desk.comments(
        "select item_key::varchar as item, channel, posted_at from comment "
        "where item_key in (select unnest($keys)::uuid) order by posted_at limit $limit",
        keys=keys, limit=SHOWN,
    )  # fmt: skip
    names = channel_names(desk)
    links = chain.from_iterable(
        ("<li>", markup.link(f"Comment on {names.get(r.channel, r.channel)} of {words.instant(r.posted_at)}",
                             markup.address("comments", desk.window, item=r.item)), "</li>")
        for r in found.itertuples()
    )  # fmt: skip
    st.subheader("Comments that it is about", anchor=False)
    markup.show(f"<ul>{''.join(links)}</ul>")
    _rest(len(keys), "comment")


def _rest(count: int, noun: str) -> None:
    if count > SHOWN:
        st.markdown(f"The first {SHOWN} of {words.count(count, noun)} are shown.")
