"""A publication in memory, filled by hand: the tables of figures.sql and short ways to fill them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

import pipelines.warehouse
from pipelines.metrics import Window, metric

TABLES = Path(pipelines.warehouse.__file__).parent / "marts" / "figures.sql"
LONDON = ZoneInfo("Europe/London")
CHOICES = {
    "remove_within_hours": 24, "first_review_within_days": 7, "reword_open_days": 14, "late_recording_hours": 48,
    "post_maturity_days": 7, "cadence_every_days": 7,
}  # fmt: skip


def local(text):
    """A wall-clock time in London as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def monday(day):
    return day - timedelta(days=day.weekday())


class Figures:
    """Hand-filled figures; ``now`` is long after everything unless a test says otherwise."""

    def __init__(self, zone="Europe/London"):
        self.db = duckdb.connect()
        self.db.execute(TABLES.read_text())
        self.now = local("2027-06-01 12:00")
        self.add("publication", zone=zone, organisation="Example", is_sample=False)
        for name, value in CHOICES.items():
            self.add("local_choice", id=name, value=value)

    def add(self, table, **row):
        names = ", ".join(row)
        self.db.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", list(row.values()))

    def channel(
        self, name="facebook", active_from="2025-01-06", active_to=None, moderation="after", platform=None, every=7
    ):
        count = self.db.execute("select count(*) from channel").fetchone()[0]
        self.add(
            "channel", channel=name, name=name.title(), platform=platform or name, moderation=moderation,
            active_from=active_from, active_to=active_to, exports_every_days=every, position=count,
        )  # fmt: skip

    def evidence(self, comments, rounds=None, channel="facebook"):
        self.add(
            "evidence", channel=channel, comments_until=local(comments), comments_until_local=comments,
            rounds_until=local(rounds) if rounds else None, rounds_until_local=rounds,
        )  # fmt: skip

    def round(self, ended, covered=None, channel="facebook", late=False, items_seen=None):
        covered = covered or ended
        day = date.fromisoformat(ended[:10])
        self.add(
            "round", channel=channel, started_at=local(ended) - timedelta(minutes=20), ended_at=local(ended),
            covered_through=local(covered), ended_local=ended, covered_local=covered, day=day, week_start=monday(day),
            is_late_record=late, items_seen=items_seen,
        )  # fmt: skip

    def export(self, captured, since=None, until=None, channel="facebook", kind="comments", snapshot=False, **more):
        number = self.db.execute("select count(*) from export").fetchone()[0] + 1
        row = {
            "records": 7, "rejects": 0, "is_zero_declared": False, "zone_unknown": 0, "unknown_columns": 0, "merged": 0,
            "captured_on": captured, "covers_since": since, "covers_until": until, "is_snapshot": snapshot, **more,
        }  # fmt: skip
        self.add("export", file_no=number, channel=channel, kind=kind, **row)

    def items(self, day, items, reviewed=0, channel="facebook", **more):
        day = date.fromisoformat(day)
        row = {
            "reviewed_by_round_only": 0, "mature": items, "reviewed_in_time": reviewed, "open_items": items - reviewed,
            "flagged": 0, "taken_down": 0, "edited": 0, "zone_unknown": 0, **more,
        }  # fmt: skip
        self.add("item_day", channel=channel, day=day, week_start=monday(day), items=items, reviewed=reviewed, **row)

    def weekly_exports(self, first, weeks, channel="facebook", kind="comments"):
        """One export each Monday that covers the week before; the first covers the week of ``first``."""
        day = date.fromisoformat(first)
        for n in range(weeks):
            start = day + timedelta(weeks=n)
            self.export(start + timedelta(days=7), start, start + timedelta(days=6), channel, kind)

    def frame(self, name, week=None, since=None, until=None, channel=None, now=None):
        now = local(now) if now else self.now
        if week:
            return metric(name).frame(self.db, Window.of_week(week, channel, now))
        return metric(name).frame(self.db, Window(date.fromisoformat(since), date.fromisoformat(until), channel, now))

    def row(self, name, week, now=None, **where):
        """The one row of a metric's week that has these values."""
        frame = self.frame(name, week, now=now)
        for column, value in where.items():
            frame = frame[frame[column] == value]
        assert len(frame) == 1, frame
        return frame.iloc[0]


@pytest.fixture
def figures():
    return Figures()
