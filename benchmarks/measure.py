"""Commands timed as whole processes: wall seconds and peak memory, as the operating system tells them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def timed(*command: str, fails: bool = False) -> tuple[float, float]:
    """Runs a command to its end; its wall-clock seconds and peak resident memory in MiB.

    ``fails`` says that it is meant to exit with 1.

    Raises:
        SystemExit: the command failed.
    """
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != int(fails):
        raise SystemExit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1024


def weekwatch(data: Path, *arguments: str) -> tuple[float, float]:
    """Times ``python -m pipelines --data DATA …``."""
    return timed(sys.executable, "-m", "pipelines", "--data", str(data), *arguments)


def big_csv(folder: Path, rows: int, layout: str = "exportcomments") -> Path:
    """A CSV of so many rows in a real layout, written once and kept."""
    out = folder / f"{layout}-{rows}"
    if not (out / ".weekwatch-sample.json").exists():
        timed(sys.executable, "-m", "pipelines", "sample", str(out), "--comments", str(rows), "--layout", layout)
    return next(out.rglob("*.csv"))
