"""What the organisation's own posts should not do: advise, campaign, converse, lose their temper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.classify.contacts import Allowed
from pipelines.classify.phrases import load_rules
from pipelines.classify.spelling import AMERICAN, SLIP
from pipelines.classify.text import Hit, View

RULES = load_rules("outbound")
_ASKS = re.compile(r"\?|\b(?:how|where|when|who|can|could|does|is there) (?:do|can|is|i|you|we|anyone|my)\b")
_SHOUTED = re.compile(r"(?:\b[A-Z]{4,20}\b[\s,!]{1,3}){3,}")


def wording(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Advice, campaigning, religion, law, views, gain, matters not yet public, tone."""
    del allowed
    yield from RULES.find(view)
    for found in _SHOUTED.finditer(view.text[:5000]):
        yield Hit("tone", 0.55, found.start(), found.end())


def spelling(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Words that are misspelled; one that only the dictionary lacks lowers nobody's standing."""
    for one in allowed.speller.mistakes(view.text):
        yield Hit("spelling", _SPELT.get(one.kind, 0.3), one.start, one.end, shown=one.kind in _SPELT)


_SPELT = {AMERICAN: 0.75, SLIP: 0.65}


def conversation(view: View, allowed: Allowed, parent: str) -> Iterator[Hit]:
    """An answer to somebody that does not refer them to the organisation's address."""
    referred = any(address in view.folded for address in allowed.emails)
    asked = _ASKS.search(parent.lower()) is not None
    if view.text.strip():
        score = 0.1 if referred else (0.7 if asked else 0.4)
        yield Hit("conversation", score, 0, len(view.text), shown=not referred)
