"""Loading large CSVs, one layout after another, each against DuckDB's own read_csv into a table of the same columns.

Without layouts it is ``exportcomments``; ``all`` is every layout whose tables of comments or actions can be large.
Usage: python -m benchmarks.load [--rows 10000000] [--folder build/benchmarks] [LAYOUT…|all]
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from benchmarks.measure import big_csv, timed, weekwatch
from benchmarks.tables import repeated, sample_tables

LIMIT_MIB, SHARE = 2048, 0.33
FROM_THE_SAMPLE = ("exportcomments", "meta_content")
DUCKDB = """
import sys, duckdb
db = duckdb.connect(sys.argv[2])
table = "read_csv(?, all_varchar = true, header = true, quote = '\\"')"
db.execute(f"create table t as select * from {table}", [sys.argv[1]])
db.close()
"""


def measured(layout: str, source: Path, rows: int, folder: Path) -> bool:
    """Prints both speeds, their ratio and the peak memory; whether both bounds hold."""
    ours, theirs = folder / "load-ours", folder / "load-theirs.duckdb"
    shutil.rmtree(ours, ignore_errors=True)
    theirs.unlink(missing_ok=True)
    base, base_memory = timed(sys.executable, "-c", DUCKDB, str(source), str(theirs))
    seconds, memory = weekwatch(ours, "load", str(source))
    share = base / seconds
    print(f"{layout}, {rows:,} rows, {source.stat().st_size / 2**20:,.0f} MiB")
    print(f"  DuckDB read_csv  {base:8.1f} s  {rows / base:10,.0f} rows/s  {base_memory:6,.0f} MiB")
    print(f"  weekwatch load   {seconds:8.1f} s  {rows / seconds:10,.0f} rows/s  {memory:6,.0f} MiB")
    print(f"  a share of {share:.2f} (wanted: {SHARE} and under {LIMIT_MIB:,} MiB)", flush=True)
    shutil.rmtree(ours)
    theirs.unlink()
    return share >= SHARE and memory < LIMIT_MIB


def main() -> None:
    """Measures each layout; exits 1 if one is too slow or takes too much memory."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("layouts", nargs="*", default=["exportcomments"], metavar="LAYOUT")
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--folder", type=Path, default=Path("build/benchmarks"))
    chosen = options.parse_args()
    tables = sample_tables()
    layouts = sorted({*tables, "exportcomments"}) if chosen.layouts == ["all"] else chosen.layouts
    bounds = []
    for layout in layouts:
        if layout in FROM_THE_SAMPLE:
            source = big_csv(chosen.folder, chosen.rows, layout)
        else:
            source = repeated(tables[layout], chosen.rows, chosen.folder)
        bounds.append(measured(layout, source, chosen.rows, chosen.folder))
    sys.exit(not all(bounds))


if __name__ == "__main__":
    main()
