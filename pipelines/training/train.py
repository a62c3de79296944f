"""Fine-tunes the net in two stages: public comments first, then our own examples with some of those beside them."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from pipelines.training.batches import encoded, shuffled, tensors
from pipelines.training.drawing import Drawn, Plan, drawn
from pipelines.training.examples import Example
from pipelines.training.labels import LABELS
from pipelines.training.net import Net

# The share of the running mean that a step leaves as it was.
_REMEMBERED = 0.995


def train_on_public(net: Net, public: Sequence[Example], plan: Plan, tokenizer: Any) -> None:
    """The first stage: what abuse, spam and distress look like elsewhere."""
    epochs = [drawn([], public, plan.public_first, plan, seed=n) for n in range(plan.public_epochs)]
    _fit(net, epochs, _positive_weights(public), plan, tokenizer)


def train_on_ours(net: Net, ours: Sequence[Example], public: Sequence[Example], plan: Plan, tokenizer: Any) -> None:
    """The second stage: all of ours every epoch, and a few of each public source so that they are not forgotten."""
    epochs = [
        drawn(ours, public, plan.public_beside, plan, seed=100 + n, ordinary=plan.ordinary_beside)
        for n in range(plan.epochs)
    ]
    _fit(net, epochs, _positive_weights(ours), plan, tokenizer)


def _fit(net: Net, epochs: list[list[Drawn]], weights: np.ndarray[Any, Any], plan: Plan, tokenizer: Any) -> None:
    torch.manual_seed(plan.seed)
    steps = sum(math.ceil(len(e) / plan.batch) for e in epochs)
    learner = _Learner(net, weights, plan, steps)
    began = time.monotonic()
    for number, epoch in enumerate(epochs, start=1):
        net.train()
        read = encoded([d.text for d in epoch], [d.parent for d in epoch], tokenizer, plan.longest)
        total = 0.0
        for chosen in shuffled([len(one.ids) for one in read], plan.batch, number):
            total += learner.step([epoch[i] for i in chosen], tensors([read[i] for i in chosen]))
        spent = time.monotonic() - began
        print(f"epoch {number}: loss {total / len(epoch):.4f}, {len(epoch)} texts, {spent:.0f} s", flush=True)
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

    def step(self, batch: list[Drawn], codes: tuple[torch.Tensor, ...]) -> float:
        """Learns from a batch; its loss, times its size."""
        wanted = torch.tensor(np.stack([d.wanted for d in batch])).to(self.device)
        asked = torch.tensor(np.stack([d.asked for d in batch])).to(self.device)
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
        return float(loss.detach()) * len(batch)


def _positive_weights(examples: Sequence[Example]) -> np.ndarray[Any, Any]:
    """How much more a yes counts than a no, by label: the square root of their odds, between 1 and 6."""
    yes = sum((e.wanted * e.asked for e in examples), np.zeros(len(LABELS), np.float32))
    no = sum(((1 - e.wanted) * e.asked for e in examples), np.zeros(len(LABELS), np.float32))
    return np.clip(np.sqrt(no / np.maximum(yes, 1)), 1, 6).astype(np.float32)


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
