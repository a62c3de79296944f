"""The clauses that matter most: weekly rounds, nothing unseen before it is public, doubts, passwords."""

from datetime import date

from tests.metrics.conftest import monday


def shown(record, channel="site", day="2026-03-02", **more):
    row = {"shown": 3, "approved": 3, "approved_after": 0, "unapproved": 0, "examples": [], **more}
    record.add("before_live", channel=channel, day=day, week_start=monday(date.fromisoformat(day)), **row)


def test_weekly_moderation_stands_as_the_metric_says_and_names_the_rounds(record):
    for at in ("2026-02-27 10:00", "2026-03-05 10:00", "2026-03-12 10:00"):
        record.round(at)
        record.event("round_completed", at, channel="facebook")
    row = record.stands("S5-11")
    assert (row["state"], list(row["evidence"])) == ("met", ["event:2"])
    assert record.state("S5-11", "site") == "not evidenced"


def test_what_nobody_approved_before_it_was_public_is_a_breach(record):
    shown(record, day="2026-02-24")
    shown(record)
    assert record.state("S8-2", "site") == "met"
    assert record.state("S8-2") == "not applicable"
    key = "00000000-0000-0000-0000-000000000001"
    shown(record, day="2026-03-03", shown=1, approved=0, unapproved=1, examples=[key])
    row = record.stands("S8-2", "site")
    assert (row["state"], list(row["evidence"])) == ("breach", [f"item:{key}"])
    assert row["reason"] == "1 of 4 comments in public without an approval on record"


def test_without_any_approval_on_record_nothing_is_shown_either_way(record):
    shown(record, approved=0, unapproved=3)
    row = record.stands("S8-2", "site")
    assert (row["state"], row["reason"]) == ("not evidenced", "no approval is on record")


def test_seen_in_public_before_its_approval_is_a_breach_however_little_else_is_known(record):
    shown(record, approved=0, approved_after=3)
    assert record.state("S8-2", "site") == "breach"


def test_a_week_that_is_not_over_or_not_covered_is_provisional(record):
    shown(record, day="2026-02-24")
    shown(record)
    assert record.state("S8-2", "site", now="2026-03-05 09:00") == "provisional"
    record.db.execute("update evidence set comments_until_local = '2026-03-06 10:00' where channel = 'site'")
    row = record.stands("S8-2", "site")
    assert (row["state"], row["reason"]) == ("provisional", "the comments held end on 6 March 2026")


def test_without_a_ledger_doubts_are_not_evidenced(record):
    assert record.state("S5-14") == "not evidenced"


def test_a_week_without_doubt_asks_nothing(kept):
    assert kept.stands("S5-14")["reason"] == "nobody was in doubt"


def test_a_doubt_answered_in_time_is_met_and_both_events_prove_it(kept):
    asked = kept.decision("2026-03-03 09:00", "doubt", routed_to=["head"])
    kept.event("doubt_answered", "2026-03-04 09:00", asked, role="head", channel="facebook", decision="leave_up")
    row = kept.stands("S5-14")
    assert (row["state"], list(row["evidence"])) == ("met", [f"event:{asked}", f"event:{asked + 1}"])


def test_a_doubt_decided_past_whom_it_was_with_is_a_breach(kept):
    asked = kept.decision("2026-03-03 09:00", "doubt")
    kept.decision("2026-03-04 09:00", "remove", refers=asked, exceptions=["S5-14"])
    assert kept.state("S5-14") == "breach"


def test_an_answer_that_was_taken_back_is_none(kept):
    asked = kept.decision("2026-03-03 09:00", "doubt")
    answer = kept.event("doubt_answered", "2026-03-04 09:00", asked, role="head", decision="leave_up")
    kept.undo(answer, "2026-03-04 10:00")
    assert kept.state("S5-14", now="2026-03-09 09:00") == "provisional"
    assert kept.stands("S5-14")["reason"] == "1 doubt without an answer within 7 days"


def test_passwords_count_while_the_attestation_is_fresh_and_nobody_with_keys_has_left(record):
    record.add("attestation_asked", subject="safe", clause="S7-1", name="Passwords in the safe", every_days=365)
    assert record.stands("S7-1", "all")["reason"] == "nobody has attested it: Passwords in the safe"
    record.event("attestation", "2026-01-10 09:00", role="head", subject="safe", last_changed="2026-01-05")
    assert record.stands("S7-1", "all")["reason"] == (
        "attested by the Head on 10 January 2026; passwords last changed on 5 January 2026"
    )
    assert record.state("S7-1", "all", week="2027-W03") == "not evidenced"
    record.add("term", role="clerk", since="2020-01-01", until="2026-02-27")
    row = record.stands("S7-1", "all")
    assert row["state"] == "not evidenced"
    assert "1 holder with keys has left since" in row["reason"]


def test_a_ledger_that_nobody_has_used_since_says_nothing_of_a_week(record):
    record.decision("2026-02-03 09:00", "nothing_wrong")
    assert record.stands("S5-14")["reason"] == "nothing in the record of moderation speaks of it"
    assert record.state("S5-14") == "not evidenced"
