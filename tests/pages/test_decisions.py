"""The page Decisions: each decision with its event, the published copy against the record, and what is taken out."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pages.parts import health, reconciled, removed
from pipelines.ledger import Ledger
from pipelines.policy import load_policy
from tests.pages import story
from tests.pages.desks import desk_of
from tests.pages.test_pages import draw, text

POLICY = load_policy(Path("policy.toml"))


@pytest.fixture
def told():
    return story.Story("tiny")


@pytest.fixture
def item(told):
    return str(told.comments("select item_key from comment")["item_key"].iloc[0])


@pytest.fixture
def ledger(tmp_path, item):
    with Ledger(tmp_path, POLICY, lambda: story.NOW) as opened:
        opened.record({"kind": "decision", "id": "left", "at": "2026-03-04T09:00:00Z", "actor": "office-manager",
                       "channel": "website", "item": item, "decision": "decline", "principle": "S8-5",
                       "harm_target": "employee", "reason": "Calls a nurse names",
                       "text": "You are a fool"})  # fmt: skip
        yield opened


def publish(told, ledger):
    """Takes the record into the publication, as the pipeline does."""
    for seq, body in ledger.store.db.execute("select seq, body from event"):
        told.db.execute(
            "insert into comments.event (seq, kind, actor, decision, principle, item_key, body) "
            "select $seq, b ->> 'kind', b ->> 'actor', b ->> 'decision', b ->> 'principle', "
            "try_cast(b ->> 'item' as uuid), b from (select $body::json as b)",
            {"seq": seq, "body": body},
        )
    for event in ledger.events("decision"):
        seen = f"[{{file_no: 1, line: {event['seq']}}}]"
        told.db.execute(
            "insert into comments.action (item_key, source, action, principle, sightings) "
            f"values (?, 'ledger', 'trash', ?, {seen})",
            [event["item"], event.get("principle")],
        )
        told.db.execute(
            "insert into figures.removal "
            "(item_key, channel, day, week_start, posted_at, source, action, principle, grade) "
            "select item_key, channel, day, week_start, posted_at, 'ledger', 'trash', ?, 'recorded, not yet confirmed' "
            "from comments.comment where item_key = ?",
            [event.get("principle"), event["item"]],
        )


def difference(told, ledger):
    return reconciled.reconciled(desk_of(told, story.window(), ledger=ledger), ledger)


def test_what_is_published_is_the_record_one_to_one(told, ledger):
    assert difference(told, ledger).published == 0
    publish(told, ledger)
    found = difference(told, ledger)
    assert (found.published, found.waiting, found.differences) == (ledger.store.size(), 0, [])
    ledger.note("export_made", subject="board-pack")
    assert difference(told, ledger).waiting == 1


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("update comments.event set body = replace(body::varchar, 'employee', 'partner')::json where seq = $seq",
         "Event {seq} is published otherwise than it was recorded"),
        ("update comments.event set decision = 'leave_up' where seq = $seq",
         "Event {seq} is published otherwise than it was recorded"),
        ("update comments.action set action = 'approve' where source = 'ledger' and $seq > 0",
         "Decision {seq} is counted otherwise than it was recorded"),
        ("update comments.action set principle = 'S8-8' where source = 'ledger' and $seq > 0",
         "Decision {seq} is counted otherwise than it was recorded"),
        ("delete from comments.event where seq = $seq - 1", "Event {before} is published 0 times"),
        ("insert into comments.event from comments.event where seq = $seq", "Event {seq} is published 2 times"),
        ("insert into comments.event (seq, body) values ($seq + 1, '{{}}')",
         "Event {after} is published and is not in the record"),
        ("delete from comments.action where $seq > 0 and source = 'ledger'",
         "Decision {seq} is not among the actions that the figures count"),
        ("insert into comments.action select * from comments.action where source = 'ledger' and $seq > 0",
         "Decision {seq} is counted 2 times"),
    ],
)  # fmt: skip
def test_every_difference_is_named(told, ledger, sql, says):
    publish(told, ledger)
    seq = ledger.store.size()
    told.db.execute(sql.replace("{{}}", "{}"), {"seq": seq})
    assert difference(told, ledger).differences == [says.format(seq=seq, before=seq - 1, after=seq + 1)]


def test_a_decision_stands_with_its_event_person_role_policy_and_wording(told, ledger):
    publish(told, ledger)
    shown = text(draw("decisions", told, ledger=ledger))
    (event,) = ledger.events("decision")
    for wanted in (f'<th scope="row">{event["seq"]}</th>', "4 March 2026, 09:00", "Decline", "the Office Manager",
                   "Personal attack", "Calls a nurse names", "Website", "<td>2.1</td>", event["revision"][:10],
                   f"item={event['item']}", "one to one", "stands"):  # fmt: skip
        assert wanted in shown
    ledger.record({"kind": "undo", "at": "2026-03-05T09:00:00Z", "actor": "office-manager", "refers_to": "left"})
    shown = text(draw("decisions", told, ledger=ledger))
    assert "taken back" in shown
    assert "1 newer event will be in the next publication" in shown


def against_record(told, ledger):
    return removed.removals(desk_of(told, story.window(), ledger=ledger), ledger)


def test_removals_stand_in_the_record_one_to_one_and_what_was_decided_since_is_told(told, ledger, item):
    found = against_record(told, ledger)
    assert (found.published, found.waiting, found.differences) == (0, 1, [])
    publish(told, ledger)
    shown = text(draw("removals", told, ledger=ledger))
    assert "one to one" in shown
    assert "1 removal taken from the record, each with the decision that it holds." in shown
    ledger.record({"kind": "undo", "at": "2026-03-05T09:00:00Z", "actor": "office-manager", "refers_to": "left"})
    found = against_record(told, ledger)
    assert (found.published, found.waiting, found.differences) == (1, 1, [])
    assert "1 newer event will be in the next publication" in text(draw("removals", told, ledger=ledger))


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("delete from figures.removal where $seq > 0", "Decision {seq} took a comment down and is shown 0 times"),
        ("insert into figures.removal from figures.removal where $seq > 0",
         "Decision {seq} took a comment down and is shown 2 times"),
        ("update figures.removal set principle = 'S8-8' where $seq > 0",
         "Decision {seq} is shown on another ground than it was recorded"),
    ],
)  # fmt: skip
def test_a_removal_that_differs_from_the_record_is_shown_and_not_hidden(told, ledger, sql, says):
    publish(told, ledger)
    seq = ledger.store.size()
    told.db.execute(sql, {"seq": seq})
    assert against_record(told, ledger).differences == [says.format(seq=seq)]


def test_a_removal_without_its_decision_in_the_record_is_shown(told, tmp_path, ledger, item):
    publish(told, ledger)
    with Ledger(tmp_path / "other", POLICY, lambda: story.NOW) as other:
        other.record({"kind": "decision", "at": "2026-03-04T09:00:00Z", "actor": "office-manager",
                      "channel": "website", "item": item, "decision": "leave_up"})  # fmt: skip
        (what,) = against_record(told, other).differences
        assert what == "The removal of the comment posted on 3 March 2026, 09:00 is shown and is not in the record"
        shown = text(draw("removals", told, ledger=other))
    assert "1 difference" in shown
    assert "is not in the record" in shown


def test_a_difference_is_no_green(told, ledger):
    publish(told, ledger)
    told.db.execute("delete from comments.event where seq = 1")
    shown = text(draw("decisions", told, ledger=ledger))
    assert "1 difference" in shown
    assert "one to one" not in shown


def test_a_checkpoint_covers_what_was_recorded_until_then(told, ledger):
    app = draw("decisions", told, ledger=ledger)
    assert "events that no checkpoint covers" in text(app)
    next(b for b in app.button if b.label == "Make a checkpoint").click().run()
    assert not app.exception
    (made,) = ledger.events("checkpoint_made")
    assert made["actor"] == "ceo"
    # The page's own note that it was read comes after it.
    assert "1 event that no checkpoint covers" in text(app) or "covers every event" in text(app)
    assert any(d.proto.label == "Download the checkpoint" for d in app.get("download_button"))


@pytest.mark.parametrize("with_texts", [True, False])
def test_the_pack_is_checked_by_the_verifier_in_it_and_is_itself_on_record(ledger, tmp_path, with_texts):
    data = health.packed(ledger, "chair", with_texts=with_texts)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path / "out")
    folder = tmp_path / "out" / "record"
    ended = subprocess.run(
        [sys.executable, "verifier.py", "."], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout
    assert (folder / "sealed.jsonl").exists() is with_texts
    assert ("nurse" in "".join(p.read_text() for p in folder.iterdir())) is with_texts
    (noted,) = ledger.events("export_made")
    assert (noted["actor"], noted["subject"]) == ("chair", "record-with-texts" if with_texts else "record")


def test_an_empty_record_claims_nothing(told, tmp_path):
    with Ledger(tmp_path / "new", POLICY, lambda: story.NOW) as empty:
        shown = text(draw("decisions", told, ledger=empty))
    assert "no checkpoint yet" in shown
    assert "nothing published yet" in shown
    assert "No decision is recorded in this period" in shown
