import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.policy import load_policy
from pipelines.records import Comment, FileRecord, Record, Round
from pipelines.warehouse import Warehouse
from pipelines.warehouse.build import publish
from pipelines.warehouse.published import Published

POLICY = load_policy(Path(__file__).parents[2] / "policy.toml")
_numbers = itertools.count()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def comment(
    id: str, posted: str, text: str = "Waited five weeks", *, platform: str = "facebook", **more: Any
) -> Comment:
    return Comment(
        line=1, platform=platform, id=id, posted_at=at(posted), posted_at_raw=posted, zone="in file", text=text, **more
    )


def round_(channel: str, started: str, ended: str | None, covered: str | None = None, **more: Any) -> Round:
    return Round(
        line=1, platform=channel, channel=channel, started_at=at(started), ended_at=at(ended) if ended else None,
        covered_through=at(covered) if covered else None, **more,
    )  # fmt: skip


class Desk:
    """A warehouse and what it published, for a test."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def load(self, captured: str, *records: Record, **file: Any) -> None:
        """One export, as it was on a day."""
        when = date.fromisoformat(captured)
        sha = file.pop("sha256", f"file {next(_numbers)}")
        found = FileRecord(
            **(
                {
                    "layout": "test",
                    "platform": "facebook",
                    "sha256": sha,
                    "captured_on": when,
                    "counts": {"rows": len(records)},
                }
                | file
            )
        )
        with Warehouse(self.data, POLICY) as warehouse:
            warehouse.declare(False, None)
            warehouse.load(f"{captured}.json", iter(records), lambda: found)

    def published(self, detectors: str = "none") -> Published:
        """The publication of what is loaded."""
        with Warehouse(self.data, POLICY) as warehouse:
            publish(warehouse, detectors, "patterns", {})
        return Published(self.data)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


Loader = Callable[..., None]
