"""Cries for help, and signs that somebody is being hurt or left without care."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.classify.contacts import Allowed
from pipelines.classify.phrases import load_rules
from pipelines.classify.text import Hit, View

RULES = load_rules("safeguarding", "signs", "hints")


def concerns(view: View, allowed: Allowed) -> Iterator[Hit]:
    """Signs of self-harm, abuse, neglect and danger."""
    del allowed
    return RULES.find(view)
