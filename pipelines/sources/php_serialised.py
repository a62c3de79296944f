"""PHP's serialised values, scalars and arrays only: what WordPress plug-ins keep in metadata."""

from __future__ import annotations

import re
from typing import TypeAlias

MAX_BYTES = 2**20
MAX_DEPTH = 16

Value: TypeAlias = "bool | int | float | str | dict[int | str, Value] | None"

_SCALAR = re.compile(rb"N;|b:([01]);|i:([+-]?\d{1,20});|d:([^;]{1,40});")
_STRING = re.compile(rb's:(\d{1,7}):"')
_ARRAY = re.compile(rb"a:(\d{1,7}):\{")


class SerialisationError(ValueError):
    """Bytes that are no serialised scalar or array, or hold something that is never read, such as an object."""


def loads(data: bytes) -> Value:
    """The value; arrays as dictionaries, text as UTF-8 (its lengths count bytes).

    Raises:
        SerialisationError: damaged, too large or too deep, or an object or reference.
    """
    if len(data) > MAX_BYTES:
        raise SerialisationError("the value is too long")
    value, end = _value(data, 0, 0)
    if end != len(data):
        raise SerialisationError("something follows the value")
    return value


def _value(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    if found := _SCALAR.match(data, at):
        return _scalar(found), found.end()
    if found := _STRING.match(data, at):
        end = found.end() + int(found[1])
        if data[end : end + 2] != b'";':
            raise SerialisationError("a text does not have the length that it declares")
        return data[found.end() : end].decode("utf-8", "replace"), end + 2
    if found := _ARRAY.match(data, at):
        return _array(data, found.end(), int(found[1]), depth + 1)
    if data[at : at + 2] in (b"O:", b"C:", b"E:", b"R:", b"r:"):
        raise SerialisationError("objects and references are not read")
    raise SerialisationError("the value breaks off or is damaged")


def _array(data: bytes, at: int, size: int, depth: int) -> tuple[Value, int]:
    if depth > MAX_DEPTH:
        raise SerialisationError("the value is nested too deeply")
    entries: dict[int | str, Value] = {}
    for _ in range(size):
        key, at = _value(data, at, depth)
        if isinstance(key, bool) or not isinstance(key, int | str):
            raise SerialisationError("an array's key is neither a number nor a text")
        entries[key], at = _value(data, at, depth)
    if data[at : at + 1] != b"}":
        raise SerialisationError("an array does not have the length that it declares")
    return entries, at + 1


def _scalar(found: re.Match[bytes]) -> Value:
    flag, whole, fraction = found.groups()
    if flag is not None:
        return flag == b"1"
    if whole is not None:
        return int(whole)
    if fraction is None:
        return None
    try:
        return float(fraction)
    except ValueError:
        raise SerialisationError("a number is damaged") from None
