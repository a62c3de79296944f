"""Trains the linear model over runs of letters and words on our own examples and on what patients write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from pipelines.classify.model_text import ModelText
from pipelines.classify.ngrams import BUCKETS, Features, features, normed
from pipelines.training.examples import Example
from pipelines.training.labels import LABELS

Numbers = np.ndarray[Any, Any]
# Runs that a single example holds teach nothing about others.
_FEWEST = 2
_STRENGTH = 5.0


def train_ngrams(examples: Sequence[Example], path: Path) -> None:
    """Writes rarity (buckets) and weights in whole numbers (buckets, labels), with scale and bias by label."""
    read = [features(ModelText(e.text).text) for e in examples]
    holding = np.bincount(np.concatenate([g.buckets for groups in read for g in groups]), minlength=BUCKETS)
    rarity = np.where(holding >= _FEWEST, 1 + np.log((1 + len(read)) / (1 + holding)), 0).astype(np.float32)
    inputs = _matrix(read, rarity)
    weights, bias = np.zeros((BUCKETS, len(LABELS)), np.float32), np.zeros(len(LABELS), np.float32)
    for column in range(len(LABELS)):
        asked = np.array([bool(e.asked[column]) for e in examples])
        wanted = np.array([e.wanted[column] > 0 for e in examples])[asked]
        if min(wanted.sum(), (~wanted).sum()) >= _FEWEST:
            model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=300)
            model.fit(inputs[asked], wanted)
            weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    scale = np.abs(weights).max(axis=0) / 127
    whole = np.round(weights / np.where(scale > 0, scale, 1)).astype(np.int8)
    np.savez_compressed(path, rarity=rarity.astype(np.float16), weights=whole, scale=scale, bias=bias)


def _matrix(read: Sequence[tuple[Features, Features]], rarity: Numbers) -> csr_matrix:
    columns = [np.concatenate([g.buckets for g in groups]) for groups in read]
    values = [np.concatenate([normed(g, rarity) for g in groups]) for groups in read]
    starts = np.concatenate([[0], np.cumsum([len(c) for c in columns])])
    return csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=(len(read), BUCKETS))
