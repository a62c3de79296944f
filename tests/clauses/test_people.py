"""Clauses about people: who may act, who has access, who knows the policy, who has the last word."""

import uuid

import pytest

ITEM = uuid.UUID(int=7)


def test_an_act_of_somebody_who_is_not_paid_staff_is_a_breach(kept):
    kept.decision("2026-03-03 09:00", "hide")
    assert kept.state("S1-3") == "met"
    kept.add(
        "role",
        role="friend",
        name="Friend",
        is_paid=False,
        keys=[],
        decides_first=False,
        takes_doubt=0,
        final_word=False,
    )
    act = kept.decision("2026-03-04 09:00", "hide", role="friend")
    row = kept.stands("S1-3")
    assert (row["state"], list(row["evidence"])) == ("breach", [f"event:{act}"])


def test_who_answers_doubts_need_not_be_paid(kept):
    kept.event("doubt_answered", "2026-03-03 09:00", 1, role="chair", channel="facebook", decision="leave_up")
    assert kept.state("S1-3") == "met"


def test_an_act_on_the_platform_by_nobody_known_is_a_breach(kept):
    kept.decision("2026-03-03 09:00", "hide")
    kept.add("operated", channel="facebook", day="2026-03-03", week_start="2026-03-02", source="log", actions=2)
    assert "2 acts on the platform" in kept.stands("S1-3")["reason"]


def test_a_first_decision_is_by_a_role_that_decides_first(kept):
    kept.decision("2026-03-03 09:00", "leave_up", item=ITEM)
    kept.decision("2026-03-04 09:00", "hide", item=ITEM, role="chair", is_final=True, principle="S8-5")
    assert kept.state("S8-14") == "met"
    bad = kept.decision("2026-03-04 09:00", "hide", role="chair")
    row = kept.stands("S8-14")
    assert (row["state"], list(row["evidence"])) == ("breach", [f"event:{bad}"])
    assert row["reason"] == "1 of 2 first decisions by somebody else"


def test_a_week_in_which_nobody_decides_asks_nothing_of_first_decisions(kept):
    assert kept.state("S8-14") == "not applicable"


def test_the_final_word_stands_unless_overruled_or_bare(kept):
    final = kept.decision("2026-03-03 09:00", "hide", role="chair", is_final=True, principle="S8-5")
    assert kept.state("S8-15") == "met"
    kept.add(
        "overruled",
        channel="facebook",
        day="2026-03-05",
        week_start="2026-03-02",
        seq=final,
        action="unhide",
        source="log",
    )
    assert kept.stands("S8-15")["reason"] == "1 act against a final decision"


def test_a_final_removal_that_names_no_principle_is_a_breach(kept):
    kept.decision("2026-03-03 09:00", "hide", role="chair", is_final=True)
    assert kept.stands("S8-15")["reason"] == "1 final decision that names no principle"


@pytest.fixture
def hosted(kept):
    kept.add("own_host", channel="site", host="example.org")
    return kept


def test_the_website_and_social_networks_are_told_apart_by_hosts(hosted):
    assert hosted.stands("S7-2")["reason"] == "no website: see S7-3"
    assert hosted.stands("S7-3", "site")["reason"] == "a website: see S7-2"
    assert hosted.stands("S7-3")["reason"] == "no list of who has access was ever compared"


def test_a_list_of_access_counts_for_three_months(hosted):
    hosted.add("access_list", channel="facebook", checked_on="2025-11-20", holders=2, unexpected=0)
    assert hosted.state("S7-3") == "not evidenced"
    seq = hosted.event("access_list_compared", "2026-01-20 09:00", channel="facebook", holders=2, unexpected=0)
    row = hosted.stands("S7-3")
    assert (row["state"], list(row["evidence"])) == ("met", [f"event:{seq}"])


def test_somebody_too_many_with_access_is_a_breach_until_a_later_list(hosted):
    hosted.add("access_list", channel="site", checked_on="2026-02-20", holders=4, unexpected=1)
    assert hosted.stands("S7-2", "site")["reason"] == "1 too many with access by the list of 20 February 2026"
    assert hosted.state("S2-3", "all") == "breach"
    hosted.add("access_list", channel="site", checked_on="2026-03-04", holders=3, unexpected=0)
    assert hosted.state("S7-2", "site") == "met"
    assert hosted.state("S2-3", "all") == "met"


@pytest.mark.parametrize("counts", [(0, 1), (1, 0)])
def test_of_two_lists_of_one_day_the_worse_one_counts_however_they_are_kept(hosted, counts):
    for unexpected in counts:
        hosted.add("access_list", channel="site", checked_on="2026-03-04", holders=3, unexpected=unexpected)
    assert hosted.state("S7-2", "site") == "breach"
    assert hosted.state("S2-3", "all") == "breach"


def test_a_list_that_a_table_and_the_record_both_hold_is_proved_by_the_record(hosted):
    seq = hosted.event("access_list_compared", "2026-03-04 09:00", channel="site", holders=3, unexpected=0)
    hosted.add("access_list", channel="site", checked_on="2026-03-04", holders=3, unexpected=0)
    assert list(hosted.stands("S7-2", "site")["evidence"]) == [f"event:{seq}"]


def test_an_act_on_the_platform_without_keys_is_a_breach(hosted):
    hosted.add("access_list", channel="facebook", checked_on="2026-03-01", holders=2, unexpected=0)
    hosted.add(
        "operated", channel="facebook", day="2026-03-03", week_start="2026-03-02", role="chair", source="log", actions=1
    )
    assert hosted.state("S7-3") == "breach"


def test_everybody_acknowledges_the_version_in_force(record):
    assert (
        record.stands("S5-3", "all")["reason"]
        == "0 of 3 role holders have acknowledged version 1; not: Chair, Clerk, Head"
    )
    record.db.execute("update term set acknowledged_on = '2026-03-04'")
    assert record.state("S5-3", "all") == "met"
    assert record.state("S5-3", "all", week="2026-W09") == "not evidenced"


def test_volunteers_acknowledge_it_too(record):
    assert record.state("S1-5", "all") == "not applicable"
    record.add(
        "role",
        role="friend",
        name="Friend",
        is_paid=False,
        keys=[],
        decides_first=False,
        takes_doubt=0,
        final_word=False,
    )
    record.add("term", role="friend", since="2026-01-01")
    assert record.stands("S1-5", "all")["reason"] == "0 of 1 volunteer have acknowledged version 1"


def test_every_decision_names_its_version(kept):
    kept.decision("2026-03-03 09:00", "hide")
    assert kept.state("RH-1", "all") == "met"
    kept.decision("2026-03-03 09:00", "hide", policy_version="")
    assert kept.state("RH-1", "all") == "breach"
    assert kept.stands("S2-4", "all")["reason"] == "1 decision without a version of the policy"


def test_weeks_before_the_policy_are_not_judged_by_it(kept):
    kept.db.execute("update policy_version set effective = '2026-03-09'")
    assert kept.state("RH-1", "all") == "not applicable"


def test_exceptions_of_the_month_are_told_by_role_and_not_ahead_of_time(kept):
    kept.decision("2026-03-20 09:00", "hide", exceptions=["S8-14"], role="chair")
    assert kept.state("S5-1", "all") == "met"
    assert kept.stands("S5-1", "all", week="2026-W13")["reason"] == "1 exception in the month so far, by: Chair"


def test_incidents_are_open_until_they_are_closed(kept):
    kept.add("attestation_asked", subject="other", clause="S5-2", name="No other policy broken", every_days=92)
    kept.event("attestation", "2026-02-10 09:00", role="head", subject="other")
    assert kept.state("S5-2", "all") == "met"
    opened = kept.event("incident_opened", "2026-03-03 09:00", clause="S5-2")
    assert kept.state("S5-2", "all") == "breach"
    kept.event("incident_closed", "2026-03-10 09:00", opened)
    assert kept.state("S5-2", "all") == "breach"
    assert kept.state("S5-2", "all", week="2026-W12") == "met"


def test_words_held_longer_than_the_days_of_retention_are_a_breach(kept):
    kept.add("retention", kind="comments", days=365)
    kept.add("attestation_asked", subject="dpia", clause="S5-7", name="Assessment", every_days=365)
    kept.event("attestation", "2026-02-10 09:00", role="head", subject="dpia")
    kept.add("held_since", channel="facebook", oldest="2025-06-01")
    assert kept.state("S5-7", "all") == "met"
    kept.add("held_since", channel="site", oldest="2025-02-01")
    assert kept.stands("S5-7", "all")["reason"].startswith("words of 1 February 2025 are still held")
