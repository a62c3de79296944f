"""Tiles: one figure each with its unit, its period and what to open for the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pages.parts import markup
from pages.parts.words import is_missing

_BARS = "▁▂▃▄▅▆▇█"
Line = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure, the lines under it (each with little bars if it is a pair), and the address of its rows."""

    label: str
    value: str
    lines: Sequence[Line] = ()
    href: str = ""

    @property
    def html(self) -> str:
        """The whole tile as one link."""
        lines = "".join(_line(line) for line in self.lines if line)
        value = f"<strong>{markup.escape(self.value)}</strong>" if self.value else ""
        inside = f"<b>{markup.escape(self.label)}</b>{value}{lines}"
        return (
            f'<a class="ww-tile" href="{markup.escape(self.href)}">{inside}</a>'
            if self.href
            else f'<div class="ww-tile">{inside}</div>'
        )


def _line(line: Line) -> str:
    if isinstance(line, str):
        return f"<small>{markup.escape(line)}</small>"
    bars = f'<span class="ww-spark" aria-hidden="true">{line[1]}</span>'
    return f'<small class="ww-series"><span>{markup.escape(line[0])}</span>{bars}</small>'


def row(tiles: Sequence[Tile]) -> str:
    """Tiles side by side where there is room, one under the other where there is not."""
    return f'<div class="ww-tiles">{"".join(t.html for t in tiles)}</div>'


def spark(values: Sequence[float | None]) -> str:
    """A row of figures as little bars: "▁▃█"; a missing one is a gap."""
    known = [v for v in values if v is not None and not is_missing(v)]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step = (high - low) / (len(_BARS) - 1) or 1
    return "".join(" " if v is None or is_missing(v) else _BARS[round((v - low) / step)] for v in values)
