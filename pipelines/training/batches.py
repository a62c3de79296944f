"""Texts as batches of token ids of like length, with the texts that they answer behind them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import torch

from pipelines.classify.model_text import ModelText
from pipelines.classify.runtime import Encoded, padded
from pipelines.classify.transformer import LONGEST_PARENT

# Batches are drawn from so many at a time: like lengths together, and yet in no order.
_POOL = 50


def encoded(texts: Sequence[str], parents: Sequence[str | None], tokenizer: Any, longest: int) -> list[Encoded]:
    """Each text, cut at ``longest`` tokens, and its parent, cut at ``LONGEST_PARENT``, as the model will read them."""
    own = tokenizer([ModelText(text).text for text in texts], truncation=True, max_length=longest)["input_ids"]
    behind = tokenizer(
        [ModelText(parent or "").text for parent in parents],
        truncation=True, max_length=LONGEST_PARENT, add_special_tokens=False,
    )["input_ids"]  # fmt: skip
    closed = [[*more, tokenizer.sep_token_id] if more else [] for more in behind]
    return [Encoded(ids + more, [0] * len(ids) + [1] * len(more)) for ids, more in zip(own, closed, strict=True)]


def tensors(chosen: Sequence[Encoded]) -> tuple[torch.Tensor, ...]:
    """Ids, mask and segments (texts, tokens), padded to the longest."""
    rows = padded(chosen, pad=0)
    return tuple(torch.from_numpy(rows[name]) for name in ("input_ids", "attention_mask", "token_type_ids"))


def shuffled(lengths: Sequence[int], size: int, seed: int) -> Iterator[list[int]]:
    """Positions in batches of ``size``, of like length within a batch."""
    chance = random.Random(seed)
    for start in range(0, len(lengths), _POOL * size):
        pool = sorted(range(start, min(start + _POOL * size, len(lengths))), key=lambda i: lengths[i])
        starts = list(range(0, len(pool), size))
        chance.shuffle(starts)
        yield from (pool[at : at + size] for at in starts)
