"""All detectors that need no model, and what they find in a text together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pipelines.classify.addresses import postcodes, streets
from pipelines.classify.clues import clues
from pipelines.classify.contacts import Allowed, emails
from pipelines.classify.disclosures import disclosures
from pipelines.classify.harm import accusations, harms
from pipelines.classify.identity import dates_of_birth, documents, national_insurance_numbers, nhs_numbers
from pipelines.classify.links import links, social_engineering
from pipelines.classify.money import bank_details, cards, credentials
from pipelines.classify.outbound import conversation, spelling, wording
from pipelines.classify.phones import phones
from pipelines.classify.profanity import profanity
from pipelines.classify.safeguarding import concerns
from pipelines.classify.text import Hit, View
from pipelines.classify.topics import off_topic, selling_and_politics


class Detector(NamedTuple):
    """A detector: its name, and how it finds its hits in a text."""

    name: str
    find: Callable[[View, Allowed], Iterable[Hit]]


EVERYWHERE = (
    Detector("nhs_number", nhs_numbers),
    Detector("national_insurance_number", national_insurance_numbers),
    Detector("phone", phones),
    Detector("email", emails),
    Detector("postcode", postcodes),
    Detector("street_address", streets),
    Detector("date_of_birth", dates_of_birth),
    Detector("identity_document", documents),
    Detector("named_illness", disclosures),
    Detector("bank_details", bank_details),
    Detector("card_or_iban", cards),
    Detector("credentials", credentials),
    Detector("link", links),
    Detector("social_engineering", social_engineering),
    Detector("profanity", profanity),
    Detector("harm_phrases", harms),
    Detector("accusation", accusations),
    Detector("selling_or_politics", selling_and_politics),
)
INBOUND_ONLY = (
    Detector("safeguarding_phrases", concerns),
    Detector("safeguarding_clues", clues),
    Detector("off_topic", off_topic),
)
OUTBOUND_ONLY = (Detector("own_wording", wording), Detector("uk_spelling", spelling))
DETECTORS = (*EVERYWHERE, *INBOUND_ONLY, *OUTBOUND_ONLY)
_INBOUND, _OUTBOUND = (*EVERYWHERE, *INBOUND_ONLY), (*EVERYWHERE, *OUTBOUND_ONLY)

# Longer texts are read in pieces that overlap, so that no search is longer than this.
PIECE, OVERLAP = 20_000, 300


def find(text: str, allowed: Allowed, direction: str, parent: str | None = None) -> tuple[list[tuple[str, Hit]], View]:
    """Every hit with its detector's name, by place, and the view of the (first piece of the) text."""
    view = View(text[:PIECE])
    found = list(_found(view, allowed, direction))
    for start in range(PIECE - OVERLAP, len(text) - OVERLAP, PIECE - OVERLAP):
        piece = View(text[start : start + PIECE])
        found += [
            (n, h._replace(start=h.start + start, end=h.end + start)) for n, h in _found(piece, allowed, direction)
        ]
    if direction == "outbound" and parent:
        found += [("conversation", hit) for hit in conversation(view, allowed, parent)]
    unique = sorted(set(found), key=lambda one: (one[1].start, one[1].end, one[0], one[1].category, one[1].kind))
    return unique, view


def _found(view: View, allowed: Allowed, direction: str) -> Iterator[tuple[str, Hit]]:
    for detector in _OUTBOUND if direction == "outbound" else _INBOUND:
        for hit in detector.find(view, allowed):
            for one in _outbound(hit) if direction == "outbound" else (hit,):
                yield detector.name, one


def _outbound(hit: Hit) -> Iterator[Hit]:
    """What a hit means in a post of the organisation's own."""
    if hit.category == "confidential" and hit.kind not in ("credentials", "internal"):
        yield hit._replace(category="personal_data", kind="")
    elif hit.category == "abuse":
        yield hit._replace(category="tone", score=max(hit.score, hit.kind_score or 0.0), kind="", kind_score=None)
    elif hit.category == "advertising":
        yield hit._replace(category="personal_gain", kind="")
    else:
        yield hit
