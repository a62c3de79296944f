"""Every sample export is read exactly as its golden file says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.goldens import EXPORTS, golden_of, read_as_printed, samples


@pytest.mark.parametrize("sample", samples(), ids=lambda p: p.relative_to(EXPORTS).as_posix())
def test_sample_is_read_as_its_golden_file_says(sample: Path) -> None:
    golden = golden_of(sample)
    how = f"python -m tests.goldens {sample.parent.name}"
    assert golden.exists(), f"no golden file: write it with `{how}` and read it once by eye"
    lines = list(read_as_printed(sample))
    expected = golden.read_text(encoding="utf-8").split("\n")[:-1]
    for number, (line, wanted) in enumerate(zip(lines, expected, strict=False), start=1):
        assert json.loads(line) == json.loads(wanted), f"line {number} of {golden.name}"
    assert lines == expected, f"number or order of fields differs; if that is meant: `{how}`"


@pytest.mark.parametrize("sample", samples(), ids=lambda p: p.relative_to(EXPORTS).as_posix())
def test_sample_accounts_for_every_row_and_meets_no_fault_of_ours(sample: Path) -> None:
    records = [json.loads(line) for line in read_as_printed(sample)]
    files = [r for r in records if r["record"] == "file"]
    assert files
    for file in files:
        mine = [r for r in records if r["file"] == file["file"] and r["record"] != "file"]
        counts = file["counts"]
        assert counts["rows"] == len(mine) + counts["merged"] + sum(counts["skipped"].values())
        assert "report this" not in (file["refused"] or "").lower()


def test_every_golden_file_has_its_sample() -> None:
    expected = {golden_of(s) for s in samples()}
    assert set(EXPORTS.glob("*/*.expected.json")) <= expected


@pytest.mark.parametrize("sample", samples(), ids=lambda p: p.relative_to(EXPORTS).as_posix())
def test_a_file_of_our_own_words_never_passes_for_the_publics_comments(sample: Path) -> None:
    records = [json.loads(line) for line in golden_of(sample).read_text(encoding="utf-8").split("\n")[:-1]]
    for file in (r for r in records if r["record"] == "file" and r["holds"] == "comments"):
        comments = [r for r in records if r["record"] == "comment" and r["file"] == file["file"]]
        assert not comments or not all(r["is_own"] for r in comments)
