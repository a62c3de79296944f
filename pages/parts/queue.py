"""What waits to be read, riskiest first: safeguarding ahead of all, comments that say nearly the same together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pages import Desk
from pages.parts import words
from pipelines.ledger import Ledger
from pipelines.ledger.items import ItemState

STANDING = ("leave_up", "nothing_wrong", "approve")  # decisions after which the words are to be seen by everybody
GONE = ("hidden", "trashed", "spam", "deleted")  # statuses of what nobody can see
TOGETHER = 8  # so many on one screen can still be read
# What a round passed over is no answer to a cry for help; what was edited may have to be judged anew.
_WAITING = """
    with edited as (
        select r.item_key, max(r.first_seen) as edited_at from revision r group by r.item_key
    ),
    likely as (
        select item_key, max(score) as score from score where is_flagged group by item_key
    ),
    recorded as (
        select distinct item_key from event where kind in ('decision', 'doubt_answered') and not is_undone
    )
    select
        c.item_key::varchar as item, c.channel, c.top_category as category, c.status,
        coalesce(l.score < 0.5, false) as is_light,
        coalesce(a.wave, c.item_key)::varchar as wave, coalesce(c.posted_at, c.first_seen) as posted_at,
        c.decided_at is not null and coalesce(e.edited_at <= c.decided_at, true)
            and not (c.decision_basis = 'round' and coalesce(list_contains(c.categories, 'safeguarding'), false))
            as is_decided,
        v.item_key is not null as is_by_ledger, if(e.item_key is null, null, c.text) as text
    from comment c
    left join edited e using (item_key)
    left join likely l using (item_key)
    left join alike a using (item_key)
    left join recorded v using (item_key)
    left join category k on k.category = c.top_category
    where not c.is_own and ($channel is null or c.channel = $channel) and (
        c.decided_at is null or e.item_key is not null
        or c.decision_basis = 'round' and list_contains(c.categories, 'safeguarding')
        or c.item_key in (select unnest($back::uuid[]))
    )
    order by
        not coalesce(list_contains(c.categories, 'safeguarding'), false), c.top_category is null,
        coalesce(k.rank, 900), l.score desc nulls last, coalesce(c.posted_at, c.first_seen), c.item_key
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One comment of the queue, without its words; ``revision`` names these where they were edited.

    ``is_light``: what was found in it is less likely than not, by the score.
    """

    item: str
    channel: str
    category: str | None
    is_light: bool
    wave: str
    status: str
    posted_at: Any
    is_decided: bool
    is_by_ledger: bool
    revision: str | None

    @property
    def is_gone(self) -> bool:
        """Whether nobody can see it any more, or yet, by the platform's own doing or an unknown hand."""
        return self.status in GONE

    @property
    def is_held(self) -> bool:
        """Whether it waits to be published."""
        return self.status == "pending"


@dataclass(slots=True)
class Queue:
    """The queue of one publication and how its comments stand in the record."""

    entries: list[Entry] = field(default_factory=list)
    states: dict[str, ItemState] = field(default_factory=dict)
    size: int = 0  # so many events are known in ``states``

    def catch_up(self, ledger: Ledger) -> None:
        """Takes in every event recorded since the last look, by whoever recorded it."""
        size = ledger.store.size()
        if size > self.size:
            self.states |= ledger.states(after=self.size)
            self.size = size

    def waits(self, entry: Entry) -> bool:
        """Whether nobody has decided on it, or not on these words."""
        state = self.states.get(entry.item)
        if state is None:
            return not entry.is_decided
        if not (state.verb or state.doubt or state.concern):  # undone since, where the decision was one of the record
            return not entry.is_decided or entry.is_by_ledger
        judged = (state.decision or {}).get("revision")
        is_edited = entry.revision is not None and judged not in (None, entry.revision)
        return state.doubt is None and state.verb in STANDING and is_edited

    def undone(self) -> list[str]:
        """Comments whose decision was undone since what is published, so that they are not among the entries."""
        known = {e.item for e in self.entries}
        return [
            k for k, s in self.states.items() if not (s.verb or s.doubt or s.concern or k in known) and s.last_seq
        ]  # fmt: skip

    def left(self) -> list[Entry]:
        """What waits, in order."""
        return [entry for entry in self.entries if self.waits(entry)]


def load(desk: Desk, ledger: Ledger, known: Queue | None = None) -> Queue:
    """The queue of what is published and chosen; of a queue known before, what the record said is kept."""
    queue = Queue()
    if known is not None:
        queue.states, queue.size = known.states, known.size
    else:
        queue.size = int(desk.comments("select coalesce(max(seq), 0)::bigint as seq from event")["seq"].iloc[0])
    queue.catch_up(ledger)
    rows = desk.comments(_WAITING, channel=desk.window.channel, back=queue.undone()).to_dict("records")
    queue.entries = [_entry(ledger, row) for row in rows]
    queue.states |= {e.item: ledger.item(e.item) for e in queue.entries if e.item not in queue.states and e.revision}
    return queue


def _entry(ledger: Ledger, row: Mapping[str, Any]) -> Entry:
    text = None if words.is_missing(row["text"]) else ledger.revision(row["text"])
    category = None if words.is_missing(row["category"]) else str(row["category"])
    return Entry(
        row["item"], row["channel"], category, bool(row["is_light"]), row["wave"], row["status"], row["posted_at"],
        bool(row["is_decided"]), bool(row["is_by_ledger"]), text,
    )  # fmt: skip


def screens(left: Iterable[Entry], apart: Iterable[str] = ()) -> Iterator[list[Entry]]:
    """What is shown and decided together, in order; what is to be looked at apart stands alone.

    Comments of a channel that say nearly the same are one screen; so are a few in which something was found that is
    less likely than not, and a few of those held back in which nothing was found, for these appear to nobody before
    they were read. What nobody can see comes last. Nothing found, and in public: that is no screen but the rest.
    """
    alone, waiting = set(apart), list(left)
    waves: dict[tuple[str, str], int] = {}
    for entry in waiting:
        waves[entry.wave, entry.channel] = waves.get((entry.wave, entry.channel), 0) + 1
    found: dict[tuple[Any, ...], list[Entry]] = {}
    rest = {e.item for e in rested(waiting)} - alone
    for entry in sorted(waiting, key=lambda e: e.is_gone):
        if entry.item in rest:
            continue
        found.setdefault(_place(entry, waves, alone), []).append(entry)
    for together in found.values():
        yield from (together[i : i + TOGETHER] for i in range(0, len(together), TOGETHER))


def _place(entry: Entry, waves: Mapping[tuple[str, str], int], alone: set[str]) -> tuple[Any, ...]:
    if entry.item in alone:
        return ("one", entry.item)
    if entry.is_gone:
        return ("gone", entry.channel)
    if waves[entry.wave, entry.channel] > 1:
        return ("wave", entry.wave, entry.channel, entry.is_held)
    if entry.is_light or entry.category is None:
        return ("few", entry.category, entry.channel, entry.is_held)
    return ("one", entry.item)


def rested(left: Iterable[Entry]) -> list[Entry]:
    """The unflagged rest: in public, nothing found, and nothing found in any that says nearly the same."""
    waiting = list(left)
    flagged = {(e.wave, e.channel) for e in waiting if e.category}
    return [
        e for e in waiting if not (e.category or e.is_gone or e.is_held or (e.wave, e.channel) in flagged)
    ]  # fmt: skip
