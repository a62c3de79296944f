"""The frame around every page: the sample's banner, title, period, and what the figures rest on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from pages import Desk, Page
from pages.parts import markup, notes, period, words
from pipelines.errors import WeekwatchError
from pipelines.metrics import Window

ICON = Path(__file__).with_name("icon.png")  # a Material icon would be fetched from the web for the tab


def show(page: Page, desk: Desk) -> None:
    """Draws one page from its title to what it rests on, for whoever may open it; a mistake is told in words."""
    st.html(markup.LOOK)
    with st.container(gap="small"):
        _inside(page, desk)


def _inside(page: Page, desk: Desk) -> None:
    if desk.publication.get("is_sample"):
        markup.show(
            '<p class="ww-sample"><strong>Sample data.</strong> '
            f"All of it is invented, to show how Weekwatch looks. {_seen_as(desk)}</p>"
        )
    st.title(page.title, anchor=False)
    markup.show(
        f'<p class="ww-asks">{markup.escape(page.module.ASKS)}</p><p class="ww-where">{markup.escape(where(desk))}</p>'
    )
    try:
        if page.is_open_to(desk.visitor):
            page.module.render(desk)
            notes.read(desk, page)
        else:
            _closed(desk)
    except WeekwatchError as error:
        problem(error)
    markup.show(f'<p class="ww-rests">{markup.escape(rests_on(desk.publication))}</p>')


def _closed(desk: Desk) -> None:
    """Says that a page is not for this visitor, and leads back to what is."""
    roles = {role.id: role.name for role in desk.policy.roles}
    held = words.plain(words.listing(roles.get(role, role) for role in desk.visitor.roles))
    st.info(f"**This page is not open to the role “{held}”.** The policy says who opens what.", icon=":material/lock:")


def _seen_as(desk: Desk) -> str:
    """Whose eyes the sample is seen through, and the way to one's own data for those who may load them."""
    roles = {role.id: role.name for role in desk.policy.roles}
    held = words.listing(roles.get(role, role) for role in desk.visitor.roles)
    told = f"You see what the role “{markup.escape(held)}” sees. " if held else ""
    may_load = desk.visitor.opens("audit") and desk.visitor.sees_text
    return told + (markup.link("Load your own exports", markup.address("imports", desk.window)) if may_load else "")


def nobody(desk: Desk) -> None:
    """Says that nothing is open to whoever is there, and what to do about it."""
    st.title("Weekwatch", anchor=False)
    who = f"“{desk.visitor.person}” holds no role" if desk.visitor.person else "Your account is nobody's"
    st.error(
        f"**{words.plain(who)} in the organisation's registers today, so nothing is shown.** Ask whoever keeps the "
        "registers to give you a role. Before anything is recorded, name the account as one of a person's **logins** "
        "in policy.toml.", icon=":material/lock:",
    )  # fmt: skip


def where(desk: Desk) -> str:
    """Whose figures, of when and where: the line under every title."""
    channel = desk.window.channel
    name = channel_names(desk).get(channel, channel) if channel else "all channels"
    return f"{desk.publication['organisation']} · {period.told(desk.window)} · {name}"


def rests_on(publication: dict[str, Any]) -> str:
    """What all figures rest on, in one sentence; without a model it says that only patterns are in force."""
    files, last = publication["files"], publication["last_captured_on"]
    model = f"model {publication['model']}" if publication["model"] else "no model: only patterns are in force"
    parts = [
        f"{words.count(files, 'export')}{'' if words.is_missing(last) else ', the last of ' + words.on(last)}",
        str(publication["detectors"] or "no patterns").split(";")[0], model, f"policy {publication['policy_version']}",
    ]  # fmt: skip
    published = words.instant(publication["published_at"], publication["zone"])
    return f"What this rests on: {'; '.join(parts)}. Published {published}."


def empty(desk: Desk, what: str, fills: str, label: str = "Load an export", page: str = "imports") -> None:
    """Says that there is nothing to show, what would fill the place, and leads there."""
    st.info(f"{words.plain(what)} {words.plain(fills)}", icon=":material/info:")
    markup.show(f"<p>{markup.link(label, markup.address(page, desk.window))}</p>")


def problem(error: WeekwatchError) -> None:
    """Says what happened, that nothing was lost, and what to do."""
    st.error(
        f"**{words.plain(words.sentence(error.what.rstrip('.')))}.** Nothing was lost. "
        f"{words.plain(error.do.rstrip('.'))}.",
        icon=":material/error:",
    )


def channel_names(desk: Desk) -> dict[str, str]:
    """The channels' names by id, in the policy's order."""
    frame = desk.figures("select channel, name from channel order by position")
    return dict(zip(frame["channel"], frame["name"], strict=True))


def sidebar(published: Any, now: datetime) -> Window:
    """Lets the user choose period and channel; both stand in the address."""
    names = dict(published.figures("select channel, name from channel order by position").itertuples(index=False))
    asked = (
        dict(st.query_params) if any(k in st.query_params for k in period.KEYS) else st.session_state.get("address", {})
    )
    window = period.from_address(asked, period.last_closed_week(now), now, list(names))
    _remember(window)
    with st.sidebar:
        _period_widgets(window, _weeks(published, window, now))
        st.session_state["channel_chosen"] = window.channel or ""
        st.selectbox(
            "Channel", ["", *names], format_func=lambda c: names.get(c, "All channels"), key="channel_chosen",
            on_change=lambda: _remember(replace(window, channel=st.session_state["channel_chosen"] or None)),
        )  # fmt: skip
    return window


def _period_widgets(window: Window, weeks: list[date]) -> None:
    st.session_state["kind_chosen"] = period.kind(window)
    st.segmented_control(
        "Period",
        [period.WEEK, period.TWELVE, period.DATES],
        key="kind_chosen",
        required=True,
        on_change=lambda: _of_kind(window),
    )
    if period.kind(window) == period.DATES:
        st.session_state["dates_chosen"] = (window.since, window.until - timedelta(days=1))
        st.date_input("From and to", key="dates_chosen", format="DD/MM/YYYY", on_change=lambda: _of_dates(window))
        return
    monday = period.last_week(window).since
    st.session_state["week_chosen"] = monday
    st.selectbox(
        "Week" if period.kind(window) == period.WEEK else "Last week", weeks, key="week_chosen",
        format_func=lambda w: f"{words.on(w)} ({w:%G-W%V})",
        on_change=lambda: _moved(window, st.session_state["week_chosen"]),
    )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        before, after = monday - timedelta(weeks=1), monday + timedelta(weeks=1)
        st.button("Previous", icon=":material/chevron_left:", on_click=_moved, args=(window, before))
        st.button(
            "Next",
            icon=":material/chevron_right:",
            icon_position="right",
            on_click=_moved,
            args=(window, after),
            disabled=after > weeks[0],
        )


def _weeks(published: Any, window: Window, now: datetime) -> list[date]:
    first = published.figures(
        "select least((select min(week_start) from item_day), (select min(week_start) from round), "
        "(select min(week_start) from post)) as first"
    )["first"].iloc[0]
    return period.known_weeks(None if words.is_missing(first) else first.date(), window, now)


def _remember(window: Window) -> None:
    """Writes the period into the address, and keeps it for a page that is opened without one."""
    address = period.to_address(window)
    st.session_state["address"] = address
    for key in period.KEYS:
        if key in address and st.query_params.get(key) != address[key]:
            st.query_params[key] = address[key]
        elif key not in address and key in st.query_params:
            del st.query_params[key]


def _moved(window: Window, monday: date) -> None:
    by = monday - period.last_week(window).since
    _remember(Window(window.since + by, window.until + by, window.channel, window.now))


def _of_kind(window: Window) -> None:
    week = period.last_week(window)
    wanted = {
        period.WEEK: week, period.TWELVE: period.twelve_weeks(window),
        period.DATES: Window(week.since - timedelta(weeks=3), week.until, week.channel, week.now),
    }  # fmt: skip
    _remember(wanted[st.session_state["kind_chosen"]])


def _of_dates(window: Window) -> None:
    chosen = st.session_state["dates_chosen"]
    if len(chosen) == 2:
        _remember(Window(chosen[0], chosen[1] + timedelta(days=1), window.channel, window.now))
