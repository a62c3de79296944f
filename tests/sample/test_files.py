import csv
import json

import pytest

from pipelines.errors import BadInput
from pipelines.sample import LAYOUTS, MARKER, ONLY_WHEN_ASKED, build, write_sample
from tests.sample.conftest import ROOT, listing, read_all

MOMENT = {
    "facebook-graph-2026-03-02.json": 1772438400,
    "moderation-log-2026-03-02.csv": 1772441940,
}


def test_two_runs_give_the_same_bytes_and_times(tmp_path):
    for name in ("a", "b"):
        write_sample(tmp_path / name, comments=300)
    assert listing(tmp_path / "a") == listing(tmp_path / "b")
    assert len(listing(tmp_path / "a")) == 185


def test_another_seed_gives_other_comments(tmp_path):
    write_sample(tmp_path / "a", comments=200, layout="graph", seed=1)
    write_sample(tmp_path / "b", comments=200, layout="graph", seed=2)
    assert not {d for d, _ in listing(tmp_path / "a").values()} & {d for d, _ in listing(tmp_path / "b").values()}


def test_the_committed_sample_is_what_the_defaults_write(sample):
    written = {name: digest for name, (digest, _) in listing(sample).items()}
    assert {name: digest for name, (digest, _) in listing(ROOT / "data/sample").items()} == written


def test_the_committed_sample_is_small(sample):
    assert sum(p.stat().st_size for p in sample.rglob("*") if p.is_file()) < 3_000_000


def test_every_file_is_read_whole(exports):
    assert {file.layout for file, _ in exports.values()} == {
        "exportcomments", "facebook graph", "ga4", "instagram graph", "meta content facebook",
        "meta content instagram", "meta daily", "template_access", "template_removals", "template_rounds",
        "wordpress rest",
        "wordpress wxr", "x analytics", "x api v2", "x archive", "x overview",
    }  # fmt: skip
    assert [r for _, records in exports.values() for r in records if r.record == "reject"] == []
    assert len(exports) == 184


def test_no_file_name_needs_the_clock_of_the_machine(sample):
    names = [p.name for p in sample.rglob("*") if p.is_file() and p.name != MARKER]
    assert [n for n in names if "2026-" not in n] == []


def test_files_bear_the_time_of_their_export(sample):
    assert {n: int((sample / "2026-03-02" / n).stat().st_mtime) for n in MOMENT} == MOMENT


def test_a_hidden_file_marks_the_sample(sample):
    assert json.loads((sample / MARKER).read_text()) == {
        "sample": True, "as_of": "2026-04-13T08:00:00Z", "weeks": 12, "comments": 2000, "seed": 7,
    }  # fmt: skip


@pytest.mark.parametrize("layout", [*LAYOUTS, *ONLY_WHEN_ASKED])
def test_one_layout_can_be_written_alone(layout, tmp_path):
    write_sample(tmp_path, comments=60, layout=layout)
    files = read_all(tmp_path)
    assert files
    assert sum(file.counts["rows"] for file, _ in files.values()) > 0


@pytest.mark.parametrize("layout", ["exportcomments", "meta_content"])
@pytest.mark.parametrize("count", [1, 83, 60_001])
def test_bulk_tables_hold_exactly_as_many_rows_with_ids_of_their_own(layout, count, tmp_path):
    write_sample(tmp_path, comments=count, layout=layout)
    [path] = [p for p in tmp_path.iterdir() if p.name != MARKER]
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    column = header.index("Comment ID" if layout == "exportcomments" else "Post ID")
    assert len({row[column] for row in rows}) == len(rows) == count
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize("weeks", [1, 2, 12, 30])
def test_other_numbers_of_weeks_end_on_the_same_sunday(weeks, tmp_path):
    write_sample(tmp_path, weeks=weeks, comments=80)
    folders = sorted(p.name for p in tmp_path.iterdir() if p.is_dir())
    assert len(folders) == weeks
    assert folders[-1] == "2026-04-13"
    read_all(tmp_path)


@pytest.mark.parametrize("count", [30, 500, 2000])
def test_the_public_writes_as_many_comments_as_were_asked_for(count):
    assert sum(1 for i in build(comments=count).items if i.author) == count


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"layout": "orkut"}, 'there is no layout "orkut"'),
        ({"weeks": 0}, "0 weeks cannot be made up"),
        ({"comments": 0}, "0 comments make no sample"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(wrong, said, tmp_path):
    with pytest.raises(BadInput, match=said):
        write_sample(tmp_path, **wrong)
    assert list(tmp_path.iterdir()) == []
