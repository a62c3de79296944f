"""What stands on one sheet: a metric's rows by week over twelve weeks, or for the week and for the twelve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from pipelines.metrics import flags, metric
from pipelines.reports import Report

# What a chart of a subject shows over the weeks, and its unit where that is not the subject's own.
CHARTED = {
    "coverage": ("value", ""), "time_to_review": ("median_hours", "hours until half were reviewed"),
    "time_to_removal": ("items", "items taken down"), "harm_hours": ("value", ""), "disappeared": ("value", ""),
    "reach": ("value", ""), "completeness": ("value", ""), "comment_coverage": ("value", ""),
}  # fmt: skip
_REACH = ("reach", "views", "impressions")


@dataclass(frozen=True, slots=True)
class Subject:
    """One metric's rows with its words."""

    name: str
    about: dict[str, str]
    frame: pd.DataFrame

    @property
    def title(self) -> str:
        """What it is called."""
        return self.about["title"]

    @property
    def unit(self) -> str:
        """What a chart of it counts."""
        return CHARTED.get(self.name, ("", ""))[1] or self.about["unit"]

    @property
    def is_weekly(self) -> bool:
        """Whether each row is of one week."""
        return "week_start" in self.frame.columns


def exact_subjects(report: Report) -> list[Subject]:
    """The subjects that the policy asks for, each row of them with its flag.

    Raises:
        UnknownMetric: the policy names one that there is not.
        Unflagged: a row does not say what it rests on.
    """
    return [_subject(report, name) for name in report.sheets]


def _subject(report: Report, name: str) -> Subject:
    found = metric(name)
    frame = report.source.metric(found.name, report.twelve)
    if "week_start" not in frame.columns:
        week = report.source.metric(found.name, report.week)
        parts = [week.assign(period="This week"), frame.assign(period="Twelve weeks")]
        kept = [part for part in parts if len(part)] or parts[:1]
        frame = pd.concat(kept, ignore_index=True)
        frame = frame[["period", *(c for c in frame.columns if c != "period")]]
    return Subject(found.name, found.words, flags.ensure(frame, found.name))


def charted(subject: Subject, report: Report) -> pd.DataFrame | None:
    """A column for each channel and a row for each of the twelve weeks; None where there is nothing to draw."""
    if subject.name not in CHARTED or subject.frame.empty:
        return None
    value, _ = CHARTED[subject.name]
    parts = dict(_series(subject))
    wide = pd.DataFrame(
        {
            report.names.get(c, c): pd.to_numeric(part.set_index("week_start")[value], "coerce")
            for c, part in parts.items()
        }
    )
    weeks = pd.DatetimeIndex([pd.Timestamp(week) for week in report.twelve.weeks])
    return wide.reindex(weeks) if wide.notna().to_numpy().any() else None


def _series(subject: Subject) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows to draw, a week each: totals over categories, no totals over channels."""
    frame = subject.frame
    if "category" in frame.columns:
        frame = frame[frame["category"] == "all"]
    elif "is_total" in frame.columns:
        frame = frame[~frame["is_total"].astype(bool)]
    if "subject" in frame.columns:
        frame = frame[frame["subject"] == "comments"]
    for channel, part in frame.groupby("channel", sort=False):
        one = _one_figure(part) if subject.name == "reach" else part
        if one is not None:
            yield str(channel), one.drop_duplicates("week_start", keep="last")


def _one_figure(part: pd.DataFrame) -> pd.DataFrame | None:
    """Of a channel's many figures the one that says how far it reached, by one definition throughout."""
    for wanted in _REACH:
        for level in ("week", "day", "period", "post"):
            found = part[(part["metric"] == wanted) & (part["level"] == level)]
            if len(found):
                return found[found["valid_from"].isna() | (found["valid_from"] == found["valid_from"].iloc[-1])]
    return None
