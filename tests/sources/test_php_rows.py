"""What PHP's CSV writer makes of backslashes and quotes comes back as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import Refused
from tests.sources.helpers import export_of, rows_of


def fputcsv(cells: list[str], delimiter: str = ",") -> str:
    """A row as PHP writes it: quotes are doubled unless a backslash stands before them."""
    written = []
    for cell in cells:
        text, escaped = "", False
        for letter in cell:
            text += '""' if letter == '"' and not escaped else letter
            escaped = letter == "\\"
        written.append(f'"{text}"' if any(c in cell for c in f'{delimiter}"\\\n\r\t ') else text)
    return delimiter.join(written) + "\n"


HEADER = fputcsv(["Date", "Message", "Details"])
NOTE = "quotes behind backslashes were read as PHP writes them"


@pytest.mark.parametrize(
    ("cells", "repaired"),
    [
        (["1", r"plain", "x"], False),
        (["1", r"a \"quoted, word\" here", "x"], True),
        (["1", 'a "quoted, word" here', "x"], False),
        (["1", 'two\nlines \\" and, more\nthree', "x"], True),
        (["1", "ends in a backslash\\", "x"], False),
        (["1", "C:\\temp\\", 'then "this", and that'], False),
    ],
)
def test_a_row_comes_back_with_its_backslashes(tmp_path, cells, repaired):
    export = export_of(tmp_path, HEADER + fputcsv(cells) + fputcsv(["2", "next", "y"]))
    table = export.table("message").written_by_php()
    lines = 1 + cells[1].count("\n")
    assert rows_of(table) == [(2, cells), (2 + lines, ["2", "next", "y"])]
    assert export.file.notes == ([NOTE] if repaired else [])


@pytest.mark.parametrize("bad", ["a,b\n", 'a,"b \\" c\n', 'a,"b"c\n'])
def test_a_row_that_fits_neither_way_is_rejected_and_the_next_is_read(tmp_path, bad):
    export = export_of(tmp_path, HEADER + bad + '1,"x",y\n')
    assert rows_of(export.table("message").written_by_php()) == [(3, ["1", "x", "y"])]
    assert export.counts["reject"] == 1


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters='"\\\ufeff'), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS).filter(lambda c: any(x.strip() for x in c)), max_size=6))
def test_rows_without_backslashes_are_read_as_ever(grid):
    rows = [[f"{a}\n{b}", f'{b} "{c}"', f"{c},"] for a, b, c in grid]
    with tempfile.TemporaryDirectory() as folder:
        export = export_of(Path(folder), HEADER + "".join(fputcsv(r) for r in rows))
        plain, repaired = export.table("message"), export.table("message").written_by_php()
        assert rows_of(repaired) == rows_of(plain)
        assert [cells for _, cells in rows_of(plain)] == rows


def test_a_text_that_breaks_off_is_refused(tmp_path):
    export = export_of(tmp_path, b"\xef\xbb\xbf" + HEADER.encode() + b"1,a \xff b,x\n")
    with pytest.raises(Refused, match="the text breaks off as utf-8-sig"):
        rows_of(export.table("message").written_by_php())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["plain", "two\nlines", 'say "so", yes', r"\"quoted, word\"", 'end \\" of\nit', ""]), max_size=9
    )
)
def test_plain_rows_and_others_may_follow_each_other_in_any_order(texts):
    rows = [[str(i), text, f"{i},"] for i, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder:
        export = export_of(Path(folder), HEADER + "".join(fputcsv(r) for r in rows))
        found = rows_of(export.table("message").written_by_php())
    assert [cells for _, cells in found] == rows
    heights = [1 + text.count("\n") for text in texts]
    assert [line for line, _ in found] == [2 + sum(heights[:i]) for i in range(len(rows))]


@pytest.mark.parametrize("place", [2**20 - 1, 2**20, 5])
def test_a_quote_behind_a_backslash_is_seen_wherever_it_stands(tmp_path, place):
    plain = "x" * (2**20 + 9)
    assert export_of(tmp_path, plain).is_written_plainly
    assert not export_of(tmp_path, plain[:place] + '\\"' + plain[place:]).is_written_plainly
