"""Fine-tunes the net in two stages: public comments first, then our own examples with some of those beside them."""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from pipelines.training.batches import encoded, shuffled, tensors
from pipelines.training.examples import Example
from pipelines.training.labels import LABELS, POSITION
from pipelines.training.net import Net
from pipelines.training.tricks import disguised

# The share of the running mean that a step leaves as it was.
_REMEMBERED = 0.995
# Labels that a text without its parent cannot be asked.
_OF_THE_THREAD = ("off_topic", "outbound.conversation")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how to train; ``public_first`` and ``public_beside``: rows of each public source, by stage."""

    public_epochs: int = 2
    public_first: int = 1200
    epochs: int = 4
    public_beside: int = 200
    batch: int = 16
    longest: int = 160
    rate: float = 1e-4
    head_rate: float = 1e-3
    disguise: float = 0.12
    parent_dropped: float = 0.3
    seed: int = 20260301


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An example as it is shown this time: perhaps disguised, perhaps without its parent."""

    text: str
    parent: str | None
    wanted: np.ndarray[Any, Any]
    asked: np.ndarray[Any, Any]


def train_on_public(net: Net, public: Sequence[Example], plan: Plan, tokenizer: Any) -> None:
    """The first stage: what abuse, spam and distress look like elsewhere."""
    epochs = [_drawn([], public, plan.public_first, plan, seed=n) for n in range(plan.public_epochs)]
    _fit(net, epochs, _positive_weights(public), plan, tokenizer)


def train_on_ours(net: Net, ours: Sequence[Example], public: Sequence[Example], plan: Plan, tokenizer: Any) -> None:
    """The second stage: all of ours every epoch, and a few of each public source so that they are not forgotten."""
    epochs = [_drawn(ours, public, plan.public_beside, plan, seed=100 + n) for n in range(plan.epochs)]
    _fit(net, epochs, _positive_weights(ours), plan, tokenizer)


def _fit(net: Net, epochs: list[list[_Drawn]], weights: np.ndarray[Any, Any], plan: Plan, tokenizer: Any) -> None:
    torch.manual_seed(plan.seed)
    steps = sum(math.ceil(len(e) / plan.batch) for e in epochs)
    learner = _Learner(net, weights, plan, steps)
    began = time.monotonic()
    for number, drawn in enumerate(epochs, start=1):
        net.train()
        read = encoded([d.text for d in drawn], [d.parent for d in drawn], tokenizer, plan.longest)
        total = 0.0
        for chosen in shuffled([len(one.ids) for one in read], plan.batch, number):
            total += learner.step([drawn[i] for i in chosen], tensors([read[i] for i in chosen]))
        spent = time.monotonic() - began
        print(f"epoch {number}: loss {total / len(drawn):.4f}, {len(drawn)} texts, {spent:.0f} s", flush=True)
    learner.settle()


class _Learner:
    """The net with its optimiser: a batch in, the net a little better. The rate rises for a while, then falls to 0.

    What is kept in the end is the running mean of the weights: it errs less than where the last batch left them.
    """

    def __init__(self, net: Net, weights: np.ndarray[Any, Any], plan: Plan, steps: int) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.net = net.to(self.device)
        self._weight = torch.tensor(weights, device=self.device)
        self._mean = AveragedModel(self.net, multi_avg_fn=get_ema_multi_avg_fn(_REMEMBERED))
        self._learns = [p for p in net.parameters() if p.requires_grad]
        heads = [*net.said.parameters(), *net.weighed.parameters()]
        body = [p for p in net.encoder.parameters() if p.requires_grad]
        rates = [{"params": body, "lr": plan.rate}, {"params": heads, "lr": plan.head_rate}]
        self._optimiser = torch.optim.AdamW(rates, weight_decay=0.01, fused=True)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda s: min((s + 1) / (0.06 * steps + 1), (steps - s) / (0.94 * steps))
        )

    def settle(self) -> None:
        """Ends the learning: the net takes its mean weights."""
        self.net.load_state_dict(self._mean.module.state_dict())
        self.net.eval()
        self.net.to("cpu")

    def step(self, drawn: list[_Drawn], codes: tuple[torch.Tensor, ...]) -> float:
        """Learns from a batch; its loss, times its size."""
        wanted = torch.tensor(np.stack([d.wanted for d in drawn])).to(self.device)
        asked = torch.tensor(np.stack([d.asked for d in drawn])).to(self.device)
        with torch.autocast(self.device, dtype=torch.bfloat16):
            logits, _ = self.net(*(c.to(self.device) for c in codes))
        loss = nn.functional.binary_cross_entropy_with_logits(
            logits.float(), wanted, reduction="none", pos_weight=self._weight
        )
        loss = (loss * asked).sum() / asked.sum().clamp(min=1)
        self._optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._learns, 1.0)
        self._optimiser.step()
        self._schedule.step()
        self._mean.update_parameters(self.net)
        return float(loss.detach()) * len(drawn)


def _positive_weights(examples: Sequence[Example]) -> np.ndarray[Any, Any]:
    """How much more a yes counts than a no, by label: the square root of their odds, between 1 and 6."""
    yes = sum((e.wanted * e.asked for e in examples), np.zeros(len(LABELS), np.float32))
    no = sum(((1 - e.wanted) * e.asked for e in examples), np.zeros(len(LABELS), np.float32))
    return np.clip(np.sqrt(no / np.maximum(yes, 1)), 1, 6).astype(np.float32)


def _drawn(ours: Sequence[Example], public: Sequence[Example], each: int, plan: Plan, *, seed: int) -> list[_Drawn]:
    """One epoch, shuffled: all of ours and so many of each public source, some disguised as evaders write."""
    chance = random.Random(plan.seed + seed)
    by_source: dict[str, list[Example]] = defaultdict(list)
    for one in public:
        by_source[one.source].append(one)
    chosen = list(ours)
    for _, held in sorted(by_source.items()):
        chosen += chance.sample(held, min(len(held), each))
    chance.shuffle(chosen)
    return [_shown(one, plan, chance) for one in chosen]


def _shown(one: Example, plan: Plan, chance: random.Random) -> _Drawn:
    text = disguised(one.text, chance) if chance.random() < plan.disguise else one.text
    if one.parent is None or chance.random() >= plan.parent_dropped:
        return _Drawn(text, one.parent, one.wanted, one.asked)
    asked = one.asked.copy()
    asked[[POSITION[label] for label in _OF_THE_THREAD]] = 0
    return _Drawn(text, None, one.wanted, asked)


def logits_of(net: Net, examples: Sequence[Example], tokenizer: Any, longest: int) -> np.ndarray[Any, Any]:
    """The net's logits (examples, labels) in single precision."""
    read = encoded([e.text for e in examples], [e.parent for e in examples], tokenizer, longest)
    found = np.zeros((len(read), len(LABELS)), np.float32)
    order = sorted(range(len(read)), key=lambda i: len(read[i].ids))
    with torch.no_grad():
        for start in range(0, len(order), 64):
            chosen = order[start : start + 64]
            found[chosen] = net(*tensors([read[i] for i in chosen]))[0].float().numpy()
    return found
