"""How sound the record is: its size, its last checkpoint, what nobody else can vouch for, and what is taken from it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from pages import Desk
from pages.parts import markup, words
from pages.parts.people import named
from pages.parts.status import BREACH, MET, NOT_EVIDENCED
from pipelines.ledger import Ledger
from pipelines.ledger.checkpoint import read_checkpoints
from pipelines.ledger.pack import export_record, make_checkpoint
from pipelines.ledger.verify import verify

_MADE = "checkpoint_made_now"


def health(desk: Desk, ledger: Ledger) -> None:
    """Draws the record's state in one table, then the checkpoint to give away and the proof against one kept."""
    st.header("The record", anchor=False)
    size, last = ledger.store.size(), _last(ledger)
    covered = int(last["size"]) + 1 if last else 0
    tail = max(0, size - covered)
    taken = "no checkpoint yet"
    if last:
        by = named(desk, last.get("actor")) if last.get("actor") else "the software"
        taken = f"{words.instant(datetime.fromisoformat(last['at']), desk.publication['zone'])}, by {by}"
    told = (
        NOT_EVIDENCED.named(f"{words.count(tail, 'event')} that no checkpoint covers") if tail
        else MET.named("the last checkpoint covers every event")
    )  # fmt: skip
    rows = [
        ("Events", [f"{size:,}"]), ("Size of the file", [f"{ledger.store.path.stat().st_size / 2**20:,.1f} MiB"]),
        ("Last checkpoint", [markup.escape(taken)]), ("Not covered", [told]),
    ]  # fmt: skip
    markup.show(markup.table("The state of the record", ["What", "Now"], rows))
    st.markdown(
        "A checkpoint protects only where somebody else keeps it: give one to the Chair each week. What came after the "
        "last one kept elsewhere is protected by nothing, and no proof shows that an event was recorded at all."
    )
    with st.container(horizontal=True):
        _checkpoint(desk, ledger)
        _pack(desk, ledger)
    _against_kept(ledger)


def _last(ledger: Ledger) -> dict[str, Any] | None:
    sql = "kind = 'checkpoint_made' and seq = (select max(seq) from event where kind = 'checkpoint_made')"
    return next(ledger.store.events(sql), None)


def _checkpoint(desk: Desk, ledger: Ledger) -> None:
    if st.button("Make a checkpoint", icon=":material/verified:"):
        st.session_state[_MADE] = make_checkpoint(ledger, desk.visitor.person)
        st.rerun()
    if note := st.session_state.get(_MADE):
        st.download_button(
            "Download the checkpoint", note, "checkpoint.txt", "text/plain", icon=":material/download:", type="primary",
            on_click=lambda: desk.exported("checkpoint"),
        )  # fmt: skip


def _pack(desk: Desk, ledger: Ledger) -> None:
    with_texts = st.toggle("With what was written", key="pack_with_texts", help="Reasons, names and texts as judged.")
    st.download_button(
        "Download the record pack", lambda: packed(ledger, desk.visitor.person, with_texts=with_texts), "record.zip",
        "application/zip", icon=":material/folder_zip:", on_click="ignore",
    )  # fmt: skip


def packed(ledger: Ledger, person: str | None, *, with_texts: bool) -> bytes:
    """The record with a checkpoint and the verifier, as one file; that it was taken is noted in it."""
    held = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        export_record(ledger, Path(folder), with_texts=with_texts, actor=person)
        for path in sorted(Path(folder).iterdir()):
            archive.write(path, f"record/{path.name}")
    return held.getvalue()


def _against_kept(ledger: Ledger) -> None:
    """Proves the record against a checkpoint that somebody brings back."""
    with st.expander("Check the record against a checkpoint that was kept", icon=":material/policy:"):
        files = st.file_uploader(
            "One checkpoint or several, which narrow a change down", type="txt", key="kept_checkpoint",
            accept_multiple_files=True, max_upload_size=1,
        )  # fmt: skip
        if not files:
            return
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder) / "kept.txt"
            kept.write_bytes(b"\n".join(file.getvalue() for file in files))
            verdict = verify(ledger.store, read_checkpoints(kept))
        state = MET.named("sound") if verdict.is_sound else BREACH.named("not sound")
        markup.show(f"<p>{state}</p>")
        for line in verdict.lines():
            st.markdown(words.plain(line))
