"""ledger.sqlite: one transaction an append, on disk before it is answered, from as many processes as there are."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pipelines.errors import LedgerBusy, LedgerDamaged
from pipelines.ledger import merkle
from pipelines.ledger.canonical import canonical

NAME = "ledger.sqlite"
VERSION = 1
WAIT_SECONDS = 30
PAGE = 2000
SEALED = "sealed"  # an event holds {"sealed": commitment} where something was written


class Store:
    """The ledger's file in a data folder: appends, reads and erases, and knows no rule.

    Raises:
        LedgerDamaged: it is no ledger.
    """

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.data, self.path = data, data / NAME
        self.db = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        self._peaks: tuple[int, list[tuple[int, bytes]]] = (0, [])
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self.db.close()
            raise _damaged(self.path) from error

    def _prepare(self) -> None:
        self.db.execute("pragma synchronous = full")
        self.db.execute("pragma secure_delete = on")
        (version,) = self.db.execute("pragma user_version").fetchone()
        if version == VERSION:
            return
        if version > VERSION:
            raise LedgerDamaged(str(self.path), "a newer Weekwatch made it", "Use that one")
        self.db.execute("pragma journal_mode = wal")
        with self.transaction():
            # Another process may have been quicker.
            if self.db.execute("pragma user_version").fetchone() == (0,):
                for statement in _statements((Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")):
                    self.db.execute(statement)
                self.db.execute(f"pragma user_version = {VERSION}")

    def close(self) -> None:
        """Lets go of the file."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what happens within, or none of it; nobody else appends meanwhile.

        Raises:
            LedgerBusy: somebody else has been writing for longer than anybody should.
        """
        try:
            self.db.execute("begin immediate")
        except sqlite3.OperationalError as error:
            raise LedgerBusy(str(self.path), f"it cannot be written ({error})", "Try again") from error
        try:
            yield
            self.db.execute("commit")
        except BaseException:
            self._peaks = (0, [])
            with suppress(sqlite3.Error):
                self.db.execute("rollback")
            raise

    # Events.

    def size(self) -> int:
        """How many events there are."""
        return int(self.db.execute("select coalesce(max(seq), 0) from event").fetchone()[0])

    def append(self, body: Mapping[str, Any]) -> int:
        """Appends an event, within a transaction; returns its number, which is in it as ``seq``."""
        size = self.size()
        if self._peaks[0] != size:
            self._peaks = (size, merkle.peaks_of(self.node, size))
        data = canonical(dict(body) | {"seq": size + 1})
        leaf = merkle.leaf_hash(data)
        self.db.execute("insert into event (seq, body, leaf) values (?, ?, ?)", (size + 1, data.decode(), leaf))
        peaks, first = self._peaks[1], size - size.bit_count() + 1
        for number, made in enumerate(merkle.grown(peaks, leaf), start=first):
            self.db.execute("insert into node values (?, ?)", (number, made))
        self._peaks = (size + 1, peaks)
        return size + 1

    def events(self, where: str = "true", values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        """Events in order; ``where`` is a condition on seq, id, kind, item or refers_to."""
        after = 0
        while True:
            # In pages, so that no reader keeps the write-ahead log from being emptied.
            sql = f"select seq, body from event where seq > ? and ({where}) order by seq limit {PAGE}"
            rows = self.db.execute(sql, (after, *values)).fetchall()
            for _, body in rows:
                yield json.loads(body)
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    def event(self, event_id: str) -> dict[str, Any] | None:
        """The event with this id."""
        return next(self.events("id = ?", (event_id,)), None)

    # The tree.

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        if level:
            row = self.db.execute("select hash from node where place = ?", (merkle.place(level, index),)).fetchone()
        else:
            row = self.db.execute("select leaf from event where seq = ?", (index + 1,)).fetchone()
        if row is None:
            raise LedgerDamaged(str(self.path), "a part of its tree is missing", "Run: python -m pipelines verify")
        return bytes(row[0])

    def root(self, size: int | None = None) -> bytes:
        """The root of the first so many events, or of all."""
        return merkle.root(self.node, self.size() if size is None else size)

    # What is sealed.

    def seal(self, text: str, field: str, kept_as: str, at: str, subjects: Sequence[str] = ()) -> dict[str, str]:
        """Keeps a text for the event that is appended next; returns what stands in that event for it."""
        salt = secrets.token_bytes(32)
        commitment = commitment_of(salt, text)
        row = (commitment, salt, text, field, kept_as, self.size() + 1, at)
        self.db.execute("insert into sealed values (?, ?, ?, ?, ?, ?, ?, null)", row)
        self.db.executemany("insert or ignore into subject values (?, ?)", [(s, commitment) for s in subjects])
        return {SEALED: commitment}

    def opened(self, value: Any) -> Any:
        """An event, or a part of it, with its texts; None where one is erased."""
        if isinstance(value, dict):
            if value.keys() == {SEALED}:
                row = self.db.execute("select content from sealed where commitment = ?", (value[SEALED],)).fetchone()
                return row[0] if row else None
            return {name: self.opened(part) for name, part in value.items()}
        return [self.opened(part) for part in value] if isinstance(value, list) else value

    def close_texts(self) -> None:
        """From now on, what was sealed reads as if it were erased, whoever asks and however."""

        def allowed(action: int, table: str | None, column: str | None, *_: object) -> int:
            is_text = action == sqlite3.SQLITE_READ and table == "sealed" and column in ("content", "salt")
            return sqlite3.SQLITE_IGNORE if is_text else sqlite3.SQLITE_OK

        self.db.set_authorizer(allowed)

    def emptied(self) -> bool:
        """Empties the write-ahead log, so that no byte of what was erased is left in it; false while it is read."""
        busy, _, _ = self.db.execute("pragma wal_checkpoint(truncate)").fetchone()
        return not busy


def commitment_of(salt: bytes, text: str) -> str:
    """What stands in an event for a text."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, triggers whole; executescript would commit before it began."""
    waiting = ""
    for line in script.splitlines():
        waiting += line + "\n"
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""


def _damaged(path: Path) -> LedgerDamaged:
    return LedgerDamaged(str(path), "this is no ledger that SQLite can open", "Restore it from a backup")
