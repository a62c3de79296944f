"""Any change to a log of 200 events is found and named: alone where it is clumsy, by a kept checkpoint where not."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.ledger import merkle
from pipelines.ledger.canonical import canonical
from pipelines.ledger.checkpoint import Checkpoint, read_checkpoints, signed, signing_key
from pipelines.ledger.pack import export_record, make_checkpoint
from pipelines.ledger.store import Store
from pipelines.ledger.verify import Verdict, verify
from tests.ledger.conftest import Desk, filled

SIZE = 200
TRIGGERS = ("event_in_order", "event_stays", "event_remains", "node_in_order", "node_stays", "node_remains",
            "sealed_stays", "sealed_remains")  # fmt: skip


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of exactly 200 events and, beside it, the checkpoint that a witness keeps."""
    data = tmp_path_factory.mktemp("log") / "data"
    with filled(data, SIZE - 11) as desk:  # ten events name the first people, one makes the checkpoint
        (data / "kept.txt").write_text(make_checkpoint(desk), encoding="utf-8")
        assert desk.store.size() == SIZE
        desk.store.emptied()
    return data


@pytest.fixture
def copy(log: Path, tmp_path: Path) -> Iterator[Store]:
    """The same, to be tampered with by somebody who has the file and knows SQLite."""
    shutil.copytree(log, tmp_path / "copy")
    store = Store(tmp_path / "copy")
    store.db.execute("pragma synchronous = off")
    for trigger in TRIGGERS:
        store.db.execute(f"drop trigger {trigger}")
    yield store
    store.close()


def kept(store: Store) -> list[Checkpoint]:
    return read_checkpoints(store.data / "kept.txt")


def bodies(store: Store) -> list[dict[str, Any]]:
    return [json.loads(body) for (body,) in store.db.execute("select body from event order by seq")]


def rewrite(store: Store, events: list[dict[str, Any]]) -> None:
    """What somebody does who has the file and this program: everything worked out anew."""
    store.db.execute("begin")
    store.db.execute("delete from event")
    store.db.execute("delete from node")
    peaks: list[tuple[int, bytes]] = []
    for seq, event in enumerate(events, start=1):
        root = {"size": seq - 1, "root": merkle.folded(peaks).hex()}
        data = canonical(event | (root if event["kind"] == "checkpoint_made" else {}) | {"seq": seq})
        store.db.execute("insert into event values (?, ?, ?)", (seq, data.decode(), merkle.leaf_hash(data)))
        for made in merkle.grown(peaks, merkle.leaf_hash(data)):
            store.db.execute("insert into node (hash) values (?)", (made,))
    used = set(str(bodies(store)).split("'"))
    store.db.execute(f"delete from sealed where commitment not in ({','.join(repr(u) for u in used if len(u) == 64)})")
    for seq, event in enumerate(bodies(store), start=1):
        for value in event.values():
            if isinstance(value, dict):
                store.db.execute("update sealed set seq = ? where commitment = ?", (seq, value["sealed"]))
    store.db.execute("commit")


def is_found(verdict: Verdict, index: int) -> bool:
    """Found, and named: exactly, or as the first of a few, or of those of which nothing is known."""
    first = verdict.protected + 1 if "nothing can be told" in verdict.why else verdict.first_bad
    return not verdict.is_sound and first is not None and first <= index


def test_an_untouched_log_is_sound(copy: Store) -> None:
    verdict = verify(copy, kept(copy))
    assert (verdict.is_sound, verdict.size, verdict.protected) == (True, SIZE, SIZE)


def test_without_a_kept_checkpoint_nothing_is_called_valid(copy: Store) -> None:
    lines = verify(copy).lines()
    assert "events after 0 are protected by no checkpoint that somebody else keeps" in lines
    assert not any("valid" in line for line in lines)


def test_what_came_after_the_kept_checkpoint_is_said_to_be_unprotected(copy: Store) -> None:
    with copy.transaction():
        copy.append({"id": "x", "kind": "read_logged", "at": "2026-03-02T09:00:00Z"})
    assert f"events after {SIZE} are protected by no checkpoint" in "\n".join(verify(copy, kept(copy)).lines())


def test_every_single_bit_of_every_event_counts(copy: Store) -> None:
    for seq, body, leaf in copy.db.execute("select seq, body, leaf from event").fetchall():
        data = body.encode()
        for at in range(0, len(data) * 8, 1 if seq % 20 == 0 else 61):
            changed = bytearray(data)
            changed[at // 8] ^= 1 << at % 8
            assert merkle.leaf_hash(bytes(changed)) != leaf


@pytest.mark.parametrize("part", range(8))
def test_every_field_of_every_event_counts(copy: Store, part: int) -> None:
    for seq, body in copy.db.execute("select seq, body from event where seq % 8 = ?", (part,)).fetchall():
        event = json.loads(body)
        for name in event:
            for changed in (event | {name: "forged"}, {n: v for n, v in event.items() if n != name}):
                copy.db.execute("begin")
                copy.db.execute("update event set body = ? where seq = ?", (canonical(changed).decode(), seq))
                copy.db.execute("commit")
                verdict = verify(copy)
                assert (verdict.is_sound, verdict.first_bad) == (False, seq), name
                copy.db.execute("update event set body = ? where seq = ?", (body, seq))
    assert verify(copy, kept(copy)).is_sound


@pytest.mark.parametrize("index", [1, 2, 57, 128, 129, 199, 200])
def test_an_event_taken_out_swapped_or_put_in_is_found(copy: Store, index: int) -> None:
    copy.db.execute("begin")
    copy.db.execute("delete from event where seq = ?", (index,))
    copy.db.execute("commit")
    assert verify(copy, kept(copy)).first_bad == index


@pytest.mark.parametrize("index", [1, 57, 128, 199])
def test_two_events_swapped_are_found(copy: Store, index: int) -> None:
    copy.db.execute("update event set seq = -1 where seq = ?", (index,))
    copy.db.execute("update event set seq = ? where seq = ?", (index, index + 1))
    copy.db.execute("update event set seq = ? where seq = -1", (index + 1,))
    for checkpoints in ([], kept(copy)):
        assert verify(copy, checkpoints).first_bad == index


Fork = Callable[[list[dict[str, Any]], int], list[dict[str, Any]]]
FORKS: dict[str, Fork] = {
    "changed": lambda e, i: [*e[: i - 1], e[i - 1] | {"actor": "ceo"}, *e[i:]],
    "taken out": lambda e, i: [*e[: i - 1], *e[i:]],
    "put in": lambda e, i: [*e[: i - 1], e[0] | {"id": "new", "logins": None}, *e[i - 1 :]],
    "swapped": lambda e, i: [*e[: i - 1], e[i], e[i - 1], *e[i + 1 :]],
}


@pytest.mark.parametrize("fork", FORKS)
@pytest.mark.parametrize("index", [11, 57, 128, 129, 150, 193, 198])
def test_a_log_rewritten_with_the_key_is_found_by_the_kept_checkpoint_alone(copy: Store, fork: str, index: int) -> None:
    rewrite(copy, FORKS[fork](bodies(copy), index))
    alone = verify(copy)
    assert alone.is_sound, alone.lines()  # nobody can tell from the log alone; it says so
    assert "events after 0 are protected by no checkpoint" in "\n".join(alone.lines())
    assert is_found(verify(copy, kept(copy)), index), verify(copy, kept(copy)).lines()


@pytest.fixture
def weeks(tmp_path: Path) -> Iterator[Desk]:
    """Six weeks of ten decisions, the checkpoint of each kept, and the whole pack of the fourth."""
    with filled(tmp_path / "data", 3) as desk:
        for week in range(6):
            for item in range(10):
                desk.decide("leave_up", f"{week}-{item}")
            (tmp_path / f"{week}.txt").write_text(make_checkpoint(desk), encoding="utf-8")
            if week == 3:
                export_record(desk, tmp_path / "fourth")
        for trigger in TRIGGERS:
            desk.store.db.execute(f"drop trigger {trigger}")
        yield desk


SIZES = [24, 35, 46, 57, 70, 81]  # of the weekly checkpoints; the pack has 59


@pytest.mark.parametrize("index", [5, 20, 30, 40, 50, 66, 75])
def test_weekly_checkpoints_narrow_it_down_to_the_week(weeks: Desk, tmp_path: Path, index: int) -> None:
    notes = [c for week in range(6) for c in read_checkpoints(tmp_path / f"{week}.txt")]
    assert [c.size for c in notes] == SIZES
    rewrite(weeks.store, FORKS["changed"](bodies(weeks.store), index))
    verdict = verify(weeks.store, notes[::-1])
    assert verdict.first_bad is not None
    last_agreed = max([size for size in SIZES if size < index], default=0)
    first_other = min(size for size in SIZES if size >= index)
    assert last_agreed < verdict.first_bad <= index <= (verdict.last_bad or verdict.first_bad) <= first_other
    said = verdict.lines()[0]
    assert f"one of events {verdict.first_bad} to {verdict.last_bad}: it differs" in said or verdict.last_bad is None


@pytest.mark.parametrize("fork", FORKS)
@pytest.mark.parametrize("index", [5, 32, 50, 57])
def test_a_pack_that_was_kept_whole_names_the_first_bad_event(
    weeks: Desk, tmp_path: Path, fork: str, index: int
) -> None:
    rewrite(weeks.store, FORKS[fork](bodies(weeks.store), index))
    verdict = verify(weeks.store, read_checkpoints(tmp_path / "fourth"))
    assert (verdict.first_bad, verdict.last_bad) == (index, None), verdict.lines()
    (named,) = weeks.store.db.execute("select id from event where seq = ?", (index,)).fetchone()
    assert verdict.first_bad_id == named


def test_a_kept_pack_that_is_not_what_its_checkpoint_says_names_nothing(weeks: Desk, tmp_path: Path) -> None:
    events = tmp_path / "fourth" / "events.jsonl"
    events.write_bytes(events.read_bytes().replace(b"leave_up", b"leave_it", 1))
    assert verify(weeks.store, read_checkpoints(tmp_path / "fourth")).is_sound
    rewrite(weeks.store, FORKS["changed"](bodies(weeks.store), 31))
    verdict = verify(weeks.store, read_checkpoints(tmp_path / "fourth"))
    assert (verdict.first_bad, verdict.last_bad) == (1, 32)


@pytest.mark.parametrize("size", [0, 10, 127, 128, 199])
def test_a_log_cut_short_is_found(copy: Store, size: int) -> None:
    rewrite(copy, bodies(copy)[:size])
    verdict = verify(copy, kept(copy))
    assert (verdict.is_sound, verdict.first_bad) == (False, size + 1)
    assert "missing" in verdict.why


def test_a_node_of_the_tree_that_is_another_is_found(copy: Store) -> None:
    copy.db.execute("update node set hash = zeroblob(32) where place = 5")
    assert verify(copy).first_bad is not None
    copy.db.execute("insert into node (hash) values (zeroblob(32))")
    assert not verify(copy).is_sound


def test_a_sealed_text_that_is_another_or_gone_is_found(copy: Store) -> None:
    (seq,) = copy.db.execute("select seq from sealed where field = 'reason'").fetchone()
    copy.db.execute("update sealed set content = 'kinder words' where field = 'reason' and seq = ?", (seq,))
    assert verify(copy, kept(copy)).first_bad == seq
    copy.db.execute("delete from sealed where field = 'reason' and seq = ?", (seq,))
    assert "no event says that it was erased" in verify(copy).why


def test_a_checkpoint_of_another_ledger_or_with_another_signature_is_refused(copy: Store, tmp_path: Path) -> None:
    other = signed(signing_key(tmp_path / "other"), merkle.peaks_of(copy.node, SIZE), "2026-03-03T09:00:00Z")
    (tmp_path / "other.txt").write_text(other, encoding="utf-8")
    assert "another ledger" in verify(copy, read_checkpoints(tmp_path / "other.txt")).why
    note = (copy.data / "kept.txt").read_text(encoding="utf-8")
    (tmp_path / "forged.txt").write_text(note.replace("time 2026-03-03", "time 2026-03-04"), encoding="utf-8")
    assert "signature" in verify(copy, read_checkpoints(tmp_path / "forged.txt")).why


def test_events_cannot_be_changed_or_deleted_through_sql(log: Path, tmp_path: Path) -> None:
    shutil.copytree(log, tmp_path / "copy")
    store = Store(tmp_path / "copy")
    for sql in (
        "update event set body = '{}' where seq = 3", "delete from event where seq = 200", "delete from node",
        "insert or replace into event (seq, body, leaf) select 3, body, leaf from event where seq = 4",
        "insert into event (seq, body, leaf) values (300, '{}', x'00')", "update node set hash = x'00'",
        "update sealed set content = 'other' where seq = 12", "delete from sealed",
    ):  # fmt: skip
        with pytest.raises(sqlite3.DatabaseError, match=r"appended|never|only ever|kept"):
            store.db.execute(sql)
    store.close()
