"""The weekly report's HTML: real headings, tables and landmarks, one file, nothing fetched and nothing that runs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from pipelines.reports import words
from pipelines.reports.states import State

LOOK = Path(__file__).with_name("digest.css")


def page(title: str, sections: Sequence[tuple[str, str]], about: str) -> str:
    """A whole document of headed sections, with their list at the top; ``about`` is what stands under the title."""
    contents = "".join(f'<li><a href="#part-{i}">{escape(head)}</a></li>' for i, (head, _) in enumerate(sections, 1))
    parts = "\n".join(
        f'<section aria-labelledby="part-{i}"><h2 id="part-{i}" tabindex="-1">{escape(head)}</h2>\n{body}</section>'
        for i, (head, body) in enumerate(sections, 1)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{LOOK.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the report</a>\n'
        f"<header><h1>{escape(title)}</h1>\n{about}</header>\n"
        f'<nav aria-label="Contents"><ul>{contents}</ul></nav>\n<main id="main" tabindex="-1">\n{parts}\n</main>\n'
        "</body>\n</html>\n"
    )


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{escape(text)}</p>\n"


def status(state: State, sentence: str) -> str:
    """The sentence of the week with its state as shape and word."""
    return f'<p class="status" style="border-color:{state.colour}">{signed(state)}. {escape(sentence)}</p>\n'


def signed(state: State) -> str:
    """A state as shape and word in its colour."""
    return f'<strong style="color:{state.colour}">{state.shape} {escape(state.word)}</strong>'


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], forms: Sequence[str] = ()) -> str:
    """A real table that a narrow screen scrolls by itself; the first cell of a row heads it."""
    numeric = [any(isinstance(row[i], int | float) for row in rows) for i in range(len(heads))]
    looks = [' class="number"' if is_number else "" for is_number in numeric]
    head = "".join(f'<th scope="col"{look}>{escape(h)}</th>' for h, look in zip(heads, looks, strict=True))
    body = "".join(
        f'<tr><th scope="row">{cell(row[0])}</th>'
        + "".join(f"<td{looks[i]}>{cell(row[i], forms[i] if i < len(forms) else '')}</td>" for i in range(1, len(row)))
        + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>\n"
    )


def cell(value: Any, form: str = "") -> str:
    """One cell: states in their colour, numbers with thousands separated, what is missing as a dash."""
    if isinstance(value, State):
        return signed(value)
    if value is None or words.is_missing(value):
        return words.NOTHING
    if isinstance(value, int | float) and not isinstance(value, bool):
        return words.percent(value) if form == "share" else words.number(value, 0 if float(value).is_integer() else 1)
    return escape(words.on(value) if hasattr(value, "isoformat") else str(value))
