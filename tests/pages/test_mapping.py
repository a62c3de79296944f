"""The wizard for unknown tables: what it asks, what it never guesses, and what it makes of the answers."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.audit.imports import unknown_tables
from pages.parts import jobs, mapping
from pages.parts.mapping import ACTIONS, STATUSES, TOOL, Answers, dates_as, likely, outlined, preview
from pipelines.errors import TEACH, BadInput
from pipelines.policy import load_policy
from pipelines.policy.layouts import save_layout, saved_layouts

SURVEY = b"Ref;What they said;On;State\n1;Cold <b>room</b>;04/08/2026 09:30;Live\n2;=1+1;05/08/2026 09:30;Odd;x\n"


@pytest.fixture
def inbox(tmp_path):
    return jobs.Inbox(tmp_path / "data", Path(shutil.copy("policy.toml", tmp_path)))


def answered(**more):
    columns = {"text": "What they said", "posted": "On", "id": "Ref", "status": "State"}
    told = {"columns": columns, "date_format": "%d/%m/%Y %H:%M", "zone": "Europe/London", "ids_of": TOOL}
    return Answers(
        "Ward survey", "comment", "website", **{**told, "words": {"Live": "visible", "Odd": "unknown"}, **more}
    )


def test_nothing_that_the_file_cannot_prove_is_answered_for_somebody():
    asked = Answers("", "comment", None, {"text": "", "posted": "On", "id": "Ref"}, date_format=None, zone=None)
    assert asked.missing() == [
        "What was written", "A name for this layout", "Which channel it is of", "How its dates are written",
        "Whose clock its times keep", "Who gave the ids",
    ]  # fmt: skip
    assert answered().missing() == []
    assert "What its words for actions mean" in Answers("Log", "action", "x", {"action": "Did"}).missing()


def test_answers_become_an_entry_that_the_policy_takes(inbox):
    entry = answered().entry(["Ref", "What they said", "On", "State", "A", "B", "C", "D", "E"])
    assert entry["requires"] == ["What they said", "On", "Ref", "State", "A", "B", "C", "D"]
    assert (entry["platform"], entry["statuses"]) == ("ward_survey", {"Live": "visible", "Odd": "unknown"})
    save_layout(inbox.policy, entry)
    (table,) = load_policy(inbox.policy).tables
    assert table.columns == {"text": "What they said", "posted_local": "On", "id": "Ref", "status": "State"}


def test_ids_of_the_channel_itself_and_times_with_an_offset():
    entry = answered(ids_of="itself", date_format="%Y-%m-%dT%H:%M:%S%z", zone="").entry([])
    assert (entry["platform"], entry["columns"]["posted_at"], entry["zone"]) == ("", "On", "")
    log = Answers(
        "Log", "action", "x", {"action": "Did", "posted": "On"}, "%d/%m/%Y", "", words={"Hid": "hide", "Up": ""}
    )
    assert log.entry([])["actions"] == {"Hid": "hide", "Up": ""}
    assert log.entry([])["columns"] == {"action": "Did", "at_local": "On"}


def test_a_word_that_says_nothing_plain_is_not_guessed():
    assert [likely(w, STATUSES, "unknown") for w in ("LIVE", "Removed", "Rejected", "Unhidden")] == [
        "visible", "deleted", "unknown", "unknown",
    ]  # fmt: skip
    assert [likely(w, ACTIONS, "") for w in ("Hidden", "unhide", "Assigned")] == ["hide", "unhide", ""]


def test_a_date_is_shown_as_it_would_be_read():
    assert dates_as("%d/%m/%Y", "04/08/2025") == "04/08/2025 is 4 August 2025"
    assert dates_as("%m/%d/%Y", "04/08/2025") == "04/08/2025 is 8 April 2025"
    assert dates_as("%d/%m/%Y", "soon") == "04/08/2026 is 4 August 2026"
    assert datetime(2026, 8, 4).strftime("%m/%d/%Y") in dates_as("%m/%d/%Y", "soon")


def test_the_preview_is_the_readers_own_and_leaves_nothing_behind(inbox, tmp_path, monkeypatch):
    folders = []
    monkeypatch.setattr(jobs.tempfile, "mkdtemp", lambda **k: folders.append(made(tmp_path, k)) or folders[-1])
    assert outlined(inbox, "s.csv", SURVEY, None, None)["guesses"]["id"] == "Ref"
    seen = preview(inbox, "s.csv", SURVEY, answered().entry(["Ref", "What they said", "On", "State"]))
    assert [(r["text"], r["posted_at"], r["status"]) for r in seen.records] == [
        ("Cold <b>room</b>", "2026-08-04T08:30:00Z", "visible")
    ]
    assert [r["reason"] for r in seen.rejects] == ["the row has 5 cells where the header has 4"]
    assert (seen.refused, seen.file["counts"]["rows"]) == ("", 2)
    assert folders
    assert not any(Path(f).exists() for f in folders if "weekwatch-" in str(f))
    assert saved_layouts(inbox.policy) == []


def made(folder, named):
    path = Path(named.get("dir") or folder) / f"{named.get('prefix', 'tmp')}{len(list(folder.iterdir()))}"
    path.mkdir()
    return str(path)


def test_a_layout_that_claims_what_another_claims_is_told_before_it_is_saved(inbox):
    entry = answered().entry(["Ref", "What they said", "On", "State"])
    save_layout(inbox.policy, entry)
    assert preview(inbox, "s.csv", SURVEY, entry | {"name": "WARD survey"}).refused == ""
    refused = preview(inbox, "s.csv", SURVEY, entry | {"name": "Another"}).refused
    assert refused.startswith('two layouts claim this file: "Ward survey" and "Another"')


def test_what_is_no_table_is_told_in_the_readers_words(inbox):
    with pytest.raises(BadInput, match=r"^x\.json: no table with a row of column names was found"):
        outlined(inbox, "x.json", b'{"a": 1}', None, None)


def test_only_tables_that_no_layout_knows_are_offered():
    said = [
        f"a.csv: no layout that Weekwatch knows; a table. Check that it is named, or {TEACH}.",
        "b.json: no layout.",
    ]
    assert unknown_tables(said, ["a.csv", "b.json", "c.csv"]) == ["a.csv"]


def draw(data, policy):
    from pathlib import Path

    from pages.parts import jobs, wizard

    wizard.wizard(jobs.Inbox(Path(data), Path(policy)))


def app_for(inbox, **held):
    app = AppTest.from_function(draw, args=(str(inbox.data), str(inbox.policy)), default_timeout=60)
    for key, value in held.items():
        app.session_state[key] = value
    return app.run()


def test_the_wizard_asks_what_is_missing_and_forgets_the_file_when_told(inbox):
    from pages.parts.wizard import IN_HAND, InHand

    app = app_for(inbox, **{IN_HAND: InHand("s.csv", SURVEY)})
    assert not app.exception
    still = "which channel it is of, how its dates are written and who gave the ids"
    assert app.info[0].value == f"Still to be answered: {still}."
    next(b for b in app.button if b.label == "Forget this file").click().run()
    assert IN_HAND not in app.session_state
    assert not app.info


def test_saved_layouts_are_listed_and_a_broken_one_can_be_removed(inbox):
    save_layout(inbox.policy, answered().entry(["Ref"]))
    (inbox.policy.parent / "layouts" / "odd.toml").write_text("tables = 7", encoding="utf-8")
    app = app_for(inbox)
    listed = " ".join(m.value for m in app.markdown)
    assert "**Ward survey**" in listed
    assert "cannot be read: line 1: a layout file holds one" in listed.replace("\\", "")
    app.button(key="remove-odd.toml").click().run()
    assert [s.name for s in saved_layouts(inbox.policy)] == ["Ward survey"]
    assert app.success[0].value.replace("\\", "") == "Removed: odd.toml."


def test_the_module_of_answers_says_utc_where_the_file_does():
    assert mapping.is_utc("%Y-%m-%d %H:%M:%S UTC")
    assert mapping.says_zone("%Y-%m-%dT%H:%M:%S%z")
    assert not mapping.says_zone("%d/%m/%Y %H:%M")
    assert not mapping.has_clock("%d/%m/%Y")
