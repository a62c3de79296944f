"""A thousand comments with marks of people in them: no mark is in anything that is written to be passed on."""

from __future__ import annotations

import json
import random
import re
import zipfile
from collections import Counter

import duckdb
import pytest

from pipelines.warehouse.published import Published
from tests.test_main import POLICY, run

TEXTS = "select table_name, column_name from duckdb_columns() where data_type like '%VARCHAR%' and not internal"
ILLNESSES = ("fibrodysplasia", "porphyria", "kuru", "achalasia", "cystinuria", "sirenomelia", "progeria", "pica")


def marks(number: int, chance: random.Random) -> dict[str, str]:
    """What tells of one person: all invented, numbers from ranges that nobody has."""
    name = f"{chance.choice('BDFGKLMNPRSTV')}{''.join(chance.choices('aeioulrnst', k=9))}{number:04}"
    return {
        "name": f"Zed{name}", "surname": f"Qua{name}", "nhs": f"999 {number:03} {chance.randrange(10**4):04}",
        "nino": f"QQ {number:06} C", "phone": f"01632 96{number:04}", "postcode": f"ZZ{number % 100} {number % 10}ZQ",
        "mail": f"{name.lower()}@example.org", "ill": f"{chance.choice(ILLNESSES)}-{name}",
    }  # fmt: skip


def comment(number: int, mark: dict[str, str]) -> dict[str, object]:
    said = (
        f"My neighbour {mark['name']} {mark['surname']} of {mark['postcode']}, NHS {mark['nhs']}, {mark['nino']}, "
        f'has {mark["ill"]}: ring {mark["phone"]} or {mark["mail"]}. =HYPERLINK("{mark["name"]}")'
    )
    day = f"2026-03-{2 + number % 7:02}T{number % 24:02}:{number % 60:02}:00+0000"
    return {
        "id": f"10150000000000001_3{number:015}", "message": said, "created_time": day, "like_count": 0,
        "comment_count": 0,
        "from": {"name": f"{mark['surname']} {mark['name']}", "id": f"77{number:08}"}, "is_hidden": number % 9 == 0,
    }  # fmt: skip


REGISTER = "Platform or channel,Item id or link,Seen at,Acted at,Action,By,Reason,Principle,Policy clause,Decided at\n"


def row(number: int, mark: dict[str, str]) -> str:
    """A removal as staff wrote it down, with marks in its reason and, now and then, in the place of its ground."""
    ground = [f"About {mark['surname']}", "s8-5", "Personal attack", ""][number % 4]
    said = f"{mark['name']} {mark['nhs']} {mark['mail']}"
    when = "2026-03-09 11:00"
    return f"Facebook,3{number:015},{when},{when},hide,{mark['surname']},{said},{ground},,{when}\n"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A data folder that holds them, and all that the commands said."""
    data, folder = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("exports")
    chance = random.Random(7)
    found = [marks(n, chance) for n in range(1000)]
    whole = {
        "data": [comment(n, mark) for n, mark in enumerate(found)],
        "summary": {"total_count": 1000, "order": "chronological", "can_comment": True},
    }
    export = folder / f"graph_{found[0]['surname']}_2026-03-09.json"
    export.write_text(json.dumps(whole), encoding="utf-8")
    policy = tmp_path_factory.mktemp("policy") / "policy.toml"
    rules = re.sub(r"\n\[\[models\]\].*?\n\n", "\n\n", POLICY.read_text(encoding="utf-8"), flags=re.DOTALL)
    policy.write_text(rules, encoding="utf-8")
    register = folder / "removal-register.csv"
    register.write_text(REGISTER + "".join(row(n, found[n]) for n in range(2, 6)), encoding="utf-8")
    told = [run(data, "run", export, register, policy=policy)]
    assert told[0].exit_code == 0, told[0].output
    event = {
        "kind": "decision", "decision": "hide", "at": "2026-03-09T09:00:00Z", "actor": "office-manager",
        "channel": "facebook", "item": f"3{1:015}", "principle": "S8-5", "harm_target": "other_public",
        "reason": f"Names {found[1]['name']}", "text": whole["data"][1]["message"], "author": found[1]["surname"],
    }  # fmt: skip
    (folder / "event.json").write_text(json.dumps(event), encoding="utf-8")
    told += [run(data, "record", folder / "event.json", policy=policy), run(data, "publish", policy=policy)]
    assert [result.exit_code for result in told] == [0, 0, 0], [result.output for result in told]
    return data, policy, found, told[1:]


@pytest.fixture(scope="module")
def written(loaded, tmp_path_factory):
    """Everything that is made to be passed on, as bytes by name, the parts of each zip by themselves."""
    data, policy, _, told = loaded
    out = tmp_path_factory.mktemp("out")
    for exact in ([], ["--exact"]):
        name = "exact" if exact else "passed-on"
        week = ["--week", "2026-W10", *exact]
        told.append(run(data, "board-pack", *week, "--out", out / f"{name}.xlsx", policy=policy))
        told.append(run(data, "digest", *week, "--out", out / f"{name}.html", policy=policy))
    told += [run(data, "metric", "removal_rate", "--week", "2026-W10", "--json", policy=policy)]
    told += [
        run(data, "clauses", "--week", "2026-W10", "--json", policy=policy),
        run(data, "events", "--json", policy=policy),
    ]
    told += [run(data, "status", "--json", policy=policy), run(data, "verify", policy=policy)]
    assert all(result.exit_code == 0 for result in told), [result.output[-300:] for result in told if result.exit_code]
    held = {f"command {i}": result.output.encode() for i, result in enumerate(told)}
    for path in (p for p in out.rglob("*") if p.is_file()):
        held[path.name] = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as packed:
                held |= {f"{path.name}/{name}": packed.read(name) for name in packed.namelist()}
    for path in (data / "published").glob("figures-*.duckdb"):
        held[path.name] = path.read_bytes()
    return held


def test_there_is_something_to_find(loaded):
    """The same marks stand in the file of texts, so that a search which finds nothing means something."""
    data, _, found, _ = loaded
    texts = b"".join(path.read_bytes() for path in (data / "published").glob("comments-*.duckdb"))
    assert sum(mark["surname"].encode() in texts for mark in found) > 300


def test_no_mark_is_in_anything_that_may_be_passed_on(loaded, written):
    _, _, found, _ = loaded
    assert len(written) > 60
    sought = re.compile(b"|".join(re.escape(v.encode()) for mark in found for v in mark.values()))
    hits = {name: sought.search(body) for name, body in written.items()}
    assert {name: bool(hit) for name, hit in hits.items() if hit} == {}


def test_a_removal_of_a_register_is_published_by_its_ground_alone(loaded):
    data, _, found, _ = loaded
    published = Published(data, ("figures",))
    with duckdb.connect(data / "published" / published.names["figures"], read_only=True) as db:
        sql = "select principle, is_reasoned, count(*) from removal where source = 'register' group by all order by all"
        assert db.execute(sql).fetchall() == [("S8-5", True, 2), ("not in the policy", True, 1), (None, True, 1)]
        columns = db.execute(TEXTS).fetchall()
        words = [str(row) for of, name in columns for row in db.execute(f'select "{name}" from "{of}"').fetchall()]
    marks = [value for number in range(1, 6) for value in found[number].values()]
    assert len(words) > 100
    assert not any(mark in word for word in words for mark in marks)


def test_no_mark_is_in_an_error(loaded, tmp_path):
    data, policy, found, _ = loaded
    torn = tmp_path / "graph_2026-03-16.json"
    torn.write_text(json.dumps({"data": [comment(5, found[5])]})[:-40], encoding="utf-8")
    wrong = tmp_path / "event.json"
    wrong.write_text(json.dumps({"kind": "decision", "reason": found[6]["name"], "actor": "office-manager"}))
    for result in (run(data, "load", torn, policy=policy), run(data, "record", wrong, policy=policy)):
        assert result.exit_code == 1
        assert not any(v in result.output for number in (5, 6) for v in found[number].values()), result.output


def test_each_report_that_left_is_noted_in_the_record(loaded, written):
    data, policy, _, _ = loaded
    listed = run(data, "events", "--json", policy=policy).stdout.splitlines()
    left = Counter(e["subject"] for e in map(json.loads, listed) if e["kind"] == "export_made")
    assert (left["digest"], left["board-pack"]) == (2, 2)
    assert len(written) > 60


def test_the_exact_report_counts_what_the_other_withholds(written):
    exact, passed_on = written["exact.html"].decode(), written["passed-on.html"].decode()
    assert "All numbers are exact" in exact
    assert "All numbers are exact" not in passed_on
