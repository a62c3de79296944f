"""The round: begun, sampled, completed on every channel, and an empty one attested; 200 comments in few clicks."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from pipelines.ledger import Ledger
from pipelines.metrics import sampling
from tests.pages import story
from tests.pages.office import POLICY, press, take_down
from tests.pages.test_pages import text


def reach(office, *channels):
    """Exports that reach to this morning."""
    k = story.NOW - timedelta(hours=1)
    for channel in channels:
        office.told.db.execute("insert into evidence values (?, ?, ?, ?, ?)",
                               [channel, k, k, k.replace(tzinfo=None), k.replace(tzinfo=None)])  # fmt: skip
    return k


def everything(office, app):
    """Works a queue to its end as somebody would who finds nothing; returns the number of clicks."""
    clicks = 0
    while True:
        keys = [b.label for b in app.button if b.label.endswith("(A)")]
        if not keys:
            return clicks, app
        app, clicks = press(app, keys[0]), clicks + 1


def test_a_round_is_begun_sampled_marked_and_completed_with_what_it_covered(office):
    covered = reach(office, "website", "facebook", "x", "instagram")
    flagged = office.comment("Buy oil", category="advertising")
    rest = [office.comment(f"Thank you {n}") for n in range(30)]
    app = press(office.tab(), "Begin the round on Website, Facebook, X and Instagram")
    assert {e["channel"] for e in office.events("round_started")} == {"website", "facebook", "x", "instagram"}
    app = press(app, "Leave up (A)")
    assert "30 others, nothing found" in text(app)
    app = press(app, "Read the sample (A)")
    (drawn,) = office.events("sample_drawn")
    assert drawn["population"] == 30
    assert drawn["items"] == sampling.draw(rest, drawn["seed"])
    assert len(drawn["items"]) == 10
    _, app = everything(office, app)
    verbs = office.verbs()
    assert {i for i, v in verbs.items() if v == "leave_up"} == {flagged, *drawn["items"]}
    assert {i for i, v in verbs.items() if v == "nothing_wrong"} == set(rest) - set(drawn["items"])
    assert "Nothing waits to be read." in text(app)
    app.checkbox[0].check().run()
    app = press(app, "Complete the round on Website, Facebook, X and Instagram")
    rounds = {e["channel"]: e for e in office.events("round_completed")}
    assert {c: e["items_seen"] for c, e in rounds.items()} == {"website": 0, "facebook": 31, "x": 0, "instagram": 0}
    assert {c for c, e in rounds.items() if e.get("attested_empty")} == {"website", "x", "instagram"}
    assert rounds["facebook"]["covered_through"] == covered.strftime("%Y-%m-%dT%H:%M:%SZ")
    second = office.events("sample_drawn")[-1]
    assert second["population"] == 11
    assert "Completed: 4 rounds." in text(app)


def test_an_empty_channel_is_completed_only_by_somebody_who_says_that_they_looked(office):
    reach(office, "facebook", "x")
    office.comment("Buy oil", category="advertising")
    app = press(office.tab(), "Begin the round")
    app = press(app, "Leave up (A)")
    press(app, "Complete the round on Facebook")
    assert [e["channel"] for e in office.events("round_completed")] == ["facebook"]


def test_a_round_of_a_channel_without_exports_is_not_completed_by_a_guess(office):
    office.comment("Buy oil", category="advertising")
    app = press(press(office.tab(), "Begin the round"), "Leave up (A)")
    app = press(app, "Complete the round on Facebook")
    assert office.events("round_completed") == []
    assert "No export shows how far Facebook can be seen" in text(app)


def test_while_comments_of_a_channel_wait_its_round_is_not_completed(office):
    reach(office, "website", "facebook", "x", "instagram")
    office.comment("Buy oil", category="advertising")
    app = press(office.tab(), "Begin the round")
    app.checkbox[0].check().run()
    press(app, "Complete the round on Website, X and Instagram")
    assert {e["channel"] for e in office.events("round_completed")} == {"website", "x", "instagram"}


def test_two_hundred_comments_take_at_most_sixty_clicks_beyond_the_decisions_that_need_thought(office):
    """An ordinary week as the sample has it: half are found something in, most of it less likely than not."""
    reach(office, "website", "facebook", "x", "instagram")
    channels = itertools.cycle(["facebook", "facebook", "instagram", "x", "website"])
    thought = 0
    for n in range(200):
        found = {0: ("abuse", 0.9), 1: ("safeguarding", 0.7)}.get(n % 25)
        found = found or (("safeguarding", "off_topic", "confidential")[n % 3], 0.2) if n % 2 or n % 25 < 2 else None
        channel = next(channels)
        held = {"status": "pending"} if channel == "website" else {}
        office.comment(f"Words {n}", channel, *(found or ()), **held)
        thought += bool(found and found[1] > 0.5)
    app = press(office.tab(), "Begin the round")
    clicks = 1
    app.toggle[0].set_value(True).run()
    clicks += 1
    done = 0
    for _ in range(6):  # some are taken down: the key, two choices, the reason typed, and the button
        label = next(b.label for b in app.button if b.label.endswith(("(T)", "(D)")))
        app = take_down(app, label)
        clicks, done = clicks + 5, done + 1
    more, app = everything(office, app)
    clicks += more
    assert "Nothing waits to be read." in text(app)
    app = press(app, "Complete the round on Website, Facebook, X and Instagram")
    clicks += 1
    assert len({e["item"] for e in office.events()}) == 200
    assert len(office.events("round_completed")) == 4
    assert clicks - thought <= 60, (clicks, thought)


def test_a_round_is_written_down_by_hand_with_a_number_or_the_word_that_there_was_nothing(office):
    app = office.tab("rounds")
    app = press(app, "Write it down")
    assert "one of the two" in text(app)
    app.number_input[0].set_value(4)
    app = press(app, "Write it down")
    (event,) = office.events("round_completed")
    assert (event["items_seen"], event["channel"], event["actor"]) == (4, "website", "office-manager")
    assert "is written down" in text(app)


def test_what_is_written_down_in_bulk_and_late_stands_out(office):
    for n in range(25):
        office.told.db.execute(
            "insert into comments.event (seq, kind, decision, actor, channel, at_time, recorded_at, day, is_undone) "
            "values (?, 'decision', 'leave_up', 'office-manager', 'x', '2026-03-03 09:00Z', '2026-03-07 15:00Z', "
            "'2026-03-03', false)", [n],
        )  # fmt: skip
    shown = text(office.tab("rounds"))
    assert "Written down in bulk or late" in shown
    assert "25 decisions" in shown
    assert "4 days 6 hours" in shown


KILLED = """
import sys
from pathlib import Path
from pages.parts import rest
from pages.parts.sitting import Sitting
from pages.parts import queue
from tests.pages import story
from tests.pages.desks import desk_of
from tests.pages.office import Office

office = Office(Path(sys.argv[1]))
for n in range(400):
    office.comment(f"Thank you {n}", item_key=f"00000000-0000-4000-8000-{n:012}")
desk = desk_of(office.told, story.window(), "office_manager", ledger=office.ledger)
here = Sitting(queue=queue.load(desk, office.ledger), bulk="00000000-0000-4000-8000-000000000000")
here.marked = [entry.item for entry in here.queue.left()]
print("ready", flush=True)
rest.perform(desk, office.ledger, here)
print("done", flush=True)
"""


@pytest.mark.parametrize("after", [0.0, 0.05, 0.15, 0.4])
def test_a_bulk_that_is_killed_in_the_middle_is_all_there_or_not_at_all_and_is_doubled_by_no_retry(tmp_path, after):
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "ready\n"
        time.sleep(after)
        child.kill()
    with Ledger(tmp_path, POLICY) as ledger:
        assert len(list(ledger.events("decision"))) in (0, 400)
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert again.stdout == "ready\ndone\n"
    with Ledger(tmp_path, POLICY) as ledger:
        items = [e["item"] for e in ledger.events("decision")]
    assert len(items) == len(set(items)) == 400
