"""Trains, calibrates, measures and exports the model: one command, seeded."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipelines.classify import CATEGORIES, Classifier
from pipelines.classify.model_text import ModelText
from pipelines.classify.ngrams import Ngrams
from pipelines.metrics.evaluation import evaluation
from pipelines.metrics.quality import lowest_threshold, quality
from pipelines.policy import Model
from pipelines.training.calibrate import Said, calibrated, pattern_scores
from pipelines.training.drawing import Plan, ordinary_of
from pipelines.training.examples import OURS, Example, ours, public
from pipelines.training.labels import LABELS
from pipelines.training.measure import scored_by
from pipelines.training.net import Net, new_net
from pipelines.training.ngrams import train_ngrams
from pipelines.training.train import logits_of, train_on_ours, train_on_public


def main() -> None:
    """The command line."""
    usual = Plan()
    parser = argparse.ArgumentParser(prog="python -m pipelines.training", description=__doc__)
    parser.add_argument("--public", type=Path, help="a folder of labelled public comments (Parquet)")
    parser.add_argument("--ours", type=Path, default=OURS, help="the folder of our examples")
    parser.add_argument("--out", type=Path, help="the model's folder; without it nothing is exported")
    parser.add_argument("--share", type=float, default=1.0, help="the share of our examples to learn from")
    parser.add_argument("--epochs", type=int, default=usual.epochs)
    parser.add_argument("--stages", type=Path, help="a folder where what each stage learnt is kept, and read if there")
    parser.add_argument("--mistakes", type=Path, help="where to write what it got most wrong")
    asked = parser.parse_args()
    plan = Plan(epochs=asked.epochs)
    held = ours(asked.ours)
    development = [e for e in held if e.is_development]
    learnt = _part([e for e in held if not e.is_development], asked.share)
    outside = [e for e in public(asked.public) if not e.is_development] if asked.public else []
    print(f"{len(learnt)} of ours to learn from, {len(development)} to measure on, {len(outside)} public", flush=True)
    tokenizer, net = new_net()
    if not _learnt_before(net, asked.stages, "second"):
        if not _learnt_before(net, asked.stages, "first"):
            train_on_public(net, outside, plan, tokenizer)
            _keep(net, asked.stages, "first")
        train_on_ours(net, learnt, outside, plan, tokenizer)
        _keep(net, asked.stages, "second")
    ngrams = (asked.out or Path(tempfile.mkdtemp())) / "ngrams.npz"
    ngrams.parent.mkdir(parents=True, exist_ok=True)
    train_ngrams([*learnt, *ordinary_of(outside, plan)], ngrams)
    runs = Ngrams(ngrams).logits([ModelText(e.text).text for e in development])
    said = Said(logits_of(net, development, tokenizer, plan.longest), runs, pattern_scores(development))
    calibration = calibrated(said, development)
    scores = calibration.probabilities(said)
    report(development, scores)
    if asked.mistakes:
        _write_mistakes(asked.mistakes, development, scores)
    if asked.out:
        from pipelines.training.export import export

        whole = export(net, tokenizer, asked.out, longest=plan.longest, calibration=calibration)
        _compare_int8(whole, asked.out, development)


def _compare_int8(whole: Path, folder: Path, development: list[Example]) -> None:
    """Keeps beside the model what quantising cost: macro AUPRC of both, in the runtime that users have."""
    areas = {}
    with tempfile.TemporaryDirectory() as kept:
        twin = Path(shutil.copytree(folder, Path(kept) / folder.name, ignore=shutil.ignore_patterns("*.onnx")))
        shutil.copy(whole, twin / "model.onnx")
        for name, model in (("int8", folder), ("fp32", twin)):
            area: list[float] = []
            for direction in ("inbound", "outbound"):
                own = [e for e in development if e.direction == direction]
                scored = scored_by(Classifier([Model(source=str(model.resolve()))]), own, direction)
                limits = dict.fromkeys(CATEGORIES[direction], 0.5)
                area += [row["auprc"] for row in evaluation(scored, limits) if row.get("auprc") is not None]
            areas[name] = round(float(np.mean(area)), 4)
    print(f"macro AUPRC: {areas}")
    (folder / "figures.json").write_text(json.dumps({"macro_auprc": areas}) + "\n", encoding="utf-8")


def _learnt_before(net: Net, stages: Path | None, name: str) -> bool:
    """Takes what a stage learnt in an earlier run, where that was kept."""
    kept = stages / f"{name}.pt" if stages else None
    if kept is None or not kept.exists():
        return False
    net.load_state_dict(torch.load(kept, weights_only=True))
    return True


def _keep(net: Net, stages: Path | None, name: str) -> None:
    if stages:
        stages.mkdir(parents=True, exist_ok=True)
        torch.save(net.state_dict(), stages / f"{name}.pt")


def _part(examples: list[Example], share: float) -> list[Example]:
    return random.Random(1).sample(examples, int(len(examples) * share)) if share < 1 else examples


def report(examples: list[Example], scores: np.ndarray[Any, Any]) -> None:
    """Prints the figures by label, at the threshold of recall 0.9."""
    areas = []
    for column, label in enumerate(LABELS):
        asked = np.array([bool(e.asked[column]) for e in examples])
        truth = np.array([e.wanted[column] > 0 for e in examples])[asked]
        if truth.sum() < 5:
            continue
        of = scores[asked, column].astype(np.float64)
        found = quality(label, truth, of, lowest_threshold(truth, of, 0.9))
        areas.append(found.auprc or 0)
        print(
            f"{label:34} n={found.positives:4} AUPRC {found.auprc:.3f}  at recall .9: precision {found.precision:.3f}, "
            f"false alarms {found.false_alarms:.3f}"
        )
    print(f"macro AUPRC {np.mean(areas):.4f} over {len(areas)} labels")


def _write_mistakes(path: Path, examples: list[Example], scores: np.ndarray[Any, Any]) -> None:
    """The examples that it is most sure of wrongly, by label, for whoever writes what was missing."""
    with path.open("w", encoding="utf-8") as file:
        for column, label in enumerate(LABELS):
            wrong = [
                (abs(float(e.wanted[column]) - float(s)), e, float(s))
                for e, s in zip(examples, scores[:, column], strict=True) if e.asked[column]
            ]  # fmt: skip
            for off, e, score in sorted(wrong, key=lambda w: -w[0])[:25]:
                if off > 0.5:
                    row = {"label": label, "score": round(score, 3), "id": e.id, "labels": e.labels, "text": e.text}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
