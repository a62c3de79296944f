"""The ledger's events in the warehouse: taken in once each, in order, as an export is, and counted as registers are.

The ledger itself is the record; what stands here is a copy that figures can be counted from, and ``reconciled`` says
whether it is one.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import DamagedData
from pipelines.warehouse.policy_tables import policy_tables
from pipelines.warehouse.store import HERE, Warehouse

LAYOUT = "ledger"


def last_taken(warehouse: Warehouse) -> int:
    """The number of the last event that the warehouse holds."""
    return int(warehouse._one("select coalesce(max(seq), 0) from raw.event")[0])


def take_events(warehouse: Warehouse, events: pa.Table, size: int) -> int:
    """Appends events (``seq`` and ``body``) that follow those held; returns how many were new.

    Raises:
        DamagedData: the ledger has fewer events than the warehouse took from it.
    """
    last = last_taken(warehouse)
    if size < last:
        what = f"the ledger has {size} events, of which {last} were published before"
        raise DamagedData(str(warehouse.data), what, "Restore the ledger, and run: python -m pipelines verify")
    incoming = events.filter(pc.greater(events["seq"], last))
    if not incoming.num_rows:
        return 0
    db = warehouse.db
    with warehouse.transaction():
        policy_tables(warehouse)
        (number,) = warehouse._one("select nextval('raw.file_no')::integer")
        db.execute("set variable ledger_file = ?", [number])
        digest = hashlib.sha256("\n".join(incoming["body"].to_pylist()).encode()).hexdigest()
        db.execute("set variable ledger_sha256 = ?", [digest])
        for statement in (HERE / "events.sql").read_text(encoding="utf-8").split(";"):
            db.execute(statement)
    return int(incoming.num_rows)


def reconciled(warehouse: Warehouse, events: pa.Table) -> list[str]:
    """Where the copy and the ledger differ: an event without its one row, or a row without its one event."""
    incoming = events  # noqa: F841  read by DuckDB
    rows: list[tuple[Any, ...]] = warehouse.db.execute(
        """
        with told as (select seq, body::json as body from incoming),
        wanted as (
            select seq, 'action' as what from told where (body ->> 'item') is not null
                and coalesce(body ->> 'direction', '') <> 'outbound'
                and (body ->> 'kind') in ('decision', 'doubt_answered', 'rewording_approved', 'rewording_declined')
            union all select seq, 'round' from told where (body ->> 'kind') = 'round_completed'
            union all select seq, 'event' from told
        ),
        held as (
            select line as seq, 'action' as what from raw.action where source = 'ledger'
            union all select r.line, 'round' from raw.round r join raw.file f using (file_id) where f.layout = 'ledger'
            union all select seq, 'event' from raw.event
        )
        select coalesce(w.what, h.what), coalesce(w.seq, h.seq), coalesce(w.n, 0), coalesce(h.n, 0)
        from (select what, seq, count(*) as n from wanted group by all) w
        full join (select what, seq, count(*) as n from held group by all) h using (what, seq)
        where w.n is distinct from h.n or w.n <> 1 order by all
        """
    ).fetchall()
    return [
        f"event {seq}: {wanted} in the ledger, {held} as {what} in the warehouse" for what, seq, wanted, held in rows
    ]
