"""Scores for what people write: patterns always, a model where the policy names one. Nothing is judged here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipelines.classify.contacts import Allowed
from pipelines.classify.language import ENGLISH, UNTOLD, language
from pipelines.classify.model_folder import ModelFolder, folder_of
from pipelines.classify.own import Fact, facts
from pipelines.classify.patterns import DETECTORS, find
from pipelines.classify.spelling import Mistake
from pipelines.classify.transformer import Asked, Judged, Transformer
from pipelines.policy import Model

INBOUND = (
    "safeguarding", "abuse", "confidential", "defamation", "illegal", "advertising", "malicious_link", "political",
    "off_topic",
)  # fmt: skip
OUTBOUND = (
    "political", "religious", "legal", "campaign", "advice", "personal_view", "conversation", "personal_gain",
    "personal_data", "confidential", "defamation", "tone", "spelling",
)  # fmt: skip
CATEGORIES = {"inbound": INBOUND, "outbound": OUTBOUND}
# Sub-kinds that say something about a text and nothing against it.
_MILD_KINDS = {"abuse.profanity"}


@dataclass(frozen=True, slots=True)
class Span:
    """Why a category scored: characters ``start`` to ``end`` (code points) of the text as given."""

    category: str
    detector: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scored:
    """One text's raw scores from 0 to 1, by category and sub-kind; the places that gave them; its language.

    ``by_model`` holds what each model alone said, where there are several.
    """

    scores: dict[str, float]
    spans: list[Span]
    language: str
    by_model: dict[str, dict[str, float]] = field(default_factory=dict)

    def why(self, text: str) -> list[dict[str, str | int]]:
        """The spans with the words that they stand for, as ``score`` prints them."""
        return [
            {
                "category": s.category,
                "detector": s.detector,
                "start": s.start,
                "end": s.end,
                "text": text[s.start : s.end],
            }
            for s in self.spans
        ]


class _Asked(NamedTuple):
    """Texts that are on their way through the models."""

    texts: Sequence[str]
    parents: Sequence[str | None]
    direction: str
    models: list[Asked]


class Classifier:
    """Scores texts with every pattern and with each model given, opened from beside the policy file.

    ``own_contacts`` lists contact details that are nobody's secret, ``own_words`` words that no dictionary has.

    Raises:
        ModelError: if a model cannot be used.
    """

    def __init__(
        self,
        models: Sequence[Model] = (),
        *,
        beside: Path = Path(),
        own_contacts: Sequence[str] = (),
        own_words: Sequence[str] = (),
    ) -> None:
        self._allowed = Allowed(own_contacts, own_words)
        self._models = [Transformer(ModelFolder(folder_of(model, beside), model)) for model in models]
        parts = [_fingerprint(), *sorted(own_contacts), *sorted(own_words)]
        for one in self._models:
            parts += [one.sha256, repr(sorted(one.folder.labels.items()))]
        self._version = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The models' names; empty where only patterns are in force."""
        return ", ".join(one.name for one in self._models)

    @property
    def figures(self) -> dict[str, str]:
        """By model, the figures that it publishes of itself, as JSON; '' where it has none."""
        return {one.name: one.folder.figures() for one in self._models}

    @property
    def version(self) -> str:
        """A fingerprint of the patterns, the contacts they allow and the models: another where any of them is."""
        return self._version

    def describe(self) -> str:
        """What is in force, in words for the foot of a page."""
        return f"patterns {len(DETECTORS)}; model {self.name or 'none'}"

    def score(
        self, texts: Sequence[str], parents: Sequence[str | None] | None = None, direction: str = "inbound"
    ) -> list[Scored]:
        """Raw scores of texts, in their order; ``parents`` are the texts that they answer."""
        return self._judged(self._asked(texts, parents or [None] * len(texts), direction))

    def score_all(
        self, batches: Iterable[tuple[Sequence[str], Sequence[str | None]]], direction: str = "inbound"
    ) -> Iterator[list[Scored]]:
        """Raw scores batch by batch: the models are at the next one while the patterns and the caller see to this."""
        before: _Asked | None = None
        for texts, parents in batches:
            asked = self._asked(texts, parents, direction)
            if before is not None:
                yield self._judged(before)
            before = asked
        if before is not None:
            yield self._judged(before)

    def facts(self, text: str, on: date | None) -> list[Fact]:
        """What a text of the organisation's own, published on a day, is about and holds, without its words."""
        return facts(text, on, self._allowed)

    def misspelled(self, text: str) -> list[Mistake]:
        """The words of a text that no UK dictionary has, and what may have been meant."""
        return list(self._allowed.speller.mistakes(text))

    def _asked(self, texts: Sequence[str], parents: Sequence[str | None], direction: str) -> _Asked:
        asked = [model.ask(texts, parents, direction) for model in self._models]
        return _Asked(texts, parents, direction, asked)

    def _judged(self, asked: _Asked) -> list[Scored]:
        pairs = zip(asked.texts, asked.parents, strict=True)
        scored = [self._by_patterns(text, parent, asked.direction) for text, parent in pairs]
        hints = [dict(one.scores) for one in scored]
        # A model of English has nothing to say of other languages: those are for a person to read.
        english = [n for n, one in enumerate(scored) if one.language in (ENGLISH, UNTOLD)]
        weighed = {label for model in self._models for label in model.folder.weighs_patterns(asked.direction)}
        for n in english:
            # What a model has weighed into its own probability does not count a second time.
            scored[n].scores.update((label, 0.0) for label in weighed & scored[n].scores.keys())
        for model, answers in zip(self._models, asked.models, strict=True):
            judged = answers.judged(hints)
            for n in english:
                _take(scored[n], judged[n], model.name)
                if len(self._models) > 1:
                    scored[n].by_model[model.name] = {k: round(score, 4) for k, score in judged[n].scores.items()}
        for n in english:
            _lift(scored[n].scores)
        return scored

    def _by_patterns(self, text: str, parent: str | None, direction: str) -> Scored:
        hits, view = find(text, self._allowed, direction, parent)
        scores = dict.fromkeys(CATEGORIES[direction], 0.0)
        spans: list[Span] = []
        for detector, hit in hits:
            if hit.category not in scores:
                continue
            scores[hit.category] = max(scores[hit.category], hit.score)
            if hit.kind:
                kind = f"{hit.category}.{hit.kind}"
                scores[kind] = max(scores.get(kind, 0.0), hit.score if hit.kind_score is None else hit.kind_score)
            if hit.shown:
                span = Span(hit.category, detector, hit.start, hit.end)
                if span not in spans[-3:]:
                    spans.append(span)
        return Scored({name: round(score, 4) for name, score in scores.items()}, spans, language(view))


def thresholded(scores: Mapping[str, float], thresholds: Mapping[str, float]) -> list[str]:
    """The categories that score at or above their threshold, in the thresholds' order."""
    return [category for category, least in thresholds.items() if scores.get(category, 0.0) >= least]


def _take(one: Scored, judged: Judged, name: str) -> None:
    """Adds what a model says, where it is higher than what is known, and its reasons."""
    for label, score in judged.scores.items():
        if label.partition(".")[0] in one.scores:
            one.scores[label] = max(one.scores.get(label, 0.0), round(score, 4))
    one.spans.extend(
        Span(category, name, start, end)
        for category in one.scores
        for label, start, end in judged.reasons
        if label == _most_telling(category, judged)
    )


def _lift(scores: dict[str, float]) -> None:
    """A category holds at least as surely as any of its sub-kinds."""
    for label, score in list(scores.items()):
        category, _, kind = label.partition(".")
        if kind and label not in _MILD_KINDS:
            scores[category] = max(scores[category], score)


def _most_telling(category: str, judged: Judged) -> str:
    """The sub-kind that a model is surest of, or the category itself: whose words are shown for it."""
    kinds = [k for k in judged.scores if k.partition(".")[0] == category and k not in _MILD_KINDS]
    return max(kinds, key=lambda k: (judged.scores[k], k != category), default="")


@cache
def _fingerprint() -> str:
    """The hash of everything that patterns are made of: code, rules and word list."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    kinds = ("*.py", "*.tsv", "rules/*.toml", "spelling_uk/*")
    for path in sorted(found for kind in kinds for found in folder.glob(kind)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()
