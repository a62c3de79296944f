"""Rules for phrases: looked up by the beginnings of a text's words, so that most texts meet few regular expressions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.classify.gates import gate, possible_gate
from pipelines.classify.text import Hit, View

BEFORE, AFTER = 70, 45
NEAR = 120


class Rule:
    """One phrase: its category and sub-kind, its score and what excuses it.

    A blank in the pattern stands for up to three spaces or commas. Quantifiers are bounded,
    so that no text can make a search run away. ``unless`` is sought around the match and caps the score at ``low``;
    each of ``near`` must stand within ``NEAR`` characters of the match, or the rule says nothing.
    """

    __slots__ = ("category", "kind", "low", "near", "near_stems", "pattern", "score", "stems", "unless")

    def __init__(
        self, category: str, score: float, pattern: str, *, unless: str = "", low: float = 0.2, near: Sequence[str] = ()
    ) -> None:
        self.category, _, self.kind = category.partition(".")
        self.score, self.low = score, low
        self.pattern = spaced(pattern)
        self.stems = gate(self.pattern)
        self.unless = spaced(unless) if unless else None
        self.near = tuple(spaced(words) for words in near)
        self.near_stems = [stems for stems in map(possible_gate, self.near) if stems]


@cache
def spaced(pattern: str) -> re.Pattern[str]:
    """A pattern in which a blank matches what people put between words, and ``\\w+`` a word such as "he's"."""
    pattern = pattern.replace(r"\w+", r"[\w'-]{1,20}").replace(r"\w*", r"\w{0,20}")
    loose = pattern.replace("[- ]", r"[-\s]").replace(" ?", r"[\s,]{0,3}").replace(" ", r"[\s,]{1,3}")
    return re.compile(rf"\b(?:{loose})(?![a-z])")


class Rules:
    """A family of rules with the words that soften all of them: (pattern, cap, what lifts the softening)."""

    def __init__(self, rules: Sequence[Rule], softer: Sequence[tuple[str, float, str]] = ()) -> None:
        self.rules = tuple(rules)
        self.softer = [(spaced(words), cap, spaced(lifts) if lifts else None) for words, cap, lifts in softer]
        self.by_stem: dict[str, list[int]] = {}
        for number, rule in enumerate(self.rules):
            for stem in rule.stems:
                self.by_stem.setdefault(stem, []).append(number)
        self.all_stems = frozenset(self.by_stem)

    def find(self, view: View) -> Iterator[Hit]:
        """The hits of every rule that one of the text's words calls for."""
        called = self.all_stems & view.stems
        if not called:
            return
        for number in sorted(set().union(*[self.by_stem[stem] for stem in called])):
            rule = self.rules[number]
            if rule.near_stems and any(stems.isdisjoint(view.stems) for stems in rule.near_stems):
                continue
            for found in rule.pattern.finditer(view.plain):
                score = self._score(rule, view.plain, found)
                if score:
                    yield view.hit(rule.category, score, *found.span(), rule.kind)

    def _score(self, rule: Rule, text: str, found: re.Match[str]) -> float:
        around = text[max(0, found.start() - BEFORE) : found.end() + AFTER]
        score = rule.score
        if rule.near:
            place = text[max(0, found.start() - NEAR) : found.end() + NEAR]
            if not all(words.search(place) for words in rule.near):
                return 0.0
        if rule.unless and rule.unless.search(around):
            score = min(score, rule.low)
        for words, cap, lifts in self.softer:
            if score > cap and words.search(around) and not (lifts and lifts.search(around)):
                score = cap
        return score


def load_rules(*names: str) -> Rules:
    """The rules in ``rules/<name>.toml``, together; each file may use the words of those before it."""
    words: dict[str, str] = {}
    rules: list[Rule] = []
    softer: list[tuple[str, float, str]] = []
    for name in names:
        raw = tomllib.loads((Path(__file__).parent / "rules" / f"{name}.toml").read_text(encoding="utf-8"))
        for word, parts in raw.get("words", {}).items():
            words[word] = _joined(parts, words)
        rules += [_rule(one, part, words) for one in raw["rule"] for say in one["say"] for part in _alternatives(say)]
        softer += [
            (_joined(s["say"], words), s["cap"], _joined(s.get("lifted_by", ()), words)) for s in raw.get("softer", ())
        ]
    return Rules(rules, softer)


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts of a pattern between the bars outside all brackets: each is looked up by words of its own."""
    depth, start = 0, 0
    for found in re.finditer(r"\\.|\[[^\]]*\]|[()|]", pattern):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if found[0] == "|" and not depth:
            yield pattern[start : found.start()]
            start = found.end()
    yield pattern[start:]


def _rule(raw: Mapping[str, Any], say: str, words: Mapping[str, str]) -> Rule:
    return Rule(
        raw["as"],
        raw["score"],
        _joined((say,), words),
        unless=_joined(raw.get("unless", ()), words),
        low=raw.get("low", 0.2),
        near=[_joined((words_near,), words) for words_near in raw.get("near", ())],
    )


def _joined(parts: Sequence[str], words: Mapping[str, str]) -> str:
    return re.sub(r"@([A-Z]+)@", lambda found: words[found[1]], "|".join(parts))
