"""Below the tiles of the week: what was taken down and why, how complete the exports are, and how sound the record."""

from __future__ import annotations

import pandas as pd

from pages import Desk
from pages.parts import flags, markup, words
from pages.parts.status import MET, NOT_EVIDENCED
from pipelines.metrics import Window

_SUBJECTS = {"comments": "Comments", "figures": "Figures of reach"}


def below(desk: Desk, week: Window, names: dict[str, str]) -> str:
    """The three parts as HTML, from figures alone."""
    parts = [
        ("Taken down, by reason", _reasons(desk, week, names)),
        ("Completeness of the exports", _exports(desk, week, names)),
        ("The record", _record(desk)),
    ]  # fmt: skip
    return "".join(f"<h2>{head}</h2>{body}" for head, body in parts)


def _reasons(desk: Desk, week: Window, names: dict[str, str]) -> str:
    rate = desk.metric("removal_rate", week)
    told = rate[(rate["numerator"] > 0) | (rate["is_all_reasons"] & (rate["denominator"] > 0))]
    if told.empty:
        return "<p>? Not evidenced: nothing reviewed or taken down is known of this week.</p>"
    rows = [
        (f"{names.get(r.channel, words.sentence(r.channel))}: {_reason(r.reason, r.outcome)}", [
            f"{r.numerator:,} of {r.denominator:,}", words.interval(r.low, r.high), markup.escape(flags.told(r.flag)),
        ])
        for r in told.itertuples()
    ]  # fmt: skip
    head = ["Channel and reason", "Taken down", "95% interval", "Exports"]
    table = markup.table("Taken down by reason", head, rows, numbers=True)
    return f"{table}<p>{markup.link('The items', markup.address('removals', week), 'The items taken down')}</p>"


def _reason(reason: str, outcome: str) -> str:
    return f"{outcome}, all reasons" if reason == "all" else reason


def _exports(desk: Desk, week: Window, names: dict[str, str]) -> str:
    complete = desk.metric("completeness", week)
    known = {(r.channel, r.subject): r.flag for r in complete.itertuples()}
    told = {pair: markup.escape(flags.told(flag)) for pair, flag in known.items()}
    shown = [(channel, name) for channel, name in names.items() if week.channel in (None, channel)]
    rows = [(name, [told.get((channel, s), "– not asked for") for s in _SUBJECTS]) for channel, name in shown]
    table = markup.table("Completeness of this week's exports", ["Channel", *_SUBJECTS.values()], rows)
    return f"{table}<p>{markup.link('The exports', markup.address('imports', week), 'The exports loaded')}</p>"


def _record(desk: Desk) -> str:
    """How far the record reaches and how much of it a checkpoint covers; whether it is sound only verify can say."""
    found = desk.figures(
        "select max(seq) as size, max(seq) filter (kind = 'checkpoint_made') as covered, "
        "max(day) filter (kind = 'checkpoint_made') as day from event"
    ).iloc[0]
    if pd.isna(found["size"]):
        return f"<p>{NOT_EVIDENCED.html}: no record of moderation is in use.</p>"
    if pd.isna(found["covered"]):
        return f"<p>{NOT_EVIDENCED.html}: {found['size']:,.0f} events, and no checkpoint yet.</p>"
    tail, since = int(found["size"] - found["covered"]), words.on(pd.Timestamp(found["day"]).date())
    state = NOT_EVIDENCED.named(f"{words.count(tail, 'event')} since") if tail else MET.named("no event since")
    told = f"{found['size']:,.0f} events as last published; last checkpoint on {since}"
    opened = markup.link("The record", markup.address("decisions", desk.window), "The record of decisions")
    return f"<p>{markup.escape(told)}: {state}. {opened}</p>"
