"""The weekly report as one static HTML file, for which conformance with WCAG 2.2 AA is claimed."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from pipelines.reports import Report, cautions, columns, markup, svg, words
from pipelines.reports.clause_rows import standing_rows
from pipelines.reports.cover import CLAIM, EXACT, HIDDEN, NO_CHECKPOINT
from pipelines.reports.states import NOT_APPLICABLE, State, state_of
from pipelines.reports.subjects import CHARTED, Subject, charted
from pipelines.reports.told import told
from pipelines.reports.verdict import verdict
from pipelines.reports.withheld import subjects

# What the report shows of a subject, where that is less than the workbook does.
_COLUMNS = {
    "coverage": ["channel", "state", "numerator", "denominator", "value", "open_items", "flag"],
    "time_to_review": ["channel", "median", "p90", "longest_hours", "oldest_open", "flag"],
    "time_to_removal": ["channel", "category", "items", "numerator", "still_visible", "decision_median", "flag"],
    "harm_hours": ["channel", "category", "value", "items", "still_visible", "flag"],
    "reach": ["channel", "name", "level", "statistic", "value", "change", "flag"],
    "cadence": ["channel", "state", "reason", "flag"],
}  # fmt: skip


def digest(report: Report) -> str:
    """The whole document: the same figures, policy and code give the same bytes."""
    about = report.publication
    title = f"{about['organisation']}: weekly report, week of {words.day(report.week.since)}"
    cadence = report.source.metric("cadence", report.twelve)
    state, sentence = _verdict(report, cadence)
    top = '<p class="note"><strong>Sample data.</strong> All of it is invented.</p>\n' if about["is_sample"] else ""
    top += markup.status(state, sentence) + markup.paragraph(EXACT if report.exact else HIDDEN)
    sections = [("Moderated at least weekly", _grid(report, cadence)), ("The policy's clauses", _clauses(report))]
    sections += [(subject.title, _subject(report, subject)) for subject in subjects(report)]
    return markup.page(title, [*sections, ("What this rests on", _rests(report))], top)


def sentence_of(report: Report) -> str:
    """The week in a sentence, its state first."""
    state, sentence = _verdict(report, report.source.metric("cadence", report.twelve))
    return f"{state.text}. {sentence}"


def _verdict(report: Report, cadence: pd.DataFrame) -> tuple[State, str]:
    return verdict(cadence[cadence["week_start"] == pd.Timestamp(report.week.since)], report.names)


def _grid(report: Report, cadence: pd.DataFrame) -> str:
    states = {(r.channel, r.week_start): state_of(r.state) for r in cadence.itertuples()}
    rows = [
        [pd.Timestamp(week).date(), *(states.get((c, week), NOT_APPLICABLE) for c in report.names)]
        for week in sorted(cadence["week_start"].unique())
    ]
    return markup.table("Each channel in each of the twelve weeks", ["Week of", *report.names.values()], rows)


def _clauses(report: Report) -> str:
    heads, rows = standing_rows(report)
    open_rows = [row for row in rows if not str(row[4]).startswith(("✓", "–"))]
    counted = words.listing(f"{n:,} {name}" for name, n in _counted(rows))
    if not rows:
        return markup.paragraph("? Not evidenced: no clause can be judged.")
    said = f"Of {words.count(len(rows), 'answer')} on clauses by channel: {counted}. Those that are not met:"
    return markup.paragraph(said) + (markup.table("Clauses that are not met", heads, open_rows) if open_rows else "")


def _counted(rows: list[list[Any]]) -> list[tuple[str, int]]:
    return list(pd.Series([str(row[4]) for row in rows]).value_counts(sort=True).items())


def _subject(report: Report, subject: Subject) -> str:
    definition = markup.paragraph(f"{words.sentence(subject.about['definition'])}")
    return _this_week(report, subject) + _chart(report, subject) + definition


def _this_week(report: Report, subject: Subject) -> str:
    """The rows of the week, or, of a subject without weeks, those of the week as a period."""
    frame = subject.frame
    if subject.is_weekly:
        frame = frame[frame["week_start"] == pd.Timestamp(report.week.since)]
    else:
        frame = frame[frame["period"] == "This week"]
    if frame.empty:
        return markup.paragraph("Nothing is evidenced for this week.")
    names = [n for n in _COLUMNS.get(subject.name, columns.shown(frame)) if n not in ("week_start", "period")]
    zone = report.publication["zone"]
    rows = [[columns.cell(name, row[name], report.names, zone) for name in names] for row in frame.to_dict("records")]
    forms = [columns.form(name, subject.about) for name in names]
    heads = [columns.heading(name, subject.about) for name in names]
    return markup.table(f"{subject.title} in the week of {words.on(report.week.since)}", heads, rows, forms)


def _chart(report: Report, subject: Subject) -> str:
    """Twelve weeks as a chart, with the sentence that it makes and its figures as a table."""
    wide = charted(subject, report)
    if wide is None:
        return ""
    form = columns.form(CHARTED[subject.name][0], subject.about)
    said = told(subject, wide, form)
    rows = [
        [pd.Timestamp(str(week)).date(), *(None if pd.isna(v) else float(v) for v in row)]
        for week, row in zip(wide.index, wide.to_numpy(), strict=True)
    ]
    table = markup.table(
        f"{subject.title} by week: {subject.unit}",
        ["Week of", *map(str, wide.columns)],
        rows,
        ["", *[form] * wide.shape[1]],
    )
    return f"<h3>Twelve weeks</h3>\n{markup.paragraph(said)}{svg.lines(wide, said, form)}\n{table}"


def _rests(report: Report) -> str:
    about = report.publication
    facts = [
        ["Exports loaded", int(about["files"])], ["Last export taken on", about["last_captured_on"]],
        ["Detectors", about["detectors"] or "none"], ["Model", about["model"] or "none: only patterns are in force"],
        ["Policy", f"version {about['policy_version']}, SHA-256 {about['policy_sha256']}"], ["Code", report.code],
    ]  # fmt: skip
    complete = report.source.metric("completeness", report.week)
    rows = [[report.names.get(r.channel, r.channel), r.subject, cautions.told(r.flag)] for r in complete.itertuples()]
    record = (
        markup.paragraph(CLAIM) + f"<pre>{escape(report.checkpoint)}</pre>\n"
        if report.checkpoint
        else markup.paragraph(NO_CHECKPOINT)
    )
    return (
        markup.table("What the figures were made from", ["What", "Which"], facts)
        + markup.table("Exports of this week", ["Channel", "Of", "Exports"], rows)
        + f"<h3>The record's checkpoint</h3>\n{record}"
    )
