"""A publication in memory: twelve plausible weeks, a tiny one, or nothing at all."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines.metrics import Window

MARTS = Path("pipelines/warehouse/marts")
LAST = date(2026, 3, 2)  # the Monday of the last closed week
NOW = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
FIRST = LAST - timedelta(weeks=11)
CHANNELS = ("website", "facebook", "x", "instagram")
HOSTILE = (
    "<script>alert(1)</script> <img src=http://example.org/x.png> [click](http://example.com) call 01632 960123 | *now*"
)


class Story:
    """What ``Published`` offers, over one in-memory database that holds all tables."""

    def __init__(self, kind: str = "full") -> None:
        self.version = f"{kind}-{uuid.uuid4()}"
        self.db = duckdb.connect(":memory:")
        self.db.execute("set timezone = 'UTC'")
        for name in ("figures", "comments"):  # two schemas, as a publication has two files: both have a table "event"
            self.db.execute(f"create schema {name}; use {name}; {(MARTS / f'{name}.sql').read_text()}")
        self.db.execute("set search_path = 'comments,figures'")
        _rules(self.db, kind)
        if kind == "full":
            for i, channel in enumerate(CHANNELS[:3]):
                _channel(self.db, channel, i)
            _once(self.db)
        if kind == "tiny":
            _item(self.db, "website", datetime(2026, 3, 3, 9, 0, tzinfo=UTC), 0, None)

    def cursor(self, first: str, then: str) -> Any:
        found = self.db.cursor()
        found.execute(f"set search_path = '{first},{then}'")
        found.execute("set timezone = 'UTC'")
        return found

    def figures(self, sql: str, **values: Any) -> pd.DataFrame:
        return self.cursor("figures", "comments").execute(sql, values).df()

    def comments(self, sql: str, **values: Any) -> pd.DataFrame:
        return self.cursor("comments", "figures").execute(sql, values).df()

    def metric_connection(self) -> Any:
        return self.cursor("figures", "comments")

    def publication(self) -> dict[str, Any]:
        return dict(self.figures("select * from publication").iloc[0])


def window(weeks: int = 1, channel: str | None = None) -> Window:
    return Window(LAST - timedelta(weeks=weeks - 1), LAST + timedelta(days=7), channel, NOW)


def _rules(db: Any, kind: str) -> None:
    files, last = (0, None) if kind == "empty" else (12, date(2026, 3, 9))
    db.execute(
        "insert into publication values "
        "(?, ?, 'Healthwatch Rutland', 'Europe/London', '2.1', 'abc', 'patterns 14', '', ?, ?, ?)",
        [NOW, NOW, kind == "full", files, last],
    )
    for i, (c, name, mode) in enumerate(
        [
            ("website", "Website", "before"),
            ("facebook", "Facebook", "after"),
            ("x", "X", "after"),
            ("instagram", "Instagram", "after"),
        ]
    ):
        db.execute(
            "insert into channel values (?, ?, ?, ?, ['hide'], '2017-08-29', null, 7, ?)",
            [c, name, "wordpress" if i == 0 else c, mode, i],
        )
    for row in [
        ("remove_within_hours", 24),
        ("first_review_within_days", 7),
        ("reword_open_days", 14),
        ("late_recording_hours", 48),
        ("post_maturity_days", 7),
        ("cadence_every_days", 7),
    ]:
        db.execute("insert into local_choice values (?, ?, 'The policy gives no number.')", row)
    for i, (c, name, veil) in enumerate(
        [
            ("safeguarding", "Safeguarding", True),
            ("confidential", "Confidential or personal details", False),
            ("abuse", "Abuse", True),
            ("advertising", "Advertising", False),
        ]
    ):
        db.execute("insert into category values (?, ?, ?, ?, 0.5)", [c, name, i + 1, veil])
    db.execute(
        "insert into principle values ('S8-5', 'Personal attack', 'abuse'), "
        "('S8-8', 'Advertising or self-promotion', 'advertising')"
    )
    db.execute(
        "insert into metric_definition values "
        "('facebook', 'reach', 'Reach', 'Estimated people who saw it', '2020-01-01', null, false), "
        "('x', 'impressions', 'Impressions', 'Times shown', '2020-01-01', null, true)"
    )


def _channel(db: Any, channel: str, seed: int) -> None:
    for week in range(12):
        monday = FIRST + timedelta(weeks=week)
        if not (channel == "facebook" and week in (2, 11)):
            end = datetime.combine(monday + timedelta(days=4), datetime.min.time(), UTC) + timedelta(hours=15)
            db.execute(
                "insert into round values (?, ?, ?, ?, ?, ?, ?, ?, ?, 9, 'office_manager', ?)",
                [
                    channel,
                    end - timedelta(hours=1),
                    end,
                    end,
                    end + timedelta(hours=1 + 60 * (week == 5)),
                    end.replace(tzinfo=None),
                    end.replace(tzinfo=None),
                    end.date(),
                    monday,
                    week == 5,
                ],
            )
            db.execute(
                "insert into round_person values (?, 'office', ?, ?, ?, ?, 9, null, ?, ?)",
                [channel, end - timedelta(hours=1), end, end, end, end.date(), monday],
            )
        for n in range(6 + (week + seed) % 4):
            at = datetime.combine(monday + timedelta(days=n % 7), datetime.min.time(), UTC) + timedelta(hours=9 + n)
            decided = None if channel == "facebook" and week == 11 and n > 2 else at + timedelta(hours=20 + 7 * n)
            _item(db, channel, at, n, decided)
        captured = monday + timedelta(days=7)
        db.execute(
            "insert into export values "
            "(?, ?, 'sample layout', 'comments', ?, ?, ?, ?, true, 8, ?, false, 8, 8, 0, 0, 0)",
            [
                week * 3 + seed,
                channel,
                captured,
                datetime.combine(captured, datetime.min.time(), UTC),
                monday,
                captured - timedelta(days=1),
                int(week == 3),
            ],
        )
        db.execute(
            "insert into import_file values "
            "(?, ?, 'sample layout', ?, ?, ?, ?, ?, ?, ?, ['cannot show: hidden comments', 'one name was repaired'])",
            [
                week * 3 + seed,
                f"{channel}-{week}.csv",
                channel,
                f"{week}{seed}" * 8,
                captured,
                monday,
                captured,
                NOW,
                '{"comment": 8, "rows": 8}',
            ],
        )
        _post(db, channel, monday, week, seed)
    k = datetime(2026, 3, 9, 7, 58, tzinfo=UTC)
    db.execute(
        "insert into evidence values (?, ?, ?, ?, ?)", [channel, k, k, k.replace(tzinfo=None), k.replace(tzinfo=None)]
    )


def _post(db: Any, channel: str, monday: date, week: int, seed: int) -> None:
    key, at = uuid.uuid4(), datetime.combine(monday, datetime.min.time(), UTC) + timedelta(hours=10)
    db.execute(
        "insert into post values (?, ?, ?, 'status', false, ?, ?, ?)", [key, channel, channel, at, monday, monday]
    )
    db.execute(
        "insert into post_text values (?, ?, ?, 'status', ?, ?, ?, 'Our coffee morning is on Thursday', null)",
        [key, channel, str(week), at, monday, monday],
    )
    metric = "reach" if channel == "facebook" else "impressions"
    for age in (3, 8):
        db.execute(
            "insert into post_figure values (?, ?, ?, ?)",
            [key, metric, monday + timedelta(days=age), 200 + 30 * week + 10 * age],
        )
    if seed:
        db.execute(
            "insert into figure_day values (?, ?, ?, ?, null, null, null, ?)",
            [channel, channel, metric, monday + timedelta(days=1), 400 + 25 * week],
        )


def _item(db: Any, channel: str, at: datetime, n: int, decided: datetime | None) -> None:
    key, monday = uuid.uuid4(), at.date() - timedelta(days=at.weekday())
    category = {1: "safeguarding", 3: "confidential"}.get(n) if at.day % 3 == 0 else None
    text = HOSTILE if n == 3 else f"The waiting room was cold again, visit {n}. Thank you all the same."
    db.execute(
        "insert into comment values (?, ?, ?, ?, null, null, ?, ?, ?, ?, true, 'k1', false, ?, 'visible', 'comment', "
        "null, 0, 0, null, 1, ?, ?, null, ?, ?, ?, ?, 0.9, ?, ?, ['sample layout'], "
        "[{'file_no': 0, 'line': 7, 'status': 'visible'}])",
        [key, channel, channel, str(key)[:8], at, at.replace(tzinfo=None), at.date(), monday, text, at, at, decided,
         "seen in a round" if decided else None, "round" if decided else None, category,
         [category] if category else None, category == "safeguarding"],
    )  # fmt: skip
    db.execute(
        "insert into item_day values (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)",
        [
            channel,
            at.date(),
            monday,
            int(decided is not None),
            int(decided is not None),
            1,
            int(decided is not None),
            int(decided is None),
            at if decided is None else None,
            int(category is not None),
        ],
    )
    end = decided or datetime(2026, 3, 9, 7, 58, tzinfo=UTC)
    db.execute(
        "insert into wait values (?, ?, ?, ?, ?, 1)",
        [channel, at.date(), monday, (end - at).total_seconds() // 60, decided is None],
    )
    if category:
        db.execute("insert into score values (?, ?, 0.9, true)", [key, category])
        db.execute("insert into category_day values (?, ?, ?, ?, 1, 1)", [channel, at.date(), monday, category])
        start = text.find("01632")
        if start >= 0:
            db.execute("insert into span values (?, ?, 'phone', ?, ?)", [key, category, start, start + 12])
    if category == "confidential" and decided:
        grade = "recorded but still visible" if monday == LAST else "recorded and confirmed"
        db.execute(
            "insert into removal values (?, ?, 'after', ?, ?, ?, ?, ?, 'hide', 'register', 'S8-5', true, "
            "?, ?, 31.5, ?, null)",
            [
                key,
                channel,
                at.date(),
                monday,
                at,
                decided,
                decided + timedelta(hours=2),
                category,
                grade,
                grade.endswith("visible"),
            ],
        )
        db.execute(
            "insert into action values (?, ?, 'hide', 'office', false, ?, 'register', ?, 'Personal attack', 'S8-5', "
            "[{'file_no': 0, 'line': 9}])",
            [key, channel, decided, decided],
        )
        db.execute("update item_day set taken_down = 1 where channel = ? and day = ?", [channel, at.date()])


def _once(db: Any) -> None:
    db.execute(
        "insert into disappeared select item_key, channel, day, week_start, posted_at, last_seen, "
        "last_seen + interval 2 day, "
        "'author, platform or an unrecorded removal', false from comment limit 2"
    )
    db.execute("insert into moderated_day values ('website', '2026-03-04', '2026-03-02', 'simple history', 5, 1, 4, 2)")
    db.execute(
        "insert into post_comments select post_key, channel, day, week_start, 'post', 12, '2026-03-09', 9 from post "
        "where channel = 'facebook' order by day desc limit 1"
    )
    db.execute(
        "insert into expiring values "
        "('website', 'wordpress wxr', 'the trash', 30, false, '2026-02-09', '2026-03-11'), "
        "('website', 'simple history', 'who moderated', 30, true, null, null), "
        "('x', 'x archive', 'our own deleted posts', 14, false, '2026-02-02', '2026-02-16')"
    )
    db.execute("insert into revision select item_key, 'As it first stood', first_seen, last_seen from comment limit 1")
    db.execute("insert into reject values (0, 17, 'no date in the row', 'Name;;[x](http://example.org)')")
    db.execute("insert into refusal values ('photo.png', 'ff', 'No layout claims this file', ?)", [NOW])
    db.execute(
        "insert into access values "
        "('website', 'office-manager', 'office_manager', '2017-08-29', null, '2026-01-05', 'ceo')"
    )
