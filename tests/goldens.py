"""Golden files: every sample export beside the records that reading it must print.

``python -m tests.goldens [LAYOUT…]`` writes them anew; read each once by eye before committing it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pipelines.policy import load_policy
from pipelines.sources import walk
from pipelines.sources.printing import printed_lines
from pipelines.sources.reading import Reading

ROOT = Path(__file__).resolve().parent.parent
EXPORTS = ROOT / "tests" / "exports"
SUFFIX = ".expected.json"
WRITTEN = datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp()


def samples(*layouts: str) -> list[Path]:
    """The sample exports, of these layouts or of all: files and folders beside which a golden file belongs."""
    folders = [EXPORTS / name for name in layouts] or sorted(p for p in EXPORTS.iterdir() if p.is_dir())
    found = (path for folder in folders for path in sorted(folder.iterdir()))
    return [p for p in found if not p.name.endswith(SUFFIX) and not p.name.startswith((".", "__"))]


def golden_of(sample: Path) -> Path:
    """Where the expected records of a sample stand."""
    return sample.with_name(sample.name + SUFFIX)


def read_as_printed(sample: Path) -> Iterator[str]:
    """What ``read --json`` prints of a sample, named from its layout's folder, written on a known day."""
    for path in (sample, *sample.rglob("*")) if sample.is_dir() else (sample,):
        os.utime(path, (WRITTEN, WRITTEN))
    shown_from = f'"file": "{sample.parent}/'
    with walk([sample], _reading()) as exports:
        for export in exports:
            for line in printed_lines(export):
                yield line.replace(shown_from, '"file": "', 1)


@cache
def _reading() -> Reading:
    return Reading.under(load_policy(ROOT / "policy.toml"))


def main(layouts: list[str]) -> None:
    """Writes the golden files of these layouts, or of all."""
    for sample in samples(*layouts):
        golden = golden_of(sample)
        text = "".join(f"{line}\n" for line in read_as_printed(sample))
        changed = not golden.exists() or golden.read_text(encoding="utf-8") != text
        golden.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{'written' if changed else 'same   '} {golden.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
