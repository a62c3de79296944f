"""After an erasure no byte of the words or of the person is left, the figures are the same, and the record is sound."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.__main__ import main
from pipelines.errors import LegalHold
from pipelines.ledger import Ledger
from pipelines.ledger.erasure import erase, erase_expired
from pipelines.ledger.verify import verify
from pipelines.policy import Policy, load_policy
from pipelines.warehouse.published import Published
from tests.ledger.conftest import POLICY, POLICY_FILE, Desk

POST = "10150000000000001"
CANARY = "Zebulon Quagmire of 4 Tanners Row, ring 01632 960417, you idiots"
AUTHOR = "Zebulon Quagmire"
REASON = "Calls our nurse Philippa Oxenfree names"
FIGURES = (
    "item_day",
    "wait",
    "removal",
    "round",
    "category_day",
    "flag_outcome",
    "disappeared",
    "moderated_day",
    "post_comments",
    "export",
)


def exported(folder: Path, day: str, edited: str = "") -> Path:
    """One day's export, with a row that cannot be read and, perhaps, an edited comment."""
    said = [("Pat Invented", "Waited five weeks"), (AUTHOR, CANARY + edited)]
    said += [("Sam Invented", "Thank you"), (AUTHOR, "Thank you")]
    data = []
    for number, (who, text) in enumerate(said, start=1):
        when = {"created_time": f"2026-02-2{number}T09:30:00+0000", "like_count": 0, "comment_count": 0}
        item = {"id": f"{POST}_200000000000000{number}", "message": text, "is_hidden": False, **when}
        data.append(item | {"from": {"name": who, "id": who}})
    folder.mkdir(exist_ok=True)
    path = folder / f"graph_{day}.json"
    summary = {"total_count": 4, "order": "chronological", "can_comment": True}
    path.write_text(json.dumps({"data": data, "summary": summary}))
    return path


def run(data: Path, *words: str | Path, policy: Path = POLICY_FILE) -> Result:
    done = CliRunner().invoke(main, ["--data", str(data), "--policy", str(policy), *map(str, words)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def figures(data: Path) -> dict[str, list[list[str]]]:
    published = Published(data)
    found = {}
    for table in FIGURES:
        rows = published.figures(f"select * from {table} order by all").astype(str)
        found[table] = rows.to_numpy().tolist()
    published.db.close()
    return found


def files_with(data: Path, *words: str) -> list[str]:
    held = []
    for path in data.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if any(word.encode() in content or word.encode("utf-16-le") in content for word in words):
            held.append(path.name)
    return held


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two exports of a comment that was edited, a decision with its words, all published."""
    data, exports = tmp_path / "data", tmp_path / "exports"
    run(data, "run", exported(exports, "2026-02-27"))
    with Desk(data, time="2026-03-03T09:00:00Z") as desk:
        item = f"{POST}_2000000000000002"
        desk.decide("hide", item, text=CANARY, reason=REASON, author="a" * 32)
        desk.decide("leave_up", f"{POST}_2000000000000001", text="Waited five weeks")
        desk.add("round_completed", "ceo", channel="facebook", items_seen=4, covered_through="2026-03-02T08:00:00Z")
    run(data, "run", exported(exports, "2026-03-02", " again"))
    assert files_with(data, CANARY, REASON)
    return data


def key(item: str) -> str:
    return POLICY.item_key("facebook", f"{POST}_200000000000000{item}")


def test_erasing_a_comment_leaves_no_byte_and_no_figure_changed(data: Path) -> None:
    before = figures(data)
    done = run(data, "erase", "--comment", f"{POST}_2000000000000002", "--why", "Asked for by its author")
    assert done.exit_code == 0, done.output
    assert "delete that export" in done.output
    assert files_with(data, CANARY, "Tanners Row", REASON, "Oxenfree") == []
    assert figures(data) == before
    with Desk(data) as desk:
        assert verify(desk.store).is_sound, verify(desk.store).lines()
        (erased,) = desk.events("erased")
        assert (erased["items"], erased["count"]) == ([key("2")], 3)
        (decision, _) = desk.events("decision")
        assert desk.opened(decision)["text"] is None
        assert desk.item(key("2")).verb == "hide"


def test_what_is_erased_stays_so_when_it_is_loaded_again(data: Path, tmp_path: Path) -> None:
    run(data, "erase", "--comment", key("2"), "--why", "Asked for")
    before = figures(data)["item_day"]
    done = run(data, "run", exported(tmp_path / "exports", "2026-03-03", " again"))
    assert "Graph" in done.output or "graph" in done.output, done.output
    assert files_with(data, "Tanners Row") == []
    assert figures(data)["item_day"] == before
    assert run(data, "classify").exit_code == 0


def test_everything_worked_out_afresh_gives_the_same_figures(data: Path) -> None:
    run(data, "erase", "--comment", key("2"), "--why", "Asked for")
    before = figures(data)
    with_more = load_policy(POLICY_FILE)
    from pipelines.warehouse import Warehouse

    with Warehouse(data, with_more) as warehouse:
        warehouse.db.execute("delete from raw.built")
    run(data, "publish")
    assert figures(data) == before


def test_erasing_an_author_takes_all_their_words_and_nobody_elses(data: Path) -> None:
    before = figures(data)
    done = run(data, "erase", "--author", AUTHOR, "--why", "Article 17")
    assert done.exit_code == 0, done.output
    assert files_with(data, "Tanners Row", "Oxenfree", AUTHOR) == []
    assert figures(data) == before
    rows = Published(data).comments("select id, text, author_key from comment order by id").to_numpy().tolist()
    assert [row[1][:7] for row in rows] == ["Waited ", "[erased", "Thank y", "[erased"]
    assert [isinstance(row[2], str) for row in rows] == [True, False, True, False]


def test_a_new_detector_leaves_the_figures_of_what_is_erased(data: Path) -> None:
    run(data, "erase", "--comment", key("2"), "--why", "Asked for")
    before = figures(data)["item_day"]
    from pipelines.warehouse import Warehouse, scores
    from pipelines.warehouse.build import publish

    with Warehouse(data, POLICY) as warehouse:
        asked = [text for batch in scores.unscored(warehouse, "newer detectors")[1] for _, text, _ in batch]
        (stored,) = warehouse._one("select count(*) from raw.score where detectors = 'newer detectors'")
        scores.store_scores(warehouse, "newer detectors", {})
        publish(warehouse, "newer detectors", "newer", {})
    assert not [text for text in asked if text.startswith("[erased")]
    assert stored > 0
    flagged = [row[-4] for row in figures(data)["item_day"]]
    assert flagged == [row[-4] for row in before]


@pytest.mark.parametrize("mark", ["[erased ", "[erased 0f3e7a52-6c1d-4a8b-9e57-3d2b1c0a9f8e] "])
def test_who_writes_like_our_mark_is_scored_and_can_be_erased_like_anybody(
    data: Path, tmp_path: Path, mark: str
) -> None:
    run(data, "erase", "--comment", key("2"), "--why", "Asked for")
    words = f"{mark}I will burn the surgery of Philippa Oxenfree down"
    path = exported(tmp_path / "later", "2026-03-16")
    told = json.loads(path.read_text())
    told["data"].append(told["data"][0] | {"id": f"{POST}_2000000000000009", "message": words})
    path.write_text(json.dumps(told))
    assert run(data, "run", path).exit_code == 0
    published = Published(data)
    (found,) = published.comments("select categories from comment where text = $words", words=words)["categories"]
    published.db.close()
    assert "abuse" in list(found)
    assert run(data, "erase", "--comment", "2000000000000009", "--why", "Asked for").exit_code == 0
    assert files_with(data, "Philippa Oxenfree down") == []


def test_a_legal_hold_keeps_it(data: Path) -> None:
    with Desk(data) as desk:
        hold = desk.add("legal_hold_set", "ceo", item=key("2"), because="Proceedings")
        before = files_with(data, "Tanners Row")
        for how in (["--comment", key("2")], ["--author", AUTHOR]):
            done = run(data, "erase", *how, "--why", "Asked for")
            assert (done.exit_code, "legal hold" in done.stderr) == (1, True)
        assert files_with(data, "Tanners Row") == before
        desk.add("legal_hold_lifted", "ceo", refers_to=hold["id"])
    assert run(data, "erase", "--comment", key("2"), "--why", "Asked for").exit_code == 0


def test_a_hold_on_an_author_keeps_their_words(desk: Desk) -> None:
    desk.decide("hide", author="b" * 32)
    desk.add("legal_hold_set", "ceo", author="b" * 32)
    with pytest.raises(LegalHold):
        erase(desk, [], ["b" * 32], why="Asked for", actor="ceo")


@pytest.mark.parametrize("where", ["warehouse.publish_marts", "erasure.stored.rewrite"])
def test_an_erasure_that_dies_is_completed_by_the_same_command(
    data: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(f"pipelines.commands.{where}", lambda *_, **__: (_ for _ in ()).throw(OSError("power cut")))
        done = CliRunner().invoke(
            main, ["--data", str(data), "--policy", str(POLICY_FILE), "erase", "--author", AUTHOR, "--why", "x"]
        )
        assert isinstance(done.exception, OSError)
    assert run(data, "erase", "--author", AUTHOR, "--why", "x").exit_code == 0
    assert files_with(data, "Tanners Row", "Oxenfree") == []


def test_a_file_that_windows_does_not_delete_is_told_and_the_same_command_completes_it(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def held(path: Path, *, missing_ok: bool = False) -> None:
        if path.name.startswith("comments-") and path.exists():
            raise PermissionError(13, "The process cannot access the file", str(path))
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as windows:
        windows.setattr(Path, "unlink", held)
        done = run(data, "erase", "--author", AUTHOR, "--why", "x")
        assert (done.exit_code, "Stop the dashboard" in done.output) == (1, True), done.output
    assert files_with(data, "Tanners Row", "Oxenfree")
    assert run(data, "erase", "--author", AUTHOR, "--why", "x").exit_code == 0
    assert files_with(data, "Tanners Row", "Oxenfree") == []


def test_what_nobody_has_is_one_line(data: Path) -> None:
    done = run(data, "erase", "--comment", "999", "--why", "x")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert run(data, "erase", "--comment", "999").exit_code == 2
    assert run(data, "erase", "--comment", "1", "--author", "x", "--why", "x").exit_code == 2


def shorter(folder: Path, **days: int) -> Path:
    text = POLICY_FILE.read_text(encoding="utf-8")
    for name, value in days.items():
        text = "\n".join(f"{name} = {value}" if line.startswith(f"{name} =") else line for line in text.splitlines())
    (folder / "policy.toml").write_text(text, encoding="utf-8")
    return folder / "policy.toml"


def test_what_is_older_than_its_class_is_kept_goes(data: Path, tmp_path: Path) -> None:
    policy = shorter(tmp_path, comments_days=1, decisions_days=1, rejects_days=1)
    run(data, "publish", policy=policy)
    before = figures(data)
    done = run(data, "erase", "--expired", policy=policy)
    assert done.exit_code == 0, done.output
    assert "4 comments" in done.output
    assert files_with(data, "Tanners Row", "Oxenfree", "Waited five weeks") == []
    assert figures(data) == before
    assert "0 comments, 0 rejected rows, 0 texts" in run(data, "erase", "--expired", policy=policy).output


def test_classes_are_kept_for_as_long_as_the_policy_says(tmp_path: Path) -> None:
    policy: Policy = load_policy(shorter(tmp_path, decisions_days=30, safeguarding_days=60))
    with Desk(tmp_path / "data", policy) as desk:
        hidden = desk.decide("hide", text="words")
        raised = desk.decide("safeguarding", "2", text="bruises")
        desk.time = desk.time.replace(month=4, day=10)
        assert erase_expired(desk, None) == 2
        assert desk.opened(hidden)["text"] is None
        assert desk.opened(raised)["text"] == "bruises"
        assert desk.person_of("office") == "office-manager"
        assert verify(desk.store).is_sound


def test_everything_held_on_one_person_is_handed_out(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = run(data, "subject-access", "--author", AUTHOR, "--out", out)
    assert done.exit_code == 0, done.output
    held = json.loads(out.read_text(encoding="utf-8"))
    assert len(held["comments"]) == 4
    assert CANARY in {row["text"] for row in held["comments"]}
    assert [e["decision"] for e in held["events"]] == ["hide"]
    assert held["events"][0]["reason"] == REASON
    with Ledger(data, POLICY) as ledger:
        (noted,) = ledger.events("export_made")
        assert (noted["subject"], AUTHOR in str(noted)) == ("subject-access", False)
    assert run(data, "subject-access", "--author", "Nobody", "--out", out).exit_code == 1
