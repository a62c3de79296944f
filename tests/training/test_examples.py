"""The labelled examples: each readable, labelled by what docs/labelling.md knows, and written once."""

from __future__ import annotations

import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.training.examples import OURS, ours, public
from pipelines.training.labels import INBOUND_LABELS, LABELS, OUTBOUND_LABELS, POSITION, targets

FILES = sorted(OURS.glob("*bound/*.jsonl"))


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_line_has_an_id_of_its_hand_a_theme_labels_and_a_text(path):
    found = lines(path)
    ids = [one["id"] for one in found]
    assert len(set(ids)) == len(ids)
    for one in found:
        assert one.keys() - {"parent"} == {"id", "theme", "labels", "text"}, one["id"]
        assert one["id"].startswith(f"{path.stem}-")
        assert one["theme"].strip()
        assert one["text"].strip()
        targets(one["labels"], path.parent.name)


def test_no_text_is_written_twice():
    texts = [" ".join(re.findall(r"\w+", one["text"].lower())) or one["text"] for path in FILES for one in lines(path)]
    assert len(set(texts)) == len(texts)


def test_the_development_set_is_whole_hands_that_nothing_is_learnt_from():
    held = ours()
    development = {e.source for e in held if e.is_development}
    assert development
    assert not development & {e.source for e in held if not e.is_development}


def test_a_sub_kind_asks_for_its_category_too_and_swearing_does_not():
    wanted, asked = targets(["safeguarding.neglect", "abuse.profanity"], "inbound")
    assert {label for label in LABELS if wanted[POSITION[label]]} == {
        "safeguarding", "safeguarding.neglect", "abuse.profanity",
    }  # fmt: skip
    assert {label for label in LABELS if asked[POSITION[label]]} == set(INBOUND_LABELS)


def test_a_post_of_ours_says_nothing_of_what_the_public_is_asked():
    wanted, asked = targets(["tone"], "outbound")
    assert [label for label in LABELS if wanted[POSITION[label]]] == ["outbound.tone"]
    assert {label for label in LABELS if asked[POSITION[label]]} == set(OUTBOUND_LABELS)


def test_patients_feedback_says_no_danger_only_where_its_readers_said_so(tmp_path):
    said = {"safeguarding_selfharm": [0.0, None, 0.0], "safeguarding_abuse": [0.0, 0.0, 1.0]}
    other = (
        "attack",
        "threat",
        "discrimination",
        "sexual_lewd",
        "profanity",
        "spam_advert",
        "personal_data",
        "political",
    )
    known = {
        "text": ["a", "b", "c"],
        "source": ["fft"] * 3,
        "split": ["train"] * 3,
        **{name: [0.0] * 3 for name in other},
    }
    pq.write_table(pa.table(known | said), tmp_path / "patient_feedback.parquet")
    found = [(e.wanted[POSITION["safeguarding"]], e.asked[POSITION["safeguarding"]]) for e in public(tmp_path)]
    assert found == [(0, 1), (0, 0), (1, 1)]


def test_a_label_that_there_is_not_is_an_error():
    with pytest.raises(KeyError):
        targets(["safeguarding.sadness"], "inbound")
