"""What the policy says of the organisation's own posts, and the platforms' hosts, as tables for the marts to join."""

from __future__ import annotations

from typing import Any

from pipelines.own_rules import checked_for, source_hosts
from pipelines.platforms import HOSTS, NAMES
from pipelines.policy import Policy

Table = tuple[list[dict[str, Any]], str]


def own_tables(policy: Policy) -> dict[str, Table]:
    """By name: rows and columns."""
    hosts = [{"host": host, "class": kind, "name": name} for host, kind, name in source_hosts(policy)]
    meetings = [{"words": words.casefold()} for words in policy.organisation.public_meetings]
    return {
        "source_host": (hosts, "host varchar, class varchar, name varchar"),
        "platform_host": (
            [{"host": host, "platform": platform} for host, platform in (HOSTS | NAMES).items()],
            "host varchar, platform varchar",
        ),
        "public_meeting": (meetings, "words varchar"),
        "signpost": ([{"address": policy.organisation.signpost.casefold()}], "address varchar"),
        "outbound": (
            checked_for(policy),
            "category varchar, name varchar, rank integer, threshold double, clause varchar, is_rule boolean",
        ),
    }
