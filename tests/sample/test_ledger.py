"""The invented weeks leave a ledger: the rules take all of it, and it is proved."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipelines.errors import BadInput
from pipelines.ledger import Ledger, waiting
from pipelines.ledger.story import record_story
from pipelines.ledger.verify import verify
from pipelines.policy import load_policy
from pipelines.sample import ledger_story

POLICY = load_policy(Path(__file__).parents[2] / "policy.toml")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    data = tmp_path_factory.mktemp("sample")
    record_story(data, POLICY, ledger_story(comments=400))
    with Ledger(data, POLICY) as found:
        yield found


def test_it_tells_of_everything_that_a_ledger_knows(ledger):
    kinds = Counter(event["kind"] for event in ledger.events())
    wanted = (
        "decision doubt_answered round_started round_completed sample_drawn second_review still_visible attestation "
        "rewording_proposed rewording_sent safeguarding_acknowledged safeguarding_referred safeguarding_closed "
        "absence_set acknowledgement access_list_compared checkpoint_made"
    )
    assert set(wanted.split()) <= kinds.keys()
    assert kinds["round_completed"] == kinds["round_started"] > 50
    assert any(event["items_seen"] == 0 and event["attested_empty"] for event in ledger.events("round_completed"))
    assert verify(ledger.store).is_sound


def test_something_waits_for_somebody(ledger):
    assert len(waiting.doubts(ledger)) == 1
    assert [w.steps[-1]["kind"] for w in waiting.rewordings(ledger)] == ["rewording_sent"]
    assert not waiting.rounds_begun(ledger)
    (outside,) = waiting.exceptions(ledger)
    assert (outside["actor"], "S8-14" in outside["exceptions"]) == ("board-it", True)


def test_rounds_are_written_down_when_they_were(ledger):
    late = [e for e in ledger.events("round_completed") if e["recorded_at"][:10] > e["at"][:10]]
    assert {(e["channel"], e["recorded_at"][:10]) for e in late} == {("instagram", "2026-03-20")}


def test_the_same_sample_is_the_same_story_and_is_recorded_once(ledger):
    assert [w.event for w in ledger_story(comments=400)] == [w.event for w in ledger_story(comments=400)]
    size = ledger.store.size()
    assert record_story(ledger.store.data, POLICY, ledger_story(comments=400)) == size


def test_it_does_not_mix_with_a_ledger_of_real_events(tmp_path):
    with Ledger(tmp_path, POLICY) as real:
        real.note("read_logged", subject="comments")
    with pytest.raises(BadInput, match="no sample"):
        record_story(tmp_path, POLICY, ledger_story(weeks=1, comments=20))


@pytest.mark.parametrize(("weeks", "comments", "seed"), [(1, 30, 3), (3, 300, 8), (12, 100, 1)])
def test_any_size_can_be_recorded(tmp_path, weeks, comments, seed):
    assert record_story(tmp_path, POLICY, ledger_story(weeks=weeks, comments=comments, seed=seed)) > 40
