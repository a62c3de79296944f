"""What a proof of the record found, and how it is said: never more than was shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.ledger.checkpoint import Checkpoint


@dataclass(slots=True)
class Verdict:
    """What was found: ``first_bad`` is the number of the first event that is not as it was recorded."""

    size: int = 0
    protected: int = 0
    kept: Checkpoint | None = None
    first_bad: int | None = None
    first_bad_id: str | None = None
    last_bad: int | None = None  # where only a range is known, its end
    why: str = ""
    told: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.why

    def lines(self) -> list[str]:
        """The same in words; never more than was shown."""
        if not self.is_sound:
            which = "" if self.first_bad is None else f" event {self.first_bad}"
            which = f" one of events {self.first_bad} to {self.last_bad}" if self.last_bad else which
            named = f" (id {self.first_bad_id})" if self.first_bad_id else ""
            return [f"not sound:{which}{named}: {self.why}", *self.told]
        said = [f"{self.size} events agree with each other and with the tree above them"]
        if self.kept:
            said.append(f"the first {self.protected} are those of the checkpoint of {self.kept.time}")
        if self.protected < self.size or not self.size:
            said.append(f"events after {self.protected} are protected by no checkpoint that somebody else keeps")
        return said + self.told
