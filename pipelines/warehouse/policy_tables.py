"""The policy as tables of the staging area, for staging and marts to join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from pipelines.policy import Policy
from pipelines.warehouse.clause_tables import clause_tables
from pipelines.warehouse.own_tables import Table, own_tables
from pipelines.warehouse.store import Warehouse

# Scored by nobody, so ranked behind what is.
_ANOTHER_LANGUAGE = {
    "category": "another_language", "name": "Another language: for a person to read", "rank": 1000, "veil": False,
    "threshold": 1.0,
}  # fmt: skip


def policy_tables(
    warehouse: Warehouse,
    models: Mapping[str, str] = MappingProxyType({}),
    expiring: Sequence[Mapping[str, Any]] = (),
    people: Sequence[Mapping[str, Any]] | None = None,
) -> None:
    """Fills them all; beside the policy they hold the models in force, how long evidence is kept, and roles held.

    ``people`` is what the registers say of that (login, person, role, since, until); None: what the policy says.
    """
    policy = warehouse.policy
    told = [{"name": name, "figures": figures} for name, figures in models.items()]
    kept = "layout varchar, platform varchar, keeps_days integer, what varchar, is_log boolean"
    held = _logins(policy) if people is None else [dict(p) for p in people]
    tables: dict[str, Table] = {
        "channel": _channels(policy),
        "category": _categories(policy),
        "principle": _principles(policy),
        "local_choice": _choices(policy),
        **clause_tables(policy),
        "expiry": ([dict(e) for e in expiring], kept),
        "model": (told, "name varchar, figures varchar"),
        "login": (held, "login varchar, person varchar, role varchar, since date, until date"),
        **own_tables(policy),
    }
    for name, (rows, columns) in tables.items():
        fill(warehouse.db, f"staging.{name}", columns, rows)


def _channels(policy: Policy) -> Table:
    rows = [
        {
            "channel": c.id, "name": c.name, "platform": c.platform, "moderation": c.moderation, "can": c.can,
            "active_from": c.active_from, "active_to": c.active_to, "exports_every_days": c.exports_every_days,
            "position": i, "has_hosts": bool(c.hosts),
        }
        for i, c in enumerate(policy.channels)
    ]  # fmt: skip
    columns = (
        "channel varchar, name varchar, platform varchar, moderation varchar, can varchar[], active_from date, "
        "active_to date, exports_every_days integer, position integer, has_hosts boolean"
    )
    return rows, columns


def _categories(policy: Policy) -> Table:
    rows = [
        {"category": c.scored_as, "name": c.name, "rank": c.rank, "veil": c.veil, "threshold": c.threshold}
        for c in policy.categories
        if c.direction == "inbound"
    ]
    columns = "category varchar, name varchar, rank integer, veil boolean, threshold double"
    return [*rows, _ANOTHER_LANGUAGE], columns


def _principles(policy: Policy) -> Table:
    risks = {c.id: c.scored_as for c in policy.categories}
    rows = [{"id": p.id, "name": p.name, "category": risks.get(next(iter(p.risks), ""))} for p in policy.principles]
    return rows, "id varchar, name varchar, category varchar"


def _choices(policy: Policy) -> Table:
    rows = [{"id": c.id, "value": c.value, "because": c.because} for c in policy.all_choices]
    cadence = {"id": "cadence_every_days", "value": policy.cadence.every_days, "because": "The policy asks (S5-11)."}
    return [*rows, cadence], "id varchar, value integer, because varchar"


def _logins(policy: Policy) -> list[dict[str, Any]]:
    return [
        {"login": login.casefold(), "person": p.id, "role": p.role, "since": p.since, "until": p.until}
        for p in policy.people
        for login in {p.id, *p.logins}
    ]


def fill(db: Any, name: str, columns: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """A table with these rows and no others; a name without a schema is in memory alone."""
    db.execute(f"create or replace {'' if '.' in name else 'temp '}table {name} ({columns})")
    if rows:
        db.register("incoming", pa.Table.from_pylist([dict(row) for row in rows]))
        db.execute(f"insert into {name} by name select * from incoming")
        db.unregister("incoming")
