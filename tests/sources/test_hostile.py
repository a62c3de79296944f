"""Files as hostile as life: each is read rightly or refused in one plain line, and the rest of the load goes on."""

from __future__ import annotations

import importlib
import os
import random
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from pipelines.errors import Refused, printable
from pipelines.records import Comment, Reject
from pipelines.sources import Export, Reading, archives, read, recognise, rows, safe_xml, walk
from pipelines.sources.printing import in_words, printed
from tests.goldens import EXPORTS
from tests.sources.helpers import as_csv, export_of, rows_of, singly

HEADER = ["Name", "Profile ID", "Date", "Likes", "Comment", "Comment ID"]
ROW = ["A. Visitor", "1", "2026-02-03 10:00:00", "1", "Fine", "c1"]
HEAD = ",".join(HEADER) + "\n"


def comments(export: Export) -> list[Comment]:
    return [r for r in singly(list(read(export))) if isinstance(r, Comment)]


def refusal_of(export: Export) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        list(read(export))
    return refused.value.what, refused.value.do


CLOSE_IT = "Download it again: either its download was cut short, or close the quotation mark in that line"


@pytest.mark.parametrize("tail", ["B,2,2026-02-03 10:00:00,1,x,c2\n" * 30, "", "\n", '""'])
@pytest.mark.parametrize("limit", [0, 2**40])
def test_a_quote_that_swallows_the_rest_of_a_file_refuses_it(tmp_path, monkeypatch, tail, limit):
    monkeypatch.setattr("pipelines.sources.find_tables.LARGE", limit)
    export = export_of(tmp_path, f'{HEAD}A,1,2026-02-03 10:00:00,1,ok,c0\nA,1,2026-02-03 10:00:00,1,"never\n{tail}')
    assert refusal_of(export) == ("the quotation mark that opens in line 3 is never closed", CLOSE_IT)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", '"\n', "\n\n"])
def test_the_end_of_a_file_is_no_row_of_it(tmp_path, end):
    last = '"closed' if end.startswith('"') else "plain"
    table = export_of(tmp_path, f"name,text\na,b\nc,{last}{end}").table("name", "text")
    assert rows_of(table) == [(2, ["a", "b"]), (3, ["c", last.strip('"')])]


@pytest.mark.parametrize("large", [0, 2**40])
def test_a_line_longer_than_memory_should_hold_refuses_the_file(tmp_path, monkeypatch, large):
    monkeypatch.setattr("pipelines.sources.find_tables.LARGE", large)
    monkeypatch.setattr(rows, "BLOCK_BYTES", 500)
    monkeypatch.setattr(rows, "LONGEST_LINE", 2**20)
    export = export_of(tmp_path, HEAD + ",".join(ROW) + "\n" + "x" * 2**20)
    assert refusal_of(export) == ("line 3 is longer than 1 MiB", "Download it again")


def test_one_endless_line_is_refused_after_a_look_at_its_beginning(tmp_path):
    path = tmp_path / "endless.csv"
    with path.open("wb") as file:
        file.write(b"Name,Comment,Comment ID,")
        file.truncate(2**26)
    what = refusal_of(Export(path, "endless.csv", Reading()))[0]
    assert what == "no layout that Weekwatch knows; text without a header row"


def test_a_million_columns_are_no_header(tmp_path):
    wide = ",".join(f"c{i}" for i in range(10**6))
    what = refusal_of(export_of(tmp_path, f"Name,Comment,Comment ID,{wide}\n{',' * 10**6}\n"))[0]
    assert what == "no layout that Weekwatch knows; text without a header row"


def test_a_row_of_a_million_cells_is_one_reject(tmp_path):
    export = export_of(tmp_path, HEAD + ",".join(ROW) + "\n" + "x," * 10**6 + "\n")
    found = singly(list(read(export)))
    assert [type(r) for r in found] == [Reject, Comment]
    assert found[0].reason == "the row has 1000001 cells where the header has 6"
    assert (found[0].line, len(found[0].raw)) == (3, 2000)


def test_a_long_first_row_is_read_though_it_passes_the_head(tmp_path):
    export = export_of(tmp_path, HEAD + as_csv([[*ROW[:4], "y" * 100_000, "c1"], ROW]))
    assert [len(c.text) for c in comments(export)] == [100_000, 4]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_known_by_its_nuls(tmp_path, encoding):
    content = (HEAD + as_csv([[*ROW[:4], "Café – 日本語", "c1"]])).encode(encoding)
    assert [c.text for c in comments(export_of(tmp_path, content))] == ["Café – 日本語"]
    page = '{"data": [{"id": "1_2", "message": "Café", "created_time": "2026-02-03T09:00:00+0000"}]}'
    assert [c.text for c in comments(export_of(tmp_path, page.encode(encoding)))] == ["Café"]


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("cafÃ©", True),
        ("itâ€™s", True),
        ("ðŸ˜€", True),
        ("café, it’s 😀", False),
        ("MANHÃ\xa0ESTÂ", False),
        ("â€", True),
    ],
)
def test_letters_encoded_twice_are_kept_and_noted(tmp_path, text, noted):
    export = export_of(tmp_path, HEAD + as_csv([[*ROW[:4], text, "c1"]]))
    assert [c.text for c in comments(export)] == [text]
    note = "some letters were encoded twice, as é that shows as Ã©: the text is kept as it stands"
    assert (note in export.file.notes) is noted


@pytest.mark.parametrize("sample", ["wordpress_rest/rest_comments_public.json", "wordpress_wxr/old-wxr-1.0.xml"])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "zip", "txt", ""])
def test_a_wrong_extension_changes_nothing(tmp_path, sample, ending):
    path = tmp_path / f"wrong.{ending}"
    shutil.copy2(EXPORTS / sample, path)
    with walk([EXPORTS / sample, path], Reading()) as found:
        ours, theirs = ([{**r, "file": ""} for r in printed(e)] for e in found)
    assert ours[:-1] == theirs[:-1]
    assert len(ours) > 1


def test_a_workbook_named_as_a_csv_is_read_as_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(ROW)
    book.save(tmp_path / "book.xlsx")
    (tmp_path / "book.xlsx").rename(tmp_path / "book.csv")
    assert [c.text for c in comments(Export(tmp_path / "book.csv", "book.csv", Reading()))] == ["Fine"]


@pytest.mark.parametrize(
    "text", ["=HYPERLINK('https://example.org')", "+44 1632 960123", "@here", "-1", "a\u202etxt.exe"]
)
def test_formulae_and_marks_that_turn_the_reading_order_stay_in_the_text(tmp_path, text):
    assert [c.text for c in comments(export_of(tmp_path, HEAD + as_csv([[*ROW[:4], text, "c1"]])))] == [text]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "mixed"])
def test_mixed_line_ends_are_line_ends(tmp_path, ends):
    marks = ["\n", "\r\n", "\r"] * 4 if ends == "mixed" else [ends] * 12
    text = "".join(
        line + mark for line, mark in zip([HEAD.strip(), *(",".join(ROW) for _ in range(11))], marks, strict=True)
    )
    found = comments(export_of(tmp_path, text))
    assert [c.line for c in found] == list(range(2, 13))


def test_one_id_with_two_texts_is_two_sightings_in_order(tmp_path):
    export = export_of(tmp_path, HEAD + as_csv([ROW, [*ROW[:4], "Edited", "c1"]]))
    assert [(c.id, c.text) for c in comments(export)] == [("c1", "Fine"), ("c1", "Edited")]


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("1601-01-01T00:00:00+0000", datetime(1601, 1, 1, tzinfo=UTC)),
        ("9998-12-31T23:59:59-0500", datetime(9999, 1, 1, 4, 59, 59, tzinfo=UTC)),
        ("9999-12-31T23:59:59-0500", None),
        ("0001-01-01T00:00:00+0500", None),
        ("2026-02-30T00:00:00+0000", None),
        ("99999999999999", None),
        ("-1", None),
    ],
)
def test_times_at_the_ends_of_the_calendar_leave_the_rest_of_the_file_alone(tmp_path, written, at):
    item = '{"id": "1_%d", "message": "m", "created_time": "%s"}'
    page = f'{{"data": [{item % (2, written)}, {item % (3, "2026-02-03T09:00:00+0000")}]}}'
    first, second = comments(export_of(tmp_path, page, "page.json"))
    assert (first.posted_at, first.posted_at_raw) == (at, written)
    assert second.posted_at == datetime(2026, 2, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/New_York"])
def test_tables_with_times_at_the_ends_of_the_calendar_are_read(tmp_path, zone):
    written = ["1601-01-01 00:00:00", "9999-12-31 23:59:59", "0001-01-01 00:00:00", "2026-02-03 10:00:00"]
    reading = Reading(zone=zone, assumed={"exportcomments": zone})
    content = HEAD + as_csv([[*ROW[:2], when, *ROW[3:5], f"c{i}"] for i, when in enumerate(written)])
    found = [r for r in printed(export_of(tmp_path, content, reading=reading)) if r["record"] == "comment"]
    assert [r["posted_at_raw"] for r in found] == written
    assert [bool(r["posted_at"]) for r in found][1:] == [False, False, True]


def wxr(content: str) -> str:
    return (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><wp:post_id>1</wp:post_id><wp:comment>'
        f"<wp:comment_id>7</wp:comment_id><wp:comment_content>{content}</wp:comment_content></wp:comment></item>"
        "</channel></rss>"
    )


def test_an_endless_text_in_xml_refuses_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(safe_xml, "LONGEST_TEXT", 2**20)
    assert len(comments(export_of(tmp_path, wxr("x" * 2**20)))[0].text) == 2**20
    assert (
        refusal_of(export_of(tmp_path, wxr("x" * (2**20 + 1))))[0] == "line 1 holds a single text of more than 16 MiB"
    )


def test_an_endless_tag_in_xml_refuses_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(safe_xml, "LONGEST_TEXT", 2**20)
    what = refusal_of(export_of(tmp_path, wxr("").replace("<item>", f"<item a='{'x' * 2**22}'>")))[0]
    assert what == "line 1 holds a single text of more than 16 MiB"


def test_xml_nested_without_end_refuses_the_file(tmp_path):
    what = refusal_of(export_of(tmp_path, wxr("").replace("<item>", "<item>" + "\n<a>" * 300)))[0]
    assert what == "line 199 stands more than 200 elements deep"


def test_names_that_would_turn_or_break_a_line_are_shown_as_they_are_written(tmp_path):
    names = ["gnp\u202e.csv", "two\nlines.csv", "bell\x07.csv", "caf\u00e9 \u05d0.csv"]
    for name in names:
        (tmp_path / name).write_text("x,y\n1,2\n")
    with walk([tmp_path], Reading()) as found:
        lines = [line.removeprefix(f"{tmp_path}/") for e in found for line in in_words(e) if not line.startswith("  ")]
    shown = [r"bell\x07.csv", "café א.csv", r"gnp\u202e.csv", r"two\nlines.csv"]
    assert [line.split(": ")[0] for line in lines] == shown
    assert str(Refused("a\u2066b", "c\u200fd", "Do\x1b[2J")) == r"a\u2066b: c\u200fd. Do\x1b[2J."
    assert printable("👩🏽‍⚕️ é") == "👩🏽‍⚕️ é"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_a_name_that_is_no_text_is_printed_all_the_same(tmp_path):
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.csv")
    Path(name).write_text(HEAD + ",".join(ROW) + "\n")
    with walk([Path(name)], Reading()) as found:
        lines = [r for e in found for r in printed(e)]
    assert [r["file"] for r in lines] == [f"{tmp_path}/caf\ufffd.csv"] * 2


def test_a_column_whose_name_turns_the_reading_order_is_noted_as_it_is_written(tmp_path):
    export = export_of(tmp_path, as_csv([[*HEADER, "gnp\u202e"], [*ROW, "x"]]))
    list(read(export))
    assert r"unknown columns: gnp\u202e" in export.file.notes


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (PermissionError(13, "Permission denied"), "the file may not be opened"),
        (OSError(5, "Input/output error"), "it cannot be opened (Input/output error)"),
        (FileNotFoundError(2, "No such file or directory"), "it cannot be opened (No such file or directory)"),
    ],
)
def test_what_the_system_does_not_open_is_refused_and_the_rest_is_read(tmp_path, monkeypatch, error, what):
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).write_text(HEAD)

    def opened(path, name, reading, **options):
        if path.name == "b.csv":
            raise error
        return Export(path, name, reading, **options)

    monkeypatch.setattr(importlib.import_module("pipelines.sources.walk"), "Export", opened)
    with walk([tmp_path], Reading()) as found:
        seen = [e.what if isinstance(e, Refused) else e.path.name for e in found]
    assert seen == ["a.csv", what, "c.csv"]


def test_a_folder_that_may_not_be_opened_is_refused_and_the_rest_is_read(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text(HEAD)
    listed = Path.iterdir

    def iterdir(self):
        if self.name == "a":
            raise PermissionError(13, "Permission denied")
        return listed(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    with walk([tmp_path], Reading()) as found:
        seen = [e.what if isinstance(e, Refused) else e.path.name for e in found]
    assert seen == ["the folder may not be opened", "x.csv"]


def test_folders_within_folders_without_end_are_refused(tmp_path):
    deep = tmp_path.joinpath(*["d"] * 200)
    deep.mkdir(parents=True)
    (tmp_path / "z.csv").write_text(HEAD)
    with walk([tmp_path], Reading()) as found:
        seen = [e.what if isinstance(e, Refused) else e.path.name for e in found]
    assert seen == ["folders lie here within folders without end", "z.csv"]


def test_an_archive_of_folders_without_end_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "deep.zip", "w") as archive:
        archive.writestr("d/" * 900 + "x.csv", HEAD)
    with walk([tmp_path / "deep.zip"], Reading()) as found:
        (refused,) = found
    assert refused.what == f"it holds folders more than {archives.MAX_DEPTH} deep"


def test_a_full_disk_refuses_an_archive_and_the_rest_is_read(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x.csv", HEAD)
    (tmp_path / "b.csv").write_text(HEAD)
    monkeypatch.setattr(archives, "_write", full)
    with walk([tmp_path], Reading()) as found:
        seen = [e.what if isinstance(e, Refused) else e.path.name for e in found]
    assert seen == ["it cannot be opened (No space left on device)", "b.csv"]


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_refused_in_one_line(tmp_path, seed):
    noise = random.Random(seed).randbytes(3000)
    marks = [b"", b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"<rss ", b"{", b"[", b"\xff\xfe", HEAD.encode()]
    (tmp_path / "noise").write_bytes(marks[seed % len(marks)] + noise)
    with walk([tmp_path / "noise"], Reading()) as found:
        (file,) = [r for e in found for r in printed(e) if r["record"] == "file"]
    if marks[seed % len(marks)] != HEAD.encode():
        assert file["refused"]
    assert "Report this" not in (file["refused"] or "")
    assert "\n" not in (file["refused"] or "")


@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured otherwise there")
def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "sparse.csv"
    with path.open("wb") as file:
        file.write((HEAD + ",".join(ROW) + "\n").encode())
        file.truncate(2**28)
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from pipelines.sources import Reading, walk\n"
        "from pipelines.sources.printing import printed\n"
        "with walk([Path(sys.argv[1])], Reading()) as found:\n"
        "    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    print([r['refused'] for e in found for r in printed(e)][-1])\n"
        "    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    refused, mebibytes = done.stdout.splitlines()
    assert refused == "line 3 is longer than 32 MiB. Download it again."
    assert int(mebibytes) < 200


def test_recognising_asks_nothing_of_a_folder_without_exports(tmp_path):
    with pytest.raises(Refused):
        recognise(Export(tmp_path, "empty", Reading()))
