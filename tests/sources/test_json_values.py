"""Single values out of JSON answers, documents that follow each other, and what is told twice."""

from datetime import UTC, datetime

import pytest

from pipelines.errors import Refused
from pipelines.records import Comment
from pipelines.sources.json_values import when, whole
from pipelines.sources.repeats import Once
from tests.sources.helpers import export_of


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (1501234567, (datetime(2017, 7, 28, 9, 36, 7, tzinfo=UTC), datetime(2017, 7, 28, 9, 36, 7), "in file")),
        ("2025-08-04T10:00:00+0100", (datetime(2025, 8, 4, 9, tzinfo=UTC), datetime(2025, 8, 4, 10), "in file")),
        ("2025-08-04T10:00:00", (None, datetime(2025, 8, 4, 10), "unknown")),
        ("9999-12-31T23:59:59-12:00", (None, None, "unknown")),
        ("0001-01-01T00:00:00+14:00", (None, None, "unknown")),
        ("soon", (None, None, "unknown")),
        (None, (None, None, "unknown")),
    ],
)
def test_times(value, found):
    at, local, raw, zone = when(value)
    assert (at, local, zone) == found
    assert raw == (None if value is None else str(value))


@pytest.mark.parametrize(("value", "number"), [(3, 3), ("4", 4), (True, None), ("²", None), (1.5, None), (None, None)])
def test_whole_numbers(value, number):
    assert whole({"a": {"b": value}}, "a", "b") == number


@pytest.mark.parametrize(
    ("text", "found"),
    [('{"a": 1}{"a": 2}', [{"a": 1}, {"a": 2}]), ('[1]\n\n {"a":\n2}\n', [[1], {"a": 2}]), ('{"a": 1}\n{"b', []),
     ('{"a": "\\ud83d"}{}', [{"a": "\ufffd"}, {}]), ("a,b\n", [])],
)  # fmt: skip
def test_documents_that_follow_each_other(tmp_path, text, found):
    assert export_of(tmp_path, text, "x.json").documents == found


def test_documents_nested_too_deeply_are_refused(tmp_path):
    with pytest.raises(Refused, match="nested too deeply"):
        export_of(tmp_path, "{}" + "[" * 200_000, "x.json").documents  # noqa: B018


def test_a_record_told_twice_is_kept_once_wherever_it_stands(tmp_path):
    export = export_of(tmp_path, "x")
    once = Once(export)
    said = [Comment(line=n, platform="x", id="1", text=t) for n, t in enumerate(("a", "a", "b", "a"), start=1)]
    assert [c.line for record in said for c in once.of(record)] == [1, 3]
    assert export.merged == 2
