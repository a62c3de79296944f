"""Telephone numbers in every form that people in the United Kingdom write them in, and foreign ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipelines.classify.contacts import ANOTHER, OWN, SERVICE, Allowed, personal, public, whose
from pipelines.classify.digits import Group, runs, stretches
from pipelines.classify.text import Hit, View

_NATIONAL = re.compile(r"0(?:7\d{9}|[12]\d{9}|[3589]\d{9}|1\d{8}|800\d{6}|8001111)")
_DATE = re.compile(r"\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)\d\d")
_OTHER_NUMBER = re.compile(
    r"\b(?:order|ref|reference|invoice|tracking|ticket|case|claim|complaint|account|waiting list|policy|booking|"
    r"batch|serial|nhs|hospital|patient|chi|isbn)(?: (?:no|num|number|id|ref|is|was))?[\s.:#]{0,3}(?:is|was)?\s?$"
)
_CALL = re.compile(
    r"\b(?:ring|call|phone|text|mob|mobile|tel|telephone|landline|number|whatsapp)(?: (?:me|us|him|her|"
    r"them|mum|dad|nan|no|number))?"
    r"(?: (?:is|on|at))?[\s:.]{1,3}(?P<local>\d{3}[ -]?\d{2,4}|\d{5,7})(?![\d/:]|[ -]?\d|(?: (?:times|"
    r"people|patients|days|mins|minutes)))"
)


def phones(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Phone numbers with their area code, and local ones after words such as "ring me on"."""
    if not view.has_digit and "seve" not in view.stems and "zero" not in view.stems:
        return
    covered = -1
    for run in runs(view):
        for figures, groups in stretches(run, 8, 15):
            if groups[0].start >= covered and (dialled := _national(figures, groups, view)):
                covered = groups[-1].end
                yield _judged(view, allowed, dialled, groups)
    yield from _foreign(view)
    yield from _local(view)


def _national(figures: str, groups: list[Group], view: View) -> str:
    """The number as dialled within the country, or nothing if these figures are none."""
    abroad = groups[0].plus or figures.startswith(("0044", "447"))
    dialled = re.sub(r"^(?:00)?440?(?=[1-9])", "0", figures) if abroad else figures
    if not _NATIONAL.fullmatch(dialled) or set(dialled[1:]) == {"0"}:
        return ""
    first = view.folded[groups[0].start : groups[-1].end]
    if _DATE.match(first) or (len(dialled) == 10 and not _ten_figures(groups)):
        return ""
    if any("/" in view.folded[a.end : b.start] and len(a.figures) < 3 for a, b in pairwise(groups)):
        return ""
    lead = view.before(groups[0].start, 2)
    return "" if lead.endswith(("£", "$", "#", "€", "/", "=")) else dialled


def _ten_figures(groups: list[Group]) -> bool:
    """Few area codes have numbers of ten figures: they count when grouped as phone numbers are."""
    return [len(g.figures) for g in groups] in ([5, 5], [4, 6], [10], [4, 3, 3], [5, 2, 3], [5, 3, 2], [4, 2, 2, 2])


def _judged(view: View, allowed: Allowed, dialled: str, groups: list[Group]) -> Hit:
    start, end = groups[0].start, groups[-1].end
    if groups[0].plus:
        start = view.folded.rindex("+", 0, start)
    owner = whose(view, start)
    if allowed.number(dialled) or (owner == SERVICE and dialled[1] in "12"):
        return public(view, start, end)
    if _OTHER_NUMBER.search(view.before(start, 40)):
        return personal(view, 0.3, start, end, "")
    return personal(view, 0.93 if dialled[1] == "7" else 0.88, start, end, owner if owner in (OWN, ANOTHER) else "")


def _foreign(view: View) -> Iterator[Hit]:
    """Numbers of other countries, which begin with a plus."""
    if "+" not in view.folded or not re.search(r"\+\(?\d", view.folded):
        return
    import phonenumbers

    for match in phonenumbers.PhoneNumberMatcher(view.folded[:20_000], None, leniency=phonenumbers.Leniency.POSSIBLE):
        if match.number.country_code != 44 and match.raw_string.lstrip("(").startswith("+"):
            yield personal(view, 0.85, match.start, match.end)


def _local(view: View) -> Iterator[Hit]:
    for found in _CALL.finditer(view.folded):
        start, end = found.span("local")
        owner = whose(view, start)
        if (
            owner != SERVICE
            and len(re.sub(r"\D", "", found["local"])) in (5, 6, 7)
            and re.search(r"\b(?:on|at|is)[\s:.]{1,3}$|:", view.before(start, 5))
        ):
            yield personal(view, 0.6 if owner else 0.4, start, end, owner)
