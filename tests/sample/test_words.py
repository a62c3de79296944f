import re
from collections import Counter

from pipelines.sample import people, words
from pipelines.sample.chance import dice


def test_there_are_enough_comments_written_by_hand():
    labels = Counter(s.label for s in words.said())
    assert len({s.text for s in words.said()}) == len(words.said()) == 753
    assert labels == {
        "ordinary": 532, "abuse": 55, "safeguarding": 30, "off_topic": 30, "advertising": 25, "confidential": 21,
        "political": 21, "malicious_link": 18, "defamation": 13, "illegal": 8,
    }  # fmt: skip
    assert len(words.posts()) == 66
    assert sum(len(r) for r in words.replies().values()) == 31


def test_comments_run_from_one_word_to_paragraphs(world):
    lengths = [len(i.text.split()) for i in world.items]
    assert min(lengths) == 0
    assert max(lengths) > 600
    assert sum(n > 40 for n in lengths) > 40


def test_hardly_any_comment_repeats_another(world):
    texts = Counter(i.text for i in world.items if i.author)
    assert sum(texts.values()) == 2000
    assert len(texts) >= 1985


def test_every_gap_is_filled(world):
    assert [i.text for i in world.items if "{" in i.text] == []


def test_nobody_has_a_telephone_that_rings():
    chance = dice("telephones")
    allowed = re.compile(r"^(01632 960\d{3}|07700 900\d{3}|020 7946 0\d{3}|07700900\d{3})$")
    assert all(allowed.match(people.phone(chance)) for _ in range(500))


def test_nhs_numbers_are_of_the_test_range_and_check():
    chance = dice("numbers")
    for _ in range(300):
        digits = [int(d) for d in people.nhs_number(chance).replace(" ", "")]
        assert digits[:3] == [9, 9, 9]
        assert sum(d * (10 - i) for i, d in enumerate(digits)) % 11 == 0


def test_comments_on_x_fit_there(world):
    assert max(len(i.text) for i in world.on("x")) <= 280


def test_links_go_to_domains_kept_for_examples(world):
    hosts = {h for i in world.items for h in re.findall(r"https?://([^/\s?]+)", i.text)}
    assert hosts
    assert [h for h in hosts if not re.search(r"(^|\.)example\.(com|org|net)$", h)] == []


def test_no_two_people_share_a_name():
    everybody = people.population()
    assert len({p.name for p in everybody}) == len({p.handle for p in everybody}) == len(everybody) > 4000
