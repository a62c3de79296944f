"""A form that records one event of a register: its fields by what they hold, the same submit twice being one event."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import recording, words

TOLD = "register_told"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``options`` (keys to names) make it a choice; ``day`` a day; else it is written freely."""

    name: str
    label: str
    options: Mapping[str, str] | None = None
    is_day: bool = False
    is_needed: bool = True
    is_long: bool = False
    help: str | None = None


def form(desk: Desk, title: str, kind: str, fields: Sequence[Field], today: date, **fixed: Any) -> None:
    """Draws it, folded, where the visitor may record that kind; and records what is sent."""
    if not desk.visitor.may(kind):
        return
    form_key = f"{kind}-{'-'.join(str(v) for v in fixed.values())}"
    key = f"{form_key}{st.session_state.get(f'{form_key}-sent') or ''}"  # another form after each that was recorded
    with st.expander(title, icon=":material/edit_note:"), st.form(key, clear_on_submit=False, border=False):
        given = {f.name: _asked(f, key, today) for f in fields}
        is_sent = st.form_submit_button("Record", type="primary")
    if not is_sent:
        return
    if missing := [f.label for f in fields if f.is_needed and not given[f.name]]:
        st.error(f"Still to be filled in: {words.plain(words.listing(missing))}.", icon=":material/error:")
        return
    sent = {"kind": kind, **fixed, **{name: value for name, value in given.items() if value}}
    record(desk, form_key, sent, f"Recorded: {title[0].lower()}{title[1:]}.")


def record(desk: Desk, key: str, event: Mapping[str, Any], told: str) -> None:
    """Records an event under an id that lives until it stands, then draws the page anew."""
    made = st.session_state.setdefault(f"{key}-id", str(uuid.uuid4()))
    if recording.record(desk, {**event, "id": made}):
        del st.session_state[f"{key}-id"]
        st.session_state[f"{key}-sent"] = st.session_state.get(f"{key}-sent", 0) + 1
        st.session_state[TOLD] = told
        st.rerun()


def told() -> None:
    """Says once what was recorded last."""
    if said := st.session_state.pop(TOLD, None):
        st.success(words.plain(said), icon=":material/check_circle:")


def _asked(field: Field, key: str, today: date) -> str:
    label, place = field.label if field.is_needed else f"{field.label} (optional)", f"{key}-{field.name}"
    if field.options is not None:
        names = dict(field.options)
        chosen = st.selectbox(
            label, list(names), index=None, format_func=lambda k: names[k], key=place, placeholder="Choose",
            help=field.help,
        )  # fmt: skip
        return str(chosen or "")
    if field.is_day:
        start = today if field.is_needed else None
        day = st.date_input(
            label, value=start, key=place, format="DD/MM/YYYY", min_value=date(2000, 1, 1), max_value=None
        )
        return day.isoformat() if isinstance(day, date) else ""
    ask = st.text_area if field.is_long else st.text_input
    return ask(label, key=place, help=field.help).strip()
