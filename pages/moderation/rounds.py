"""Which weeks were moderated, by which rounds, with what gaps, and what was written down late."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import evidence, frame, markup, period, round_form, table, words
from pages.parts.grid import grid
from pages.parts.status import state_of

TITLE = "Rounds"
ASKS = "Was every channel moderated at least weekly, and which rounds show it?"
ORDER = 2
ICON = ":material/event_repeat:"


def render(desk: Desk) -> None:
    """Draws the grid, each week's state with its reason, and the rounds."""
    names = frame.channel_names(desk)
    round_form.draw(desk)
    weeks = desk.window if len(desk.window.weeks) > 1 else period.twelve_weeks(desk.window)
    cadence = desk.metric("cadence", weeks)
    if cadence.empty:
        frame.empty(
            desk,
            "No channel was in use.",
            "Channels are set in the policy; the definitions list them.",
            "See the definitions",
            "definitions",
        )
        return
    markup.show(grid(cadence, weeks, names))
    round_form.backdated(desk, names)
    _rate(desk, names)
    _weeks(cadence[cadence["week_start"] >= pd.Timestamp(desk.window.weeks[0])], names)
    _rounds(desk, names)
    evidence.logged(desk, names)


def _rate(desk: Desk, names: dict[str, str]) -> None:
    rate = desk.metric("cadence_rate")
    rows = [
        (names.get(r.channel, words.sentence(r.channel)), [
            f"{r.numerator} of {r.denominator}", words.share(r.numerator, r.denominator), f"{r.in_breach}",
            f"{r.not_evidenced}", f"{r.provisional}",
        ])
        for r in rate.itertuples()
    ]  # fmt: skip
    st.header("How many weeks were met", anchor=False)
    st.markdown(
        f"Channel-weeks, {period.told(desk.window)}. A week without evidence stays in the count; "
        "provisional weeks stand beside it."
    )
    markup.show(
        markup.table(
            "Weeks met, by channel",
            ["Channel", "Met", "Share", "In breach", "Not evidenced", "Provisional"],
            rows,
            numbers=True,
        )
    )


def _weeks(cadence: pd.DataFrame, names: dict[str, str]) -> None:
    """Each channel and week with its state in both readings, its gap and the reason."""
    st.header("Gaps and reasons", anchor=False)
    rows = []
    for row in cadence.sort_values("week_start", ascending=False, kind="stable").to_dict("records"):
        gap = row["largest_gap_days"]
        told = words.NOTHING if words.is_missing(gap) else f"{gap:.1f} days"
        cells = [
            state_of(row["state"]).html,
            state_of(row["state_a"]).html,
            state_of(row["state_b"]).html,
            f"{row['rounds']}",
            told,
            markup.escape(row.get("reason")),
        ]
        rows.append((f"{names.get(row['channel'], row['channel'])}, {words.on(row['week_start'])}", cells))
    head = ["Channel, week of", "State", "By the calendar", "By the interval", "Rounds", "Longest gap", "Why"]
    markup.show(markup.table("State of each channel and week", head, rows))


def _rounds(desk: Desk, names: dict[str, str]) -> None:
    if not desk.visitor.sees_text:
        return
    st.header("Rounds", anchor=False)
    window = desk.window
    rounds = desk.comments(
        "select p.*, coalesce(r.is_late_record, false) as is_late from round_person p "
        "left join round r on r.channel = p.channel "
        "and r.ended_at is not distinct from p.ended_at and r.started_at is not distinct from p.started_at "
        "where p.day >= $since and p.day < $until and ($channel is null or p.channel = $channel) "
        "order by p.ended_at desc limit 500",
        since=window.since, until=window.until, channel=window.channel,
    )  # fmt: skip
    if rounds.empty:
        frame.empty(
            desk,
            f"No round is recorded in the {period.told(window)}.",
            "A moderation log that covers it would fill this table.",
            "Load a moderation log",
        )
        return
    late = int(rounds["is_late"].sum())
    if late:
        st.markdown(
            f"{words.count(late, 'round')} {'was' if late == 1 else 'were'} written down later than the local choice "
            "allows."
        )
    zone = desk.publication["zone"]
    shown = rounds.assign(
        channel=rounds["channel"].map(lambda c: names.get(c, c)),
        record=rounds["is_late"].map({True: "◔ late", False: "✓ in time"}),
    )
    for column in ("started_at", "ended_at", "covered_through", "recorded_at"):
        shown[column] = rounds[column].map(lambda value: words.instant(value, zone))
    columns = {
        "channel": "Channel", "actor": "By whom", "started_at": "Began", "ended_at": "Ended",
        "covered_through": "Covered up to",
        "items_seen": "Comments seen", "recorded_at": "Written down", "record": "Record", "note": "Note",
    }  # fmt: skip
    table.show(shown, columns, "Rounds in the period")
