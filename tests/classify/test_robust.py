import re
from re import _parser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.classify import (
    INBOUND,
    Classifier,
    Span,
    addresses,
    contacts,
    digits,
    harm,
    identity,
    links,
    money,
    outbound,
    phones,
    profanity,
    safeguarding,
    thresholded,
    topics,
)
from pipelines.classify.text import View

CLASSIFIER = Classifier(own_contacts=["info@healthwatchmarsh.example.org"])
RULES = [rule for module in (safeguarding, harm, topics, outbound) for rule in module.RULES.rules]
MODULES = (contacts, digits, harm, identity, links, money, phones, profanity, topics, addresses)
PATTERNS = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
}
BITS = [
    "want to die ",
    "07700 900123 ",
    "f u c k",
    "\u200b",
    "\ud800",
    "🙂",
    "שלום ",
    "a@b.co ",
    "http://x.top ",
    "É",
    "ﬁ",
    "0️⃣",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(BITS), st.text(max_size=12)), max_size=12).map("".join))
def test_spans_lie_within_the_text_and_scores_between_nought_and_one(text):
    for direction in ("inbound", "outbound"):
        scored = CLASSIFIER.score([text], direction=direction)[0]
        assert all(0 <= span.start < span.end <= len(text) for span in scored.spans)
        assert all(0 <= score <= 1 for score in scored.scores.values())
        assert scored == CLASSIFIER.score([text], direction=direction)[0]


def widest(items):
    """The most repetitions that a parsed pattern allows anywhere."""
    most = 0
    for name, value in items:
        if str(name) in ("MAX_REPEAT", "MIN_REPEAT"):
            most = max(most, int(value[1]), widest(value[2]))
        elif str(name) == "SUBPATTERN":
            most = max(most, widest(value[3]))
        elif str(name) == "BRANCH":
            most = max([most, *(widest(branch) for branch in value[1])])
        elif str(name) in ("ASSERT", "ASSERT_NOT"):
            most = max(most, widest(value[1]))
    return most


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_that_searches_texts_repeats_without_bound(name):
    if name.endswith(("_ROLE", "_PUBLIC_DOMAIN", "._PUBLIC")):
        pytest.skip("only ever sees one address")
    assert widest(_parser.parse(PATTERNS[name].pattern)) <= 2000


def test_no_phrase_repeats_without_bound():
    assert max(widest(_parser.parse(rule.pattern.pattern)) for rule in RULES) <= 40


@pytest.mark.parametrize(
    "filler", ["a", "0 ", "07700 ", "a.b@", "f u ", "http://", "not been ", "he ", "((", "he hits the "]
)
def test_very_long_texts_are_scored_to_the_end(filler):
    text = (filler * 100_000)[:99_000] + " I want to die, ring 07700 900123"
    scored = CLASSIFIER.score([text])[0]
    assert thresholded(scored.scores, {"safeguarding": 0.5}) == ["safeguarding"]
    assert any(text[s.start : s.end].endswith("to die") for s in scored.spans if s.category == "safeguarding")


def test_every_rule_is_found_by_the_words_it_cannot_do_without():
    texts = [
        "He told me he'd rather be dead",
        "I'll burn the place down",
        "took all my tablets",
        "vote Labour",
        "dm me",
    ]
    for text in texts:
        view = View(text)
        for rule in RULES:
            if rule.pattern.search(view.plain):
                assert rule.stems & view.stems, rule.pattern.pattern


def test_every_inbound_category_is_present_and_nought_for_an_empty_text():
    scored = CLASSIFIER.score([""])[0]
    assert scored.scores == dict.fromkeys(INBOUND, 0.0)
    assert scored.spans == []


def test_why_shows_category_detector_place_and_words():
    text = "É my NHS number is 943 476 5919"
    scored = CLASSIFIER.score([text])[0]
    assert scored.spans == [Span("confidential", "nhs_number", 19, 31)]
    assert scored.why(text) == [
        {"category": "confidential", "detector": "nhs_number", "start": 19, "end": 31, "text": "943 476 5919"}
    ]


def test_flags_are_the_categories_at_or_above_their_threshold():
    scores = {"abuse": 0.5, "illegal": 0.49, "safeguarding": 0.9}
    assert thresholded(scores, {"safeguarding": 0.5, "abuse": 0.5, "illegal": 0.5, "tone": 0.5}) == [
        "safeguarding",
        "abuse",
    ]


def test_what_is_in_force_is_said_in_words():
    assert CLASSIFIER.describe() == "patterns 23; model none"
    assert CLASSIFIER.name == ""
    assert len(CLASSIFIER.version) == 16
