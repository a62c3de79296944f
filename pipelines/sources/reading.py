"""What the policy says that bears on reading files."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.policy import Policy


@dataclass(frozen=True, slots=True)
class Reading:
    """What the policy says that bears on reading files.

    ``zone``: the organisation's time zone; ``assumed``: zone by layout name, for files that name none;
    ``date_order``: ``day first`` or ``month first`` by layout name, for files that cannot prove it;
    ``own``: names, handles and ids under which the organisation itself writes, by platform;
    ``tables``: column mappings for tables that no layout knows;
    ``channels``: channel id and platform by the channel's id or name in lower case;
    ``keep_email``, ``keep_ip``: whether the policy states a purpose for authors' addresses.
    """

    zone: str = "Europe/London"
    assumed: Mapping[str, str] = field(default_factory=dict)
    date_order: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tables: Sequence[Mapping[str, Any]] = ()
    channels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    keep_email: bool = False
    keep_ip: bool = False

    @classmethod
    def under(cls, policy: Policy) -> Reading:
        """What this policy says about reading."""
        return cls(
            zone=policy.organisation.zone,
            assumed=policy.reading.zones,
            date_order=policy.reading.date_order,
            own=policy.own_accounts(),
            tables=[dataclasses.asdict(t) for t in policy.tables],
            channels={key.casefold(): (c.id, c.platform) for c in policy.channels for key in (c.name, c.id)},
            keep_email=bool(policy.privacy.keep_email),
            keep_ip=bool(policy.privacy.keep_ip),
        )

    def is_own(self, platform: str, *names: str | None) -> bool | None:
        """Whether one of these names is the organisation's; None when none is known."""
        known = [n.strip().lstrip("@").casefold() for n in names if n]
        if not known or not self.own.get(platform):
            return None
        own = {n.strip().lstrip("@").casefold() for n in self.own[platform]}
        return any(n in own for n in known)
