"""A linear model over runs of letters and words: it knows a phrase that the encoder has no feeling for."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

BUCKETS = 1 << 17
# Runs of so many letters, spaces included; words alone and in pairs.
_RUNS = (3, 4, 5)
_PRIME = np.uint32(16777619)
_MIX = np.uint32(2654435761)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_SPACE = re.compile(r"\s+")
# Beyond so many characters a text is read no further: this model hears words, and has heard enough.
_LONGEST = 4000

Numbers = np.ndarray[Any, Any]


class Features(NamedTuple):
    """Of one text: the buckets that its runs fall into, and how much each weighs before rarity is reckoned in."""

    buckets: Numbers
    weights: Numbers


def features(text: str) -> tuple[Features, Features]:
    """A text's runs of letters, and its words and pairs of words, each counted (1 + log of the count)."""
    plain = _SPACE.sub(" ", f" {text[:_LONGEST]} ")
    codes = np.frombuffer(plain.encode("utf-32-le", "replace"), dtype=np.uint32)
    runs = [_rolled(codes, size) for size in _RUNS if len(codes) >= size]
    words = [zlib.crc32(word.encode("utf-8", "replace")) for word in _WORD.findall(plain)]
    pairs = [(first * 31 + second) & 0xFFFFFFFF for first, second in pairwise(words)]
    return _counted(np.concatenate(runs) if runs else codes[:0]), _counted(np.array(words + pairs, dtype=np.uint32))


def _rolled(codes: Numbers, size: int) -> Numbers:
    """A hash of every run of ``size`` characters."""
    found = np.full(len(codes) - size + 1, size, dtype=np.uint32)
    for place in range(size):
        found = (found ^ codes[place : len(codes) - size + 1 + place]) * _PRIME
    return found


def _counted(hashes: Numbers) -> Features:
    mixed = (hashes * _MIX) >> np.uint32(32 - BUCKETS.bit_length() + 1)
    buckets, counts = np.unique(mixed, return_counts=True)
    return Features(buckets, (1 + np.log(counts)).astype(np.float32))


class Ngrams:
    """What training kept: by bucket its rarity and, in whole numbers, its weight for each label."""

    def __init__(self, path: Path) -> None:
        held = np.load(path, allow_pickle=False)
        self._rarity, self._weights = held["rarity"], held["weights"]
        self._scale, self._bias = held["scale"], held["bias"]

    def logits(self, texts: Sequence[str]) -> Numbers:
        """Logits (texts, labels)."""
        return np.stack([self._logits(text) for text in texts]) if texts else np.zeros((0, len(self._bias)))

    def _logits(self, text: str) -> Numbers:
        total = np.zeros(len(self._bias), dtype=np.float32)
        for group in features(text):
            weights = normed(group, self._rarity)
            total += weights @ self._weights[group.buckets].astype(np.float32)
        return np.asarray(total * self._scale + self._bias)


def normed(group: Features, rarity: Numbers) -> Numbers:
    """The weights of one group, rare runs counting for more, of length 1 all together."""
    weights = group.weights * rarity[group.buckets]
    return np.asarray(weights / (np.sqrt((weights**2).sum()) or 1))
