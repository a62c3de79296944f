"""UK spelling: American spellings named, slips shown in place, names and other people's words left alone."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.classify import Classifier
from pipelines.classify.dates import days_named
from pipelines.classify.spelling import Speller

SPELLER = Speller(["Oakham", "Healthwatch"])


def found(text: str) -> list[tuple[str, str, str]]:
    return [(one.word, one.kind, one.meant) for one in SPELLER.mistakes(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Our organization opens a new center.", [("organization", "american", "organisation"),
                                                  ("center", "american", "centre")]),
        ("The organisation’s colour programme", []),
        ("Please recieve your letter", [("recieve", "slip", "receive")]),
        ("Recieve your letter", [("Recieve", "slip", "receive")]),
        ("Meet Cllr Okonjo in Oakham with Siobhan", []),
        ("See you in Oakam", [("Oakam", "slip", "Oakham")]),
        ("One carer wrote: “Im at my whits end, nobdy rings”", []),
        ("Write to recieve@example.org or see exampel.co.uk/organization #Organization @Center", []),
        ("NHS GPs and A&E, RSV at 10am", []),
        ("dementia-friendly café, pre-assessment, signposting", []),
        ("xqzvv", [("xqzvv", "unknown", "")]),
    ],
)  # fmt: skip
def test_what_is_a_mistake_and_what_was_meant(text, wanted):
    assert found(text) == wanted


def test_the_score_marks_the_word_in_its_place():
    text = "Come and see our new center."
    (one,) = Classifier().score([text], direction="outbound")
    assert one.scores["spelling"] == 0.75
    assert [text[s.start : s.end] for s in one.spans if s.category == "spelling"] == ["center"]


def test_a_word_of_the_organisation_is_another_version_and_no_mistake():
    plain, ours = Classifier(), Classifier(own_words=["Zyblic"])
    assert plain.version != ours.version
    assert not ours.score(["Ask for zyblic"], direction="outbound")[0].scores["spelling"]


def test_words_of_the_public_are_not_spell_checked():
    (one,) = Classifier().score(["Our organization recieve nothing"])
    assert "spelling" not in one.scores


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("closes on Friday", ["2026-03-06"]),
        ("on Wednesday 4 March and 12 March 2026", ["2026-03-04", "2026-03-12"]),
        ("by 3rd of January", ["2027-01-03"]),
        ("on 01/04/26 or 31/02/2026", ["2026-04-01"]),
        ("tomorrow, and every Friday", ["2026-03-04"]),
        ("next Tuesday", ["2026-03-10"]),
        ("open Monday to Friday", ["2026-03-06"]),
        ("on Mondays", []),
        ("10 mg twice a day", []),
    ],
)
def test_days_that_a_post_names(text, wanted):
    assert [f"{day}" for day in days_named(text, date(2026, 3, 3))] == wanted
