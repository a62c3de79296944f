"""The front door: who is there, which data are open, for which period and channel, and which page is shown."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from pages import SECTIONS, Page, all_pages
from pages.audit import imports
from pages.parts import door, frame, jobs, sign_in
from pages.parts.desk import PublishedDesk, laid
from pipelines.errors import DamagedData, WeekwatchError
from pipelines.warehouse.published import Published

data, policy = os.environ.get("WEEKWATCH_DATA", "data"), os.environ.get("WEEKWATCH_POLICY", "policy.toml")
inbox = jobs.Inbox(Path(data), Path(policy))


@st.cache_resource(max_entries=6, show_spinner=False)
def _attached(folder: Path, pointer: str, kinds: tuple[str, ...]) -> Published:
    """One opening for each publication and handle: a new one is seen at the next rerun."""
    return Published(folder, kinds)


@st.cache_resource(show_spinner="First start: loading the sample data. This takes about a minute.")
def _first_start() -> None:
    jobs.make_sample(inbox)


def _page(page: Page, desk: PublishedDesk, is_first: bool) -> Any:
    return st.Page(
        partial(frame.show, page, desk), title=page.title, icon=page.icon, url_path=page.path, default=is_first,
        visibility="visible" if page.is_open_to(desk.visitor) else "hidden",
    )  # fmt: skip


st.set_page_config("Weekwatch", page_icon=frame.ICON, layout="wide")
if not sign_in.is_let_in():
    st.stop()
try:
    if not any((folder / jobs.POINTER).exists() for folder in (inbox.data, inbox.demo)):
        _first_start()
    opened = laid(inbox, inbox.data if (inbox.data / jobs.POINTER).exists() else inbox.demo, _attached)
except WeekwatchError as error:
    frame.problem(error)
    if isinstance(error, jobs.SampleError | DamagedData) and door.opened(inbox, inbox.data, None).visitor().sees_text:
        imports.upload(inbox)
    st.stop()
first = next((p for p in all_pages() if p.is_open_to(opened.visitor)), None)
if first is None:
    frame.nobody(opened)
    st.stop()
sections = {s.capitalize(): [_page(p, opened, p == first) for p in all_pages() if p.section == s] for s in SECTIONS}
st.navigation(sections, expanded=True).run()
