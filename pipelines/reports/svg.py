"""Charts as plain SVG: lines told apart by dashes and marks, never by colour alone, and said in words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from pipelines.reports import words

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 260, 56, 12, 12, 34
_COLOURS = ("#005EB8", "#8A4B00", "#00662E", "#7C2855", "#4C6272", "#A8071A")
_DASHES = ("", "8 4", "2 3", "8 3 2 3", "12 4", "12 3 2 3")
_MARKS = ("circle", "square", "diamond", "triangle", "ring", "bar")


def lines(wide: pd.DataFrame, told: str, form: str) -> str:
    """A column of a frame as a line over its weeks; weeks without a figure are gaps."""
    most = _top(float(wide.max().max()), form)
    body = _axes(wide, most, form)
    for number, name in enumerate(wide.columns):
        body += _line(list(wide[name]), most, number)
    picture = (
        f'<svg role="img" aria-label="{escape(told)}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    )
    return picture + _legend([str(name) for name in wide.columns])


def _top(most: float, form: str) -> float:
    """A round number above all."""
    if form == "share" or most <= 0:
        return 1.0
    step = 10.0 ** (len(str(int(most))) - 1)
    return next(step * n for n in (1, 2, 2.5, 5, 10) if step * n >= most)


def _at(place: int, count: int, value: float, most: float) -> tuple[float, float]:
    across = (WIDTH - LEFT - RIGHT) * (place + 0.5) / count
    return round(LEFT + across, 1), round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most), 1)


def _axes(wide: pd.DataFrame, most: float, form: str) -> str:
    parts = []
    for quarter in range(5):
        value = most * quarter / 4
        _, y = _at(0, 1, value, most)
        named = words.percent(value) if form == "share" else words.number(value, 0 if most >= 4 else 2)
        parts.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#D8DDE0"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{named}</text>')
    count = len(wide)
    for place, week in enumerate(wide.index):
        if place % 2 == (count - 1) % 2:
            x, _ = _at(place, count, 0, most)
            day = pd.Timestamp(week)
            parts.append(f'<text x="{x}" y="{HEIGHT - 12}" text-anchor="middle">{day.day} {day:%b}</text>')
    return f'<g font-size="12" fill="#212B32">{"".join(parts)}</g>'


def _line(values: Sequence[float], most: float, number: int) -> str:
    colour, path, marks, is_on = _COLOURS[number % 6], "", "", False
    for place, value in enumerate(values):
        if pd.isna(value):
            is_on = False
            continue
        x, y = _at(place, len(values), float(value), most)
        path += f"{'L' if is_on else 'M'}{x} {y}"
        marks += mark(number, x, y)
        is_on = True
    dashes = f' stroke-dasharray="{_DASHES[number % 6]}"' if _DASHES[number % 6] else ""
    return f'<path d="{path or "M0 0"}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>{marks}'


def mark(number: int, x: float, y: float) -> str:
    """The mark of a line at a point."""
    colour, kind = _COLOURS[number % 6], _MARKS[number % 6]
    shapes = {
        "circle": f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>',
        "ring": f'<circle cx="{x}" cy="{y}" r="4" fill="#fff" stroke="{colour}" stroke-width="2"/>',
        "square": f'<path d="M{x - 4} {y - 4}h8v8h-8z" fill="{colour}"/>',
        "diamond": f'<path d="M{x} {y - 5}l5 5-5 5-5-5z" fill="{colour}"/>',
        "triangle": f'<path d="M{x} {y - 5}l5 9h-10z" fill="{colour}"/>',
        "bar": f'<path d="M{x - 5} {y - 2}h10v4h-10z" fill="{colour}"/>',
    }
    return shapes[kind]


def _legend(names: Sequence[str]) -> str:
    keys = []
    for number, name in enumerate(names):
        dashes = f' stroke-dasharray="{_DASHES[number % 6]}"' if _DASHES[number % 6] else ""
        line = f'<path d="M0 8H36" stroke="{_COLOURS[number % 6]}" stroke-width="2"{dashes}/>{mark(number, 18, 8)}'
        keys.append(
            f'<li><svg aria-hidden="true" viewBox="0 0 36 16" width="36" height="16">{line}</svg> {escape(name)}'
        )
    return f'<ul class="key">{"</li>".join(keys)}</li></ul>'
