"""What holds for every clause: its words, a row for each channel and week, and no state from nothing."""

import re
from datetime import date
from pathlib import Path

import pytest

from pages import all_pages
from pipelines.clauses import CLASSES, FOLDER, STATES, TYPES, all_clauses, clause, standing, worst
from pipelines.errors import UnknownClause
from pipelines.metrics import Window
from tests.clauses.conftest import WEEK, Record, local

IDS = list(all_clauses())
MEASURED = [i for i in IDS if clause(i).kind in ("automatic", "semi")]
ASKED = {
    "S1": "1 2 3 4 5",
    "S2": "1 2 3 4 5 6 7",
    "S3": "1 2 3",
    "S4": "1 2 3 4 5 6 7 8 9 10 11",
    "S5": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
    "S6": "1 2 3 4 5 6 7 8 9 10 11 12",
    "S7": "1 2 3",
    "S8": "1 2 3 4 5 6 7 8 9 10 11 12a 12b 13 14 15",
    "RH": "1",
}
WEEKS = Window(date(2026, 2, 23), date(2026, 3, 16), None, local("2026-03-12 09:00"))


def test_every_sentence_of_the_policy_is_asked_and_no_other():
    assert set(IDS) == {f"{section}-{number}" for section, numbers in ASKED.items() for number in numbers.split()}
    assert len(IDS) == 75


@pytest.mark.parametrize("name", IDS)
def test_a_clause_says_what_it_is(name):
    found = clause(name)
    assert (FOLDER / f"{name}.sql").exists()
    assert found.kind in CLASSES
    assert set(found.words["type"].split()) <= set(TYPES)
    assert found.asks.endswith(".")
    assert found.words["how"].endswith(".")
    assert found.words["rows"].isidentifier()
    assert found.kind != "not measurable" or "cannot" in found.words


@pytest.mark.parametrize("name", IDS)
def test_a_query_is_short_enough_to_be_read(name):
    lines = (FOLDER / f"{name}.sql").read_text().splitlines()
    assert len(lines) <= 80
    assert max(map(len, lines)) <= 220


def test_no_clause_is_written_for_one_organisation():
    names = re.compile(
        r"rutland|facebook|instagram|twitter|wordpress|'website'|'ceo'|'chair'|office_manager|board_it", re.IGNORECASE
    )
    for path in FOLDER.rglob("*.sql"):
        assert not names.search(
            "\n".join(line for line in path.read_text().splitlines() if not line.startswith("--"))
        ), path


def expected(frame, record):
    """Each week once: for every channel, or for the organisation as a whole."""
    channels = set(frame["channel"])
    assert channels in ({"all"}, {"site", "facebook"})
    assert sorted(zip(frame["channel"], frame["week"], strict=True)) == sorted(
        (channel, week) for channel in channels for week in WEEKS.weeks
    )


@pytest.mark.parametrize("name", IDS)
def test_it_answers_for_every_channel_and_week_with_a_reason(name, kept):
    frame = clause(name).frame(kept.db, WEEKS)
    expected(frame, kept)
    assert set(frame["state"]) <= set(STATES)
    assert all(frame["reason"].str.len() > 3), frame["reason"]
    proofs = [proof for found in frame["evidence"] for proof in found]
    assert all(re.fullmatch(r"(event|item|post|export):\S+", proof) for proof in proofs)


@pytest.mark.parametrize("name", IDS)
def test_where_nothing_is_loaded_nothing_is_met(name):
    empty = Record()
    for table in ("evidence", "export", "term"):
        empty.db.execute(f"delete from {table}")
    frame = clause(name).frame(empty.db, WEEKS)
    expected(frame, empty)
    assert not set(frame["state"]) & {"met", "breach"}, frame


@pytest.mark.parametrize("name", MEASURED)
def test_a_week_that_is_not_over_is_never_met(name, kept):
    frame = clause(name).frame(kept.db, WEEKS)
    assert "met" not in set(frame.loc[frame["week"] == date(2026, 3, 9), "state"])


@pytest.mark.parametrize("name", IDS)
def test_a_channel_that_was_not_in_use_is_asked_nothing(name, kept):
    kept.db.execute("update channel set active_from = '2026-06-01' where channel = 'facebook'")
    frame = clause(name).frame(kept.db, WEEKS)
    rows = frame[frame["channel"] == "facebook"]
    assert set(rows["state"]) <= {"not applicable"}, rows


def test_one_channel_alone_can_be_asked_for(kept):
    frame = standing(kept.db, Window.of_week(WEEK, "site", kept.now))
    assert set(frame["channel"]) == {"site", "all"}
    assert list(frame.columns) == ["clause", "class", "channel", "week", "state", "reason", "evidence"]
    assert list(dict.fromkeys(frame["clause"])) == IDS


def test_clauses_stand_in_the_order_of_the_policy():
    assert IDS.index("S5-3") < IDS.index("S5-11") < IDS.index("S8-12a") < IDS.index("S8-12b") < IDS.index("RH-1")
    assert clause("RH-1").section == "RH"
    assert clause("S8-12a").section == "8"


def test_the_worst_state_is_told():
    assert worst(["met", "provisional", "breach"]) == "breach"
    assert worst([]) == "not applicable"


def test_a_clause_that_there_is_none_of():
    with pytest.raises(UnknownClause, match="S5-11"):
        clause("S99-1")


def test_rows_are_on_a_page_that_there_is():
    pages = {page.name for page in all_pages()}
    coming = {"access", "decisions", "rewording", "quality", "our_posts", "clauses", "review"}
    assert {c.words["rows"] for c in all_clauses().values()} <= pages | coming


def test_figures_of_the_record_are_no_text(kept):
    ddl = Path("pipelines/warehouse/marts/figures.sql").read_text()
    assert "statement" not in ddl
    assert "holders bigint" in ddl
