"""The page of clauses: every sentence with its state, each opening what proves it, and the open questions."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from pipelines.clauses import all_clauses
from tests.pages import story
from tests.pages.test_pages import draw, text

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def told():
    """Twelve weeks with a doubt that somebody answered past whom it was with."""
    made = story.Story("full")
    item = made.figures("select item_key::varchar as k from comment where channel = 'facebook' limit 1")["k"][0]
    made.db.execute(
        "insert into role values ('ceo', 'CEO', true, ['website', 'facebook'], true, 1, false, 0), "
        "('office_manager', 'Office Manager', true, ['website', 'facebook'], true, 0, false, 1)"
    )
    made.db.execute("insert into policy_version values ('A policy', '2.1', '2017-08-29', 'info@example.org')")
    made.db.execute(
        "insert into open_question values "
        "('four-routes', 'Four different routes?', 'Each keeps its own.', ['S5-14'], 0)"
    )
    made.db.execute("insert into local_choice values ('doubt_answer_days', 7, 'Silent.')")
    for seq, kind, decision, refers, exceptions in (
        (1, "decision", "doubt", None, []), (2, "decision", "remove", 1, ["S5-14"]),
    ):  # fmt: skip
        made.db.execute(
            "insert into figures.event (seq, kind, at_time, recorded_at, day, week_start, role, policy_version, "
            "channel, item_key, refers_seq, decision, is_outbound, is_undone, is_final, is_open_question, exceptions) "
            "values (?, ?, ?, ?, '2026-03-03', '2026-03-02', 'office_manager', '2.1', 'facebook', ?, ?, ?, "
            "false, false, false, false, ?)",
            [seq, kind, AT, AT, uuid.UUID(item), refers, decision, exceptions],
        )
    return made


def test_every_clause_stands_under_its_section_with_a_state_and_a_reason(told):
    shown = text(draw("clauses", told))
    assert "Section 5: Procedure" in shown
    assert "Section 8: Moderation" in shown
    for name, clause in all_clauses().items():
        assert f'<th scope="row">{name}</th>' in shown
        assert f'aria-label="Open clause {name}"' in shown
        assert clause.asks.split("'")[0] in shown.replace("&#x27;", "'")
    assert "Facebook: 1 doubt decided past whom it was with" in shown
    assert "Website, X and Instagram: no approval" not in shown
    assert "Nobody has attested" in shown or "The policy file asks for no attestation of this" in shown


def test_open_questions_stand_with_the_choice_in_force(told):
    shown = text(draw("clauses", told))
    assert "Four different routes?" in shown
    assert "Each keeps its own." in shown
    assert "not yet" in shown


def test_a_clause_opens_its_weeks_and_the_events_that_prove_it(told):
    shown = text(draw("clauses", told, clause="S5-14"))
    assert "S5-14: Whoever is in doubt" in shown
    assert "The state of the clause by channel and week" in shown
    assert "Event 1" in shown
    assert "Event 2" in shown
    assert "Decision: doubt" in shown
    assert "Office Manager" in shown
    assert "Event 3" not in shown
    assert "“doubt answer days” \\(7\\)" in shown


def test_who_sees_figures_alone_meets_no_comment_and_nobody(told):
    key = told.figures("select item_key::varchar as k from comment where channel = 'website' limit 1")["k"][0]
    told.db.execute(
        "insert into before_live values ('website', '2026-03-03', '2026-03-02', 2, 1, 0, 0, []), "
        "('website', '2026-03-04', '2026-03-02', 1, 0, 1, 0, [?])", [key],
    )  # fmt: skip
    seen = text(draw("clauses", told, clause="S8-2"))
    assert f"comments?week=2026-W10&amp;item={key}" in seen
    hidden = text(draw("clauses", told, role="board_it", clause="S8-2"))
    assert key not in hidden
    assert "The rows behind it: Comments" in seen
    assert "The rows behind it" not in hidden
    assert "1 comment prove it; your role sees figures alone." in hidden


def test_a_clause_that_there_is_none_of_shows_them_all(told):
    assert "Section 5: Procedure" in text(draw("clauses", told, clause="S99-9"))
