"""Attacks on people: threats, insults, hatred of groups, lewdness, accusations by name, and dealing in the unlawful."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.classify.contacts import Allowed
from pipelines.classify.phrases import load_rules
from pipelines.classify.text import Hit, View

RULES = load_rules("harm")

_TITLE = (
    r"(?:Dr|Doctor|Mr|Mrs|Ms|Miss|Nurse|Sister|Matron|Prof(?:essor)?|Cllr|"
    r"Councillor)\.?\s{1,2}(?:[A-Z][a-z'-]{1,20}\s)?[A-Z][a-z'-]{1,20}"
)
_NAME = rf"(?:{_TITLE}|[A-Z][a-z]{{2,15}}\s[A-Z][a-z'-]{{2,15}})"
_CRIMES = (
    r"(?:fraud|fraudster|crook|thief|liar|drunk|alcoholic|paedo(?:phile)?|pedo|pervert|nonce|killer|"
    r"murderer|rapist|con ?man|quack|criminal|junkie|drug addict|racist|predator|bully|charlatan|abuser|"
    r"wife beater|sex pest|cheat)"
)
_DEEDS = (
    r"(?:stole|steals|stealing|falsif(?:ied|ies|ying)|forged?|killed|murdered|molested|groped|raped|"
    r"assaulted|abused|(?:took|takes|taking|accepted|accepts) (?:a )?(?:bribes?|kickbacks?)|bribed|"
    r"fiddl(?:ed|es|ing)|faked|fakes|covered up|was drunk|is drunk|drunk (?:on|at)|"
    r"drinking (?:on duty|at work|on shift)|"
    r"on drugs|takes drugs|"
    r"taking drugs|sleeping with|having an affair|"
    r"pocket(?:ed|s|ing)|embezzl\w{1,4}|laundering|sexually|lied (?:in|on|about|under)|lies (?:in|on|"
    r"about)|poisoned|beats (?:his|her)|takes backhanders|taking backhanders|backhanders|struck off|"
    r"been arrested|is being investigated)"
)
_ACCUSED = re.compile(
    rf"(?P<name>{_NAME})(?:\s(?:at|from|of|in|on)(?:\s\w{{1,15}}){{1,4}}?)?,?(?:'s|\s(?:is|was|has|had|"
    rf"are))?\s(?:\w{{1,12}}\s){{0,3}}?(?:(?:an?|the|nothing but an?)\s(?:\w{{2,14}}\s){{0,2}}?{_CRIMES}|"
    rf"{_DEEDS})\b"
)
_NOT_NAMES = re.compile(
    r"\b(?:Surgery|Practice|Hospital|Council|Trust|Centre|Pharmacy|Healthwatch|The|My|This|His|Her|Our|"
    r"Your|That|They|When|What|Cancer|Care|House|Health|Ward|Clinic|NHS|Covid|Police|Road|Street|Old|"
    r"General|Medical|Infirmary|After|Before|Nobody|Someone)\b"
)
_EXCUSED = re.compile(r"\b(?:isn'?t|wasn'?t|not an?|never|didn'?t|thief stole|victim|my (?:phone|bag|purse))\b")


def harms(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Threats, insults, hatred, lewdness and dealing in the unlawful."""
    del allowed
    return RULES.find(view)


def accusations(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Wrongdoing told as a fact of somebody named: what may defame them."""
    del allowed
    for found in _ACCUSED.finditer(view.text.replace("’", "'")):
        if not _NOT_NAMES.search(found["name"]) and not _EXCUSED.search(found[0]):
            yield Hit("defamation", 0.68, found.start(), found.end())
