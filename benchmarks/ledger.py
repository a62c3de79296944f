"""The ledger: decisions a second with eight writing processes, a million events verified, events handed to DuckDB.

Usage: python -m benchmarks.ledger [--events 1000000] [--seconds 10] [--folder build/benchmarks]
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import timed, weekwatch

if TYPE_CHECKING:
    from pipelines.ledger import Ledger

WRITERS = 8
TOGETHER = 5000


def opened(data: Path, now: Callable[[], datetime] | None = None) -> Ledger:
    """The ledger of a folder, imported here: a child's memory is counted from its parent's, which so stays small."""
    from pipelines.ledger import Ledger
    from pipelines.policy import load_policy

    return Ledger(data, load_policy(Path("policy.toml")), now)


def decision(number: str, words: str = "") -> dict[str, object]:
    """A decision as the review page hands it in."""
    more = {"principle": "S8-5", "harm_target": "employee", "reason": "Calls a nurse names", "text": f"words {number}"}
    event = {"kind": "decision", "channel": "facebook", "item": number, "actor": "office-manager"}
    event |= {"decision": "hide" if words else "leave_up", "at": "2026-03-02T09:00:00Z"}
    return event | (more if words else {"revision": "0" * 32})


def write(data: Path, seconds: float, name: str) -> int:
    """Records decisions one by one for so long, each on disk before the next; returns how many."""
    with opened(data) as ledger:
        end, done = time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            ledger.record(decision(f"{name}-{done}", "with words"))
            done += 1
    return done


def writers(folder: Path, seconds: float) -> None:
    """So many processes at once."""
    for many in (1, WRITERS):
        data = folder / "ledger-writers"
        shutil.rmtree(data, ignore_errors=True)
        command = [sys.executable, "-m", "benchmarks.ledger", "--part", "write", "--folder", str(data)]
        command += ["--seconds", str(seconds), "--name"]
        children = [subprocess.Popen([*command, str(n)], stdout=subprocess.PIPE, text=True) for n in range(many)]
        done = [int(child.communicate()[0]) for child in children]
        print(f"{many} writing: {sum(done) / seconds:,.0f} decisions/s, the slowest {min(done) / seconds:,.0f}")
        weekwatch(data, "verify")


def fill(data: Path, events: int) -> None:
    """A ledger of so many events, made once and kept."""
    with opened(data, lambda: datetime(2026, 3, 3, tzinfo=UTC)) as ledger:
        ledger.store.db.execute("pragma synchronous = off")
        numbers = (str(n) for n in itertools.count(ledger.store.size()))
        began = time.perf_counter()
        while ledger.store.size() < events:
            batch = list(itertools.islice(numbers, min(TOGETHER, events - ledger.store.size())))
            ledger.record_all([decision(n, "with words" if int(n) % 10 == 0 else "") for n in batch])
        print(f"{events:,} events made in {time.perf_counter() - began:,.0f} s")


def read(data: Path) -> None:
    """The last hundred thousand events as columns in DuckDB."""
    from pipelines.warehouse import Warehouse
    from pipelines.warehouse.events import take_events

    with opened(data) as ledger:
        size = ledger.store.size()
        ledger.arrow(after=size - 1)  # what is imported at first use is not counted
        began = time.perf_counter()
        table = ledger.arrow(after=size - 100_000)
        print(f"{table.num_rows:,} events as columns in {time.perf_counter() - began:.2f} s")
        scratch = data.parent / "ledger-warehouse"
        shutil.rmtree(scratch, ignore_errors=True)
        with Warehouse(scratch, ledger.policy) as warehouse:
            began = time.perf_counter()
            take_events(warehouse, table, size)
            print(f"taken into the warehouse in {time.perf_counter() - began:.2f} s")


def main() -> None:
    """Prints what it measures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("--folder", type=Path, default=Path("build/benchmarks"))
    options.add_argument("--part", help=argparse.SUPPRESS)
    options.add_argument("--name", default="", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.part == "write":
        print(write(chosen.folder, chosen.seconds, chosen.name))
    elif chosen.part == "fill":
        fill(chosen.folder, chosen.events)
        read(chosen.folder)
    else:
        measure(chosen.folder, chosen.seconds, chosen.events)


def measure(folder: Path, seconds_each: float, events: int) -> None:
    """All parts, each in a process of its own."""
    writers(folder, seconds_each)
    data = folder / f"ledger-{events}"
    part = [sys.executable, "-m", "benchmarks.ledger", "--part", "fill", "--folder", str(data), "--events", str(events)]
    subprocess.run(part, check=True)
    seconds, memory = weekwatch(data, "verify")
    print(f"verify of {events:,} events: {seconds:,.0f} s, {memory:,.0f} MiB")
    pack = folder / "ledger-pack"
    shutil.rmtree(pack, ignore_errors=True)
    weekwatch(data, "export-record", str(pack))
    seconds, memory = timed(sys.executable, str(pack / "verifier.py"), str(pack))
    print(f"the verifier alone: {seconds:,.0f} s, {memory:,.0f} MiB")


if __name__ == "__main__":
    main()
