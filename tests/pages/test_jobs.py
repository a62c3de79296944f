"""Uploads are loaded beside the page, into the real data folder, and leave nothing behind."""

from __future__ import annotations

import io
import subprocess
import time
from pathlib import Path

import pytest

from pages.parts import jobs
from pipelines.errors import WarehouseBusy


@pytest.fixture
def inbox(tmp_path):
    jobs.jobs().clear()
    return jobs.Inbox(tmp_path / "data", Path("policy.toml"))


def wait(job):
    for _ in range(600):
        if not job.is_running:
            return job
        time.sleep(0.1)
    raise AssertionError("the load did not end")


def test_an_upload_goes_to_the_real_data_folder_and_is_then_forgotten(inbox, monkeypatch):
    seen = {}

    def run(command, stdout, **_):
        seen["command"], seen["content"] = command, Path(command[-1]).read_bytes()
        stdout.write(f"{command[-1]}: refused\n".encode())
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", run)
    job = wait(jobs.load(inbox, [("../../etc/na<me.csv", io.BytesIO(b"a,b"))]))
    folder = Path(seen["command"][-1]).parent
    assert seen["command"][4:6] == ["--data", str(inbox.data.resolve())]
    assert seen["content"] == b"a,b"
    assert job.names == ["na_me.csv"]
    assert (job.code, job.lines(), job.done) == (1, ["na_me.csv: refused"], pytest.approx(0.9))
    assert not folder.exists()


def test_two_uploads_of_one_name_are_both_kept(inbox, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0))
    job = wait(jobs.load(inbox, [("a.csv", io.BytesIO(b"1")), ("a.csv", io.BytesIO(b"2"))]))
    assert job.names == ["a.csv", "a (2).csv"]


def test_a_second_load_waits_for_the_first(inbox):
    jobs.jobs()[inbox.data] = jobs.Job(["a.csv"], inbox.data / "log")
    with pytest.raises(WarehouseBusy, match="still being read"):
        jobs.load(inbox, [("b.csv", io.BytesIO(b""))])


def test_the_sample_never_shares_a_folder_with_real_data(inbox):
    calls = []

    def run(command, **_):
        calls.append(command)
        pointer = inbox.demo / jobs.POINTER
        pointer.parent.mkdir(parents=True, exist_ok=True)
        pointer.write_text("{}")
        return subprocess.CompletedProcess(command, 0, "", "")

    jobs.make_sample(inbox, run)
    exports = str((inbox.demo / "exports").resolve())
    assert {call[5] for call in calls} == {str(inbox.demo.resolve())} != {str(inbox.data.resolve())}
    assert [call[8:] for call in calls] == [["sample", exports, "--ledger"], ["run", exports]]


def test_where_the_samples_people_are_nobody_it_is_loaded_without_a_record(inbox):
    calls = []

    def run(command, **_):
        calls.append(command[8:])
        (inbox.demo / jobs.POINTER).parent.mkdir(parents=True, exist_ok=True)
        (inbox.demo / jobs.POINTER).write_text("{}")
        return subprocess.CompletedProcess(command, int(command[8] == "sample"), "", "")

    jobs.make_sample(inbox, run)
    assert calls[-1] == ["run", str(jobs.ROOT / "data" / "sample")]


def test_a_failed_first_start_says_why_and_what_to_do(inbox):
    def run(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "trace\npolicy.toml: no such policy file\n")

    with pytest.raises(jobs.SampleError, match=r"no such policy file\. Load your own exports below\."):
        jobs.make_sample(inbox, run)
