"""The verifier that travels with an export runs alone, in 150 lines and nothing but Python, and finds the same."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipelines.ledger import verifier
from pipelines.ledger.pack import export_record, make_checkpoint
from tests.ledger.conftest import Desk, filled
from tests.ledger.test_verify import FORKS, TRIGGERS, bodies, rewrite

SOURCE = Path(verifier.__file__)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    with filled(folder / "data", 40) as desk:
        (folder / "kept.txt").write_text(make_checkpoint(desk), encoding="utf-8")
        desk.decide("leave_up", "later")
        export_record(desk, folder / "pack", with_texts=True)
    return folder


def checked(folder: Path, *more: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", str(folder / "verifier.py"), str(folder), *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd="/", env={}, check=False)
    return done.returncode, done.stdout + done.stderr


def test_it_is_short_and_imports_the_standard_library_only() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    names = {n.module or "" for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ImportFrom)}
    names |= {a.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import) for a in n.names}
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_an_export_is_as_its_checkpoint_says(exported: Path) -> None:
    status, said = checked(exported / "pack")
    assert status == 0, said
    assert "came with the folder" in said


def test_a_checkpoint_kept_earlier_says_what_it_does_not_protect(exported: Path) -> None:
    status, said = checked(exported / "pack", exported / "kept.txt")
    assert (status, "protected by no checkpoint" in said) == (0, True), said


@pytest.mark.parametrize("change", ["a word", "an event gone", "the last events gone", "a text", "a time", "a size"])
def test_a_changed_export_is_found(exported: Path, tmp_path: Path, change: str) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(exported / "pack", pack)
    events, sealed, note = pack / "events.jsonl", pack / "sealed.jsonl", pack / "checkpoint.txt"
    lines = events.read_text(encoding="utf-8").splitlines(keepends=True)
    if change == "a word":
        events.write_text("".join(lines).replace("leave_up", "leave_it", 1), encoding="utf-8")
    elif change == "an event gone":
        events.write_text("".join(lines[:20] + lines[21:]), encoding="utf-8")
    elif change == "the last events gone":
        events.write_text("".join(lines[:-3]), encoding="utf-8")
    elif change == "a text":
        sealed.write_text(sealed.read_text(encoding="utf-8").replace("comment 7", "comment 8"), encoding="utf-8")
    else:
        old, new = ("time 2026", "time 2025") if change == "a time" else (f"\n{len(lines)}\n", "\n12\n")
        note.write_text(note.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    status, said = checked(pack)
    assert (status, "not sound" in said) == (4, True), said


def test_a_rewritten_export_is_found_by_the_checkpoint_that_was_kept(tmp_path: Path) -> None:
    for name, verb in (("true", "leave_up"), ("false", "nothing_wrong")):
        with filled(tmp_path / name / "data", 5) as desk:
            if name == "false":  # with the key of the other
                shutil.copytree(
                    tmp_path / "true" / "data" / "keys", tmp_path / "false" / "data" / "keys", dirs_exist_ok=True
                )
            desk.decide(verb, "x")
            (tmp_path / name / "kept.txt").write_text(make_checkpoint(desk), encoding="utf-8")
            export_record(desk, tmp_path / name / "pack")
    assert checked(tmp_path / "false" / "pack")[0] == 0
    status, said = checked(tmp_path / "false" / "pack", tmp_path / "true" / "kept.txt")
    assert (status, "differ" in said) == (4, True), said


def test_kept_checkpoints_narrow_a_rewrite_down_and_a_kept_folder_names_it(tmp_path: Path) -> None:
    with filled(tmp_path / "data", 5) as desk:
        for week in ("first", "second"):
            desk.decide("leave_up", week)
            desk.decide("leave_up", f"{week}-again")
            (tmp_path / f"{week}.txt").write_text(make_checkpoint(desk), encoding="utf-8")
        export_record(desk, tmp_path / "kept")
        for trigger in TRIGGERS:
            desk.store.db.execute(f"drop trigger {trigger}")
        rewrite(desk.store, FORKS["changed"](bodies(desk.store), 20))
    with Desk(tmp_path / "data") as desk:
        export_record(desk, tmp_path / "pack")
    first, second, kept = tmp_path / "first.txt", tmp_path / "second.txt", tmp_path / "kept"
    status, said = checked(tmp_path / "pack", first)
    assert status == 0, said
    for given, which in (((second,), "one of events 1 to 21"), ((second, first), "one of events 19 to 21"),
                         ((kept,), "event 20"), ((first, kept), "event 20")):  # fmt: skip
        status, said = checked(tmp_path / "pack", *given)
        assert (status, f"not sound: {which}: it differs" in said) == (4, True), said
    status, said = checked(tmp_path / "pack", tmp_path / "pack" / "README.txt")
    assert (status, "there is no checkpoint in" in said) == (4, True), said


def test_its_arithmetic_agrees_with_cryptography() -> None:
    for _ in range(5):
        key, message = Ed25519PrivateKey.generate(), os.urandom(40)
        public, signature = key.public_key().public_bytes_raw(), key.sign(message)
        assert verifier.signature_is_right(public, message, signature)
        assert not verifier.signature_is_right(public, message + b"x", signature)
        assert not verifier.signature_is_right(public, message, signature[:-1] + bytes([signature[-1] ^ 1]))
        assert not verifier.signature_is_right(os.urandom(32), message, signature)


def test_the_first_vector_of_rfc_8032() -> None:
    key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert verifier.signature_is_right(key, b"", signature)
