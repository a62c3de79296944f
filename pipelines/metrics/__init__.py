"""Each published number, once: a ``.sql`` file whose head says in words what it is.

``metric("removal_rate").frame(connection, window)`` is the one call that page, workbook and notebook make.
The connection sees the tables of ``warehouse/marts/figures.sql``. A file's query may name these parameters:
``$since`` and ``$until`` (days; the second is the day after the last), ``$channel`` (null for all) and
``$now`` (an instant). Its words are ``-- title:``, ``-- id:``, ``-- unit:``, ``-- definition:`` and ``-- source:``;
``-- on:`` names a metric whose rows it builds on, ``-- then:`` the steps that follow in Python (steps.py) and
``-- rests: figures`` says that exports of figures, not of comments, must be complete for it; ``-- numerator:`` and
``-- denominator:`` name what its share divides, for reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from pipelines.errors import BadInput, UnknownMetric
from pipelines.metrics import flags, steps
from pipelines.metrics.weeks import monday_of

FOLDER = Path(__file__).parent
_WORD = re.compile(r"^-- (\w+): (.+(?:\n--   .+)*)$", re.MULTILINE)  # a line indented by three goes on
_WEEK = re.compile(r"^(\d{4})-W(\d{2})$")


@dataclass(frozen=True, slots=True)
class Window:
    """The period and channel asked about: ``since`` up to, but without, ``until``; channel None is all."""

    since: date
    until: date
    channel: str | None = None
    now: datetime | None = None

    @classmethod
    def of_week(cls, week: str, channel: str | None = None, now: datetime | None = None) -> Window:
        """An ISO week such as ``2026-W10``.

        Raises:
            BadInput: there is no such week.
        """
        try:
            found = _WEEK.match(week)
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        except ValueError:
            monday = None
        if monday is None:
            raise BadInput("--week", f'"{week}" is no week', "Write it like 2026-W10")
        return cls(monday, monday + timedelta(days=7), channel, now)

    @classmethod
    def last_closed(cls, channel: str | None, now: datetime) -> Window:
        """The last week that was over at a moment, in that moment's own zone."""
        monday = monday_of(now.date())
        return cls(monday - timedelta(days=7), monday, channel, now)

    @property
    def weeks(self) -> list[date]:
        """The Mondays of the weeks that the period touches."""
        first = monday_of(self.since)
        return [first + timedelta(days=n) for n in range(0, (self.until - first).days, 7)]

    def before(self, weeks: int = 1) -> Window:
        """The period of the same length that ended so many weeks earlier."""
        back = timedelta(weeks=weeks)
        return Window(self.since - back, self.until - back, self.channel, self.now)


def asked_window(
    published: Any, week: str | None = None, since: datetime | None = None, until: datetime | None = None,
    channel: str | None = None,
) -> Window:  # fmt: skip
    """The period that a command asks for; without any, the last week that is over.

    Raises:
        BadInput: there is no such week or channel, or the last day lies before the first.
    """
    about = published.publication()
    zone = ZoneInfo(about["zone"])
    now = about["as_of"].to_pydatetime().astimezone(zone) if about["is_sample"] else datetime.now(zone)
    channels = set(published.figures("select channel from channel union select channel from export")["channel"])
    if channel is not None and channel not in channels:
        raise BadInput("--channel", f'"{channel}" is no channel', f"Use one of: {', '.join(sorted(channels))}")
    if week:
        return Window.of_week(week, channel, now)
    if since and until:
        if until < since:
            raise BadInput("--until", "the last day lies before the first", "Turn them round")
        return Window(since.date(), until.date() + timedelta(days=1), channel, now)
    return Window.last_closed(channel, now)


Completeness = Callable[[Window], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its words, its query and the Python steps after it, if any."""

    name: str
    words: dict[str, str]
    sql: str

    @property
    def title(self) -> str:
        """What it is called on a page."""
        return self.words["title"]

    def frame(self, connection: Any, window: Window, completeness: Completeness | None = None) -> pd.DataFrame:
        """The metric's rows for a window, each with the ``flag`` of the exports behind it.

        ``connection`` is a DuckDB connection or cursor, whose unqualified tables are those of figures.sql.
        ``completeness`` gives the rows of M15 to who has them already; else they are asked for.
        Metrics by week take every week that the window touches, whole.

        Raises:
            Unflagged: the rows do not say which channel's exports they rest on.
        """
        window = replace(window, now=window.now or reading_moment(connection))
        frame = self.rows(connection, window)
        if "flag" not in frame.columns and "channel" in frame.columns:
            asked = completeness or partial(all_metrics()["completeness"].rows, connection)
            frame = self._flagged(frame, asked, window)
        return flags.ensure(frame, self.name)

    def rows(self, connection: Any, window: Window) -> pd.DataFrame:
        """The rows before they are flagged: the query, then the steps that ``-- then:`` names."""
        values = {"since": window.since, "until": window.until, "channel": window.channel, "now": window.now}
        sql = self.query
        wanted = connection.extract_statements(sql)[0].named_parameters
        frame = connection.execute(sql, {name: values[name] for name in wanted}).df()
        for name in re.findall(r"\w+", self.words.get("then", "")):
            step: Callable[[pd.DataFrame], pd.DataFrame] = getattr(steps, name)
            frame = step(frame)
        return frame

    @property
    def query(self) -> str:
        """What is run: the file's own query, behind that of the metric it builds ``-- on:``."""
        if "on" not in self.words:
            return self.sql
        base = self.words["on"]
        return f"with {base} as (\n{all_metrics()[base].query}\n)\n{self.sql}"

    def _flagged(self, frame: pd.DataFrame, completeness: Completeness, window: Window) -> pd.DataFrame:
        if "week_start" not in frame.columns and "input_since" not in frame.columns:
            frame = frame.assign(input_since=window.since, input_until=window.until)
        since, until = flags.rows_for(frame, window.since, window.until)
        known = completeness(replace(window, since=since, until=until))
        return flags.attach(frame, known[known["subject"] == self.words.get("rests", "comments")])


def reading_moment(connection: Any) -> datetime:
    """The moment that the figures are read at: that of the sample, or else the real one."""
    (as_of,) = connection.execute("select epoch_us(max(as_of)) from publication").fetchone()
    return datetime.now(UTC) if as_of is None else datetime.fromtimestamp(as_of / 1e6, UTC)


def parsed(name: str, sql: str) -> Metric:
    """A metric from its query and the words at its top."""
    words = {word: " ".join(text.replace("\n--", " ").split()) for word, text in _WORD.findall(sql)}
    return Metric(name, words, sql)


@cache
def all_metrics() -> dict[str, Metric]:
    """Every metric by name, in the order of their ids."""
    found = [parsed(path.stem, path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.sql")]
    return {m.name: m for m in sorted(found, key=lambda m: (int(m.words["id"].strip("Mabcdefg")), m.words["id"]))}


def metric(name: str) -> Metric:
    """The metric of this name or id (``cadence``, ``M1``).

    Raises:
        UnknownMetric: there is none.
    """
    for found in all_metrics().values():
        if name in (found.name, found.words["id"]):
            return found
    raise UnknownMetric("metric", f'"{name}" is no metric', f"Use one of: {', '.join(all_metrics())}")
