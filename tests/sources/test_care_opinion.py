"""Care Opinion's stories: times without a zone, unpublished stories, and answers."""

import json
from datetime import UTC, datetime

import pytest

from pipelines.errors import DamagedIds, Unrecognised
from pipelines.records import Comment, Reject
from pipelines.sources import Reading, read, recognise
from tests.sources.helpers import export_of, singly

STORY = {
    "id": 900001, "title": "Long wait", "body": "Synthetic story text", "dateOfSubmission": "2025-08-04T09:33:20.123",
    "dateOfPublication": "2025-08-06T10:00:00", "criticality": 3, "progress": "response", "authorRole": "a relative",
    "tags": [], "links": [],
}  # fmt: skip
ANSWER = {"id": 77, "body": "Thank you", "dateOfSubmission": "2025-08-07T08:00:00", "organisation": {"name": "HW Ex"}}
TAKEN = "answers are taken for the organisation's own: neither file nor policy says otherwise"


@pytest.fixture
def load(tmp_path):
    def load(content, reading=None):
        text = content if isinstance(content, str) else json.dumps(content)
        export = export_of(tmp_path, text, "opinions.json", reading)
        return singly(list(read(export))), export.finished()

    return load


def test_a_story_is_read_whole(load):
    found, file = load([STORY])
    assert found == [
        Comment(
            line=1, platform="care_opinion", id="900001", posted_at=None, posted_at_raw="2025-08-04T09:33:20.123",
            posted_local=datetime(2025, 8, 4, 9, 33, 20, 123000), zone="unknown",
            text="Long wait\nSynthetic story text", status="visible", status_raw="response",
            link="https://www.careopinion.org.uk/900001", kind="review",
        )
    ]  # fmt: skip
    assert file.layout == "care opinion"


def test_a_zone_is_assumed_only_where_the_policy_says_so(load):
    (found,), _ = load([STORY], Reading(assumed={"care opinion": "Europe/London"}))
    assert found.posted_at == datetime(2025, 8, 4, 8, 33, 20, 123000, tzinfo=UTC)
    assert found.zone == "assumed Europe/London"


@pytest.mark.parametrize("published", [None, ""])
def test_a_story_without_publication_is_not_said_to_be_visible(load, published):
    (found,), _ = load([STORY | {"dateOfPublication": published}])
    assert found.status == "unknown"


def test_an_answer_with_words_is_a_comment_of_our_own(load):
    found, file = load([STORY | {"responses": [ANSWER, {"id": 78, "body": " "}, 7]}])
    answer = found[1]
    assert (answer.id, answer.parent_id, answer.text, answer.is_own) == ("77", "900001", "Thank you", True)
    assert (answer.posted_local, answer.kind) == (datetime(2025, 8, 7, 8), "reply")
    assert file.counts["rows"] == 2
    assert TAKEN in file.notes


@pytest.mark.parametrize(("account", "is_own"), [("HW Ex", True), ("Another Trust", False)])
def test_the_policy_decides_whose_an_answer_is(load, account, is_own):
    found, file = load([STORY | {"responses": [ANSWER]}], Reading(own={"care_opinion": [account]}))
    assert found[1].is_own is is_own
    assert TAKEN not in file.notes


def test_pages_and_a_single_story_are_read_and_repetitions_merged(load):
    other = STORY | {"id": 900002}
    assert [c.id for c in load(STORY)[0]] == ["900001"]
    found, file = load(json.dumps([STORY]) + "\n" + json.dumps([STORY, other]))
    assert [c.id for c in found] == ["900001", "900002"]
    assert file.counts["merged"] == 1


def test_what_is_no_story_is_a_reject_and_shows_no_words(load):
    found, _ = load([STORY, "broken", {"body": "secret words", "id": 1}, {"title": "t", "body": "secret words"}])
    assert [type(r) for r in found] == [Comment, Reject, Comment, Reject]
    assert found[3].raw == '{"value": ["body", "title"]}'


def test_a_rounded_id_refuses_the_file(load):
    with pytest.raises(DamagedIds):
        load([STORY | {"id": 9e5}])


def test_other_lists_with_titles_are_not_claimed(tmp_path):
    with pytest.raises(Unrecognised):
        recognise(export_of(tmp_path, json.dumps([{"title": "t", "body": "b", "date": "x"}]), "a.json"))
