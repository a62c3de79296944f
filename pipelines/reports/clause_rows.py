"""How the policy's clauses stand in a week, as a report tells it."""

from __future__ import annotations

import re
from typing import Any

from pipelines.clauses import all_clauses
from pipelines.reports import Report
from pipelines.reports.states import BREACH, MET, NOT_APPLICABLE, NOT_EVIDENCED, PROVISIONAL

_SHOWN = {s.word: s.text for s in (MET, BREACH, NOT_EVIDENCED, PROVISIONAL, NOT_APPLICABLE)}
_NUMBER = re.compile(r"\d")
HEADS = ["Clause", "What it asks", "How it is shown", "Channel", "State", "Why"]
# A reason may count single comments.
NOT_TOLD = "not told here: the reason holds numbers"


def standing_rows(report: Report) -> tuple[list[str], list[list[Any]]]:
    """A row for each clause and channel of the week; reasons that count are told in the exact report alone."""
    clauses = all_clauses()
    frame = report.source.standing(report.week)
    rows = [
        [
            row["clause"], clauses[row["clause"]].asks, row["class"],
            "whole organisation" if row["channel"] == "all" else report.names.get(row["channel"], row["channel"]),
            _SHOWN[row["state"]],
            row["reason"] if report.exact or not _NUMBER.search(str(row["reason"])) else NOT_TOLD,
        ]
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return HEADS, rows
