"""The board's pack: a cover, charts, a sheet a subject, definitions and where it all comes from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from pipelines.metrics import all_metrics
from pipelines.reports import Report, columns, words
from pipelines.reports.clause_rows import standing_rows
from pipelines.reports.cover import cover
from pipelines.reports.states import STATES
from pipelines.reports.subjects import CHARTED, Subject, charted
from pipelines.reports.told import told
from pipelines.reports.withheld import subjects
from pipelines.reports.workbook import Drawing, Sheet, Workbook

_RESTS = (
    "select f.sha256, e.layout, string_agg(distinct e.channel, ', ' order by e.channel) as channels, e.kind, "
    "e.captured_on, min(e.covers_since) as covers_since, max(e.covers_until) as covers_until, "
    "sum(e.records)::bigint as records, max(e.rejects) as rejects "
    "from export e join export_file f on f.file_no = e.file_no group by all order by e.captured_on, f.sha256, e.kind"
)
_FILES = ["SHA-256 of the file", "Kind of export", "Channels", "Holds", "Taken on", "Covers from", "Covers to",
          "Rows", "Rows rejected"]  # fmt: skip


def board_pack(report: Report) -> bytes:
    """The workbook as bytes: the same figures, policy and code give the same bytes."""
    last = report.publication["last_captured_on"]
    made_on = datetime(2000, 1, 1, tzinfo=UTC) if words.is_missing(last) else pd.Timestamp(last).to_pydatetime()
    title = f"{report.publication['organisation']}: board pack, week of {words.day(report.week.since)}"
    book = Workbook(title, made_on)
    found = subjects(report)
    cover(book.sheet("Cover", title), report, found)
    _charts(book, report, found)
    for subject in found:
        _subject(book.sheet(subject.title, subject.title), report, subject)
    _clauses(book, report)
    _definitions(book)
    _rules(book, report)
    _provenance(book, report)
    return book.finished()


def _charts(book: Workbook, report: Report, found: list[Subject]) -> None:
    sheet = book.sheet("Charts", "Twelve weeks in charts")
    sheet.line("Under each chart stand its figures; the sheets that follow hold them with all that they rest on.")
    drawn = [(subject, wide) for subject in found if (wide := charted(subject, report)) is not None]
    for number, (subject, wide) in enumerate(drawn):
        if number:
            sheet.new_page()
        else:
            sheet.space()  # the first one stands under the sheet's own heading
        _chart(sheet, subject, wide)


def _chart(sheet: Sheet, subject: Subject, wide: pd.DataFrame) -> None:
    sheet.line(subject.title, "subtitle")
    above = sheet.row
    sheet.row += 16
    heads = ["Week of", *map(str, wide.columns)]
    form = columns.form(CHARTED[subject.name][0], subject.about)
    rows = [[week.date(), *(None if pd.isna(v) else float(v) for v in row)] for week, row in _lines(wide)]
    place = sheet.table(heads, rows, ["", *[form] * len(wide.columns)])
    below, sheet.row = sheet.row, above
    kind = "line" if form == "share" or "median_hours" in subject.frame.columns else "column"
    sheet.draw(place, heads, Drawing(kind, subject.unit, told(subject, wide, form), form))
    sheet.row = below


def _lines(wide: pd.DataFrame) -> list[tuple[pd.Timestamp, list[Any]]]:
    return [(pd.Timestamp(str(week)), list(row)) for week, row in zip(wide.index, wide.to_numpy(), strict=True)]


def _subject(sheet: Sheet, report: Report, subject: Subject) -> None:
    zone = report.publication["zone"]
    sheet.line(f"Unit: {subject.about['unit']}. {_period(report, subject)} Asked by: {subject.about['source']}.")
    sheet.space()
    if subject.frame.empty:
        sheet.line("No rows: nothing is evidenced for these weeks.")
        return
    names = columns.shown(subject.frame)
    rows = [
        [columns.cell(name, row[name], report.names, zone) for name in names]
        for row in subject.frame.to_dict("records")
    ]
    forms = [columns.form(name, subject.about) for name in names]
    sheet.table([columns.heading(name, subject.about) for name in names], rows, forms, freeze=True)


def _period(report: Report, subject: Subject) -> str:
    first, last = words.on(report.twelve.since), words.day(report.week.since)
    if subject.is_weekly:
        return f"Twelve weeks from {first}; the last is the week of {last}."
    return f"The week of {last}, and the twelve weeks from {first} that it ends."


def _clauses(book: Workbook, report: Report) -> None:
    sheet = book.sheet("Clauses", "How each clause of the policy stands")
    sheet.line(f"The week of {words.day(report.week.since)}. What nothing shows is not evidenced, never met.")
    sheet.space()
    sheet.table(*standing_rows(report), freeze=True)


def _definitions(book: Workbook) -> None:
    sheet = book.sheet("Definitions", "What each figure means, and the query that makes it")
    sheet.space()
    rows = [
        [m.words["id"], m.title, m.words["unit"], m.words["definition"], m.words["source"], m.query.strip()]
        for m in all_metrics().values()
    ]
    sheet.table(["Number", "Figure", "Unit", "Definition", "Asked by", "Query"], rows, freeze=True)


def _rules(book: Workbook, report: Report) -> None:
    sheet = book.sheet("Rules", "States, local choices and the platforms' own figures")
    sheet.space()
    sheet.table(["State", "What it means"], [[s.text, s.means] for s in STATES.values()])
    sheet.space()
    choices = report.source.figures("select id, value, because from local_choice order by id")
    rows = [[words.named(r.id), int(r.value), r.because] for r in choices.itertuples()]
    sheet.table(["Local choice, where the policy is silent", "Value", "Why"], rows)
    sheet.space()
    known = report.source.figures(
        "select distinct d.* from metric_definition d join channel c on c.platform = d.platform "
        "or d.platform = 'website' order by all"
    )
    rows = [[r.platform, r.name, r.definition, "Yes" if r.is_additive else "No"] for r in known.itertuples()]
    sheet.table(["Platform", "Figure", "What it means", "May be added up"], rows)


def _provenance(book: Workbook, report: Report) -> None:
    about = report.publication
    sheet = book.sheet("Provenance", "Where the figures come from")
    sheet.space()
    facts = [
        ["Organisation", about["organisation"]], ["Policy", f"version {about['policy_version']}"],
        ["SHA-256 of the policy file", about["policy_sha256"]], ["Detectors", about["detectors"] or "none"],
        ["Model", about["model"] or "none: only patterns are in force"], ["Code", report.code or "not known"],
        ["Time zone", about["zone"]], ["Exports loaded", int(about["files"])],
    ]  # fmt: skip
    sheet.table(["What", "Which"], facts)
    sheet.space()
    files = report.source.figures(_RESTS)
    rows = [[columns.cell("", value, {}, about["zone"]) for value in row] for row in files.to_numpy(object).tolist()]
    sheet.table(_FILES, rows)
