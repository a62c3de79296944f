"""Whose a record is: refused rather than guessed where the policy has several channels on one platform."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import ChannelUnclear
from pipelines.policy import Policy
from pipelines.records import FileRecord


@dataclass(slots=True)
class Placing:
    """One file on its way in: ``channel`` is what somebody said it belongs to, None where nobody did."""

    policy: Policy
    name: str
    channel: str | None
    is_placed: bool = field(default=False, init=False)

    def checked(self, tables: Iterable[tuple[str, pa.Table]]) -> Iterator[tuple[str, pa.Table]]:
        """The same tables.

        Raises:
            ChannelUnclear: a record names no channel where its platform has several, or one of another is said.
        """
        for kind, table in tables:
            if kind != "reject" and table.num_rows:
                unsaid = pc.is_null(table["channel"])
                for platform in pc.unique(table["platform"].filter(unsaid)).to_pylist():
                    self._check(platform)
                self.is_placed = True
            yield kind, table

    def finish(self, file: FileRecord) -> FileRecord:
        """The file's record, for a file without records checked itself.

        Raises:
            ChannelUnclear: as above.
        """
        if not self.is_placed and file.channel is None and file.platform is not None:
            self._check(file.platform)
        return file

    def _check(self, platform: str) -> None:
        known = self.policy.channels_of(platform)
        if self.channel is None and len(known) > 1:
            raise ChannelUnclear(
                self.name, f"it does not say which channel of {platform} it is of: {', '.join(known)}",
                "Load it by itself with --channel",
            )  # fmt: skip
        if self.channel is not None and known and self.channel not in known:
            raise ChannelUnclear(
                self.name, f'this is an export of {platform}, and the channel "{self.channel}" is none of its',
                f"Load it with --channel {' or '.join(known)}",
            )  # fmt: skip
