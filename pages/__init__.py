"""What a page is, and how the pages are found.

A page is a module ``pages/<section>/<name>.py`` that only defines things: ``TITLE``, ``ASKS`` (the one
sentence under the title), ``ORDER`` within its section, ``render(desk)`` and, if it likes, ``ICON`` and
``NEEDS_TEXT`` (it is nothing without text or people, so whoever sees figures alone is not led there). Nothing
runs when it is imported, and nothing lies directly in ``pages/``: Streamlit would serve that without asking
the front door.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from pages.parts.visitor import Visitor
from pipelines.ledger import Ledger
from pipelines.metrics import Window
from pipelines.policy import Policy

SECTIONS = ("overview", "moderation", "engagement", "risk", "audit")


class Desk(Protocol):
    """What a page is handed: the figures, the text it may see, and the period chosen."""

    @property
    def window(self) -> Window:
        """The period and channel chosen."""

    @property
    def publication(self) -> dict[str, Any]:
        """The one row that says what the figures rest on."""

    @property
    def inbox(self) -> Any:
        """Where files are loaded to; None where nothing may be loaded."""

    @property
    def visitor(self) -> Visitor:
        """Who looks, and what their roles open."""

    @property
    def policy(self) -> Policy:
        """The organisation's rules."""

    @property
    def ledger(self) -> Ledger | None:
        """The record of moderation, open; None for whoever sees figures alone, or where it cannot be written."""

    def record(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Records an event of the visitor's, now; the same id again returns what is there.

        Raises:
            EventRefused: it may not be recorded.
            NotForThisRole: the data folder cannot be written.
        """

    def exported(self, subject: str, rows: int | None = None) -> None:
        """Notes in the record that something was taken out of the house."""

    @property
    def reads(self) -> list[int]:
        """Rows of text or people that the page was handed so far."""

    def metric(self, name: str, window: Window | None = None) -> pd.DataFrame:
        """A metric's rows, for the chosen window unless another is given."""

    def clauses(self, window: Window | None = None, only: str | None = None) -> pd.DataFrame:
        """How each clause of the policy stands, or one alone, for the chosen window unless another is given."""

    def figures(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on the figures."""

    def comments(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on text and people.

        Raises:
            NotForThisRole: the visitor's roles see figures alone.
        """


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the front door lists it."""

    section: str
    name: str
    module: Any

    @property
    def title(self) -> str:
        """What it is called, on itself and in the list of pages."""
        return str(self.module.TITLE)

    @property
    def icon(self) -> str:
        """Its Material icon."""
        return str(getattr(self.module, "ICON", ":material/article:"))

    @property
    def needs_text(self) -> bool:
        """Whether it is nothing without text or people."""
        return bool(getattr(self.module, "NEEDS_TEXT", False))

    def is_open_to(self, visitor: Visitor) -> bool:
        """Whether somebody is led there."""
        return visitor.opens(self.section) and (visitor.sees_text or not self.needs_text)

    @property
    def path(self) -> str:
        """Its place in the address, such as ``this_week``."""
        return self.name


def all_pages() -> list[Page]:
    """Every page, in the order of the sections and of ORDER within them."""
    found = []
    for section in SECTIONS:
        package = importlib.import_module(f"pages.{section}")
        modules = [importlib.import_module(f"pages.{section}.{m.name}") for m in pkgutil.iter_modules(package.__path__)]
        found += [Page(section, m.__name__.rsplit(".", 1)[1], m) for m in sorted(modules, key=lambda m: m.ORDER)]
    return found
