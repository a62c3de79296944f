"""Whether a text is English: by its script and the share of words that every English text has."""

from __future__ import annotations

import unicodedata

from pipelines.classify.text import View

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
_FOREIGN_WORDS = (
    "ac ale ar auf bo che com con cu czy dans das ddim de den der des di din ei ein eine el en est este et fy "
    "für gan ich il ist jak je jest la las le les los mae mai mit na nicht nie non nous nu não o oedd os para "
    "pe per por pour que se si się sono sunt sydd uma un una und une von vous w wedi y yn yr z zu że"
)
_FOREIGN = frozenset(_FOREIGN_WORDS.split())


def language(view: View) -> str:
    """``en``, ``other``, or ``und`` where there are too few words to tell."""
    if not view.text.isascii() and _foreign_script(view.text[:2000]):
        return "other"
    words = view.words[:200]
    if len(words) < 3:
        return "und"
    english = sum(word in _COMMON for word in words) / len(words)
    foreign = sum(word in _FOREIGN for word in words) / len(words)
    if english >= 0.2 and english > foreign:
        return "en"
    if foreign > english or (english < 0.06 and len(words) >= 8):
        return "other"
    return "en" if english >= 0.12 else "und"


def _foreign_script(text: str) -> bool:
    """Whether most letters are of another script; drawn Latin letters count as Latin."""
    letters = [char for char in text if char.isalpha()]
    other = sum(ord(char) > 0x24F and not unicodedata.normalize("NFKD", char)[0].isascii() for char in letters)
    return bool(letters) and other * 2 > len(letters)
