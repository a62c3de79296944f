"""Measures a model as the product uses it, and simpler means beside it: what the card and its page show.

``python -m pipelines.training.measure models/NAME --public FOLDER`` writes the model's ``figures.json`` and, with
``--policy``, the thresholds of the operating points into that policy file.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.classify import CATEGORIES, Classifier
from pipelines.metrics.evaluation import Labelled, evaluation, has_label
from pipelines.metrics.quality import average_precision, lowest_threshold
from pipelines.policy import Model
from pipelines.training import thresholds
from pipelines.training.baselines import presidio, tf_idf, word_list
from pipelines.training.examples import OURS, Example, ours, public
from pipelines.training.labels import INBOUND_LABELS, POSITION

# So many real comments of NHS patients, not learnt from, stand for what an ordinary week brings.
ORDINARY = 2000
RECALLS = (0.8, 0.9, 0.95)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.training.measure", description=__doc__)
    parser.add_argument("model", type=Path, help="the model's folder")
    parser.add_argument("--public", type=Path, required=True, help="a folder of labelled public comments (Parquet)")
    parser.add_argument("--ours", type=Path, default=OURS, help="the folder of our examples")
    parser.add_argument("--policy", type=Path, help="a policy file to write the thresholds into")
    asked = parser.parse_args()
    held = ours(asked.ours)
    learnt, development = [e for e in held if not e.is_development], [e for e in held if e.is_development]
    outside = [e for e in public(asked.public) if e.is_development and e.source.startswith("patient_feedback/")]
    ordinary = random.Random(1).sample(outside, min(ORDINARY, len(outside)))
    classifier = Classifier([Model(source=str(asked.model.resolve()))])
    figures: dict[str, Any] = {"model": asked.model.name, "examples": counted(held)}
    for direction in ("inbound", "outbound"):
        own = [e for e in development if e.direction == direction]
        if not own:
            continue
        scored = scored_by(classifier, own, direction)
        chosen = thresholds.thresholds(scored, CATEGORIES[direction])
        if asked.policy:
            thresholds.write(asked.policy, direction, chosen)
        limits = {name: least for name, (least, _) in chosen.items()}
        figures[direction] = list(evaluation(scored, limits))
        if direction == "inbound":
            real = evaluation(scored_by(classifier, ordinary, direction), limits)
            figures["real_feedback"] = [row for row in real if row["of"] == "ordinary"]
            figures["flagged_in_real_feedback"] = _flagged(classifier, ordinary, limits)
            figures["compared"] = compared(own, learnt, scored, asked.public)
    path = asked.model / "figures.json"
    path.write_text(json.dumps(_merged(path, figures), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {path}")


def scored_by(classifier: Classifier, examples: Sequence[Example], direction: str) -> list[Labelled]:
    """The examples as the classifier scores them."""
    found = classifier.score([e.text for e in examples], [e.parent for e in examples], direction)
    return [Labelled(e.text, frozenset(e.labels), s.scores) for e, s in zip(examples, found, strict=True)]


def counted(examples: Iterable[Example]) -> dict[str, dict[str, int]]:
    """By direction and label, how many of our examples there are; by hand under ``hands``."""
    found: dict[str, dict[str, int]] = {"inbound": {}, "outbound": {}, "hands": {}}
    for one in examples:
        hand = one.source.partition("/")[2]
        found["hands"][hand] = found["hands"].get(hand, 0) + 1
        for label in one.labels or ("none",):
            found[one.direction][label] = found[one.direction].get(label, 0) + 1
    return found


def _flagged(classifier: Classifier, examples: Sequence[Example], limits: Mapping[str, float]) -> dict[str, float]:
    """By category, the share of ordinary comments that it flags."""
    scored = scored_by(classifier, examples, "inbound")
    return {
        name: round(sum(one.scores.get(name, 0.0) >= least for one in scored) / len(scored), 4)
        for name, least in limits.items()
    }


def compared(
    asked: Sequence[Example], learnt: Sequence[Example], scored: Sequence[Labelled], folder: Path
) -> list[dict[str, Any]]:
    """By category and means: AUPRC, and the share of the others that is flagged where so much is found."""
    patterns = scored_by(Classifier(), asked, "inbound")
    linear = tf_idf(learnt, asked)
    texts = [e.text for e in asked]
    listed, personal = word_list(texts, folder / "lexicon" / "ldnoobw_en.parquet"), presidio(texts)
    rows = []
    for name in (label for label in INBOUND_LABELS if "." not in label):
        truth = np.array([has_label(e.labels, name) for e in asked], dtype=bool)
        means = {
            "model and patterns": np.array([one.scores[name] for one in scored]),
            "patterns alone": np.array([one.scores[name] for one in patterns]),
            "TF-IDF, logistic regression": linear[:, POSITION[name]],
        }
        if name == "abuse":
            means["word list"] = listed
        if name == "confidential":
            means["Presidio, UK recognisers"] = personal
        rows += [{"category": name, "means": by} | _figures(truth, scores) for by, scores in means.items()]
    return rows


def _figures(truth: np.ndarray[Any, Any], scores: np.ndarray[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"auprc": round(average_precision(truth, scores) or 0.0, 4)}
    for recall in RECALLS:
        least = lowest_threshold(truth, scores, recall)
        found[f"false_alarms_at_{recall:g}"] = round(float((scores[~truth] >= least).mean()), 4) if least > 0 else None
    return found


def _merged(path: Path, figures: dict[str, Any]) -> dict[str, Any]:
    """The figures, with what other commands wrote beside them kept."""
    return (json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}) | figures


if __name__ == "__main__":
    main()
