"""JSON of any size: the same values as the standard library reads, with large lists left in their file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import Refused
from pipelines.sources import json_text
from pipelines.sources.lazy_list import LazyList
from pipelines.sources.looks import BROKEN_JSON, described
from tests.sources.helpers import export_of

SIZES = {"LARGE": -1, "BLOCK": 5, "WINDOW": 12}

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(["\\", '"', "\ufeff", "é😀"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(TEXTS, inner, max_size=6), max_leaves=30
)


@pytest.fixture
def in_small_blocks(monkeypatch):
    """Every file counts as large, and hardly anything fits into memory."""
    for name, size in SIZES.items():
        monkeypatch.setattr(json_text, name, size)


def plain(value):
    """The same with ordinary lists, each gone through twice."""
    if isinstance(value, list):
        first, second = [plain(v) for v in value], [plain(v) for v in value]
        assert first == second
        assert (len(value), bool(value)) == (len(first), bool(first))
        return first
    return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else value


@given(
    st.lists(st.lists(VALUES, max_size=5) | st.dictionaries(TEXTS, VALUES, max_size=5), min_size=1, max_size=3),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([None, 1]),
    st.booleans(),
    st.sampled_from(["\n", "\r\n", " ", ""]),
)
@settings(max_examples=80, derandomize=True, deadline=None)
def test_a_large_file_holds_the_same_values_as_a_small_one(
    tmp_path_factory, documents, encoding, indent, ascii_only, between
):
    text = between.join(json.dumps(d, indent=indent, ensure_ascii=ascii_only) for d in documents)
    folder = tmp_path_factory.mktemp("json")
    small = export_of(folder, text.encode(encoding), "a.json").documents
    with pytest.MonkeyPatch.context() as patch:
        for name, size in SIZES.items():
            patch.setattr(json_text, name, size)
        large = export_of(folder, text.encode(encoding), "a.json").documents
        assert plain(large) == small == documents


@pytest.mark.usefixtures("in_small_blocks")
def test_large_lists_stay_in_their_file_and_small_values_do_not(tmp_path):
    page = {"data": [{"id": str(i), "replies": [i]} for i in range(50)], "paging": {"next": None}, "few": [1]}
    (document,) = export_of(tmp_path, json.dumps(page), "a.json").documents
    data = document["data"]
    assert [type(v) for v in document.values()] == [LazyList, dict, list]
    assert (data[0], data[-1], data[3:9:2]) == (page["data"][0], page["data"][-1], page["data"][3:9:2])
    assert data[::-1] == list(reversed(data)) == page["data"][::-1]
    assert page["data"][7] in data
    assert {"id": "x"} not in data
    assert data == page["data"]
    assert data != page["data"][:-1]
    assert json.dumps(document) == json.dumps(page)
    with pytest.raises(IndexError):
        _ = data[50]


@pytest.mark.usefixtures("in_small_blocks")
@pytest.mark.parametrize(
    "change", [lambda v: v.append(1), lambda v: v.sort(), lambda v: v.extend([1]), lambda v: v.index(1)]
)
def test_a_list_in_a_file_refuses_what_would_miss_its_elements(tmp_path, change):
    (document,) = export_of(tmp_path, json.dumps(list(range(50))), "a.json").documents
    with pytest.raises(TypeError, match="can only be gone through"):
        change(document)


@pytest.mark.usefixtures("in_small_blocks")
def test_documents_one_after_another_are_a_list_in_their_file(tmp_path):
    documents = export_of(tmp_path, "".join(f'{{"id": {i}}}\r\n' for i in range(50)), "a.json").documents
    assert isinstance(documents, LazyList)
    assert plain(documents) == [{"id": i} for i in range(50)]


@pytest.mark.usefixtures("in_small_blocks")
@pytest.mark.parametrize(
    "text",
    [
        '{"data": [{"id": "1"}, {"id": "2"}',
        '{"data": [{"id": "1"}, {"id": "2"}], "paging": {}',
        '{"data": [{"id": "1"} {"id": "2"}]}',
        '{"data": [{"id": "1"}, {"id": "2"},]}',
        '{"data": [{"id": "1"}, {"id": "2"}]} and more',
        '{"data": [{"id": "1"}, {"id": "2 and no end}]}',
        '{"data": [{"id": "\\x"}, {"id": "2"}], "more": 1}',
        '{"data": [{"id": "1"}, nil, {"id": "2"}], "more": 1}',
        '{data: [{"id": "1"}, {"id": "2"}], "more": 1}',
        '{"data" [{"id": "1"}, {"id": "2"}], "more": 1}',
        "[" + "1" * 5000 + "]",
        '{"id": 1}\n{"id": 2}\n{"id"',
    ],
)
def test_a_large_file_that_is_cut_short_or_malformed_is_told_so(tmp_path, text):
    export = export_of(tmp_path, text, "a.json")
    assert export.documents == []
    assert described(export) == BROKEN_JSON


@pytest.mark.usefixtures("in_small_blocks")
@pytest.mark.parametrize("constant", ["NaN", "-Infinity", "1e999"])
def test_what_is_no_number_refuses_a_large_file(tmp_path, constant):
    with pytest.raises(Refused, match=f"{constant} stands where a number should"):
        _ = export_of(tmp_path, f'{{"data": [{{"id": "1"}}, {{"likes": {constant}}}]}}', "a.json").documents


@pytest.mark.usefixtures("in_small_blocks")
def test_lone_surrogates_in_a_large_file_are_mended(tmp_path):
    text = r'{"data": [{"a": "\ud83d\ude00 \ud83d"}, {"\uDC00": ["\udfff"]}], "plain": "é"}'
    (document,) = export_of(tmp_path, text, "a.json").documents
    assert plain(document) == {"data": [{"a": "\U0001f600 \ufffd"}, {"\ufffd": ["\ufffd"]}], "plain": "é"}


@pytest.mark.usefixtures("in_small_blocks")
@pytest.mark.parametrize("depth", [json_text.DEEPEST + 10, 10_000])
def test_deep_nesting_refuses_a_large_file(tmp_path, depth):
    with pytest.raises(Refused, match="nested too deeply"):
        _ = export_of(tmp_path, '{"a":[' * depth + "]}" * depth, "a.json").documents


@pytest.mark.usefixtures("in_small_blocks")
def test_one_endless_text_refuses_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(json_text, "LONGEST_TEXT", 200)
    text = json.dumps({"data": ["x" * 150, "y" * 1000]})
    with pytest.raises(Refused, match="a single text in it is longer than 0 MiB, or its closing quote is missing"):
        _ = export_of(tmp_path, text, "a.json").documents


@pytest.mark.usefixtures("in_small_blocks")
def test_an_object_with_more_of_its_own_than_memory_holds_refuses_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(json_text, "LARGEST_OBJECT", 300)
    many = [{"id": str(i)} for i in range(100)]
    (document,) = export_of(tmp_path, json.dumps({"data": many}), "a.json").documents
    assert plain(document) == {"data": many}
    with pytest.raises(Refused, match="one object in it holds more than 0 MiB of its own"):
        _ = export_of(tmp_path, json.dumps({str(i): i for i in range(100)}), "a.json").documents


@pytest.mark.usefixtures("in_small_blocks")
def test_a_glance_shows_the_first_elements_and_what_follows_the_list(tmp_path, monkeypatch):
    monkeypatch.setattr(json_text, "GLANCE", 3)
    export = export_of(tmp_path, json.dumps({"data": list(range(50)), "paging": {"next": 1}}), "a.json")
    with export.glanced_at():
        (document,) = export.documents
        assert (list(document["data"]), len(document["data"]), document["paging"]) == ([0, 1, 2], 50, {"next": 1})
    assert list(document["data"]) == list(range(50))
