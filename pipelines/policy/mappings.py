"""What must hold of a column mapping, in policy.toml or in a layout file beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pipelines.policy.check import Checker
from pipelines.policy.lines import Place
from pipelines.policy.parts import TableMapping
from pipelines.records import ACTIONS, STATUSES, Action, Comment, Post

DATES = {
    "posted_at", "posted_local", "published_at", "published_local", "updated_at", "deleted_at", "at", "at_local",
}  # fmt: skip
_NOT_MAPPED = {
    "line", "platform", "zone", "posted_at_raw", "published_at_raw", "status_raw", "figures", "captured_on", "at_raw",
    "is_automatic", "source", "decided_at", "principle",
}  # fmt: skip
MAPPABLE = {
    kind.record: [f.name for f in dataclasses.fields(kind) if f.name not in _NOT_MAPPED]
    for kind in (Comment, Post, Action)
}


def check_layout(checker: Checker) -> None:
    """Builds and checks column mappings that stand in a file of their own, beside the policy's channels."""
    for i, table in checker.things("tables"):
        checker.build(TableMapping, table, ("tables", i))
    check_mappings(checker, checker.ids("channels"))


def check_mappings(checker: Checker, channels: Sequence[str]) -> None:
    """Column mappings speak of channels, records, fields and words that there are."""
    checker.known("tables", "channel", channels)
    checker.known("tables", "record", list(MAPPABLE))
    for i, table in checker.things("tables"):
        _table(checker, ("tables", i), table)


def _table(checker: Checker, place: Place, table: Mapping[str, Any]) -> None:
    """A column mapping maps columns to fields that there are, and says how dates are written."""
    fields_ = MAPPABLE.get(str(table.get("record")), [])
    columns, written = checker.part("columns", table), table.get("date_format", "")
    for name in columns:
        figure = table.get("record") == "post" and name.startswith("figures.")
        if fields_ and name not in fields_ and not figure:
            more = ", figures.views and the like" if table.get("record") == "post" else ""
            known = f"{', '.join(fields_)}{more}"
            checker.wrong((*place, "columns", name), f'"{name}" is no field of a {table["record"]}; known are {known}')
    if not columns and isinstance(table.get("columns"), dict):
        checker.wrong((*place, "columns"), "no column is mapped")
    if table.get("requires") == []:
        checker.wrong((*place, "requires"), '"requires" must name a column, or every table would match')
    if (dated := sorted(DATES & columns.keys())) and not written:
        checker.wrong(
            (*place, "columns", dated[0]), f'"date_format" is missing: how are the dates in "{dated[0]}" written'
        )
    if isinstance(written, str) and written and not _is_date_format(written):
        checker.wrong((*place, "date_format"), f'"{written}" is no date format such as %d/%m/%Y %H:%M')
    if table.get("zone"):
        checker.zones(place, {"zone": table["zone"]})
    no_word = '"{}" is none of ' + ", ".join(STATUSES)
    checker.each((*place, "statuses"), checker.part("statuses", table), STATUSES.__contains__, no_word)
    no_word = '"{}" is none of ' + ", ".join(ACTIONS)
    checker.each((*place, "actions"), checker.part("actions", table), ("", *ACTIONS).__contains__, no_word)
    if table.get("record") == "action" and isinstance(columns, dict) and "action" not in columns:
        checker.wrong((*place, "columns"), 'no column is mapped to "action"')


def flatten_columns(raw: Mapping[str, Any]) -> None:
    """``figures.views = "Opens"`` and ``"figures.views" = "Opens"`` mean the same in a column mapping."""
    tables = raw.get("tables")
    for table in tables if isinstance(tables, list) else []:
        columns = table.get("columns") if isinstance(table, dict) else None
        figures = columns.get("figures") if isinstance(columns, dict) else None
        if isinstance(columns, dict) and isinstance(figures, dict):
            del columns["figures"]
            columns |= {f"figures.{name}": column for name, column in figures.items()}


def _is_date_format(written: str) -> bool:
    """Whether a day written so can be read back."""
    day = datetime(2026, 3, 14, tzinfo=UTC)
    try:
        return datetime.strptime(day.strftime(written), written).date() == day.date()  # noqa: DTZ007
    except ValueError:
        return False
