"""Which language a text is in, so that what is no English is read by a person and not scored as if it were."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipelines.classify.text import View

ENGLISH, UNTOLD = "en", "und"
_COMMON_WORDS = (
    "the be to of and a in that have i it for not on with he as you do at this but his by from they we say her "
    "she or an will my one all would there their what so up out if about who get which go me when make can "
    "like time no just him know take people into year your good some could them see other than then now look "
    "only come its over think also back after use two how our work first well way even new want because any "
    "these give day most us is are was were been has had did very more am don t s ve m re ll too still never "
    "need really help please thank thanks been being where again here got told said waiting appointment doctor "
    "hospital nurse staff care nhs surgery gp phone call can"
)
_COMMON = frozenset(_COMMON_WORDS.split())
# Languages that are spoken in the United Kingdom; fewer to choose from are told apart better.
_SPOKEN = (
    "en cy ga pl ro lt lv bg cs sk hu ru uk de fr es pt it nl da sv no fi el tr ar fa ur ps ku hi pa bn gu ta te ml mr "
    "ne si am sw zh ja ko vi th tl id ms sq sr hr bs he et"
)
# So many words in a hundred that English cannot do without make a text English without asking further.
_ENGLISH_ENOUGH = 0.4
_PIECE = 600
_NO_LETTER = re.compile(r"[^\w'’]+|[\d_]+")


def language(view: View) -> str:
    """The language's code (``en``, ``pl`` …), or ``und`` where the text does not tell.

    A text counts as English unless the signs to the contrary are strong: one in another language that is taken for
    English is at least scored, an English cry for help that is taken for another would only wait for a reader.
    """
    words = view.words[:200]
    english = sum(word in _COMMON for word in words) / len(words) if words else 0.0
    if len(words) >= 4 and english >= _ENGLISH_ENOUGH:
        return ENGLISH
    # Emoji, figures and signs belong to no language, and the identifier reads some into them.
    read = _NO_LETTER.sub(" ", view.text[:_PIECE].lower())
    letters = sum(char.isalpha() for char in read)
    if letters < 6:
        return UNTOLD
    code, chance = _identifier().classify(read)
    if code != ENGLISH and chance >= _certainty(letters, len(words), english):
        return str(code)
    return ENGLISH if english >= 0.12 or (code == ENGLISH and chance >= 0.9) or len(words) >= 8 else UNTOLD


def _certainty(letters: int, words: int, english: float) -> float:
    """How sure the identifier must be: surer of few words, and of those that look English."""
    if words < 3 and letters >= 12 and not english:
        return 0.99
    if words >= 8 and english < 0.12:
        return 0.9
    return 0.97 if english < 0.3 else 0.995


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    found.set_languages([code for code in _SPOKEN.split() if code in found.nb_classes])
    return found
