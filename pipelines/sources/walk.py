"""From the paths that somebody names to the exports in them: files, folders and archives, safely."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.errors import Refused, UnsafeArchive
from pipelines.sources.archives import is_gzip, is_zip, unpack, unpack_gzip
from pipelines.sources.export import Export, Reading, digest
from pipelines.sources.layouts import beside, folder_layouts

# The last is the table of contents that Google puts into every Takeout.
_LITTER = {".ds_store", "thumbs.db", "desktop.ini", "__macosx", "archive_browser.html"}


@contextmanager
def walk(paths: list[Path], reading: Reading) -> Iterator[Iterator[Export | Refused]]:
    """The exports at these paths, in name order; a path that cannot be opened comes as its refusal.

    Archives are unpacked into temporary folders that are gone when the context ends.
    """
    with ExitStack() as stack:
        yield _walk_all(paths, reading, stack)


def _walk_all(paths: list[Path], reading: Reading, stack: ExitStack) -> Iterator[Export | Refused]:
    for path in paths:
        name = str(path)
        if not path.exists() and not path.is_symlink():
            yield Refused(name, "no such file or folder", "Check the path")
        else:
            yield from _walk(path, name, reading, stack, depth=0)


def _walk(path: Path, name: str, reading: Reading, stack: ExitStack, depth: int) -> Iterator[Export | Refused]:
    if path.is_symlink():
        yield Refused(name, "this is a link, not a file", "Copy the file itself here")
    elif path.is_dir():
        yield from _folder(path, name, reading, stack, depth)
    elif not path.is_file():
        yield Refused(name, "neither a file nor a folder", "Give the exported file")
    else:
        try:
            packed = is_zip(path, name) or is_gzip(path)
            found = None if packed else Export(path, name, reading)
        except Refused as refusal:
            yield refusal
        except PermissionError:
            yield Refused(name, "the file may not be opened", "Ask for permission to read it")
        else:
            yield from [found] if found else _archive(path, name, reading, stack, depth)


def _folder(path: Path, name: str, reading: Reading, stack: ExitStack, depth: int) -> Iterator[Export | Refused]:
    if is_one_export(path):
        if any(p.is_symlink() for p in path.rglob("*")):
            yield Refused(name, "the folder holds links", "Unpack the archive anew")
        else:
            yield Export(path, name, reading)
        return
    for child in _worth_reading(path):
        yield from _walk(child, f"{name}/{child.name}", reading, stack, depth)


def _archive(path: Path, name: str, reading: Reading, stack: ExitStack, depth: int) -> Iterator[Export | Refused]:
    if depth:
        yield UnsafeArchive(name, "an archive inside an archive", "Unpack the outer one and load the inner one")
        return
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weekwatch-")))
    try:
        if is_gzip(path):
            inner = unpack_gzip(path, folder, name)
        else:
            unpack(path, inner := folder, name, ZoneInfo(reading.zone))
    except Refused as refusal:
        yield refusal
        return
    if inner.is_file():
        yield Export(inner, name, reading, sha256=digest(path))
    elif (root := _archive_root(inner)) is not None:
        os.utime(root, (path.stat().st_mtime, path.stat().st_mtime))
        yield Export(root, name, reading, sha256=digest(path))
    elif not any(p.is_file() for p in inner.rglob("*")):
        yield Refused(name, "the archive holds no files", "Download it again")
    else:
        yield from _walk(inner, name, reading, stack, depth + 1)


def is_one_export(folder: Path) -> bool:
    """Whether the files of a folder belong together, as those of an X archive do."""
    return bool(folder_layouts(folder))


def _archive_root(folder: Path) -> Path | None:
    """The folder that is an archive's one export: the whole, or all of it that is worth reading."""
    if is_one_export(folder):
        return folder
    inside = _worth_reading(folder)
    return inside[0] if len(inside) == 1 and inside[0].is_dir() and is_one_export(inside[0]) else None


def _worth_reading(folder: Path) -> list[Path]:
    """What lies in a folder, in name order, less litter and what belongs to an export beside it without being read."""
    passed_over = beside(folder)
    return [
        p
        for p in sorted(folder.iterdir())
        if p.name.lower() not in _LITTER and not p.name.startswith(".") and p.name not in passed_over
    ]
