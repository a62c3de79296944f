"""What was taken down, why, how quickly, and whether it is really gone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import evidence, flags, frame, markup, period, reconciled, removed, takedowns, words
from pages.parts.status import BREACH, MET, NOT_EVIDENCED, PROVISIONAL

TITLE = "Removals"
ASKS = "What was taken down or declined, for which reason, how quickly, and is it gone?"
ORDER = 3
ICON = ":material/delete_sweep:"

GRADES = {
    "recorded and confirmed": MET, "recorded, not yet confirmed": PROVISIONAL, "recorded but still visible": BREACH,
    "absent, cause unknown": NOT_EVIDENCED, "hidden, unrecorded": NOT_EVIDENCED,
}  # fmt: skip


def render(desk: Desk) -> None:
    """Draws removals by reason and by grade, the time they took, and what disappeared."""
    names = frame.channel_names(desk)
    _unconfirmed(desk)
    _against_record(desk)
    _reasons(desk, names)
    _grades(desk, names)
    evidence.unheld(desk)
    _times(desk, names)
    _disappeared(desk, names)


def _unconfirmed(desk: Desk) -> None:
    """Decided in the record, and not known to be gone: done here, or confirmed by whoever looks."""
    if desk.ledger is not None and desk.visitor.sees_text:
        states = takedowns.open_states(desk, desk.ledger)
        takedowns.draw(desk, desk.ledger, takedowns.of_items(desk, states), "To be done, or to be confirmed")


def _against_record(desk: Desk) -> None:
    """Whether what is shown below of the record stands in it; the record is read as it is now, and never held up."""
    if desk.ledger is None:
        return
    st.header("The removals against the record", anchor=False)
    found = removed.removals(desk, desk.ledger)
    whole = f"{words.count(found.published, 'removal')} taken from the record, each with the decision that it holds."
    reconciled.draw(found, whole, "no removal of this period rests on the record")


def _reasons(desk: Desk, names: dict[str, str]) -> None:
    st.header("By reason", anchor=False)
    rate = desk.metric("removal_rate")
    if not rate["denominator"].sum() and not rate["numerator"].sum():
        frame.empty(
            desk,
            f"Nothing reviewed or taken down is known of the {period.told(desk.window)}.",
            "Exports of comments and of moderation would fill this table.",
        )
        return
    st.markdown(
        "Of the comments posted in the period and reviewed. The website declines before, social channels remove after: "
        "the two are never added up."
    )
    rows = [
        (f"{names.get(r.channel, words.sentence(r.channel))}: {_reason(r.reason, r.outcome)}", [
            f"{r.numerator:,} of {r.denominator:,}", words.share(r.numerator, r.denominator),
            words.interval(r.low, r.high), f"{r.unrecorded:,}", markup.escape(flags.told(r.flag)),
        ])
        for r in rate.itertuples()
        if r.denominator or r.numerator or r.unrecorded
    ]  # fmt: skip
    head = ["Channel and reason", "Taken down", "Share", "95% interval", "Without a record", "Exports"]
    markup.show(markup.table("Taken down by reason", head, rows, numbers=True))


def _reason(reason: str, outcome: str) -> str:
    return f"{outcome}, all reasons" if reason == "all" else reason


def _removals(desk: Desk) -> pd.DataFrame:
    window = desk.window
    found = desk.figures(
        "with told as (select *, null as may_be from removal union all by name "
        "select *, 'absent, cause unknown' as grade, false as is_still_visible from disappeared) "
        "select r.*, r.item_key::varchar as item, coalesce(p.name, r.may_be, "
        "if(r.is_reasoned, 'written in the register', 'a ground ' || r.principle), 'no reason recorded') as why, "
        "p.id is null and r.may_be is null as is_unnamed "
        "from told r left join principle p on p.id = r.principle "
        "where r.day >= $since and r.day < $until and ($channel is null or r.channel = $channel) "
        "order by r.is_still_visible desc, r.removed_at desc nulls last, r.posted_at limit 500",
        since=window.since, until=window.until, channel=window.channel,
    )  # fmt: skip
    written = _written(desk, list(found.loc[found["is_unnamed"], "item"]))
    return found.assign(why=[written.get(item, why) for item, why in zip(found["item"], found["why"], strict=True)])


def _written(desk: Desk, items: list[str]) -> dict[str, str]:
    """What staff wrote into a register as the reason, for whoever may see text, by comment."""
    if not items or not desk.visitor.sees_text:
        return {}
    told = desk.comments(
        "select item_key::varchar as item, last(coalesce(reason, principle) order by at_time nulls first) as note "
        "from action where item_key in (select unnest($items::uuid[])) and coalesce(reason, principle) is not null "
        "group by item_key",
        items=items,
    )
    return dict(zip(told["item"], told["note"], strict=True))


def _grades(desk: Desk, names: dict[str, str]) -> None:
    """Every item taken down, what is visible still first, each leading to its comment."""
    st.header("Is it gone?", anchor=False)
    found = _removals(desk)
    if found.empty:
        frame.empty(
            desk,
            f"Nothing was taken down of what was posted in the {period.told(desk.window)}.",
            "A removal shows once a moderation log or a later export holds it.",
            "See the imports",
        )
        return
    counts = found["grade"].value_counts()
    parts = [
        f"{state.sign} {markup.escape(f'{words.sentence(grade)}: {counts[grade]:,}')}"
        for grade, state in GRADES.items()
        if grade in counts
    ]
    markup.show(f"<p>{' &emsp; '.join(parts)}</p>")
    if "absent, cause unknown" in counts:
        st.markdown("What is absent with its cause unknown is never counted as taken down by us.")
    rows = [_item(desk, r, names.get(r["channel"], r["channel"])) for r in found.to_dict("records")]
    markup.show(
        markup.table("Items taken down", ["Posted", "Action", "Reason", "Is it gone?", "In public view", "Row"], rows)
    )


def _item(desk: Desk, r: dict[str, Any], name: str) -> tuple[str, list[str]]:
    """One item's row: what was done, why, whether it is gone and how long it stood."""
    state, posted = GRADES.get(r["grade"], NOT_EVIDENCED), words.instant(r["posted_at"], desk.publication["zone"])
    hours = words.NOTHING if words.is_missing(r["hours_visible"]) else words.duration(r["hours_visible"] * 60)
    href = markup.address("comments", desk.window, item=r["item"])
    cells = [
        markup.escape(words.NOTHING if words.is_missing(r["action"]) else words.sentence(r["action"])),
        markup.escape(r["why"]),
        state.named(words.sentence(r["grade"])),
        hours,
    ]
    return f"{name}, {posted}", [*cells, markup.link("Open", href, f"Open the comment on {name} posted {posted}")]


def _times(desk: Desk, names: dict[str, str]) -> None:
    st.header("Time to removal", anchor=False)
    times = desk.metric("time_to_removal")
    if times.empty:
        frame.empty(
            desk,
            "No removal on a social channel has a time in this period.",
            "A moderation log with times would fill this table.",
        )
        return
    rows = [
        (f"{names.get(r['channel'], r['channel'])}, {words.on(r['week_start'])}: {r['category']}", [
            f"{r['items']:,}", words.share(r["numerator"], r["denominator"]), r["decision_median"] or words.NOTHING,
            r["posting_median"] or words.NOTHING, markup.escape(flags.told(r["flag"])),
        ])
        for r in times.to_dict("records")
    ]  # fmt: skip
    markup.show(
        markup.table(
            "Time to removal",
            ["Channel, week, category", "Items", "In time", "From decision, median", "From posting, median", "Exports"],
            rows,
            numbers=True,
        )
    )


def _disappeared(desk: Desk, names: dict[str, str]) -> None:
    st.header("Disappeared without a record", anchor=False)
    gone = desk.metric("disappeared")
    seen = gone[gone["value"].fillna(0) > 0]
    unknown = sorted({names.get(c, c) for c in gone.loc[gone["state"] == "NOT EVIDENCED", "channel"]})
    st.markdown(
        "In an earlier export, absent from a later one, with no removal on record: the author, the platform or an "
        "unlogged hand. What came and went between two exports cannot be known."
    )
    if unknown:
        st.markdown(
            f"? Not evidenced for {words.plain(words.listing(unknown))}: fewer than two complete exports since then."
        )
    if seen.empty:
        st.markdown("None is known.")
        return
    href = markup.address("comments", desk.window, state="disappeared")
    opened = markup.link("Open", href, "Open the comments that disappeared")
    rows = [
        (
            f"{names.get(r.channel, r.channel)}, {words.on(r.week_start)}",
            [words.count(r.value, "comment"), f"{r.flagged:,}", markup.escape(r.may_be), opened],
        )
        for r in seen.itertuples()
    ]
    markup.show(
        markup.table(
            "Comments that disappeared", ["Channel, week of", "Gone", "Of these flagged", "May be", "Rows"], rows
        )
    )
