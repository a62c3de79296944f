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
from pipelines.warehouse.published import Published

inbox = jobs.Inbox(
    Path(os.environ.get("WEEKWATCH_DATA", "data")), Path(os.environ.get("WEEKWATCH_POLICY", "policy.toml"))
)


@st.cache_resource(max_entries=3, show_spinner=False)
def _attached(folder: Path, pointer: str) -> Published:
    """One opening for each publication: a new one is seen at the next rerun."""
    return Published(folder)


@st.cache_resource(show_spinner="First start: loading the sample data. This takes about a minute.")
def _first_start() -> None:
    jobs.make_sample(inbox)


def _opened() -> Published:
    if not any((folder / jobs.POINTER).exists() for folder in (inbox.data, inbox.demo)):
        _first_start()
    folder = inbox.data if (inbox.data / jobs.POINTER).exists() else inbox.demo
    return _attached(folder, (folder / jobs.POINTER).read_text(encoding="utf-8"))


def _desk(published: Published) -> PublishedDesk:
    publication: dict[str, Any] = {k: None if words.is_missing(v) else v for k, v in published.publication().items()}
    now = publication["as_of"] or datetime.now(UTC).replace(second=0, microsecond=0)
    window = frame.sidebar(published, now.astimezone(ZoneInfo(publication["zone"])))
    return PublishedDesk(published, publication, window, inbox)


st.set_page_config("Weekwatch", page_icon=frame.ICON, layout="wide")
try:
    desk = _desk(_opened())
except jobs.SampleFailed as error:
    frame.problem(error)
    imports.upload(inbox)
    st.stop()


def _page(page: Page) -> Any:
    icon = getattr(page.module, "ICON", ":material/article:")
    return st.Page(
        partial(frame.show, page, desk),
        title=page.module.TITLE,
        icon=icon,
        url_path=page.path,
        default=page.name == "this_week",
    )


sections = {section.capitalize(): [_page(p) for p in all_pages() if p.section == section] for section in SECTIONS}
st.navigation(sections).run()
