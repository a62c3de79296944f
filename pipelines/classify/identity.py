"""Numbers and dates by which the state or the health service knows one person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.classify.contacts import Allowed, personal
from pipelines.classify.digits import Group, runs, stretches
from pipelines.classify.text import Hit, View

# ---- NHS number -----------------------------------------------------------------------------------

_NHS_WORDS = re.compile(
    r"\b(?:nhs|chi|hospital|patient|my|her|his|their|'s|health)[\s-]{1,2}(?:id|no|nos|num|number|n°)\b|"
    r"\bnhs\b"
)
_NHS_AFTER = re.compile(r"[\s,.()-]{0,4}(?:is )?(?:my |her |his )?nhs (?:no|num)")
_NHS_OTHER = re.compile(
    r"\b(?:order|ref|reference|tracking|invoice|phone|tel|ring|call|mobile|account|case|"
    r"ticket)\b[^.]{0,20}$"
)


def nhs_numbers(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Ten figures with a right check figure; what stands before them says how surely they are an NHS number."""
    del allowed
    for run in runs(view):
        done = -1
        for figures, groups in stretches(run, 10, 10):
            if len(figures) != 10 or groups[0].start < done or not _nhs_shaped(groups):
                continue
            score = _nhs_score(view, figures, groups)
            if score:
                done = groups[-1].end
                yield personal(view, score, groups[0].start, groups[-1].end)


def _nhs_shaped(groups: list[Group]) -> bool:
    lengths = [len(g.figures) for g in groups]
    return lengths in ([10], [3, 3, 4], [3, 7], [6, 4], [3, 4, 3], [4, 3, 3]) or max(lengths) <= 3 or lengths == [5, 5]


def _nhs_score(view: View, figures: str, groups: list[Group]) -> float:
    start, end = groups[0].start, groups[-1].end
    before = view.before(start, 40)
    told = _NHS_WORDS.search(before) or _NHS_AFTER.match(view.folded, end)
    if told and _NHS_OTHER.search(before, told.end() if told.re is _NHS_WORDS else 0):
        told = None
    if not checks_mod11(figures):
        return 0.35 if told and "nhs" in told[0] and figures[0] != "0" else 0.0
    if told:
        return 0.95
    return 0.0 if figures[0] in "0125" or max(len(g.figures) for g in groups) < 3 else 0.3


def checks_mod11(figures: str) -> bool:
    """Whether the last of ten figures is the check figure of the others, as in NHS numbers."""
    check = 11 - sum(int(f) * w for f, w in zip(figures, range(10, 1, -1), strict=False)) % 11
    return len(set(figures)) > 1 and check % 11 == int(figures[9])


# ---- National Insurance number --------------------------------------------------------------------

_GAP = r"[\s./-]{0,3}"
_NINO = re.compile(
    rf"(?<![a-z0-9])(?P<prefix>[a-z]{_GAP}?[a-z]){_GAP}(?P<figures>[\do]{{2}}{_GAP}[\do]{{2}}{_GAP}[\do]{{2}}){_GAP}(?P<suffix>[a-d])?(?![a-z0-9])"
)
_NINO_WORDS = re.compile(r"\b(?:ni|n\.i\.?|nino|national insurance|nat ins)\b")
_NOT_NINO = re.compile(
    r"\b(?:model|part|batch|serial|order|ref|reference|product|item|lot|booking|ticket)\b[^.]{0,12}$"
)
_NEVER = {"bg", "gb", "kn", "nk", "nt", "tn", "zz"}


def national_insurance_numbers(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Two letters, six figures and a letter, as issued; without the last letter only where the words say so."""
    del allowed
    if not view.has_digit:
        return
    for found in _NINO.finditer(view.folded):
        prefix = re.sub(r"[^a-z]", "", found["prefix"])
        told = _NINO_WORDS.search(view.before(found.start(), 40))
        if not told and _NOT_NINO.search(view.before(found.start(), 25)):
            continue
        issued = prefix[0] not in "dfiquv" and prefix[1] not in "dfioquv" and prefix not in _NEVER
        if not re.search(r"\d.*\d.*\d.*\d", found["figures"]) or not (told or (issued and found["suffix"])):
            continue
        written_apart = " " in found["prefix"].strip() and not told
        if not written_apart:
            yield personal(view, 0.95 if told else 0.9, *found.span())


# ---- Date of birth --------------------------------------------------------------------------------

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
_SEP = r"[\s,]{0,2}(?:of )?"
DATE = (
    rf"(?:{_DAY}\s?[./-]\s?(?:0?[1-9]|1[0-2]|{_MONTH})\s?[./-]\s?{_YEAR}|(?:19|20)\d\d[./-](?:0?[1-9]|"
    rf"1[0-2])[./-]{_DAY}"
    rf"|(?:0?[1-9]|1[0-2])[./-]{_DAY}[./-]{_YEAR}"
    rf"|{_DAY}{_SEP}{_MONTH}[\s,]{{0,2}}{_YEAR}|{_MONTH}[\s,]{{0,2}}(?:the )?{_DAY}[\s,]{{1,2}}{_YEAR}"
    rf"|(?:19|20)\d\d {_MONTH} {_DAY}|{_DAY} (?:0?[1-9]|1[0-2]) {_YEAR}|\d{{8}}|\d{{6}})(?![\d])"
)
_BIRTH = re.compile(
    r"\b(?P<cue>d\.?\s?o\.?\s?b\b\.?|date of birth|birth ?date|birthday|born)(?: (?:is|was|on|in|the|of|"
    r":|me|my|his|her|for)){0,3}"
    rf"[\s:=\-–,(']{{0,4}}(?:on )?(?:the )?(?P<date>{DATE})"
)
_BIRTH_AFTER = re.compile(
    rf"(?<![\d])(?P<date>{DATE})[\s,(]{{1,3}}(?:is |was |\()?(?:my |her |his |their )?(?:dob|"
    r"date of birth|birthday)\b"
)


def dates_of_birth(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Dates that the words call a birth's, in any order of day, month and year."""
    del allowed
    if not view.has_digit or not re.search(r"birth|born|d\.? ?o\.? ?b", view.folded):
        return
    for pattern in (_BIRTH, _BIRTH_AFTER):
        for found in pattern.finditer(view.folded):
            born = pattern is _BIRTH and found["cue"] == "born"
            yield personal(view, 0.7 if born else 0.92, *found.span("date"))


# ---- Passport and driving licence -----------------------------------------------------------------

_PASSPORT = re.compile(
    r"\bpassport(?: (?:no|num|number|is|id)\b){0,2}[\s.:#-]{0,4}(?P<number>[a-z]?\d{8,9})(?![a-z0-9])"
)
_LICENCE = re.compile(
    r"(?<![a-z0-9])[a-z]{1,5}9{0,4}[\s-]?\d[0156]\d[0-3]\d\d[\s-]?[a-z9]{2}[a-z0-9]{1}[a-z]{2}(?![a-z0-9])"
)


def documents(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Passport numbers that are called so, and driver numbers, whose form is their own."""
    del allowed
    if not view.has_digit:
        return
    for found in _PASSPORT.finditer(view.folded):
        yield personal(view, 0.9, *found.span("number"))
    for found in _LICENCE.finditer(view.folded):
        if len(re.sub(r"[\s-]", "", found[0])) == 16:
            yield personal(view, 0.9, *found.span())
