"""The commands: each clause by channel as JSON, and an exit status that a scheduler can raise the alarm by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.__main__ import main
from pipelines.clauses import STATES, all_clauses
from tests.warehouse.conftest import Desk, comment, round_


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Three comments and two rounds, and nothing else."""
    folder: Path = tmp_path_factory.mktemp("data")
    desk = Desk(folder)
    desk.load("2026-03-10", *(comment(str(i), "2026-03-03T10:00:00") for i in range(3)), snapshot_of=["*"])
    desk.load(
        "2026-03-11", round_("facebook", "2026-02-26T09:00:00", "2026-02-26T09:30:00"),
        round_("facebook", "2026-03-05T09:00:00", "2026-03-05T09:20:00"), layout="template_rounds", holds="rounds",
    )  # fmt: skip
    desk.published()
    return folder


def run(data, *words):
    return CliRunner().invoke(main, ["--data", str(data), *words])


def test_clauses_print_one_line_of_json_for_each_channel(data):
    done = run(data, "clauses", "--week", "2026-W10", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert list(rows[0]) == ["clause", "class", "channel", "week", "state", "reason"]
    assert {row["week"] for row in rows} == {"2026-W10"}
    assert {row["state"] for row in rows} <= set(STATES)
    assert {row["clause"] for row in rows} == set(all_clauses())


def test_check_prints_what_is_not_met_the_worst_first_and_exits_3(data):
    done = run(data, "check", "--week", "2026-W10")
    assert done.exit_code == 3
    states = [next(s for s in STATES if f" {s} " in line) for line in done.stdout.splitlines()]
    assert states == sorted(states, key=STATES.index)
    assert set(states) <= {"breach", "not evidenced", "provisional"}
    assert "not evidenced" in states


def test_check_exits_0_when_nothing_is_in_breach_or_without_evidence(data, monkeypatch):
    fine = [{"clause": "S5-11", "class": "automatic", "channel": "facebook", "week": "2026-W10", "state": "provisional",
             "reason": "the week is not over"}]  # fmt: skip
    monkeypatch.setattr("pipelines.commands.clauses._rows", lambda ctx, week: fine)
    done = run(data, "check")
    assert (done.exit_code, done.stdout.split()[0]) == (0, "S5-11")


def test_a_week_that_there_is_not_is_one_line(data):
    done = run(data, "clauses", "--week", "2026-W99")
    assert done.exit_code == 1
    assert "2026-W99" in done.stderr


def test_without_anything_published_it_says_what_to_do(tmp_path):
    done = run(tmp_path, "check")
    assert done.exit_code == 1
    assert "python -m pipelines run" in done.stderr
