"""The parts of an X archive: JavaScript files that each assign one list. They are parsed, never run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.errors import Refused
from pipelines.sources import dates
from pipelines.sources.export import Export

# What each part holds, by its global name; parts that are not named here are never opened.
SORTS = {
    "tweets": "tweets", "tweet": "tweets", "community_tweet": "tweets", "note_tweet": "notes",
    "deleted_tweets": "deleted", "deleted_tweet": "deleted", "deleted_tweet_headers": "deleted headers",
    "tweet_headers": "headers", "block": "block", "mute": "mute", "like": "like", "account": "account",
}  # fmt: skip
_GLOBAL = re.compile(r"^\s*window\.YTD\.(\w+?)\.part\d+\s*=")
_FILE = re.compile(r"^(.+?)(?:-part(\d+))?\.js$")
_MANIFEST = "data/manifest.js"


@dataclass(frozen=True, slots=True)
class Part:
    """One file's items, and the name under which errors speak of it."""

    name: str
    items: list[Any]


@dataclass(slots=True)
class Archive:
    """The parts by what they hold, and whose archive it is."""

    parts: dict[str, list[Part]] = field(default_factory=dict)
    account_id: str | None = None
    username: str | None = None
    display_name: str | None = None
    created_at: datetime | None = None
    generated_at: datetime | None = None

    def items(self, holds: str, wrapper: str = "tweet") -> Iterator[tuple[int, Any]]:
        """Every item of one sort, unwrapped, with its position in its part from 1."""
        for part in self.parts.get(holds, []):
            for line, item in enumerate(part.items, start=1):
                yield line, item.get(wrapper, item) if isinstance(item, dict) else item


def is_part(export: Export) -> bool:
    """Whether a file is a single part, or the manifest that belongs to the parts."""
    return _GLOBAL.match(export.text_head) is not None or _is_manifest(export)


def open_archive(export: Export) -> Archive:
    """All the parts that matter, their counts checked against the manifest.

    Raises:
        Refused: a part is malformed; it is named.
    """
    archive = Archive()
    if export.is_folder:
        manifest = _manifest(export)
        _learn_owner(archive, manifest)
        for name, count in _members(export, manifest):
            _open(export, archive, export.path / name, f"{export.name}/{name}", count)
    elif _is_manifest(export):
        export.note("the manifest says only which parts there are; load the whole archive to have them checked")
    else:
        _open(export, archive, export.path, export.name, None)
    for _, account in archive.items("account", "account"):
        _learn_account(archive, account if isinstance(account, dict) else {})
    return archive


def _is_manifest(export: Export) -> bool:
    return export.text_head.lstrip().startswith("window.__THAR_CONFIG")


def _open(export: Export, archive: Archive, path: Path, name: str, count: int | None) -> None:
    part = Export(path, name, export.reading)
    found = _GLOBAL.match(part.text_head)
    holds = SORTS.get(found[1]) if found else None
    if found and holds is None:
        export.note(f"the part {found[1]} holds nothing that Weekwatch uses")
        return
    items = _assigned(part)
    if holds is None or not isinstance(items, list):
        raise part.refuse(f"{path.name} is no part of an X archive", "Download the archive again")
    for note in part.file.notes:
        export.note(note)
    if count is not None and count != len(items):
        export.note(f"manifest says {count} {holds}, file holds {len(items)} ({path.name})")
    archive.parts.setdefault(holds, []).append(Part(name, items))


def _assigned(part: Export) -> Any:
    """The JSON behind the first equals sign."""
    documents = part.documents_after("=")
    if documents is None or len(documents) != 1:
        raise Refused(part.name, f"{part.path.name} is cut short or malformed", "Download the archive again")
    return documents[0]


def _members(export: Export, manifest: dict[str, Any]) -> list[tuple[str, int | None]]:
    """The files to open, with the count that the manifest gives; those that it names but that are gone are noted."""
    found: dict[str, int | None] = {
        f"data/{p.name}": None
        for p in (export.path / "data").glob("*.js")
        if _stem(p.name) in SORTS and p.is_file() and not p.is_symlink()
    }
    types = manifest.get("dataTypes")
    for held in types.values() if isinstance(types, dict) else []:
        files = held.get("files") if isinstance(held, dict) else None
        for file in filter(_is_object, files if isinstance(files, list) else []):
            name, count = str(file.get("fileName")), str(file.get("count"))
            if name in found:
                found[name] = int(count) if count.isdecimal() and len(count) < 20 else None
            elif _stem(Path(name).name) in SORTS and count != "0":
                export.note(f"manifest names {name}, which is not there")
    return sorted(found.items(), key=lambda member: _order(member[0]))


def _stem(name: str) -> str:
    found = _FILE.match(name)
    return found[1].replace("-", "_") if found else ""


def _order(name: str) -> tuple[str, int]:
    found = _FILE.match(name)
    assert found is not None
    return found[1], int(found[2] or 0)


def _manifest(export: Export) -> dict[str, Any]:
    path = export.path / _MANIFEST
    if not path.is_file() or path.is_symlink():
        return {}
    found = _assigned(Export(path, f"{export.name}/{_MANIFEST}", export.reading))
    return found if isinstance(found, dict) else {}


def _learn_owner(archive: Archive, manifest: dict[str, Any]) -> None:
    user, info = manifest.get("userInfo"), manifest.get("archiveInfo")
    if isinstance(user, dict):
        archive.account_id = _word(user, "accountId")
        archive.username, archive.display_name = _word(user, "userName"), _word(user, "displayName")
    if isinstance(info, dict):
        archive.generated_at = dates.iso(info.get("generationDate"))


def _learn_account(archive: Archive, account: dict[str, Any]) -> None:
    """Takes the name and id; the e-mail address beside them is left where it is."""
    archive.account_id = _word(account, "accountId") or archive.account_id
    archive.username = _word(account, "username") or archive.username
    archive.display_name = _word(account, "accountDisplayName") or archive.display_name
    archive.created_at = dates.iso(account.get("createdAt"))


def _word(holder: dict[str, Any], name: str) -> str | None:
    value = holder.get(name)
    return value if isinstance(value, str) else None


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)
