"""A table that no layout knows: somebody says what its columns mean, sees it read, and saves that for next week."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from pages.parts import as_read, frame, jobs, mapping, words
from pages.parts.mapping import ACTIONS, FIELDS, ITSELF, RECORDS, STATUSES, TOOL, Answers, Preview
from pipelines.errors import WarehouseBusy, WeekwatchError
from pipelines.policy import Policy, load_policy
from pipelines.policy.layouts import Saved, remove_layout, save_layout, saved_layouts

IN_HAND = "table_in_hand"
HELD_MEGABYTES = 50
BESIDE = 280  # pixels: three selections beside each other on a wide screen, one on a narrow
NONE = "– not in this file –"
UNKNOWN_ZONE = "I do not know"


@dataclass(slots=True)
class InHand:
    """A file for this visitor's session alone, and what was found out about it: gone when it is put down."""

    name: str
    content: bytes
    outlines: dict[Any, dict[str, Any]] = field(default_factory=dict)
    previews: dict[str, Preview] = field(default_factory=dict)
    sign: str = field(init=False)

    def __post_init__(self) -> None:
        """A sign of the content, for the names of its widgets: each file has answers of its own."""
        self.sign = hashlib.sha256(self.content).hexdigest()[:12]


def take(name: str, content: bytes) -> None:
    """Takes a file in hand, to say what its columns mean."""
    st.session_state[IN_HAND] = InHand(name, content)


def put_down() -> None:
    """Forgets the file in hand and all that was found out about it."""
    st.session_state.pop(IN_HAND, None)


def wizard(inbox: jobs.Inbox) -> None:
    """Draws the wizard, and the layouts that were saved with it."""
    st.header("A table that Weekwatch does not know", anchor=False)
    if told := st.session_state.pop("table_saved", None):
        st.success(words.plain(told), icon=":material/check_circle:")
    held: InHand | None = st.session_state.get(IN_HAND)
    try:
        if held is None:
            _ask_for_file()
        else:
            _ask(inbox, load_policy(inbox.policy), held)
    except WeekwatchError as error:
        frame.problem(error)
    _saved(inbox)


def _ask_for_file() -> None:
    st.markdown("Say once what its columns mean. From then on such a file is read without help.")
    number = st.session_state.setdefault("table_number", 0)
    key = f"table_file_{number}"

    def taken() -> None:
        if (file := st.session_state.get(key)) is not None:
            take(file.name, file.getvalue())
            st.session_state["table_number"] = number + 1

    st.file_uploader(
        "A CSV file or workbook of any other tool", key=key, on_change=taken, max_upload_size=HELD_MEGABYTES
    )


def _ask(inbox: jobs.Inbox, policy: Policy, held: InHand) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(words.plain(held.name), anchor=False)
        st.button("Forget this file", icon=":material/close:", on_click=put_down)
    found = _outlined(inbox, held)
    columns = {c["name"]: c for c in found["columns"]}
    answers = _answers(policy, held, found, columns)
    if missing := answers.missing():
        still = words.listing(m[0].lower() + m[1:] for m in missing)
        st.info(f"Still to be answered: {still}.", icon=":material/info:")
        return
    entry = answers.entry(list(columns))
    seen = _previewed(inbox, held, entry)
    as_read.show(seen, answers.record, policy.organisation.zone)
    if not seen.refused:
        _save(inbox, held, entry)


def _outlined(inbox: jobs.Inbox, held: InHand) -> dict[str, Any]:
    """The table's outline for the sheet and header row chosen: looked at once for each choice."""
    sheet, header = st.session_state.get(f"sheet-{held.sign}"), st.session_state.get(f"header-{held.sign}")
    asked = (sheet, header)
    if asked not in held.outlines:
        with st.spinner("Looking at the table"):
            held.outlines[asked] = mapping.outlined(inbox, held.name, held.content, sheet, header)
    found = held.outlines[asked]
    if len(found["sheets"]) > 1:
        _choice(
            "Sheet", found["sheets"], found["sheet"], f"sheet-{held.sign}", on_change=_forget_header, args=(held.sign,)
        )
    lines = {line: " · ".join(c for c in cells if c)[:90] for line, cells in found["top"]}
    _choice(
        "Row of the column names", list(lines), found["header_line"], f"header-{held.sign}",
        format_func=lambda line: f"Line {line}: {lines.get(line, '')}",
    )  # fmt: skip
    return found


def _forget_header(sign: str) -> None:
    st.session_state.pop(f"header-{sign}", None)


def _choice(label: str, options: list[Any], first: Any, key: str, **more: Any) -> Any:
    """A selectbox that begins at ``first``, or at nothing, and then keeps what was chosen."""
    if first is None:
        return st.selectbox(label, options, index=None, key=key, placeholder="Choose", **more)
    if st.session_state.get(key) not in options:
        st.session_state[key] = first if first in options else options[0]
    return st.selectbox(label, options, key=key, **more)


def _answers(policy: Policy, held: InHand, found: Mapping[str, Any], columns: Mapping[str, Any]) -> Answers:
    name = st.text_input("A name for this layout", value=held.name.rsplit(".", 1)[0][:60], key=f"name-{held.sign}")
    record = st.segmented_control(
        "What is each row?", list(RECORDS), format_func=RECORDS.__getitem__, default="comment", required=True,
        key=f"record-{held.sign}",
    )  # fmt: skip
    channels = {c.id: c.name for c in policy.channels}
    channel = _choice(
        "Which channel is it of?", list(channels), None, f"channel-{held.sign}", format_func=channels.__getitem__
    )
    sheet = "" if found["is_first_such_sheet"] else str(found["sheet"])
    answers = Answers(name, record, channel, sheet=sheet)
    with st.container(border=True):
        st.markdown("**Which column holds it?**")
        with st.container(horizontal=True):
            for ours, label, needed in FIELDS[record]:
                picked = _choice(
                    label if needed else f"{label} (if there is one)", [NONE, *columns],
                    found["guesses"].get(ours, NONE), f"column-{held.sign}-{record}-{ours}", width=BESIDE,
                )  # fmt: skip
                answers.columns[ours] = "" if picked == NONE else picked
    if answers.has_ids and channel:
        whose = {ITSELF: f"{channels[channel]} itself", TOOL: "Another tool, such as a form or a survey"}
        answers.ids_of = st.radio(
            "Who gave these ids?", list(whose), index=None, format_func=lambda k: words.plain(whose[k]),
            key=f"ids-{held.sign}-{channel}",
        )  # fmt: skip
    _dates(policy, held, answers, columns)
    _words(held, answers, columns)
    return answers


def _dates(policy: Policy, held: InHand, answers: Answers, columns: Mapping[str, Any]) -> None:
    """How dates are written, asked where no date proves it; and the zone, where the file does not say."""
    header = answers.columns.get("posted")
    if not header:
        st.markdown("Without a date no week can be told, and nothing of this file counts in any week's figures.")
        return
    fitting, example = columns[header]["dates"], columns[header]["example"]
    answers.date_format = fitting[0] if len(fitting) == 1 else None
    if not fitting:
        what = f'The column "{words.plain(header)}" holds no dates that Weekwatch can read. Choose another column.'
        st.warning(what, icon=":material/warning:")
        return
    if len(fitting) > 1:
        answers.date_format = st.radio(
            "The file cannot prove how its dates are written. Which is right?", fitting, index=None,
            format_func=lambda written: words.plain(mapping.dates_as(written, example)),
            key=f"dates-{held.sign}-{header}",
        )  # fmt: skip
    if answers.date_format:
        answers.zone = _zone(policy, held, answers.date_format)


def _zone(policy: Policy, held: InHand, written: str) -> str | None:
    """The clock that the file's times keep: asked only of times that do not say; None while it is not answered."""
    if mapping.says_zone(written):
        return "UTC" if mapping.is_utc(written) else ""
    if not mapping.has_clock(written):
        return ""
    first = list(dict.fromkeys([policy.organisation.zone, "UTC", UNKNOWN_ZONE]))
    more = sorted(z for z in available_timezones() if "/" in z and z not in first and not z.startswith("Etc/"))
    zone = _choice("Whose clock do its times keep?", [*first, *more], None, f"zone-{held.sign}")
    if zone == UNKNOWN_ZONE:
        st.markdown(
            "Its times are then marked \u201ctime zone unknown\u201d, and so is every figure that rests on them."
        )
    return "" if zone == UNKNOWN_ZONE else zone


def _words(held: InHand, answers: Answers, columns: Mapping[str, Any]) -> None:
    """What the file's own words for a status or an action mean, where they are few."""
    is_log = answers.record == "action"
    ours, meanings, otherwise = ("action", ACTIONS, "") if is_log else ("status", STATUSES, "unknown")
    header = answers.columns.get(ours)
    if not header:
        return
    if not columns[header]["words"]:
        what = f'The column "{words.plain(header)}" is empty, or holds too many different words to say what each means.'
        st.warning(what, icon=":material/warning:")
        return
    with st.container(border=True):
        st.markdown("**What do its words mean?**")
        for word in columns[header]["words"]:
            answers.words[word] = _choice(
                words.plain(word), list(meanings), mapping.likely(word, meanings, otherwise),
                f"word-{held.sign}-{header}-{ours}-{word}", format_func=meanings.__getitem__,
            )  # fmt: skip


def _previewed(inbox: jobs.Inbox, held: InHand, entry: Mapping[str, Any]) -> Preview:
    asked = repr(entry)
    if asked not in held.previews:
        with st.spinner("Reading it as it would be read"):
            held.previews.clear()
            held.previews[asked] = mapping.preview(inbox, held.name, held.content, entry)
    return held.previews[asked]


def _save(inbox: jobs.Inbox, held: InHand, entry: Mapping[str, Any]) -> None:
    name = str(entry["name"])
    is_known = any(s.name.casefold() == name.casefold() for s in saved_layouts(inbox.policy))
    replaces = is_known and st.checkbox(f"Replace the layout {words.plain(name)}, which is saved already")
    is_open = not is_known or replaces
    with st.container(horizontal=True):
        both = st.button("Save and load the file", icon=":material/upload:", type="primary", disabled=not is_open)
        keep = st.button("Save this layout", icon=":material/save:", disabled=not is_open)
    if not (keep or both):
        return
    save_layout(inbox.policy, entry, replace=replaces)
    told = f"Saved: {name}. Such a file is now read without help."
    if both:
        try:
            jobs.load(inbox, [(held.name, io.BytesIO(held.content))])
        except WarehouseBusy:
            told += " It could not be loaded yet, because other files are being read: load it above when they are done."
    put_down()
    st.session_state["table_saved"] = told
    st.rerun()


def _saved(inbox: jobs.Inbox) -> None:
    known = saved_layouts(inbox.policy)
    if not known:
        return
    st.subheader("Layouts that were saved here", anchor=False)
    for one in known:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{words.plain(one.name)}** · {words.plain(_about(one))}")
            with st.popover(f"Remove {words.plain(one.name)}", icon=":material/delete:"):
                st.markdown("Such files are then refused again. What was loaded stays.")
                st.button("Remove it", key=f"remove-{one.path.name}", on_click=_remove, args=(inbox, one))


def _about(one: Saved) -> str:
    if one.mistakes:
        return "cannot be read: " + "; ".join(f"line {line}: {what}" for _, line, what in one.mistakes)
    columns = ", ".join(dict.fromkeys(one.entry["columns"].values()))
    return f"{RECORDS[one.entry['record']].lower()}; columns {columns}"


def _remove(inbox: jobs.Inbox, one: Saved) -> None:
    try:
        remove_layout(inbox.policy, one.path.name)
        st.session_state["table_saved"] = f"Removed: {one.name}."
    except WeekwatchError as error:
        frame.problem(error)
