"""Invented people: names, handles, and contact details that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

HERE = Path(__file__).parent
FIRST = tuple((HERE / "first_names.txt").read_text(encoding="utf-8").split())
LAST = tuple((HERE / "last_names.txt").read_text(encoding="utf-8").split())
STREETS = ("Tanners Row", "Bell Lane", "Orchard Rise", "Chapel Walk", "Mill Holme", "Barleycroft", "Saddlers Close")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes comments."""

    number: int
    name: str
    handle: str

    @property
    def first(self) -> str:
        """What friends say."""
        return self.name.split()[0]

    @property
    def email(self) -> str:
        """An address at a domain that is kept free for examples."""
        return f"{self.handle.replace('_', '.')}@example.org"

    @property
    def address(self) -> str:
        """An IP address out of the range kept for documentation."""
        return f"203.0.113.{self.number % 254 + 1}"


def population() -> list[Person]:
    """Everybody there is, each pair of names once."""
    people = []
    for i in range(len(FIRST) * len(LAST)):
        first, last = FIRST[i % len(FIRST)], LAST[(i * 7 + i // len(FIRST)) % len(LAST)]
        handle = f"{first}_{last}".lower().replace("-", "")
        people.append(Person(i + 1, f"{first} {last}", handle[:15].rstrip("_")))
    return people


def phone(chance: Random) -> str:
    """A number that Ofcom keeps for drama."""
    form = chance.choice(("01632 960{:03}", "07700 900{:03}", "020 7946 0{:03}", "07700900{:03}"))
    return form.format(chance.randrange(1000))


def nhs_number(chance: Random) -> str:
    """A number of the 999 test range whose check digit is right."""
    while True:
        digits = f"999{chance.randrange(10**6):06}"
        check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(digits)) % 11
        if check != 10:
            whole = digits + str(check % 11)
            return f"{whole[:3]} {whole[3:6]} {whole[6:]}" if chance.random() < 0.6 else whole
