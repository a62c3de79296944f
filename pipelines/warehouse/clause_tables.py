"""What clauses are judged by, as the policy says it: versions, roles, what a person attests, what is left open."""

from __future__ import annotations

from dataclasses import asdict

from pipelines.policy import Policy
from pipelines.warehouse.own_tables import Table


def clause_tables(policy: Policy) -> dict[str, Table]:
    """Tables of the staging area by name: their rows and their columns."""
    hosts = [{"channel": c.id, "host": host} for c in policy.channels for host in c.hosts]
    return {
        "policy_version": _version(policy),
        "own_host": (hosts, "channel varchar, host varchar"),
        "retention": _retention(policy),
        "role": _roles(policy),
        "attestation_asked": _attestations(policy),
        "open_question": _questions(policy),
    }


def _version(policy: Policy) -> Table:
    version = policy.policy
    row = {
        "title": version.title, "version": version.version, "effective": version.effective,
        "signpost": policy.organisation.signpost,
    }  # fmt: skip
    return [row], "title varchar, version varchar, effective date, signpost varchar"


def _retention(policy: Policy) -> Table:
    kept = asdict(policy.retention).items()
    rows = [{"kind": name.removesuffix("_days"), "days": days} for name, days in kept if name.endswith("_days")]
    return rows, "kind varchar, days integer"


def _roles(policy: Policy) -> Table:
    rows = [
        {
            "role": r.id, "name": r.name, "is_paid": r.paid_staff, "keys": r.keys, "decides_first": r.decides_first,
            "takes_doubt": r.takes_doubt, "final_word": r.final_word, "position": i,
        }
        for i, r in enumerate(policy.roles)
    ]  # fmt: skip
    columns = (
        "role varchar, name varchar, is_paid boolean, keys varchar[], decides_first boolean, takes_doubt integer, "
        "final_word boolean, position integer"
    )
    return rows, columns


def _attestations(policy: Policy) -> Table:
    rows = [
        {"subject": a.id, "clause": a.clause, "name": a.name, "every_days": a.every_days, "position": i}
        for i, a in enumerate(policy.attestations)
    ]
    return rows, "subject varchar, clause varchar, name varchar, every_days integer, position integer"


def _questions(policy: Policy) -> Table:
    rows = [
        {"id": q.id, "asks": q.asks, "choice": q.choice, "clauses": q.clauses, "position": i}
        for i, q in enumerate(policy.open_questions)
    ]
    return rows, "id varchar, asks varchar, choice varchar, clauses varchar[], position integer"
