"""The lists of who has the keys, on the page Access: entered or pasted, compared, and what was found before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import markup, register_form, words
from pages.parts.access_lists import Compared, compared, may_hold, moment
from pages.parts.registers import called
from pages.parts.status import BREACH, MET, NOT_EVIDENCED, State
from pipelines.as_json import plain
from pipelines.ledger import Ledger


def keys(desk: Desk, ledger: Ledger) -> None:
    """Draws who may have the keys, the newest comparison of each channel, and the place to compare (S7-2, S7-3)."""
    st.header("Who has the keys", anchor=False)
    found = ledger.registers()
    today, zone = found.day(ledger.now()), desk.publication["zone"]
    newest = {event["channel"]: event for event in ledger.events("access_list_compared")}
    rows = []
    for channel in desk.policy.channels:
        who = [called(desk, ledger, found, p) for p in may_hold(desk.policy, found, channel.id, today)]
        last = newest.get(channel.id)
        when = words.instant(datetime.fromisoformat(last["at"]), zone) if last else words.NOTHING
        cells = [markup.escape(words.listing(who) or "nobody"), _state(last).named(_told(last)), when]
        rows.append((channel.name, [*cells, markup.escape(ledger.opened(last).get("note") if last else "")]))
    head = ["Channel", "Who may have them today", "Last list compared", "List of", "Who should not"]
    markup.show(markup.table("Who has the keys of each channel", head, rows))
    _registered(desk, ledger)
    if desk.visitor.may("access_list_compared"):
        _compare(desk, ledger, today)


def _state(last: dict[str, Any] | None) -> State:
    return NOT_EVIDENCED if last is None else BREACH if last.get("unexpected") else MET


def _told(last: dict[str, Any] | None) -> str:
    if last is None:
        return "no list compared"
    if many := len(last.get("unexpected", [])):
        return f"{words.count(many, 'person', 'people')} who should not have them"
    lacking = words.count(len(last["missing"]), "person", "people") if last.get("missing") else ""
    return f"as it should be; {lacking} who may are not on it" if lacking else "as it should be"


def _registered(desk: Desk, ledger: Ledger) -> None:
    """The newest access register that was loaded, against who might have the keys on the day it was checked."""
    rows = desk.comments(
        "select distinct channel, person, checked_on from access "
        "where checked_on = (select max(checked_on) from access) and (until is null or until >= checked_on) "
        "order by channel, person"
    )
    if rows.empty:
        return
    day, logins, found = rows["checked_on"].iloc[0].date(), _logins(ledger), ledger.registers()
    channels = {c.id: c.name for c in desk.policy.channels}
    wrong = [
        (str(row.person), [markup.escape(channels.get(row.channel, row.channel)), BREACH.named("should not have them")])
        for row in rows.itertuples()
        if logins.get(str(row.person).casefold()) not in may_hold(desk.policy, found, row.channel, day)
    ]
    told = f"The access register checked on {words.on(day)} names {words.count(len(rows), 'holder')} of keys"
    st.markdown(f"{told}; {'these should not have them:' if wrong else 'every one of them may.'}")
    if wrong:
        markup.show(markup.table("Who should not have the keys", ["Who", "Channel", "State"], wrong))


def _compare(desk: Desk, ledger: Ledger, today: date) -> None:
    channels = {c.id: c.name for c in desk.policy.channels}
    with st.expander("Compare a list", icon=":material/fact_check:"):
        st.markdown(
            "Paste the users of the website (WordPress: Users, or an export of them) or the people with access to a "
            "page (Facebook: Settings, Page access), one a line or as CSV."
        )
        channel = st.selectbox("Channel", list(channels), format_func=channels.__getitem__, key="keys_channel")
        day = st.date_input("The list is of", value=today, max_value=today, key="keys_day", format="DD/MM/YYYY")
        text = st.text_area("The list", key="keys_list", max_chars=100_000)
        file = st.file_uploader("Or a CSV file", type="csv", key="keys_file", max_upload_size=5)
        if file is not None:
            text = file.getvalue().decode("utf-8-sig", errors="replace")
        if not text.strip() or not isinstance(day, date):
            return
        result = compared(text, may_hold(desk.policy, ledger.registers(), channel, day), _logins(ledger))
        _shown(desk, ledger, result)
        if st.button("Record this comparison", type="primary"):
            at = plain(moment(day, ledger.now(), desk.publication["zone"]))
            event: dict[str, Any] = {
                "kind": "access_list_compared", "at": at, "channel": channel, "holders": result.holders,
                "unexpected": result.holders[len(result.rightful) :], "missing": result.missing,
                "note": words.listing(result.unexpected),
            }  # fmt: skip
            register_form.record(desk, "keys", event, f"Recorded: the list of {channels[channel]}, {words.on(day)}.")


def _shown(desk: Desk, ledger: Ledger, result: Compared) -> None:
    found = ledger.registers()
    rows = [(called(desk, ledger, found, p), [MET.named("may have them")]) for p in result.rightful]
    rows += [
        (name, [BREACH.named("in no register" if name in result.unknown else "holds no role that has them")])
        for name in result.unexpected
    ]
    rows += [(called(desk, ledger, found, p), [NOT_EVIDENCED.named("may, and is not listed")]) for p in result.missing]
    markup.show(markup.table("The list against the registers", ["Who", "State"], rows))
    if result.without_keys:
        st.markdown(f"{words.count(result.without_keys, 'user')} who can only read was left out.")


def _logins(ledger: Ledger) -> dict[str, str]:
    """Whose each key, login and name is."""
    found: dict[str, str] = {}
    for person, added in ledger.registers().people.items():
        told = ledger.opened(added)
        names = [person, *str(told.get("logins") or "").split(), str(told.get("name") or "")]
        found |= {name.casefold(): person for name in names if name}
    return found
