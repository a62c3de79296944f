"""Danger that is told in everyday words, and the same words where nobody is in danger."""

import time

import pytest

from pipelines.classify import INBOUND, thresholded
from pipelines.classify.gates import gate
from pipelines.classify.phrases import Rule, load_rules, spaced
from pipelines.classify.text import View

HALF = dict.fromkeys(INBOUND, 0.5)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (text, kind)
        for kind, texts in {
            "safeguarding.self_harm": """the pills are all counted out on my tray
she keeps texting about ending things
can't keep myself safe this weekend
third attempt on his life and still no bed
he gets so low he has locked himself in the shed
hes not going to be around for my wedding, he says
been stood on the flyover again
the voices say I should hurt the baby
hoping a lorry hits me""",
            "safeguarding.neglect": """grandma was on the bathroom floor all night
bruises down both his legs and nobody can explain them
the home locks them in their rooms after tea
resident begging for a drink while the carers watch telly
the agency nurse stank of vodka
we are told not to record falls in that home
gran had somebody else's tablets again at the care home and collapsed""",
            "safeguarding.abuse": """the boy from next door is always outside hungry and crying
I'm 11 and mum is always drunk
my grandson flinches when his dad comes in
the man tells my daughter it is our little secret""",
            "safeguarding.exploitation": """my niece is 14 and grown men pick her up in cars
the boss keeps their passports and the lads sleep above the takeaway
dealers took over my disabled neighbour's flat
her nephew takes all her pension""",
            "safeguarding.domestic_abuse": """please don't ring the house, he'll kill me if he finds out
my partner won't let me see the nurse on my own
cant talk, hes just got home
he broke the doors again last night when he was drunk and I'm scared""",
            "safeguarding.at_risk": """dad has dementia, walked out of the hospital and no one noticed
my wife left the ward in her nightie at 3am""",
            "safeguarding": """mum was held in restraints
he whips them""",
        }.items()
        for text in texts.split("\n")
    ],
)
def test_danger_in_everyday_words_is_flagged(patterns, text, kind):
    scores = patterns.score([text])[0].scores
    assert scores.get(kind, 0.0) >= 0.5
    assert "safeguarding" in thresholded(scores, HALF)


@pytest.mark.parametrize(
    "text",
    [
        "My husband beats me at dominoes every week",
        "My son hit his head and A&E were quick",
        "The county lines talk at the school was useful",
        "We waited on the floor because every chair was taken",
        "Visitors were not allowed on the ward during covid",
        "Passport photos at the pharmacy cost a fortune",
        "The council moved into our building",
        "My glasses went missing since Tuesday",
        "She threw her arms around me when the results came",
        "CBD cream from Boots did nothing for my knee",
        "Machine in the car park needs shooting",
        "Spastic diplegia clinic has moved",
        "domestic abuse drop-in at the library",
        "I never felt listened to by my nurse",
        "Mr Larch removed my tumour",
        "Nurses were wonderful when Ivy Larch and I had cancer",
        "hearing aid model CX 20 44 12 B",
        "meet you at reception dot on time",
        "I forgot my password for the app again",
    ],
)
def test_the_same_words_without_danger_are_not_flagged(patterns, text):
    assert thresholded(patterns.score([text])[0].scores, HALF) == []


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("fuck this surgery", "abuse"),
        ("arseholes the lot of them", "abuse"),
        ("she wants slapping", "abuse"),
        ("somebody will put a brick through their window", "abuse"),
        ("bloody immigrants", "abuse"),
        ("run by absolute clowns", "abuse"),
        ("Dr Larch at the Marsh practice was stealing tablets", "defamation"),
        ("Cllr Larch took a bribe", "defamation"),
        ("blue badge for sale", "illegal"),
        ("I drove home after six pints", "illegal"),
        ("https://hea1thwatch.example/x", "malicious_link"),
        ("buy three amazon gift cards and send me the codes", "malicious_link"),
        ("get Reform in", "political"),
        ("when does the bin lorry come", "off_topic"),
        ("Private scans from £99 book today", "advertising"),
        ("Ivy Larch has schizophrenia", "confidential"),
        ("flat 3 above the bakery", "confidential"),
        ("my address is Rose Cottage, Church Lane, Marsham", "confidential"),
        ("07700 nine hundred 123", "confidential"),
        ("my app password for the clinic is Marsh2024!", "confidential"),
        ("we live at 4 The Green", "confidential"),
    ],
)
def test_further_categories_are_flagged(patterns, text, category):
    assert category in thresholded(patterns.score([text])[0].scores, HALF)


def test_a_rule_with_company_speaks_only_in_that_company():
    rule = Rule("safeguarding", 0.7, "passports?", near=("boss",))
    assert rule.near_stems == [frozenset({"boss"})]
    assert [bool(n.search("the boss")) for n in rule.near] == [True]


def test_alternatives_outside_brackets_become_rules_of_their_own():
    rules = load_rules("topics").rules
    assert all("|" not in rule.pattern.pattern or "(" in rule.pattern.pattern for rule in rules)


def test_optional_whole_words_do_not_hide_the_word_that_must_follow():
    assert gate(spaced("(?:very )?dehydrated")) == frozenset({"dehy"})


def test_every_rule_that_matches_is_looked_up(patterns):
    texts = [
        "the boss keeps their passports",
        "he broke the doors",
        "can't keep myself safe",
        "he said he'd burn the house down",
    ]
    for text in texts:
        view = View(text)
        for rule in load_rules("safeguarding", "signs", "hints").rules:
            if rule.pattern.search(view.plain):
                assert rule.stems & view.stems, rule.pattern.pattern


def test_a_very_long_text_is_scored_in_good_time(patterns):
    text = "the carers left him on the floor and nobody came because they never do, he said " * 1250
    started = time.process_time()
    patterns.score([text])
    assert time.process_time() - started < 4
