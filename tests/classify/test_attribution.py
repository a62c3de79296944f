"""The words behind a score: what adds most, found by what a graph says of tokens or by leaving words out."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.classify.attribution import Words, left_out
from pipelines.classify.model_text import ModelText
from pipelines.classify.runtime import Encoded
from pipelines.classify.transformer import Transformer
from tests.classify.test_transformer import TINY, opened

TEXT = "the nurse was kind but nobody would miss me if i went tomorrow"


def places(text):
    found, at = [], 0
    for word in text.split(" "):
        found.append((at, at + len(word)))
        at += len(word) + 1
    return found


def added(text, **by_word):
    return np.array([float(by_word.get(word, 0.1)) for word in text.split(" ")])


def words(text, spans):
    return [text[start:end] for start, end in spans]


def test_a_run_of_words_that_add_is_one_phrase_even_where_one_between_adds_little():
    said = added(TEXT, nobody=2, miss=3, me=2, tomorrow=1.5)
    assert words(TEXT, Words(places(TEXT), TEXT).telling(said)) == ["nobody would miss me"]


def test_phrases_apart_are_told_the_strongest_first():
    said = added(TEXT, kind=2.5, miss=3, me=3)
    assert words(TEXT, Words(places(TEXT), TEXT).telling(said)) == ["miss me", "kind"]


def test_where_all_add_the_same_something_is_told_all_the_same():
    assert words("so so", Words(places("so so"), "so so").telling(added("so so"))) == ["so so"]


def test_nothing_is_told_of_signs_alone():
    assert Words([(0, 3)], "!!!").telling(np.array([3.0])) == []


class Counts:
    """A model whose only logit is how many tokens say 7."""

    def run(self, batch):
        return np.array([[float(sum(i == 7 for i in one.ids))] for one in batch]), None


@pytest.mark.parametrize("length", [5, 40, 300])
def test_leaving_out_finds_the_word_in_texts_of_any_length(length):
    ids = [1] * length
    ids[length - 2] = 7
    text = " ".join("w" for _ in ids)
    found = left_out(Counts(), Encoded(ids, [0] * length), places(text), text)
    assert found[length - 2, 0] == 1
    # A long text is left out stretch by stretch.
    assert found.sum() == pytest.approx(-(-length // 32), abs=0.1)


def test_a_graph_that_says_nothing_of_its_tokens_is_asked_by_leaving_words_out():
    (judged,) = opened(TINY).score(["The ward was GRIM, kind of"])
    assert [(r.category, r.start, r.end) for r in judged.reasons if r.category == "safeguarding.self_harm"] == [
        ("safeguarding.self_harm", 13, 17)
    ]


def test_reasons_stand_where_the_original_has_them():
    text = "\u200b<p>The g\u200brim ward</p>"
    model = opened(TINY)
    model.folder.reads_folded = True
    (judged,) = model.score([text])
    (reason,) = [r for r in judged.reasons if r.category == "safeguarding.self_harm"]
    assert "rim" in text[reason.start : reason.end]
    assert ModelText(text).text.strip() == "the grim ward"


def test_a_transformer_keeps_nothing_between_texts():
    model: Transformer = opened(TINY)
    assert model.score(["grim"]) == model.score(["grim"])
