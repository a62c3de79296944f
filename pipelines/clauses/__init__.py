"""Each sentence of the policy, once: a ``.sql`` file whose head says what it asks and whose query says how it stands.

``clause("S5-11").frame(connection, window)`` gives one row for each channel (``all``: the organisation) and week,
with ``state``, ``reason`` and ``evidence``: what proves it, as ``event:12`` or ``item:<key>``. A query sees the tables
of ``warehouse/marts/figures.sql`` and the tables of ``shared/``: ``week``, ``asked`` (channel by week), ``once``,
``act`` (events that nothing took back). The words are ``-- clause:``, ``-- asks:``, ``-- class:``, ``-- type:``,
``-- how:`` and ``-- rows:`` (the page where the rows are); ``-- on:`` names metrics, each then a table of its rows, and
``-- twelve:`` those whose rows are wanted of the twelve weeks up to the end of each week, by ``week_start``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.errors import DamagedData, UnknownClause
from pipelines.metrics import Window, metric, reading_moment

FOLDER = Path(__file__).parent
STATES = ("breach", "not evidenced", "provisional", "met", "not applicable")  # the worst first
CLASSES = ("automatic", "semi", "attested", "not measurable")
TYPES = ("IN", "OUT", "ACC", "CAD", "ESC", "REACH", "RET", "GOV")
_WORD = re.compile(r"^-- (\w+): (.+(?:\n--   .+)*)$", re.MULTILINE)  # a line indented by three goes on
_ID = re.compile(r"^(?:S(\d)|RH)-(\d+)([a-z]?)$")
_ANSWERS = """create or replace temp table answer
    (number integer, channel varchar, week date, state varchar, reason varchar, evidence varchar[])"""
_ANSWER = "insert into answer select {number}, channel, week, state, reason, evidence from (\n{sql}\n)"
# The rows of all clauses, each with a reason: one query, for planning is what costs.
_STANDING = """
select
    n.number, coalesce(n.channel, 'all') as channel, n.week, coalesce(n.state, 'not evidenced') as state,
    coalesce(nullif(n.reason, ''), case
        when n.state = 'not applicable' then 'the channel was not in use'
        when n.state = 'provisional' and not w.is_over then 'the week is not over'
        when n.state = 'provisional' and a.comments_until_local is null then 'no export of comments is loaded'
        when n.state = 'provisional' then 'the comments held end on ' || day_said(a.comments_until_local)
        when not a.is_kept then 'nothing in the record of moderation speaks of it'
        else 'nothing that was loaded shows either way' end) as reason,
    case when n.state = 'not applicable' then [] else coalesce(n.evidence, []) end as evidence
from answer n join week w on w.week_start = n.week
left join asked a on a.channel = n.channel and a.week_start = n.week
order by n.number, a.position, n.week
"""


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the policy: its words and the query that says how it stands."""

    id: str
    words: dict[str, str]
    sql: str

    @property
    def asks(self) -> str:
        """What it asks, in our words."""
        return self.words["asks"]

    @property
    def kind(self) -> str:
        """How it is shown: automatic, semi, attested or not measurable."""
        return self.words["class"]

    @property
    def section(self) -> str:
        """The policy's section that it stands in; RH is its revision history."""
        return self.id.partition("-")[0].removeprefix("S")

    def frame(self, connection: Any, window: Window) -> pd.DataFrame:
        """How it stands, by channel and week of the window."""
        return standing(connection, window, [self])


def standing(connection: Any, window: Window, clauses: Iterable[Clause] | None = None) -> pd.DataFrame:
    """How every clause stands: ``clause``, ``class``, ``channel``, ``week``, ``state``, ``reason``, ``evidence``."""
    wanted = list(all_clauses().values() if clauses is None else clauses)
    _ready(connection, window, wanted)
    connection.execute(_ANSWERS)
    for number, one in enumerate(wanted):
        connection.execute(_ANSWER.format(number=number, sql=one.sql))
    frame: pd.DataFrame = connection.execute(_STANDING).df()
    asked = [wanted[number] for number in frame["number"]]
    frame = frame.assign(**{"clause": [c.id for c in asked], "class": [c.kind for c in asked]})
    for row in frame[~frame["state"].isin(STATES)].itertuples():
        raise DamagedData(f"clause {row.clause}", f"its query gives the state {row.state}", f"Use one of: {STATES}")
    frame["week"] = [pd.Timestamp(w).date() for w in frame["week"]]
    return frame[["clause", "class", "channel", "week", "state", "reason", "evidence"]]


def _ready(connection: Any, window: Window, clauses: list[Clause]) -> None:
    """What some clauses read: the shared tables and the metrics, each made once."""
    window = replace(window, now=window.now or reading_moment(connection))
    values = {"since": window.since, "until": window.until, "channel": window.channel, "now": window.now}
    shared = [path.read_text(encoding="utf-8") for path in sorted((FOLDER / "shared").glob("*.sql"))]
    words = [*map(_words, shared), *(c.words for c in clauses)]
    for name in dict.fromkeys(name for one in words for name in one.get("on", "").split()):
        connection.register(name, metric(name).rows(connection, window))
    for name in dict.fromkeys(name for one in words for name in one.get("twelve", "").split()):
        connection.register(name, _of_twelve_weeks(connection, name, window))
    for statement in (part for sql in shared for part in connection.extract_statements(sql)):
        connection.execute(statement, {name: values[name] for name in statement.named_parameters})


def _of_twelve_weeks(connection: Any, name: str, window: Window) -> pd.DataFrame:
    found = metric(name)
    ends = [(week, week + timedelta(days=7)) for week in window.weeks]
    return pd.concat([
        found.rows(connection, replace(window, since=end - timedelta(days=84), until=end)).assign(week_start=week)
        for week, end in ends
    ])  # fmt: skip


def _words(sql: str) -> dict[str, str]:
    return {word: " ".join(text.replace("\n--", " ").split()) for word, text in _WORD.findall(sql)}


def worst(states: Iterable[str]) -> str:
    """The gravest of some states; "not applicable" where there is none."""
    return min(states, key=STATES.index, default="not applicable")


@cache
def all_clauses() -> dict[str, Clause]:
    """Every clause by id, in the order of the policy."""
    found = []
    for path in FOLDER.glob("*.sql"):
        sql = path.read_text(encoding="utf-8")
        words = _words(sql)
        found.append(Clause(words["clause"], words, sql))
    return {c.id: c for c in sorted(found, key=lambda c: _place(c.id))}


def _place(clause_id: str) -> tuple[int, int, str]:
    section, number, letter = _ID.match(clause_id).groups()  # type: ignore[union-attr]
    return int(section or 9), int(number), letter


def clause(name: str) -> Clause:
    """The clause of this id.

    Raises:
        UnknownClause: there is none.
    """
    if name not in all_clauses():
        raise UnknownClause("clause", f'"{name}" is no clause', f"Use one of: {', '.join(all_clauses())}")
    return all_clauses()[name]
