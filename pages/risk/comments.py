"""The comments themselves: found by word, category, status and state, with what was found in them marked."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import bound, comment, frame, markup, words
from pages.parts.search import ANY_CATEGORY, PAGE, STATES, Key, Search, key_of, spans_of
from pipelines.records import STATUSES

TITLE = "Comments"
ASKS = "What did the public write, what was found in it, and what became of it?"
ORDER = 2
ICON = ":material/forum:"
NEEDS_TEXT = True


def render(desk: Desk) -> None:
    """Draws the filters and a page of comments."""
    categories = dict(desk.figures("select category, name from category order by rank").itertuples(index=False))
    one, alike = st.query_params.get("item", ""), st.query_params.get("wave", "")
    search = Search(item=one, wave=alike) if one or alike else _filters(categories)
    total = search.count(desk)
    if not total:
        _nothing(desk, search)
        return
    trail = _trail(search, desk)
    found = search.page(desk, trail[-1])
    rows = found.head(PAGE)
    _counted(total, len(trail), len(rows), search)
    if search.item or search.wave:
        _all(desk)
    spans = spans_of(desk, [str(k) for k in rows["item_key"]])
    channels = frame.channel_names(desk)
    for _, row in rows.iterrows():
        comment.draw(desk, row, spans[spans["item_key"] == row["item_key"]], categories, channels)
    _turn(trail, rows.iloc[-1], is_last=len(found) <= PAGE)


def _filters(categories: dict[str, str]) -> Search:
    states = {"": "Any", **{k: v[0] for k, v in STATES.items()}}
    found = {"": "All comments", ANY_CATEGORY: "Anything found", **categories}
    text = bound.text("Search for a word, a phrase or a comment's id", "q", ":material/search:")
    with st.container(horizontal=True):
        category = bound.choice("What was found", "category", found)
        state = bound.choice("Review", "state", states)
        status = bound.choice(
            "Status on the platform", "status", {"": "Any", **{s: words.sentence(s) for s in STATUSES}}
        )
        when = bound.choice("When", "when", {"": "In the chosen period", "any": "At any time"})
        order = bound.choice("Order", "order", {"": "Newest first", "oldest": "Oldest first"})
    return Search(text, category, status, state, is_any_time=when == "any", is_oldest_first=order == "oldest")


def _nothing(desk: Desk, search: Search) -> None:
    if search.item or search.wave:
        st.info("No comment has this address any more.", icon=":material/info:")
        _all(desk)
    elif search == Search() or desk.comments("select count(*) as n from comment")["n"].iloc[0] == 0:
        frame.empty(
            desk, "No comment of this period is known.", "An export of comments that covers it would fill this page."
        )
    else:
        st.info("No comment fits these filters. Widen them, or choose **At any time**.", icon=":material/info:")


def _trail(search: Search, desk: Desk) -> list[Key | None]:
    """The keys of the pages turned so far; they begin anew when the search or the period changes."""
    signature = (search, desk.window, desk.publication["published_at"])
    if st.session_state.get("comments_for") != signature:
        st.session_state["comments_for"] = signature
        st.session_state["comments_trail"] = [None]
    trail: list[Key | None] = st.session_state["comments_trail"]
    return trail


def _counted(total: int, page: int, shown: int, search: Search) -> None:
    first, alike = (page - 1) * PAGE + 1, " that say nearly the same" if search.wave else ""
    st.markdown(
        "One comment."
        if search.item
        else f"{words.count(total, 'comment')}{alike}, of which these are {first:,} to {first + shown - 1:,}."
    )


def _all(desk: Desk) -> None:
    markup.show(f"<p>{markup.link('See all comments', markup.address('comments', desk.window))}</p>")


def _back(trail: list[Key | None]) -> None:
    trail.pop()


def _turn(trail: list[Key | None], last: pd.Series[Any], is_last: bool) -> None:
    if len(trail) == 1 and is_last:
        return
    with st.container(horizontal=True):
        st.button(
            "Previous page", icon=":material/chevron_left:", disabled=len(trail) == 1, on_click=_back, args=(trail,)
        )
        st.button(
            "Next page",
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=is_last,
            on_click=trail.append,
            args=(key_of(last),),
        )
