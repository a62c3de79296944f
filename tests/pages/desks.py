"""Desks for tests: a publication as one role sees it, with a ledger where one is wanted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pages.parts.desk import PublishedDesk
from pages.parts.door import Door
from pages.parts.visitor import in_guise, of_person
from pipelines.policy import load_policy

NOW = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)


def desk_of(published, window, role="ceo", *, person=None, ledger=None, policy=None, now=NOW):
    """A desk as the holder of a role has it, or a person with whatever roles they hold."""
    rules = policy or load_policy(Path("policy.toml"))
    row = published.publication()
    door = Door(rules, ledger, ledger.now if ledger else lambda: now, bool(row["is_sample"]))
    today = door.today()
    who = (
        of_person(rules, door.registers(), today, person) if person else in_guise(rules, door.registers(), today, role)
    )
    return PublishedDesk(published, row, window, door, who, published if who.sees_text else None)


def saved(told, data, *, is_sample=True):
    """A story as the files of a publication, in a data folder."""
    (data / "published").mkdir(parents=True)
    for name in ("figures", "comments"):
        told.db.execute(f"attach '{data}/published/{name}.duckdb' as saved")
        tables = "select table_name from duckdb_tables() where schema_name = ? and database_name <> 'saved'"
        for (table,) in told.db.execute(tables, [name]).fetchall():
            told.db.execute(f"create table saved.{table} as from {name}.{table}")
        told.db.execute("detach saved")
    if not is_sample:
        with duckdb.connect(f"{data}/published/figures.duckdb") as db:
            db.execute("update publication set is_sample = false, as_of = null")
    (data / "published" / "current.json").write_text('{"figures": "figures.duckdb", "comments": "comments.duckdb"}')
    return data
