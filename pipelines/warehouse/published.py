"""What is published, for those who only look: one in-memory DuckDB that attaches what the pointer names."""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines.errors import DamagedData, NothingPublished, OlderData
from pipelines.warehouse.build import POINTER, pointed
from pipelines.warehouse.store import HERE

KINDS = ("figures", "comments")


class Published:
    """The newest publication of a data folder; ``refresh`` moves on to a newer one.

    With ``kinds`` of figures alone nothing else is attached: no query, however it is written, finds text or people.

    Raises:
        NothingPublished: the folder has none yet.
        DamagedData: what it has cannot be read.
        OlderData: what it has was published by an earlier version.
    """

    def __init__(self, data: Path, kinds: tuple[str, ...] = KINDS) -> None:
        self.kinds = kinds
        self.folder = data / "published"
        self.lock = threading.Lock()
        self.db = duckdb.connect(":memory:")
        self.db.execute("set timezone = 'UTC'")
        self.names: dict[str, str] = {}
        self._about: tuple[str, dict[str, Any]] | None = None
        self.refresh()

    @property
    def version(self) -> str:
        """Changes with each publication."""
        return self.names["figures"]

    def refresh(self) -> bool:
        """Attaches what the pointer names now; true if that is new."""
        pointer = self.folder / POINTER
        if not pointer.exists():
            raise NothingPublished(
                str(self.folder.parent), "nothing is published yet", "Run: python -m pipelines run PATH"
            )
        with self.lock:
            names = pointed(pointer)
            if names is not None and names == self.names:
                return False
            self.names = {}
            if names is None:
                raise _damaged(pointer)
            try:
                self._attach(names)
            except duckdb.Error as error:
                raise _damaged(pointer) from error
            self.names = names
            return True

    def _attach(self, names: dict[str, str]) -> None:
        self.db.execute("use memory")
        for kind, name in names.items():
            if kind not in self.kinds:
                continue
            self.db.execute(f"detach database if exists {kind}")
            path = str(self.folder / name).replace("'", "''")
            self.db.execute(f"attach '{path}' as {kind} (read_only)")
            if not _expected(kind) <= _columns(self.db, kind):
                what = "this publication is of an earlier version of Weekwatch"
                do = f"Run once: python -m pipelines --data {self.folder.parent} publish"
                raise OlderData(str(self.folder / name), what, do)

    def cursor(self, kind: str) -> Any:
        """A connection of its own whose unqualified tables are those of ``figures`` or ``comments``."""
        cursor = self.db.cursor()
        others = "figures" if kind == "comments" else None
        cursor.execute(f"set search_path = '{kind}{',' + others if others else ''}'")
        cursor.execute("set timezone = 'UTC'")
        return cursor

    def figures(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on the figures; parameters by name."""
        return self.cursor("figures").execute(sql, values).df()

    def comments(self, sql: str, **values: Any) -> pd.DataFrame:
        """A query on text and people; it sees the figures' tables too."""
        return self.cursor("comments").execute(sql, values).df()

    def metric_connection(self) -> Any:
        """What ``metric(...).frame`` is handed: the figures alone."""
        return self.cursor("figures")

    def publication(self) -> dict[str, Any]:
        """The one row that says what this publication is and rests on."""
        if self._about is None or self._about[0] != self.version:
            self._about = (self.version, dict(self.figures("select * from publication").iloc[0]))
        return dict(self._about[1])


@cache
def _expected(kind: str) -> frozenset[tuple[str, str]]:
    """The columns that this version publishes and reads."""
    with duckdb.connect(":memory:") as empty:
        empty.execute((HERE / "marts" / f"{kind}.sql").read_text(encoding="utf-8"))
        return _columns(empty, "memory")


def _columns(db: Any, name: str) -> frozenset[tuple[str, str]]:
    """Table and name of every column of an attached database."""
    asked = "select table_name, column_name from duckdb_columns() where database_name = ? and not internal"
    return frozenset(db.execute(asked, [name]).fetchall())


def _damaged(pointer: Path) -> DamagedData:
    what = "this file, or one that it names, is damaged or gone"
    return DamagedData(str(pointer), what, "Run: python -m pipelines publish")
