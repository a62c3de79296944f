"""What the policy says of the organisation's own posts, as tables for the marts to join."""

from __future__ import annotations

from typing import Any

from pipelines.own_rules import PLATFORMS, checked_for, own_hosts
from pipelines.policy import Policy

Table = tuple[list[dict[str, Any]], str]


def own_tables(policy: Policy) -> dict[str, Table]:
    """By name: rows and columns."""
    bodies = [{"host": host.casefold(), "class": b.kind, "name": b.name} for b in policy.recognised for host in b.hosts]
    ours = [{"host": host, "class": "own", "name": policy.organisation.name} for host in own_hosts(policy)]
    places = [{"host": host, "class": "platform", "name": host} for host in PLATFORMS]
    meetings = [{"words": words.casefold()} for words in policy.organisation.public_meetings]
    return {
        "source_host": ([*ours, *bodies, *places], "host varchar, class varchar, name varchar"),
        "public_meeting": (meetings, "words varchar"),
        "signpost": ([{"address": policy.organisation.signpost.casefold()}], "address varchar"),
        "outbound": (
            checked_for(policy),
            "category varchar, name varchar, rank integer, threshold double, clause varchar, is_rule boolean",
        ),
    }
