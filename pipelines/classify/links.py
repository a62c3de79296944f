"""Links as text, graded by how they are made: nothing is ever fetched."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from pipelines.classify.contacts import Allowed
from pipelines.classify.phrases import spaced
from pipelines.classify.text import Hit, View

if TYPE_CHECKING:
    import tldextract

_SCHEME = r"(?:h(?:tt|xx)ps?|ftp)(?::|\[:\])(?://|\\\\)"
_DOT = r"(?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\))"
_BARE = (
    "com|org|net|uk|co|info|biz|eu|ie|scot|wales|cymru|london|health|care|support|xyz|top|click|icu|"
    "buzz|tk|ml|ga|cf|gq|zip|mov|"
    "cam|rest|loan|win|bid|online|site|shop|store|live|club|vip|app|dev|page|link|ly|gl|gd|cc|ru|cn|pw|ws|example|test"
)
_LINK = re.compile(
    rf"(?P<url>(?<![a-z]){_SCHEME}[^\s<>\"']{{2,2000}})"
    r"|"
    rf"(?P<bare>(?<![a-z0-9@._-])(?:[a-z0-9-]{{1,63}}{_DOT}){{1,6}}(?:{_BARE})(?![a-z0-9@-])(?:[/?#:][^\s<>\"']{{0,2000}})?)"
    rf"|(?P<deep>(?<![a-z0-9@._-])(?:www{_DOT})?(?:[a-z0-9-]{{1,63}}{_DOT}){{1,5}}[a-z]{{2,24}}/[^\s<>\"']{{1,2000}})"
    r"|(?P<script>(?<![a-z])(?:javascript:\s?[a-z(]|data:text/(?:html|javascript))[^\s]{0,200})"
)
_TRACE = re.compile(
    rf"[:\]](?://|\\\\)|www|\[(?:\.|dot)\]|\((?:\.|dot)\)|script:|data:text|\.(?:{_BARE})(?![a-z0-9])|"
    rf"[a-z]\.[a-z]{{2,24}}/"
)
_MARK = re.compile(r"[.:)\]][a-z(\[/\\]")

_SHORTENERS_WORDS = (
    "bit.ly tinyurl.com ow.ly is.gd buff.ly rebrand.ly cutt.ly t.ly rb.gy shorturl.at s.id bl.ink v.gd tiny.cc "
    "adf.ly goo.gl qrco.de shorte.st tr.ee dlvr.it soo.gd clck.ru urlz.fr lnk.to bitly.com u.to x.gd"
)
_SHORTENERS = set(_SHORTENERS_WORDS.split())
_KNOWN_WORDS = (
    "bbc.co.uk bbc.com healthwatch.co.uk nice.org.uk mind.org.uk samaritans.org ageuk.org.uk cqc.org.uk "
    "youtube.com youtu.be facebook.com fb.com fb.me instagram.com twitter.com x.com t.co linkedin.com lnkd.in "
    "wikipedia.org google.com google.co.uk goo.gle eventbrite.co.uk eventbrite.com surveymonkey.com "
    "surveymonkey.co.uk smartsurvey.co.uk microsoft.com office.com zoom.us citizensadvice.org.uk nspcc.org.uk "
    "childline.org.uk carersuk.org macmillan.org.uk alzheimers.org.uk diabetes.org.uk bhf.org.uk stroke.org.uk "
    "cruse.org.uk kingsfund.org.uk theguardian.com telegraph.co.uk itv.com sky.com independent.co.uk "
    "change.org 38degrees.org.uk justgiving.com papyrus-uk.org giveusashout.org turn2us.org.uk scope.org.uk "
    "rethink.org mencap.org.uk nhsemployers.org nhsproviders.org nhsconfed.org nhscharitiestogether.co.uk "
    "refuge.org.uk"
)
_KNOWN = set(_KNOWN_WORDS.split())
_PUBLIC = re.compile(
    r"(?:^|\.)(?:nhs\.uk|gov\.uk|ac\.uk|police\.uk|parliament\.uk|gov\.scot|gov\.wales|nhs\.scot|"
    r"nhs\.wales|sch\.uk)$"
)
_BORROWED = re.compile(
    r"^(?:nhs|nhsuk|nhsapp|gov|govuk|hmrc|dvla|dwp|royalmail|healthwatch|paypal|hsbc|barclays|lloyds|"
    r"natwest|amazon|evri|netflix)$"
)
_PRETENDS = re.compile(
    r"^(?:nhsuk|nhsapp|nhslogin|nhscovid|nhstest|nhsrefund|govuk|hmrc|healthwatch)|^(?:nh5|hea1thwatch|"
    r"g0v)"
)
_DIGITS_AS_LETTERS = str.maketrans("01345", "oleas")
_ODD_ENDINGS_WORDS = (
    "xyz top click icu buzz tk ml ga cf gq zip mov cam rest loan win bid country work party review stream pw"
)
_ODD_ENDINGS = set(_ODD_ENDINGS_WORDS.split())
_DOUBLE = re.compile(r"\.(?:pdf|docx?|xlsx?|jpe?g|png|txt|mp4)\.(?:exe|scr|js|vbs|bat|cmd|com|msi|apk|iso|lnk|zip)\b")
_PROGRAM = re.compile(r"\.(?:exe|scr|vbs|bat|cmd|msi|apk|iso|hta|ps1|jar)(?:[?#]|$)")
_URGENT = re.compile(
    r"\b(?:urgent(?:ly)?|immediately|act now|verify|confirm your|suspended|locked|expires?|claim|refund|"
    r"prize|winner|won|free|gift ?card|"
    r"parcel|delivery fee|overdue|final (?:notice|warning)|log ?in|sign in|password|bank details|"
    r"update your|bitcoin|limited time|you have been selected|eligible)\b"
)
_PRESSURE = (
    r"your? (?:\w{1,12} ){0,2}(?:account|card|profile|page|nhs login|access|record|"
    r"prescription) (?:has been|is|was|will be|have been) (?:\w{1,12} )?(?:suspended|locked|blocked|"
    r"deactivated|deleted|limited|disabled|restricted|cancelled)",
    r"(?:verify|confirm|validate|update) your (?:\w{1,12} ){0,2}(?:account|identity|details|password|"
    r"login|payment|bank|card|information)",
    r"(?:send|give|tell|reply with|message|dm|provide)(?: me|"
    r" us)? (?:with )?your (?:\w{1,12} ){0,2}(?:password|pin|log-?in|bank|card|sort code|"
    r"account (?:number|details)|security code|nhs number|national insurance)",
    r"you(?:'ve| have|'re| are)? (?:been )?(?:won|owed|eligible for|entitled to|selected (?:for|"
    r"to receive)|due) (?:an? )?(?:\w{1,12} ){0,2}(?:refund|prize|gift ?card|grant|payment|rebate|"
    r"voucher|iphone)",
    r"(?:this is|i'?m from|i am from|we are from|calling from) (?:the )?(?:\w{1,12} ){0,2}(?:it|"
    r"help ?desk|it support|facebook|meta|security team|support team|bank)\b.{0,80}\b(?:password|"
    r"log-?in|code|access|verify|details)\b",
    r"(?:buy|get|purchase|pick up|send|need)(?: \w{1,12}){0,5} (?:gift ?cards?|itunes cards?|steam cards?|google play "
    r"cards?|amazon (?:cards?|vouchers?))\b.{0,80}\b(?:codes?|urgent(?:ly)?|asap|reimburse|pay you back|scratch|photo)",
    r"(?:page|account) (?:violates|has violated|goes against) (?:our |"
    r"the )?(?:\w{1,12} ){0,2}(?:standards|policy|policies|rules|guidelines)",
)
_PRESSURES = tuple(spaced(pattern) for pattern in _PRESSURE)


@lru_cache(maxsize=1)
def _suffixes() -> tldextract.TLDExtract:
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def links(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Every link with its grade: 0 for the organisation's own and well-known places, 0.2 for one nobody knows."""
    if not _MARK.search(view.folded) or not _TRACE.search(view.folded):
        return
    urgent = _URGENT.search(view.folded) is not None
    for found in _LINK.finditer(view.folded):
        link = found[0].rstrip(".,;:!?)]}")
        grade = (
            0.85 if found["script"] else _grade(link, view.original(found.start(), found.start() + len(link)), allowed)
        )
        if urgent and 0.2 <= grade < 0.8:
            grade = max(0.6, min(grade + 0.25, 0.9))
        if grade:
            yield view.hit("malicious_link", grade, found.start(), found.start() + len(link), shown=grade > 0.2)


def social_engineering(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Words that press for a password, bank details or a click."""
    del allowed
    if view.stems.isdisjoint(("your", "you", "this", "from", "page", "acco", "gift", "card", "vouc")):
        return
    for pattern in _PRESSURES:
        if found := pattern.search(view.folded):
            yield view.hit("malicious_link", 0.7, *found.span(), "social_engineering")


def _grade(link: str, written: str, allowed: Allowed) -> float:
    defanged = link.startswith("hxx") or "[.]" in link or "[dot]" in link or "(.)" in link or "[:]" in link
    authority, host, path = _parts(link)
    worst = max(_host_grade(host, written, allowed), 0.55 if defanged else 0.0)
    if "@" in authority:
        worst = max(worst, 0.8)
    if _DOUBLE.search(path):
        worst = max(worst, 0.9)
    elif _PROGRAM.search(path):
        worst = max(worst, 0.7)
    return worst


def hosts(view: View) -> list[str]:
    """The hosts of the links in a text, each once, in order."""
    if not _MARK.search(view.folded) or not _TRACE.search(view.folded):
        return []
    found = [f[0].rstrip(".,;:!?)]}") for f in _LINK.finditer(view.folded) if not f["script"]]
    return list(dict.fromkeys(host for link in found if (host := _parts(link)[1])))


def _parts(link: str) -> tuple[str, str, str]:
    """A link's authority, the host in it, and what follows."""
    clear = re.sub(_DOT, ".", link).replace("[:]", ":").replace("hxxp", "http", 1).replace("\\", "/")
    rest = re.sub(r"^[a-z]{3,5}://", "", clear)
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host = authority.rpartition("@")[2].split(":")[0].strip(".").removeprefix("www.")
    return authority, host, rest[len(authority) :]


def _host_grade(host: str, written: str, allowed: Allowed) -> float:
    if _is_address(host):
        return 0.75
    if "xn--" in host or not _host_of(written).isascii():
        return 0.85
    if _ours(host, allowed) or _PUBLIC.search("." + host):
        return 0.0
    parts = _suffixes()(host)
    registered = f"{parts.domain}.{parts.suffix}" if parts.suffix else ".".join(host.split(".")[-2:])
    if registered in _KNOWN or re.fullmatch(r"healthwatch[a-z]{2,30}\.(?:co|org)\.uk", registered):
        return 0.0 if not _imitates(registered, allowed) else 0.85
    if _imitates(registered, allowed) or _borrows(host):
        return 0.9
    if registered in _SHORTENERS or host in _SHORTENERS:
        return 0.55
    return 0.45 if host.rpartition(".")[2] in _ODD_ENDINGS else 0.2


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return re.fullmatch(r"0x[0-9a-f]{8}|\d{8,10}", host) is not None
    return True


def _host_of(written: str) -> str:
    return re.split(r"[/?#]", re.sub(r"^\w{3,5}:/{2}", "", written), maxsplit=1)[0]


def _ours(host: str, allowed: Allowed) -> bool:
    own = allowed.domains | {e.rpartition("@")[2] for e in allowed.emails}
    return any(host == domain or host.endswith("." + domain) for domain in own)


def _borrows(host: str) -> bool:
    """Whether a host that is none carries the name of a public body or a bank."""
    tokens = re.split(r"[.-]", host)
    disguised = [token.translate(_DIGITS_AS_LETTERS) for token in tokens]
    return any(_BORROWED.match(token) or _PRETENDS.match(token) for token in tokens + disguised)


def _imitates(registered: str, allowed: Allowed) -> bool:
    """Whether a domain is one of the organisation's own under another ending or but for a letter."""
    name = registered.partition(".")[0]
    for own in allowed.domains | {e.rpartition("@")[2] for e in allowed.emails}:
        ours = own.partition(".")[0]
        if len(ours) > 5 and (name == ours or _one_apart(name, ours) or name.replace("-", "") == ours):
            return True
    return False


def _one_apart(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
