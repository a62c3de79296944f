"""What the model reads: tricks of letters undone, and every place known in the original."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.classify.model_text import ModelText


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I want to k1ll mys3lf", "i want to kill myself"),
        ("f u c k off", "fuck off"),
        ("d.i.e now", "die now"),
        ("you stup!d c0w", "you stupid cow"),
        ("sooooo good!!!!!", "soo good!!"),
        ("а\u200bbc dіe", "abc die"),
        ("<p>hi <b>there</b></p>", " hi  there  "),
        ("ring bob@mail.org or 07700 900123 LE15 6AB", "ring bob@mail.org or 07700 900123 le15 6ab"),
        ("COVID19 jab at 10am", "covid19 jab at 10am"),
        ("\U0001f52a at the ready", " hocho  at the ready"),
    ],
)
def test_tricks_are_undone_and_what_is_meant_stays(written, read):
    assert ModelText(written).text == read


def test_a_stretch_of_what_is_read_is_found_in_the_original():
    written = "please d.i.e now"
    read = ModelText(written)
    start = read.text.index("die")
    first, last = read.place(start, start + 3)
    assert written[first:last] == "d.i.e"


def test_a_text_may_be_left_as_it_stands():
    assert ModelText("K1ll <b>", fold=False).text == "K1ll <b>"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=80))
def test_every_place_lies_in_the_original(written):
    read = ModelText(written)
    for start in range(len(read.text)):
        first, last = read.place(start, start + 1)
        assert 0 <= first < last <= len(written)
