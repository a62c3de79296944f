"""An item's key, by which the warehouse and the ledger mean the same item."""

from __future__ import annotations

import hashlib
from uuid import UUID


def canonical_id(platform: str, item_id: str) -> str:
    """One item has one id, whatever layout it came from: Graph writes <post>_<comment> where others write <comment>."""
    return item_id.rsplit("_", 1)[-1] if platform in ("facebook", "instagram") else item_id


def item_key(site: str, item_id: str) -> str:
    """An item's key, as the warehouse's macro of this name works it out; ``site`` is its platform."""
    named = f"{site}:{canonical_id(site.partition('/')[0], item_id)}"
    return str(UUID(hashlib.md5(named.encode(), usedforsecurity=False).hexdigest()))
