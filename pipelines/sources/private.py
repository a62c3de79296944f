"""What no record may show: access tokens, and e-mail and IP addresses given as such."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

_FOUND = re.compile(r"(access_token(?:=|%3D))[^&\s\"'\\]+|\bEAA[A-Za-z0-9]{20,}", re.IGNORECASE)
_MARK = r"(?i)access_token|EAA[A-Za-z0-9]{20}"
_E_MAIL = re.compile(r"\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*")
LEFT_OUT = "(left out)"


def without_tokens(text: str) -> str:
    """A text or address without access tokens."""
    return _FOUND.sub(lambda m: (m[1] or "") + "REMOVED", text)


def links_without_tokens(links: pa.StringArray) -> pa.StringArray:
    """A column of addresses without access tokens; as it was where it holds none."""
    if not pc.any(pc.match_substring_regex(links, _MARK), min_count=0).as_py():
        return links
    return pa.array([None if link is None else without_tokens(link) for link in links.to_pylist()], pa.string())


def names_without_addresses(names: pa.StringArray) -> pa.StringArray:
    """A column of names, null where an e-mail address stands for one."""
    given = pc.match_substring_regex(names, f"^{_E_MAIL.pattern}$")
    return pc.if_else(given, None, names) if pc.any(given, min_count=0).as_py() else names


def cells_without_addresses(cells: Sequence[str]) -> list[str]:
    """Cells, those left out that are an e-mail or IP address and nothing else."""
    return [LEFT_OUT if _E_MAIL.fullmatch(c) or _is_ip(c.strip()) else c for c in cells]


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
