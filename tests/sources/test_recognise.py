"""One layout for a file, or a refusal that says why; and a reader that fails takes nothing else with it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pipelines import sources
from pipelines.errors import Refused, Unrecognised
from pipelines.records import Comment, Post
from pipelines.sources import known_layouts, read, recognise
from pipelines.sources.export import Export
from pipelines.sources.printing import printed
from pipelines.sources.reading import Reading
from tests.sources.helpers import export_of

KNOWN = {"comments", "posts", "figures", "actions", "rounds", "access", "own words"}


def test_every_layout_says_what_it_is():
    names = [layout.LAYOUT for layout in known_layouts(Reading())]
    assert len(names) == len(set(names)) > 5
    for layout in known_layouts(Reading()):
        assert layout.PLATFORM
        assert layout.HOLDS in KNOWN
        assert isinstance(layout.CANNOT_SHOW, tuple)


def only(monkeypatch, *fakes):
    monkeypatch.setattr(sources, "known_layouts", lambda _: list(fakes))


def fake(records, claims=True, **more):
    def recognises(_: Export) -> bool:
        if isinstance(claims, Exception):
            raise claims
        return claims

    def read_(export: Export):
        for record in records:
            if isinstance(record, Exception):
                raise record
            export.row()
            yield record

    return SimpleNamespace(
        LAYOUT="fake",
        PLATFORM="x",
        HOLDS="posts",
        CANNOT_SHOW=("hidden things",),
        recognises=recognises,
        read=read_,
        **more,
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (b"a,b\n1,2\n", "no layout that Weekwatch knows; a table with the columns a, b"),
        (b"\x00\x01\x02", "no layout that Weekwatch knows; text without a header row"),
        (b"\n\n\n", "no layout that Weekwatch knows; text without a header row"),
        (b"[[[[[[", "no layout that Weekwatch knows; JSON that is cut short or malformed"),
    ],
)
def test_a_strange_file_is_refused(tmp_path, content, why):
    with pytest.raises(Unrecognised) as caught:
        recognise(export_of(tmp_path, content))
    assert caught.value.what == why


@pytest.mark.parametrize("error", [KeyError("x"), ValueError(), TypeError(), AttributeError(), RecursionError()])
def test_a_layout_that_trips_over_a_strange_file_does_not_claim_it(tmp_path, monkeypatch, error):
    good = fake([])
    only(monkeypatch, fake([], error), good)
    export = export_of(tmp_path, "x")
    assert recognise(export) is good
    assert export.file.notes == [f"fake could not look at this file ({type(error).__name__})"]


def test_the_file_record_tells_what_was_read(tmp_path, monkeypatch):
    only(monkeypatch, fake([Post(line=1, platform="x"), Comment(line=2, platform="x")]))
    *records, file = printed(export_of(tmp_path, "x", "posts.csv"))
    assert [(r["record"], r["file"], r["line"]) for r in records] == [
        ("post", "posts.csv", 1),
        ("comment", "posts.csv", 2),
    ]
    assert list(records[0])[:3] == ["record", "file", "line"]
    assert (file["layout"], file["holds"], file["platform"], file["refused"]) == ("fake", "posts", "x", None)
    assert file["counts"] == {"post": 1, "comment": 1, "rows": 2, "merged": 0, "skipped": {}}
    assert file["notes"] == ["cannot show: hidden things"]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ValueError("a person's words"), "the file is not built as fake files are (ValueError in __init__.py"),
        (RecursionError(), "the file is nested too deeply to be an export."),
        (Refused("f", "the dates disagree", "Download it again"), "the dates disagree. Download it again."),
    ],
)
def test_a_file_refused_half_way_yields_only_its_file_record(tmp_path, monkeypatch, error, why):
    only(monkeypatch, fake([Post(line=1, platform="x"), error]))
    (file,) = printed(export_of(tmp_path, "x"))
    assert file["record"] == "file"
    assert file["refused"].startswith(why)
    assert "words" not in file["refused"]
    assert file["counts"] == {"rows": 0, "merged": 0, "skipped": {}}


def test_a_layout_that_loses_rows_is_told_so(tmp_path, monkeypatch):
    def lose(export: Export):
        export.row(3)
        yield from ()

    loser = fake([])
    loser.read = lose
    only(monkeypatch, loser)
    with pytest.raises(Refused, match="3 rows were seen but 0 are accounted for"):
        list(read(export_of(tmp_path, "x")))


def test_what_could_not_be_opened_is_printed_as_a_refused_file():
    (file,) = printed(Refused("a.zip/b", "this is a link, not a file", "Copy the file itself here"))
    assert (file["file"], file["line"], file["sha256"]) == ("a.zip/b", 0, None)
    assert file["refused"] == "this is a link, not a file. Copy the file itself here."
