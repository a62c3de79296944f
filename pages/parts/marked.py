"""Somebody's words with what was found in them marked where it stands; nothing in them can come alive."""

from __future__ import annotations

from collections.abc import Iterable

from pages.parts.markup import escape

Span = tuple[int, int, str]


def marked(text: str, spans: Iterable[Span]) -> str:
    """The text as HTML, each span underlined with its label after it; overlapping spans share one mark."""
    parts, at = [], 0
    for start, end, label in _merged(spans, len(text)):
        parts.append(escape(text[at:start]))
        parts.append(f"<mark>{escape(text[start:end])}<small>{escape(label)}</small></mark>")
        at = end
    return f'<p class="ww-text">{"".join(parts)}{escape(text[at:])}</p>'


def _merged(spans: Iterable[Span], length: int) -> list[Span]:
    merged: list[tuple[int, int, list[str]]] = []
    for start, end, label in sorted((max(0, s), min(e, length), n) for s, e, n in spans):
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            first, last, labels = merged[-1]
            merged[-1] = (first, max(last, end), labels if label in labels else [*labels, label])
        else:
            merged.append((start, end, [label]))
    return [(start, end, ", ".join(labels)) for start, end, labels in merged]
