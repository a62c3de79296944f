"""What simpler means would find: the word list, TF-IDF with logistic regression, and Presidio for personal data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from pipelines.training.examples import Example
from pipelines.training.labels import INBOUND_LABELS, LABELS, OUTBOUND_LABELS

Numbers = np.ndarray[Any, Any]
# What Presidio ships for the United Kingdom, and what it knows of every country.
_UK = (
    "NhsRecognizer", "UkNinoRecognizer", "UkPostcodeRecognizer", "UkPassportRecognizer",
    "UkVehicleRegistrationRecognizer", "UkDrivingLicenceRecognizer", "CreditCardRecognizer", "IbanRecognizer",
)  # fmt: skip


def word_list(texts: Sequence[str], words: Path) -> Numbers:
    """1 for each text that holds a word or phrase of the list (Parquet, a column ``text``), 0 for the others."""
    listed = [str(word).lower() for word in pq.read_table(words)["text"].to_pylist()]
    found = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)", re.IGNORECASE)
    return np.array([float(found.search(text) is not None) for text in texts])


def tf_idf(learnt: Sequence[Example], asked: Sequence[Example]) -> Numbers:
    """Probabilities (texts, labels) of logistic regressions on words and runs of letters, one a label."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    found = np.zeros((len(asked), len(LABELS)))
    for labels, direction in ((INBOUND_LABELS, "inbound"), (OUTBOUND_LABELS, "outbound")):
        own = [e for e in learnt if e.direction == direction]
        rows = [i for i, e in enumerate(asked) if e.direction == direction]
        if not own or not rows:
            continue
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3)
        inputs = hstack([made.fit_transform([e.text for e in own]) for made in (words, letters)]).tocsr()
        outputs = hstack([made.transform([asked[i].text for i in rows]) for made in (words, letters)]).tocsr()
        for label in labels:
            column = LABELS.index(label)
            wanted = np.array([e.wanted[column] for e in own]) > 0
            if wanted.sum() >= 5:
                model = LogisticRegression(C=5, class_weight="balanced", max_iter=200).fit(inputs, wanted)
                found[rows, column] = model.predict_proba(outputs)[:, 1]
    return found


def presidio(texts: Sequence[str]) -> Numbers:
    """The highest score that any of Presidio's recognisers gives each text, those of the United Kingdom switched on."""
    from presidio_analyzer import predefined_recognizers as known
    from presidio_analyzer.nlp_engine import NlpArtifacts

    nothing = NlpArtifacts([], [], [], [], None, "en")
    recognisers = [getattr(known, name)() for name in _UK if hasattr(known, name)]
    recognisers.append(known.PhoneRecognizer(supported_regions=["GB"]))
    recognisers.append(known.EmailRecognizer())
    scores = []
    for text in texts:
        results = [r for one in recognisers for r in one.analyze(text, one.supported_entities, nothing) or ()]
        scores.append(max((r.score for r in results), default=0.0))
    return np.array(scores)
