"""S5-11: at least weekly, in two readings of which the stricter counts."""

import pytest

WEEK, MONDAY, NEXT = "2026-W10", "2026-03-02", "2026-03-09"


@pytest.fixture
def watched(figures):
    """A channel whose comments and rounds are on record to the end of the week and beyond."""
    figures.channel()
    figures.evidence("2026-03-16 08:00", "2026-03-16 08:00")
    figures.weekly_exports("2026-02-16", 4)
    figures.items("2026-03-03", 3, reviewed=3)
    return figures


def state(figures, week=WEEK, now=None, channel="facebook"):
    row = figures.row("cadence", week, now=now, channel=channel)
    return row["state_a"], row["state_b"], row["state"]


def test_a_round_each_week_is_compliant(watched):
    for day in ("2026-02-27", "2026-03-05", "2026-03-12"):
        watched.round(f"{day} 10:00")
    row = watched.row("cadence", WEEK)
    assert (row["state_a"], row["state_b"], row["state"], row["rounds"]) == ("COMPLIANT", "COMPLIANT", "COMPLIANT", 1)
    assert row["largest_gap_days"] == 6.0
    assert row["reason"] == "1 round, at most 6 days apart"
    assert row["flag"] == "COMPLETE"


def test_seven_days_and_a_minute_is_a_breach_of_the_week_in_which_the_days_were_over(watched):
    for at in ("2026-02-20 10:00", "2026-02-26 10:00", "2026-03-05 10:01", "2026-03-12 10:00"):
        watched.round(at)
    assert state(watched, "2026-W09") == ("COMPLIANT", "COMPLIANT", "COMPLIANT")
    row = watched.row("cadence", WEEK)
    assert (row["state_a"], row["state_b"], row["state"]) == ("COMPLIANT", "BREACH", "BREACH")
    assert row["reason"] == "no round for 7 days 1 minute (26 February to 5 March)"


@pytest.mark.parametrize(
    ("week", "first", "second", "comments"),
    [
        ("2025-W14", "2025-03-26 10:00", "2025-04-02 10:00", "2025-04-07 08:00"),  # 167 hours apart
        ("2025-W44", "2025-10-22 10:00", "2025-10-29 10:00", "2025-11-03 08:00"),  # 169 hours apart
    ],
)
def test_seven_days_across_a_change_of_clocks_are_seven_days(figures, week, first, second, comments):
    figures.channel(active_from=first[:10])
    figures.evidence(comments, comments)
    figures.round(first)
    figures.round(second)
    row = figures.row("cadence", week)
    assert (row["state_b"], row["largest_gap_days"]) == ("COMPLIANT", 7.0)


def test_a_minute_more_across_the_autumn_change_is_a_breach(figures):
    figures.channel()
    figures.evidence("2025-11-03 08:00", "2025-11-03 08:00")
    figures.round("2025-10-22 10:00")
    figures.round("2025-10-29 10:01")
    assert figures.row("cadence", "2025-W44")["state"] == "BREACH"


def test_nine_days_without_a_round_are_told_in_words(watched):
    for at in ("2026-02-14 09:00", "2026-02-21 09:00", "2026-03-02 09:00", "2026-03-09 09:00"):
        watched.round(at)
    row = watched.row("cadence", "2026-W09")
    assert (row["state_a"], row["state_b"], row["state"]) == ("BREACH", "BREACH", "BREACH")
    assert row["reason"] == "no round for 9 days (21 February to 2 March)"


def test_a_round_that_ended_after_the_week_leaves_the_calendar_reading_unmet(watched):
    for at in ("2026-02-26 10:00", "2026-03-01 23:00"):
        watched.round(at)
    watched.round("2026-03-09 00:20", covered="2026-03-08 22:00")
    row = watched.row("cadence", WEEK)
    assert (row["state_a"], row["state_b"], row["state"]) == ("BREACH", "COMPLIANT", "BREACH")
    assert row["reason"] == "no round ended in this week"


def test_a_round_that_covers_nothing_of_its_week_is_not_enough(watched):
    watched.round("2026-02-28 10:00")
    watched.round("2026-03-04 10:00", covered="2026-03-01 12:00")
    watched.round("2026-03-10 10:00", covered="2026-03-08 11:00")
    assert state(watched) == ("BREACH", "COMPLIANT", "BREACH")


def test_a_later_round_that_reaches_less_far_does_not_fill_an_older_gap(watched):
    watched.round("2026-02-23 10:00")
    watched.round("2026-03-04 10:00")
    watched.round("2026-03-05 10:00", covered="2026-02-27 10:00")
    assert state(watched)[1] == "BREACH"


def test_a_round_cannot_cover_what_came_after_it(watched):
    watched.round("2026-02-26 10:00", covered="2026-03-04 10:00")
    watched.round("2026-03-06 10:00")
    assert state(watched)[1] == "BREACH"


def test_a_round_that_never_ended_does_not_count(watched):
    watched.round("2026-02-27 10:00")
    watched.round("2026-03-05 10:00")
    watched.db.execute("update round set ended_at = null, ended_local = null where covered_local = '2026-03-05 10:00'")
    assert state(watched)[2] == "BREACH"


def test_decisions_without_a_round_are_no_cadence(watched):
    watched.items("2026-03-03", 5, reviewed=5)
    row = watched.row("cadence", WEEK)
    assert (row["state"], row["reason"]) == ("NOT EVIDENCED", "no round has ever been recorded")


def test_without_a_log_a_week_is_not_evidenced(figures):
    figures.channel()
    figures.evidence("2026-03-16 08:00")
    assert state(figures) == ("NOT EVIDENCED", "NOT EVIDENCED", "NOT EVIDENCED")


def test_a_log_that_stops_before_the_week_ends_leaves_it_not_evidenced(figures):
    figures.channel()
    figures.evidence("2026-03-16 08:00", "2026-02-27 10:00")
    figures.round("2026-02-20 10:00")
    figures.round("2026-02-27 10:00")
    row = figures.row("cadence", WEEK)
    assert (row["state_a"], row["state_b"], row["state"]) == ("NOT EVIDENCED", "NOT EVIDENCED", "NOT EVIDENCED")
    assert row["reason"].endswith("and no record of rounds reaches the end of the week")


def test_a_log_that_speaks_of_the_week_and_shows_no_round_is_a_breach(figures):
    figures.channel()
    figures.evidence("2026-03-16 08:00", "2026-03-16 08:00")
    figures.round("2026-02-27 10:00")
    assert state(figures) == ("BREACH", "BREACH", "BREACH")


def test_before_the_first_round_ever_a_week_is_not_evidenced_rather_than_a_breach(watched):
    watched.round("2026-03-12 10:00")
    row = watched.row("cadence", WEEK)
    assert row["state"] == "NOT EVIDENCED"
    assert row["reason"] == "no round is recorded before 12 March 2026"


def test_the_week_of_the_first_round_ever_is_not_evidenced_for_the_days_before_it(watched):
    watched.round("2026-03-05 10:00")
    watched.round("2026-03-12 10:00")
    assert state(watched) == ("COMPLIANT", "NOT EVIDENCED", "NOT EVIDENCED")


def test_a_channel_that_opened_lately_need_not_have_been_moderated_before(figures):
    figures.channel(active_from="2026-03-04")
    figures.evidence("2026-03-16 08:00", "2026-03-16 08:00")
    figures.round("2026-03-10 10:00")
    assert state(figures) == ("NOT ACTIVE", "COMPLIANT", "COMPLIANT")


def test_an_open_week_is_provisional(watched):
    watched.round("2026-02-27 10:00")
    watched.round("2026-03-05 10:00")
    row = watched.row("cadence", WEEK, now="2026-03-06 09:00")
    assert (row["state"], row["reason"]) == ("PROVISIONAL", "the week is not over")


def test_an_open_week_without_a_round_yet_is_provisional(watched):
    watched.round("2026-02-27 10:00")
    assert state(watched, now="2026-03-05 09:00") == ("PROVISIONAL", "PROVISIONAL", "PROVISIONAL")


def test_an_open_week_in_which_a_gap_is_already_on_record_is_a_breach(watched):
    watched.round("2026-02-23 10:00")
    row = watched.row("cadence", WEEK, now="2026-03-06 09:00")
    assert (row["state_a"], row["state_b"], row["state"]) == ("PROVISIONAL", "BREACH", "BREACH")
    assert row["reason"] == "no round for 10 days 23 hours (23 February to 6 March)"


def test_rounds_without_comments_to_the_end_of_the_week_are_provisional(figures):
    figures.channel()
    figures.evidence("2026-03-07 08:00", "2026-03-16 08:00")
    for at in ("2026-02-27 10:00", "2026-03-05 10:00", "2026-03-12 10:00"):
        figures.round(at)
    row = figures.row("cadence", WEEK)
    assert (row["state"], row["reason"]) == ("PROVISIONAL", "comments are held only up to 7 March 2026")


def test_a_channel_is_not_active_before_it_opens_and_after_it_closes(figures):
    figures.channel(active_from="2026-03-02", active_to="2026-03-08")
    figures.evidence("2026-03-16 08:00", "2026-03-16 08:00")
    figures.round("2026-03-04 10:00")
    frame = figures.frame("cadence", since="2026-02-23", until="2026-03-16")
    assert frame["state"].tolist() == ["NOT ACTIVE", "COMPLIANT", "NOT ACTIVE"]
    assert frame["reason"].iloc[2] == "the channel was not active"


def test_of_the_week_in_which_a_channel_closed_only_the_interval_is_asked(figures):
    figures.channel(active_to="2026-03-03")
    figures.evidence("2026-03-16 08:00", "2026-03-16 08:00")
    figures.round("2026-02-20 10:00")
    figures.round("2026-02-27 10:00")
    assert state(figures) == ("NOT ACTIVE", "COMPLIANT", "COMPLIANT")


def test_a_gap_ends_where_the_channel_closes(figures):
    figures.channel(active_to="2026-03-03")
    figures.evidence("2026-03-30 08:00", "2026-03-30 08:00")
    figures.round("2026-02-27 10:00")
    figures.round("2026-03-25 10:00")
    assert state(figures)[1] == "COMPLIANT"


def test_a_round_recorded_late_counts_and_is_marked(watched):
    watched.round("2026-02-27 10:00")
    watched.round("2026-03-05 10:00", late=True)
    watched.round("2026-03-12 10:00")
    row = watched.row("cadence", WEEK)
    assert (row["state"], bool(row["is_late_record"])) == ("COMPLIANT", True)


def test_the_week_over_the_year_end_is_one_week(figures):
    figures.channel()
    figures.evidence("2027-01-18 08:00", "2027-01-18 08:00")
    for at in ("2026-12-25 10:00", "2027-01-01 10:00", "2027-01-08 10:00"):
        figures.round(at)
    row = figures.row("cadence", "2026-W53")
    assert (str(row["week_start"].date()), row["rounds"], row["state"]) == ("2026-12-28", 1, "COMPLIANT")


def test_the_cadence_is_the_policys(watched):
    watched.db.execute("update local_choice set value = 3 where id = 'cadence_every_days'")
    for at in ("2026-02-27 10:00", "2026-03-02 10:00", "2026-03-05 10:00", "2026-03-08 10:00", "2026-03-11 10:00"):
        watched.round(at)
    assert state(watched)[2] == "COMPLIANT"
    watched.db.execute("update local_choice set value = 2 where id = 'cadence_every_days'")
    assert state(watched)[2] == "BREACH"


@pytest.mark.parametrize("what", ["delete from publication", "delete from local_choice"])
def test_without_a_zone_or_a_cadence_nothing_is_compliant(watched, what):
    for at in ("2026-02-27 10:00", "2026-03-05 10:00", "2026-03-12 10:00"):
        watched.round(at)
    watched.db.execute(what)
    assert state(watched)[2] != "COMPLIANT"


@pytest.mark.parametrize("session", ["America/Los_Angeles", "Pacific/Auckland"])
def test_the_sessions_zone_changes_nothing(watched, session):
    for at in ("2026-02-27 10:00", "2026-03-02 00:10", "2026-03-08 23:50"):
        watched.round(at)
    before = watched.row("cadence", WEEK)
    watched.db.execute(f"set timezone = '{session}'")
    after = watched.row("cadence", WEEK)
    names = ["state_a", "state_b", "state", "rounds", "gap_since", "gap_until", "reason", "flag"]
    assert after[names].tolist() == before[names].tolist()
    assert after["rounds"] == 2


def test_the_rate_keeps_what_is_not_evidenced_and_leaves_out_what_is_provisional(figures):
    figures.channel(active_from="2026-02-09")
    figures.evidence("2026-03-16 08:00", "2026-03-04 10:00")
    for at in ("2026-02-12 10:00", "2026-02-17 10:00", "2026-02-26 10:00", "2026-03-04 10:00"):
        figures.round(at)
    states = figures.frame("cadence", since="2026-02-02", until="2026-03-23", now="2026-03-17 09:00")["state"].tolist()
    assert states == ["NOT ACTIVE", "COMPLIANT", "COMPLIANT", "BREACH", "COMPLIANT", "NOT EVIDENCED", "PROVISIONAL"]
    row = figures.frame("cadence_rate", since="2026-02-02", until="2026-03-23", now="2026-03-17 09:00").iloc[0]
    assert (row["numerator"], row["denominator"], row["value"]) == (3, 5, 0.6)
    assert (row["in_breach"], row["not_evidenced"], row["provisional"], row["not_active"]) == (1, 1, 1, 1)
    assert (round(row["low"], 3), round(row["high"], 3)) == (0.231, 0.882)


def test_the_rate_of_all_channels_stands_beside_each(watched):
    watched.channel("x")
    for at in ("2026-02-27 10:00", "2026-03-05 10:00", "2026-03-12 10:00"):
        watched.round(at)
    frame = watched.frame("cadence_rate", WEEK)
    assert frame[["channel", "numerator", "denominator"]].values.tolist() == [
        ["facebook", 1, 1],
        ["x", 0, 1],
        ["all channels", 1, 2],
    ]
    assert frame["flag"].tolist() == ["COMPLETE", "MISSING", "MISSING"]


def test_a_week_that_no_windowed_export_covers_is_not_evidenced_whatever_the_log_says(figures):
    figures.channel()
    figures.evidence("2026-03-16 08:00", "2026-03-16 08:00")
    for day in ("2026-02-27", "2026-03-05", "2026-03-12"):
        figures.round(f"{day} 10:00")
    for captured, since in (("2026-03-02", "2026-02-23"), ("2026-03-16", "2026-03-09")):
        figures.add("export", channel="facebook", kind="comments", captured_on=captured, covers_since=since)
    row = figures.row("cadence", WEEK)
    assert row["state"] == "NOT EVIDENCED"
    assert row["reason"] == "1 round, but no export of comments covers the week"
    figures.add("export", channel="facebook", kind="comments", captured_on="2026-03-09", covers_since="2026-03-02")
    assert figures.row("cadence", WEEK)["state"] == "COMPLIANT"
