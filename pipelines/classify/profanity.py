"""Swearing and slurs, also disguised; as abuse only where they are aimed at somebody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipelines.classify.contacts import Allowed
from pipelines.classify.text import Hit, View


class Entry(NamedTuple):
    """One word of the list: how bad, and what it is (profanity, insult, lewd, slur:group)."""

    severity: int
    kind: str


def _read() -> dict[str, Entry]:
    lines = (Path(__file__).parent / "profanity.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: Entry(int(severity), kind) for word, severity, kind in rows}


WORDS = _read()
_BAD = frozenset(WORDS)
_WORST = sorted((w for w, e in WORDS.items() if e.severity >= 2 and len(w) >= 4), key=len, reverse=True)
_SPLIT = frozenset(w for w, e in WORDS.items() if e.severity == 3 and len(w) >= 4)

_TOKEN = re.compile(r"[a-z0-9@$!|]{2,40}")
_REPEATED = re.compile(r"([a-z])\1{2,60}")
_MASKED = re.compile(r"(?<![a-z0-9*#_%@/.-])[a-z]{1,12}[*#%_@-]{1,6}[a-z*#%@-]{0,14}")
_STARS = re.compile(r"[a-z](?:[*#%_@]|--)")
_SPACED = re.compile(r"(?<![a-z0-9])[a-z0-9@$!*](?:[ .\-_*/]{1,2}[a-z0-9@$!*]){2,14}(?![a-z0-9])")
_HALVES = re.compile(r"(?<![a-z])([a-z]{1,4})[ .\-_*]([a-z]{2,9})(?![a-z])")
_HALF_WORDS = "f fu fuc c cu cun sh shi wan tw twa bit ar arse ni nig moth"
_HALF = frozenset(_HALF_WORDS.split())

# Words with an honest meaning, and the words before or after which give it to them.
_HONEST = {
    "prick": re.compile(r"(?:finger|pin|heel|skin|needle|thumb)[\s-]{0,2}prick|prick (?:test|of|my|his|her|the)"),
    "spastic": re.compile(
    r"spastic (?:diplegia|quadriplegia|paraplegia|hemiplegia|cerebral|colon|bladder|muscles?|limbs?|"
    r"paraparesis)"
),
    "retarded": re.compile(r"growth retarded"),
    "chink": re.compile(r"chinks? (?:in|of)"),
    "fag": re.compile(
    r"(?:a|for a|having a|my|smok\w{1,3}|quick|last|the|few|no|of) fags?\b|fag (?:break|end|butt|packet|"
    r"ends|butts)"
),
    "fags": re.compile(r"(?:packet of|smok\w{1,3}|buy\w{0,3}|the|his|her|my|no|of|on|up|twenty|20|for|more) fags"),
    "faggots": re.compile(r"faggots? (?:and|with|,) (?:peas|mash|gravy)"),
    "tit": re.compile(r"(?:blue|great|coal|long-tailed) tits?|tit for tat"),
    "tits": re.compile(r"(?:blue|great|coal|long-tailed) tits"),
    "cock": re.compile(r"cock(?:s)? (?:crow|up|and bull)|the cock inn"),
    "bum": re.compile(r"bum"),
    "bloody": re.compile(r"bloody (?:nose|stools?|diarrhoea|discharge|urine|mucus|mary|sunday|mess on)"),
    "knob": re.compile(r"door ?knobs?|knob of butter|(?:control|volume|the) knob"),
    "knobs": re.compile(r"door ?knobs?|(?:control|volume|the) knobs"),
    "dyke": re.compile(r"(?:devil'?s|offa'?s|van|car|wans) dyke"),
    "slag": re.compile(r"slag (?:heap|off)|slagg?ed off|slag it"),
    "bitch": re.compile(r"(?:dog|spayed|labrador|spaniel|puppies) \w{0,8} ?bitch|bitch (?:and her|had) pup"),
    "cripple": re.compile(r"(?:will|could|would|to|can) cripple (?:the|our|me|him|services?)"),
    "cum": re.compile(r"cum laude|[a-z]+-cum-"),
    "fanny": re.compile(r"(?:aunt|auntie|sweet) fanny|fanny (?:adams|pack|craddock)"),
    "pissed": re.compile(r"$^"),
}  # fmt: skip
_NAMES_WORDS = "dick dicks dyke coon cock cocks fanny bugger gay homo tit wog mong"
_NAMES = frozenset(_NAMES_WORDS.split())
_MENTION = re.compile(
    r"\b(?:called|calling|calls|call)(?: (?:me|her|him|us|them|my \w{2,9}|someone|people|"
    r"staff))?(?: (?:an?|the|all))?(?: \w{2,9}){0,1}\W{0,3}$"
    r"|\b(?:the (?:word|term|slur)|used the|shouted|shouting|screamed|scrawled|graffiti|being called|"
    r"was called)\W{1,3}(?:\w{1,8}\W{1,3}){0,2}$"
)

_AIMED_BEFORE = re.compile(
    r"\b(?:you(?:'re| are|r)?|ya|u|ur|yous|your)(?: (?:\w{2,12})){0,3}\W{1,2}$"
    r"|\b(?:he|she|they|he's|she's|they're|him|her|them|those|these|that|the|receptionists?|manager|"
    r"doctors?|dr \w{2,14}|gps?|nurses?|staff|consultant|councillors?|woman|man|boss|"
    r"bunch of|pair of|couple of|lot of|load of|pack of|what an?|such an?|is an?|are all|silly|stupid|fat|old|lazy|"
    r"useless|little|absolute|complete|utter|total|proper)(?: (?:is|are|was|were|an?|all|just|such|"
    r"absolute|complete|total|utter|right|bunch|of|lazy|fat|useless|stupid|old|little|fucking|bloody|"
    r"rude|dirty|nasty|ignorant)){0,4}\W{1,2}$"
)
_AIMED_AFTER = re.compile(
    r"\W{1,2}(?:you\b|u\b|ya\b|yoursel(?:f|ves)|off\b|the (?:lot|pair|whole lot) of (?:you|u|ya|yous?|them)|him\b|"
    r"her\b(?! own)|them\b|(?:all|every (?:one|last one)) of (?:you|them|ya)|"
    r"(?:this|that|the|your|our) (?:\w{2,12} )?(?:surgery|practice|hospital|nhs|place|gps?|doctors?|council|trust|"
    r"clinic|dentists?|reception|receptionists?|staff|managers?|healthwatch|government)\b|"
    r"your (?:mum|mother|face)|(?:idiots?|morons?|cow|bitch|bastards?|liars?|clowns?|people|staff|"
    r"doctors?|nurses?|receptionists?)\b)"
)
_BY = re.compile(r"\b(?:by|from|with|to|for|at) (?:\w{2,12} ){0,2}$")
_A_THING = re.compile(r"\W{1,2}(?:of an? |thing|disease|illness|phone|wait|queue|pain|day|week)")
_ABOUT_ME = re.compile(r"\b(?:i'?m|i am|i feel|me|my|myself|makes me|i was|i've|im)\b")


def profanity(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Every bad word with its place: as profanity always, as abuse when aimed at somebody or a slur."""
    del allowed
    found = list(_words(view))
    for start, end, entry in found:
        yield _judged(view, start, end, entry, len(found))


def _words(view: View) -> Iterator[tuple[int, int, Entry]]:
    """Places and entries of bad words, plain or disguised, each once."""
    text, taken = view.folded, -1
    suspicious = _BAD.intersection(view.words) or _REPEATED.search(text)
    if suspicious:
        for token in _TOKEN.finditer(view.plain):
            word = _known(token[0])
            if word and not _is_honest(view, token.start(), token.end(), word):
                taken = token.end()
                yield token.start(), token.end(), WORDS[word]
    for pattern, reveal in _disguises(view):
        for disguised in pattern.finditer(text):
            entry = reveal(disguised)
            if entry and not (disguised.start() < taken and suspicious and pattern is _HALVES):
                yield disguised.start(), disguised.end(), entry


def _disguises(view: View) -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str]], Entry | None]]]:
    """The disguises that a text can hold at all."""
    if _STARS.search(view.folded):
        yield _MASKED, _unmasked
    if sum(len(word) == 1 for word in view.words) > 2 or "*" in view.folded:
        yield _SPACED, _joined
    if not _HALF.isdisjoint(view.words):
        yield _HALVES, _halved


def _known(token: str) -> str:
    """The list's word for a token, letters drawn out ("shiiit") brought back."""
    if token in WORDS:
        return token
    if not _REPEATED.search(token):
        return ""
    for put in (r"\1", r"\1\1"):
        short = _REPEATED.sub(put, token)
        if short in WORDS:
            return short
    return ""


def _unmasked(found: re.Match[str]) -> Entry | None:
    """The word behind stars: enough letters must show, and the ends must fit."""
    token = found[0].rstrip("-%")
    shown = sum(char.isalpha() for char in token)
    if shown < 1 or not re.search(r"[*#%_@-]", token):
        return None
    if "-" in token and "*" not in token and not re.fullmatch(r"[a-z]-{2,5}(?:[a-z]{1,4})?", token):
        return None
    pattern = re.compile(
        re.sub(r"[*#%_@-]+", lambda m: rf"[a-z]{{{1 if shown > 1 else len(m[0])},{len(m[0]) + 1}}}", token)
    )
    if shown == 1 and (len(token) < 4 or not found[0].startswith(("f", "c", "s", "w", "t", "b"))):
        return None
    fits = [WORDS[word] for word in _WORST if pattern.fullmatch(word) and (shown > 1 or len(word) == len(token))]
    return max(fits, default=None)


def _joined(found: re.Match[str]) -> Entry | None:
    """The word that single letters spell."""
    letters = View(re.sub(r"[ .\-_/]", "", found[0])).plain
    if letters in WORDS:
        return WORDS[letters]
    return next((WORDS[word] for word in _WORST if word in letters), None)


def _halved(found: re.Match[str]) -> Entry | None:
    """The word that two halves make, of the worst words only."""
    whole = found[1] + found[2]
    return WORDS[whole] if found[1] in _HALF and whole in _SPLIT else None


def _is_honest(view: View, start: int, end: int, word: str) -> bool:
    around = view.plain[max(0, start - 20) : end + 22]
    honest = _HONEST.get(word)
    if honest and honest.search(around):
        return True
    written = view.original(start, end)
    named = word in _NAMES and written[:1].isupper() and not written.isupper()
    return named and not re.search(r"(?:\ba|you|such an?|\bthe)\W+$|^\W*$|[.!?]\W*$", view.before(start, 12))


def _judged(view: View, start: int, end: int, entry: Entry, count: int) -> Hit:
    """One hit: how bad the word is by itself, and what it is to somebody."""
    bad = {1: 0.35, 2: 0.65, 3: 0.92}[entry.severity]
    before, after = view.plain[max(0, start - 60) : start], view.plain[end : end + 24]
    mention = _MENTION.search(before) is not None
    aimed = not mention and (_AIMED_BEFORE.search(before) is not None or _AIMED_AFTER.match(after) is not None)
    first, last = view.place(start, end)
    if entry.kind.startswith("slur"):
        score = 0.4 if mention else 0.88
        return Hit("abuse", score, first, last, "discrimination", score)
    if mention or entry.kind == "profanity":
        insulted = (
            aimed
            and entry.severity >= 2
            and _AIMED_AFTER.match(after)
            and not re.match(r"\W+(?:her|him|them)\b", after)
        )
        headline = 0.78 if insulted and not mention else _unaimed(entry, before, count)
        return Hit("abuse", headline, first, last, "profanity", bad)
    if _names_people(entry, before, after) and not mention:
        aimed = True
    if aimed and entry.severity >= 2:
        return Hit(
            "abuse",
            0.85 if entry.kind == "insult" else 0.6,
            first,
            last,
            "attack" if entry.kind == "insult" else "lewd",
        )
    return Hit("abuse", _unaimed(entry, before, count), first, last, "profanity", bad)


def _names_people(entry: Entry, before: str, after: str) -> bool:
    """Whether an insult can only mean somebody: standing alone, or by whom something is done or run."""
    if entry.kind != "insult" or entry.severity < 2 or _ABOUT_ME.search(before) or _A_THING.match(after):
        return False
    return _BY.search(before) is not None or (not before.strip() and not after.strip(" .!?,"))


def _unaimed(entry: Entry, before: str, count: int) -> float:
    """Swearing at nobody: below any threshold, least of all in distress; a text full of it is another matter."""
    if _ABOUT_ME.search(before):
        return 0.25 if count < 5 else 0.45
    if count >= 3 and entry.severity >= 2:
        return 0.55
    return {1: 0.1, 2: 0.3, 3: 0.42}[entry.severity]
