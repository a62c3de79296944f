"""What waits to be read, riskiest first: safeguarding ahead of all, comments that say nearly the same together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
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

    @property
    def place(self) -> tuple[str, bool, bool]:
        """What it shares with all that the same decisions are open to."""
        return self.channel, self.is_held, self.is_gone


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


def screen(left: Sequence[Entry], apart: Iterable[str] = ()) -> list[Entry]:
    """What is shown and decided together next; what is to be looked at apart stands alone.

    Comments of a channel that say nearly the same are one screen; so are a few in which something was found that is
    less likely than not, and a few of those held back in which nothing was found, for these appear to nobody before
    they were read. What nobody can see comes last. Nothing found, and in public: that is on no screen but the rest.
    """
    alone, flagged = set(apart), _flagged(left)
    public = (e for e in left if not e.is_gone and (e.item in alone or not _is_rest(e, flagged)))
    first = next(public, None) or next((e for e in left if e.is_gone), None)
    if first is None or first.item in alone:
        return [first] if first else []
    wave = [e for e in left if e.wave == first.wave and e.place == first.place and e.item not in alone]
    if not first.is_gone and (len(wave) > 1 or not (first.is_light or first.category is None)):
        return wave[:TOGETHER]
    like = [e for e in left if e.channel == first.channel and e.place == first.place and e.item not in alone]
    if first.is_gone:
        return like[:TOGETHER]
    waves = Counter(e.wave for e in like)
    few = (e for e in like if e.category == first.category and (e.is_light or not e.category) and waves[e.wave] == 1)
    return list(islice(few, TOGETHER))


def rested(left: Iterable[Entry]) -> list[Entry]:
    """The unflagged rest: in public, nothing found, and nothing found in any that says nearly the same."""
    waiting = list(left)
    flagged = _flagged(waiting)
    return [e for e in waiting if _is_rest(e, flagged)]


def _flagged(left: Iterable[Entry]) -> set[tuple[str, str]]:
    return {(e.wave, e.channel) for e in left if e.category}


def _is_rest(entry: Entry, flagged: set[tuple[str, str]]) -> bool:
    in_public = not (entry.category or entry.is_gone or entry.is_held)
    return in_public and (entry.wave, entry.channel) not in flagged
