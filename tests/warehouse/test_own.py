"""Own posts and answers: scored as such and with what they answer, checked by rules, without words in the figures."""

from __future__ import annotations

from pipelines.classify import Classifier
from pipelines.records import Post
from pipelines.warehouse import Warehouse
from pipelines.warehouse.build import publish
from pipelines.warehouse.erase import erase, find, leftovers, rewrite
from pipelines.warehouse.events import last_taken, take_events
from pipelines.warehouse.own import store_facts, unscored
from pipelines.warehouse.published import Published
from pipelines.warehouse.scores import store_scores
from tests.ledger.conftest import Desk as Ledger
from tests.warehouse.conftest import POLICY, Desk, at, comment

CLASSIFIER = Classifier(own_contacts=POLICY.organisation.own_contacts, own_words=POLICY.organisation.words)


def post(id: str, published: str, text: str, platform: str = "facebook", **more):
    return Post(
        line=1, platform=platform, id=id, published_at=at(published), published_at_raw=published, zone="in file",
        text=text, **more,
    )  # fmt: skip


def published(desk: Desk) -> Published:
    """Scored by the patterns, then published."""
    version = CLASSIFIER.version
    with Warehouse(desk.data, POLICY) as warehouse:
        for batch in unscored(warehouse, version):
            scored = CLASSIFIER.score([one.text for one in batch], [one.parent for one in batch], "outbound")
            store_facts(warehouse, version, {one.key: CLASSIFIER.facts(one.text, one.on) for one in batch})
            store_scores(warehouse, version, {one.key: s for one, s in zip(batch, scored, strict=True)})
        publish(warehouse, version, "patterns", {})
    return Published(desk.data)


def checks(found: Published) -> set[tuple[str, str, str]]:
    frame = found.comments("select t.id, c.category, c.state from post_check c join own_text t using (post_key)")
    return set(frame.itertuples(index=False, name=None))


ASKED = comment("c1", "2026-03-02T09:00", "Can anyone tell me how to book a dentist?", post_id="p1")
POST = post("p1", "2026-03-02T08:00", "Our survey on dentists is open. Tell us how it went.")


def answer(id: str, when: str, text: str, parent: str | None = "c1"):
    return comment(id, when, text, post_id="p1", parent_id=parent, is_own=True, kind="reply")


def test_an_answer_to_a_question_wants_our_address_and_is_no_conversation(desk):
    desk.load(
        "2026-03-09", POST, ASKED, answer("r1", "2026-03-02T10:30", "Not as far as we know."),
        answer("r2", "2026-03-02T11:00", "Please write to info@healthwatchrutland.co.uk."),
    )  # fmt: skip
    found = published(desk)
    assert checks(found) == {
        ("r1", "conversation", "proposed"), ("r1", "no_signpost", "proposed"), ("r2", "thread", "proposed"),
    }  # fmt: skip
    (row,) = found.figures("select is_signposted, minutes_to_signpost from question").itertuples(index=False)
    assert tuple(row) == (True, 120)
    assert found.figures("select sum(questions) as n from question_day")["n"].iloc[0] == 1


def test_the_same_words_are_judged_by_what_they_answer(desk):
    thanks = "Thank you for telling us."
    told = comment("c2", "2026-03-02T09:10", "The nurses were kind.", post_id="p1")
    desk.load("2026-03-09", POST, ASKED, told, answer("r1", "2026-03-02T10:00", thanks),
              answer("r2", "2026-03-02T10:05", thanks, "c2"))  # fmt: skip
    found = published(desk)
    scores = found.comments(
        "select t.id, s.score from own_score s join own_text t using (post_key) where category = 'conversation' "
        "order by t.id"
    )
    assert scores["score"].tolist() == [0.7, 0.4]


def test_an_answer_is_scored_again_once_what_it_answers_is_known(desk):
    desk.load("2026-03-09", POST, answer("r1", "2026-03-02T10:00", "Try ringing them."))
    assert checks(published(desk)) == set()
    desk.load("2026-03-10", ASKED)
    assert ("r1", "no_signpost", "proposed") in checks(published(desk))
    assert ("r1", "conversation", "proposed") in checks(published(desk))


def test_what_a_post_says_is_told_without_its_words(desk):
    desk.load(
        "2026-03-09",
        post("p1", "2026-03-02T08:00", "Our organization has a survey that closes on Friday: https://www.nhs.uk/survey"),
        post("p2", "2026-03-02T09:00", "Read this at https://example.org/a and share the petition."),
        post("p3", "2026-03-02T10:00", "A petition by residents. We do not campaign: healthwatchrutland.co.uk/news"),
        post("p4", "2026-03-02T11:00", "At yesterday's private meeting with the surgery it was agreed to move."),
    )  # fmt: skip
    found = published(desk)
    assert checks(found) == {
        ("p1", "spelling", "proposed"), ("p2", "unlisted_source", "proposed"), ("p2", "no_disclaimer", "proposed"),
        ("p2", "campaign", "proposed"), ("p4", "private_meeting", "proposed"), ("p4", "confidential", "proposed"),
    }  # fmt: skip
    ours = found.comments("select o.* from own_post o join own_text t using (post_key) where t.id = 'p1'").iloc[0]
    assert (ours["misspelled"], ours["american"], str(ours["last_day"])[:10]) == (1, 1, "2026-03-06")
    sources = found.figures("select host, class from post_source order by host")
    assert list(sources.itertuples(index=False, name=None)) == [
        ("example.org", "unlisted"), ("healthwatchrutland.co.uk", "own"), ("nhs.uk", "national"),
    ]  # fmt: skip


def test_loading_twice_scores_nothing_twice(desk):
    desk.load("2026-03-09", POST, ASKED, answer("r1", "2026-03-02T10:30", "Not as far as we know."))
    before = checks(published(desk))
    with Warehouse(desk.data, POLICY) as warehouse:
        assert list(unscored(warehouse, CLASSIFIER.version)) == []
    assert checks(published(desk)) == before


def test_erasing_an_answer_or_what_it_answers_changes_no_finding_and_keeps_no_word(desk):
    secret = "Not as far as Zorblatt knows."
    referred = "Zorblatt, write to info@healthwatchrutland.co.uk after the board meeting."
    desk.load(
        "2026-03-09", POST, ASKED, answer("r1", "2026-03-02T10:30", secret), answer("r2", "2026-03-02T11:30", referred)
    )
    before = checks(published(desk))
    assert before
    with Warehouse(desk.data, POLICY) as warehouse:
        for item in ("r1", "r2", "c1"):
            erase(warehouse, find(warehouse, item, None))
        publish(warehouse, CLASSIFIER.version, "patterns", {})
        rewrite(warehouse)
    found = published(desk)
    assert checks(found) == before
    asked = found.figures("select is_signposted, minutes_to_signpost from question")
    assert list(asked.itertuples(index=False, name=None)) == [(True, 150)]
    texts = found.comments("select text, answers from own_text where id = 'r1'").iloc[0]
    assert texts["text"].startswith("[erased ")
    assert not leftovers(desk.data, ["Zorblatt"])


def test_what_was_said_of_a_post_counts_no_more_once_its_words_changed(desk, tmp_path):
    ledger = Ledger(tmp_path / "ledger", time="2026-03-12T09:00:00Z")
    said = {"channel": "facebook", "item": "p9", "category": "out_of_date", "actor": "office-manager"}
    desk.load("2026-03-09", post("p9", "2026-03-02T08:00", "Our forum is on Friday."))

    def states():
        with Warehouse(desk.data, POLICY) as warehouse:
            take_events(warehouse, ledger.arrow(last_taken(warehouse)), ledger.store.size())
            publish(warehouse, "none", "patterns", {}, revision=ledger.revision)
        return list(
            Published(desk.data).figures("select state from post_check where category = 'out_of_date'")["state"]
        )

    ledger.add("post_checked", verdict="confirmed", text="Our forum is on Friday.", **said)
    assert states() == ["confirmed"]
    desk.load("2026-03-10", post("p9", "2026-03-02T08:00", "Our forum was on Friday."))
    assert states() == []
    ledger.add("post_checked", verdict="dismissed", text="Our forum was on Friday.", **said)
    assert states() == ["dismissed"]
