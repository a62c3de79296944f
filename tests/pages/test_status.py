"""States are told by word and shape, in colours that can be read; and the verdict never claims too much."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from pages.parts import chart
from pages.parts.status import BREACH, MET, NOT_APPLICABLE, NOT_EVIDENCED, PROVISIONAL, STATES, contrast, state_of
from pages.parts.verdict import verdict

NAMES = {"website": "Website", "facebook": "Facebook", "x": "X"}


def rows(**states):
    """Channel to state, or to a state with its longest gap in days."""
    parts = {c: s if isinstance(s, tuple) else (s, None) for c, s in states.items()}
    why = "the week is not over"
    rows = [
        {"channel": c, "state": s, "state_b": s, "largest_gap_days": gap, "reason": why}
        for c, (s, gap) in parts.items()
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize("state", STATES.values(), ids=lambda s: s.word)
def test_words_and_shapes_can_be_read(state):
    assert contrast(state.colour, "#FFFFFF") >= 4.5
    assert contrast(state.colour, "#F0F4F5") >= 4.5
    assert state.word in state.html
    assert state.shape in state.html
    assert state.word in state.square


def test_every_state_has_a_shape_and_a_word_of_its_own():
    assert len({s.shape for s in STATES.values()}) == len({s.word for s in STATES.values()}) == 5


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_a_state_that_nobody_knows_is_not_evidenced():
    assert state_of("?") is state_of(None) is NOT_EVIDENCED


def test_theme_and_charts_can_be_read():
    theme = tomllib.loads(Path(".streamlit/config.toml").read_text())["theme"]
    for name in ("textColor", "linkColor", "primaryColor", "grayTextColor", "redTextColor", "greenTextColor"):
        assert contrast(theme[name], theme["backgroundColor"]) >= 4.5, name
        assert contrast(theme[name], theme["secondaryBackgroundColor"]) >= 4.5, name
    assert contrast(theme["borderColor"], theme["backgroundColor"]) >= 3
    assert all(contrast(colour, "#FFFFFF") >= 3 for colour in chart.COLOURS)


def test_texts_of_the_stylesheet_can_be_read():
    css = Path("pages/parts/look.css").read_text()
    pairs = [
        ("#4C6272", "#FFFFFF"),
        ("#212B32", "#FFF3C4"),
        ("#6B3A00", "#FFF3C4"),
        ("#212B32", "#FFDD00"),
        ("#005EB8", "#FFF3C4"),
    ]
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", css))
    for text, ground in pairs:
        assert text in used
        assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("states", "state", "told"), [
    ({"website": "COMPLIANT", "facebook": ("BREACH", 9.4), "x": "COMPLIANT"}, BREACH,
     "Not compliant: Facebook was not moderated for 9 days. Website and X were."),
    ({"website": "COMPLIANT", "facebook": "BREACH", "x": "NOT EVIDENCED"}, BREACH,
     "Not compliant: Facebook was not moderated. Nothing shows whether X was. Website was."),
    ({"website": "COMPLIANT", "facebook": "NOT EVIDENCED"}, NOT_EVIDENCED,
     "Not evidenced: nothing shows whether Facebook was moderated. Website was."),
    ({"website": "COMPLIANT", "facebook": "PROVISIONAL"}, PROVISIONAL,
     "Provisional. Facebook: the week is not over. Website was moderated."),
    ({"website": "COMPLIANT", "facebook": "COMPLIANT", "x": "NOT ACTIVE"}, MET,
     "Compliant: Website and Facebook were moderated at least weekly."),
    ({"x": "NOT ACTIVE"}, NOT_APPLICABLE, "No channel was in use in this week."),
])  # fmt: skip
def test_the_verdict_says_what_is_evidenced(states, state, told):
    assert verdict(rows(**states), NAMES) == (state, told)


@pytest.mark.parametrize("other", ["BREACH", "NOT EVIDENCED", "PROVISIONAL"])
def test_nothing_is_called_compliant_unless_all_of_it_is(other):
    _, told = verdict(rows(website="COMPLIANT", facebook=other), NAMES)
    assert not told.startswith("Compliant")
    assert "Not compliant" in told or "compliant" not in told.lower()
