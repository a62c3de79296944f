"""A table that no layout knows: somebody says what its columns mean, sees it read, and saves that for next week."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages.parts import as_read, frame, jobs, mapping, words
from pages.parts.mapping import RECORDS, Preview
from pages.parts.questions_of_table import answers, choice
from pipelines.errors import WarehouseBusy, WeekwatchError
from pipelines.policy import Policy, load_policy
from pipelines.policy.layouts import Saved, remove_layout, save_layout, saved_layouts

IN_HAND = "table_in_hand"
HELD_MEGABYTES = 50


@dataclass(slots=True)
class InHand:
    """A file for this visitor's session alone, and what was found out about it: gone when it is put down."""

    name: str
    content: bytes
    outlines: dict[Any, dict[str, Any]] = field(default_factory=dict)
    previews: dict[str, Preview] = field(default_factory=dict)
    sign: str = field(init=False)

    def __post_init__(self) -> None:
        """A sign of the content, for the names of its widgets: each file has answers of its own."""
        self.sign = hashlib.sha256(self.content).hexdigest()[:12]


def take(name: str, content: bytes) -> None:
    """Takes a file in hand, to say what its columns mean."""
    st.session_state[IN_HAND] = InHand(name, content)


def put_down() -> None:
    """Forgets the file in hand and all that was found out about it."""
    st.session_state.pop(IN_HAND, None)


def wizard(inbox: jobs.Inbox) -> None:
    """Draws the wizard, and the layouts that were saved with it."""
    st.header("A table that Weekwatch does not know", anchor=False)
    if told := st.session_state.pop("table_saved", None):
        st.success(words.plain(told), icon=":material/check_circle:")
    held: InHand | None = st.session_state.get(IN_HAND)
    try:
        if held is None:
            _ask_for_file()
        else:
            _ask(inbox, load_policy(inbox.policy), held)
    except WeekwatchError as error:
        frame.problem(error)
    _saved(inbox)


def _ask_for_file() -> None:
    st.markdown("Say once what its columns mean. From then on such a file is read without help.")
    number = st.session_state.setdefault("table_number", 0)
    key = f"table_file_{number}"

    def taken() -> None:
        if (file := st.session_state.get(key)) is not None:
            take(file.name, file.getvalue())
            st.session_state["table_number"] = number + 1

    st.file_uploader(
        "A CSV file or workbook of any other tool", key=key, on_change=taken, max_upload_size=HELD_MEGABYTES
    )


def _ask(inbox: jobs.Inbox, policy: Policy, held: InHand) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(words.plain(held.name), anchor=False)
        st.button("Forget this file", icon=":material/close:", on_click=put_down)
    found = _outlined(inbox, held)
    columns = {c["name"]: c for c in found["columns"]}
    given = answers(policy, held.name, held.sign, found, columns)
    if missing := given.missing():
        still = words.listing(m[0].lower() + m[1:] for m in missing)
        st.info(f"Still to be answered: {still}.", icon=":material/info:")
        return
    entry = given.entry(list(columns))
    seen = _previewed(inbox, held, entry)
    as_read.show(seen, given.record, policy.organisation.zone)
    if not seen.refused:
        _save(inbox, held, entry)


def _outlined(inbox: jobs.Inbox, held: InHand) -> dict[str, Any]:
    """The table's outline for the sheet and header row chosen: looked at once for each choice."""
    sheet, header = st.session_state.get(f"sheet-{held.sign}"), st.session_state.get(f"header-{held.sign}")
    asked = (sheet, header)
    if asked not in held.outlines:
        with st.spinner("Looking at the table"):
            held.outlines[asked] = mapping.outlined(inbox, held.name, held.content, sheet, header)
    found = held.outlines[asked]
    if len(found["sheets"]) > 1:
        choice(
            "Sheet", found["sheets"], found["sheet"], f"sheet-{held.sign}", on_change=_forget_header, args=(held.sign,)
        )
    lines = {line: " · ".join(c for c in cells if c)[:90] for line, cells in found["top"]}
    choice(
        "Row of the column names", list(lines), found["header_line"], f"header-{held.sign}",
        format_func=lambda line: f"Line {line}: {lines.get(line, '')}",
    )  # fmt: skip
    return found


def _forget_header(sign: str) -> None:
    st.session_state.pop(f"header-{sign}", None)


def _previewed(inbox: jobs.Inbox, held: InHand, entry: Mapping[str, Any]) -> Preview:
    asked = repr(entry)
    if asked not in held.previews:
        with st.spinner("Reading it as it would be read"):
            held.previews.clear()
            held.previews[asked] = mapping.preview(inbox, held.name, held.content, entry)
    return held.previews[asked]


def _save(inbox: jobs.Inbox, held: InHand, entry: Mapping[str, Any]) -> None:
    name = str(entry["name"])
    is_known = any(s.name.casefold() == name.casefold() for s in saved_layouts(inbox.policy))
    replaces = is_known and st.checkbox(f"Replace the layout {words.plain(name)}, which is saved already")
    is_open = not is_known or replaces
    with st.container(horizontal=True):
        both = st.button("Save and load the file", icon=":material/upload:", type="primary", disabled=not is_open)
        keep = st.button("Save this layout", icon=":material/save:", disabled=not is_open)
    if not (keep or both):
        return
    save_layout(inbox.policy, entry, replace=replaces)
    told = f"Saved: {name}. Such a file is now read without help."
    if both:
        try:
            jobs.load(inbox, [(held.name, io.BytesIO(held.content))])
        except WarehouseBusy:
            told += " It could not be loaded yet, because other files are being read: load it above when they are done."
    put_down()
    st.session_state["table_saved"] = told
    st.rerun()


def _saved(inbox: jobs.Inbox) -> None:
    known = saved_layouts(inbox.policy)
    if not known:
        return
    st.subheader("Layouts that were saved here", anchor=False)
    for one in known:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{words.plain(one.name)}** · {words.plain(_about(one))}")
            with st.popover(f"Remove {words.plain(one.name)}", icon=":material/delete:"):
                st.markdown("Such files are then refused again. What was loaded stays.")
                st.button("Remove it", key=f"remove-{one.path.name}", on_click=_remove, args=(inbox, one))


def _about(one: Saved) -> str:
    if one.mistakes:
        return "cannot be read: " + "; ".join(f"line {line}: {what}" for _, line, what in one.mistakes)
    columns = ", ".join(dict.fromkeys(one.entry["columns"].values()))
    return f"{RECORDS[one.entry['record']].lower()}; columns {columns}"


def _remove(inbox: jobs.Inbox, one: Saved) -> None:
    try:
        remove_layout(inbox.policy, one.path.name)
        st.session_state["table_saved"] = f"Removed: {one.name}."
    except WeekwatchError as error:
        frame.problem(error)
