"""Which columns of a form's answers are what somebody wrote, whose name stands there, and what is left out.

It is told by labels and by single cells, never by all the cells of a file: a message must read the same in the
next export, or it would be taken for another.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.guards import ALERT, QUOTE, unguarded
from pipelines.sources.private import names_without_addresses
from pipelines.sources.tables import Chunk, Table, heading

_MESSAGES = frozenset((
    "message", "comment", "comments", "feedback", "story", "experience", "enquiry", "inquiry", "query", "question",
    "concern", "complaint", "compliment", "suggestion", "suggestions", "review", "text", "textarea", "details",
    "description", "nachricht", "mensaje", "mensagem", "messaggio", "bericht",
))  # fmt: skip
_PERSON = re.compile(
    r"(?:(?:your|full|first|last|family|given|contact|preferred) )*name(?: \((?:prefix|first|middle|last|suffix)\))?"
    r"|surname|forename|vorname|nachname|nom|prénom|nombre|nome|naam"
)
_E_MAIL = re.compile(r"\be ?mail\b")
_CONTACT = re.compile(
    r"\b(?:e ?mail|phone|telephone|tel|mobile|address|post ?code|zip|ip|date of birth|dob|consent|acceptance|privacy"
    r"|gdpr|captcha|newsletter|website|url|file|upload|signature|password|user agent)\b"
)
_WORDS_IN_CONTACT = 5
# An e-mail address, a telephone number, a date, an IP address or a mark out of five is nothing that needs reading.
_NO_WORDS = r"^\s*(?:[^\s@]+@[^\s@]+\.[^\s@]+|[+(]?\d[\d\s().:/,-]*|[\s().:/,-]*)\s*$"


@dataclass(frozen=True, slots=True)
class Form:
    """The columns of a form by what they hold, as positions: labels may stand twice."""

    labels: list[str]
    answers: list[int]
    names: list[int]
    e_mail: int | None

    def text(self, chunk: Chunk) -> pa.StringArray:
        """What somebody wrote: one answer as it stands, several under their questions, a line or more each."""
        answers = [self._answers(chunk, i) for i in self.answers]
        if len(answers) < 2:
            return _joined(answers, "", len(chunk))
        lines = [
            pc.binary_join_element_wise(_asked(self.labels[i]), cells, "")
            for i, cells in zip(self.answers, answers, strict=True)
        ]
        given = sum((pc.cast(pc.is_valid(cells), pa.int64()).to_numpy() for cells in answers), 0)
        return pc.if_else(pa.array(given == 1), pc.coalesce(*answers), _joined(lines, "\n", len(chunk)))

    def _answers(self, chunk: Chunk, index: int) -> pa.StringArray:
        cells = _cells(chunk, index)
        if is_message_field(self.labels[index]):
            return cells
        return pc.if_else(pc.match_substring_regex(cells, _NO_WORDS), None, cells)

    def author(self, chunk: Chunk) -> pa.StringArray:
        """The name that somebody gave."""
        return names_without_addresses(_joined([_cells(chunk, i) for i in self.names], " ", len(chunk)))

    def address(self, chunk: Chunk) -> pa.StringArray | None:
        """The e-mail address that somebody gave, where the policy states a purpose for it."""
        if self.e_mail is None or not chunk.table.export.reading.keep_email:
            return None
        return _cells(chunk, self.e_mail)


def form_of(table: Table, others: Collection[str] = ()) -> Form:
    """Sorts a form's columns, ``others`` left aside; noted for whoever reads the figures."""
    known = {heading(name) for name in others}
    plain = {i: _plain(label) for i, label in enumerate(table.header) if heading(label) not in known}
    names = [i for i, label in plain.items() if _PERSON.fullmatch(label)]
    contacts = [i for i, label in plain.items() if i not in names and _is_contact(label)]
    answers = [i for i in plain if i not in names and i not in contacts]
    for what, columns in (("the text is what stands in", answers), ("columns left out", contacts)):
        if listed := ", ".join(f'"{table.header[i][:60]}"' for i in columns):
            table.export.note(f"{what}: {listed}")
    return Form(table.header, answers, names, next((i for i in contacts if _E_MAIL.search(plain[i])), None))


def is_message_field(label: str) -> bool:
    """Whether a label is one that is usual for a message."""
    return not _MESSAGES.isdisjoint(_plain(label).split())


def _plain(label: str) -> str:
    """A label as it is compared: without marks, hyphens, a number at its end or a remark that it may be left empty."""
    words = re.sub(r"[-_]", " ", heading(label))
    words = re.sub(r"\((?:optional|required)\)|[*:?]|(?<=\D) \d+$", "", words)
    return " ".join(words.split())


def _is_contact(label: str) -> bool:
    """Whether a short label asks how to reach somebody, or for a box to be ticked; a question is longer."""
    return (
        _CONTACT.search(label) is not None and len(label.split()) <= _WORDS_IN_CONTACT and not is_message_field(label)
    )


def _asked(label: str) -> str:
    return f"{label} " if label.endswith(("?", ":")) else f"{label}: "


def _cells(chunk: Chunk, index: int) -> pa.StringArray:
    """A column's cells, less what guards them; blank ones null."""
    cells = chunk.columns[index]
    cells = cells if isinstance(cells, pa.Array) else pa.array(cells, pa.string())
    for guard in (ALERT, QUOTE):
        cells = unguarded(chunk.table.export, cells, guard)
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(cells), ""), None, cells)


def _joined(columns: list[pa.StringArray], between: str, length: int) -> pa.StringArray:
    """The cells of a row one after another, blank ones left out (Arrow's own "skip" drops rows without any)."""
    joined = pa.nulls(length, pa.string())
    for cells in columns:
        joined = pc.coalesce(pc.binary_join_element_wise(joined, cells, between), joined, cells)
    return joined
