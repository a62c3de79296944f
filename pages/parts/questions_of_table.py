"""What is asked of a table that no layout knows: what its rows are, and what its columns and words mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from pages.parts import mapping, words
from pages.parts.mapping import ACTIONS, FIELDS, ITSELF, RECORDS, STATUSES, TOOL, Answers
from pipelines.policy import Policy

BESIDE = 280  # pixels: three selections beside each other on a wide screen, one on a narrow
NONE = "– not in this file –"
UNKNOWN_ZONE = "I do not know"


def choice(label: str, options: list[Any], first: Any, key: str, **more: Any) -> Any:
    """A selectbox that begins at ``first``, or at nothing, and then keeps what was chosen."""
    if first is None:
        return st.selectbox(label, options, index=None, key=key, placeholder="Choose", **more)
    if st.session_state.get(key) not in options:
        st.session_state[key] = first if first in options else options[0]
    return st.selectbox(label, options, key=key, **more)


def answers(policy: Policy, file: str, sign: str, found: Mapping[str, Any], columns: Mapping[str, Any]) -> Answers:
    """Asks all that cannot be told from the table; ``sign`` gives the widgets of each file names of their own."""
    name = st.text_input("A name for this layout", value=file.rsplit(".", 1)[0][:60], key=f"name-{sign}")
    record = st.segmented_control(
        "What is each row?", list(RECORDS), format_func=RECORDS.__getitem__, default="comment", required=True,
        key=f"record-{sign}",
    )  # fmt: skip
    channels = {c.id: c.name for c in policy.channels}
    channel = choice(
        "Which channel is it of?", list(channels), None, f"channel-{sign}", format_func=channels.__getitem__
    )
    sheet = "" if found["is_first_such_sheet"] else str(found["sheet"])
    given = Answers(name, record, channel, sheet=sheet)
    with st.container(border=True):
        st.markdown("**Which column holds it?**")
        with st.container(horizontal=True):
            for ours, label, needed in FIELDS[record]:
                picked = choice(
                    label if needed else f"{label} (if there is one)", [NONE, *columns],
                    found["guesses"].get(ours, NONE), f"column-{sign}-{record}-{ours}", width=BESIDE,
                )  # fmt: skip
                given.columns[ours] = "" if picked == NONE else picked
    if given.has_ids and channel:
        whose = {ITSELF: f"{channels[channel]} itself", TOOL: "Another tool, such as a form or a survey"}
        given.ids_of = st.radio(
            "Who gave these ids?", list(whose), index=None, format_func=lambda k: words.plain(whose[k]),
            key=f"ids-{sign}-{channel}",
        )  # fmt: skip
    _dates(policy, sign, given, columns)
    _words(sign, given, columns)
    return given


def _dates(policy: Policy, sign: str, given: Answers, columns: Mapping[str, Any]) -> None:
    """How dates are written, asked where no date proves it; and the zone, where the file does not say."""
    header = given.columns.get("posted")
    if not header:
        st.markdown("Without a date no week can be told, and nothing of this file counts in any week's figures.")
        return
    fitting, example = columns[header]["dates"], columns[header]["example"]
    given.date_format = fitting[0] if len(fitting) == 1 else None
    if not fitting:
        what = f'The column "{words.plain(header)}" holds no dates that Weekwatch can read. Choose another column.'
        st.warning(what, icon=":material/warning:")
        return
    if len(fitting) > 1:
        given.date_format = st.radio(
            "The file cannot prove how its dates are written. Which is right?", fitting, index=None,
            format_func=lambda written: words.plain(mapping.dates_as(written, example)),
            key=f"dates-{sign}-{header}",
        )  # fmt: skip
    if given.date_format:
        given.zone = _zone(policy, sign, given.date_format)


def _zone(policy: Policy, sign: str, written: str) -> str | None:
    """The clock that the file's times keep: asked only of times that do not say; None while it is not answered."""
    if mapping.says_zone(written):
        return "UTC" if mapping.is_utc(written) else ""
    if not mapping.has_clock(written):
        return ""
    first = list(dict.fromkeys([policy.organisation.zone, "UTC", UNKNOWN_ZONE]))
    more = sorted(z for z in available_timezones() if "/" in z and z not in first and not z.startswith("Etc/"))
    zone = choice("Whose clock do its times keep?", [*first, *more], None, f"zone-{sign}")
    if zone == UNKNOWN_ZONE:
        st.markdown(
            "Its times are then marked \u201ctime zone unknown\u201d, and so is every figure that rests on them."
        )
    return "" if zone == UNKNOWN_ZONE else zone


def _words(sign: str, given: Answers, columns: Mapping[str, Any]) -> None:
    """What the file's own words for a status or an action mean, where they are few."""
    is_log = given.record == "action"
    ours, meanings, otherwise = ("action", ACTIONS, "") if is_log else ("status", STATUSES, "unknown")
    header = given.columns.get(ours)
    if not header:
        return
    if not columns[header]["words"]:
        what = f'The column "{words.plain(header)}" is empty, or holds too many different words to say what each means.'
        st.warning(what, icon=":material/warning:")
        return
    with st.container(border=True):
        st.markdown("**What do its words mean?**")
        for word in columns[header]["words"]:
            given.words[word] = choice(
                words.plain(word), list(meanings), mapping.likely(word, meanings, otherwise),
                f"word-{sign}-{header}-{ours}-{word}", format_func=meanings.__getitem__,
            )  # fmt: skip
