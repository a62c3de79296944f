"""Comments to be judged, as they are drawn: the thread above, the words marked, what was found and said beside."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import Desk
from pages.parts import markup, words
from pages.parts.marked import marked
from pages.parts.thread import Told

VEILED = "This text may distress. It stays hidden until you ask for it."
_SHOW = "distressing_shown"


def unveil() -> bool:
    """The one switch of a sitting by which distressing texts are shown."""
    return bool(st.toggle(
        "Show distressing texts", key=_SHOW, help="For this sitting only. Texts appear in grey, without pictures."
    ))  # fmt: skip


def draw(desk: Desk, told: Told, is_shown: bool, names: dict[str, str], is_blind: bool = False) -> None:
    """One comment: its thread and its words at the left, the reasons to look at it at the right."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _thread(desk, told, is_shown)
        _words(told, is_shown, {} if is_blind else names, is_blind)
    with right:
        _facts(desk, told)
        if not is_blind:
            _reasons(desk, told, names)


def few(desk: Desk, told: list[Told], is_shown: bool, names: dict[str, str], alone: Callable[[str], None]) -> None:
    """Several comments one under the other, each of which can be taken out and looked at alone."""
    for one in told:
        with st.container(border=True, gap="xsmall"):
            _above(desk, one, is_shown)
            _words(one, is_shown, names, False)
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                markup.show(markup.facts(" · ".join([where(desk, one), *_found(one, names)])))
                st.button(
                    "Decide on this one alone", key=f"alone-{one.item}", type="tertiary", on_click=alone,
                    args=(one.item,), icon=":material/open_in_full:",
                )  # fmt: skip


def where(desk: Desk, told: Told) -> str:
    """Where and when it was written, and how it stands."""
    names = {c.id: c.name for c in desk.policy.channels}
    row, zone = told.row, desk.publication["zone"]
    when = "time unknown" if words.is_missing(row["posted_at"]) else words.instant(row["posted_at"], zone)
    edited = f" · edited, {words.count(int(row['texts']), 'text')} seen" if row["texts"] else ""
    return f"{names.get(row['channel'], row['channel'])} · {row['kind']} · {when} · {row['status']}{edited}"


def _found(told: Told, names: dict[str, str]) -> list[str]:
    found = [f"{names.get(c, words.named(c))} {told.scores.get(c, 0):.2f}" for c in told.flagged]
    return [f"found: {words.listing(found)}"] if found else []


def _above(desk: Desk, told: Told, is_shown: bool) -> None:
    """Post and answers in one line each, for several comments on a screen."""
    lines = [("Our post", told.post)] if told.post else []
    if told.above and told.above[-1]["text"]:
        last = told.above[-1]
        lines.append(("It answers", last["text"] if is_shown or not last["veil"] else "(hidden: it may distress)"))
    for label, text in lines:
        short = text if len(text) <= 160 else f"{text[:160]}…"
        markup.show(markup.facts(f"{label}: {short}"))


def _thread(desk: Desk, told: Told, is_shown: bool) -> None:
    zone = desk.publication["zone"]
    if told.post:
        posted = words.instant(told.row["post_at"], zone)
        markup.show(f'<p class="ww-facts">Our post, {markup.escape(posted)}</p>{_quoted(told.post)}')
    for one in told.above:
        who = "We answered" if one["is_own"] else "Somebody wrote"
        text = "(hidden: it may distress)" if one["veil"] and not is_shown else one["text"] or "(no text)"
        when = words.instant(one["posted_at"], zone)
        markup.show(f'<p class="ww-facts">{who}, {markup.escape(when)}</p>{_quoted(text)}')


def _quoted(text: str) -> str:
    return f'<blockquote class="ww-above">{markup.escape(text)}</blockquote>'


def _words(told: Told, is_shown: bool, names: dict[str, str], is_blind: bool) -> None:
    if told.veils and not is_shown:
        st.markdown(VEILED)
        return
    if not told.text:
        markup.show(markup.facts("No text: a sticker, a picture, or deleted."))
        return
    spans = [] if is_blind else [
        (int(s.span_start), int(s.span_end), names.get(str(s.category), words.named(str(s.category))))
        for s in told.spans.itertuples()
    ]  # fmt: skip
    muted = "ww-muted" if told.veils else "ww-judged"
    markup.show(f'<div class="{muted}">{marked(told.text, spans)}</div>')


def _facts(desk: Desk, told: Told) -> None:
    markup.show(markup.facts(where(desk, told)))
    total = sum(told.others.values())
    if total:
        did = words.listing(f"{n} {what}" for what, n in told.others.most_common())
        markup.show(markup.facts(f"{words.count(total, 'other comment')} by the same author: {did}."))
    elif told.author:
        markup.show(markup.facts("No other comment by the same author is known."))
    if not words.is_missing(told.row["link"]):
        with st.popover("Its address", type="tertiary"):
            markup.show(markup.facts(str(told.row["link"])))


def _reasons(desk: Desk, told: Told, names: dict[str, str]) -> None:
    """What was found, with its score, the score from which it counts, and what found it."""
    if not told.flagged:
        markup.show(markup.facts("Nothing was found in it."))
        return
    limits = {c.id: c.threshold for c in desk.policy.categories if c.direction == "inbound"}
    by = told.spans.groupby("category")["detector"].agg(lambda d: ", ".join(sorted(set(d)))).to_dict()
    rows = [
        (names.get(c, words.named(c)), [
            f"{told.scores.get(c, 0):.2f}", words.number(limits.get(c), 2), markup.escape(by.get(c, "the model")),
        ])
        for c in told.flagged
    ]  # fmt: skip
    markup.show(markup.table("What was found", ["Found", "Score", "Counts from", "Found by"], rows, numbers=True))


def categories(desk: Desk) -> dict[str, str]:
    """The categories' names by id."""
    return {"another_language": "Another language"} | {c.id: c.name for c in desk.policy.categories}
