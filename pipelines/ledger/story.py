"""An invented story, recorded at the moments at which it would have been written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from pipelines.errors import BadInput
from pipelines.ledger.pack import make_checkpoint
from pipelines.ledger.record import Ledger
from pipelines.policy import Policy


class Written(Protocol):
    """One event of it."""

    @property
    def at(self) -> datetime:
        """When it was written down."""

    @property
    def event(self) -> Mapping[str, Any]:
        """What it says; of the kind ``checkpoint``: that one was taken."""

    @property
    def is_imported(self) -> bool:
        """Whether it came from outside."""


def record_story(data: Path, policy: Policy, story: Iterable[Written]) -> int:
    """Records a story, in order, once however often it is told; returns how many events the ledger then has.

    Raises:
        BadInput: the ledger holds events that are none of it.
    """
    told = list(story)
    clock = told[0].at
    with Ledger(data, policy, lambda: clock) as ledger:
        is_fresh = not ledger.store.size()
        if not is_fresh and all(ledger.store.event(str(w.event.get("id"))) is None for w in told[:50]):
            raise BadInput("--ledger", "the ledger holds events that are no sample", "Use another folder with --data")
        for written in told:
            clock = written.at
            if written.event["kind"] != "checkpoint":
                ledger.record(_less(ledger, written.event), is_imported=written.is_imported)
            elif is_fresh:
                make_checkpoint(ledger, written.event["actor"])
        return ledger.store.size()


def _less(ledger: Ledger, event: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was left standing the wording is named and not kept."""
    if event.get("decision") in ("nothing_wrong", "approve") and "text" in event:
        return {n: v for n, v in event.items() if n != "text"} | {"revision": ledger.revision(event["text"])}
    return dict(event)
