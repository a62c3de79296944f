"""Tables that somebody taught Weekwatch to read: one TOML file each, in ``layouts`` beside policy.toml."""

from __future__ import annotations

import json
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from pipelines.errors import BadInput
from pipelines.policy.check import Checker, Mistake, told
from pipelines.policy.mappings import check_layout, flatten_columns

FOLDER = "layouts"
_HEAD = (
    "# How Weekwatch reads a table. Written by the Imports page; it may be edited, and is checked at every start.\n\n"
)
_ONE = "a layout file holds one [[tables]] and nothing else"
_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)\d")  # no file on Windows can be called so
_WRITING = Lock()  # two visitors of one dashboard may save at the same moment


@dataclass(frozen=True, slots=True)
class Saved:
    """One file of the folder: its entry, and what keeps it from being read, if anything does."""

    path: Path
    entry: Mapping[str, Any] = field(default_factory=dict)
    mistakes: Sequence[Mistake] = ()

    @property
    def name(self) -> str:
        """What people call it; the file's name where it has no other."""
        return str(self.entry.get("name") or self.path.name)


def folder_of(policy: Path) -> Path:
    """Where the layouts of a policy file lie."""
    return policy.parent / FOLDER


def saved_layouts(policy: Path, raw: Mapping[str, Any] | None = None) -> list[Saved]:
    """Every layout saved beside a policy file, by file name, with its mistakes; ``raw`` is the policy's TOML."""
    raw = _settings(policy) if raw is None else raw
    names = {name.casefold() for name in _names(raw)}
    found = []
    for path in sorted(folder_of(policy).glob("*.toml")):
        one = _read(path, raw, names)
        names.add(one.name.casefold())
        found.append(one)
    return found


def save_layout(policy: Path, entry: Mapping[str, Any], *, replace: bool = False) -> Path:
    """Writes a layout's file, whole or not at all; returns its path.

    Raises:
        BadInput: a layout of this name is saved already and ``replace`` is false, the name has no letter, or the folder
            cannot be written to.
        PolicyError: the entry would be a mistake in the policy.
    """
    name = str(entry["name"]).strip()
    with _WRITING:
        known = next((s.path for s in saved_layouts(policy) if s.name.casefold() == name.casefold()), None)
        if known and not replace:
            what, do = "a layout of this name is saved already", "Choose another name, or say that it replaces it"
            raise BadInput(name, what, do)
        path = known or _free(folder_of(policy) / f"{_slug(name)}.toml")
        text = _HEAD + as_toml({**entry, "name": name})
        raw = _settings(policy)
        if mistakes := _checked(path, text, raw, {n.casefold() for n in _names(raw)}).mistakes:
            raise told(policy, mistakes)
        _write(path, text)
    return path


def remove_layout(policy: Path, file: str) -> None:
    """Removes the file of a saved layout; what was loaded with it stays loaded.

    Raises:
        BadInput: there is no such file, or it may not be removed.
    """
    path = next((p for p in folder_of(policy).glob("*.toml") if p.name == file), None)
    if path is None:
        raise BadInput(file, "this layout is not there any more", "Look at the list again")
    try:
        path.unlink()
    except OSError as error:
        raise _closed(path.parent) from error


def as_toml(entry: Mapping[str, Any]) -> str:
    """An entry as a ``[[tables]]`` of TOML."""
    plain = {k: v for k, v in entry.items() if v not in ("", None, [], {})}
    lines = ["[[tables]]"]
    lines += [f"{key} = {_value(value)}" for key, value in plain.items() if not isinstance(value, Mapping)]
    for key, value in plain.items():
        if isinstance(value, Mapping):
            lines += ["", f"[tables.{key}]", *(f"{_text(k)} = {_text(v)}" for k, v in value.items())]
    return "\n".join(lines) + "\n"


def _settings(policy: Path) -> dict[str, Any]:
    """What policy.toml holds, as far as layouts depend on it; nothing where it cannot be read."""
    try:
        return tomllib.loads(policy.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _names(raw: Mapping[str, Any]) -> Iterator[str]:
    """The layouts that policy.toml names itself."""
    tables = raw.get("tables")
    for table in tables if isinstance(tables, list) else []:
        if isinstance(table, dict) and isinstance(table.get("name"), str):
            yield table["name"]


def _read(path: Path, raw: Mapping[str, Any], taken: set[str]) -> Saved:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return Saved(path, {}, [(path, 1, "the file is not UTF-8 text")])
    return _checked(path, text, raw, taken)


def _checked(path: Path, text: str, raw: Mapping[str, Any], taken: set[str]) -> Saved:
    """A layout file's entry and its mistakes: those that it would have in policy.toml, and a name in use."""
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Saved(path, {}, [(path, 1, f"not valid TOML: {error}")])
    entries = held.get("tables")
    if (
        set(held) != {"tables"}
        or not isinstance(entries, list)
        or len(entries) != 1
        or not isinstance(entries[0], dict)
    ):
        return Saved(path, {}, [(path, 1, _ONE)])
    flatten_columns(held)
    (entry,) = entries
    checker = Checker(text, path, {"channels": raw.get("channels"), "tables": entries})
    check_layout(checker)
    if str(entry.get("name", "")).casefold() in taken:
        checker.wrong(("tables", 0, "name"), f'another layout is called "{entry["name"]}"')
    return Saved(path, entry, checker.mistakes)


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(exist_ok=True)
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise _closed(path.parent) from error


def _closed(folder: Path) -> BadInput:
    do = "Ask whoever keeps Weekwatch to let it write there"
    return BadInput(str(folder), f"nothing can be written to the folder {folder}", do)


def _value(value: Any) -> str:
    return f"[{', '.join(_text(v) for v in value)}]" if isinstance(value, list | tuple) else _text(value)


def _text(value: Any) -> str:
    """A basic string of TOML: JSON's escapes are TOML's, but for DEL, which JSON leaves as it is."""
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")


def _slug(name: str) -> str:
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", flat).strip("-")[:60]
    if not slug:
        where = name or "The layout's name"
        raise BadInput(where, "the name has no letter or figure of the Latin alphabet", "Add a word to it")
    return f"{slug}-table" if _DEVICE.fullmatch(slug) else slug


def _free(path: Path) -> Path:
    number, free = 2, path
    while free.exists():
        free, number = path.with_stem(f"{path.stem}-{number}"), number + 1
    return free
