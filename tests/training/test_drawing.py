"""What an epoch shows the net: nothing of ours is left out, and threads make nobody off topic."""

from __future__ import annotations

from dataclasses import replace

from pipelines.training.drawing import Plan, drawn, ordinary_of
from pipelines.training.examples import Example
from pipelines.training.labels import POSITION, targets

OFF_TOPIC = POSITION["off_topic"]


def example(text: str, *labels: str, parent: str | None = None, source: str = "inbound/a1") -> Example:
    wanted, asked = targets(list(labels), source.partition("/")[0])
    return Example(text, source, text, wanted, asked, labels=labels, parent=parent)


POSTS = [example(f"post {n}", source="outbound/o1") for n in range(3)]
PLAN = replace(Plan(), disguise=0.0)


def test_every_example_of_ours_is_shown_once_and_so_many_of_each_public_source():
    public = [example(f"{source} {n}", source=source) for source in ("a/x", "b/y") for n in range(9)]
    shown = [d.text for d in drawn(POSTS, public, 4, PLAN, seed=1)]
    assert sorted(t for t in shown if t.startswith("post")) == ["post 0", "post 1", "post 2"]
    assert [sum(t.startswith(source) for t in shown) for source in ("a/x", "b/y")] == [4, 4]


def test_of_what_patients_write_as_much_is_shown_as_is_asked_for():
    public = [example(f"{source} {n}", source=source) for source in ("a/x", "patient_feedback/y") for n in range(9)]
    shown = [d.text for d in drawn(POSTS, public, 2, PLAN, seed=1, ordinary=7)]
    assert [sum(t.startswith(source) for t in shown) for source in ("a/x", "patient_feedback/y")] == [2, 7]
    ordinary = ordinary_of(public, replace(PLAN, ordinary_beside=5))
    assert [e.source for e in ordinary] == ["patient_feedback/y"] * 5


def test_a_comment_of_no_thread_is_lent_a_post_of_ours_and_keeps_its_labels():
    lent = drawn([*POSTS, example("the ward was kind")], [], 0, replace(PLAN, parent_lent=1.0), seed=1)
    (comment,) = [d for d in lent if d.text == "the ward was kind"]
    assert comment.parent in {"post 0", "post 1", "post 2"}
    assert (comment.wanted[OFF_TOPIC], comment.asked[OFF_TOPIC]) == (0, 1)
    assert all(d.parent is None for d in lent if d is not comment)


def test_who_loses_the_parent_is_not_asked_what_only_the_thread_tells():
    held = example("anyone know when the tip opens?", "off_topic", parent="Dentists: tell us")
    (shown,) = drawn([held], [], 0, replace(PLAN, parent_dropped=1.0), seed=1)
    assert (shown.parent, shown.asked[OFF_TOPIC]) == (None, 0)
    (kept,) = drawn([held], [], 0, replace(PLAN, parent_dropped=0.0), seed=1)
    assert (kept.parent, kept.wanted[OFF_TOPIC], kept.asked[OFF_TOPIC]) == ("Dentists: tell us", 1, 1)
