"""A title and the text below it, as one: people write half of what they mean into the title."""

from __future__ import annotations


def with_title(title: str | None, body: str | None) -> str | None:
    """The title on a line above the text, unless it is blank or only the text's own beginning."""
    told, words = (title or "").strip(), (body or "").strip()
    begun = " ".join(words.split()).startswith(" ".join(told.rstrip("…. ").split()))
    if not told or (words and begun):
        return body if words else None
    return f"{told}\n{body}" if words else told
