"""The one place where a page writes HTML: everything from outside is escaped here first."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.parts.words import is_missing
from pipelines.metrics import Window

LOOK = Path(__file__).with_name("look.css")
LONG = 25  # rows beyond which a table scrolls in a place of its own


def escape(text: Any) -> str:
    """Text as HTML that shows it letter for letter."""
    return "" if is_missing(text) else html.escape(str(text), quote=True)


def address(page: str, window: Window, **filters: Any) -> str:
    """The address of a page for a period and channel, so that what is seen can be linked."""
    week = len(window.weeks) == 1 and (window.until - window.since).days == 7
    period = {"week": f"{window.since:%G-W%V}"} if week else {"since": window.since, "until": window.until}
    wanted = period | {"channel": window.channel} | filters
    return f"{page}?{urlencode({k: v for k, v in wanted.items() if v not in (None, '')})}"


def facts(text: str) -> str:
    """A small grey paragraph."""
    return f'<p class="ww-facts">{escape(text)}</p>'


def link(label: str, href: str, spoken: str = "") -> str:
    """A link; ``spoken`` is what it is called where "Open" alone would not tell."""
    heard = f' aria-label="{escape(spoken)}"' if spoken else ""
    return f'<a href="{escape(href)}"{heard}>{escape(label)}</a>'


def table(caption: str, header: Iterable[str], rows: Iterable[tuple[str, Iterable[str]]], numbers: bool = False) -> str:
    """A real table: column heads and row heads are escaped here, the cells are HTML already."""
    rows = list(rows)
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in header)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{c}</td>" for c in cells)}</tr>' for name, cells in rows
    )
    kind = "ww-table ww-numbers" if numbers else "ww-table"
    place = "ww-wide ww-long" if len(rows) > LONG else "ww-wide"
    return (
        f'<div class="{place}" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="{kind}">'
        f'<caption class="ww-heard">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def show(markup: str) -> None:
    """Draws HTML made by this module; the browser drops whatever could run."""
    st.html(markup)
