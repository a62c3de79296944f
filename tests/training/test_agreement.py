"""Agreement of two readers: Cohen's own figures, and what the repository holds of the second reading."""

from __future__ import annotations

import json

import numpy as np
import pytest

from pipelines.training.agreement import agreements, kappa, twice_read
from pipelines.training.examples import OURS


def test_kappa_is_that_of_the_textbook():
    """Fifty readings: both yes 20, first alone 5, second alone 10, both no 15: kappa 0.4 (the usual worked example)."""
    first = np.array([True] * 25 + [False] * 25)
    second = np.array([True] * 20 + [False] * 5 + [True] * 10 + [False] * 15)
    assert kappa(first, second) == pytest.approx(0.4)
    assert kappa(first, ~first) < 0
    assert kappa(np.zeros(5, bool), np.zeros(5, bool)) is None


def test_a_sub_kind_counts_for_its_category_too(tmp_path):
    for folder in ("inbound", "second/inbound"):
        (tmp_path / folder).mkdir(parents=True)
    line = {"id": "a1-1", "theme": "t", "labels": ["safeguarding.neglect"], "text": "wet all night"}
    (tmp_path / "inbound/a1.jsonl").write_text(
        json.dumps(line) + "\n" + json.dumps(line | {"id": "a1-2", "labels": []}) + "\n"
    )
    told = [{"id": "a1-1", "labels": ["safeguarding.unsafe_care"]}, {"id": "a1-2", "labels": []}]
    (tmp_path / "second/inbound/a1.jsonl").write_text("".join(json.dumps(row) + "\n" for row in told))
    found = {one.label: one for one in agreements(twice_read(tmp_path))}
    assert (found["safeguarding"].both, found["safeguarding"].kappa) == (1, 1.0)
    assert (found["safeguarding.neglect"].both, found["safeguarding.neglect"].kappa) == (0, 0.0)


@pytest.mark.parametrize(("reading", "fewest"), [("second", 14_000), ("third", 800)])
def test_whoever_labelled_again_labelled_examples_that_there_are(reading, fewest):
    read = twice_read(OURS, reading)
    assert len({t.example.id for t in read}) == len(read) >= fewest
    assert all(one.read for one in agreements(read))
