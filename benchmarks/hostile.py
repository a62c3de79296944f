"""Files that are too large to be true: each must be read or refused in bounded time and memory.

Usage: python -m benchmarks.hostile [--gibibytes 2] [--folder build/benchmarks]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measure import timed

LIMIT_MIB = 1024
MIB = 2**20
HEADER = b"Name,Profile ID,Date,Likes,Comment,Comment ID\n"
ROW = b"A. Visitor,1,2026-02-03 10:00:00,1,Fine,c1\n"
WXR = b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><wp:post_id>1</wp:post_id><wp:comment>'
COMMENT = b'{"id": "1_2", "message": "m", "created_time": "2026-02-03T09:00:00+0000"}'


def _filled(size: int, start: bytes, piece: bytes) -> Iterator[bytes]:
    yield start
    block = piece * (MIB // len(piece))
    for _ in range(size // len(block)):
        yield block


FILES: dict[str, Callable[[int], Iterator[bytes]]] = {
    "one line.csv": lambda size: _filled(size, HEADER + ROW, b"x"),
    "one line of cells.csv": lambda size: _filled(size, HEADER + ROW, b"x,"),
    "header without end.csv": lambda size: _filled(size, HEADER[:-1], b",column"),
    "quote without end.csv": lambda size: _filled(size, HEADER + ROW + b'"', ROW),
    "text without end.json": lambda size: _filled(size, b'{"data": [' + COMMENT + b', {"id": "', b"x"),
    "brackets without end.json": lambda size: _filled(size, b'{"data": [' + COMMENT + b", ", b"["),
    "spaces without end.json": lambda size: _filled(size, b'{"data": [' + COMMENT + b", ", b" "),
    "object without end.json": lambda size: _filled(size, b'{"data": [' + COMMENT + b', {"a": 1', b', "abc": 12345'),
    "number without end.json": lambda size: _filled(size, b'{"data": [' + COMMENT + b', {"id": 1', b"2"),
    "text without end.xml": lambda size: _filled(size, WXR + b"<wp:comment_content>", b"x"),
    "tag without end.xml": lambda size: _filled(size, WXR + b"<wp:comment_content a='", b"x"),
    "tags without end.xml": lambda size: _filled(size, WXR, b"<a>"),
    "nothing.csv": lambda size: _filled(size, b"", b"\0"),
}


def main() -> None:
    """Prints what is said of each, its seconds and its peak memory; exits 1 where one takes too much."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gibibytes", type=float, default=2)
    options.add_argument("--folder", type=Path, default=Path("build/benchmarks"))
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    most = 0.0
    for name, made in FILES.items():
        path = chosen.folder / name
        with path.open("wb") as file:
            file.writelines(made(int(chosen.gibibytes * 2**30)))
        command = (sys.executable, "-m", "pipelines", "read", str(path))
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        seconds, memory = timed(*command, fails=True)
        most = max(most, memory)
        print(f"{seconds:6.1f} s {memory:6,.0f} MiB  {said.removeprefix(f'{chosen.folder}/')[:180]}", flush=True)
        path.unlink()
    sys.exit(most > LIMIT_MIB)


if __name__ == "__main__":
    main()
