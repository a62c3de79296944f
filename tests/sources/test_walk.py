"""From paths to exports: what lies in folders and archives is found, and what is unsafe is refused by name."""

from __future__ import annotations

import gzip
import io
import os
import stat
import struct
import tarfile
import zipfile
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import Refused, UnsafeArchive
from pipelines.sources import archives
from pipelines.sources.export import Export
from pipelines.sources.reading import Reading
from pipelines.sources.walk import walk


def walked(*paths: Path) -> list[tuple[str, str]]:
    """The names found, each with its content or with why it was refused."""
    found = []
    with walk(list(paths), Reading()) as exports:
        for export in exports:
            if isinstance(export, Refused):
                found.append((export.where, f"refused: {export.what}"))
            else:
                found.append((export.name, "folder" if export.is_folder else export.path.read_text("utf-8")))
    return found


def zipped(path: Path, members: dict[str, str], **links: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 7, 1, 0, 30, 0)), text, zipfile.ZIP_DEFLATED)
        for name, target in links.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, target)
    return path


def test_folders_are_walked_in_name_order_without_litter(tmp_path):
    for name in ("b.csv", "a/z.csv", "a/.hidden", ".DS_Store", "__MACOSX/a.csv", "Thumbs.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert walked(tmp_path) == [(f"{tmp_path}/a/z.csv", "a/z.csv"), (f"{tmp_path}/b.csv", "b.csv")]


def test_members_of_a_zip_are_named_by_zip_and_member(tmp_path):
    path = zipped(tmp_path / "all.zip", {"two.csv": "2", "deep/one.csv": "1", "back\\slash.csv": "3", "deep/": ""})
    assert walked(path) == [
        (f"{path}/back/slash.csv", "3"),
        (f"{path}/deep/one.csv", "1"),
        (f"{path}/two.csv", "2"),
    ]


def test_a_member_keeps_its_time_in_the_organisations_zone(tmp_path):
    path = zipped(tmp_path / "all.zip", {"one.csv": "1"})
    with walk([path], Reading(zone="Europe/London")) as exports:
        (export,) = exports
        assert export.modified.isoformat() == "2026-07-01T00:30:00+01:00"
        assert export.captured() == date(2026, 7, 1)


def test_temporary_folders_are_gone_afterwards(tmp_path):
    with walk([zipped(tmp_path / "all.zip", {"one.csv": "1"})], Reading()) as exports:
        (export,) = exports
        assert export.path.exists()
    assert not export.path.exists()


@pytest.mark.parametrize("inner", ["", "twitter-2026/"])
def test_an_x_archive_is_one_export_zipped_or_not(tmp_path, inner):
    members = {f"{inner}data/tweets.js": "[]", f"{inner}Your archive.html": ""}
    path = zipped(tmp_path / "archive.zip", members)
    assert walked(path) == [(str(path), "folder")]
    folder = tmp_path / "unpacked"
    for name, text in members.items():
        target = folder / name.removeprefix(inner)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    assert walked(folder) == [(str(folder), "folder")]


def test_a_zipped_archive_is_as_old_as_its_zip(tmp_path):
    path = zipped(tmp_path / "archive.zip", {"data/tweets.js": "[]"})
    os.utime(path, (1772438400, 1772438400))
    with walk([path], Reading()) as exports:
        (export,) = exports
        assert export.captured() == date(2026, 3, 2)


def test_an_unpacked_archive_with_links_is_refused(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/tweets.js").symlink_to("/etc/hostname")
    assert walked(tmp_path) == [(str(tmp_path), "refused: the folder holds links")]


ESCAPES = [
    "/etc/evil.csv",
    "../evil.csv",
    "a/../../evil.csv",
    "..\\evil.csv",
    "C:\\evil.csv",
    "c:evil.csv",
    "\\evil.csv",
]


@pytest.mark.parametrize("name", ESCAPES)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_members_that_would_leave_the_folder_refuse_the_archive(tmp_path, name, kind):
    if kind == "zip":
        path = zipped(tmp_path / "bad.zip", {"good.csv": "1", name: "2"})
    else:
        path = tarred(tmp_path / "bad.tar.gz", [tarfile.TarInfo(name)])
    what = f"refused: a member is to be written outside the folder: {name}"
    assert walked(path) == [(str(path), what)]
    assert not list(tmp_path.parent.rglob("evil.csv"))


def test_links_in_a_zip_refuse_it(tmp_path):
    path = zipped(tmp_path / "bad.zip", {}, link="/etc/hostname")
    assert walked(path) == [(str(path), "refused: a member is a link: link")]


def test_links_on_disk_are_refused_and_the_rest_is_read(tmp_path):
    (tmp_path / "a.csv").symlink_to("/etc/hostname")
    (tmp_path / "b.csv").write_text("b")
    (tmp_path / "c").symlink_to(tmp_path)
    (tmp_path / "d.csv").symlink_to("nowhere")
    what = "refused: this is a link, not a file"
    assert [f.removeprefix(f"{tmp_path}/") for f, _ in walked(tmp_path)] == ["a.csv", "b.csv", "c", "d.csv"]
    assert [t for _, t in walked(tmp_path)] == [what, "b", what, what]
    assert walked(tmp_path / "d.csv") == [(f"{tmp_path}/d.csv", what)]


def test_a_pipe_and_a_missing_file_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert walked(tmp_path / "pipe", tmp_path / "none") == [
        (f"{tmp_path}/pipe", "refused: neither a file nor a folder"),
        (f"{tmp_path}/none", "refused: no such file or folder"),
    ]


def test_a_zip_that_declares_too_much_is_refused_before_unpacking(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "FREE_BYTES", 1000)
    monkeypatch.setattr(archives, "_write", None)
    path = zipped(tmp_path / "bomb.zip", {"a.csv": "0" * 2_000_000})
    assert walked(path) == [(str(path), "refused: the zip would unpack to 2,000,000 bytes in 1 files")]


def test_a_workbook_that_would_swell_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "FREE_BYTES", 1000)
    path = zipped(tmp_path / "bomb.xlsx", {"[Content_Types].xml": "", "xl/worksheets/sheet1.xml": "0" * 2_000_000})
    assert walked(path) == [(str(path), "refused: the zip would unpack to 2,000,000 bytes in 2 files")]


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    path = zipped(tmp_path / "many.zip", {str(i): "" for i in range(4)})
    assert walked(path) == [(str(path), "refused: the zip would unpack to 0 bytes in 4 files")]


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path):
    path = zipped(tmp_path / "liar.zip", {"a.csv": "0" * 2_000_000})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(signature) + offset
        assert struct.unpack_from("<I", data, at) == (2_000_000,)
        struct.pack_into("<I", data, at, 10)
    path.write_bytes(data)
    ((name, what),) = walked(path)
    assert (name, what.startswith("refused: the archive is damaged or locked")) == (str(path), True)


def encrypted(path: Path) -> Path:
    zipped(path, {"a.csv": "1"})
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x03\x04") + 6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def truncated(path: Path) -> Path:
    zipped(path, {"a.csv": "1" * 500, "b.csv": "2"})
    path.write_bytes(path.read_bytes()[:60])
    return path


def corrupt(path: Path) -> Path:
    zipped(path, {"a.csv": "".join(chr(33 + i * i % 90) for i in range(3000))})
    data = bytearray(path.read_bytes())
    data[40:90] = b"\xff" * 50
    path.write_bytes(data)
    return path


def contradictory(path: Path) -> Path:
    return zipped(path, {"a": "1", "a/b.csv": "2"})


@pytest.mark.parametrize("damage", [encrypted, truncated, corrupt, contradictory], ids=lambda d: d.__name__)
def test_damaged_and_locked_zips_are_refused(tmp_path, damage):
    path = damage(tmp_path / "bad.zip")
    ((name, what),) = walked(path)
    assert (name, what.startswith("refused: the archive is damaged or locked (")) == (str(path), True)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_refuse_the_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.writestr("a.csv", "1")
        archive.writestr("a.csv", "2")
    path = tmp_path / "twice.zip"
    assert walked(path) == [(str(path), "refused: two members have the same name: a.csv")]


def test_a_zip_inside_a_zip_is_refused_and_the_rest_is_read(tmp_path):
    inner = zipped(tmp_path / "inner", {"a.csv": "1"})
    outer = tmp_path / "outer.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(inner, "inner.zip")
        archive.writestr("z.csv", "z")
    assert walked(outer) == [(f"{outer}/inner.zip", "refused: an archive inside an archive"), (f"{outer}/z.csv", "z")]


def test_an_empty_zip_is_refused(tmp_path):
    path = zipped(tmp_path / "empty.zip", {})
    assert walked(path) == [(str(path), "refused: the archive holds no files")]


def tarred(path: Path, members: list[tarfile.TarInfo], text: bytes = b"") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for info in members:
            info.size = len(text) if info.isfile() else 0
            archive.addfile(info, io.BytesIO(text))
    return path


def test_a_gzipped_file_is_read_under_its_own_name_and_time(tmp_path):
    path = tmp_path / "comments_2026-03-01.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    os.utime(path, (1772438400, 1772438400))
    with walk([path], Reading()) as exports:
        (export,) = exports
        assert isinstance(export, Export)
        assert (export.name, export.path.read_bytes()) == (str(path), b"a,b\n1,2\n")
        assert (export.modified.date(), export.captured()) == (date(2026, 3, 2), date(2026, 3, 1))


def test_a_gzipped_tar_is_walked_like_a_zip(tmp_path):
    path = tarred(tmp_path / "all.tar.gz", [tarfile.TarInfo("b.csv"), tarfile.TarInfo("a/a.csv")], b"x")
    assert walked(path) == [(f"{path}/a/a.csv", "x"), (f"{path}/b.csv", "x")]


def test_links_in_a_tar_refuse_it(tmp_path):
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
    path = tarred(tmp_path / "bad.tar.gz", [link])
    assert walked(path) == [(str(path), "refused: a member is a link: link")]


def test_a_gzip_that_swells_or_breaks_off_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "FREE_BYTES", 1000)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"0" * 2_000_000))
    (tmp_path / "cut.gz").write_bytes(gzip.compress(os.urandom(500))[:100])
    (bomb, cut) = walked(tmp_path / "bomb.gz", tmp_path / "cut.gz")
    assert bomb[1] == "refused: it swells beyond its declared or allowed size"
    assert cut[1].startswith("refused: the archive is damaged or locked (Compressed file ended")


def test_a_full_disk_is_not_blamed_on_the_archive(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        archives.unpack(zipped(tmp_path / "a.zip", {"a": "1"}), tmp_path / "out", "a.zip")


def test_unpack_raises_the_one_class_for_unsafe_archives(tmp_path):
    with pytest.raises(UnsafeArchive, match=r"^a\.zip: a member is a link: l\. Do not open this zip\.$"):
        archives.unpack(zipped(tmp_path / "a.zip", {}, l="x"), tmp_path / "out", "a.zip")
