"""Each published number, once: a ``.sql`` file whose head says in words what it is.

``metric("removal_rate").frame(connection, window)`` is the one call that page, workbook and notebook make.
The connection sees the tables of ``warehouse/marts/figures.sql``. A file's query may name these parameters:
``$since`` and ``$until`` (days; the second is the day after the last), ``$channel`` (null for all) and
``$now`` (an instant). Arithmetic that SQL would hide follows in Python, named by ``-- then:``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.errors import BadInput, UnknownMetric
from pipelines.metrics import statistics

FOLDER = Path(__file__).parent
_WORD = re.compile(r"^-- (\w+): (.+)$", re.MULTILINE)
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

    @property
    def weeks(self) -> list[date]:
        """The Mondays of the weeks that the period touches."""
        first = self.since - timedelta(days=self.since.weekday())
        return [first + timedelta(weeks=n) for n in range((self.until - first).days // 7 + bool((self.until - first).days % 7))]

    def before(self, weeks: int = 1) -> Window:
        """The period of the same length that ended so many weeks earlier."""
        back = timedelta(weeks=weeks)
        return Window(self.since - back, self.until - back, self.channel, self.now)


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its words, its query and the Python step after it, if any."""

    name: str
    words: dict[str, str]
    sql: str

    @property
    def title(self) -> str:
        """What it is called on a page."""
        return self.words["title"]

    def frame(self, connection: Any, window: Window) -> pd.DataFrame:
        """The metric's rows for a window: one row per channel and, where it has weeks, week.

        ``connection`` is anything with DuckDB's ``execute(sql, parameters).df()``, whose unqualified
        tables are those of figures.sql.
        """
        values = {
            "since": window.since, "until": window.until, "channel": window.channel,
            "now": window.now or datetime.now(UTC),
        }  # fmt: skip
        wanted = {name: value for name, value in values.items() if f"${name}" in self.sql}
        frame = connection.execute(self.sql, wanted).df()
        step: Callable[[pd.DataFrame], pd.DataFrame] | None = None
        if "then" in self.words:
            step = getattr(statistics, self.words["then"])
        return step(frame) if step else frame


@cache
def all_metrics() -> dict[str, Metric]:
    """Every metric by name, in the order of their ids."""
    found = []
    for path in FOLDER.glob("*.sql"):
        sql = path.read_text(encoding="utf-8")
        found.append(Metric(path.stem, dict(_WORD.findall(sql)), sql))
    return {m.name: m for m in sorted(found, key=lambda m: (int(m.words["id"].lstrip("M")), m.name))}


def metric(name: str) -> Metric:
    """The metric of this name or id (``cadence``, ``M1``).

    Raises:
        UnknownMetric: there is none.
    """
    for found in all_metrics().values():
        if name in (found.name, found.words["id"]):
            return found
    raise UnknownMetric("metric", f'"{name}" is no metric', f"Use one of: {', '.join(all_metrics())}")
