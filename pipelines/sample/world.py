"""What happened on four channels: posts, comments, answers, rounds and removals, before any of it is exported."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.sample import people
    from pipelines.sample.span import Span

CHANNELS = ("website", "facebook", "x", "instagram")
SNOWFLAKE_EPOCH_MS = 1288834974657
X_PAGE, FACEBOOK_PAGE, INSTAGRAM_PAGE = "820000000000000777", "100064000000777", "17841400000000777"
OFFICE, CEO = "office-manager", "ceo"


@dataclass(slots=True)
class OwnPost:
    """Something that the organisation published."""

    channel: str
    id: str
    at: datetime
    topic: str
    text: str
    slug: str
    pull: float
    trashed_at: datetime | None = None


@dataclass(slots=True, eq=False)
class Item:
    """One comment and all that befell it. ``author`` None: the organisation itself."""

    channel: str
    post: OwnPost
    author: people.Person | None
    at: datetime
    text: str
    label: str = "ordinary"
    parent: Item | None = None
    id: str = ""
    likes: int = 0
    event: str = ""
    edited: tuple[datetime, str] | None = None
    approved_at: datetime | None = None
    trashed_at: datetime | None = None
    hidden_at: datetime | None = None
    gone_at: datetime | None = None
    by: str | None = None

    def text_at(self, when: datetime) -> str:
        """The text as it stood then."""
        return self.edited[1] if self.edited and self.edited[0] <= when else self.text

    def there(self, when: datetime) -> bool:
        """Whether the platform still has it."""
        return self.at <= when and not (self.gone_at and self.gone_at <= when)


@dataclass(slots=True)
class Sitting:
    """One round of moderation."""

    channel: str
    started: datetime
    finished: datetime
    covered: datetime
    recorded: datetime
    by: str = OFFICE
    items: int = 0
    note: str = ""


@dataclass(slots=True)
class Removal:
    """A line of the removal register."""

    item: Item
    seen: datetime
    acted: datetime
    action: str
    by: str
    reason: str
    principle: str
    clause: str
    decided: datetime
    screenshot: str = ""


@dataclass(slots=True)
class World:
    """All of it: posts, comments (``Item``), rounds (``Sitting``) and the register of removals."""

    span: Span
    everybody: list[people.Person]
    posts: list[OwnPost] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)

    def on(self, channel: str) -> list[Item]:
        """A channel's comments in order of time."""
        return [i for i in self.items if i.channel == channel]

    def told(self, event: str) -> list[Item]:
        """The comments that belong to one event of the story."""
        return [i for i in self.items if i.event == event]

    def published(self, channel: str, until: datetime, since: datetime | None = None) -> list[OwnPost]:
        """A channel's posts up to a moment."""
        return [p for p in self.posts if p.channel == channel and p.at <= until and (since is None or p.at >= since)]


def snowflake(at: datetime, number: int) -> str:
    """An X id that holds its own time."""
    milliseconds = round(at.timestamp() * 1000) - SNOWFLAKE_EPOCH_MS
    return str((milliseconds << 22) + number % 4096)


def utc(text: str) -> datetime:
    """An instant written as ISO 8601 without zone, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
