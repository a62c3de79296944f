"""The two regimes: the website rewords with consent or declines; social media takes down, and looks if it is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pages.parts import takedowns
from tests.pages import story
from tests.pages.office import POLICY, press, take_down
from tests.pages.test_pages import text


def begin(office, words="Dr Eaves is useless but the ward was clean"):
    item = office.comment(words, "website", "defamation", status="pending")
    app = press(office.tab(), "Reword (W)")
    app.text_area[0].set_value("The ward was clean")
    return item, press(app, "Reword, and ask its author")


def test_a_comment_is_reworded_with_consent_step_by_step_and_published_as_agreed(office):
    item, app = begin(office)
    assert "Nothing waits to be read." in text(app)
    app = press(office.tab("rewording"), "Sent")
    app.radio[0].set_value("changed")
    app.text_area[0].set_value("The ward was very clean")
    app = press(app, "Record the answer")
    app = press(app, "Approve these words")
    assert "No rewording is open" in text(app)
    kinds = [e["kind"] for e in office.ledger.events() if e["kind"].startswith("rewording")]
    assert kinds == ["rewording_proposed", "rewording_sent", "rewording_answered", "rewording_approved"]
    approved = office.ledger.item(item).rewording[-1]
    assert office.ledger.opened(approved)["approved"] == "The ward was very clean"
    assert "no export since" in text(app)
    later = story.NOW + timedelta(days=7)
    for words, told in (("The ward was filthy", "published in other words"), ("The ward was very clean", "✓ None")):
        office.told.db.execute("update comment set text = ?, status = 'visible', last_seen = ?", [words, later])
        assert told in text(office.tab("rewording"))


def test_no_way_to_ask_means_no_rewording(office):
    office.comment("Dr Eaves is useless", "website", "defamation", status="pending")
    app = press(office.tab(), "Reword (W)")
    app.radio[0].set_value("No")
    app = press(app, "Reword, and ask its author")
    assert office.events() == []
    assert "There is no way to ask its author" in text(app)


def test_a_refusal_or_silence_is_declined_and_an_old_one_is_called_late(office):
    begin(office)
    office.now += timedelta(days=15)
    app = office.tab("rewording")
    assert "late: decline it" in text(app)
    assert "Rewording late, Website, with you" in text(office.tab("this_week"))
    app = press(app, "Decline to publish")
    assert "Say why." in text(app)
    next(t for t in app.text_input if t.label.startswith("Why")).set_value("No answer in two weeks")
    app = press(app, "Decline to publish")
    assert "No rewording is open" in text(app)


def test_what_waits_to_appear_is_approved_by_who_read_it_and_never_in_bulk(office):
    held = [office.comment(f"Thank you {n}", "website", status="pending") for n in range(3)]
    app = office.tab()
    assert "Thank you 2" in text(app)
    press(app, "Approve all 3 (A)")
    assert office.verbs() == dict.fromkeys(held, "approve")


def test_a_takedown_waits_on_removals_until_somebody_sees_it_gone_or_an_export_does(office):
    item = office.comment("You cow", category="abuse", link="https://www.facebook.com/p?comment_id=1")
    take_down(office.tab())
    app = office.tab("removals")
    assert "To be done, or to be confirmed (1)" in text(app)
    assert "not confirmed yet" in text(app)
    assert app.get("link_button")[0].proto.url == "https://www.facebook.com/p?comment_id=1"
    app = press(app, "Still visible")
    assert "still visible" in text(app)
    office.now += timedelta(hours=30)
    assert "the local choice allows 24 hours" in text(office.tab("removals"))
    next(t for t in app.text_input).set_value("folder 3, picture 7")
    app = press(app, "It is gone")
    assert "To be done" not in text(app)
    seen = office.ledger.item(item).visibility
    assert office.ledger.opened(seen)["evidence"] == "folder 3, picture 7"


@pytest.mark.parametrize(
    ("link", "platform_id", "shown"),
    [
        ("https://www.facebook.com/a/posts/1?comment_id=2", "2", "https://www.facebook.com/a/posts/1?comment_id=2"),
        ("https://facebook.com.evil.example/1", "2", ""),
        ("https://facebook.com@evil.example/1", "2", ""),
        ("javascript:alert(1)", "2", ""),
        ("http://facebook.com/1", "2", ""),
        (None, "2", ""),
    ],
)
def test_a_link_from_an_export_leads_to_its_platform_or_nowhere(link, platform_id, shown):
    channel = next(c for c in POLICY.channels if c.id == "facebook")
    assert takedowns.address(channel, link, platform_id) == shown


def test_where_an_export_gives_no_link_the_place_is_known_all_the_same():
    channels = {c.id: c for c in POLICY.channels}
    assert takedowns.address(channels["x"], None, "77") == "https://x.com/i/status/77"
    wanted = "https://healthwatchrutland.co.uk/wp-admin/comment.php?action=editcomment&c=12"
    assert takedowns.address(channels["website"], None, "12") == wanted
