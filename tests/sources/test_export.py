"""One export: its encoding, its documents, what its name says, and what it may say to its owner."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import Refused
from pipelines.records import Batch, Comment
from pipelines.sources.export import Export
from pipelines.sources.looks import described
from pipelines.sources.reading import Reading
from pipelines.sources.survey import digest, survey
from tests.sources.helpers import export_of


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"", "utf-8"),
        (b"plain", "utf-8"),
        ("déjà vu".encode(), "utf-8"),
        ("déjà vu".encode("cp1252"), "cp1252"),
        ("déjà vu".encode("utf-8-sig"), "utf-8-sig"),
        ("déjà vu".encode("utf-16"), "utf-16"),
        (b"\xfe\xff\x00a", "utf-16"),
        (b"a" * 3_000_000 + b"\xe9", "cp1252"),
        (b"a" * (2**20 - 1) + "é".encode() + b"b", "utf-8"),
        ("é".encode()[:1], "cp1252"),
        (b"\x1f\x8b\x08", None),
        (b"PK\x03\x04", None),
        (b"\xd0\xcf\x11\xe0", None),
    ],
)
def test_encoding_is_proved_by_the_bytes(tmp_path, content, encoding):
    assert export_of(tmp_path, content).encoding == encoding


@given(st.binary(max_size=60))
def test_survey_agrees_with_decoding_the_whole(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("survey") / "file"
    path.write_bytes(content)
    sha256, is_utf8, is_free_of_nul, *_ = survey(path)
    try:
        content.decode()
        decodes = True
    except UnicodeDecodeError:
        decodes = False
    assert (sha256, is_utf8, is_free_of_nul) == (hashlib.sha256(content).hexdigest(), decodes, b"\0" not in content)
    path.unlink()


def test_a_folders_digest_changes_with_names_and_content(tmp_path):
    (tmp_path / "a").write_text("1")
    first = digest(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    second = digest(tmp_path)
    (tmp_path / "b").write_text("2")
    assert len({first, second, digest(tmp_path)}) == 3


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ('{"a": 1}', [{"a": 1}]),
        (' [1, "b"]\n', [[1, "b"]]),
        ('{"a": 1}\n\n{"a": 2}\r\n', [{"a": 1}, {"a": 2}]),
        ('{"a": "line\nbreak"}', [{"a": "line\nbreak"}]),
        ('{"a": "1\u2028\x85"}\n{"a": 2}\n', [{"a": "1\u2028\x85"}, {"a": 2}]),
        ('{"a": 1', []),
        ('{"a": 1}\n{"a"', []),
        ("a,b\n1,2\n", []),
        ("", []),
        (r'{"a": "\ud83d\ude00 \ud83d", "\udc00": ["\udfff"]}', [{"a": "\U0001f600 \ufffd", "\ufffd": ["\ufffd"]}]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_documents(tmp_path, text, documents, encoding):
    assert export_of(tmp_path, text.encode(encoding), "a.json").documents == documents


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_constants_that_are_no_numbers_refuse_the_file(tmp_path, constant):
    with pytest.raises(Refused, match=f"{constant} stands where a number should"):
        _ = export_of(tmp_path, f'{{"likes": {constant}}}', "a.json").documents


def test_text_that_breaks_off_refuses_the_file(tmp_path):
    with pytest.raises(Refused, match="the text breaks off as utf-16"):
        _ = export_of(tmp_path, '{"a": 1}'.encode("utf-16") + b"\x00", "a.json").documents


@pytest.mark.parametrize(
    ("name", "dates"),
    [
        ("twitter-2026-03-02-abc.zip", [date(2026, 3, 2)]),
        ("account_analytics_2026-01-01_2026-03-31.csv", [date(2026, 1, 1), date(2026, 3, 31)]),
        ("imported_pages_20260101_20260331.csv", [date(2026, 1, 1), date(2026, 3, 31)]),
        ("2026-02-30.csv", []),
        ("post-122026010100000.csv", []),
        ("2025-01-01/plain.csv", []),
    ],
)
def test_dates_in_the_name(tmp_path, name, dates):
    (tmp_path / "f").write_text("x")
    os.utime(tmp_path / "f", (1772492400, 1772492400))
    export = Export(tmp_path / "f", name, Reading())
    assert export.dates_in_name == dates
    assert export.captured() == (dates[-1] if dates else date(2026, 3, 2))


def test_day_of_writing_is_that_of_the_organisations_zone(tmp_path):
    (tmp_path / "f").write_text("x")
    os.utime(tmp_path / "f", (1782862200, 1782862200))
    assert Export(tmp_path / "f", "f", Reading(zone="Europe/London")).captured() == date(2026, 7, 1)
    assert Export(tmp_path / "f", "f", Reading(zone="UTC")).captured() == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Name;Mood\nA. Person;low\n", "a table with the columns Name, Mood"),
        ("A. Person,someone@example.org\n", "text without a header row"),
        ("I rang twice. Nobody came, again\n", "text without a header row"),
        ("just words\n", "text without a header row"),
        ('{"who": 1, "what": 2}', "JSON with the keys who, what"),
        ("[1]", "a JSON list"),
        ('{"who": ', "JSON that is cut short or malformed"),
        (b"\x1f\x8b\x08", "not a text file"),
    ],
)
def test_description_of_a_strange_file_quotes_nobody(tmp_path, content, words):
    assert described(export_of(tmp_path, content)) == words


def test_description_of_a_workbook_names_its_sheets(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Moods"
    book.save(tmp_path / "b.xlsx")
    assert described(Export(tmp_path / "b.xlsx", "b.xlsx", Reading())) == "a workbook with the sheets Moods"


def test_a_zip_that_only_looks_like_a_workbook_is_none(tmp_path):
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "")
    export = Export(tmp_path / "b.xlsx", "b.xlsx", Reading())
    assert export.workbook is None
    assert export.table("a") is None
    assert described(export) == "a workbook that is damaged or locked, or no workbook"


def test_what_was_reported_is_counted(tmp_path):
    export = export_of(tmp_path, "x")
    export.row(6)
    export.skip("pingback")
    export.skip("blank row", 2)
    export.merge()
    export.account(Comment(line=1, platform="x"))
    export.account(Batch(Comment, "x", {"line": [2]}))
    export.note("once")
    export.note("once")
    file = export.finished()
    assert file.counts == {"comment": 2, "rows": 6, "merged": 1, "skipped": {"pingback": 1, "blank row": 2}}
    assert file.notes == ["once"]


def test_a_reject_keeps_no_more_than_2000_characters(tmp_path):
    assert len(export_of(tmp_path, "x").reject(1, "why", "y" * 5000).raw) == 2000


OWN = {"facebook": ["Healthwatch Exampleshire", "@hwexample"], "x": []}


@pytest.mark.parametrize(
    ("platform", "names", "own"),
    [
        ("facebook", ["healthwatch exampleshire "], True),
        ("facebook", [None, "HWexample"], True),
        ("facebook", ["A. Visitor", None], False),
        ("facebook", [None, ""], None),
        ("x", ["hwexample"], None),
        ("wordpress", ["hwexample"], None),
    ],
)
def test_whose_name_it_is(platform, names, own):
    assert Reading(own=OWN).is_own(platform, *names) is own


def test_a_deep_document_is_not_read_as_something_else(tmp_path):
    export = export_of(tmp_path, "[" * 100_000 + "]" * 100_000, "a.json")
    with pytest.raises((RecursionError, Refused)):
        _ = export.documents


def test_documents_are_plain_json(tmp_path):
    value = {"a": [1, 2.5, None, True, "x"], "b": {"c": "é"}}
    assert export_of(tmp_path, json.dumps(value), "a.json").documents == [value]
