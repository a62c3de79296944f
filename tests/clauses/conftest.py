"""A publication in memory with the ledger's events in it, and how a clause stands in one of its weeks."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from pipelines.clauses import clause
from pipelines.metrics import Window
from tests.metrics.conftest import Figures, local, monday

WEEK, MONDAY, NEXT = "2026-W10", date(2026, 3, 2), date(2026, 3, 9)


class Record(Figures):
    """Hand-filled figures with a ledger: two channels, three roles, and comments and rounds known to the week's end."""

    def __init__(self):
        super().__init__()
        self.add("local_choice", id="doubt_answer_days", value=7)
        self.add("policy_version", title="A policy", version="1", effective="2020-01-01", signpost="ask@example.org")
        for i, (role, paid, first, doubt, final) in enumerate(
            [("clerk", True, True, 0, False), ("head", True, True, 1, False), ("chair", False, False, 2, True)]
        ):
            keys = ["site", "facebook"] if paid else []
            self.add(
                "role", role=role, name=role.title(), is_paid=paid, keys=keys, decides_first=first, takes_doubt=doubt,
                final_word=final, position=i,
            )  # fmt: skip
            self.add("term", role=role, since="2020-01-01")
        self.channel("site", moderation="before", platform="wordpress")
        self.channel("facebook")
        for channel in ("site", "facebook"):
            self.evidence("2026-03-16 08:00", "2026-03-16 08:00", channel)
            self.weekly_exports("2026-02-09", 5, channel)

    def event(self, kind, at, refers=None, recorded=None, **more):
        """One event, by default of the clerk; returns its number."""
        seq = self.db.execute("select count(*) + 1 from event").fetchone()[0]
        when = local(at)
        row = {
            "seq": seq, "kind": kind, "at_time": when, "recorded_at": local(recorded) if recorded else when,
            "day": when.date(), "week_start": monday(when.date()), "role": "clerk", "policy_version": "1",
            "refers_seq": refers, "is_outbound": False, "is_undone": False, "is_final": False,
            "is_open_question": False, **more,
        }  # fmt: skip
        self.add("event", **row)
        return seq

    def decision(self, at, decision, channel="facebook", item=None, **more):
        """A decision on an item."""
        return self.event("decision", at, channel=channel, decision=decision, item_key=item or uuid.uuid4(), **more)

    def undo(self, seq, at):
        self.db.execute("update event set is_undone = true where seq = ?", [seq])
        return self.event("undo", at, refers=seq)

    def stands(self, name, channel="facebook", week=WEEK, now=None):
        """A clause's one row for a channel and week."""
        frame = clause(name).frame(self.db, Window.of_week(week, None, local(now) if now else self.now))
        rows = frame[(frame["channel"] == channel)]
        assert len(rows) == 1, frame
        return rows.iloc[0]

    def state(self, name, channel="facebook", **more):
        return self.stands(name, channel, **more)["state"]


@pytest.fixture
def record():
    return Record()


@pytest.fixture
def kept(record):
    """A ledger in use from the February before to the April after."""
    for day in ("2026-02-03", "2026-04-07"):
        for channel in ("site", "facebook"):
            record.decision(f"{day} 09:00", "nothing_wrong", channel)
    return record


__all__ = ["MONDAY", "NEXT", "WEEK", "Record", "timedelta"]
