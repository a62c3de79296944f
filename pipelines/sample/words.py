"""What people wrote: hand-written comments, varied lightly so that many are needed before two read the same."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.sample import people

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

HERE = Path(__file__).parent
SURGERIES = (
    "Market Street surgery", "Beechfield surgery", "the Old Maltings practice", "Priory Lane surgery", "Millbrook",
    "Castle Gate surgery", "Willow Bank surgery", "Quarry Hill surgery", "the Chapel Walk practice", "Ivy House",
)  # fmt: skip
VILLAGES = (
    "Nether Holme", "Braunsby", "Upper Casterwell", "Tixley", "Great Langby", "Marston Lacey", "Copse Hill",
    "Whitmore End", "Thornby Parva", "Glaisby", "Long Hambledon", "Priors Wick",
)  # fmt: skip
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "eleven", "twelve")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTHS = ("January", "February", "March", "May", "June", "September", "October", "November")
MORNINGS = ("8 on the dot", "7.59", "one minute past eight", "five to eight", "half eight", "twenty past eight")
OPENERS = (
    "Just to add to this.", "Been meaning to write this for a while.", "Speaking as a patient:", "Same in our house.",
    "Thanks for asking.", "Not sure if this is the right place.", "I'll keep it short.", "Where do I start.",
    "Hi all.", "Evening all.", "I might be in the minority here.", "Hope this helps.",
    "Well, since you ask.", "Long time reader, first time commenter.", "Morning.", "OK so.",
    "My twopenn'orth:", "Right then.", "Can only speak for us.", "Writing this for my neighbour too.",
    "Good post this.", "Glad somebody's asking.", "This happened to us.", "Honestly?", "I've said this before.",
)  # fmt: skip
CLOSERS = (
    "Rant over.", "Thanks for listening.", "Just saying.", "Something has to change.", "Hope that's useful.",
    "That's all really.", "Anyone else?", "Keep up the good work.", "There, I've said it.", "Anyway.",
    "Sorry for the long message.", "Take care all.", "Please pass it on.", "I'll leave it there.", "Cheers.",
    "Thanks, {name}.", "Best wishes to the team.", "Says it all.", "Make of that what you will.", "Feel free to share.",
    "Sorry for any typos, on my phone.", "Sent from the bus.", "I know it's hard for everyone.", "x", "Kind regards.",
    "You can quote me.", "Not holding my breath.", "God bless.", "From a village near you.", "That was in {month}.",
)  # fmt: skip
SIMPLE = re.compile(r"^[A-Z].{24,}[.!?]$", re.DOTALL)
SLOT = re.compile(r"\{(\w+)\}")
LONGEST_OPENED, LONGEST_ON_X = 600, 200


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as written by hand, with what it is and where it fits."""

    label: str
    place: str
    topic: str
    text: str

    def fits(self, channel: str, topic: str) -> bool:
        """Whether it may stand below a post of that topic on that channel."""
        where = "website" if channel == "website" else "social"
        short_enough = channel != "x" or len(self.text) <= LONGEST_ON_X
        return short_enough and self.place in ("any", where) and self.topic in ("any", "general", "sticker", topic)


@cache
def said() -> tuple[Said, ...]:
    """Every hand-written comment."""
    return tuple(
        Said(r["label"], r["place"], r["topic"], r["text"].replace("\\n", "\n")) for r in _rows("comments.tsv")
    )


@cache
def posts() -> tuple[tuple[str, str], ...]:
    """What the organisation posts: topic and text."""
    return tuple((r["topic"], r["text"]) for r in _rows("posts.tsv"))


@cache
def replies() -> dict[str, tuple[str, ...]]:
    """What the organisation answers, by kind: a signpost, thanks, or a slip that the policy does not allow."""
    found: dict[str, list[str]] = {}
    for row in _rows("replies.tsv"):
        found.setdefault(row["kind"], []).append(row["text"])
    return {kind: tuple(texts) for kind, texts in found.items()}


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def fitting(label: str, channel: str, topic: str) -> tuple[Said, ...]:
    """The comments of a label that fit below a post; those on its very topic stand in thrice."""
    fit = [s for s in said() if s.label == label and s.fits(channel, topic)]
    return tuple(fit + [s for s in fit if s.topic == topic] * 2)


def written(one: Said, chance: Random, people_all: list[people.Person]) -> str:
    """One comment with its gaps filled."""
    return SLOT.sub(lambda found: FILL[found[1]](chance, people_all), one.text)


def varied(text: str, chance: Random, people_all: list[people.Person]) -> str:
    """The same said a little differently: a sentence before it, after it, or both."""
    if not SIMPLE.match(text) or len(text) > LONGEST_OPENED:
        return text
    where = chance.random()
    if where < 0.7 or text.endswith("?"):
        text = f"{chance.choice(OPENERS)} {text}"
    if where > 0.4 and not text.endswith("?"):
        text = f"{text} {SLOT.sub(lambda f: FILL[f[1]](chance, people_all), chance.choice(CLOSERS))}"
    return text


def _person(chance: Random, everybody: list[people.Person]) -> people.Person:
    return everybody[chance.randrange(len(everybody))]


def _money(low: int, high: int) -> Callable[..., str]:
    return lambda chance, _: f"£{chance.randrange(low, high)}"


Fill = dict[str, "Callable[[Random, list[people.Person]], str]"]
FILL: Fill = {
    "account": lambda c, _: f"{c.randrange(10**7, 10**8)}",
    "address": lambda c, _: f"{c.randrange(1, 90)} {c.choice(people.STREETS)}, {c.choice(VILLAGES)}",
    "age": lambda c, _: str(c.randrange(68, 94)),
    "born": lambda c, _: f"{c.randrange(1, 29)}/{c.randrange(1, 13)}/{c.randrange(1931, 1975)}",
    "date": lambda c, _: f"{c.randrange(4, 20)}th",
    "email": lambda c, e: _person(c, e).email,
    "fee": _money(45, 240),
    "house": lambda c, _: str(c.randrange(1, 90)),
    "month": lambda c, _: c.choice(MONTHS),
    "morning": lambda c, _: c.choice(MORNINGS),
    "name": lambda c, e: _person(c, e).first,
    "nhs": lambda c, _: people.nhs_number(c),
    "ni": lambda c, _: f"QQ {c.randrange(10, 99)} {c.randrange(10, 99)} {c.randrange(10, 99)} C",
    "number": lambda c, _: c.choice(NUMBERS),
    "number_cap": lambda c, _: c.choice(NUMBERS).capitalize(),
    "parking": lambda c, _: f"{c.randrange(3, 12)}.{c.choice(('20', '50', '80'))}",
    "patient": lambda c, _: f"RX{c.randrange(10**5, 10**6)}",
    "person": lambda c, e: _person(c, e).name,
    "phone": lambda c, _: people.phone(c),
    "queue": lambda c, _: str(c.randrange(14, 63)),
    "sort": lambda c, _: f"00-{c.randrange(10, 99)}-{c.randrange(10, 99)}",
    "street": lambda c, _: c.choice(people.STREETS),
    "surgery": lambda c, _: c.choice(SURGERIES),
    "surname": lambda c, e: _person(c, e).name.split()[1],
    "taxi": _money(38, 72),
    "village": lambda c, _: c.choice(VILLAGES),
    "weekday": lambda c, _: c.choice(WEEKDAYS),
}  # fmt: skip
