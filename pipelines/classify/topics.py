"""What comments are about that the page is not for: selling, party politics, other subjects."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.classify.contacts import Allowed
from pipelines.classify.phrases import load_rules, spaced
from pipelines.classify.text import Hit, View

RULES = load_rules("topics")

_OTHER = spaced(
    r"(?:lost|missing|found)(?: \w{1,10}){0,3} (?:cat|dog|keys|parrot|tortoise|bike|kitten|puppy|"
    r"rabbit)|(?:bins?|recycling|refuse|green bin|black bin|bin)(?: \w{1,9}){0,4} (?:lorry|men|collect\w{0,4}|emptied|"
    r"missed|overflowing|day|not been)|pot ?holes?|street ?lights?|dog (?:poo|mess|fouling|walker)|"
    r"fly[- ]tipping|"
    r"council tax (?:bill|band|rise|increase)|parking (?:fine|ticket) (?:from|in|at|"
    r"outside) (?:the )?(?:town|tesco|aldi|lidl|high street|council)|(?:football|rugby|cricket|"
    r"premier league|match|world cup)(?: \w{1,8}){0,2} (?:starts?|kick ?off|"
    r"on tv|score|scores|result|game|on saturday|tonight|season|team|"
    r"final)|(?:strictly|love island|bake off|eastenders|x factor|big brother|traitors|wordle)|(?:recommend|"
    r"know)(?: \w{1,8}){0,4} (?:plumber|electrician|builder|roofer|mechanic|window cleaner|hairdresser|"
    r"restaurant|takeaway|dog groomer|decorator|chimney sweep|gardener)|"
    r"(?:best|good) (?:fish and chips|curry house|pub|takeaway|pizza|kebab)|(?:selling|for sale|"
    r"free to (?:a )?(?:good home|collect\w{0,2})|swap)"
    r"(?: \w{1,9}){0,4} (?:sofa|settee|wardrobe|pram|cot|bike|fridge|freezer|table|telly|tv|washing machine|"
    r"trampoline|car|caravan|puppies|kittens)|flat earth|chem ?trails|"
    r"5g (?:mast|towers?)|moon landing|lottery numbers|car boot sale|broadband|(?:tv|wifi|"
    r"internet) (?:signal|reception)|horoscope|(?:roadworks|road works)|train (?:strike|delays?)|"
    r"planning (?:application|permission)|bus shelter|noisy neighbours?|fireworks|hedge|allotments?"
)
_HEALTH = spaced(
    r"(?:doctors?|gps?|nurs\w{1,3}|surger\w{1,3}|hospitals?|appointments?|nhs|cares?|carers?|dentists?|"
    r"health\w{0,5}|patients?|ward|medic\w{1,7}|prescription\w?|clinic|ambulance|pharmac\w{1,4}|a&e|"
    r"physio\w*|social care|mental|disab\w{1,6}|wheelchair|vaccin\w{1,6}|treatment|operation|consultant|"
    r"safeguarding|healthwatch|illness|asthma|injur\w{1,4}|fell|falls?)"
)


def selling_and_politics(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Offers of goods, services and earnings; parties, elections and calls to vote."""
    del allowed
    return RULES.find(view)


def off_topic(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Local matters that are nothing to do with health or care, where nothing in the text is."""
    del allowed
    found = _OTHER.search(view.plain)
    if found and not _HEALTH.search(view.plain):
        yield view.hit("off_topic", 0.6, *found.span())
