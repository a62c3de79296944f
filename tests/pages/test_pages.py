"""Every page, drawn with twelve weeks, with next to nothing and with nothing at all."""

from __future__ import annotations

import base64
import json
import re

import numpy
import pytest
from streamlit.testing.v1 import AppTest

from pages import all_pages
from pages.moderation import removals
from pages.parts.status import STATES
from pipelines.metrics import all_metrics
from tests.pages import story
from tests.pages.desks import desk_of

NAMES = [p.name for p in all_pages()]


def show(name, published, window, role="ceo", ledger=None):
    from pages import all_pages
    from pages.parts import frame
    from tests.pages.desks import desk_of

    page = next(p for p in all_pages() if p.name == name)
    frame.show(page, desk_of(published, window, role, ledger=ledger))


def draw(name, kind="full", window=None, role="ceo", ledger=None, **address):
    told = story.Story(kind) if isinstance(kind, str) else kind
    asked = (name, told, window or story.window(), role, ledger)
    app = AppTest.from_function(show, args=asked, default_timeout=180)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def text(app):
    """All that a reader of the page meets."""
    found = []
    for kind in ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "success", "text"):
        found += [str(element.value) for element in getattr(app, kind)]
    found += [element.proto.body for element in app.get("html")]
    found += [str(t.value.to_dict("list")) for t in app.table]
    return "\n".join(found)


@pytest.mark.parametrize("kind", ["full", "tiny", "empty"])
@pytest.mark.parametrize("name", NAMES)
def test_page_is_drawn_whatever_the_data(name, kind):
    app = draw(name, kind)
    assert not app.exception, [e.value for e in app.exception]
    assert len(app.title) == 1
    assert "no model: only patterns are in force" in text(app)
    assert "week of Monday 2 March 2026" in text(app)


def test_the_week_says_what_is_not_met_and_leads_to_the_rows():
    shown = text(draw("this_week"))
    assert (
        "Not compliant: Facebook was not moderated for 9 days. Nothing shows whether Instagram was. Website and X were."
        in shown
    )
    assert "No export of comments yet from Instagram" in shown
    assert "Facebook was not moderated for 9 days</span>" in shown
    assert 'aria-label="Facebook, week of 2 March 2026: breach"' in shown
    assert 'href="rounds?week=2026-W10&amp;channel=facebook"' in shown
    assert 'href="comments?week=2026-W10&amp;state=open"' in shown
    assert shown.count('class="ww-tile"') == 5
    assert "Sample data." in shown


def test_a_round_that_passed_over_a_cry_for_help_does_not_answer_it():
    shown = text(draw("this_week"))
    assert "Safeguarding concern, Website" in shown
    assert "seen in a round, no decision recorded" in shown
    assert "more safeguarding concerns without a decision" in shown


def test_one_channel_alone_is_judged_alone():
    shown = text(draw("this_week", window=story.window(channel="x")))
    assert "Compliant: X was moderated at least weekly." in shown
    assert "Facebook" not in shown
    assert 'href="rounds?week=2026-W10&amp;channel=x"' in shown


def test_the_week_without_data_claims_nothing():
    shown = text(draw("this_week", "empty"))
    assert "Not evidenced: nothing shows whether Website, Facebook, X and Instagram were moderated." in shown
    assert "Compliant" not in shown
    assert "? not evidenced: no comment is known" in shown
    assert "0 hours" not in shown
    assert "Sample data." not in shown


def test_rounds_name_who_and_what_was_late():
    shown = text(draw("rounds", window=story.window(12)))
    assert "were written down later than the local choice allows" in shown
    assert "no round for 9 days" in shown
    assert "<td>office</td>" in shown


def test_removals_show_what_is_visible_still():
    shown = text(draw("removals", window=story.window(12)))
    assert "Recorded and confirmed" in shown
    assert "Personal attack" in shown
    assert "95% interval" in shown
    assert "never added up" in shown


def test_a_written_reason_is_read_by_those_who_see_text_and_by_nobody_else():
    told = story.Story()
    told.db.execute("update removal set principle = null")
    told.db.execute("update action set principle = null, reason = 'Names our Zebulon'")
    assert "Names our Zebulon" in text(draw("removals", told, story.window(12)))
    why = set(removals._removals(desk_of(told, story.window(12), "analyst"))["why"])
    assert "written in the register" in why
    assert "Names our Zebulon" not in why


def test_charts_stand_with_the_same_figures_as_a_table_and_a_sentence():
    app = draw("reach", window=story.window(12, "x"))
    chart = app.get("plotly_chart")[0].proto
    drawn = json.loads(chart.spec or chart.figure.spec)["data"][0]["y"]
    drawn = (
        drawn if isinstance(drawn, list) else list(numpy.frombuffer(base64.b64decode(drawn["bdata"]), drawn["dtype"]))
    )
    table = app.table[0].value
    assert [float(v.replace(",", "")) for v in table.iloc[:, 1]] == [float(v) for v in drawn]
    assert len(table) == 12
    assert "X, Impressions" in text(app)


def test_categories_say_what_patterns_cannot_see():
    shown = text(draw("categories", window=story.window(12)))
    assert "Only patterns are in force" in shown
    assert "Nothing found never means nothing there" in shown
    assert 'href="comments?since=2025-12-15&amp;until=2026-03-09&amp;category=safeguarding"' in shown


def test_comments_that_say_nearly_the_same_are_told_and_can_be_opened():
    told = story.Story()
    keys = told.comments("select item_key from comment where week_start = '2026-03-02' limit 3")["item_key"]
    for key in keys:
        told.db.execute("insert into alike values (?, '2026-03-02', ?, 3, 2)", [key, keys[0]])
    told.db.execute(
        "insert into wave select '2026-03-02', ?, 3, 2, ['facebook'], min(posted_at), max(posted_at), 1 from comment "
        "where item_key in (select item_key from alike)", [keys[0]],
    )  # fmt: skip
    shown = text(draw("categories", told))
    assert "Comments that say nearly the same" in shown
    assert f'href="comments?week=2026-W10&amp;wave={keys[0]}"' in shown
    opened = text(draw("comments", told, wave=str(keys[0])))
    assert "3 comments that say nearly the same, of which these are 1 to 3." in opened
    assert "One of 3 comments of its week that say nearly the same." in opened


def test_text_from_outside_stays_letters():
    shown = text(draw("comments", window=story.window(12), q="01632"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>" not in shown.replace("&lt;script&gt;", "")
    assert "<mark>01632 960123<small>Confidential or personal details</small></mark>" in shown


def test_distressing_text_is_not_sent_before_it_is_asked_for():
    app = draw("comments", window=story.window(12), category="safeguarding")
    assert "visit 1" not in text(app)
    assert "It stays hidden until you ask for it" in text(app)
    app.button[1].click().run()
    assert text(app).count("visit 1") == 1


def test_search_filters_pages_and_single_comments():
    app = draw("comments", window=story.window(12))
    first = text(app)
    assert "of which these are 1 to 25." in first
    next(b for b in app.button if b.label == "Next page").click().run()
    assert "of which these are 26 to 50." in text(app)
    next(b for b in app.button if b.label == "Previous page").click().run()
    assert "of which these are 1 to 25." in text(app)
    assert "3 comments, of which" in text(draw("comments", state="open"))
    assert "No comment fits these filters" in text(draw("comments", q="'; drop table comment; --"))
    assert "No comment has this address any more" in text(draw("comments", item="nothing"))


def test_a_filter_that_nobody_knows_filters_nothing():
    assert "22 comments" in text(draw("comments", category="<b>", state="' or 1=1", status="?"))


def test_history_holds_sources_revisions_and_actions():
    app = draw("comments", window=story.window(12), state="taken_down")
    next(b for b in app.button if b.label == "History").click().run()
    shown = text(app)
    assert "Found in: sample layout." in shown
    assert "Personal attack" in shown
    assert "Only this text has been seen." in shown


def test_imports_show_files_refusals_and_rejects_on_demand():
    app = draw("imports")
    shown = text(app)
    assert "website-0.csv" in shown
    assert "No layout claims this file" in shown
    assert "? rows rejected (1)" in shown
    assert "✕ no export" in shown
    assert "one name was repaired" in shown
    assert shown.count("hidden comments") == 1
    assert "no date in the row" not in shown
    app.selectbox[0].select_index(0).run()
    assert "no date in the row" in text(app)
    assert "[x](http://example.org)" in text(app)


def test_definitions_hold_every_metric_state_and_choice():
    shown = text(draw("definitions"))
    for metric in all_metrics().values():
        assert metric.title in shown
    for state in STATES.values():
        assert state.means in shown
    assert "Local choice" in shown
    assert "First review within days" in shown


def test_a_known_mistake_is_told_in_words():
    broken = AppTest.from_function(fail).run()
    assert broken.error[0].value == "**The file is busy.** Nothing was lost. Try again in a minute."
    assert not broken.exception


def fail():
    from pages.parts import frame
    from pipelines.errors import WarehouseBusy

    frame.problem(WarehouseBusy("data", "the file is busy", "Try again in a minute"))


def test_evidence_is_warned_of_before_it_expires():
    shown = text(draw("this_week"))
    assert "Export Website (wordpress wxr) by 11 March: after 30 days nobody can show the trash" in shown
    assert "Export X (x archive) by 16 February" in shown
    assert "simple history" not in shown
    listed = text(draw("imports"))
    assert "11 March 2026" in listed
    assert "overdue since 16 February 2026" in listed
    assert "never loaded" in listed


def test_what_the_platform_counts_is_set_against_what_is_held_and_called_no_removal():
    shown = text(draw("imports"))
    assert "9 of 12" in shown
    assert "It is no removal." in shown


def test_an_absence_of_unknown_cause_is_graded_and_not_counted_as_taken_down():
    shown = text(draw("removals", window=story.window(12)))
    assert "Absent, cause unknown: 2" in shown
    assert "never counted as taken down by us" in shown


def test_moderation_that_only_a_log_shows_stands_beside_the_rounds():
    shown = text(draw("rounds"))
    assert "Moderation found in logs" in shown
    assert "it never stands for a round" in shown


def test_history_says_which_line_of_which_file_proves_what():
    app = draw("comments", "full", story.window(12), state="taken_down")
    shown = text(next(b for b in app.button if b.label == "History").click().run())
    table = shown[shown.index("What each file says of this comment") :].split("</table>")[0]
    assert "website-0.csv" in table
    assert re.search(r">7<.*it was there: visible", table)
    assert re.search(r">9<.*action: hide, \d+ \w+ 20\d\d, \d\d:\d\d", table)


def test_a_log_is_asked_for_by_its_name_and_of_a_closed_channel_nothing_is():
    told = story.Story("full")
    told.db.execute("update expiring set last_captured = '2026-02-10', take_by = '2026-03-12' where is_log")
    told.db.execute("update channel set active_to = '2026-03-01' where channel = 'x'")
    # A period of its own: what is drawn is kept by publication and period.
    app = AppTest.from_function(show, args=("this_week", told, story.window(3)), default_timeout=30).run()
    assert "Export the moderation log of Website (simple history) by 12 March" in text(app)
    assert "x archive" not in text(app)
    listed = text(AppTest.from_function(show, args=("imports", told, story.window()), default_timeout=30).run())
    assert "12 March 2026" in listed
    assert "x archive" not in listed


def test_removals_of_comments_that_no_export_holds_are_told_beside_the_others():
    shown = text(draw("removals"))
    assert "2 removals done in this period and on record of comments that no export holds" in shown


def test_visits_that_the_website_counts_stand_beside_link_clicks_and_what_is_not_listed_is_no_zero():
    told = story.Story()
    for came_from, value in (("facebook", 1234), ("direct", 90), ("linkedin", 3)):
        told.db.execute(
            "insert into visit_source values (?, ?, 'sessions', null, '2026-03-02', '2026-03-08', null, ?)",
            ["website", came_from, value],
        )
    for page, value in (("/tell-us/", 1200), ("/<b>", 34)):
        told.db.execute(
            "insert into visit_source values ('website', 'facebook', 'sessions', null, '2026-02-09', '2026-03-08', "
            "?, ?)",
            [page, value],
        )
    shown = text(draw("reach", told))
    assert "the two are never added up" in shown
    assert "<td>Facebook</td><td>9 February to 8 March 2026</td><td>1,200</td>" in shown
    assert '<th scope="row">/&lt;b&gt;</th>' in shown
    cells = re.search(r"Where visits came from.*?</tbody>", shown, re.DOTALL)[0]
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td>([^<]+)</td>', cells))
    assert rows == {
        "Facebook": "1,234", "X": "not listed", "Instagram": "not listed", "LinkedIn": "3", "Not told (direct)": "90",
    }  # fmt: skip
    alone = text(draw("reach", told, story.window(channel="facebook")))
    cells = re.search(r"Where visits came from.*?</tbody>", alone, re.DOTALL)[0]
    assert re.findall(r'<th scope="row">([^<]+)</th>', cells) == ["Facebook"]


def test_without_exports_reach_claims_nothing():
    shown = text(draw("reach", "empty"))
    assert "Not evidenced: no export of this period says where visits to the website came from." in shown
    assert "Not evidenced: no export of this period says how often links in our posts were opened." in shown
    assert "<td>0</td>" not in shown
