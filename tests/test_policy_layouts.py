"""Layouts saved beside the policy: written whole, read back as they were, checked with the rest."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import BadInput, PolicyError
from pipelines.policy import load_policy
from pipelines.policy.layouts import as_toml, folder_of, remove_layout, save_layout, saved_layouts

ENTRY = {
    "name": "Survey", "record": "comment", "channel": "website", "requires": ["Ref", "What they said"],
    "columns": {"id": "Ref", "text": "What they said", "posted_local": "On"}, "date_format": "%d/%m/%Y %H:%M",
    "statuses": {"Live": "visible"},
}  # fmt: skip


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_bytes(Path("policy.toml").read_bytes())
    return path


def test_a_saved_layout_is_part_of_the_policy(policy):
    before = load_policy(policy)
    assert save_layout(policy, ENTRY) == folder_of(policy) / "survey.toml"
    (table,) = load_policy(policy).tables
    assert (table.name, table.columns, table.statuses) == ("Survey", ENTRY["columns"], {"Live": "visible"})
    assert load_policy(policy).sha256 == before.sha256


def test_a_layout_is_never_overwritten_unless_that_is_said(policy):
    save_layout(policy, ENTRY)
    with pytest.raises(BadInput, match="saved already"):
        save_layout(policy, ENTRY | {"name": "SURVEY"})
    save_layout(policy, ENTRY | {"zone": "UTC"}, replace=True)
    assert [(s.path.name, s.entry["zone"]) for s in saved_layouts(policy)] == [("survey.toml", "UTC")]


def test_two_names_that_are_alike_as_files_are_two_files(policy):
    save_layout(policy, ENTRY)
    save_layout(policy, ENTRY | {"name": "Survey!", "requires": ["Other"]})
    assert [s.path.name for s in saved_layouts(policy)] == ["survey-2.toml", "survey.toml"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "C:\\x", "con\n\n[tables]"])
def test_a_name_never_leaves_the_folder(policy, name):
    path = save_layout(policy, ENTRY | {"name": name})
    assert path.parent == folder_of(policy)
    assert load_policy(policy).tables[0].name == name


def test_a_name_without_a_latin_letter_is_refused_in_plain_words(policy):
    with pytest.raises(BadInput, match="no letter or figure"):
        save_layout(policy, ENTRY | {"name": "\u2014"})


def test_a_layout_is_removed_by_its_file_and_nothing_else_is(policy):
    save_layout(policy, ENTRY)
    remove_layout(policy, "survey.toml")
    assert saved_layouts(policy) == []
    for gone in ("survey.toml", "../policy.toml"):
        with pytest.raises(BadInput, match="not there any more"):
            remove_layout(policy, gone)
    assert policy.exists()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"channel": "nowhere"}, "nowhere"),
        ({"record": "mail"}, "mail"),
        ({"columns": {"text": "A", "mood": "B"}}, '"mood" is no field of a comment'),
        ({"statuses": {"Live": "shown"}}, '"shown" is none of visible'),
        ({"date_format": ""}, '"date_format" is missing'),
        ({"requires": 7}, '"requires" must be'),
    ],
)
def test_a_mistake_in_a_layout_names_its_file_and_line(policy, change, what):
    entry = ENTRY | change
    folder_of(policy).mkdir()
    text = as_toml({k: v for k, v in entry.items() if not isinstance(v, int)})
    text = text.replace("[[tables]]", "[[tables]]\nrequires = 7") if entry["requires"] == 7 else text
    (folder_of(policy) / "survey.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(policy)
    assert "survey.toml" in str(raised.value)
    assert "line " in str(raised.value)
    assert what in str(raised.value)


def test_an_entry_that_would_be_a_mistake_is_not_written(policy):
    log = {
        "name": "Log",
        "record": "action",
        "requires": ["Did"],
        "columns": {"at_local": "On"},
        "date_format": "%Y-%m-%d",
    }
    with pytest.raises(PolicyError, match='no column is mapped to "action"'):
        save_layout(policy, log)
    assert not list(folder_of(policy).glob("*"))


def test_a_word_of_a_log_may_be_left_out_on_purpose(policy):
    save_layout(policy, {
        "name": "Log", "record": "action", "requires": ["Did"], "columns": {"action": "Did"},
        "actions": {"Hid": "hide", "Assigned": ""},
    })  # fmt: skip
    assert load_policy(policy).tables[0].actions == {"Hid": "hide", "Assigned": ""}


def test_mistakes_of_the_policy_and_of_every_layout_are_told_together(policy):
    folder_of(policy).mkdir()
    text = policy.read_text(encoding="utf-8").replace("every_days = 7  ", "every_days = 0  ", 1)
    policy.write_text(text, encoding="utf-8")
    for name, more in (("b", {"channel": "nowhere"}), ("a", {"record": "mail"}), ("c", {})):
        entry = as_toml(ENTRY | {"name": name} | more)
        (folder_of(policy) / f"{name}.toml").write_text(entry, encoding="utf-8")
    (folder_of(policy) / "d.toml").write_text("tables = [", encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(policy)
    told = raised.value.what
    wanted = [
        "4 mistakes: line ",
        "layouts/a.toml line 3: record",
        "layouts/b.toml line 4: channel",
        "layouts/d.toml line 1",
    ]
    assert [told.find(w) for w in wanted] == sorted(told.find(w) for w in wanted)
    assert -1 not in [told.find(w) for w in wanted]
    assert "c.toml" not in told


def test_a_layout_that_cannot_be_read_is_listed_so_that_it_can_be_removed(policy):
    folder_of(policy).mkdir()
    (folder_of(policy) / "odd.toml").write_bytes(b"\xff\xfe")
    (one,) = saved_layouts(policy)
    assert (one.name, [what for _, _, what in one.mistakes]) == ("odd.toml", ["the file is not UTF-8 text"])


def test_a_file_with_two_tables_is_a_mistake_for_replacing_one_would_lose_the_other(policy):
    folder_of(policy).mkdir()
    (folder_of(policy) / "two.toml").write_text(as_toml(ENTRY) + as_toml(ENTRY | {"name": "B"}), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"two\.toml line 1: a layout file holds one"):
        load_policy(policy)


def test_two_visitors_who_save_one_name_at_once_leave_one_layout(policy):
    def save(zone):
        try:
            save_layout(policy, ENTRY | {"zone": zone})
        except BadInput:
            return None
        return zone

    with ThreadPoolExecutor(8) as pool:
        kept = [zone for zone in pool.map(save, ["UTC", "Europe/London"] * 8) if zone]
    assert [s.entry["zone"] for s in saved_layouts(policy)] == kept
    assert [p.name for p in folder_of(policy).iterdir()] == ["survey.toml"]


def test_a_folder_that_cannot_be_written_to_is_said_plainly(policy):
    folder_of(policy).write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(BadInput, match="nothing can be written to the folder"):
        save_layout(policy, ENTRY)


@pytest.mark.parametrize("text", ["not toml [", "[organisation]\nname = 'x'", "tables = 7", "[[tables]]\n[other]"])
def test_a_file_that_is_no_layout_is_told_by_its_name(policy, text):
    folder_of(policy).mkdir()
    (folder_of(policy) / "odd.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"odd\.toml"):
        load_policy(policy)


def test_a_name_that_policy_toml_uses_itself_is_taken(policy):
    policy.write_text(policy.read_text(encoding="utf-8") + "\n" + as_toml(ENTRY), encoding="utf-8")
    for replace in (False, True):
        with pytest.raises(PolicyError, match='another layout is called "survey"'):
            save_layout(policy, ENTRY | {"name": "survey"}, replace=replace)
    assert load_policy(policy).tables[0].name == "Survey"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1), max_size=4), st.lists(st.text(min_size=1), min_size=1))
def test_whatever_the_headers_hold_toml_gives_them_back(columns, requires):
    (entry,) = tomllib.loads(as_toml(ENTRY | {"columns": columns, "requires": requires}))["tables"]
    assert entry.get("columns", {}) == columns
    assert entry["requires"] == requires
