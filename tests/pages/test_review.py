"""The review queue: what comes first, what a click records, and that nothing is lost or recorded twice."""

from __future__ import annotations

from datetime import timedelta

from tests.pages import story
from tests.pages.office import press, take_down
from tests.pages.test_pages import text


def test_the_riskiest_comes_first_and_safeguarding_ahead_of_all(office):
    office.comment("Buy my oil today", category="advertising", score=0.99)
    office.comment("You are all idiots", category="abuse", score=0.8)
    cry = office.comment("I cannot go on", category="safeguarding", score=0.6)
    office.comment("Lovely nurses")
    app = office.tab()
    assert "4 comments left**, of which 3 with something found" in text(app)
    assert "It stays hidden until you ask for it" in text(app)
    assert "I cannot go on" not in text(app)
    app.toggle[0].set_value(True).run()
    assert "I cannot go on" in text(app)
    app = press(app, "Safeguarding")
    assert office.verbs() == {cry: "safeguarding"}
    assert "You are all idiots" in text(app)


def test_one_click_is_one_decision_with_all_that_was_seen(office):
    item = office.comment("Buy my oil today", category="advertising")
    app = press(office.tab(), "Leave up (A)")
    (event,) = office.events()
    assert (event["item"], event["decision"], event["actor"], event["role"]) == (
        item, "leave_up", "office-manager", "office_manager",
    )  # fmt: skip
    assert event["scores"] == {"advertising": 0.9}
    assert event["revision"] == office.ledger.revision("Buy my oil today")
    assert "text" not in event
    assert "Nothing waits to be read." in text(app)


def test_a_removal_says_why_and_the_record_refuses_one_that_does_not(office):
    item = office.comment("Sister Jones is a cow", category="abuse")
    app = take_down(office.tab(), principle=None)
    assert "Say which principle it breaks, whom it harms, and why." in text(app)
    assert office.events() == []
    app = take_down(app)
    (event,) = office.events()
    assert (event["decision"], event["principle"], event["harm_target"]) == ("remove", "S8-5", "employee")
    assert office.ledger.opened(event)["reason"] == "Calls a nurse names"
    assert office.ledger.opened(event)["text"] == "Sister Jones is a cow"
    assert "Now do it on the platform (1)" in text(app)
    app = press(app, "It is gone")
    assert office.ledger.item(item).visibility["kind"] == "removal_confirmed"
    assert "Now do it" not in text(app)


def test_comments_that_say_nearly_the_same_are_decided_together_one_event_each(office):
    items = [office.comment(f"Sign the petition now {n}", category="political") for n in range(3)]
    office.comment("Vote for me", category="political", score=0.7)
    office.wave(*items)
    app = office.tab()
    assert "Sign the petition now 2" in text(app)
    app = press(app, "Leave up all 3 (A)")
    assert office.verbs() == dict.fromkeys(items, "leave_up")
    assert "Vote for me" in text(app)
    app = press(app, "Undo (U)")
    assert [e["kind"] for e in office.events("undo")] == ["undo"] * 3
    assert len(office.ledger.states()) == 3
    app = press(app, "Wrong flag (F)")
    assert {e["category"] for e in office.events("wrong_flag")} == {"political"}


def test_a_flag_is_called_wrong_by_one_click_that_also_decides(office):
    item = office.comment("This kills me, so funny", category="safeguarding")
    press(office.tab(), "Wrong flag (F)")
    assert office.verbs() == {item: "leave_up"}
    (event,) = office.events("wrong_flag")
    assert (event["item"], event["category"]) == (item, "safeguarding")


def test_where_several_were_found_each_that_is_wrong_is_named_and_goes_with_the_decision(office):
    item = office.comment("Vote for my oil, you idiots", category="advertising",
                          categories=["advertising", "political", "off_topic"])  # fmt: skip
    app = office.tab()
    assert not [b for b in app.button if b.label.startswith("Wrong flag")]
    app = app.button_group[-1].select("political").run()
    assert office.events("decision", "wrong_flag") == []
    app = take_down(app)
    assert office.verbs() == {item: "remove"}
    assert [e["category"] for e in office.events("wrong_flag")] == ["political"]
    app = press(app, "Undo (U)")
    assert len(office.events("undo")) == 2
    app = app.button_group[-1].select("advertising").select("off_topic").run()
    press(app, "Leave up (A)")
    assert [e["category"] for e in office.events("wrong_flag")] == ["political", "advertising", "off_topic"]


def test_of_comments_decided_together_a_wrong_flag_is_recorded_where_it_was_found_alone(office):
    oil = office.comment("Buy my oil 1", category="advertising")
    vote = office.comment("Buy my oil 2", category="advertising", categories=["advertising", "political"])
    office.wave(oil, vote)
    app = office.tab()
    app = app.button_group[-1].select("political").run()
    press(app, "Leave up all 2 (A)")
    assert [(e["item"], e["category"]) for e in office.events("wrong_flag")] == [(vote, "political")]


def test_what_is_edited_while_it_is_open_is_shown_again_and_no_decision_is_made_on_old_words(office):
    item = office.comment("Lovely", category="abuse")
    app = office.tab()
    app.toggle[0].set_value(True).run()
    assert "Lovely" in text(app)
    office.edit(item, "You are all thieves")
    app = press(app, "Leave up (A)")
    assert office.events() == []
    assert "edited since they were shown" in text(app)
    assert "You are all thieves" in text(app)
    app = press(app, "Leave up (A)")
    assert office.events()[0]["revision"] == office.ledger.revision("You are all thieves")
    office.edit(item, "You are all thieves and liars")
    app = app.run()
    assert "1 comment left" in text(app)
    assert "You are all thieves and liars" in text(app)


def test_of_two_moderators_the_second_is_told_and_nothing_is_doubled(office):
    item = office.comment("You fools", category="abuse")
    next_one = office.comment("Buy oil", category="advertising")
    one, two = office.tab(), office.tab(role="ceo")
    press(one, "Leave up (A)")
    two = press(two, "Doubt (Q)")
    assert [e["actor"] for e in office.events()] == ["office-manager"]
    assert "since it was shown" in text(two)
    assert "Buy oil" in text(two)
    assert office.verbs() == {item: "leave_up"}
    press(two, "Leave up (A)")
    assert office.verbs()[next_one] == "leave_up"


def test_a_click_that_arrives_twice_is_one_event(office):
    from pages.parts import acts
    from pages.parts.thread import told
    from tests.pages.desks import desk_of

    item = office.comment("Hello")
    desk = desk_of(office.told, story.window(), "office_manager", ledger=office.ledger)
    (one,) = told(desk, [item], {})
    act = acts.Act("leave_up", (acts.show(office.ledger, one, 0),))
    first = acts.decide(desk, office.ledger, act, {item: one})
    office.now += timedelta(seconds=3)
    assert acts.decide(desk, office.ledger, act, {item: one}) == first
    assert len(office.events()) == 1


def test_a_tab_that_is_closed_loses_nothing_and_another_takes_up_where_it_was(office):
    for n in range(3):
        office.comment(f"Buy oil {n}", category="advertising", score=0.9 - n / 10)
    press(press(office.tab(), "Leave up (A)"), "Leave up (A)")
    app = office.tab()
    assert "1 comment left" in text(app)
    assert "Buy oil 2" in text(app)


def test_a_doubt_waits_for_whom_it_is_put_to_and_leaves_the_queue(office):
    item = office.comment("Is this libel?", category="defamation")
    app = office.tab()
    next(t for t in app.text_input if t.label.startswith("A line")).set_value("Names Dr Eaves")
    press(app, "Doubt (Q)")
    assert "Nothing waits to be read." in text(office.tab())
    mine = text(office.tab("needs_you", "ceo"))
    assert "Doubts put to you (1)" in mine
    assert "Names Dr Eaves" in mine
    assert f"review?week=2026-W10&amp;item={item}" in mine
    assert "Raised by you, with others (1)" in text(office.tab("needs_you"))
    assert "Doubt, Facebook, with the CEO" in text(office.tab("this_week", "chair"))
    refused = press(office.tab("review", item=item), "Leave up (A)")
    assert "A doubt about it is with" in text(refused)
    answered = press(office.tab("review", "ceo", item=item), "Leave up (A)")
    assert "You, 11 March 2026, 08:00: left up." in text(answered)
    assert "Nothing waits for you." in text(office.tab("needs_you", "ceo"))


def test_a_concern_goes_to_the_line_manager_step_by_step_by_the_shortest_clock(office):
    office.comment("I cannot go on", category="safeguarding")
    press(office.tab(), "Safeguarding (S)")
    office.now += timedelta(hours=5)
    app = office.tab("needs_you", "ceo")
    assert "✕</span> late" in text(app)
    assert "5 hours ago; it is with you" in text(app)
    assert [b.label for b in office.tab("needs_you", "chair").button if b.label == "Acknowledge"] == []
    app = press(app, "Acknowledge")
    app = press(app, "Refer")
    assert "Nothing was recorded. Fill in every line first." in text(app)
    next(t for t in app.text_input if t.label == "Referred to").set_value("Adult social care")
    next(t for t in app.text_input if t.label == "Their reference").set_value("ASC-77")
    app = press(app, "Refer")
    assert "Adult social care, reference ASC-77" in text(app)
    next(t for t in app.text_input if t.label.startswith("Why")).set_value("They have taken it over")
    app = press(app, "Close")
    assert "Nothing waits for you." in text(app)
    kinds = [e["kind"] for e in office.ledger.events() if e["kind"].startswith("safeguarding")]
    assert kinds == ["safeguarding_acknowledged", "safeguarding_referred", "safeguarding_closed"]


def test_a_board_member_reports_a_concern_and_sees_no_text_of_others(office):
    office.comment("I cannot go on", category="safeguarding")
    press(office.tab(), "Safeguarding (S)")
    app = office.tab("needs_you", "board_it")
    assert "I cannot go on" not in text(app)
    app.text_area[0].set_value("A child was named at the meeting")
    app = press(app, "Report it to your line manager")
    assert "Reported. It is with" in text(app)
    (event,) = office.events("safeguarding_reported")
    assert event["actor"] == "board-it"


def test_who_sees_no_people_is_told_roles_and_only_of_what_is_theirs(office):
    office.ledger.record({"kind": "person_added", "at": "2026-03-01T09:00:00Z", "actor": "ceo", "person": "ada",
                          "name": "Ada Quill", "logins": "ada"})  # fmt: skip
    office.ledger.record({"kind": "role_given", "at": "2026-03-01T09:00:00Z", "actor": "ceo", "person": "ada",
                          "role_id": "chair", "since": "2026-03-01"})  # fmt: skip
    office.comment("I cannot go on", category="safeguarding")
    press(office.tab(), "Safeguarding (S)")
    assert "Safeguarding concern, Facebook" in text(office.tab("this_week", "chair"))
    assert "Safeguarding concern" not in text(office.tab("this_week", "analyst"))
    for role in ("board", "board_it", "analyst"):
        for page in ("this_week", "needs_you"):
            assert "Ada Quill" not in text(office.tab(page, role))
    office.ledger.record({"kind": "absence_set", "at": "2026-03-01T09:00:00Z", "actor": "ceo", "person": "ceo",
                          "since": "2026-03-01"})  # fmt: skip
    office.comment("Is this libel?", category="defamation")
    press(office.tab(), "Doubt (Q)")
    assert "Ada Quill" in text(office.tab("needs_you"))


def test_that_somebody_read_a_comment_stops_nobody_from_deciding_on_it(office):
    item = office.comment("Buy oil", category="advertising")
    app = office.tab("review", item=item)
    office.ledger.note("read_logged", subject="comments", actor="ceo", item=item, rows=1)
    press(app, "Leave up (A)")
    assert office.verbs() == {item: "leave_up"}
    assert "Nothing waits to be read." in text(office.tab())
