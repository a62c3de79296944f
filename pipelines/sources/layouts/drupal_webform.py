"""Results of a Drupal webform as delimited text: one submission a row, the form's own questions as columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.records import UNKNOWN, Batch, Comment
from pipelines.sources.export import Export
from pipelines.sources.find_tables import find_headed
from pipelines.sources.rows import RARE_DELIMITERS
from pipelines.sources.tables import Chunk, Table, heading

LAYOUT = "drupal webform"
PLATFORM = "drupal"
HOLDS = "comments"
CANNOT_SHOW = (
    "the time zone of its times",
    "deleted submissions, and what was decided about any: a form has no moderation",
    "whether all submissions are there: the export may be limited to a range, a state or some columns",
)

# Drupal's own columns: what each holds by its label, or by its key.
_OWN = {
    "serial number": "serial", "submission id": "sid", "submission uuid": "uuid", "token": "token",
    "submission uri": "uri", "created": "created", "completed": "completed", "changed": "changed",
    "is draft": "in_draft", "current page": "current_page", "remote ip address": "remote_addr", "submitted by": "uid",
    "language": "langcode", "webform": "webform_id", "submitted to: entity type": "entity_type",
    "submitted to: entity id": "entity_id", "locked": "locked", "sticky": "sticky", "notes": "notes",
    "submitted to: entity title": "entity_title", "submitted to: entity url": "entity_url",
}  # fmt: skip
_KEYS = frozenset(_OWN.values())
# Words that a question may also be called by: Drupal's own columns stand before all questions.
_AMBIGUOUS = {"token", "langcode", "webform_id", "locked", "sticky", "notes"}
_TELLING = ("submi", "is draft", "serial number", "current page", "remote ip")
_TELLING_KEYS = {"serial", "sid", "in_draft", "remote_addr", "webform_id", "current_page", "langcode", "entity_type"}
# A person or form may take three columns: Submitted by: ID, uid__id or, without the first part, ID, Title, URL.
_SPREAD = re.compile(r"(submitted by|webform|uid|webform_id)(?:: |__)(id|title|url)")
_BARE = ["id", "title", "url"]

_NAME = re.compile(r"(?:your|my|full|first|last|contact|sur|fore)?[ _]?name(?:(?:: |__)(?:title|first|middle|last))?")
_CONTACT = re.compile(
    r"(?:your|my|contact|home|work|daytime|preferred)?[ _]?"
    r"(?:e-?mail(?:[ _]address)?|(?:tele)?phone(?:[ _]number)?|mobile(?:[ _]number)?|post[ _]?code|address"
    r"|date[ _]of[ _]birth|dob)(?:(?:: |__).*)?"
)
# What no reader has to judge: numbers, dates, telephone numbers, e-mail addresses, ticks.
_NO_PROSE = r"^(?:[\s\d.,:/+()#%£$€-]*|\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*|\s*(?i:yes|no|x|true|false|y|n)\s*)$"
_TIME = "%Y-%m-%d %H:%M:%S"


def recognises(export: Export) -> bool:
    """Whether the header holds several of Drupal's own columns; any of them may have been left out."""
    return _table(export) is not None


def read(export: Export) -> Iterator[Batch]:
    """The submissions, less the drafts."""
    table = _table(export)
    assert table is not None
    export.file.captured_on = export.captured()
    columns = _Columns(table)
    for what, indices in (("the text is made of the answers under", columns.answers), ("left out", columns.contacts)):
        if indices:
            export.note(f"{what}: {', '.join(table.header[i] for i in indices)}")
    for chunk in table.written_by_php().chunks():
        if isinstance(chunk, Chunk):
            yield from _submissions(chunk.without(columns.flags(chunk, "in_draft"), "draft"), columns)
        else:
            yield chunk


def _table(export: Export) -> Table | None:
    return find_headed(export, _is_header, RARE_DELIMITERS)


def _is_header(names: set[str]) -> bool:
    labels = {n for n in names if n in _OWN}
    if len(labels) >= 4 and sum(n.startswith(_TELLING) for n in labels) >= 2:
        return True
    return len(names & _KEYS) >= 5 and len(names & _TELLING_KEYS) >= 3


class _Columns:
    """Where each of Drupal's own columns stands, and which are the form's questions."""

    def __init__(self, table: Table) -> None:
        names = [heading(h) for h in table.header]
        self.own: dict[str, int] = {}
        questions: list[int] = []
        by_key = len(set(names) & _KEYS) > len({n for n in names if n in _OWN})
        bare = {i + k for i in range(len(names)) if names[i : i + 3] == _BARE for k in range(3)}
        for index, name in enumerate(names):
            known = (name if name in _KEYS else None) if by_key else _OWN.get(name)
            spread = _SPREAD.fullmatch(name)
            if spread:
                known = f"{_OWN.get(spread[1], spread[1])} {spread[2]}"
            is_late = known in _AMBIGUOUS and bool(questions)
            if known and known not in self.own and not is_late:
                self.own[known] = index
            elif index not in bare and name:
                questions.append(index)
        self.names = [i for i in questions if _NAME.fullmatch(names[i])]
        self.contacts = [i for i in questions if _CONTACT.fullmatch(names[i])]
        self.answers = [i for i in questions if i not in self.names + self.contacts]

    def words(self, chunk: Chunk, *known: str) -> pa.StringArray:
        """The cells of the first of these columns that is there; blank ones and missing columns null."""
        index = next((self.own[k] for k in known if k in self.own), None)
        if index is None:
            return pa.nulls(len(chunk), pa.string())
        return _filled(pc.utf8_trim_whitespace(chunk.column(index)))

    def flags(self, chunk: Chunk, known: str) -> pa.BooleanArray:
        """Whether each cell of a column says yes."""
        return pc.is_in(pc.utf8_lower(self.words(chunk, known)), pa.array(["1", "yes", "true"]))


def _submissions(chunk: Chunk, columns: _Columns) -> Iterator[Batch]:
    export = chunk.table.export
    time = next((k for k in ("created", "completed") if k in columns.own), "created")
    local = chunk.local(chunk.table.header[columns.own[time]], _TIME) if time in columns.own else None
    user = columns.words(chunk, "uid", "uid id")
    ids, text = columns.words(chunk, "sid", "uuid"), _joined(chunk, columns.answers, "\n\n", _NO_PROSE)
    author = _author(chunk, columns)
    found: dict[str, Any] = {
        "id": ids,
        "post_id": columns.words(chunk, "entity_id", "webform_id", "webform_id id"),
        "posted_at_raw": columns.words(chunk, time),
        "posted_local": local,
        "zone": UNKNOWN,
        "author": author,
        "author_id": _registered(user),
        "is_own": _is_own(export, author, user),
        "text": text,
        "link": columns.words(chunk, "entity_url"),
        "kind": "submission",
    }
    if export.reading.keep_ip:
        found["author_ip"] = columns.words(chunk, "remote_addr")
    yield from chunk.batch(
        Comment, found, bad={"neither an id nor an answer": pc.and_(pc.is_null(ids), pc.is_null(text))}
    )


def _author(chunk: Chunk, columns: _Columns) -> pa.StringArray:
    """The name that was given, else the user's; an e-mail address is no name."""
    given = _joined(chunk, columns.names, " ", r"^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$|^\s*$")
    user = columns.words(chunk, "uid title")
    return pc.coalesce(given, pc.if_else(pc.equal(user, "Anonymous"), None, user))


def _joined(chunk: Chunk, indices: list[int], between: str, left_out: str) -> pa.StringArray:
    """Several columns as one, less the cells that a pattern leaves out; null where nothing is left."""
    if not indices:
        return pa.nulls(len(chunk), pa.string())
    parts = [chunk.column(i) for i in indices]
    kept = [pc.if_else(pc.match_substring_regex(p, left_out), None, p) for p in parts]
    # Arrow loses the rows in which every part is null: the empty part in front keeps them, and is cut off again.
    joined = pc.binary_join_element_wise(pa.repeat("", len(chunk)), *kept, between, null_handling="skip")
    return _filled(pc.utf8_slice_codeunits(joined, len(between)))


def _filled(cells: pa.StringArray) -> pa.StringArray:
    return pc.if_else(pc.equal(cells, ""), None, cells)


def _registered(user: pa.StringArray) -> pa.StringArray:
    """The ids of users who were signed in; Drupal's user 0 is anybody."""
    number = pc.replace_substring(user, "user:", "")
    return pc.if_else(pc.is_in(number, pa.array(["0", ""])), None, number)


def _is_own(export: Export, author: pa.StringArray, user: pa.StringArray) -> pa.BooleanArray:
    """Whether the organisation filled it in itself; a signed-in user who is not known to be its own may be anybody."""
    own = pa.array([n.strip().lstrip("@").casefold() for n in export.reading.own.get(PLATFORM, ())], pa.string())
    ours = pc.fill_null(pc.is_in(pc.utf8_lower(author), own), False)
    anybody = pc.fill_null(pc.equal(pc.replace_substring(user, "user:", ""), "0"), False)
    return pc.if_else(ours, True, pc.if_else(anybody, False, pa.scalar(None, pa.bool_())))
