"""Visits sent to the website, as the platforms count them and as the website does: two definitions, never added up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import flags, frame, markup, period, words

NOT_LISTED = "not listed"
MOST = 10


def sent(desk: Desk) -> None:
    """How often links in our posts were opened, and which visits the website puts down to each channel."""
    st.header("Visits sent to the website", anchor=False)
    st.markdown("Counted twice, by different people in different ways: the two are never added up.")
    _opened(desk)
    _counted(desk)


def _opened(desk: Desk) -> None:
    """Links opened, as each platform counts them."""
    st.subheader("Links opened, as each platform counts them", anchor=False)
    found = desk.metric("visits_sent")
    if found.empty:
        st.markdown("Not evidenced: no export of this period says how often links in our posts were opened.")
        return
    names = frame.channel_names(desk)
    whole = found.groupby("channel", sort=False)[["posts", "posts_opened", "numerator"]].sum(min_count=1)
    rows = [
        (names.get(str(channel), str(channel)), [words.number(r[n]) for n in ("posts", "posts_opened", "numerator")])
        for channel, r in whole.iterrows()
    ]
    head = ["Channel", "Posts", "Posts with a link opened", "Links opened"]
    markup.show(markup.table("Links in our posts that were opened", head, rows, numbers=True))
    st.markdown("A link may lead elsewhere than to our website.")


def _counted(desk: Desk) -> None:
    """Visits by where they came from, as the website's own analytics count them."""
    st.subheader("Visits by each channel, as the website's own analytics count them", anchor=False)
    window = replace(desk.window, channel=None)
    found = desk.metric("visits_by_source", window)
    if found.empty:
        st.markdown("Not evidenced: no export of this period says where visits to the website came from.")
        st.markdown(
            "Traffic acquisition of Google Analytics, referrers of Matomo or an export of Plausible would say so."
        )
        return
    landed = desk.metric("visits_landed", window)
    for channel, part in found.groupby("channel", sort=False):
        name = frame.channel_names(desk).get(str(channel), str(channel))
        columns = dict(_columns(part, len(window.weeks)))
        ours, is_one = _ours(desk, str(channel))
        sources = ours if is_one else [*ours, *(str(s) for s in part["came_from"].unique() if s not in ours)]
        rows = [(source, [_cell(values, source) for values in columns.values()]) for source in sources]
        head = ["Where visits came from", *columns]
        markup.show(markup.table(f"Visits to {name} in the {period.told(window)}", head, rows, numbers=True))
        meant = part.dropna(subset=["definition"]).drop_duplicates("name")
        told = (*(f"{r.name}: {r.definition}" for r in meant.itertuples()), flags.caution(part, {str(channel): name}))
        markup.show(markup.facts(" · ".join(str(note) for note in told if note)))
        _landed(landed[(landed["channel"] == channel) & landed["came_from"].isin(ours)])
    st.markdown(
        "Analytics do not see who refused to be measured, nor where a link stood that an app does not name, and do "
        f"not tell whose post led here. What is {NOT_LISTED} has no figure, which is no zero."
    )


def _columns(part: pd.DataFrame, weeks: int) -> Iterator[tuple[str, pd.Series]]:
    """By heading: the figures by source, of weeks together and of every other period by itself."""
    weekly = part[part["level"] != "period"].sort_values("level", kind="stable")
    weekly = weekly.drop_duplicates(["week_start", "metric", "came_from"], keep="last")
    for name, found in weekly.groupby("name", sort=False):
        is_people = found["metric"].iloc[0] == "visitors"
        whole = found[(found["level"] == "week") | (found["days"] == 7)]["week_start"].nunique()
        how = [f"{whole} of {words.count(weeks, 'week')} whole"] * (whole < weeks) + ["highest week"] * is_people
        values = found.groupby("came_from")["value"]
        yield f"{name}, {', '.join(how)}".removesuffix(", "), values.max() if is_people else values.sum()
    others = part[part["level"] == "period"]
    for (name, first, last), found in others.groupby(["name", "first_day", "last_day"], sort=False, dropna=False):
        yield f"{name}, {words.short_day(first)} to {words.on(last)}", found.groupby("came_from")["value"].sum()


def _landed(found: pd.DataFrame) -> None:
    """The pages on which most visits from our channels began, where an export tells that."""
    if found.empty:
        return
    st.markdown("Where visits from our channels began:")
    weekly = found["level"] != "period"
    when = [
        "days and weeks" if is_weekly else f"{words.short_day(first)} to {words.on(last)}"
        for is_weekly, first, last in zip(weekly, found["first_day"], found["last_day"], strict=True)
    ]
    whole = found.assign(when=when).groupby(["came_from", "page", "metric", "when"], sort=False)["value"].sum()
    rows = [
        (page, [markup.escape(source), markup.escape(days), words.number(value)])
        for (source, page, _, days), value in whole.nlargest(MOST).items()
    ]
    head = ["Page", "Where visits came from", "Of", "Visits"]
    markup.show(markup.table(f"Pages on which visits began, the first {MOST}", head, rows, numbers=True))


def _ours(desk: Desk, site: str) -> tuple[list[str], bool]:
    """Our channels other than websites, as visits are told of them; one alone where it is chosen."""
    channels = desk.figures(
        "select string_agg(c.name, ' or ' order by c.position) as name, list(c.channel) as ids from channel c "
        "where c.channel not in (select channel from own_host) and c.channel <> $site "
        "group by c.platform order by min(c.position)",
        site=site,
    )
    of_one = [str(row["name"]) for row in channels.to_dict("records") if desk.window.channel in list(row["ids"])]
    return of_one or [str(name) for name in channels["name"]], bool(of_one)


def _cell(values: pd.Series, source: str) -> str:
    return words.number(values[source]) if source in values.index else NOT_LISTED
