"""The first sheet: what the week came to, what it rests on, and how far anybody can vouch for it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.metrics import flags
from pipelines.reports import Report, cautions, columns
from pipelines.reports.states import NOT_APPLICABLE, state_of
from pipelines.reports.subjects import Subject
from pipelines.reports.verdict import verdict
from pipelines.reports.workbook import Sheet

EXACT = "All numbers are exact. Do not pass this workbook on: small numbers may tell of single people."
HIDDEN = (
    "Numbers of comments from 1 to 7 are not shown, the others are rounded to the nearest 5, and what would give a "
    "hidden number away is left out too. Figures of reach are the platforms' own and exact."
)
NO_CHECKPOINT = (
    "No record of moderation is in use here, so there is no checkpoint. What is told rests on the exports alone."
)
NOTHING = "? nothing is evidenced"
CLAIM = (
    "Any change, reorder, insertion or deletion in the record up to this checkpoint can be detected by whoever keeps "
    "it. It does not prove that an event was recorded in the first place. Keep this page."
)


def cover(sheet: Sheet, report: Report, found: list[Subject]) -> None:
    """Fills the cover."""
    cadence = report.source.metric("cadence", report.twelve)
    now = cadence[cadence["week_start"] == pd.Timestamp(report.week.since)]
    state, sentence = verdict(now, report.names)
    sheet.line(f"{state.text}. {sentence}", "subtitle")
    if report.publication["is_sample"]:
        sheet.line("Sample data: all of it is invented.")
    sheet.line(EXACT if report.exact else HIDDEN)
    sheet.space()
    sheet.line("What this covers", "subtitle")
    sheet.table(["Channel", "Moderation", "Comments held to", "Rounds held to", "Exports of this week"], _scope(report))
    sheet.space()
    _grid(sheet, report, cadence)
    sheet.space()
    sheet.line("What is in this workbook", "subtitle")
    worst = [[s.title, cautions.told(flags.worst(s.frame["flag"])) if len(s.frame) else NOTHING] for s in found]
    sheet.table(["Sheet", "The worst that is wrong with the exports behind it"], worst)
    sheet.space()
    sheet.line("The record's checkpoint", "subtitle")
    for line in [CLAIM, "", *report.checkpoint.splitlines()] if report.checkpoint else [NO_CHECKPOINT]:
        sheet.line(line)


def _scope(report: Report) -> list[list[Any]]:
    """A row a channel: how it is moderated, up to when its evidence reaches, and how complete the exports are."""
    held = report.source.figures(
        "select c.channel, c.moderation, e.comments_until_local, e.rounds_until_local from channel c "
        "left join evidence e on e.channel = c.channel order by c.position"
    )
    complete = report.source.metric("completeness", report.week)
    of_comments = complete[complete["subject"] == "comments"]
    told = dict(zip(of_comments["channel"], of_comments["flag"], strict=True))
    mode = {"before": "before publication", "after": "after publication"}
    return [
        [
            report.names[r.channel], mode.get(r.moderation, r.moderation), _until(r.comments_until_local),
            _until(r.rounds_until_local), cautions.told(told.get(r.channel, "MISSING")),
        ]
        for r in held.itertuples()
    ]  # fmt: skip


def _until(value: Any) -> Any:
    found = columns.cell("", value, {}, "UTC")
    return "not evidenced" if found is None else found


def _grid(sheet: Sheet, report: Report, cadence: pd.DataFrame) -> None:
    """The state of each channel in each of the twelve weeks, a row a week."""
    sheet.line("Moderated at least weekly", "subtitle")
    states = {(r.channel, r.week_start): state_of(r.state) for r in cadence.itertuples()}
    weeks = sorted(cadence["week_start"].unique())
    rows = [
        [pd.Timestamp(week).date(), *(states.get((c, week), NOT_APPLICABLE).text for c in report.names)]
        for week in weeks
    ]
    sheet.table(["Week of", *report.names.values()], rows)
