"""What was loaded, what is missing from it, and the place to load more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages import Desk
from pages.parts import evidence, flags, frame, jobs, markup, period, table, wizard, words
from pipelines.errors import TEACH, WarehouseBusy

TITLE = "Imports"
ASKS = "Which exports are loaded, what do they cover, and what is missing?"
ORDER = 1
ICON = ":material/upload_file:"
NEWEST = 15
UPLOADED = "uploaded"
NEVER = "cannot show: "
COUNTED, GAP = "platform counts ", "the gap"


def render(desk: Desk) -> None:
    """Draws the upload, the weeks' completeness and the list of files."""
    if desk.inbox is not None and desk.visitor.sees_text:
        if desk.publication["is_sample"]:
            st.markdown("What you load goes to a data folder of its own, never into the sample.")
        upload(desk.inbox)
        wizard.wizard(desk.inbox)
    st.header("Completeness", anchor=False)
    _completeness(desk)
    names = frame.channel_names(desk)
    evidence.unregistered(desk)
    evidence.held(desk, names)
    evidence.expiring(desk, names)
    if desk.visitor.sees_text:
        st.header("Files", anchor=False)
        _files(desk)


def upload(inbox: jobs.Inbox) -> None:
    """A place to drop export files, and what becomes of them."""
    st.header("Load exports", anchor=False)
    markup.show('<p><a href="guide">Where each export comes from, and how often to take it</a></p>')
    with st.form("upload", clear_on_submit=True):
        files = st.file_uploader("Export files or zips, as the platform gave them", accept_multiple_files=True)
        if st.form_submit_button("Load", icon=":material/upload:", type="primary"):
            if files:
                _start(inbox, files)
            else:
                st.markdown("Choose one or more files first.")
    if inbox.data in jobs.jobs():
        _progress(inbox)


def _start(inbox: jobs.Inbox, files: list[Any]) -> None:
    st.session_state.pop(UPLOADED, None)
    try:
        job = jobs.load(inbox, [(f.name, f) for f in files])
    except WarehouseBusy as error:
        frame.problem(error)
        return
    # So that a table which no layout knows need not be uploaded again: in this session's memory only.
    small = wizard.HELD_MEGABYTES * 2**20
    st.session_state[UPLOADED] = (
        job,
        {name: f.getvalue() for name, f in zip(job.names, files, strict=True) if f.size <= small},
    )


def _progress(inbox: jobs.Inbox) -> None:
    """What the newest load is doing, or what became of it."""
    job = jobs.jobs()[inbox.data]
    if job.is_running:
        _watch(job)
    else:
        _ended(job)


@st.fragment(run_every=1)
def _watch(job: jobs.Job) -> None:
    """What a load is doing; the rest of the page, and all other pages, stay usable."""
    if not job.is_running:
        st.rerun()
    last = words.plain((job.lines() or ["Starting"])[-1])
    st.progress(min(job.done, 0.95), text=f"Loading {words.count(len(job.names), 'file')}. {last}")


def _ended(job: jobs.Job) -> None:
    files = words.listing(words.plain(n) for n in job.names)
    if job.code == 0:
        st.success(f"Loaded {files}. What is shown now includes it.", icon=":material/check_circle:")
    else:
        st.error(
            f"Not everything could be loaded from {files}. Nothing that was loaded before is lost. "
            "What was said is below.",
            icon=":material/error:",
        )
    with st.expander("What the load said", icon=":material/notes:"):
        st.text("\n".join(job.lines()) or "Nothing.")
    _offer()


def _offer() -> None:
    """Offers to say what the columns of this visitor's own refused tables mean; the other uploads are forgotten."""
    job, uploaded = st.session_state.get(UPLOADED, (None, {}))
    if job is None or job.is_running:
        return
    for name in uploaded.keys() - unknown_tables(job.lines(), uploaded):
        del uploaded[name]
    for name, content in uploaded.items():
        label = f"Tell Weekwatch what the columns of {words.plain(name)} mean"
        if st.button(label, icon=":material/table_view:", key=f"teach-{name}"):
            wizard.take(name, content)
            del st.session_state[UPLOADED]
            st.rerun()


def unknown_tables(said: Sequence[str], uploaded: Iterable[str]) -> list[str]:
    """The uploaded files that were refused because no layout knows their table."""
    refused = [line for line in said if TEACH in line]
    return [name for name in uploaded if any(line.startswith(f"{name}: ") for line in refused)]


def _completeness(desk: Desk) -> None:
    window = desk.window if len(desk.window.weeks) > 1 else period.twelve_weeks(desk.window)
    known = desk.metric("completeness", window)
    known = known[known["subject"] == "comments"] if "subject" in known else known
    if known.empty:
        frame.empty(
            desk,
            "Nothing is expected in these weeks.",
            "A channel in the policy that is in use would fill this table.",
            "See the definitions",
            "definitions",
        )
        return
    names = frame.channel_names(desk)
    weeks = sorted(known["week_start"].unique(), reverse=True)
    cells = {(r.week_start, r.channel): flags.told(r.flag) for r in known.itertuples()}
    rows = [(words.on(pd.Timestamp(w)), [markup.escape(cells.get((w, c), "–")) for c in names]) for w in weeks]
    st.markdown(
        "The worst that is known of each channel's exports of comments, by week. "
        "A week without its export never counts as met."
    )
    markup.show(markup.table("Completeness by week and channel", ["Week of", *names.values()], rows))


def _files(desk: Desk) -> None:
    files = desk.comments(
        "select f.*, (select count(*) from reject r where r.file_no = f.file_no) as rejects from import_file f "
        "order by loaded_at desc, file_no desc limit 500"
    )
    refused = desk.comments("select name, reason, refused_at from refusal order by refused_at desc limit 100")
    if files.empty:
        frame.empty(
            desk, "No file is loaded.", "Load exports with the box above.", "Read what each figure needs", "definitions"
        )
    else:
        shown = files.assign(counts=files["counts"].map(_counts), notes=files["notes"].map(_notes))
        columns = {
            "name": "File",
            "layout": "Kind of export",
            "channel": "Channel",
            "captured_on": "Made on",
            "covers_since": "Covers from",
            "covers_until": "to",
            "counts": "Read",
            "notes": "Notes",
        }
        table.show(shown.head(NEWEST), columns, "The files that were loaded last")
        if len(shown) > NEWEST:
            with st.expander(f"{words.count(len(shown) - NEWEST, 'earlier file')}"):
                table.show(shown.iloc[NEWEST:], columns, "The files that were loaded before")
        _never_shown(files)
    if not refused.empty:
        st.subheader("Refused", anchor=False)
        table.show(refused, {"name": "File", "reason": "Why", "refused_at": "When"}, "Files that were refused")
    _rejects(desk, files)


def _counts(counts: Any) -> str:
    told = json.loads(counts) if isinstance(counts, str) else dict(counts or {})
    return (
        ", ".join(
            f"{v:,} {words.named(k).lower()}" for k, v in told.items() if isinstance(v, int) and v and k != "rows"
        )
        or "nothing"
    )


def _listed(notes: Any) -> list[str]:
    return [] if words.is_missing(notes) else list(notes)


def _notes(notes: Any) -> str:
    """What is to be known about one file, less what holds for all of its kind and counts that leave no gap."""
    return " · ".join(n for n in _listed(notes) if not n.startswith((NEVER, COUNTED)) or GAP in n)


def _never_shown(files: pd.DataFrame) -> None:
    """What no file of a kind can prove, once for each kind that is loaded."""
    told = {
        row.layout: "; ".join(n.removeprefix(NEVER) for n in _listed(row.notes) if n.startswith(NEVER))
        for row in files.itertuples()
    }
    st.subheader("What these exports can never show", anchor=False)
    rows = [(markup.escape(layout), [markup.escape(what)]) for layout, what in sorted(told.items()) if what]
    markup.show(markup.table("What each kind of export can never show", ["Kind of export", "Never shows"], rows))


def _rejects(desk: Desk, files: pd.DataFrame) -> None:
    """The rows that could not be read, for one file, on demand."""
    with_rejects = files[files["rejects"] > 0]
    if with_rejects.empty:
        return
    st.subheader("Rows that could not be read", anchor=False)
    names = dict(zip(with_rejects["file_no"], with_rejects["name"], strict=True))
    chosen = st.selectbox(
        "Show the rejected rows of",
        list(names),
        index=None,
        format_func=lambda n: names[n],
        placeholder="Choose a file",
    )
    if chosen is not None:
        rows = desk.comments(
            "select line, reason, raw from reject where file_no = $file order by line limit 200", file=int(chosen)
        )
        table.show(rows, {"line": "Line", "reason": "Why", "raw": "As it stood"}, "Rows that could not be read")
