"""Texts of the organisation's own - posts, and answers below them - on their way to be scored, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

import pyarrow as pa

from pipelines.warehouse.store import HERE, Warehouse


class Own(NamedTuple):
    """One wording of something of our own: what it answers, and the day on which it was published, where known."""

    key: str
    text: str
    parent: str | None
    on: date | None


class Fact(Protocol):
    """A fact of a text, as ``pipelines.classify`` gives it."""

    @property
    def name(self) -> str:
        """What it is about."""

    @property
    def value(self) -> str:
        """A word or a day."""

    @property
    def number(self) -> float:
        """A number."""


def unscored(warehouse: Warehouse, detectors: str, size: int = 500) -> Iterator[list[Own]]:
    """Batches of wordings of our own that these detectors have not scored."""
    with warehouse.transaction():
        warehouse.db.execute("set variable detectors = ?", [detectors])
        for statement in (HERE / "own.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                warehouse.db.execute(statement)
    (count,) = warehouse._one("select count(*) from own_pending")
    for start in range(0, count, size):
        rows = warehouse.db.execute(
            "select text_key::varchar, text, parent, day from own_pending where place between ? and ?",
            [start + 1, start + size],
        ).fetchall()
        yield [Own(*row) for row in rows]


def store_facts(warehouse: Warehouse, detectors: str, found: Mapping[str, Sequence[Fact]]) -> None:
    """Keeps the facts of a batch, by text key."""
    rows: Iterable[tuple[str, str, str, str, float]] = (
        (detectors, key, one.name, one.value, float(one.number)) for key, told in found.items() for one in told
    )
    held = list(zip(*rows, strict=True))
    if held:
        names = ["detectors", "text_key", "name", "value", "number"]
        with warehouse.transaction():
            warehouse.db.register("incoming", pa.table([pa.array(c) for c in held], names=names))
            warehouse.db.execute("insert into raw.own_fact select * from incoming")
            warehouse.db.unregister("incoming")
