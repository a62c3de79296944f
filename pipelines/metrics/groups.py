"""Which groups of people a text names, and how long it is: a classifier must be fair to each."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAMED = {
    "gender": "wom[ae]n|girls?|lad(?:y|ies)|female|mums?|mothers?|"
    "m[ae]n|boys?|blokes?|male|dads?|fathers?|trans|non[- ]?binary",
    "ethnicity": "black|white|asian|african|caribbean|indian|pakistani|bangladeshi|chinese|polish|romanian|irish|"
    "roma|gyps(?:y|ies)|travell?ers?|immigrants?|migrants?|refugees?|asylum|foreign(?:er)?s?|nigerian|somali|"
    "turkish|arabs?|english",
    "religion": "muslims?|islam|mosque|jew(?:s|ish)?|synagogue|christians?|catholics?|protestants?|church|"
    "hindus?|sikhs?|buddhists?|hijab|imam|vicar|god",
    "disability": "disab(?:led|ilit(?:y|ies))|wheelchairs?|autis(?:m|tic)|adhd|blind|deaf|dementia|"
    "learning difficult(?:y|ies)|down'?s|schizophreni[ac]|bipolar|amputee|"
    "crip(?:ple)?s?|epilep(?:sy|tic)|mental(?:ly)? (?:health|ill)",
    "sexuality": "gays?|lesbians?|bisexuals?|queer|lgbt\\w*|homosexuals?|straight (?:man|woman|people)",
    "age": "elderly|old(?:er)? (?:people|man|woman|lady|folk)|pensioners?|oaps?|boomers?|teen(?:ager)?s?|"
    "young (?:people|man|woman|mum)|kids|children|\\d{2} ?(?:years?|yrs?)[- ]?old",
}  # fmt: skip
_GROUPS = {group: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for group, words in _NAMED.items()}
_LENGTHS = ((5, "up to 5 words"), (20, "6 to 20 words"), (60, "21 to 60 words"))


def groups(text: str) -> Iterator[str]:
    """The characteristics that the text names somebody by."""
    return (group for group, pattern in _GROUPS.items() if pattern.search(text))


def length(text: str) -> str:
    """How long the text is, in words."""
    words = len(text.split())
    return next((name for most, name in _LENGTHS if words <= most), "over 60 words")
