"""A backup is worth what its restore proves: the guide's steps, done with a real folder."""

from __future__ import annotations

import json
import shutil

from pipelines.ledger import Ledger
from pipelines.policy import load_policy
from tests.test_main import EXPORTS, POLICY, run


def test_a_lost_folder_is_restored_with_the_same_figures_and_a_sound_record(tmp_path):
    data, folder, kept = tmp_path / "data", tmp_path / "exports", tmp_path / "kept.txt"
    folder.mkdir()
    name, content = next(iter(EXPORTS.items()))
    (folder / name).write_text(content, encoding="utf-8")
    assert run(data, "load", folder).exit_code == 0
    with Ledger(data, load_policy(POLICY)) as ledger:
        ledger.note("export_made", subject="test")
    assert run(data, "publish").exit_code == 0
    assert run(data, "checkpoint", "--out", kept).exit_code == 0
    before = [run(data, *words).output for words in _asked()]
    shutil.copytree(data, tmp_path / "backup")
    shutil.rmtree(data)
    assert json.loads(run(data, "status", "--json").output)["files"] == 0
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(tmp_path / "backup", data)
    assert [run(data, *words).output for words in _asked()] == before
    proof = run(data, "verify", "--checkpoint", kept)
    assert proof.exit_code == 0, proof.output


def _asked():
    return (["status", "--json"], ["metric", "coverage", "--week", "2026-W10", "--json"], ["events", "--json"])
