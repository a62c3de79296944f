"""Meta's downloads write every byte of UTF-8 as a character of its own: one strict repair, and no guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.sources.export import Export


class Mojibake:
    """Repairs the strings of one export, once each, and counts them. What is right already stays as it is."""

    def __init__(self) -> None:
        self.repaired = 0

    def mended(self, value: Any) -> Any:
        """A JSON value with all its strings repaired, keys too."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.mended(v) for v in value]
        if isinstance(value, dict):
            return {self._text(k): self.mended(v) for k, v in value.items()}
        return value

    def report(self, export: Export) -> None:
        """Notes how many strings were repaired."""
        if self.repaired:
            export.note(f"texts whose letters Meta had written as single bytes were repaired: {self.repaired}")

    def _text(self, text: str) -> str:
        """Bytes written as characters, read as the UTF-8 that they are; anything else untouched."""
        if text.isascii():
            return text
        try:
            mended = text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return text
        self.repaired += 1
        return mended
