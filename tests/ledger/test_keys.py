"""The signing key changes with the old one's word for the new; a checkpoint counts by the key in force at its size."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipelines.__main__ import main
from pipelines.errors import BadInput, LedgerDamaged, NotAllowed
from pipelines.ledger import signers
from pipelines.ledger.canonical import canonical
from pipelines.ledger.checkpoint import KEY, Checkpoint, held_key, read_checkpoints, signed
from pipelines.ledger.keys import KEYS
from pipelines.ledger.merkle import peaks_of
from pipelines.ledger.pack import change_key, export_record, make_checkpoint
from pipelines.ledger.verify import verify
from tests.ledger.conftest import POLICY_FILE, Desk, filled
from tests.ledger.test_verifier import checked
from tests.ledger.test_verify import TRIGGERS, bodies, rewrite


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with filled(tmp_path / "data", 5) as found:
        yield found


def kept(desk: Desk, note: str) -> list[Checkpoint]:
    path = desk.store.data.parent / "kept.txt"
    path.write_text(note, encoding="utf-8")
    return read_checkpoints(path)


def key_file(desk: Desk) -> Path:
    return desk.store.data / KEYS / KEY


def by(desk: Desk, key: Ed25519PrivateKey) -> str:
    """A checkpoint of the record as it is, by whatever key."""
    return signed(key, peaks_of(desk.store.node, desk.store.size()), "2026-03-03T09:00:00Z")


def test_an_empty_record_has_a_checkpoint_and_a_change_of_key_too(tmp_path: Path) -> None:
    for name, make in (("a", make_checkpoint), ("b", change_key)):
        with Desk(tmp_path / name) as desk:
            verdict = verify(desk.store, kept(desk, make(desk)))
            assert verdict.is_sound, verdict.lines()


def test_the_old_key_signs_that_the_new_one_is_named(desk: Desk) -> None:
    first = make_checkpoint(desk)
    before = key_file(desk).read_bytes()
    notes = kept(desk, change_key(desk, "ceo"))
    (event,) = desk.events("key_changed")
    old, new = notes
    assert old.key == kept(desk, first)[0].key != new.key
    assert (old.size, new.size) == (event["seq"], event["seq"] + 1)
    assert base64.b64decode(event["key"]) == new.key
    assert key_file(desk).read_bytes() != before
    assert [path.name for path in key_file(desk).parent.iterdir()].count(signers.NEXT) == 0
    desk.decide("leave_up", "later")
    every = "\n".join((first, make_checkpoint(desk)))
    for verdict in (verify(desk.store, [*notes, *kept(desk, every)]), verify(desk.store)):
        assert verdict.is_sound, verdict.lines()
        assert verdict.told == []


def test_a_retired_a_future_and_an_unknown_key_are_named_as_such(desk: Desk) -> None:
    make_checkpoint(desk)
    old, early = held_key(desk.store.data), desk.store.size()
    change_key(desk)
    new = held_key(desk.store.data)
    assert old
    assert new
    seq = next(desk.events("key_changed"))["seq"]
    assert f"a key that event {seq} retired" in verify(desk.store, kept(desk, by(desk, old))).why
    too_soon = signed(new, peaks_of(desk.store.node, early), "2026-03-03T09:00:00Z")
    assert f"named only by event {seq}" in verify(desk.store, kept(desk, too_soon)).why
    unknown = by(desk, Ed25519PrivateKey.generate())
    assert "this record never names" in verify(desk.store, kept(desk, unknown)).why


def test_the_travelling_verifier_says_the_same(desk: Desk, tmp_path: Path) -> None:
    first = make_checkpoint(desk)
    old = held_key(desk.store.data)
    notes = change_key(desk)
    export_record(desk, tmp_path / "pack")
    good, late = tmp_path / "good.txt", tmp_path / "late.txt"
    good.write_text(f"{first}\nThe week after:\n{notes}", encoding="utf-8")
    status, said = checked(tmp_path / "pack", good)
    assert (status, said.count("are those of the checkpoint")) == (0, 4), said
    assert old
    late.write_text(by(desk, old), encoding="utf-8")
    status, said = checked(tmp_path / "pack", late)
    assert (status, "by a key that was retired before" in said) == (4, True), said
    late.write_text(by(desk, Ed25519PrivateKey.generate()), encoding="utf-8")
    status, said = checked(tmp_path / "pack", late)
    assert (status, "by a key that the events do not name" in said) == (4, True), said


@pytest.mark.parametrize("change", ["signature", "key"])
def test_a_change_of_key_that_the_old_one_did_not_sign_is_found(desk: Desk, tmp_path: Path, change: str) -> None:
    """By whoever holds the file and not the key: everything worked out anew, a key of their own put in."""
    change_key(desk)
    for trigger in TRIGGERS:
        desk.store.db.execute(f"drop trigger {trigger}")
    forged = base64.b64encode(b"\7" * (64 if change == "signature" else 32)).decode()
    events = [e | ({change: forged} if e["kind"] == "key_changed" else {}) for e in bodies(desk.store)]
    rewrite(desk.store, [e for e in events if e["kind"] != "checkpoint_made" or e["seq"] < 17])
    seq = next(desk.events("key_changed"))["seq"]
    verdict = verify(desk.store)
    assert (verdict.first_bad, "did not sign" in verdict.why) == (seq, True), verdict.lines()
    pack = tmp_path / "pack"
    pack.mkdir()
    lines = "".join(f"{body}\n" for (body,) in desk.store.db.execute("select body from event order by seq"))
    (pack / "events.jsonl").write_text(lines, encoding="utf-8")
    (pack / "checkpoint.txt").write_text(by(desk, Ed25519PrivateKey.generate()), encoding="utf-8")
    shutil.copy(Path("pipelines/ledger/verifier.py"), pack)
    status, said = checked(pack)
    assert (status, "did not sign the new one" in said) == (4, True), said


def test_whatever_is_done_to_the_events_of_keys_is_found(desk: Desk) -> None:
    make_checkpoint(desk)
    change_key(desk)
    change_key(desk)
    for trigger in TRIGGERS:
        desk.store.db.execute(f"drop trigger {trigger}")
    for event in [*desk.events("key_changed", "checkpoint_made")]:
        (body,) = desk.store.db.execute("select body from event where seq = ?", (event["seq"],)).fetchone()
        for name in event:
            for changed in ({n: v for n, v in event.items() if n != name}, event | {name: 5}, event | {name: "é"}):
                sql = "update event set body = ? where seq = ?"
                desk.store.db.execute(sql, (canonical(changed).decode(), event["seq"]))
                verdict = verify(desk.store)
                assert (verdict.is_sound, verdict.first_bad) == (False, event["seq"]), (event["kind"], name)
                desk.store.db.execute(sql, (body, event["seq"]))
    assert verify(desk.store).is_sound


@pytest.mark.parametrize("gone", ["key", "root", "size", "signature"])
def test_a_log_made_by_hand_that_lacks_part_of_a_change_of_key_is_judged_all_the_same(desk: Desk, gone: str) -> None:
    make_checkpoint(desk)
    change_key(desk)
    for trigger in TRIGGERS:
        desk.store.db.execute(f"drop trigger {trigger}")
    cut = [{n: v for n, v in e.items() if n != gone or e["kind"] != "key_changed"} for e in bodies(desk.store)]
    rewrite(desk.store, cut)
    verdict = verify(desk.store)
    assert verdict.is_sound == (gone == "signature") == ("did not sign" in "".join(verdict.told)), verdict.lines()


def test_a_lost_key_is_told_and_nothing_is_signed_until_somebody_says_that_it_is_lost(
    desk: Desk, tmp_path: Path
) -> None:
    first = make_checkpoint(desk)
    with pytest.raises(BadInput, match="no key of this record is missing"):
        change_key(desk, is_lost=True)
    away = key_file(desk).rename(tmp_path / "away")
    verdict = verify(desk.store, kept(desk, first))
    assert verdict.is_sound
    assert "restore it" in "\n".join(verdict.lines())
    desk.decide("leave_up", "later")
    size = desk.store.size()
    for attempt in (make_checkpoint, change_key):
        with pytest.raises(LedgerDamaged, match="is not there"):
            attempt(desk)
    assert desk.store.size() == size
    (note,) = kept(desk, change_key(desk, is_lost=True))
    verdict = verify(desk.store, [*kept(desk, first), note])
    assert (verdict.is_sound, verdict.protected) == (True, note.size)
    assert "did not sign, as when that is lost" in "\n".join(verdict.lines())
    export_record(desk, tmp_path / "pack")
    status, said = checked(tmp_path / "pack", tmp_path / "kept.txt")
    assert (status, "did not sign, as when that is lost" in said) == (0, True), said
    assert away.exists()


def test_another_key_in_its_place_is_no_key_of_this_record(desk: Desk) -> None:
    make_checkpoint(desk)
    key_file(desk).write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
    with pytest.raises(LedgerDamaged, match="is not there"):
        make_checkpoint(desk)
    key_file(desk).write_bytes(b"half")
    with pytest.raises(LedgerDamaged, match="no signing key"):
        make_checkpoint(desk)


def test_a_crash_before_the_new_key_is_in_place_loses_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_checkpoint(desk)
    with monkeypatch.context() as broken:
        broken.setattr("pipelines.ledger.pack.settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            change_key(desk)
    assert (key_file(desk).parent / signers.NEXT).exists()
    assert verify(desk.store, kept(desk, first)).told == []
    note = make_checkpoint(desk)
    assert not (key_file(desk).parent / signers.NEXT).exists()
    assert verify(desk.store, [*kept(desk, first), *kept(desk, note)]).is_sound


def test_a_crash_before_the_event_leaves_the_old_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_checkpoint(desk)
    with monkeypatch.context() as broken:
        broken.setattr(desk, "note_within", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            change_key(desk)
    desk.decide("leave_up", "later")
    assert verify(desk.store, [*kept(desk, first), *kept(desk, make_checkpoint(desk))]).is_sound
    assert len(kept(desk, change_key(desk))) == 2


def test_nobody_records_a_proof_by_hand(desk: Desk) -> None:
    for kind, more in (("checkpoint_made", {}), ("key_changed", {"key": "x"})):
        with pytest.raises(NotAllowed, match="nobody records what proves"):
            desk.add(kind, size=3, root="0" * 64, **more)


def test_the_command(desk: Desk, tmp_path: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        named = ["--data", str(desk.store.data), "--policy", str(POLICY_FILE), *words]
        done = CliRunner().invoke(main, named)
        return done.exit_code, done.output

    out = tmp_path / "weekly.txt"
    assert run("checkpoint", "--new-key", "--by", "ceo", "--out", str(out))[0] == 0
    assert len(read_checkpoints(out)) == 2
    assert run("verify", "--checkpoint", str(out))[0] == 0
    assert json.loads(run("events", "--json", "--kind", "key_changed")[1])["actor"] == "ceo"
    assert run("checkpoint", "--old-key-lost")[0] == 2
    key_file(desk).unlink()
    status, said = run("checkpoint")
    assert (status, len(said.splitlines())) == (1, 1)
    assert "--old-key-lost" in said
    assert run("checkpoint", "--new-key", "--old-key-lost")[0] == 0
