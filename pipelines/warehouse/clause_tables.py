"""What clauses are judged by, as the policy says it: versions, roles, what a person attests, what is left open."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipelines.policy import Policy


def clause_tables(policy: Policy) -> dict[str, tuple[list[dict[str, Any]], str]]:
    """Tables of the staging area by name: their rows and their columns."""
    version = policy.policy
    named = {
        "title": version.title, "version": version.version, "effective": version.effective,
        "signpost": policy.organisation.signpost,
    }  # fmt: skip
    return {
        "policy_version": ([named], "title varchar, version varchar, effective date, signpost varchar"),
        "own_host": (
            [{"channel": c.id, "host": host} for c in policy.channels for host in c.hosts],
            "channel varchar, host varchar",
        ),
        "retention": (
            [
                {"kind": name.removesuffix("_days"), "days": days}
                for name, days in asdict(policy.retention).items()
                if name.endswith("_days")
            ],
            "kind varchar, days integer",
        ),
        "role": (
            [
                {
                    "role": r.id, "name": r.name, "is_paid": r.paid_staff, "keys": r.keys,
                    "decides_first": r.decides_first, "takes_doubt": r.takes_doubt, "final_word": r.final_word,
                    "position": i,
                }
                for i, r in enumerate(policy.roles)
            ],
            "role varchar, name varchar, is_paid boolean, keys varchar[], decides_first boolean, takes_doubt integer, "
            "final_word boolean, position integer",
        ),
        "attestation_asked": (
            [
                {"subject": a.id, "clause": a.clause, "name": a.name, "every_days": a.every_days, "position": i}
                for i, a in enumerate(policy.attestations)
            ],
            "subject varchar, clause varchar, name varchar, every_days integer, position integer",
        ),
        "open_question": (
            [
                {"id": q.id, "asks": q.asks, "choice": q.choice, "clauses": q.clauses, "position": i}
                for i, q in enumerate(policy.open_questions)
            ],
            "id varchar, asks varchar, choice varchar, clauses varchar[], position integer",
        ),
    }  # fmt: skip
