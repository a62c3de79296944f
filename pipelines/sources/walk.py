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
from pipelines.sources.export import Export
from pipelines.sources.layouts import beside, folder_layouts
from pipelines.sources.reading import Reading
from pipelines.sources.survey import digest

DEEPEST = 100
TOO_DEEP = "folders lie here within folders without end"
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
        if not os.path.lexists(path):
            yield Refused(name, "no such file or folder", "Check the path")
        else:
            yield from _walk(path, name, reading, stack, depth=0)


def _walk(path: Path, name: str, reading: Reading, stack: ExitStack, depth: int) -> Iterator[Export | Refused]:
    """What lies at one path; what the system does not let be opened is refused, and the walk goes on."""
    try:
        yield from _found(path, name, reading, stack, depth)
    except Refused as refusal:
        yield refusal
    except PermissionError:
        kind = "folder" if path.is_dir() else "file"
        yield Refused(name, f"the {kind} may not be opened", "Ask for permission to read it")
    except RecursionError:
        yield Refused(name, TOO_DEEP, "Give the folder that holds the exports")
    except OSError as error:
        yield Refused(name, f"it cannot be opened ({error.strerror})", "Check the disk that it lies on, and try again")


def _found(path: Path, name: str, reading: Reading, stack: ExitStack, depth: int) -> Iterator[Export | Refused]:
    if path.is_symlink():
        yield Refused(name, "this is a link, not a file", "Copy the file itself here")
    elif path.is_dir():
        yield from _folder(path, name, reading, stack, depth)
    elif not path.is_file():
        yield Refused(name, "neither a file nor a folder", "Give the exported file")
    elif is_zip(path, name) or is_gzip(path):
        yield from _archive(path, name, reading, stack, depth)
    else:
        yield Export(path, name, reading)


def _folder(path: Path, name: str, reading: Reading, stack: ExitStack, depth: int) -> Iterator[Export | Refused]:
    if len(path.parts) > DEEPEST:
        yield Refused(name, TOO_DEEP, "Give the folder that holds the exports")
    elif not is_one_export(path):
        for child in _worth_reading(path):
            yield from _walk(child, f"{name}/{child.name}", reading, stack, depth)
    elif any(p.is_symlink() for p in path.rglob("*")):
        yield Refused(name, "the folder holds links", "Unpack the archive anew")
    else:
        yield Export(path, name, reading)


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
