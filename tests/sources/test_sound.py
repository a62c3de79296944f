"""Numbers that no count can be are left out of records and columns, and everything else stays."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipelines.records import Batch, Comment, Figure, Post
from pipelines.sources.sound import LEFT_OUT, sound
from tests.sources.helpers import export_of

INFINITE, NONE = float("inf"), float("nan")


@pytest.mark.parametrize("value", [2**63, -(2**63), 10**400, INFINITE, NONE])
def test_a_number_that_cannot_be_kept_is_null_and_noted(tmp_path, value):
    export = export_of(tmp_path, "x")
    comment = sound(export, Comment(line=1, platform="x", id="1", like_count=value, reply_count=3))
    assert comment == Comment(line=1, platform="x", id="1", like_count=None, reply_count=3)
    assert export.file.notes == [LEFT_OUT]


@pytest.mark.parametrize("value", [None, 0, -1, 2**63 - 1, 4.5])
def test_other_numbers_stay(tmp_path, value):
    export = export_of(tmp_path, "x")
    comment = Comment(line=1, platform="x", rating=value)
    assert sound(export, comment) is comment
    assert export.file.notes == []


def test_a_posts_other_figures_stay(tmp_path):
    post = Post(line=1, platform="x", figures={"views": 10**30, "likes": 2, "shares": None})
    assert sound(export_of(tmp_path, "x"), post).figures == {"likes": 2, "shares": None}


def test_a_columns_other_cells_stay(tmp_path):
    export, values = export_of(tmp_path, "x"), pa.array([1.5, INFINITE, None, NONE])
    found = sound(export, Batch(Figure, "x", {"line": [1, 2, 3, 4], "value": values}))
    assert (found.columns["value"].to_pylist(), found.columns["line"]) == ([1.5, None, None, None], [1, 2, 3, 4])
    assert export.file.notes == [LEFT_OUT]
    whole = Batch(Figure, "x", {"line": [1], "value": pa.array([1.5])})
    assert sound(export, whole) is whole
