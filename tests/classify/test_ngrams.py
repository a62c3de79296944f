"""Runs of letters and words: counted the same wherever they are read, and weighed into a model's probability."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from pipelines.classify.ngrams import BUCKETS, Ngrams, features, normed
from tests.classify.test_transformer import TINY, logistic, opened


def kept(path, weights=None, rarity=None):
    held = np.zeros((BUCKETS, 3), dtype=np.int8) if weights is None else weights
    rare = np.ones(BUCKETS, dtype=np.float16) if rarity is None else rarity
    np.savez_compressed(path, rarity=rare, weights=held, scale=np.array([0.5, 1, 1], np.float32), bias=np.zeros(3))
    return path


def test_a_text_has_the_same_runs_whatever_the_spaces_between_its_words():
    for one, other in zip(features("the  grim\nward"), features("the grim ward"), strict=True):
        assert one.buckets.tolist() == other.buckets.tolist()
        assert one.weights.tolist() == other.weights.tolist()


def test_runs_of_letters_and_words_are_counted_apart_and_repeats_count_less_each_time():
    letters, words = features("no no no")
    assert len(words.buckets) == 2
    assert sorted(words.weights.tolist()) == pytest.approx([1.693, 2.099], abs=1e-3)
    assert len(letters.buckets) > 4
    assert (letters.buckets < BUCKETS).all()


@pytest.mark.parametrize("text", ["", " ", "a", "👍", "\ud800", "é" * 9000])
def test_any_text_has_features(text):
    for group in features(text):
        assert np.isfinite(normed(group, np.ones(BUCKETS))).all()


def test_the_runs_of_a_text_add_up_to_a_logit(tmp_path):
    _, words = features("grim")
    weights = np.zeros((BUCKETS, 3), dtype=np.int8)
    weights[words.buckets[0], 0] = 4
    found = Ngrams(kept(tmp_path / "ngrams.npz", weights)).logits(["grim", "kind"])
    assert found[0, 0] >= 2
    assert found[1].tolist() == [0, 0, 0]


def test_a_models_probability_weighs_them_in_and_its_version_knows_them(tmp_path):
    folder = Path(shutil.copytree(TINY, tmp_path / "copy"))
    before = opened(folder)
    weights = np.zeros((BUCKETS, 3), dtype=np.int8)
    weights[:, 0] = 2
    kept(folder / "ngrams.npz", weights)
    (folder / "weekwatch.json").write_text(json.dumps({"ngrams": {"harmful": 0.0}}))
    assert opened(folder).score(["the ward"])[0].scores == before.score(["the ward"])[0].scores
    (folder / "weekwatch.json").write_text(json.dumps({"ngrams": {"harmful": 2.0}}))
    after = opened(folder)
    added = 2 * float(Ngrams(folder / "ngrams.npz").logits(["the ward"])[0, 0])
    assert added > 1
    assert after.score(["the ward"])[0].scores["safeguarding.self_harm"] == logistic(-4 + added)
    assert after.sha256 != before.sha256
