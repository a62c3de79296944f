"""Damage done to sample exports by chance, always the same for the same number: bytes, texts, tables, JSON and XML."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

NASTY = (
    "", " ", "\0", "\ufeff", "\u202e", "\r", "\n", '"', "'", ",", ";", "\t", "\\", "=1+1", "'=", "NULL", "null", "NaN",
    "-0", "1e999", "9" * 400, "1.5", "1,234.5", "1.2E+17", "-1", "0x10", "é", "Ã©", "😀", "\ud83d", "<a>&b;", "]]>",
    "{}", "[]", '{"a":', "%s", "${x}", "../../x", "1601-01-01", "9999-12-31 23:59:59", "0000-00-00 00:00:00",
    "31/02/2026", "2026-13-45T25:61:61Z", "253402300800", "-62135596800", "1e20", "True", "x" * 5000,
    "a:1:{i:0;O:3:\"Foo\":0:{}}",
    "http://[::1", "https://example.org/?access_token=abc", "a@b.example", "١٢", "²", "Ⅷ",
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, "", " ", "\ud800", [], {}, [[]], [None], {"": None}, [{}], {"id": {}},
    {"data": 1}, {"data": [None]}, {"id": 1e300}, "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00",
    253402300799, "x" * 5000,
)  # fmt: skip
_NO_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_NUMBER = re.compile(r"\d+")
_TAG = re.compile(r"</?[\w:]+[^<>]*>")

Mutator = Callable[[bytes, random.Random], bytes]


def mutant(content: bytes, chance: random.Random) -> bytes:
    """The content after one to four mutations that suit what it is."""
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        try:
            return _in_zip(content, chance)
        except _NO_ZIP:
            return _flip(content, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        content = chance.choice(_suitable(content))(content, chance)
    return content


def _suitable(content: bytes) -> list[Mutator]:
    start = content[:200].lstrip(b"\xef\xbb\xbf \r\n")[:1]
    whole = {b"{": [_json] * 8, b"[": [_json] * 8, b"<": [_xml] * 6}.get(start, [_table] * 8)
    return [_flip, _insert, _cut, _repeat, _truncate, _number, _word, _encoding, _line_ends, *whole]


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    first = chance.randrange(len(content) + 1)
    return first, min(len(content), first + chance.choice((1, 2, 10, 100, 1000)))


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(min(len(changed), chance.choice((1, 2, 8, 30)))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _insert(content: bytes, chance: random.Random) -> bytes:
    at, _ = _span(content, chance)
    return content[:at] + chance.choice(NASTY).encode("utf-8", "surrogatepass") + content[at:]


def _cut(content: bytes, chance: random.Random) -> bytes:
    first, last = _span(content, chance)
    return content[:first] + content[last:]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    first, last = _span(content, chance)
    at, _ = _span(content, chance)
    return content[:at] + content[first:last] * chance.choice((1, 2, 50)) + content[at:]


def _truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _texts(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape") if _is_escaped(text) else text.encode("utf-8", "surrogatepass")


def _is_escaped(text: str) -> bool:
    return all(not "\ud800" <= c <= "\udfff" or "\udc80" <= c <= "\udcff" for c in text)


def _replaced(found: re.Pattern[str], text: str, chance: random.Random, new: str) -> str:
    places = list(found.finditer(text))
    if not places:
        return text
    place = chance.choice(places)
    return text[: place.start()] + new + text[place.end() :]


def _number(content: bytes, chance: random.Random) -> bytes:
    return _bytes(_replaced(_NUMBER, _texts(content), chance, chance.choice((*NASTY, str(chance.randrange(10**20))))))


def _word(content: bytes, chance: random.Random) -> bytes:
    return _bytes(_replaced(re.compile(r"[A-Za-z_]{2,}"), _texts(content), chance, chance.choice(NASTY)))


def _encoding(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    made = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "latin-1", "utf-32", "twice"))
    if made == "twice":
        return content.decode("cp1252", "replace").encode()
    return text.encode(made, "replace")


def _line_ends(content: bytes, chance: random.Random) -> bytes:
    ends = (b"\r\n", b"\r", b"\n", b"\n\n", b"\x0b", b"")
    return b"".join(line + chance.choice(ends) for line in content.splitlines())


def _table(content: bytes, chance: random.Random) -> bytes:
    """Changes a row or a column: headers renamed, doubled or dropped, rows moved, cells of any kind."""
    text = content.decode("utf-8", "replace")
    mark = max(",;\t|", key=text.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error:
        return content
    if not rows:
        return content
    row, columns = chance.choice((rows[0], chance.choice(rows))), len(max(rows, key=len))
    at = chance.randrange(columns or 1)
    match chance.randrange(7):
        case 0:
            row[at : at + 1] = [chance.choice(NASTY)]
        case 1:
            rows.insert(chance.randrange(len(rows) + 1), list(row))
        case 2:
            rows.remove(row)
        case 3:
            for each in rows:
                del each[at : at + 1]
        case 4:
            for each in rows:
                each[at:at] = each[at : at + 1]
        case 5:
            for each in rows[1:]:
                each[at : at + 1] = [chance.choice(NASTY)]
        case 6:
            chance.shuffle(row)
    out = io.StringIO(newline="")
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(out, delimiter=chance.choice((mark, mark, mark, ";", "\t")), quoting=quoting).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _json(content: bytes, chance: random.Random) -> bytes:
    """Changes one value somewhere in a document, or in one of the documents that stand a line each."""
    text = content.decode("utf-8", "replace")
    try:
        return _bytes(json.dumps(_changed(json.loads(text), chance), ensure_ascii=chance.random() < 0.5))
    except (ValueError, RecursionError):
        lines = text.split("\n")
    at = chance.randrange(len(lines))
    try:
        lines[at] = json.dumps(_changed(json.loads(lines[at]), chance))
    except (ValueError, RecursionError):
        return content
    return _bytes("\n".join(lines))


def _changed(document: Any, chance: random.Random) -> Any:
    places: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        places += [(holder, key) for key in keys]
        waiting += [holder[key] for key in keys]
    if not places:
        return chance.choice(ODD)
    holder, key = chance.choice(places)
    value = holder[key]
    match chance.randrange(7):
        case 0 | 1:
            holder[key] = chance.choice(ODD)
        case 2:
            del holder[key]
        case 3:
            holder[key] = [value, value]
        case 4:
            holder[key] = {"data": value}
        case 5:
            other, place = chance.choice(places)
            holder[key] = json.loads(json.dumps(other[place])) if place in other or isinstance(other, list) else None
        case 6 if isinstance(value, list | dict | str):
            holder[key] = value * 2 if not isinstance(value, dict) else list(value.values())
    return document


def _xml(content: bytes, chance: random.Random) -> bytes:
    """Drops, doubles or moves a tag, or puts something nasty between two."""
    text = _texts(content)
    tags = list(_TAG.finditer(text))
    if len(tags) < 2:
        return content
    first, second = sorted(chance.sample(range(len(tags)), 2))
    start, end = tags[first].start(), tags[second].end() if chance.random() < 0.3 else tags[first].end()
    piece = text[start:end]
    match chance.randrange(4):
        case 0:
            changed = text[:start] + text[end:]
        case 1:
            changed = text[:start] + piece * 2 + text[end:]
        case 2:
            changed = text[:end] + chance.choice(NASTY) + text[end:]
        case _:
            at = tags[chance.randrange(len(tags))].start()
            changed = text[:at] + piece + text[at:]
    return _bytes(changed)


def _in_zip(content: bytes, chance: random.Random) -> bytes:
    """The zip or workbook with one of its members changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        members = old.infolist()
        chosen = chance.randrange(len(members))
        for number, member in enumerate(members):
            held = old.read(member)
            if number != chosen:
                new.writestr(member, held)
            elif chance.random() < 0.95:
                new.writestr(member, mutant(held, chance))
    return out.getvalue()
