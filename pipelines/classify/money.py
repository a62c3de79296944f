"""Bank details and the words that open doors: accounts, cards, passwords, codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.classify.contacts import Allowed, personal
from pipelines.classify.text import Hit, View

_SORT = r"\d\d[\s./-]?\d\d[\s./-]?\d\d"
_SORT_CODE = re.compile(rf"\bsort ?code(?: (?:is|no|number|:))?[\s:=.-]{{0,4}}(?P<number>{_SORT})(?!\d)")
_ACCOUNT = re.compile(
    r"\b(?:account|acct?|a/c|bank)\.?(?: (?:no|num|number|details|is|are|"
    r":)\.?){0,3}[\s:=.#-]{0,4}(?P<number>\d{8}|\d{4} \d{4}|\d{2}(?: \d{2}){3}|\d{3} \d{5})(?![\d/])"
)
_PAIR = re.compile(rf"(?<![\d/.-]){_SORT}[\s,;/]{{1,4}}(?:and |acc?(?:ount|t)? ?(?:no|number)?:? ?)?\d{{8}}(?!\d)")
_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\d\d(?:\s?[a-z0-9]{4}){2,7}(?:\s?[a-z0-9]{1,3})?(?![a-z0-9])")
_CARD = re.compile(r"(?<![\d.+-])[3-6](?:[\s-]?\d){12,18}(?![\d])")
_NOT_CARD = re.compile(
    r"\b(?:order|track(?:ing)?|ref|reference|parcel|delivery|imei|barcode|batch|serial)\b[^.]{0,20}$"
)


def bank_details(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Sort codes and account numbers that are called so or stand together."""
    del allowed
    if not view.has_digit:
        return
    text = view.folded
    if "sort" in view.stems:
        for found in _SORT_CODE.finditer(text):
            yield personal(view, 0.85, *found.span("number"))
    for found in _ACCOUNT.finditer(text):
        yield personal(view, 0.85, *found.span("number"))
    for found in _PAIR.finditer(text):
        if not re.match(r"\d\d[./-]\d\d[./-](?:19|20)\d\d", found[0]):
            yield personal(view, 0.9, *found.span())


def cards(view: View, allowed: Allowed) -> Iterator[Hit]:
    """International account numbers and payment cards, by their check figures."""
    del allowed
    if not view.has_digit:
        return
    for found in _IBAN.finditer(view.folded):
        flat = re.sub(r"\s", "", found[0])
        if len(flat) >= 15 and int("".join(str(int(c, 36)) for c in flat[4:] + flat[:4])) % 97 == 1:
            yield personal(view, 0.95, *found.span())
    for found in _CARD.finditer(view.folded):
        if checks_luhn(re.sub(r"\D", "", found[0])):
            said = _NOT_CARD.search(view.before(found.start(), 40))
            yield personal(view, 0.3 if said else 0.92, *found.span())


def checks_luhn(figures: str) -> bool:
    """Whether figures end in the check figure that payment cards carry."""
    doubled = [int(f) if i % 2 == 0 else sum(divmod(2 * int(f), 10)) for i, f in enumerate(reversed(figures))]
    return len(set(figures)) > 1 and sum(doubled) % 10 == 0


_SECRET = re.compile(
    r"\b(?P<what>pass ?words?|pass ?codes?|passwd|pwd|pass ?phrase|pin(?: (?:number|code|no))?|log-?in|"
    r"user ?name|otp|one[- ]time (?:code|password|passcode)|"
    r"(?:security|access|door|entry|gate|alarm|verification|login|key ?safe|key ?box|lock ?box) (?:code|"
    r"number|pin)|key ?safe|cvv|cvc|wi-?fi (?:code|key))"
    r"(?: for [a-z ]{2,30}?)?(?P<link>\s{0,2}(?::|=|->)\s{0,2}| (?:is|was|are)(?: just| still|"
    r" now)? ?[:\"'\-]? ?| (?=\d{4}))(?P<value>[^\s,;]{3,40})"
)
_HAS_FIGURE_OR_SIGN = re.compile(r"\d|[a-z][!@#$%&_][a-z0-9]|[a-z][!@#$]$")


def credentials(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Passwords, PINs and codes with their value, as opposed to words about them."""
    del allowed
    if not re.search(r"pass|pwd|pin\b|log-?in|user|otp|code|key|cvv|cvc|lock", view.folded):
        return
    for found in _SECRET.finditer(view.folded):
        value, link = found["value"].strip(".\"')("), found["link"]
        quoted = found["value"][:1] in "\"'" or link.rstrip().endswith(('"', "'"))
        told = ":" in link or "=" in link or quoted
        telling = _HAS_FIGURE_OR_SIGN.search(value) or (told and len(value) > 3 and found["what"][:2] in ("pa", "pw"))
        if (
            not telling
            or re.search(r"://|^\d{1,2}(?:st|nd|rd|th|am|pm)$", value)
            or (link == " " and not value[:4].isdigit())
        ):
            continue
        if re.fullmatch(r"\d+", value) and len(value) < 3:
            continue
        start = found.start("value") + found["value"].index(value)
        yield view.hit("confidential", 0.88, start, start + len(value), "credentials")
