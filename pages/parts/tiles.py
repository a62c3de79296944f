"""The five tiles of the week: reviewed, time to review, taken down, in public view, reach."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pages import Desk
from pages.parts import flags, markup, period, words
from pages.parts.kpi import Tile, spark
from pipelines.metrics import Window

_UNITS = {"reach": "people", "views": "views", "impressions": "impressions"}
_LEVELS = ("day", "period", "post")


def tiles(desk: Desk, week: Window, names: dict[str, str]) -> list[Tile]:
    """The tiles of a week, each leading to its rows."""
    return [
        _reviewed(desk, week, names),
        _time(desk, week, names),
        _taken_down(desk, week, names),
        _public_view(desk, week, names),
        _reach(desk, week, names),
    ]


def _reviewed(desk: Desk, week: Window, names: dict[str, str]) -> Tile:
    coverage = desk.metric("coverage", week)
    reviewed, known = int(coverage["numerator"].sum()), int(coverage["denominator"].sum())
    href = markup.address("comments", week, state="open" if reviewed < known else "")
    if not known:
        evidenced = not coverage.empty and (coverage["state"] != "NOT EVIDENCED").all()
        told = "none came in: a round or an export shows it" if evidenced else "? not evidenced: no comment is known"
        return Tile("Reviewed", words.NOTHING, [told, flags.caution(coverage, names)], href)
    open_items = f"{words.count(int(coverage['open_items'].sum()), 'comment')} open"
    return Tile(
        "Reviewed", f"{words.share(reviewed, known)} of {known:,}", [open_items, flags.caution(coverage, names)], href
    )


def _time(desk: Desk, week: Window, names: dict[str, str]) -> Tile:
    times = desk.metric("time_to_review", week)
    href = markup.address("comments", week, order="oldest")
    rows = times[times["is_total"]] if "is_total" in times and times["is_total"].any() else times
    if rows.empty or not rows.iloc[0]["median"]:
        return Tile("Time to review", words.NOTHING, ["no comment is known", flags.caution(times, names)], href)
    row = rows.iloc[0]
    oldest = f"oldest open {row['oldest_open']}" if row["oldest_open"] else "none open"
    return Tile("Time to review", str(row["median"]), ["median wait", oldest, flags.caution(times, names)], href)


def _taken_down(desk: Desk, week: Window, names: dict[str, str]) -> Tile:
    """Social removals and website declines stand apart: they are never added up."""
    rate = desk.metric("removal_rate", week)
    rate = rate[rate["is_all_reasons"]]
    after, before = rate[rate["moderation"] == "after"], rate[rate["moderation"] == "before"]
    social = after[after["is_total"]] if after["is_total"].any() else after
    rows = [*social.to_dict("records"), *before.to_dict("records")]
    href = markup.address("removals", week)
    if not rows:
        return Tile("Taken down", words.NOTHING, ["no channel in use"], href)
    lines = [_interval(rows[0]), *(f"website: {r['numerator']} of {r['denominator']} declined" for r in rows[1:])]
    value = f"{rows[0]['numerator']:,} of {rows[0]['denominator']:,}" if rows[0]["denominator"] else words.NOTHING
    return Tile("Taken down", value, [*lines, flags.caution(rate, names)], href)


def _interval(row: dict[str, Any]) -> str:
    where = "social, " if row["moderation"] == "after" else "website, "
    return where + ("none reviewed" if words.is_missing(row["low"]) else words.interval(row["low"], row["high"]))


def _public_view(desk: Desk, week: Window, names: dict[str, str]) -> Tile:
    """The hours that harm stood in public; without evidence of a channel it is no nought."""
    hours, href = desk.metric("harm_hours", week), markup.address("removals", week)
    totals = hours[hours["is_total"]]
    if totals.empty:
        return Tile("In public view", words.NOTHING, ["no channel that is moderated after posting"], href)
    if totals["value"].isna().all():
        return Tile("In public view", words.NOTHING, ["? not evidenced", flags.caution(hours, names)], href)
    least = "at least " if totals["is_at_least"].any() or totals["value"].isna().any() else ""
    unknown = int(totals["time_unknown"].sum())
    lines = [
        f"of harm, {words.count(int(totals['items'].sum()), 'item')}",
        f"{unknown} with no known time" if unknown else "",
    ]
    value = f"{least}{words.count(round(totals['value'].sum()), 'hour')}"
    return Tile("In public view", value, [*lines, flags.caution(hours, names)], href)


def _reach(desk: Desk, week: Window, names: dict[str, str]) -> Tile:
    reach = desk.metric("reach", period.twelve_weeks(week))
    lines = [
        line
        for channel, part in reach.groupby("channel", sort=False)
        if (line := _reached(part, week, names.get(str(channel), str(channel))))
    ]
    href = markup.address("reach", week)
    now = reach[reach["week_start"] == pd.Timestamp(week.since)] if not reach.empty else reach
    if not lines:
        return Tile("Reach", words.NOTHING, ["no figure of this week is known"], href)
    return Tile("Reach", "", [*lines[:3], flags.caution(now, names)], href)


def _reached(part: pd.DataFrame, week: Window, name: str) -> tuple[str, str] | None:
    """One channel's figure of the week, under one definition, with the weeks before as little bars."""
    for metric, unit in _UNITS.items():
        for level in _LEVELS:
            series = part[(part["metric"] == metric) & (part["level"] == level)]
            now = series[series["week_start"] == pd.Timestamp(week.since)]
            if not now.empty:
                of_one = series[series["name"] == now.iloc[-1]["name"]]
                return f"{name} {words.number(now.iloc[-1]['value'])} {unit}", spark(list(of_one["value"]))
    return None
