"""The row of decisions with their keys, and what a removal or a rewording must say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import acts, judged, words
from pages.parts.sitting import Sitting
from pages.parts.thread import Told
from pipelines.ledger.forms import HARM_TARGETS

NAMED = {
    "leave_up": "Leave up", "approve": "Approve", "remove": "Take down", "hide": "Hide", "decline": "Decline",
    "reword": "Reword", "doubt": "Doubt", "safeguarding": "Safeguarding",
}  # fmt: skip
HARMED = dict(zip(
    HARM_TARGETS, ("Us as an organisation", "One of us", "A partner", "Somebody who uses services", "Somebody else"),
    strict=True,
))  # fmt: skip


def row(desk: Desk, here: Sitting, told: list[Told], shown: tuple[acts.Shown, ...]) -> None:
    """A button for each decision that the channel and the visitor's role allow."""
    channel, status = acts.channel_of(desk, shown[0].channel), str(told[0].row["status"])
    is_held, first = status == "pending", shown[0].item
    keep, downs = acts.keep(channel, is_held), acts.downs(channel, is_held)

    def button(
        verb: str, key: str, on_click: Callable[..., None], *args: Any, icon: str, kind: Any = "secondary"
    ) -> None:
        label = NAMED.get(verb, verb) + (f" all {len(shown)}" if len(shown) > 1 and verb == keep else "")
        st.button(
            f"{label} ({key})", key=f"{verb}-{first}-{len(shown)}-{shown[0].seq}", shortcut=key.lower(), icon=icon,
            type=kind, on_click=on_click, args=args,
        )  # fmt: skip

    with st.container(horizontal=True, gap="small"):
        button(keep, "A", _ask, here, keep, shown, icon=":material/check:", kind="primary")
        if downs:
            key = "D" if downs == ["decline"] else "T"
            button(downs[0], key, _form, here, "down", icon=":material/block:")
        if "reword" in channel.can and len(shown) == 1 and status not in ("trashed", "spam", "deleted"):
            button("reword", "W", _form, here, "reword", icon=":material/edit:")
        button("doubt", "Q", _ask, here, "doubt", shown, icon=":material/help:")
        button("safeguarding", "S", _ask, here, "safeguarding", shown, icon=":material/health_and_safety:")
        found = _found(told)
        if len(found) == 1:
            button("Wrong flag", "F", _wrong, here, keep, shown, found[0], icon=":material/flag:")
        button("Later", "L", _later, here, shown, icon=":material/schedule:", kind="tertiary")
    if len(found) > 1:
        names = judged.categories(desk)
        st.pills(
            "Wrongly found, if anything: it is recorded with your decision", found, selection_mode="multi",
            format_func=lambda c: names.get(c, words.named(c)), key=_wrong_key(shown),
        )  # fmt: skip
    st.text_input(
        "A line to go with it, if you like: it is kept sealed", key=f"note-{first}", max_chars=500,
        help="For whoever answers your doubt, or looks after the concern.",
    )  # fmt: skip


def _found(told: list[Told]) -> list[str]:
    """The categories that were found in any of these comments."""
    return list(dict.fromkeys(c for t in told for c in t.flagged))


def _wrong_key(shown: tuple[acts.Shown, ...]) -> str:
    return f"wrong-{shown[0].id}-{len(shown)}"


def _marked(shown: tuple[acts.Shown, ...]) -> tuple[str, ...]:
    """The categories that were marked as wrongly found."""
    return tuple(st.session_state.get(_wrong_key(shown)) or ())


def forms(desk: Desk, here: Sitting, told: list[Told], shown: tuple[acts.Shown, ...]) -> None:
    """What the decision that was begun must say, if one was."""
    channel = acts.channel_of(desk, shown[0].channel)
    if here.form == "down":
        _down(desk, here, told, shown, acts.downs(channel, told[0].row["status"] == "pending"))
    if here.form == "reword":
        _reword(here, told[0], shown)


def _down(desk: Desk, here: Sitting, told: list[Told], shown: tuple[acts.Shown, ...], verbs: list[str]) -> None:
    """The principle, whom it harms, and a reason: the record takes no removal without these."""
    first, found = shown[0].item, {c for t in told for c in t.flagged}
    # Those that fit what was found come first; none is chosen.
    named = {p.id: p.name for p in sorted(desk.policy.principles, key=lambda p: found.isdisjoint(p.risks))}
    with st.form(f"down-{first}", border=True):
        verb = st.segmented_control(
            "What is done", verbs, default=verbs[0], required=True, format_func=lambda v: NAMED[v], key=f"verb-{first}",
        ) if len(verbs) > 1 else verbs[0]  # fmt: skip
        principle = st.pills("Which principle it breaks", list(named), format_func=named.__getitem__, key=f"p-{first}")
        harmed = st.pills("Whom it harms", list(HARMED), format_func=HARMED.__getitem__, key=f"h-{first}")
        reason = st.text_input("Why, in a few words", key=f"why-{first}", max_chars=500)
        name = "Record it" + (f" of all {len(shown)}" if len(shown) > 1 else "")
        if st.form_submit_button(name, type="primary", icon=":material/block:"):
            if principle and harmed and reason.strip():
                more = {"principle": principle, "harm_target": harmed, "reason": reason.strip()}
                _now(here, acts.Act(str(verb), shown, more, _marked(shown)))
            st.error("Say which principle it breaks, whom it harms, and why.", icon=":material/error:")
    st.button("Back", key=f"back-{first}", type="tertiary", on_click=_form, args=(here, ""))


def _reword(here: Sitting, told: Told, shown: tuple[acts.Shown, ...]) -> None:
    """Whether its author can be asked at all, and the words that they would be asked about."""
    first = shown[0].item
    with st.form(f"reword-{first}", border=True):
        reached = st.radio("Can you reach its author?", ["Yes", "No"], horizontal=True, key=f"reach-{first}")
        proposed = st.text_area("The words that you propose", value=told.text, key=f"words-{first}", max_chars=5000)
        if st.form_submit_button("Reword, and ask its author", type="primary", icon=":material/edit:"):
            more = {"has_contact": reached == "Yes"}
            _now(here, acts.Act("reword", shown, more, _marked(shown), proposed.strip()))
    st.button("Back", key=f"back-{first}", type="tertiary", on_click=_form, args=(here, ""))


def _now(here: Sitting, act: acts.Act) -> None:
    """A form is read after everything above it was drawn: what it asks for is done in a run of its own."""
    here.act = act
    st.rerun()


def _ask(here: Sitting, verb: str, shown: tuple[acts.Shown, ...]) -> None:
    note = str(st.session_state.get(f"note-{shown[0].item}", "")).strip()
    here.act = acts.Act(verb, shown, {"note": note}, _marked(shown))


def _wrong(here: Sitting, verb: str, shown: tuple[acts.Shown, ...], category: str) -> None:
    here.act = acts.Act(verb, shown, wrong=(category,))


def _form(here: Sitting, name: str) -> None:
    here.form = name


def _later(here: Sitting, shown: tuple[acts.Shown, ...]) -> None:
    here.later |= {s.item for s in shown}
    here.apart, here.form = [i for i in here.apart if i not in here.later], ""
