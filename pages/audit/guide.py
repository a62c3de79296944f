"""The staff guide inside the product, and what each kind of export can never show."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import jobs, markup
from pipelines.errors import BadInput
from pipelines.policy.layouts import folder_of

TITLE = "Where exports come from"
ASKS = "Which clicks make each export, how often is it to be taken, and what can it never show?"
ORDER = 2
ICON = ":material/menu_book:"
GUIDE = jobs.ROOT / "docs" / "exports.md"


def render(desk: Desk) -> None:
    """Draws the guide as it stands in docs/exports.md, then the list of all kinds of export."""
    _, _, text = GUIDE.read_text(encoding="utf-8").partition("\n")
    st.markdown(text)
    st.header("What each kind of export can never show", anchor=False)
    if desk.inbox is None:
        return
    kinds = _layouts(desk.inbox, str(desk.inbox.policy), _changed(desk.inbox))
    rows = [
        (k["about"].rstrip("."), [markup.escape(k["layout"]), markup.escape("; ".join(k["cannot_show"]))])
        for k in kinds
    ]
    markup.show(
        markup.table("What each kind of export can never show", ["Kind of export", "Name", "Never shows"], rows)
    )


def _changed(inbox: jobs.Inbox) -> float:
    """When the policy or a layout beside it was changed last: then the kinds are asked for anew."""
    saved = [inbox.policy, folder_of(inbox.policy), *folder_of(inbox.policy).glob("*.toml")]
    return max(p.stat().st_mtime for p in saved if p.exists())


@st.cache_data(show_spinner="Listing the kinds of export", max_entries=3)
def _layouts(_inbox: jobs.Inbox, policy: str, changed: float) -> list[dict[str, Any]]:
    """Every layout in force, asked of the pipeline: this process never reads exports."""
    code, said, complained = jobs.answer(_inbox, "layouts", "--json")
    if code:
        raise BadInput(
            policy, (complained.strip().splitlines() or ["the kinds could not be listed"])[-1], "Mend that first"
        )
    return [json.loads(line) for line in said.splitlines() if line.strip()]
