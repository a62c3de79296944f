"""The warehouse file: opened by one process at a time, one transaction for each export."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.as_json import to_json
from pipelines.errors import DamagedData, MixedData, Refused, WarehouseBusy
from pipelines.policy import Policy
from pipelines.records import KINDS, Batch, FileRecord, Record
from pipelines.warehouse.channels import Placing
from pipelines.warehouse.columns import as_tables, gathered
from pipelines.warehouse.marks import WITHOUT_ERASED
from pipelines.warehouse.pseudonyms import AUTHOR_KEY, pseudonym_keys

HERE = Path(__file__).parent
MEMORY_LIMIT = "800MB"

# What makes two sightings the same item.
_KEYS = {
    "comment": "item_key({site}, id, coalesce(posted_at_raw, posted_local::varchar), text) as item_key",
    "post": "item_key({site}, id, published_at_raw, coalesce(url, text)) as item_key",
    "action": "case when item_id is not null then item_key({site}, item_id, null, null) end as item_key",
}
# Every WordPress counts its comments from 1: those of a second site are told apart by its channel.
_SITE = """platform || case when coalesce(channel, $said::varchar) in (select unnest($sites::varchar[]))
    then '/' || coalesce(channel, $said::varchar) else '' end"""


class Warehouse:
    """warehouse.duckdb in a data folder.

    Raises:
        WarehouseBusy: another process is writing it.
        DamagedData: it is no DuckDB file.
    """

    def __init__(self, data: Path, policy: Policy) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.data, self.policy = data, policy
        self.path = data / "warehouse.duckdb"
        try:
            self.db = duckdb.connect(str(self.path))
        except duckdb.IOException as error:
            if "lock" not in str(error):
                what = "this is no warehouse that DuckDB can open"
                raise DamagedData(str(self.path), what, "Move it away and load the exports again") from error
            what, do = "another process is writing it", "Wait until it is done and try again"
            raise WarehouseBusy(str(self.path), what, do) from error
        self.db.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        self.db.execute("set timezone = 'UTC'")
        self.db.execute("set preserve_insertion_order = false")
        self.db.execute("set enable_progress_bar = false")
        self.db.execute("set variable zone = ?", [policy.organisation.zone])
        self.db.execute((HERE / "raw.sql").read_text(encoding="utf-8"))
        self.keys = pseudonym_keys(data / "pseudonym.key")

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what happens within, or none of it."""
        self.db.execute("begin")
        try:
            yield
        except BaseException:
            self.db.execute("rollback")
            raise
        self.db.execute("commit")

    def declare(self, is_sample: bool, as_of: datetime | None) -> None:
        """Says whether the data is sample data; what was said of the first file stays.

        Raises:
            MixedData: the warehouse holds the other kind.
        """
        known, (files,) = self.nature(), self._one("select count(*) from raw.file")
        if known is None or not files:
            self.db.execute("delete from raw.nature")
            self.db.execute("insert into raw.nature values (?, ?)", [is_sample, as_of])
        elif known[0] != is_sample:
            kinds = ("sample", "real") if is_sample else ("real", "sample")
            raise MixedData(
                str(self.data), f"{kinds[0]} data offered to a data folder that holds {kinds[1]} data",
                "Use another folder with --data",
            )  # fmt: skip

    def nature(self) -> tuple[bool, datetime | None] | None:
        """Whether the data is sample data, and as of when; None for an empty warehouse."""
        rows = self.db.execute("select is_sample, epoch(as_of) from raw.nature").fetchall()
        return next(((flag, datetime.fromtimestamp(as_of, UTC) if as_of else None) for flag, as_of in rows), None)

    def holds(self, sha256: str) -> bool:
        """Whether a file with these bytes was loaded before."""
        return bool(self.db.execute("select 1 from raw.file where sha256 = ?", [sha256]).fetchall())

    def load(
        self,
        name: str,
        records: Iterable[Record | Batch],
        finished: Callable[[], FileRecord],
        channel: str | None = None,
    ) -> FileRecord:
        """Appends one export's records, all or none; ``finished`` gives its file record once they are read.

        ``channel`` is the channel that the whole file belongs to, where somebody said so.

        Raises:
            ChannelUnclear: the policy has several channels that it could be of, or none that it could.
        """
        placing, kept = Placing(self.policy, name, channel), Counter[str]()
        with self.transaction():
            (file_id,) = self._one("select nextval('raw.file_no')::integer")
            with ThreadPoolExecutor(1) as pool:
                # The next rows are read while the last are stored.
                stored: Future[Counter[str]] | None = None
                for kind, table in gathered(placing.checked(as_tables(records))):
                    if stored:
                        kept += stored.result()
                    stored = pool.submit(self._append, kind, table, file_id, channel)
                if stored:
                    kept += stored.result()
            file = placing.finish(finished())
            _account(name, file, kept)
            self.db.execute(
                "insert into raw.file values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    file_id, file.sha256, name, file.layout, file.holds, file.platform, channel or file.channel,
                    file.captured_on, file.captured_at, file.covers_since, file.covers_until, file.snapshot_of,
                    file.snapshot_lacks, to_json(file.counts), file.notes, datetime.now(UTC),
                ],
            )  # fmt: skip
        return file

    def refuse(self, name: str, sha256: str | None, reason: str) -> None:
        """Remembers that a file was refused, and why."""
        self.db.execute("insert into raw.refusal values (?, ?, ?, ?)", [name, sha256, reason, datetime.now(UTC)])

    def _append(self, kind: str, table: pa.Table, file_id: int, channel: str | None) -> Counter[str]:
        """Stores records of one kind; returns how many DuckDB says that it has stored."""
        values: dict[str, Any] = {"file": file_id}
        columns = [_RENAMED.get((kind, n), f'"{n}"') for n in table.column_names if n not in ("author", "author_id")]
        if kind == "comment":
            columns.append(f"{AUTHOR_KEY} as author_key")
            values |= self.keys
        if kind in _KEYS:
            sites = self.policy.channels_of("wordpress")[1:]
            columns.append(_KEYS[kind].format(site=_SITE if sites else "platform"))
            values |= {"sites": sites, "said": channel} if sites else {}
        # Found by its name: a registered table would be held until the transaction ends, ten million rows of it.
        incoming = table
        chosen = f"select $file::integer as file_id, {', '.join(columns)} from incoming"
        if kind == "comment" and self.has_erased():
            chosen = WITHOUT_ERASED.format(chosen=chosen)
        ((rows,),) = self.db.execute(f"insert into raw.{kind} by name {chosen}", values).fetchall()
        del incoming
        return Counter({kind: rows})

    def has_erased(self) -> bool:
        """Whether any words were ever erased."""
        return bool(self._one("select count(*) from raw.erased")[0])

    def _one(self, sql: str, values: list[Any] | None = None) -> tuple[Any, ...]:
        (row,) = self.db.execute(sql, values or []).fetchall()
        return tuple(row)

    def built(self) -> tuple[int, int, int]:
        """How many comments, posts and files the last build took in."""
        comments, posts, files = self._one(
            "select (select count(*) from staging.comment), (select count(distinct item_key) from raw.post), "
            "(select count(*) from raw.file where layout <> 'ledger')"
        )
        return comments, posts, files

    def counts(self) -> dict[str, int]:
        """How much is held: files, distinct comments, posts, actions, scored comments."""
        names = ("files", "comments", "posts", "actions", "scored")
        return dict(zip(names, self._one(_COUNTS, []), strict=True))


def _account(name: str, file: FileRecord, kept: Counter[str]) -> None:
    """Every row that was seen is stored, as a record or a reject, or was merged or skipped for a reason.

    Raises:
        Refused: one is not; nothing of the file is kept.
    """
    counts, do = file.counts, "Report this: the warehouse loses rows"
    for kind in KINDS:
        if counts.get(kind, kept[kind]) != kept[kind]:
            raise Refused(name, f"{counts[kind]} rows were read as {kind} but {kept[kind]} are stored", do)
    told = kept.total() + counts.get("merged", 0) + sum(counts.get("skipped", {}).values())
    if told != counts["rows"]:
        raise Refused(name, f"{counts['rows']} rows were seen but {told} are accounted for", do)


_RENAMED = {("action", "at"): '"at" as at_time', ("figure", "date"): '"date" as day'}

_COUNTS = """
select
    (select count(*) from raw.file where layout <> 'ledger'),
    (select count(distinct item_key) from raw.comment where item_key not in (select item_key from staging.same)),
    (select count(distinct item_key) from raw.post), (select count(*) from raw.action),
    (
        select count(distinct item_key) from raw.comment
        where md5(text)::uuid in (select text_key from raw.scored_text)
            and item_key not in (select item_key from staging.same)
    )
"""


def replace_file(path: Path, text: str) -> None:
    """Writes a small file so that a reader sees the old one or the new one, and a power cut leaves one of them."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    for seconds in (0.05, 0.2, 1.0):
        with suppress(PermissionError):  # Windows replaces no file at the moment in which somebody reads it
            fresh.replace(path)
            return
        time.sleep(seconds)
    fresh.replace(path)
