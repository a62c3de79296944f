"""Loading a large CSV, against DuckDB's own read_csv into a table of the same columns.

Usage: python -m benchmarks.load [--rows 10000000] [--layout exportcomments] [--folder build/benchmarks]
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from benchmarks.measure import big_csv, timed, weekwatch

DUCKDB = """
import sys, duckdb
db = duckdb.connect(sys.argv[2])
db.execute("create table t as select * from read_csv(?, all_varchar = true, header = true)", [sys.argv[1]])
db.close()
"""


def main() -> None:
    """Prints rows a second, peak memory and the ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--layout", default="exportcomments", choices=["exportcomments", "meta_content"])
    options.add_argument("--folder", type=Path, default=Path("build/benchmarks"))
    chosen = options.parse_args()
    source = big_csv(chosen.folder, chosen.rows, chosen.layout)
    ours, theirs = chosen.folder / "load-ours", chosen.folder / "load-theirs.duckdb"
    shutil.rmtree(ours, ignore_errors=True)
    theirs.unlink(missing_ok=True)
    base, base_memory = timed(sys.executable, "-c", DUCKDB, str(source), str(theirs))
    seconds, memory = weekwatch(ours, "load", str(source))
    print(f"{chosen.layout}, {chosen.rows:,} rows, {source.stat().st_size / 2**20:,.0f} MiB")
    print(f"DuckDB read_csv  {base:8.1f} s  {chosen.rows / base:10,.0f} rows/s  {base_memory:6,.0f} MiB")
    print(f"weekwatch load   {seconds:8.1f} s  {chosen.rows / seconds:10,.0f} rows/s  {memory:6,.0f} MiB")
    print(f"speed as a share of DuckDB's: {base / seconds:.2f} (wanted: at least 0.33, under 2,048 MiB)")
    shutil.rmtree(ours)
    theirs.unlink()


if __name__ == "__main__":
    main()
