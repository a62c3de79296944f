"""The page of clauses: every sentence with its state, each opening what proves it, and the open questions."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.clauses import all_clauses
from pipelines.ledger import Ledger
from pipelines.policy import load_policy
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


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path, load_policy(Path("policy.toml")), lambda: story.NOW) as opened:
        yield opened


def _choose(app, stand, because=""):
    app.selectbox[-1].set_value("four-routes")
    app.radio[-1].set_value(stand)
    app.text_area[-1].set_value(because)
    return next(b for b in app.button if b.label == "Record the choice").click().run()


def test_the_ceo_records_the_choice_for_an_open_question_and_others_see_it(told, ledger):
    app = _choose(draw("clauses", told, ledger=ledger), "otherwise")
    assert "Say which question" in text(app)
    assert not list(ledger.events("clause_choice"))
    app = _choose(app, "otherwise", "All go to the Chair.")
    assert not app.exception
    (event,) = ledger.events("clause_choice")
    assert (event["clause"], event["choice"], event["actor"]) == ("S5-8", "four-routes:otherwise", "ceo")
    wanted = "to be done otherwise, by the CEO on 11 March 2026: All go to the Chair."
    assert wanted in text(app)
    others = draw("clauses", told, role="chair", ledger=ledger)
    assert wanted in text(others)
    assert "Record the choice for an open question" not in [e.label for e in others.expander]
    app = _choose(app, "kept")
    assert "kept as it is, by the CEO on 11 March 2026" in text(app)
    assert len(list(ledger.events("clause_choice"))) == 2


def test_who_sees_figures_alone_sees_the_choice_that_was_published_without_its_words(told, ledger):
    told.db.execute(
        "insert into figures.event (seq, kind, day, role, clause, choice, is_undone) "
        "values (9, 'clause_choice', '2026-03-05', 'ceo', 'S5-14', 'four-routes:kept', false)"
    )
    shown = draw("clauses", told, role="board_it", ledger=ledger)
    assert not shown.exception
    assert "kept as it is, by the CEO on 5 March 2026" in text(shown)
    assert not shown.expander


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


def test_a_clause_that_is_opened_is_worked_out_alone(told):
    asked = []
    told.metric_connection = lambda: Counted(told.cursor("figures", "comments"), asked)
    draw("clauses", told, clause="S5-14")
    assert [sql for sql in asked if "-- clause:" in sql] == [sql for sql in asked if "-- clause: S5-14" in sql] != []


class Counted:
    """A connection that notes what it is asked."""

    def __init__(self, connection, asked):
        self.connection, self.asked = connection, asked

    def __getattr__(self, name):
        return getattr(self.connection, name)

    def execute(self, sql, *values):
        self.asked.append(str(sql))
        return self.connection.execute(sql, *values)


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
