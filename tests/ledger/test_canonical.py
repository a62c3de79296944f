"""Events are written as RFC 8785 says, and what JSON cannot hold is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import MalformedEvent
from pipelines.ledger.canonical import canonical

_numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15)  # larger whole floats read back as integers
_values = st.recursive(
    st.none() | st.booleans() | _numbers | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8,
)  # fmt: skip


def test_the_example_of_the_standard() -> None:
    given = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical(given).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_names_are_ordered_by_their_utf_16_units() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    order = list(json.loads(canonical(dict.fromkeys(names, 0))))
    assert order == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@given(st.dictionaries(st.text(max_size=5), _values, max_size=4))
def test_it_reads_back_and_order_does_not_matter(event: dict[str, object]) -> None:
    try:
        data = canonical(event)
    except MalformedEvent:
        return  # a lone surrogate, which is no text
    assert canonical(dict(reversed(list(event.items())))) == data
    assert canonical(json.loads(data)) == data


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60, object(), "\ud800"])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(MalformedEvent):
        canonical({"x": value})


def test_an_endless_event_is_refused() -> None:
    with pytest.raises(MalformedEvent, match="bytes"):
        canonical({"x": "y" * 70_000})
