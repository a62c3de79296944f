"""Tables that no layout knows, read as policy.toml says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.records import Batch, Record
from pipelines.sources.export import Export


class MappedTable:
    """A layout made of one [[tables]] entry of the policy."""

    CANNOT_SHOW = ("anything but the mapped columns",)

    def __init__(self, mapping: Mapping[str, Any]) -> None:
        self.mapping = mapping
        self.LAYOUT = str(mapping["name"])
        self.PLATFORM = str(mapping.get("platform") or "other")

    def recognises(self, export: Export) -> bool:
        """Whether the table has all the columns that the policy requires."""
        return export.table(*self.mapping["requires"]) is not None

    def read(self, export: Export) -> Iterator[Record | Batch]:
        """The rows as the policy maps them."""
        raise NotImplementedError
