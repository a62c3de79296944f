"""The weeks that a sample covers, in London's time, and when things are done in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
LAST_SUNDAY = date(2026, 4, 12)
WEEK = timedelta(days=7)


def london(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A wall-clock time in London as an instant."""
    return datetime.combine(day, time(hour, minute, second), LONDON).astimezone(UTC)


def shown(at: datetime | None) -> str:
    """An instant as staff write it down: London's wall clock to the minute."""
    return at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M") if at else ""


@dataclass(frozen=True, slots=True)
class Span:
    """So many ISO weeks up to Sunday 12 April 2026."""

    weeks: int

    @property
    def mondays(self) -> list[date]:
        """The first day of each week."""
        first = LAST_SUNDAY - self.weeks * WEEK + timedelta(days=1)
        return [first + i * WEEK for i in range(self.weeks)]

    @property
    def start(self) -> datetime:
        """When the first week begins."""
        return london(self.mondays[0], 0)

    @property
    def end(self) -> datetime:
        """When the last week ends."""
        return london(LAST_SUNDAY + timedelta(days=1), 0)

    @property
    def exports(self) -> list[datetime]:
        """The Monday mornings on which each week was exported."""
        return [london(m + WEEK, 8) for m in self.mondays]

    @property
    def as_of(self) -> datetime:
        """The moment at which the sample stands still."""
        return london(LAST_SUNDAY + timedelta(days=1), 9)

    def holds(self, day: date) -> bool:
        """Whether a day lies in one of the weeks."""
        return self.mondays[0] <= day <= LAST_SUNDAY
