"""A state as a word, a shape and a colour, always together: the colour alone says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class State:
    """How one state is shown: its word, its shape and the colour of both, on white or under white."""

    word: str
    shape: str
    colour: str
    means: str

    @property
    def html(self) -> str:
        """Shape and word, for a line of text."""
        return self.named(self.word)

    def named(self, word: str) -> str:
        """The shape with another word in its place, where a state has a name of its own."""
        shape = f'<span aria-hidden="true">{self.shape}</span>'
        return f'<span class="ww-state" style="color:{self.colour}">{shape} {escape(word)}</span>'

    @property
    def sign(self) -> str:
        """The shape alone where room is scarce; its word is there for those who listen or point."""
        return f'<span class="ww-state" style="color:{self.colour}" title="{escape(self.word)}">{self._heard}</span>'

    @property
    def square(self) -> str:
        """The shape on its colour, for a grid; the word is there for those who listen."""
        return (
            f'<span class="ww-square" style="background:{self.colour}" title="{escape(self.word)}">{self._heard}</span>'
        )

    @property
    def _heard(self) -> str:
        return f'<span aria-hidden="true">{self.shape}</span><span class="ww-heard">{escape(self.word)}</span>'

    @property
    def text(self) -> str:
        """Shape and word as plain text."""
        return f"{self.shape} {self.word}"


MET = State("met", "✓", "#00662E", "A completed round covers the whole period, with no gap longer than allowed.")
BREACH = State("breach", "✕", "#A8071A", "The record shows that nobody moderated for longer than allowed.")
NOT_EVIDENCED = State(
    "not evidenced", "?", "#8A4B00", "Nothing that was loaded shows either way. It never counts as met."
)
PROVISIONAL = State("provisional", "◔", "#005EB8", "The week is still open, or the exports do not reach its end yet.")
NOT_APPLICABLE = State("not applicable", "–", "#4C6272", "The channel was not in use.")

STATES = {
    "COMPLIANT": MET, "BREACH": BREACH, "NOT EVIDENCED": NOT_EVIDENCED, "PROVISIONAL": PROVISIONAL,
    "NOT ACTIVE": NOT_APPLICABLE,
}  # fmt: skip


def state_of(name: object) -> State:
    """How a state is shown, by its name in a metric; one that is missing is not evidenced."""
    return STATES.get(str(name), NOT_EVIDENCED)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as ``#005EB8``, as WCAG defines it: from 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
