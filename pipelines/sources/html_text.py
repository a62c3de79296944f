"""The words of a piece of HTML: tags dropped, entities decoded, a line for each block."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "td", "th", "tr", "ul",
))  # fmt: skip
_UNSEEN = frozenset(("script", "style", "template"))
_EMOJI = re.compile(r"smiley|emoji")
_MARKUP = re.compile(r"<[A-Za-z/!?]|&#?\w+;")
_BREAK = re.compile(r"[ \t\r\n]*\n[ \t\r\n]*")


def html_text(html: str) -> str:
    """Plain text; runs of line breaks are one."""
    words = _Words()
    # The standard parser gives up on marked sections that it does not know; browsers take them for comments.
    words.feed(html.replace("<![", "<! ["))
    words.close()
    return _BREAK.sub("\n", "".join(words.parts)).strip()


def words_of(text: str) -> str:
    """A text that may be HTML or plain: as it stands if it holds no markup, else its words."""
    return html_text(text) if _MARKUP.search(text) else text


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "img" and _EMOJI.search(dict(attrs).get("class") or ""):
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)
