"""Adding a week of 2,000 comments to a warehouse of ten million, against adding it to an empty one.

Scoring the ten million is left out (their file is marked as scored): a week's own comments are scored in both.
Usage: python -m benchmarks.week [--rows 10000000] [--folder build/benchmarks]
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import duckdb

from benchmarks.measure import big_csv, weekwatch


def base(folder: Path, rows: int) -> Path:
    """A data folder with so many comments, loaded and published; made once and kept."""
    data = folder / f"base-{rows}"
    if not (data / "published" / "current.json").exists():
        shutil.rmtree(data, ignore_errors=True)
        seconds, memory = weekwatch(data, "load", str(big_csv(folder, rows)))
        print(f"loaded {rows:,} in {seconds:.0f} s, {memory:,.0f} MiB")
        weekwatch(data, "classify") if rows <= 10_000 else mark_as_scored(data)
        seconds, memory = weekwatch(data, "publish")
        print(f"published {rows:,} in {seconds:.0f} s, {memory:,.0f} MiB")
    return data


def mark_as_scored(data: Path) -> None:
    """Tells the warehouse that its files are scored by the detectors in force."""
    from pipelines.classify import Classifier
    from pipelines.policy import load_policy

    contacts = load_policy(Path("policy.toml")).organisation.own_contacts
    version = Classifier(model=None, labels={}, own_contacts=contacts).version
    with duckdb.connect(str(data / "warehouse.duckdb")) as db:
        db.execute("insert into raw.scored_file select ?, file_id from raw.file", [version])


def main() -> None:
    """Prints both times and their ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--folder", type=Path, default=Path("build/benchmarks"))
    chosen = options.parse_args()
    large = base(chosen.folder, chosen.rows)
    week = chosen.folder / "week"
    weekwatch(week, "sample", str(week), "--comments", "2000", "--layout", "exportcomments", "--seed", "99")
    source = str(next(week.rglob("*.csv")))
    times = {}
    for name, start in (("empty", None), ("large", large)):
        data = chosen.folder / "week-data"
        shutil.rmtree(data, ignore_errors=True)
        if start:
            shutil.copytree(start, data)
        times[name], memory = weekwatch(data, "run", source)
        print(f"2,000 comments into {name:6} {times[name]:6.1f} s  {memory:6,.0f} MiB")
        shutil.rmtree(data)
    print(f"ratio: {times['large'] / times['empty']:.2f} (wanted: at most 3)")


if __name__ == "__main__":
    main()
