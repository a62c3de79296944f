"""What a file's records are remembered by: in their order, whether they fit into memory or not."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from pipelines.records import Comment, Post
from pipelines.sources import shelf
from pipelines.sources.shelf import Seen, Shelf

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize("in_memory", [0, 2, 100])
def test_records_come_back_in_the_order_of_their_first_putting(monkeypatch, in_memory):
    monkeypatch.setattr(shelf, "IN_MEMORY", in_memory)
    kept = Shelf()
    records = [Comment(line=i, platform="x", id=str(i), text="é" * i, posted_at=AT) for i in range(5)]
    records.append(Post(line=9, platform="x", id="1", figures={"likes": 1}))
    for i, record in enumerate(records):
        kept.put(f"{i}", record)
    later = [dataclasses.replace(records[1], text="once more"), dataclasses.replace(records[4], text="twice")]
    for record in later:
        assert kept.get(record.id) == records[record.line]
        kept.put(record.id, record)
        assert kept.get(record.id) == record
    assert kept.get("none") is None
    expected = [records[0], later[0], *records[2:4], later[1], records[5]]
    assert list(kept) == expected
    assert list(kept) == expected


def test_a_record_repeats_another_that_says_the_same_elsewhere():
    seen, first = Seen(), Comment(line=1, platform="x", id="1", text="one")
    answers = [
        seen.repeats(r) for r in (first, dataclasses.replace(first, line=2), dataclasses.replace(first, text=""))
    ]
    assert answers == [False, True, False]
