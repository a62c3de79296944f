"""Somebody's illness or treatment told together with their name: what no page may carry without their leave."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.classify.contacts import Allowed
from pipelines.classify.text import Hit, View

_CONDITIONS = (
    "dementia|alzheimer'?s|parkinson'?s|schizophreni[ac]|bipolar|psychosis|psychotic|personality disorder|hiv|aids|"
    "hepatitis|syphilis|chlamydia|gonorrhoea|herpes|std|sti|cancer|leukaemia|tumour|terminally ill|end of life|"
    "abortion|termination|miscarriage|pregnant|ivf|alcoholic|drinker|drink problem|addict|addiction|on heroin|"
    "methadone|in rehab|sectioned|anorexi[ac]|bulimia|autis(?:m|tic)|depress(?:ion|ed)|self[- ]harms?|epilepsy|"
    "epileptic|breakdown|incontinent|mental (?:health )?(?:problems?|issues|illness|patient)|"
    "learning (?:disability|difficulties)|vasectomy|hysterectomy|mastectomy|chemo(?:therapy)?|"
    "motor neurone|multiple sclerosis"
)
_CONDITION = re.compile(rf"\b(?:{_CONDITIONS})\b")
_STEMS = {word[:4] for word in re.findall(r"(?<![a-z\[(])[a-z]{3,}", _CONDITIONS)}
_NAME = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Miss)\.?\s(?:[A-Z][a-z'-]{1,20}\s)?[A-Z][a-z'-]{1,20}|[A-Z][a-z]{2,15}\s[A-Z][a-z'-]{2,15}|"
    r"[A-Z][a-z]{2,15}(?=\s(?:next door|(?:at|from|in)\s(?:number|no\.?\s?\d|flat|bed|room|\d))))(?:'s|\b)"
)
_NOT_A_PERSON = re.compile(
    r"\b(?:The|This|That|My|Our|Your|His|Her|Their|Poor|Mum|Mam|Dad|Nan|Gran|Grandad|Mother|Father|Aunt|Auntie|Uncle|"
    r"King|Queen|Prince|Princess|Doctor|Dr|Nurse|Sister|Matron|Professor|Surgery|Practice|Hospital|Council|Trust|Centre|"
    r"Pharmacy|Healthwatch|Health|Care|Cancer|Dementia|Memory|Society|Support|Service|Services|House|Home|Ward|Clinic|"
    r"Road|Street|Park|Royal|Infirmary|General|Memorial|University|Club|Group|Team|Week|Month|Day|England|Britain|NHS|"
    r"When|What|After|Before|Since|Because|Someone|Everyone|Anyone|Nobody|People|Patients|Rutland|Oakham|Leicester|Therapy|"
    r"Spectrum|Programmes?|Unit|Department|Awareness|Helpline|Line|Charity|Trials?|Study|Course)\b"
)
_SAYS_OF = re.compile(
    r"(?:'s\b|\b(?:has|had|have|is|was|got|with|suffers?|suffering|diagnosed|treated for|being|riddled|on|having)\b)"
)
_NOT_OF_THEM = re.compile(
    r"\b(?:i|i'm|i've|my|me|our|us|we|told|said|explained|treated my|removed|operated|runs?|leads?|specialis\w{1,6}|"
    r"research\w{0,4}|campaign\w{0,4}|charity|talk|doctor|consultant|surgeon|died|in memory|when|while|nurses|"
    r"were|not|this|these|should|available|effective|[a-z]{2,6}n't)\b"
)


def disclosures(view: View, allowed: Allowed) -> Iterator[Hit]:
    """A person's name followed, within the sentence, by an illness or treatment said to be theirs."""
    del allowed
    if _STEMS.isdisjoint(view.stems):
        return
    text = view.text.replace("’", "'")
    for name in _NAME.finditer(text):
        if _NOT_A_PERSON.search(name[0]):
            continue
        sentence = re.split(r"[.!?\n]", text[name.end() : name.end() + 110], maxsplit=1)[0].lower()
        told = _CONDITION.search(sentence)
        if told is None:
            continue
        between = re.sub(r"\bmy (?:mum|dad)\b", "", sentence[: told.start()])
        if _SAYS_OF.search(between[-40:]) and not _NOT_OF_THEM.search(between):
            yield Hit("confidential", 0.62, name.start(), name.end() + told.end(), "another_personal_data")
