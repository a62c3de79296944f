"""A table as it would be read: its first rows, what could not be read and why, and counts for the whole file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from pages.parts import markup, words
from pages.parts.mapping import ACTIONS, STATUSES, Preview

LONGEST = 160
_WHEN = {
    "comment": ("posted_at", "posted_local"), "post": ("published_at", "published_local"), "action": ("at", "at_local"),
}  # fmt: skip
_SHOWN = {
    "comment": {"author": "Who", "text": "Text", "status": "Status", "kind": "Kind", "rating": "Stars",
                "like_count": "Likes", "id": "Id", "parent_id": "Answers", "link": "Address"},
    "post": {"text": "Text", "id": "Id", "url": "Address", "figures": "Figures"},
    "action": {"action": "What was done", "item_id": "Comment", "actor": "By", "reason": "Why"},
}  # fmt: skip


def show(seen: Preview, record: str, zone: str) -> None:
    """Draws the preview."""
    st.subheader("As it would be read", anchor=False)
    if seen.refused:
        st.error(f"It would be refused: {words.plain(seen.refused)}", icon=":material/error:")
        return
    counts = seen.file["counts"]
    told = (
        f"{words.count(counts.get(record, 0), 'row')} read and {words.count(counts.get('reject', 0), 'row')} rejected"
    )
    skipped = [f"{words.count(n, 'row')} left out ({words.plain(why)})" for why, n in counts["skipped"].items()]
    st.markdown(f"In the whole file: {'; '.join([told, *skipped])}.")
    if seen.records:
        _records(seen.records, record, zone)
    if seen.rejects:
        rejects = [(str(r["line"]), [markup.escape(r["reason"])]) for r in seen.rejects]
        markup.show(markup.table("The first rows that could not be read", ["Line", "Why it cannot be read"], rejects))


def _records(records: list[dict[str, Any]], record: str, zone: str) -> None:
    shown = {f: name for f, name in _SHOWN[record].items() if any(r.get(f) not in (None, {}) for r in records)}
    rows = [(str(r["line"]), [markup.escape(c) for c in (_when(r, record, zone), *_cells(r, shown))]) for r in records]
    markup.show(markup.table("The first rows as they would be read", ["Line", "When", *shown.values()], rows))


def _cells(row: dict[str, Any], shown: dict[str, str]) -> list[str]:
    return [_cell(name, row.get(name)) for name in shown]


def _cell(name: str, value: Any) -> str:
    if value is None:
        return words.NOTHING
    if name == "figures":
        return ", ".join(f"{words.named(k)} {words.number(v)}" for k, v in value.items())
    meanings = {"status": STATUSES, "action": ACTIONS}.get(name, {})
    text = words.sentence(meanings.get(value, "")) or str(value) if isinstance(value, str) else words.number(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _when(row: dict[str, Any], record: str, zone: str) -> str:
    """A row's time in the organisation's zone; by its own clock, and saying so, where its zone is unknown."""
    instant, local = (row.get(name) for name in _WHEN[record])
    if instant:
        return words.instant(datetime.fromisoformat(instant), zone)
    if not local:
        return words.NOTHING
    if row.get("zone") == "unknown" and "T" in local and not local.endswith("T00:00:00"):
        return f"{words.instant(datetime.fromisoformat(local))} (time zone unknown)"
    return words.on(datetime.fromisoformat(local))
