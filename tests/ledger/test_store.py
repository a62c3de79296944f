"""An append is there whole or not at all, whoever writes beside it and whenever the power goes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pipelines.errors import LedgerDamaged
from pipelines.ledger import keys
from pipelines.ledger.keys import secret
from pipelines.ledger.store import Store
from pipelines.ledger.verify import verify
from tests.ledger.conftest import Desk, decided

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
AN_ID = "00000000-0000-4000-8000-000000000001"


def killed_at(data: Path, step: int) -> bool:
    """Records one event in a process that kills itself before its n-th statement; false if it lived to the end."""
    child = os.fork()
    if child == 0:
        with Desk(data) as desk:
            left = [step]

            def before(_: str) -> None:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            desk.store.db.set_trace_callback(before)
            desk.decide("hide", "7", id=AN_ID, text="words that were judged")
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


@needs_fork
@pytest.mark.parametrize("is_fresh", [True, False])
def test_killed_at_each_step_it_is_there_or_not_and_a_retry_doubles_nothing(tmp_path: Path, is_fresh: bool) -> None:
    step, steps = 0, 0
    while True:
        data = tmp_path / str(step)
        if not is_fresh:
            with Desk(data) as desk:
                desk.decide("leave_up", "1")
        was_killed = killed_at(data, step)
        with Desk(data) as desk:
            before = desk.store.size()
            assert before in ((0, 11) if is_fresh else (11, 12))
            assert verify(desk.store).is_sound
            again = desk.decide("hide", "7", id=AN_ID, text="words that were judged")
            assert (desk.store.size(), again["seq"]) == ((11, 11) if is_fresh else (12, 12))
            assert desk.store.opened(again)["text"] == "words that were judged"
            assert verify(desk.store).is_sound
        if not was_killed:
            break
        step, steps = step + 1, steps + 1
    assert steps > 10


WRITER = """
    import sys
    from pathlib import Path
    from tests.ledger.conftest import Desk
    with Desk(Path(sys.argv[1])) as desk:
        for number in range(15):
            desk.decide("leave_up", f"{sys.argv[2]}-{number}")
"""


def test_eight_processes_write_at_once_and_lose_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path)]
    writers = [subprocess.Popen([*command, str(n)], cwd=Path(__file__).parents[2]) for n in range(8)]
    assert [writer.wait() for writer in writers] == [0] * 8
    with Desk(tmp_path) as desk:
        items = [event["item"] for event in desk.events("decision")]
        assert len(items) == len(set(items)) == 8 * 15
        assert verify(desk.store).is_sound


def test_reading_goes_on_while_somebody_writes(desk: Desk) -> None:
    desk.decide("leave_up", "1")
    reader = desk.events()
    next(reader)
    with Desk(desk.store.data) as other:
        other.decide("leave_up", "2")
    assert sum(1 for _ in desk.events("decision")) == 2


def test_pages_of_events_join_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.ledger.store.PAGE", 3)
    desk.record_all([decided("leave_up", str(i)) for i in range(10)])
    assert [event["seq"] for event in desk.events()] == list(range(1, 21))


def test_what_was_sealed_is_not_in_the_event_and_can_be_opened(desk: Desk) -> None:
    event = desk.decide("hide", text="Ring me on 01632 960123", author="a" * 32)
    (body,) = desk.store.db.execute("select body from event where seq = ?", (event["seq"],)).fetchone()
    assert "01632" not in body
    assert "a" * 32 not in body
    assert "nurse" not in body
    assert desk.store.opened(event)["text"] == "Ring me on 01632 960123"


def test_equal_texts_have_commitments_of_their_own(desk: Desk) -> None:
    first, second = (desk.decide("hide", item, text="the same") for item in ("1", "2"))
    assert first["text"] != second["text"]
    assert first["revision"] == second["revision"] != desk.decide("hide", "3", text="another")["revision"]


def test_what_is_no_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(LedgerDamaged, match="no ledger"):
        Store(tmp_path)


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        db.execute("pragma user_version = 99")
    with pytest.raises(LedgerDamaged, match="newer"):
        Store(tmp_path)


def test_what_is_answered_is_on_disk_beside_readers_that_go_on(desk: Desk) -> None:
    desk.decide("leave_up")
    with Desk(desk.store.data) as again:
        for store in (desk.store, again.store):
            told = [store.db.execute(f"pragma {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
            assert told == ["wal", 2]  # FULL: each commit is on disk before it is answered


@pytest.mark.parametrize("has_links", [True, False], ids=["links", "Windows"])
def test_of_two_who_make_a_key_at_once_the_first_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    rename, written = Path.rename, keys.written

    def renamed(path: Path, target: Path) -> Path:
        if target.exists():
            raise FileExistsError(183, "Cannot create a file when that file already exists", str(target))
        return rename(path, target)

    def quicker(data: Path, name: str, key: bytes) -> Path:
        made = written(data, name, key)
        (data / "keys" / "some.key").write_bytes(b"first")
        return made

    monkeypatch.setattr("pipelines.ledger.keys.HAS_LINKS", has_links)
    monkeypatch.setattr(Path, "rename", renamed)
    if not has_links:
        monkeypatch.delattr(Path, "hardlink_to")
    assert secret(tmp_path, "another.key", b"mine") == b"mine" == secret(tmp_path, "another.key", b"other")
    monkeypatch.setattr(keys, "written", quicker)
    assert secret(tmp_path, "some.key", b"second") == b"first"
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["another.key", "some.key"]


@pytest.mark.skipif(os.name == "nt", reason="files have owners elsewhere")
def test_keys_are_their_owners_alone(desk: Desk) -> None:
    from pipelines.ledger.checkpoint import signing_key

    signing_key(desk.store.data)
    desk.revision("words")
    for path in (desk.store.data / "keys").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
