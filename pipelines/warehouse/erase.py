"""Erasing comments: text and person leave raw, staging, marts and published files, bytes and all; figures stay.

An erasure is committed first, then published, then the files are written afresh. A run killed between these is
completed by the next, for ``raw.rewriting`` says that one is due.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pyarrow as pa

from pipelines.errors import BadInput, WarehouseBusy
from pipelines.warehouse.build import POINTER, pointed
from pipelines.warehouse.policy_tables import policy_tables
from pipelines.warehouse.pseudonyms import AUTHOR_KEY
from pipelines.warehouse.store import HERE, Warehouse, replace_file


@dataclass(slots=True)
class Found:
    """What an erasure is about: keys of items and authors, and the export files that they came in."""

    items: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def find(warehouse: Warehouse, comment: str | None, author: str | None) -> Found:
    """The items that a comment's id, or an author's id, name or key, stands for.

    Raises:
        BadInput: two platforms know a comment of that id.
    """
    keys = _of_author(warehouse, author) if author else []
    chosen = "author_key in (select unnest($authors::varchar[]))"
    values: dict[str, Any] = {"authors": keys}
    if comment:
        platform, _, bare = comment.rpartition(":")
        chosen = (
            "item_key::varchar = $id or (id in ($id, $bare) or canonical_id(platform, id) in ($id, $bare)) "
            "and ($at = '' or $at in (platform, channel))"
        )
        values = {"id": comment, "bare": bare, "at": platform}
    rows = warehouse.db.execute(
        f"select distinct item_key::varchar, author_key, platform, f.name from raw.comment c "
        f"join (select file_id, name from raw.file) f using (file_id) where {chosen}",
        values,
    ).fetchall()
    platforms = {platform for _, _, platform, _ in rows}
    if comment and len(platforms) > 1:
        names = " and ".join(sorted(platforms))
        raise BadInput("--comment", f'{names} both have a comment "{comment}"', f"Say PLATFORM:{comment}")
    authors = keys if author else [key for _, key, _, _ in rows if key]
    return Found(sorted({r[0] for r in rows}), sorted(set(authors)), sorted({r[3] for r in rows}))


def _of_author(warehouse: Warehouse, author: str) -> list[str]:
    each = "select distinct platform, null as author_id, $who as author from raw.comment"
    sql = f"select distinct {AUTHOR_KEY} from ({each})"
    keys = [key for (key,) in warehouse.db.execute(sql, {"who": author, **warehouse.keys}).fetchall()]
    return [author, *keys]


def expired(warehouse: Warehouse, now: datetime, items: Collection[str], authors: Collection[str]) -> Found:
    """Comments that are older than they are kept, those of these items and authors (under a hold) apart."""
    before = now - timedelta(days=warehouse.policy.retention.comments_days)
    rows = warehouse.db.execute(
        "select distinct item_key::varchar from raw.comment c where posted_at < $before and not is_erased(text) "
        "and item_key::varchar not in (select unnest($items::varchar[])) "
        "and coalesce(author_key, '') not in (select unnest($authors::varchar[]))",
        {"before": before, "items": list(items), "authors": list(authors)},
    ).fetchall()
    return Found([key for (key,) in rows])


def erase(warehouse: Warehouse, found: Found, names: Sequence[str] = ()) -> None:
    """Takes text and person of these items out of the warehouse; ``names`` are looked for in rejected rows too."""
    chosen = pa.table({"item_key": pa.array(found.items, pa.string())})
    people = pa.table({"name": pa.array([n.casefold() for n in names if len(n) >= 4], pa.string())})
    policy_tables(warehouse)  # rules for our own posts are asked once more, while the words are there
    with warehouse.transaction():
        warehouse.db.register("incoming", chosen)
        warehouse.db.register("named_person", people)
        warehouse.db.execute("create or replace temp table chosen as select item_key::uuid as item_key from incoming")
        for statement in (HERE / "erase.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                warehouse.db.execute(statement)
        _due(warehouse)
    warehouse.db.unregister("incoming")
    warehouse.db.unregister("named_person")


def erase_rejects(warehouse: Warehouse, now: datetime) -> int:
    """Empties rejected rows that are older than they are kept; returns how many."""
    before = now - timedelta(days=warehouse.policy.retention.rejects_days)
    with warehouse.transaction():
        ((rows,),) = warehouse.db.execute(
            "update raw.reject set raw = '[erased]' where raw <> '[erased]' "
            "and file_id in (select file_id from raw.file where loaded_at < ?)",
            [before],
        ).fetchall()
        if rows:
            _due(warehouse)
    return int(rows)


def _due(warehouse: Warehouse) -> None:
    warehouse.db.execute("delete from raw.rewriting")
    warehouse.db.execute("insert into raw.rewriting values (true)")


def is_due(warehouse: Warehouse) -> bool:
    """Whether files must be written afresh."""
    return bool(warehouse.db.execute("select 1 from raw.rewriting").fetchall())


def rewrite(warehouse: Warehouse) -> None:
    """Writes every file afresh, so that no byte of what was erased is left; closes the warehouse."""
    published = warehouse.data / "published"
    pointer = published / POINTER
    if names := pointed(pointer):
        fresh = {kind: f"{Path(name).stem}r.duckdb" for kind, name in names.items()}
        for kind, name in names.items():
            _copied(published / name, published / fresh[kind])
        replace_file(pointer, json.dumps(fresh) + "\n")
        for path in published.glob("*.duckdb*"):
            if path.name not in fresh.values():
                _remove(path)
    warehouse.db.close()
    new = warehouse.data / "rewriting" / warehouse.path.name  # of the same name, by which DuckDB calls it
    new.parent.mkdir(exist_ok=True)
    _copied(warehouse.path, new, "delete from raw.rewriting")
    new.replace(warehouse.path)
    new.parent.rmdir()
    Path(f"{warehouse.path}.wal").unlink(missing_ok=True)


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except PermissionError as error:
        what = "what was erased still stands in it, and Windows deletes no file that an open dashboard reads"
        raise WarehouseBusy(str(path), what, "Stop the dashboard, then give the same command again") from error


def _copied(old: Path, new: Path, *then: str) -> None:
    for path in (new, Path(f"{new}.wal")):
        path.unlink(missing_ok=True)
    with duckdb.connect(str(new)) as db:
        quoted = str(old).replace("'", "''")
        db.execute(f"attach '{quoted}' as old (read_only)")
        ((name,),) = db.execute("select current_database()").fetchall()
        db.execute(f'copy from database old to "{name}"')
        db.execute("detach old")
        for statement in then:
            db.execute(statement)
        db.execute("checkpoint")


def leftovers(data: Path, found: Sequence[str]) -> list[Path]:
    """The files under a data folder in whose bytes one of these texts still stands."""
    wanted = [text.encode() for text in found if len(text) >= 8]
    return [path for path in sorted(data.rglob("*")) if path.is_file() and _holds(path, wanted)]


def _holds(path: Path, wanted: Sequence[bytes]) -> bool:
    overlap = max((len(w) for w in wanted), default=0)
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(2**24):
            if any(w in tail + chunk for w in wanted):
                return True
            tail = chunk[-overlap:] if overlap else b""
    return False


def texts_of(warehouse: Warehouse, items: Sequence[str]) -> list[str]:
    """Every wording held of these items."""
    of_these = "item_key::varchar in (select unnest(?::varchar[]))"
    sql = f"select distinct text from raw.comment where {of_these} and text is not null"
    return [text for (text,) in warehouse.db.execute(sql, [list(items)]).fetchall()]


def is_said(warehouse: Warehouse, text: str) -> bool:
    """Whether anybody's comment or a post still has these words."""
    sql = " union all ".join(f"select 1 from raw.{kind} where contains(text, $text)" for kind in ("comment", "post"))
    return bool(warehouse.db.execute(f"{sql} limit 1", {"text": text}).fetchall())


def held_on(warehouse: Warehouse, items: Sequence[str]) -> list[dict[str, Any]]:
    """Every row that the warehouse holds of these items, as JSON can hold it."""
    sql = """
        select to_json(c) from (
            select c.*, f.name as file, f.layout, f.loaded_at,
                (select list(struct_pack(category := s.category, score := s.score, detectors := s.detectors))
                 from raw.score s where s.text_key = md5(c.text)::uuid) as scores,
                (select list(struct_pack(action := a.action, at := a.at_time, reason := a.reason, source := a.source))
                 from raw.action a where a.item_key = c.item_key) as actions
            from raw.comment c join raw.file f using (file_id)
            where c.item_key::varchar in (select unnest(?::varchar[])) order by c.posted_at, f.loaded_at
        ) c
    """
    return [json.loads(row) for (row,) in warehouse.db.execute(sql, [list(items)]).fetchall()]


def is_key(text: str) -> bool:
    """Whether this is the key of an item."""
    try:
        return len(text) == 36 and bool(UUID(text))
    except ValueError:
        return False
