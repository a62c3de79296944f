"""Whose contact details these are: the writer's, somebody else's, or a service's, which everybody may know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from pipelines.classify.spelling import Speller
from pipelines.classify.text import Hit, View

OWN, ANOTHER, SERVICE, NOBODY = "own", "another", "service", ""

_RELATIONS = (
    "mum|mam|mother|dad|father|nan|nana|gran|grandma|grandad|husband|wife|son|daughter|neighbour|sister|brother|"
    "partner|boyfriend|girlfriend|friend|mate|boss|manager|carer|landlord|ex|aunt|auntie|uncle|patient|resident"
)
_SERVICES = (
    "surger(?:y|ies)|practices?|hospitals?|pharmac(?:y|ies|ist)|chemists?|clinics?|receptions?|switchboard|helplines?|"
    "help ?line|hotline|council|ward|dentists?|dental|opticians?|health centre|medical centre|centre|pals|advice line|"
    "samaritans|childline|healthwatch|cqc|charity|charities|office|team|department|dept|service|services|crisis line|"
    "food ?bank|library|museum|school|church|chapel|village hall|town hall|hall|community|venue|drop-?in|event|meeting|"
    "held at|hub|care home|nursing home|hospice|home care|boots|tesco|superdrug|store|shop|cafe|police|citizens advice|"
    "age uk|mind|bus stop|car park|station|gp|gps|trust|icb|unit"
)
_CUE = re.compile(
    rf"\b(?:(?P<another>her|hers|his|their|him|them|she|he|they|{_RELATIONS}|(?:{_RELATIONS}|[a-z]{{3,20}})'s)"
    rf"|(?P<service>(?:{_SERVICES})(?! (?:road|rd|street|st|lane|ln|close|drive|avenue|ave|way|court|walk|hill|row|"
    rf"terrace|gardens|crescent)\b))|(?P<own>my|me|mine|i|i'm|im|our|us|we))\b"
)
_NOT_PEOPLE = {"it's", "that's", "what's", "there's", "here's", "let's", "where's", "how's", "who's", "today's"}
_NAMED = re.compile(
    r"\b(?:[Rr]ing|[Cc]all|[Pp]hone|[Tt]ext|[Cc]ontact|[Ee]-?mail|[Mm]essage|[Aa]sk|[Ss]peak to|[Tt]ry|for)\s{1,3}"
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?\s)?([A-Z][a-z]{1,20})\b(?!\s(?:Surgery|Practice|Council|Hospital|Pharmacy|Centre))"
)
_NOT_NAMES = {"The", "Me", "Us", "My", "Your", "Our", "Samaritans", "Childline", "Healthwatch", "Pals", "This", "On"}


def whose(view: View, start: int, reach: int = 60, *, people_only: bool = False) -> str:
    """Whose a detail is, by the nearest word before it that tells; else by "me" or "us" just before that."""
    before = view.before(start, reach)
    found, at = NOBODY, -1
    for cue in _CUE.finditer(before):
        if cue[0] not in _NOT_PEOPLE and not (people_only and cue["service"]):
            found, at = str(cue.lastgroup), cue.start()
    first = max(0, start - reach)
    for named in _NAMED.finditer(view.original(first, start) if start > first else ""):
        if named[1] not in _NOT_NAMES and named.start() >= at:
            found = ANOTHER
    return found


def personal(view: View, score: float, start: int, end: int, owner: str | None = None) -> Hit:
    """A hit for a personal detail, told apart as own or another's where the words allow."""
    owner = whose(view, start, people_only=True) if owner is None else owner
    kind = f"{owner}_personal_data" if owner in (OWN, ANOTHER) else ""
    return view.hit("confidential", score, start, end, kind)


def public(view: View, start: int, end: int) -> Hit:
    """A detail that anybody may know: a trace in the score, nothing to show."""
    return view.hit("confidential", 0.05, start, end, shown=False)


# ---- What is public -------------------------------------------------------------------------------

_PUBLIC_NUMBERS = {"116123", "08001111", "116000", "116006", "116111"}
_PUBLIC_PREFIXES = ("03", "080", "084", "087", "09", "0500")
_ROLES = (
    "info|pals|contact|contactus|enquir(?:y|ies)|hello|admin|reception|complaints?|feedback|office|team|support|press|"
    "media|help|helpdesk|helpline|safeguarding|foi|dpo|accessibility|no-?reply|comms|communications|membership|"
    "volunteer(?:s|ing)?|engage|engagement|involve|involvement|ppg|patients?|appointments?|prescriptions?|referrals?|"
    "bookings?|events?|customer[a-z]{0,10}|general|mail|post|surveys?|consultations?|research|jobs|"
    "recruitment|webmaster"
)
_ROLE = re.compile(rf"(?:[a-z0-9-]{{1,30}}[._-])?(?:{_ROLES})(?:[._-][a-z0-9.-]{{1,30}})?")
_BODY = re.compile(
    r"surgery|practice|pals|clinic|trust|icb|healthwatch|council|team|hospital|ward|pharmacy|centre|"
    r"service"
)
_PUBLIC_DOMAIN = re.compile(
    r"(?:.+\.)?(?:nhs\.uk|nhs\.net|gov\.uk|police\.uk|parliament\.uk|healthwatch[a-z]{0,30}\.(?:co|"
    r"org)\.uk)"
)
FREE_MAIL = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|yahoo|ymail|live|icloud|me|aol|btinternet|sky|talktalk|"
    r"virginmedia|proton(?:mail)?)"
    r"(?:\.(?:com|co\.uk|net|me))?"
)


class Allowed:
    """What may stand in a text: contact details of the organisation and of public services, words of its own."""

    def __init__(self, own_contacts: Sequence[str] = (), own_words: Sequence[str] = ()) -> None:
        self.own_words = tuple(own_words)
        contacts = [View(contact.strip()).folded for contact in own_contacts if contact.strip()]
        self.emails = {c for c in contacts if "@" in c}
        numbers = [
            re.sub(r"\D", "", c.replace("+44", "0", 1)) for c in contacts if re.fullmatch(r"[\d+()\s.-]{5,20}", c)
        ]
        self.numbers = set(numbers)
        self.domains = {c.removeprefix("www.") for c in contacts if re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", c)}
        self.words = [_flat(c) for c in contacts if "@" not in c and c not in self.domains]

    @cached_property
    def speller(self) -> Speller:
        """The UK dictionary with the organisation's own words, opened when something of its own is first read."""
        return Speller(self.own_words)

    def number(self, digits: str) -> bool:
        """Whether a phone number, as dialled within the country, belongs to a service."""
        return digits in self.numbers or digits in _PUBLIC_NUMBERS or digits.startswith(_PUBLIC_PREFIXES)

    def email(self, address: str) -> bool:
        """Whether an e-mail address is an organisation's mailbox and no person's."""
        local, _, domain = address.rpartition("@")
        if address in self.emails or domain in self.domains:
            return True
        if FREE_MAIL.fullmatch(domain):
            return False
        if _PUBLIC_DOMAIN.fullmatch(domain) and _BODY.search(local):
            return True
        return _ROLE.fullmatch(local) is not None

    def place(self, words: str) -> bool:
        """Whether an address or postcode is one of the organisation's own."""
        flat = _flat(words)
        return any(flat in own or own in flat for own in self.words if len(own) > 4)


def _flat(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", words)


# ---- E-mail ---------------------------------------------------------------------------------------

_EMAIL = re.compile(r"(?<![a-z0-9._%+/-])[a-z0-9._%+'-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?![a-z0-9-])")
_LOCAL = r"(?<![a-z0-9._])[a-z0-9_+-]{1,30}(?:(?:\.| ?[\[({]dot[\])}] ?| dot )[a-z0-9_+-]{1,30}){0,4}"
_TAIL = (
    r"[a-z0-9-]{1,40}(?: ?[\[({](?:dot|\.)[\])}] ?| dot |"
    r" ?\. ?)(?:[a-z]{2,12})(?:(?: ?[\[({]dot[\])}] ?| dot |\.)[a-z]{2,6})?\b"
)
_SPELT = re.compile(
    rf"{_LOCAL}(?: ?[\[({{<](?:at|@)[\])}}>] ?{_TAIL}"
    r"| at [a-z0-9-]{1,40}(?: dot [a-z]{2,12}){0,2} dot (?:com|co|org|net|uk|gov|edu|info|me|io|eu|ie|biz|scot|wales)\b"
    r"| ?@ (?:[a-z0-9-]{1,40}\.){1,3}(?:com|co|org|net|uk|info|me|io|eu|ie)\b"
    r"|(?: at | ?@ ?)(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|btinternet|protonmail|"
    rf"live)\b(?:(?: ?\. ?| dot )(?:com|co|net|uk|me)){{0,2}}"
    r"|@[a-z0-9-]{1,40}(?: ?[\[({](?:dot|\.)[\])}] ?| dot )[a-z]{2,12}(?:(?:\.| dot )[a-z]{2,6})?\b)"
)
_DOT = re.compile(r" ?[\[({](?:dot|\.)[\])}] ?| dot | ?\. ?")
_AT = re.compile(r" ?[\[({<](?:at|@)[\])}>] ?| at | ?@ ?")


def emails(view: View, allowed: Allowed) -> Iterator[Hit]:
    """E-mail addresses, also those with their signs written out."""
    text = view.folded
    if "@" not in text and " at " not in text and "at]" not in text and "at)" not in text and "at}" not in text:
        return
    for pattern in (_EMAIL, _SPELT):
        for found in pattern.finditer(text):
            address = _DOT.sub(".", _AT.sub("@", found[0], count=1))
            if allowed.email(address):
                yield public(view, *found.span())
            else:
                yield personal(view, 0.92, *found.span())
