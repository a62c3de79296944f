import json
import os
import signal
import subprocess
import sys
import textwrap
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.classify import Scored
from pipelines.errors import MixedData, Refused, WarehouseBusy
from pipelines.records import FileRecord
from pipelines.warehouse import Warehouse, build, scores, store
from pipelines.warehouse.published import Published
from tests.warehouse.conftest import POLICY, Desk, comment, round_


def told(desk: Desk) -> list[tuple[object, ...]]:
    """What is published, in an order of its own."""
    cursor = Published(desk.data).cursor("comments")
    items = cursor.execute(
        "select id, text, revisions, status, decided_at::varchar, absent_since::varchar from comment order by id"
    ).fetchall()
    return (
        items
        + Published(desk.data)
        .cursor("figures")
        .execute(
            "select channel, day, items, reviewed, mature, open_items, oldest_open::varchar from item_day order by all"
        )
        .fetchall()
    )


def story(desk: Desk) -> list[tuple[str, list[object], dict[str, object]]]:
    return [
        (
            "2026-03-02",
            [comment("1", "2026-02-27T10:00", "first"), comment("2", "2026-02-28T10:00")],
            {"snapshot_of": ["*"]},
        ),
        (
            "2026-03-03",
            [round_("facebook", "2026-03-02T09:00", "2026-03-02T10:00", "2026-03-02T09:00")],
            {"holds": "rounds"},
        ),
        (
            "2026-03-09",
            [comment("1", "2026-02-27T10:00", "second"), comment("3", "2026-03-05T10:00")],
            {"snapshot_of": ["*"]},
        ),
    ]


def test_building_step_by_step_gives_what_building_at_once_gives(tmp_path: Path) -> None:
    at_once, by_steps = Desk(tmp_path / "a"), Desk(tmp_path / "b")
    for day, records, file in story(at_once):
        at_once.load(day, *records, sha256=day, **file)  # type: ignore[arg-type]
        by_steps.load(day, *records, sha256=day, **file)  # type: ignore[arg-type]
        by_steps.published()
    at_once.published()
    assert told(at_once) == told(by_steps)
    assert len(told(at_once)) == 6


@pytest.mark.parametrize("times", [2, 99])
def test_a_pointer_that_is_being_read_is_replaced_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """As on Windows, where a file that is open is not replaced."""
    tried, replaced = [0], Path.replace

    def busy(path: Path, target: Path) -> Path:
        tried[0] += 1
        if tried[0] <= times:
            raise PermissionError(5, "Access is denied", str(target))
        return replaced(path, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr("pipelines.warehouse.store.time.sleep", lambda _: None)
    (tmp_path / "pointer").write_text("old", encoding="utf-8")
    with nullcontext() if times == 2 else pytest.raises(PermissionError):
        store.replace_file(tmp_path / "pointer", "new")
    assert (tmp_path / "pointer").read_text(encoding="utf-8") == ("new" if times == 2 else "old")


@pytest.mark.parametrize("step", ["_write", "replace_file", "_forget"])
def test_a_run_that_dies_while_publishing_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    whole, broken = Desk(tmp_path / "a"), Desk(tmp_path / "b")
    for day, records, file in story(whole):
        whole.load(day, *records, sha256=day, **file)  # type: ignore[arg-type]
        broken.load(day, *records, sha256=day, **file)  # type: ignore[arg-type]
        with monkeypatch.context() as patch:
            patch.setattr(build, step, lambda *_: (_ for _ in ()).throw(OSError("power cut")))
            with pytest.raises(OSError, match="power cut"):
                broken.published()
    whole.published()
    broken.published()
    assert told(whole) == told(broken)


def test_a_file_refused_half_way_leaves_nothing_behind(desk: Desk) -> None:
    def half() -> object:
        yield comment("1", "2026-02-27T10:00")
        raise Refused("x.json", "it breaks off", "Download it again")

    with Warehouse(desk.data, POLICY) as warehouse:
        with pytest.raises(Refused):
            warehouse.load("x.json", half(), lambda: FileRecord(layout="test"))  # type: ignore[arg-type]
        assert warehouse.counts() == {"files": 0, "comments": 0, "posts": 0, "actions": 0, "scored": 0}


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from pipelines.records import FileRecord
    from pipelines.warehouse import Warehouse
    from tests.warehouse.conftest import POLICY, comment

    def records():
        for number in range(20_000):
            if number == int(sys.argv[2]):
                os.kill(os.getpid(), signal.SIGKILL)
            yield comment(str(number), "2026-02-27T10:00")

    with Warehouse(Path(sys.argv[1]), POLICY) as warehouse:
        warehouse.load("big.json", records(), lambda: FileRecord(
            layout="test", sha256="big", platform="facebook", counts={"rows": 20_000}))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill -9")
def test_a_load_killed_anywhere_loses_and_doubles_nothing(desk: Desk) -> None:
    def attempt(dies_at: int) -> int:
        command = [sys.executable, "-c", textwrap.dedent(KILLED), str(desk.data), str(dies_at)]
        return subprocess.run(command, check=False, env=os.environ | {"PYTHONPATH": "."}).returncode

    assert [attempt(n) for n in (1, 12_345)] == [-signal.SIGKILL] * 2
    with Warehouse(desk.data, POLICY) as warehouse:
        assert warehouse.counts()["comments"] == 0
    assert attempt(-1) == 0
    with Warehouse(desk.data, POLICY) as warehouse:
        assert warehouse.counts()["comments"] == 20_000
        assert warehouse.holds("big")


def test_a_second_writer_is_told_to_wait(desk: Desk) -> None:
    with Warehouse(desk.data, POLICY):
        code = (
            "from pathlib import Path; from tests.warehouse.conftest import POLICY; "
            "from pipelines.warehouse import Warehouse; Warehouse(Path('{}'), POLICY)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code.format(desk.data)],
            check=False,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": "."},
        )
    assert WarehouseBusy.__name__ in done.stderr


def test_sample_data_and_real_data_never_share_a_warehouse(desk: Desk) -> None:
    with Warehouse(desk.data, POLICY) as warehouse:
        warehouse.declare(False, None)
        warehouse.declare(True, datetime(2026, 4, 13, tzinfo=UTC))
        warehouse.load("a.json", iter([]), lambda: FileRecord(layout="test", sha256="a", counts={"rows": 0}))
        warehouse.declare(True, None)
        with pytest.raises(MixedData, match="real data offered to a data folder that holds sample data"):
            warehouse.declare(False, None)


def test_a_text_is_scored_with_what_it_answers_and_another_language_is_for_a_person(desk: Desk) -> None:
    desk.load(
        "2026-03-02",
        comment("1", "2026-02-27T10:00", "Is the ward open on Sunday?"),
        comment("2", "2026-02-27T11:00", "nie chce", parent_id="1"),
    )
    with Warehouse(desk.data, POLICY) as warehouse:
        for batch in scores.unscored(warehouse, "v1")[1]:
            assert {text: parent for _, text, parent in batch} == {
                "Is the ward open on Sunday?": None,
                "nie chce": "Is the ward open on Sunday?",
            }
            scored = {
                key: Scored({"abuse": 0.1}, [], "pl" if parent else "en", {"a": {"abuse": 0.2}})
                for key, _, parent in batch
            }
            scores.store_scores(warehouse, "v1", scored)
    flagged = desk.published("v1").comments("select id, top_category from comment where top_category is not null")
    assert flagged.to_dict("list") == {"id": ["2"], "top_category": ["another_language"]}


def test_scores_are_stored_once_a_text_and_thresholds_are_applied_later(desk: Desk) -> None:
    desk.load(
        "2026-03-02",
        comment("1", "2026-02-27T10:00", "same"),
        comment("2", "2026-02-27T10:00", "same"),
        comment("3", "2026-02-28T10:00", "other"),
    )
    with Warehouse(desk.data, POLICY) as warehouse:
        for batch in scores.unscored(warehouse, "v1")[1]:
            assert sorted(text for _, text, _ in batch) == ["other", "same"]
            scores.store_scores(
                warehouse,
                "v1",
                {key: Scored({"abuse": 0.9 if text == "same" else 0.01}, [], "en") for key, text, _ in batch},
            )
        scores.all_scored(warehouse, "v1")
        assert scores.unscored(warehouse, "v1")[0] == 0
        assert warehouse.counts()["scored"] == 3
    flagged = desk.published("v1").comments(
        "select id, top_category from comment where top_category is not null order by id"
    )
    assert flagged.to_dict("list") == {"id": ["1", "2"], "top_category": ["abuse", "abuse"]}


def test_a_reader_sees_the_new_publication_after_a_refresh_and_old_files_go(desk: Desk) -> None:
    desk.load("2026-03-02", comment("1", "2026-02-27T10:00"))
    reader = desk.published()
    for number in range(2, 7):
        desk.load("2026-03-02", comment(str(number), "2026-02-27T10:00"))
        desk.published()
    assert reader.comments("select count(*) as n from comment")["n"][0] == 1
    assert reader.refresh() is True
    assert reader.comments("select count(*) as n from comment")["n"][0] == 6
    kept = [p.name for p in (desk.data / "published").iterdir()]
    assert len(kept) == 2 * POLICY.retention.publications + 1
    assert json.loads((desk.data / "published/current.json").read_text())["figures"] in kept
