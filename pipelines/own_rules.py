"""What the organisation's own posts are checked for: the clause of each category, and rules that stand beside scores.

Categories themselves, with their thresholds, are the policy's; these are rules that need no score.
"""

from __future__ import annotations

from pipelines.platforms import HOSTS
from pipelines.policy import Policy

# Rules that files and facts decide, not scores: name and clause.
RULES = {
    "no_signpost": ("A question answered without our address", "S6-7"),
    "thread": ("More than one answer of ours to one person", "S6-7"),
    "no_disclaimer": ("A campaign shared without saying that we do not campaign", "S6-9"),
    "unlisted_source": ("A source outside the register of recognised bodies", "S6-6"),
    "private_meeting": ("A meeting that is not public", "S5-10"),
    "out_of_date": ("An event or closing day that has passed", "S3-2"),
}
CLAUSES = {
    "personal_data": "S5-6", "confidential": "S5-5", "defamation": "S6-12", "advice": "S4-2", "conversation": "S6-7",
    "campaign": "S4-3", "political": "S6-8", "religious": "S6-8", "legal": "S6-8", "personal_gain": "S6-10",
    "personal_view": "S6-11", "tone": "S5-16", "spelling": "S5-17",
}  # fmt: skip


def checked_for(policy: Policy) -> list[dict[str, object]]:
    """Everything that a post of our own may be asked about, first asked first."""
    outbound = sorted((c for c in policy.categories if c.direction == "outbound"), key=lambda c: c.rank)
    scored: list[dict[str, object]] = [
        {
            "category": c.scored_as, "name": c.name, "rank": c.rank, "threshold": c.threshold,
            "clause": CLAUSES.get(c.scored_as, "S6-1"), "is_rule": False,
        }
        for c in outbound
    ]  # fmt: skip
    last = max((c.rank for c in outbound), default=0)
    ruled: list[dict[str, object]] = [
        {
            "category": name, "name": told, "rank": last + place, "threshold": None, "clause": clause,
            "is_rule": True,
        }
        for place, (name, (told, clause)) in enumerate(RULES.items(), start=1)
    ]  # fmt: skip
    return [*scored, *ruled]


def source_of(policy: Policy, host: str) -> tuple[str, str]:
    """What kind of source a host is, and whose: the longest host of the register that it lies below, if any."""
    known = sorted(source_hosts(policy), key=lambda known: -len(known[0]))
    return next(((kind, name) for at, kind, name in known if host == at or host.endswith(f".{at}")), ("unlisted", ""))


def source_hosts(policy: Policy) -> list[tuple[str, str, str]]:
    """Every host of the register: its kind and whose it is; with them our own, and the platforms': nobody's."""
    bodies = [(host.casefold(), b.kind, b.name) for b in policy.recognised for host in b.hosts]
    ours = [(host, "own", policy.organisation.name) for host in own_hosts(policy)]
    return [*ours, *bodies, *((host, "platform", host) for host in HOSTS)]


def own_hosts(policy: Policy) -> list[str]:
    """The hosts of the organisation's own website: those of its channels, and those that it names as its own."""
    named = [c.casefold() for c in policy.organisation.own_contacts if "@" not in c and "." in c]
    return list(dict.fromkeys([*(host.casefold() for c in policy.channels for host in c.hosts), *named]))
