"""The command line from end to end, on a few invented files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipelines.__main__ import main
from pipelines.metrics import all_metrics

POLICY = Path(__file__).parents[1] / "policy.toml"
GRAPH_ID = "10150000000000001_2000000000000000"


def run(data: Path, *words: str | Path, policy: Path = POLICY, given: str | bytes | None = None) -> Result:
    line = ["--data", str(data), "--policy", str(policy), *(str(w) for w in words)]
    return CliRunner().invoke(main, line, input=given)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def failed(result: Result, words: str) -> None:
    """A known mistake: exit 1, one line on standard error, nothing else there."""
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1), result.output
    assert words in result.stderr


def graph(number: int, text: str, **more: object) -> dict[str, object]:
    who = {"name": "Pat Invented", "id": "5550001"}
    made = {"id": f"{GRAPH_ID}{number}", "message": text, "created_time": f"2026-03-0{number}T09:30:00+0000"}
    return made | {"from": who, "like_count": 0, "comment_count": 0, "is_hidden": False} | more


COMMENTS = [graph(1, "Waited five weeks"), graph(2, "Ring me on 01632 960123"), graph(3, "You are idiots 😡")]
EXPORTS: dict[str, str] = {
    "graph_2026-03-09.json": json.dumps(
        {"data": COMMENTS, "summary": {"total_count": 3, "order": "chronological", "can_comment": True}}
    ),
    "facebook-post - ExportComments.com.csv": (
        "Name,Username,Profile ID,Date,Likes,Comment,User Verified,Comment ID,Profile URL,Comment URL\n"
        "Pat Invented,pat.invented,5550001,2026-03-01 09:30:00,3,Waited five weeks,False,20000000000000001,,\n"
    ),
    "removal-register.csv": (
        "Platform or channel,Item id or link,Seen at,Acted at,Action,By,Reason,Principle,Policy clause,"
        "Screenshot reference,Decided at\n"
        "Facebook,20000000000000003,2026-03-03 10:00,2026-03-03 11:00,hide,office,rude,,,,2026-03-03 10:30\n"
    ),
    "moderation-log.csv": (
        "Channel,Round started,Round finished,Covered through,Items seen,Moderated by,Recorded on,Note\n"
        "Facebook,2026-03-04 09:00,2026-03-04 09:20,2026-03-04 09:00,3,office,2026-03-04 09:30,\n"
    ),
    "replies.json": json.dumps({
        "data": [{"id": "2028400000000000010", "text": "Three weeks &amp; no call", "author_id": "777001",
                  "conversation_id": "2028400000000000001", "created_at": "2026-03-02T10:00:00.000Z"}],
        "includes": {"users": [{"id": "777001", "name": "Sam Invented", "username": "sam_invented"}]},
        "meta": {"result_count": 1},
    }),
    "account_analytics_content_2026-03-01_2026-03-09.csv": (
        "Post id,Date,Post text,Post Link,Impressions,Likes,New follows,Reposts,URL Clicks\n"
        '2028400000000000001,"Mon, Mar 2, 2026",Hello,https://x.com/HWRutland/status/2028400000000000001,321,4,,1,2\n'
    ),
    "ga4_20260302_20260308.csv": (
        "# ----\n# Pages\n# 20260302-20260308\n\nPage path and screen class,Views\n/,1000\n/about,20\n"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    for name, content in EXPORTS.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ran(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with everything loaded, scored and published."""
    data = tmp_path_factory.mktemp("data")
    result = run(data, "run", exports)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "5 texts scored" not in result.stdout
    assert result.stdout.splitlines()[-1] == "published: 4 comments and 1 posts from 7 files"
    return data


@pytest.fixture
def good(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "graph_2026-03-09.json"
    path.write_text(EXPORTS["graph_2026-03-09.json"], encoding="utf-8")
    return path


# read


def test_read_prints_every_record_and_then_the_file(good: Path, tmp_path: Path) -> None:
    result = run(tmp_path / "data", "read", good, "--json")
    found = lines(result)
    assert (result.exit_code, [r["record"] for r in found]) == (0, ["comment"] * 3 + ["file"])
    assert list(found[0]) == [
        "record", "file", "line", "platform", "channel", "id", "parent_id", "post_id", "posted_at", "posted_at_raw",
        "posted_local", "zone", "author", "is_own", "text", "status", "status_raw", "like_count", "reply_count",
        "rating", "updated_at", "link", "kind",
    ]  # fmt: skip
    assert found[0]["file"] == str(good)
    assert found[0]["posted_at"] == "2026-03-01T09:30:00Z"
    assert {"layout", "sha256", "covers_since", "covers_until", "captured_on", "counts", "notes", "refused"} <= set(
        found[3]
    )
    assert found[3]["counts"] == {"comment": 3, "rows": 3, "merged": 0, "skipped": {}}
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("content", ["", "no export at all", '{"data": '])
def test_read_tells_of_a_refusal_as_a_file_record(tmp_path: Path, content: str) -> None:
    (tmp_path / "odd.csv").write_text(content, encoding="utf-8")
    result = run(tmp_path, "read", tmp_path / "odd.csv", "--json")
    (found,) = lines(result)
    assert (result.exit_code, found["record"], bool(found["refused"])) == (1, "file", True)


def test_read_goes_on_after_a_refusal_and_names_members_of_folders_and_zips(good: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "week.zip", "w") as packed:
        packed.write(good, "a/graph.json")
        packed.writestr("empty.csv", "")
    result = run(tmp_path, "read", tmp_path / "week.zip", tmp_path / "gone.csv", "--json")
    files = {r["file"].removeprefix(str(tmp_path)): r["refused"] for r in lines(result) if r["record"] == "file"}
    assert result.exit_code == 1
    assert list(files) == ["/week.zip/a/graph.json", "/week.zip/empty.csv", "/gone.csv"]
    assert [bool(refused) for refused in files.values()] == [False, True, True]


def test_read_in_words_counts_what_it_found(good: Path, tmp_path: Path) -> None:
    result = run(tmp_path, "read", good)
    assert result.stdout.startswith(f"{good}: facebook graph: 3 comments\n")


# load


def test_read_shows_the_first_records_and_rejects_alone_and_counts_them_all(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    head = "Channel,Round started,Round finished,Covered through,Items seen,Moderated by,Recorded on,Note\n"
    log.write_text(
        head + "".join(f"Facebook,{at},,,3,office,,\n" for n in range(1, 5) for at in (f"2026-03-0{n} 09:00", "soon"))
    )
    result = run(tmp_path / "data", "read", log, "--json", "--first", "2")
    *records, file = lines(result)
    assert [(r["record"], r["line"]) for r in records] == [("round", 2), ("round", 4), ("reject", 3), ("reject", 5)]
    assert (file["counts"]["round"], file["counts"]["reject"]) == (4, 4)


def test_table_says_what_its_columns_hold(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Ref;Said;On\n1;x;04/08/2025\n", encoding="utf-8")
    (found,) = lines(run(tmp_path / "data", "table", path, "--json"))
    assert [c["dates"] for c in found["columns"]] == [[], [], ["%d/%m/%Y", "%m/%d/%Y"]]
    assert "dates as %d/%m/%Y or %m/%d/%Y" in run(tmp_path / "data", "table", path).stdout
    path.write_text("{}", encoding="utf-8")
    failed(run(tmp_path / "data", "table", path), "no table with a row of column names was found")


def test_layouts_lists_every_kind_in_words(tmp_path: Path) -> None:
    found = {told["layout"]: told for told in lines(run(tmp_path / "data", "layouts", "--json"))}
    assert {"exportcomments", "template_rounds"} <= found.keys()
    assert all(told["about"].endswith(".") and told["cannot_show"] for told in found.values())


def test_load_twice_changes_nothing(good: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first, again = run(data, "load", good), run(data, "load", good, good)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert again.stdout == f"{good}: loaded before\n" * 2
    (status,) = lines(run(data, "status", "--json"))
    assert {k: status[k] for k in ("files", "comments", "posts", "actions", "scored", "published")} == {
        "files": 1, "comments": 3, "posts": 0, "actions": 0, "scored": 0, "published": None,
    }  # fmt: skip


def test_a_refused_file_is_told_in_one_line_and_the_rest_still_load(good: Path, tmp_path: Path) -> None:
    (tmp_path / "a bad one.csv").write_text("no export at all", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as packed:
        packed.writestr("replies.json", EXPORTS["replies.json"])
    result = run(tmp_path / "data", "load", tmp_path / "a bad one.csv", good, tmp_path / "z.zip", tmp_path / "gone")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 2)
    assert [line.split(":")[0].removeprefix(str(tmp_path)) for line in result.stderr.splitlines()] == [
        "/a bad one.csv",
        "/gone",
    ]
    (status,) = lines(run(tmp_path / "data", "status", "--json"))
    assert (status["files"], status["comments"]) == (2, 4)


def test_the_same_items_from_several_layouts_are_one(ran: Path) -> None:
    (status,) = lines(run(ran, "status", "--json"))
    assert (status["files"], status["comments"], status["posts"], status["actions"], status["scored"]) == (
        7,
        4,
        1,
        1,
        4,
    )
    found = lines(run(ran, "metric", "removal_rate", "--week", "2026-W10", "--channel", "facebook", "--json"))
    (whole,) = [r for r in found if r["is_all_reasons"]]
    assert (whole["metric"], whole["channel"], whole["numerator"], whole["denominator"]) == (
        "removal_rate",
        "facebook",
        1,
        2,
    )


def test_a_mistyped_path_does_not_make_a_folder_of_real_data(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run(data, "load", tmp_path / "gone").exit_code == 1
    assert run(data, "sample", tmp_path / "made", "--weeks", "1", "--comments", "5", "--layout", "graph").exit_code == 0
    assert run(data, "load", tmp_path / "made").exit_code == 0


def test_sample_is_never_mixed_with_real_data(good: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "data", "load", good).exit_code == 0
    run(tmp_path, "sample", tmp_path / "made", "--weeks", "1", "--comments", "5", "--layout", "graph")
    failed(
        run(tmp_path / "data", "load", tmp_path / "made"), "sample data offered to a data folder that holds real data"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--layout", "nonsense"), 'there is no layout "nonsense"'),
        (("--weeks", "9999"), "9999 weeks cannot be made up"),
    ],
)
def test_sample_says_what_it_cannot_make(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    failed(run(tmp_path, "sample", tmp_path / "made", *words), message)


# channels


def channel_block(name: str) -> str:
    """A channel as policy.toml says it."""
    text = POLICY.read_text(encoding="utf-8")
    (found,) = re.findall(rf'\[\[channels\]\]\nid = "{name}"\n.*?(?=\n\[\[)', text, re.DOTALL)
    return str(found)


@pytest.fixture
def two_pages(tmp_path: Path) -> Path:
    block = channel_block("facebook")
    second = block.replace('id = "facebook"', 'id = "youth"').replace('name = "Facebook"', 'name = "Youth page"')
    path = tmp_path / "policy.toml"
    path.write_text(POLICY.read_text(encoding="utf-8").replace(block, f"{block}\n{second}"), encoding="utf-8")
    return path


def test_a_file_that_could_be_of_two_pages_needs_channel(good: Path, two_pages: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    result = run(data, "load", good, policy=two_pages)
    failed(
        result, "it does not say which channel of facebook it is of: facebook, youth. Load it by itself with --channel."
    )
    assert run(data, "run", good, "--channel", "youth", policy=two_pages).exit_code == 0
    found = lines(run(data, "metric", "coverage", "--week", "2026-W10", "--json", policy=two_pages))
    assert {r["channel"]: r["denominator"] for r in found if r["denominator"]} == {"youth": 2}


def test_channel_must_be_one_of_the_policy_and_of_the_platform(good: Path, tmp_path: Path) -> None:
    failed(run(tmp_path / "data", "load", good, "--channel", "myspace"), '"myspace" is no channel of the policy')
    failed(run(tmp_path / "data", "load", good, "--channel", "website"), 'the channel "website" is none of its')


def test_a_platform_that_the_policy_does_not_name_stays_visible(exports: Path, tmp_path: Path) -> None:
    text = POLICY.read_text(encoding="utf-8").replace('"x", ', "")
    (tmp_path / "policy.toml").write_text(text.replace(channel_block("x"), ""), encoding="utf-8")
    result = run(tmp_path / "data", "run", exports / "replies.json", policy=tmp_path / "policy.toml")
    assert result.exit_code == 0, result.output
    words = ("--week", "2026-W10", "--channel", "x", "--json")
    found = lines(run(tmp_path / "data", "metric", "coverage", *words))
    assert [r["channel"] for r in found] == ["x"]


# score


def test_score_answers_each_line_in_order(tmp_path: Path) -> None:
    given = "\n".join([
        '{"id": 1, "text": "Ring me on 01632 960123"}', "", '{"id": "b", "text": "", "parent": null}',
        '{"id": "c", "text": "🙏🏽👨‍👩‍👧 Diolch yn fawr", "parent": "Sut oedd hi?"}',
        '{"id": null, "text": "Ça va très bien"}',
    ])  # fmt: skip
    result = run(tmp_path, "score", given=given + "\n")
    found = lines(result)
    assert (result.exit_code, [r["id"] for r in found]) == (0, [1, "b", "c", None])
    for answer in found:
        assert list(answer) == ["id", "language", "flags", "scores", "why", "model", "policy"]
        assert all(0 <= score <= 1 for score in answer["scores"].values())
    (why,) = [w for w in found[0]["why"] if w["detector"] == "phone"]
    assert set(why) == {"category", "detector", "start", "end", "text"}
    assert (why["start"], why["end"]) == (11, 23)
    assert not list(tmp_path.iterdir())


def test_score_of_nothing_is_nothing(tmp_path: Path) -> None:
    result = run(tmp_path, "score", given="")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("{", "line 2: not JSON"),
        ("[1]", "line 2: no object with an id and a text"),
        ('{"id": 1}', "line 2: no object with an id and a text"),
        ('{"text": "a"}', "line 2: no object with an id and a text"),
        ('{"id": NaN, "text": "a"}', "line 2: not JSON (NaN is no number)"),
        ('{"id": 1, "text": "a", "parent": 5}', "line 2: the parent is no text"),
        (b"\xff\xfe{}", "line 2: not JSON"),
        ("[" * 200_000, "line 2: not JSON"),
    ],
)
def test_a_bad_line_to_score_is_named_and_those_before_it_are_answered(
    tmp_path: Path, bad: str | bytes, words: str
) -> None:
    last = bad if isinstance(bad, bytes) else bad.encode()
    result = run(tmp_path, "score", given=b'{"id": 1, "text": "Hello"}\n' + last + b"\n")
    failed(result, words)
    assert [r["id"] for r in lines(result)] == [1]


def test_half_an_emoji_can_be_scored(tmp_path: Path) -> None:
    result = run(tmp_path, "score", given='{"id": "\\ud83d", "text": "idiot \\ude00"}\n')
    assert (result.exit_code, lines(result)[0]["id"]) == (0, "\ufffd")


def test_outbound_scores_have_their_own_categories(tmp_path: Path) -> None:
    given = '{"id": 1, "text": "Vote Invented Party on Thursday!"}\n'
    result = run(tmp_path, "score", "--direction", "outbound", given=given)
    assert result.exit_code == 0
    assert not {"safeguarding", "off_topic"} & set(lines(result)[0]["scores"])
    assert run(tmp_path, "score", "--direction", "sideways", given=given).exit_code == 2


# metric


def test_metric_list_names_each_metric_once(tmp_path: Path) -> None:
    result = run(tmp_path, "metric", "--list")
    names = [line.split()[0] for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert names == sorted(set(names), key=names.index)
    assert {"cadence", "removal_rate", "reach", "completeness"} <= set(names)


@pytest.mark.parametrize("name", all_metrics())
def test_every_metric_prints_rows_under_its_own_name(ran: Path, name: str) -> None:
    result = run(ran, "metric", name, "--week", "2026-W10", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert all(r["metric"] == name for r in lines(result))


def test_a_week_is_the_period_of_its_days(ran: Path) -> None:
    week = run(ran, "metric", "reach", "--week", "2026-W10", "--json")
    period = run(ran, "metric", "reach", "--since", "2026-03-02", "--until", "2026-03-08", "--json")
    assert {r["figure"] for r in lines(week)} >= {"views", "impressions"}
    assert week.stdout == period.stdout


def test_a_metric_in_words_is_its_definition_and_a_table(ran: Path) -> None:
    shown = run(ran, "metric", "M13", "--week", "2026-W10").stdout
    assert shown.startswith("Reach and engagement: ")
    assert "impressions" in shown
    assert "no rows: nothing is evidenced" in run(ran, "metric", "reach", "--week", "2020-W10").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("cadence", "--week", "2026-W60"), '"2026-W60" is no week'),
        (("cadence", "--week", "10"), '"10" is no week'),
        (("nonsense",), '"nonsense" is no metric'),
        (("cadence", "--week", "2026-W10", "--channel", "myspace"), '"myspace" is no channel'),
        (("cadence", "--since", "2026-03-09", "--until", "2026-03-01"), "the last day lies before the first"),
    ],
)
def test_metric_names_what_it_does_not_know(ran: Path, words: tuple[str, ...], message: str) -> None:
    failed(run(ran, "metric", *words), message)


@pytest.mark.parametrize(
    "words",
    [
        ("metric",), ("metric", "cadence", "--since", "2026-03-01"), ("metric", "cadence", "--since", "yesterday"),
        ("metric", "cadence", "--week", "2026-W10", "--since", "2026-03-01"), ("nonsense",), ("load",),
        ("read", "--nonsense"), ("sample", "out", "--weeks", "0"),
    ],
)  # fmt: skip
def test_wrong_usage_exits_with_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(tmp_path, *words).exit_code == 2


def test_nothing_published_is_said(tmp_path: Path) -> None:
    failed(run(tmp_path / "none", "metric", "cadence", "--week", "2026-W10"), "nothing is published yet")
    assert not (tmp_path / "none").exists()


def test_damaged_publication_is_said_and_mended_by_publish(good: Path, tmp_path: Path) -> None:
    assert run(tmp_path, "run", good).exit_code == 0
    (tmp_path / "published/current.json").write_text("{", encoding="utf-8")
    for command in (("metric", "cadence", "--week", "2026-W10"), ("status",)):
        failed(run(tmp_path, *command), "Run: python -m pipelines publish")
    assert run(tmp_path, "publish").exit_code == 0
    assert run(tmp_path, "metric", "cadence", "--week", "2026-W10").exit_code == 0


# status, policy and model


def test_status_of_an_empty_folder_is_noughts_and_makes_nothing(tmp_path: Path) -> None:
    result = run(tmp_path / "none", "status", "--json")
    (found,) = lines(result)
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    expected = {"files": 0, "comments": 0, "posts": 0, "actions": 0, "scored": 0, "published": None}
    assert found | expected == found
    assert {"model", "policy"} <= set(found)
    assert not (tmp_path / "none").exists()
    assert "files" in run(tmp_path, "status").stdout


def test_status_tells_when_it_was_published(ran: Path) -> None:
    (found,) = lines(run(ran, "status", "--json"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", found["published"])


def test_classify_scores_only_what_is_new(ran: Path) -> None:
    result = run(ran, "classify")
    assert (result.exit_code, result.stdout.split(";")[0]) == (0, "0 texts scored, 0 of our own")


def test_mistakes_in_the_policy_come_together_on_one_line(tmp_path: Path) -> None:
    text = POLICY.read_text(encoding="utf-8").replace("every_days = 7", 'every_days = "seven"', 1)
    text = text.replace('zone = "Europe/London"', 'zone = "Europe/Atlantis"', 1)
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    result = run(tmp_path, "status", policy=tmp_path / "wrong.toml")
    failed(result, "2 mistakes: ")
    assert "Atlantis" in result.stderr
    assert "every_days" in result.stderr


@pytest.mark.parametrize("content", [None, "[organisation", b"\xff\xfe\x00"])
def test_policy_that_cannot_be_read_is_named(tmp_path: Path, content: str | bytes | None) -> None:
    path = tmp_path / "wrong.toml"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    failed(run(tmp_path, "load", tmp_path, policy=path), "wrong.toml: ")


def test_model_folder_that_is_none_is_named(good: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "policy.toml"
    text = re.sub(r"(?ms)^\[\[models\]\].*?(?=^\[)", "", POLICY.read_text(encoding="utf-8"))
    wrong.write_text(text + '\n[[models]]\nsource = "gone"\n', encoding="utf-8")
    failed(run(tmp_path, "score", policy=wrong, given='{"id": 1, "text": "a"}\n'), "gone")
    failed(run(tmp_path, "run", good, policy=wrong), "gone")


def test_data_that_is_a_file_is_wrong_usage(good: Path) -> None:
    assert run(good, "status").exit_code == 2


LABELLED = [
    {"id": 1, "text": "I want to die", "labels": ["safeguarding.self_harm"]},
    {"id": 2, "text": "lovely nurses, thank you", "labels": []},
    {"id": 3, "text": "I can't do another winter", "labels": ["safeguarding.self_harm"]},
]


def labelled_file(folder: Path, *rows: object) -> Path:
    path = folder / "labelled.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_evaluate_says_how_often_the_detectors_are_right(tmp_path: Path) -> None:
    found = {
        (r["of"], r["category"]): r
        for r in lines(run(tmp_path, "evaluate", labelled_file(tmp_path, *LABELLED), "--json"))
    }
    safeguarding = found["category", "safeguarding"]
    assert (safeguarding["positives"], safeguarding["negatives"], safeguarding["precision"]) == (2, 1, 1.0)
    assert safeguarding["recall"] in (0.5, 1.0)
    assert len(safeguarding["recall_interval"]) == 2
    assert found["ordinary", "all"]["false_alarms"] == 0.0
    assert "recall" in run(tmp_path, "evaluate", labelled_file(tmp_path, *LABELLED)).stdout


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"id": 1, "text": "x"}, "no list of labels"),
        ({"id": 1, "text": "x", "labels": ["sadness"]}, '"sadness" is no category'),
        ({"id": 1, "labels": []}, "no object with an id and a text"),
    ],
)
def test_evaluate_names_the_line_that_is_no_labelled_text(tmp_path: Path, row: object, words: str) -> None:
    failed(run(tmp_path, "evaluate", labelled_file(tmp_path, LABELLED[0], row)), words)


EVENT = {
    "kind": "decision", "decision": "hide", "at": "2026-03-03T10:30:00Z", "actor": "office-manager",
    "channel": "facebook", "item": "20000000000000003", "principle": "S8-5", "harm_target": "employee",
    "reason": "Calls a nurse names",
}  # fmt: skip


@pytest.mark.parametrize("written", ["one", "list", "lines"])
def test_events_are_recorded_listed_and_proved(tmp_path: Path, written: str) -> None:
    events = [EVENT | {"item": str(n)} for n in range(1 if written == "one" else 3)]
    text = {"one": json.dumps(events[0]), "list": json.dumps(events), "lines": "\n".join(map(json.dumps, events))}
    (tmp_path / "event.json").write_text(text[written], encoding="utf-8")
    recorded = lines(run(tmp_path / "data", "record", tmp_path / "event.json", "--json"))
    listed = lines(run(tmp_path / "data", "events", "--json"))
    assert [e for e in listed if e["kind"] == "decision"] == recorded
    assert all(e["role"] == "office_manager" for e in recorded)
    assert "nurse" not in json.dumps(listed)
    kept = tmp_path / "kept.txt"
    assert run(tmp_path / "data", "checkpoint", "--out", kept).exit_code == 0
    sound = run(tmp_path / "data", "verify", "--checkpoint", kept)
    assert (sound.exit_code, "protected by no checkpoint" in sound.stdout) == (0, False)
    alone = run(tmp_path / "data", "verify")
    assert (alone.exit_code, "events after 0 are protected by no checkpoint" in alone.stdout) == (0, True)


def test_a_checkpoint_that_speaks_of_more_makes_verify_exit_with_four(tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(json.dumps(EVENT), encoding="utf-8")
    run(tmp_path / "data", "record", tmp_path / "event.json")
    kept = tmp_path / "kept.txt"
    kept.write_text(run(tmp_path / "data", "checkpoint").stdout, encoding="utf-8")
    (tmp_path / "data" / "ledger.sqlite").unlink()
    for path in (tmp_path / "data").glob("ledger.sqlite-*"):
        path.unlink()
    done = run(tmp_path / "data", "verify", "--checkpoint", kept)
    assert (done.exit_code, "event 1" in done.stdout, "missing" in done.stdout) == (4, True, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no json", "no JSON"), ("[]", "no event"), ("[3]", "no event"), ('{"kind": "x"}', "no kind of event"),
        (json.dumps(EVENT | {"actor": "board-it"}), "S7"), (json.dumps(EVENT | {"reason": ""}), "reason"),
    ],
)  # fmt: skip
def test_an_event_that_may_not_be_recorded_is_one_line(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "event.json").write_text(text, encoding="utf-8")
    failed(run(tmp_path / "data", "record", tmp_path / "event.json"), words)
    assert not lines(run(tmp_path / "data", "events", "--json"))
    failed(run(tmp_path / "data", "verify", "--checkpoint", tmp_path / "event.json"), "no checkpoint in it")


def test_an_export_of_the_record_is_checked_by_its_own_verifier(tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(json.dumps(EVENT), encoding="utf-8")
    run(tmp_path / "data", "record", tmp_path / "event.json")
    assert run(tmp_path / "data", "export-record", tmp_path / "pack", "--with-texts").exit_code == 0
    command = [sys.executable, "-I", tmp_path / "pack" / "verifier.py", tmp_path / "pack"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    failed(run(tmp_path / "data", "export-record", tmp_path / "pack"), "not empty")


def test_the_sample_with_its_ledger_gives_the_same_weeks(tmp_path: Path) -> None:
    size = ["--weeks", "3", "--comments", "120"]
    assert run(tmp_path / "a", "sample", tmp_path / "sample", *size, "--ledger").exit_code == 0
    rows = []
    for name in ("a", "b"):
        run(tmp_path / name, "run", tmp_path / "sample")
        rows.append(
            lines(run(tmp_path / name, "metric", "cadence", "--since", "2026-03-23", "--until", "2026-04-12", "--json"))
        )
    assert rows[0] == rows[1]
    assert len(rows[0]) == 12
