"""The front door: which data are open, for which period and channel, and which page is shown."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from pages import SECTIONS, Page, all_pages
from pages.audit import imports
from pages.parts import frame, jobs, words
from pages.parts.desk import PublishedDesk
from pipelines.errors import DamagedData
from pipelines.warehouse.published import Published

data, policy = os.environ.get("WEEKWATCH_DATA", "data"), os.environ.get("WEEKWATCH_POLICY", "policy.toml")
inbox = jobs.Inbox(Path(data), Path(policy))


@st.cache_resource(max_entries=3, show_spinner=False)
def _attached(folder: Path, pointer: str) -> Published:
    """One opening for each publication: a new one is seen at the next rerun."""
    return Published(folder)


@st.cache_resource(show_spinner="First start: loading the sample data. This takes about a minute.")
def _first_start() -> None:
    jobs.make_sample(inbox)


def _desk() -> PublishedDesk:
    if not any((folder / jobs.POINTER).exists() for folder in (inbox.data, inbox.demo)):
        _first_start()
    folder = inbox.data if (inbox.data / jobs.POINTER).exists() else inbox.demo
    published = _attached(folder, (folder / jobs.POINTER).read_text(encoding="utf-8"))
    row: dict[str, Any] = {k: None if words.is_missing(v) else v for k, v in published.publication().items()}
    now = row["as_of"] or datetime.now(UTC).replace(second=0, microsecond=0)
    return PublishedDesk(published, row, frame.sidebar(published, now.astimezone(ZoneInfo(row["zone"]))), inbox)


def _page(page: Page, desk: PublishedDesk) -> Any:
    show = partial(frame.show, page, desk)
    return st.Page(show, title=page.title, icon=page.icon, url_path=page.path, default=page.name == "this_week")


st.set_page_config("Weekwatch", page_icon=frame.ICON, layout="wide")
try:
    opened = _desk()
except (jobs.SampleError, DamagedData) as error:
    frame.problem(error)
    imports.upload(inbox)
    st.stop()
sections = {s.capitalize(): [_page(p, opened) for p in all_pages() if p.section == s] for s in SECTIONS}
st.navigation(sections).run()
