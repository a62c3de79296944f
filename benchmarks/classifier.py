"""How fast comments are scored: against a BERT-base in PyTorch, and against this machine's int8 peak.

``python -m benchmarks.classifier`` needs PyTorch and ONNX for the comparisons (the ``train`` extra).
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.classify import Classifier
from pipelines.classify.model_folder import ModelFolder
from pipelines.classify.transformer import Transformer
from pipelines.policy import Model, load_policy

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "pipelines/training/examples/inbound"
# Weights of the encoder's layers alone: what each token is multiplied with.
MINILM_WEIGHTS = 6 * (4 * 384 * 384 + 2 * 384 * 1536)
BATCH = 32


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classifier", description=__doc__)
    parser.add_argument("--comments", type=int, default=2000)
    parser.add_argument("--bert", type=int, default=128, help="so many of them for the slow one")
    asked = parser.parse_args()
    texts = comments(asked.comments)
    policy = load_policy(ROOT / "policy.toml")
    whole = Classifier(policy.models, beside=ROOT)
    folder = ModelFolder(ROOT / policy.models[0].source, Model(source=policy.models[0].source))
    encoder = Transformer(folder)
    tokens = np.array([sum(len(ids) for ids, _ in windows) for windows in folder.tokens(texts)])
    print(f"{len(texts)} comments, {tokens.mean():.1f} tokens each, {os.cpu_count()} cores")
    whole.score(texts[:200])
    encoder.score(texts[:200])
    model = rate(lambda: encoder.score(texts), len(texts))
    both = rate(lambda: list(whole.score_all(batches(texts))), len(texts))
    print(f"encoder and n-grams {model:.0f} comments/s; with all patterns {both:.0f} comments/s")
    peak = int8_peak()
    used = model * tokens.mean() * 2 * MINILM_WEIGHTS
    print(f"int8 peak {peak / 1e9:.0f} GOP/s; the encoder's own arithmetic runs at {used / peak:.0%} of it")
    for order, chosen in (("as they come", texts[: asked.bert]), ("by length", sorted(texts[: asked.bert], key=len))):
        slow = bert(chosen)
        print(f"BERT-base, PyTorch fp32, batches {order}: {slow:.1f} comments/s; ours {model / slow:.0f} times that")


def comments(count: int) -> list[str]:
    """Our examples of what the public writes, over and over until there are enough."""
    held = [
        json.loads(line)["text"]
        for path in sorted(EXAMPLES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").split("\n")
        if line.strip()
    ]
    chosen = np.random.default_rng(1).permutation(len(held))
    return [held[chosen[i % len(held)]] for i in range(count)]


def batches(texts: list[str]) -> Any:
    """As the pipeline hands them over."""
    return ((texts[at : at + 1000], [None] * 1000) for at in range(0, len(texts) - 999, 1000))


def rate(work: Callable[[], Any], count: int, runs: int = 3) -> float:
    """The best of some runs, in comments a second."""
    spent = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return count / min(spent)


def int8_peak() -> float:
    """Operations a second of one large product of int8 matrices in ONNX Runtime, all cores at once."""
    import onnxruntime
    from onnx import TensorProto, helper

    size = 1024
    node = helper.make_node("MatMulInteger", ["a", "b"], ["c"])
    given = [
        helper.make_tensor_value_info("a", TensorProto.UINT8, [size, size]),
        helper.make_tensor_value_info("b", TensorProto.INT8, [size, size]),
    ]
    out = helper.make_tensor_value_info("c", TensorProto.INT32, [size, size])
    graph = helper.make_model(
        helper.make_graph([node], "peak", given, [out]), opset_imports=[helper.make_opsetid("", 17)], ir_version=9
    )
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    chance = np.random.default_rng(1)
    inputs = {
        "a": chance.integers(0, 255, (size, size), dtype=np.uint8),
        "b": chance.integers(-127, 127, (size, size), dtype=np.int8),
    }
    return max(rate(lambda: session.run(None, inputs), 1) for _ in range(10)) * 2 * size**3


def bert(texts: list[str]) -> float:
    """Comments a second of a BERT-base of random weights, as the usual toxicity package runs it."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    from pipelines.training.net import open_encoder

    tokenizer, _ = open_encoder()
    model = BertForSequenceClassification(BertConfig(num_labels=7)).eval()

    def run() -> None:
        with torch.no_grad():
            for at in range(0, len(texts), BATCH):
                model(**tokenizer(texts[at : at + BATCH], padding=True, truncation=True, return_tensors="pt"))

    return rate(run, len(texts), runs=1)


if __name__ == "__main__":
    main()
