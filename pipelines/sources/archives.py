"""Zips and gzipped files unpacked safely: nothing outside the folder, no links, nothing that swells."""

from __future__ import annotations

import errno
import gzip
import lzma
import os
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import IO

from pipelines.errors import UnsafeArchive
from pipelines.sources.sprawl import refuse_sprawl

MAX_UNPACKED = 20 * 2**30
MAX_RATIO = 200
FREE_BYTES = 50 * 2**20
MAX_MEMBERS = 50_000
MAX_DEPTH = 50
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError, EOFError, zlib.error, lzma.LZMAError,
    struct.error, ValueError, OSError,
)  # fmt: skip
_OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EIO, errno.EROFS}
_DRIVE = re.compile(r"^[A-Za-z]:")


def is_zip(path: Path, name: str) -> bool:
    """Whether this is a zip of files, rather than a workbook, which is a zip of parts.

    Raises:
        UnsafeArchive: it is a workbook that would swell or sprawl, or a damaged one.
    """
    if _magic(path, 4) not in ZIP_MAGIC:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if not {"[Content_Types].xml", "mimetype"} & {m.filename for m in members}:
                return True
            _refuse_swelling(sum(m.file_size for m in members), len(members), path, name)
            with _damage_told(name):
                refuse_sprawl(archive, name)
    except _DAMAGE:
        return True
    return False


def is_gzip(path: Path) -> bool:
    """Whether this is a gzipped file."""
    return _magic(path, 2) == GZIP_MAGIC


def unpack(path: Path, folder: Path, name: str, zone: tzinfo = UTC) -> None:
    """Unpacks a zip into an empty folder.

    Raises:
        UnsafeArchive: it is unsafe or damaged; nothing of it is then to be used.
    """
    with _damage_told(name), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _refuse_swelling(sum(m.file_size for m in members), len(members), path, name)
        for member in members:
            target = _target(folder, member.filename, name)
            if stat.S_ISLNK(member.external_attr >> 16):
                raise UnsafeArchive(name, f"a member is a link: {member.filename}", "Do not open this zip")
            if member.flag_bits & 1:
                what = f"the archive is damaged or locked (a password is needed for {member.filename})"
                raise UnsafeArchive(name, what, "Unpack it with its password and load the files")
            if not member.is_dir():
                with archive.open(member) as source:
                    _write(source, target, member.file_size, name)
                _set_time(target, _timestamp(member, zone))


def unpack_gzip(path: Path, folder: Path, name: str) -> Path:
    """Unpacks a gzipped file, or the tar in it: what came out.

    Raises:
        UnsafeArchive: it is unsafe or damaged; nothing of it is then to be used.
    """
    inner = folder / (path.name.removesuffix(".gz").removesuffix(".tgz") or "unpacked")
    most = min(MAX_UNPACKED, FREE_BYTES + path.stat().st_size * MAX_RATIO)
    with _damage_told(name):
        with gzip.open(path) as source:
            _write(source, inner, most, name)
        _set_time(inner, path.stat().st_mtime)
        if not tarfile.is_tarfile(inner):
            return inner
        root = folder / "tar"
        root.mkdir()
        with tarfile.open(inner, "r:") as archive:
            _unpack_tar(archive, root, name)
        inner.unlink()
        return root


def _unpack_tar(archive: tarfile.TarFile, folder: Path, name: str) -> None:
    for count, member in enumerate(archive, start=1):
        if count > MAX_MEMBERS:
            raise UnsafeArchive(name, f"the archive holds more than {MAX_MEMBERS:,} files", "Unpack it by hand")
        target = _target(folder, member.name, name)
        if not (member.isfile() or member.isdir()):
            raise UnsafeArchive(name, f"a member is a link: {member.name}", "Do not open this archive")
        source = archive.extractfile(member)
        if source is not None:
            _write(source, target, member.size, name)
            _set_time(target, member.mtime)


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    """Turns what the unpackers raise into a refusal; a full disk stays what it is."""
    try:
        yield
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno in _OF_THE_MACHINE:
            raise
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
        raise UnsafeArchive(name, f"the archive is damaged or locked ({why})", "Download it again") from error


def _refuse_swelling(total: int, members: int, path: Path, name: str) -> None:
    allowed = min(MAX_UNPACKED, FREE_BYTES + path.stat().st_size * MAX_RATIO)
    if members > MAX_MEMBERS or total > allowed:
        what = f"the zip would unpack to {total:,} bytes in {members:,} files"
        raise UnsafeArchive(name, what, "Unpack it by hand and load the files")


def _target(folder: Path, member: str, name: str) -> Path:
    """Where a member is to be written: inside the folder, and nothing there yet."""
    path = PurePosixPath(member.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(member):
        what = f"a member is to be written outside the folder: {member}"
        raise UnsafeArchive(name, what, "Do not open this archive")
    if len(path.parts) > MAX_DEPTH:
        raise UnsafeArchive(name, f"it holds folders more than {MAX_DEPTH} deep", "Unpack it by hand")
    target = folder / path
    if target.is_file():
        raise UnsafeArchive(name, f"two members have the same name: {member}", "Download it again")
    return target


def _write(source: IO[bytes] | gzip.GzipFile, target: Path, most: int, name: str) -> None:
    """A member's bytes, refused beyond the size that is declared or allowed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    left = most
    with target.open("xb") as file:
        while data := source.read(2**20):
            left -= len(data)
            if left < 0:
                raise UnsafeArchive(name, "it swells beyond its declared or allowed size", "Do not open this archive")
            file.write(data)


def _timestamp(member: zipfile.ZipInfo, zone: tzinfo) -> float:
    """When a member was written: zips hold wall-clock times, taken as those of the organisation's zone."""
    try:
        return datetime(*member.date_time, tzinfo=zone).timestamp()
    except ValueError:
        return 0.0


def _set_time(path: Path, when: float) -> None:
    os.utime(path, (max(when, 0.0), max(when, 0.0)))


def _magic(path: Path, length: int) -> bytes:
    with path.open("rb") as file:
        return file.read(length)
