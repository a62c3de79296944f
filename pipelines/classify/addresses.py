"""Where somebody lives: postcodes, streets with a house number, flats and cottages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.classify.contacts import SERVICE, Allowed, personal, public, whose
from pipelines.classify.text import Hit, View

_AREAS = (
    "ab|al|b|ba|bb|bd|bh|bl|bn|br|bs|bt|ca|cb|cf|ch|cm|co|cr|ct|cv|cw|da|dd|de|dg|dh|dl|dn|dt|dy|e|ec|eh|en|ex|fk|fy|"
    "g|gl|gu|gy|ha|hd|hg|hp|hr|hs|hu|hx|ig|im|ip|iv|ka|kt|kw|ky|l|la|ld|le|ll|ln|ls|lu|m|me|mk|ml|n|ne|ng|nn|np|nr|"
    "nw|ol|ox|pa|pe|ph|pl|po|pr|rg|rh|rm|s|sa|se|sg|sk|sl|sm|sn|so|sp|sr|ss|st|sw|sy|ta|td|tf|tn|tq|tr|ts|tw|ub|w|wa|"
    "wc|wd|wf|wn|wr|ws|wv|yo|ze"
)
_POSTCODE = rf"(?:{_AREAS})[\s-]?\d(?:\d|[a-hjkmnp-y])?[\s-]{{0,2}}[\do]\s?[abd-hjlnp-uw-z]{{2}}"
_POSTCODES = re.compile(rf"(?<![a-z0-9]){_POSTCODE}(?![a-z0-9])")
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th|gb|pt)$")
_LIVES = re.compile(
    r"\b(?:i|we|he|she|they|mum|dad|nan|who|still|family|patient|man|woman|lady) (?:currently |now |"
    r"still |both |all )?(?:lives?|living|lived|stays?|resides?)\b|"
    r"\b(?:i'm|we're|i am|we are|he's|she's) (?:at|in|on|over at)\b|\b(?:home |new |my |her |his |our |"
    r"full |their )?(?:address|addy)\b|"
    r"\b(?:my|her|his|our|their|'s) (?:post ?code|house|home|flat|place)\b|\bpost ?code (?:is|:)|"
    r"\bat (?:number|no\.?) ?\d|\blives? (?:at|on|in|next)\b|\bnext door\b|\bneighbour at\b"
)

_STRONG = (
    "road|rd|street|str|st|avenue|ave|lane|ln|crescent|cres|terrace|drive|dr|close|gardens|gdns|grove|"
    "mews|square|court|crt|"
    "boulevard|parade|broadway|villas"
)
_WEAK = (
    "way|walk|place|hill|view|end|park|green|rise|row|croft|meadows?|gate|fields?|wharf|mead|dale|bank|"
    "side|spinney|paddock"
)
_NOT_STREETS = (
    "minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yrs?|miles?|km|metres?|people|patients?|"
    "cars?|times|more|different|"
    "of|the|on|in|to|from|at|a|an|and|or|up|down|off|for|is|was|are|per|my|our|your|their|his|her|this|"
    "that|i|we|it|busy|main|"
    "star|way|lane|beds?|steps?|staff|nurses|doctors|weeks'|am|pm|bus|buses|bedroom|bedroomed|storey|"
    "wheel|car|person|new|other|"
    "million|thousand|hundred|percent|quid|pounds|houses?|homes?|shops?|drivers?|no|not|be|go|get|with|"
    "by|after|before|half|doors?"
)
_WORDS = rf"(?:(?!(?:{_NOT_STREETS})\b)[a-z][a-z'.-]{{1,20}} ){{1,3}}"
_HOUSE = (
    r"(?<![a-z0-9£$.,:/-])(?:(?:flat|apartment|apt|unit|number|"
    r"no\.?) ?\d{1,4}[a-z]?,? (?:at )?)?\d{1,4}[a-z]?(?:-\d{1,3})?,? "
)
_STREETS = re.compile(
    rf"{_HOUSE}(?:{_WORDS}(?:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))|"
    r"the (?:green|square|crescent|close|row|paddock|mount|grove|spinney|avenue|terrace|croft))\b(?!')"
)
_NAMED_HOUSE = re.compile(
    r"(?<![a-z])(?:[a-z]{2,15} ){1,2}(?:cottage|house|farm|barn|bungalow|lodge|farmhouse),? (?:on |at )?"
    rf"(?:(?!(?:{_NOT_STREETS})\b)[a-z']{{2,20}} ){{1,2}}(?:{_STRONG})\b"
)
_FLAT = re.compile(
    r"(?<![a-z])(?:flat|apartment|apt) ?\d{1,3}[a-z]?,? (?:(?:at |in )?(?:[a-z']{3,15} ){1,2}(?:house|"
    r"court|towers?|heights|point|mansions|lodge)|"
    r"(?:above|over|behind|opposite|next (?:door )?to|below|round the back of) (?:the )?[a-z']{3,15})\b"
)
_NUMBER = re.compile(
    r"\b(?:live|lives|living|lived|neighbour|lady|man|woman|family|bloke) (?:just |over |down |up |"
    r"who lives? )?(?:at|in) (?P<number>(?:number|no\.?) ?\d{1,4}[a-z]?)\b"
)
_NOT_HOUSES = re.compile(
    r"(?:\b(?:bus|route|ward|room|bay|clinic|junction|platform|gate|page|level|stop|age|aged|top|table|"
    r"group|zone)|no\.? of)\s(?:number |no\.? )?$"
)


def postcodes(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Full postcodes; one alone says a street and stays below what words about living there make of it."""
    if not view.has_digit:
        return
    for found in _POSTCODES.finditer(view.folded):
        start, end = found.span()
        told = _LIVES.search(view.before(start, 60))
        if not _is_postcode(view, found, told is not None):
            continue
        owner = whose(view, start)
        if allowed.place(found[0]) or (owner == SERVICE and not _street_before(view, start)):
            yield public(view, start, end)
        elif told:
            yield personal(view, 0.85, start, end, owner)
        else:
            yield personal(view, 0.8 if _street_before(view, start) else 0.45, start, end, owner)


def _is_postcode(view: View, found: re.Match[str], told: bool) -> bool:
    """Small letters that may be "B12 3rd jab", the letter O and an outward part in two need more to be believed."""
    capital = view.original(*found.span()).isupper()
    if not capital and (_ORDINAL.search(found[0]) or re.match(r"[a-z]+[\s-]", found[0])):
        return False
    return not re.search(r"o\s?[a-z]{2}$", found[0]) or (told and capital)


def _street_before(view: View, start: int) -> bool:
    """Whether a private house and street stand just before."""
    first = max(0, start - 70)
    for street in _STREETS.finditer(view.folded, first, start):
        if _is_street(view, street) and whose(view, street.start()) != SERVICE:
            return True
    return False


def streets(view: View, allowed: Allowed) -> Iterator[Hit]:
    """A house number or name with its street, unless the words are about a service or a venue."""
    text = view.folded
    if view.has_digit:
        for found in _STREETS.finditer(text):
            if _is_street(view, found):
                yield _judged(view, allowed, found, 0.78)
        for pattern, score in ((_FLAT, 0.75), (_NUMBER, 0.55)):
            for found in pattern.finditer(text):
                if not _NOT_HOUSES.search(view.before(found.start(), 15)):
                    yield _judged(view, allowed, found, score)
    if not view.stems.isdisjoint(("cott", "farm", "hous", "bung", "barn", "lodg")):
        for found in _NAMED_HOUSE.finditer(text):
            if (_titled(view, found) and re.search(r"cottage|bungalow|barn", found[0])) or _LIVES.search(
                view.before(found.start(), 40)
            ):
                yield _judged(view, allowed, found, 0.7)


def _is_street(view: View, found: re.Match[str]) -> bool:
    start = found.start()
    if _NOT_HOUSES.search(view.before(start, 20)) or re.match(
        r"\s(?:bus|surgery|practice|clinic|hospital|pharmacy|car park|school|branch)",
        view.folded[found.end() : found.end() + 12],
    ):
        return False
    if found["strong"] and len(found["strong"]) > 3 and found["strong"] not in ("drive", "close", "square", "court"):
        return True
    told = _LIVES.search(view.before(start, 40)) or _POSTCODES.search(view.folded, found.end(), found.end() + 40)
    return _titled(view, found) or told is not None


def _titled(view: View, found: re.Match[str]) -> bool:
    """Whether the words of a name all begin with a capital."""
    names = re.findall(r"[^\W\d_]{3,}", view.original(*found.span()))
    return len(names) > 1 and all(name[0].isupper() or name in ("flat", "number", "apartment", "the") for name in names)


def _judged(view: View, allowed: Allowed, found: re.Match[str], score: float) -> Hit:
    start, end = found.span()
    owner = whose(view, start)
    house = re.match(r"(?:[a-z']{2,15} ){1,2}(?:cottage|bungalow|farmhouse)\b", found[0])
    if allowed.place(found[0]) or (owner == SERVICE and not house and not _LIVES.search(view.before(start, 25))):
        return public(view, start, end)
    told = _LIVES.search(view.before(start, 60)) or _POSTCODES.search(view.folded, end, end + 50)
    return personal(view, max(score, 0.92) if told else score, start, end, owner)
