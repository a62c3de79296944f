"""From the paths that somebody names to the exports in them: files, folders and zips, safely."""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import IO
from zoneinfo import ZoneInfo

from pipelines.errors import Refused, UnsafeArchive
from pipelines.sources.export import Export, Reading, digest

MAX_UNPACKED = 20 * 2**30
MAX_RATIO = 200
MAX_MEMBERS = 50_000
_LITTER = {".ds_store", "thumbs.db", "desktop.ini", "__macosx"}


@contextmanager
def walk(paths: list[Path], reading: Reading) -> Iterator[Iterator[Export | Refused]]:
    """The exports at these paths, in name order; a path that cannot be opened comes as its refusal.

    Zips are unpacked into temporary folders that are gone when the context ends.
    """
    with ExitStack() as stack:
        yield _walk_all(paths, reading, stack)


def _walk_all(paths: list[Path], reading: Reading, stack: ExitStack) -> Iterator[Export | Refused]:
    for path in paths:
        name = str(path)
        if not path.exists():
            yield Refused(name, "no such file or folder", "Check the path")
        else:
            yield from _walk(path, name, reading, stack, depth=0)


def _walk(path: Path, name: str, reading: Reading, stack: ExitStack, depth: int) -> Iterator[Export | Refused]:
    if path.is_symlink():
        yield Refused(name, "this is a link, not a file", "Copy the file itself here")
    elif path.is_dir():
        if is_one_export(path):
            yield Export(path, name, reading)
            return
        for child in sorted(path.iterdir()):
            if child.name.lower() not in _LITTER and not child.name.startswith("."):
                yield from _walk(child, f"{name}/{child.name}", reading, stack, depth)
    elif not path.is_file():
        yield Refused(name, "neither a file nor a folder", "Give the exported file")
    elif _is_zip(path):
        if depth:
            yield UnsafeArchive(name, "a zip inside a zip", "Unpack the outer one and load the inner one")
            return
        try:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weekwatch-")))
            unpack(path, folder, name, ZoneInfo(reading.zone))
        except Refused as refusal:
            yield refusal
            return
        root = _archive_root(folder)
        if root is not None:
            os.utime(root, (path.stat().st_mtime, path.stat().st_mtime))
            yield Export(root, name, reading, sha256=digest(path))
        else:
            yield from _walk(folder, name, reading, stack, depth + 1)
    else:
        yield Export(path, name, reading)


def is_one_export(folder: Path) -> bool:
    """Whether a folder is an X archive: its parts belong together."""
    data = folder / "data"
    parts = ("tweets.js", "tweet.js", "manifest.js", "account.js", "tweet-headers.js")
    return any((data / part).is_file() for part in parts)


def _archive_root(folder: Path) -> Path | None:
    return next((f for f in (folder, *sorted(p for p in folder.iterdir() if p.is_dir())) if is_one_export(f)), None)


def _is_zip(path: Path) -> bool:
    """Whether this is a zip of files, rather than a workbook, which is a zip of parts."""
    with path.open("rb") as file:
        if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return True
    return not ({"[Content_Types].xml", "mimetype"} & names)


def unpack(path: Path, folder: Path, name: str, zone: tzinfo = UTC) -> None:
    """Unpacks a zip that stays within its folder, holds no links and does not swell.

    Raises:
        UnsafeArchive: it does not, or is damaged; nothing of it is then to be used.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_swelling(members, path.stat().st_size, name)
            for member in members:
                _refuse_escape(member, name)
                if not member.is_dir():
                    _write(archive, member, folder, name, zone)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise UnsafeArchive(name, f"the zip is damaged or locked ({error})", "Download it again") from error


def _refuse_swelling(members: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    total = sum(m.file_size for m in members)
    if len(members) > MAX_MEMBERS or total > MAX_UNPACKED or total > 50 * 2**20 + packed * MAX_RATIO:
        what = f"the zip would unpack to {total:,} bytes in {len(members):,} files"
        raise UnsafeArchive(name, what, "Unpack it by hand and load the files")


def _refuse_escape(member: zipfile.ZipInfo, name: str) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    drive = path.parts and path.parts[0].endswith(":")
    if path.is_absolute() or ".." in path.parts or drive:
        what = f"a member is to be written outside the folder: {member.filename}"
        raise UnsafeArchive(name, what, "Do not open this zip")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnsafeArchive(name, f"a member is a link: {member.filename}", "Do not open this zip")


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, name: str, zone: tzinfo) -> None:
    target = folder / PurePosixPath(member.filename.replace("\\", "/"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, target.open("wb") as file:
        _copy(source, file, member.file_size, name)
    when = _timestamp(member, zone)
    os.utime(target, (when, when))


def _copy(source: IO[bytes], target: IO[bytes], declared: int, name: str) -> None:
    """A member's bytes, refused beyond the size that the zip declares."""
    left = declared
    while data := source.read(2**20):
        left -= len(data)
        if left < 0:
            raise UnsafeArchive(name, "a member is larger than the zip declares", "Do not open this zip")
        target.write(data)


def _timestamp(member: zipfile.ZipInfo, zone: tzinfo) -> float:
    """When a member was written: zips hold wall-clock times, taken as those of the organisation's zone."""
    try:
        return max(datetime(*member.date_time, tzinfo=zone).timestamp(), 0.0)
    except ValueError:
        return 0.0
