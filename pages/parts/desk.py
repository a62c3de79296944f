"""The desk that pages work at: a publication, read for one period and channel, as far as the visitor may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from pages.parts import frame, sign_in, words
from pages.parts.door import Door, eyes, opened
from pages.parts.jobs import POINTER, Inbox
from pages.parts.visitor import Visitor
from pipelines.as_json import plain
from pipelines.clauses import clause, standing
from pipelines.errors import NotForThisRole
from pipelines.ledger import Ledger
from pipelines.metrics import Window, metric
from pipelines.policy import Policy

TEXTS = {"text", "raw", "author_key", "actor", "person", "note"}  # columns that somebody is read by


@dataclass(frozen=True, slots=True)
class PublishedDesk:
    """A desk over one publication; ``published`` is a warehouse's ``Published`` or its like, with the figures alone.

    ``texts`` is another with text and people, and is there for those who may see these and for nobody else.
    """

    published: Any
    publication: dict[str, Any]
    window: Window
    door: Door
    visitor: Visitor
    texts: Any = None
    inbox: Inbox | None = None
    reads: list[int] = field(default_factory=list)  # rows of text or people that the page was handed

    @property
    def policy(self) -> Policy:
        """The organisation's rules."""
        return self.door.policy

    @property
    def ledger(self) -> Ledger | None:
        """The record of moderation, open; None for whoever sees figures alone, or where it cannot be written."""
        return self.door.ledger if self.texts is not None and self.visitor.sees_text else None

    def record(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Records an event of the visitor's, now; the same id again returns what is there.

        Raises:
            EventRefused: it may not be recorded.
            NotForThisRole: the data folder cannot be written.
        """
        ledger = self.door.ledger
        if ledger is None:
            raise NotForThisRole("The record", "the data folder cannot be written", "Have its owner look")
        known = ledger.store.event(str(event["id"])) if "id" in event else None
        return known or ledger.record({"at": plain(ledger.now()), **event, "actor": self.visitor.person})

    def metric(self, name: str, window: Window | None = None) -> pd.DataFrame:
        """A metric's rows, for the chosen window unless another is given."""
        return _metric(self.published, self.published.version, name, window or self.window)

    def clauses(self, window: Window | None = None, only: str | None = None) -> pd.DataFrame:
        """How each clause of the policy stands, or one alone, for the chosen window unless another is given."""
        return _standing(self.published, self.published.version, window or self.window, only)

    def figures(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on the figures."""
        frame: pd.DataFrame = self.published.figures(sql, **values)
        return frame

    def comments(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on text and people; never cached, so that nobody's words outlive the page.

        Raises:
            NotForThisRole: the visitor's roles see figures alone, or did not last until now.
        """
        if self.texts is None or not self.door.again(self.visitor).sees_text:
            raise NotForThisRole("This page", "your role sees figures alone, no text and no person", "Ask the CEO")
        frame: pd.DataFrame = self.texts.comments(sql, **values)
        if len(frame) and TEXTS & set(frame.columns):
            self.reads.append(len(frame))
        return frame

    def exported(self, subject: str, rows: int | None = None) -> None:
        """Notes in the record that something was taken out of the house."""
        if self.door.ledger is not None:
            self.door.ledger.note("export_made", subject=subject, actor=self.visitor.person, rows=rows)


def laid(inbox: Inbox, folder: Path, attached: Callable[[Path, str, tuple[str, ...]], Any]) -> PublishedDesk:
    """The desk of whoever is at the door, over a folder's newest publication; text is opened for those who may."""
    pointer = (folder / POINTER).read_text(encoding="utf-8")
    published = attached(folder, pointer, ("figures",))
    row: dict[str, Any] = {k: None if words.is_missing(v) else v for k, v in published.publication().items()}
    door = opened(inbox, folder, row["as_of"] if row["is_sample"] else None)
    visitor, person = door.visitor(), door.person()
    texts = attached(folder, pointer, ("figures", "comments")) if visitor.sees_text else None
    now = row["as_of"] or datetime.now(UTC).replace(second=0, microsecond=0)
    with st.sidebar:
        eyes(door, visitor)
        sign_in.way_out()
    window = frame.sidebar(published, now.astimezone(ZoneInfo(row["zone"])))
    # Whoever an office's provider signs in may look at the sample; real files are loaded by people of the registers.
    may_load = not sign_in.provider() or person is not None
    if door.ledger and not visitor.sees_text:
        door.ledger.store.close_texts()
    return PublishedDesk(published, row, window, door, visitor, texts, inbox if may_load else None)


@st.cache_data(max_entries=300, show_spinner=False)
def _metric(_published: Any, version: str, name: str, window: Window) -> pd.DataFrame:
    return metric(name).frame(
        _published.metric_connection(), window, lambda asked: _completeness(_published, version, asked)
    )


# Figures alone, so that what one role asked may be shown to another.
@st.cache_data(max_entries=100, show_spinner=False)
def _standing(_published: Any, version: str, window: Window, only: str | None) -> pd.DataFrame:
    return standing(_published.metric_connection(), window, [clause(only)] if only else None)


@st.cache_data(max_entries=100, show_spinner=False)
def _completeness(_published: Any, version: str, window: Window) -> pd.DataFrame:
    return metric("completeness").rows(_published.metric_connection(), window)
