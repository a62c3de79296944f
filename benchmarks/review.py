"""The review page with ten thousand open comments: from a decision, on disk, to the next comment on screen.

Usage: python -m benchmarks.review [--open 10000] [--decisions 100] [--folder build/benchmarks]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from streamlit.testing.v1 import AppTest

from pipelines.ledger import Ledger
from pipelines.metrics import Window
from pipelines.policy import load_policy

NOW = datetime(2026, 3, 11, 8, tzinfo=UTC)
LIMIT = 0.3
_FILL = """
    insert into figures.publication by name
    select timestamptz '2026-03-11 08:00Z' as published_at, 'Example' as organisation, 'Europe/London' as zone,
        'patterns 22; model weekwatch-1' as detectors, 'weekwatch-1' as model, '2.1' as policy_version,
        false as is_sample, 1 as files;
    insert into figures.category values ('abuse', 'Abuse', 3, true, 0.149), ('political', 'Political', 8, false, 0.082);
    insert into comments.comment by name
    select
        uuid() as item_key, 'facebook' as channel, 'facebook' as platform, n::varchar as id,
        (n // 20)::varchar as post_id,
        if(n % 3 = 0 and n > 0, (n - 1)::varchar, null) as parent_id,
        timestamptz '2026-03-02' + n * interval 7 second as posted_at,
        true as is_zone_known, 'author-' || n % 2500 as author_key, false as is_own,
        repeat('These are words. ', 12) || n as text,
        'visible' as status, 'comment' as kind, 1 as revisions, posted_at as first_seen, posted_at as last_seen,
        if(n % 2 = 0, 'abuse', 'political') as top_category, 0.5 + n % 500 / 1000 as top_score,
        [top_category] as categories,
        n % 2 = 0 as veil
    from range(getvariable('open')::bigint) r(n);
    insert into comments.score select item_key, top_category, top_score, true from comments.comment;
    insert into comments.span select item_key, top_category, 'words', 0, 5 from comments.comment;
    insert into comments.post_text by name select 'facebook' as channel, n::varchar as id, 'Our post' as text
    from range(getvariable('open')::bigint // 20 + 1) r(n);
"""


class InMemory:
    """A publication of so many open comments."""

    version = "benchmark"

    def __init__(self, many: int) -> None:
        self.db = duckdb.connect(":memory:")
        self.db.execute("set timezone = 'UTC'")
        for name in ("figures", "comments"):
            tables = Path(f"pipelines/warehouse/marts/{name}.sql").read_text(encoding="utf-8")
            self.db.execute(f"create schema {name}; use {name}; {tables}")
        self.db.execute("set variable open = ?", [many])
        self.db.execute(_FILL)

    def _ask(self, path: str, sql: str, values: dict[str, Any]) -> pd.DataFrame:
        cursor = self.db.cursor()
        cursor.execute(f"set search_path = '{path}'")
        cursor.execute("set timezone = 'UTC'")
        return cursor.execute(sql, values).df()

    def figures(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on the figures."""
        return self._ask("figures", sql, values)

    def comments(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on text and people."""
        return self._ask("comments,figures", sql, values)


def show(desk):
    """The review page alone, as the front door draws it."""
    from pages import all_pages
    from pages.parts import frame

    frame.show(next(p for p in all_pages() if p.name == "review"), desk)


def desk_of(many: int, data: Path) -> Any:
    """The Office Manager's desk over it, with an empty ledger."""
    from pages.parts.desk import PublishedDesk
    from pages.parts.door import Door
    from pages.parts.visitor import in_guise

    rules, published = load_policy(Path("policy.toml")), InMemory(many)
    ledger = Ledger(data, rules, lambda: NOW)
    door = Door(rules, ledger, ledger.now, False)
    who = in_guise(rules, door.registers(), door.today(), "office_manager")
    row = {str(k): v for k, v in published.figures("select * from publication").iloc[0].items()}
    window = Window(date(2026, 3, 2), date(2026, 3, 9), None, NOW)
    return PublishedDesk(published, row, window, door, who, published)


def decide(app: AppTest) -> float:
    """Seconds from a click on the first decision until the next comment is drawn."""
    for rested in [b for b in app.button if b.label == "Go on"]:
        rested.click().run(timeout=60)
    button = next(b for b in app.button if b.label.endswith("(A)"))
    started = time.perf_counter()
    button.click().run(timeout=60)
    taken = time.perf_counter() - started
    assert not app.exception, app.exception
    return taken


def main() -> None:
    """Prints the median, the 95th percentile and the first opening."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=10_000)
    parser.add_argument("--decisions", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=Path("build/benchmarks"))
    given = parser.parse_args()
    data = given.folder / "ledger-review"
    shutil.rmtree(data, ignore_errors=True)
    desk = desk_of(given.open, data)
    app = AppTest.from_function(show, args=(desk,), default_timeout=120)
    started = time.perf_counter()
    app.run()
    opened = time.perf_counter() - started
    assert not app.exception, app.exception
    worked = time.process_time()
    times = sorted(decide(app) for _ in range(given.decisions))
    worked = (time.process_time() - worked) / given.decisions
    p95 = times[int(len(times) * 0.95) - 1]
    recorded = sum(1 for _ in desk.ledger.events("decision"))
    print(f"{given.open:,} open comments: opened in {opened:.2f} s; {recorded} decisions, each to the next comment:")
    middle = statistics.median(times) * 1000
    print(
        f"median {middle:.0f} ms, 95th percentile {p95 * 1000:.0f} ms (limit {LIMIT * 1000:.0f}); "
        f"of the processor {worked * 1000:.0f} ms each"
    )


if __name__ == "__main__":
    main()
