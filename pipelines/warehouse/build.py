"""From raw to published: staging and marts within the warehouse, then files that others may read.

Only what the new files touched is worked out again. What is touched but not yet published is remembered in
``raw.unpublished``, so a run that is killed anywhere leaves either the old publication or the new one, and
the next run completes it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.policy import Policy
from pipelines.warehouse.policy_tables import fill, policy_tables
from pipelines.warehouse.store import HERE, Warehouse, replace_file

STAGING = ("1_views", "2_same", "2_touched", "3_comment", "4_evidence")
MARTS = ("1_score", "2_decided", "2_item")
POINTER = "current.json"
MEMORY_LIMIT = "3GB"


def rules(policy: Policy) -> str:
    """What, if it changes, makes everything be worked out afresh: the policy and our own SQL."""
    digest = hashlib.sha256(policy.sha256.encode())
    for path in sorted(HERE.rglob("*.sql")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def publish(
    warehouse: Warehouse,
    detectors: str,
    described: str,
    models: Mapping[str, str],
    expiring: Sequence[Mapping[str, Any]] = (),
    *,
    people: Sequence[Mapping[str, Any]] | None = None,
    approved: Sequence[Mapping[str, Any]] = (),
    revision: Callable[[str], str] | None = None,
) -> Path:
    """Builds what is new and publishes it; returns the pointer file.

    ``detectors`` is the version whose scores count, ``described`` the same in words, ``models`` by name the figures
    that each publishes of itself (JSON, or '' where it has none);
    ``expiring`` says of kinds of export (``layout``, ``platform``) for how many days (``keeps_days``) the platform
    keeps ``what`` they show; ``people`` is who held which role, by the registers; ``approved`` are the rewordings
    (``seq``, ``item``, ``approved``) that authors agreed to; ``revision`` is how the ledger names a wording.
    """
    db = warehouse.db
    db.execute("set variable detectors = ?", [detectors])
    db.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
    _name_wordings(db, revision)
    published = warehouse.data / "published"
    published.mkdir(exist_ok=True)
    pointer = published / POINTER
    with warehouse.transaction():
        policy_tables(warehouse, models, expiring, people)
        fill(db, "approved", "seq bigint, item varchar, approved varchar", approved)
        is_fresh = _work_out(warehouse, detectors, is_lost=pointed(pointer) is None)
    names = _write(warehouse, published, None if is_fresh else pointer, described, ", ".join(models))
    replace_file(pointer, json.dumps(names) + "\n")
    db.execute("delete from raw.unpublished")
    _forget(published, warehouse.policy.retention.publications)
    return pointer


def _work_out(warehouse: Warehouse, detectors: str, *, is_lost: bool) -> bool:
    """Staging and marts of what the new files touched; True where all was worked out afresh.

    ``is_lost``: there is no publication that what is new could be added to.
    """
    db, code = warehouse.db, rules(warehouse.policy)
    built = next(iter(db.execute("select file_id, rules, detectors from raw.built").fetchall()), None)
    is_fresh = built is None or built[1:] != (code, detectors) or is_lost
    (newest,) = warehouse._one("select coalesce(max(file_id), 0) from raw.file")
    _run(db, "staging", STAGING[:1])
    if is_fresh:
        _first_tables(db)
    db.execute("set variable since = ?::integer", [0 if is_fresh or built is None else built[0]])
    _run(db, "staging", STAGING[1:])
    _keep_touched(db, "staging.comment", "touched_comment", is_fresh)
    _alike(db)
    _run(db, "marts", MARTS)
    _keep_touched(db, "marts.item", "touched_item", is_fresh)
    db.execute("delete from raw.unpublished")
    db.execute("insert into raw.unpublished select item_key from touched")
    db.execute("delete from raw.built")
    db.execute("insert into raw.built values (?, ?, ?)", [newest, code, detectors])
    return is_fresh


def _name_wordings(db: Any, revision: Callable[[str], str] | None) -> None:
    """Lets queries ask how the ledger names a wording; without a ledger every name is empty."""
    if db.execute("select 1 from duckdb_functions() where function_name = 'revision_of'").fetchall():
        db.remove_function("revision_of")
    db.create_function("revision_of", revision or (lambda _: ""), ["VARCHAR"], "VARCHAR")


def _run(db: Any, folder: str, names: Iterable[str]) -> None:
    for name in names:
        db.execute((HERE / folder / f"{name}.sql").read_text(encoding="utf-8"))


def _alike(db: Any) -> None:
    """Groups what says nearly the same: links are joined until no text changes its wave any more."""
    _run(db, "marts", ["2_alike"])
    while next(iter(db.execute((HERE / "marts/2_alike_joined.sql").read_text(encoding="utf-8")).fetchall()))[0]:
        pass
    _run(db, "marts", ["2_alike_kept"])


def _keep_touched(db: Any, table: str, name: str, is_fresh: bool) -> None:
    """The rows just worked out, under a name of their own: later steps read these and not ten million others."""
    if is_fresh:
        db.execute(f"create or replace temp view {name} as select * from {table}")
    else:
        db.execute(f"create or replace temp table {name} as select * from {table} where rowid > getvariable('mark')")


def _first_tables(db: Any) -> None:
    """Staging and marts emptied, so that everything is worked out again."""
    for table in ("staging.comment", "staging.revision", "marts.item", "marts.score", "marts.alike"):
        db.execute(f"drop table if exists {table}")
    for name in ("staging/3_comment", "marts/2_item"):
        statement = (HERE / f"{name}.sql").read_text(encoding="utf-8")
        for part in statement.split(";"):
            if "create table if not exists" in part:
                db.execute(part)


def _write(warehouse: Warehouse, folder: Path, previous: Path | None, described: str, model: str) -> dict[str, str]:
    """Both published files under new names; the comments from a copy of the last ones, where there are any."""
    db = warehouse.db
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    names = {kind: f"{kind}-{stamp}.duckdb" for kind in ("figures", "comments")}
    if previous is not None:
        shutil.copyfile(folder / json.loads(previous.read_text())["comments"], folder / names["comments"])
    for kind, name in names.items():
        db.execute(f"attach '{str(folder / name).replace(chr(39), chr(39) * 2)}' as {kind}")
        if kind == "figures" or previous is None:
            db.execute(f"use {kind}")
            _run(db, "marts", [kind])
            db.execute("use warehouse")
    try:
        for kind, scripts in (
            ("figures", ("3_figures", "3_counted", "3_record", "3_risk", "3_own", "definitions")),
            ("comments", ("4_comments", "4_own")),
        ):
            with warehouse.transaction():
                _run(db, "marts", scripts)
                if kind == "figures":
                    _publication(warehouse, described, model)
            db.execute(f"checkpoint {kind}")
    finally:
        db.execute("use warehouse")
        for kind in names:
            db.execute(f"detach {kind}")
    return names


def _publication(warehouse: Warehouse, described: str, model: str) -> None:
    policy = warehouse.policy
    is_sample, as_of = warehouse.nature() or (False, None)
    warehouse.db.execute(
        "insert into figures.publication select ?, ?, ?, ?, ?, ?, ?, ?, ?, count(*), max(captured_on) from raw.file "
        "where layout <> 'ledger'",
        [
            datetime.now(UTC), as_of, policy.organisation.name, policy.organisation.zone, policy.policy.version,
            policy.sha256, described, model, is_sample,
        ],
    )  # fmt: skip


def pointed(pointer: Path) -> dict[str, str] | None:
    """The published files by kind, as the pointer names them; None unless it can be read and both are there."""
    try:
        names = json.loads(pointer.read_text(encoding="utf-8"))
        files = [pointer.parent / names[kind] for kind in ("figures", "comments")]
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None
    return names if all(path.is_file() for path in files) else None


def _forget(folder: Path, keep: int) -> None:
    """Removes publications beyond the newest few, and what a killed run left half-written."""
    current = set(json.loads((folder / POINTER).read_text()).values())
    for kind in ("figures", "comments"):
        finished = sorted(folder.glob(f"{kind}-*.duckdb"), reverse=True)
        for path in finished[keep:]:
            if path.name not in current:
                # Windows keeps a file that a dashboard still reads; the next run removes it.
                with suppress(PermissionError):
                    path.unlink()
    for path in folder.glob("*.wal"):
        path.unlink()
