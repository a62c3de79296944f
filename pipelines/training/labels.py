"""The labels that the model learns, in the order of its outputs, and how an example's labels fill them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from pipelines.classify import INBOUND, OUTBOUND

KINDS = {
    "safeguarding": ("self_harm", "abuse", "neglect", "domestic_abuse", "exploitation", "unsafe_care", "at_risk"),
    "abuse": ("attack", "threat", "discrimination", "lewd", "profanity"),
    "confidential": ("own_personal_data", "another_personal_data", "another_health", "internal", "credentials"),
}
# A sub-kind that says something about a text and nothing against it.
MILD = {"abuse.profanity"}
OF_POSTS = "outbound."

INBOUND_LABELS = tuple(
    label for category in INBOUND for label in (category, *(f"{category}.{k}" for k in KINDS.get(category, ())))
)
OUTBOUND_LABELS = tuple(OF_POSTS + category for category in OUTBOUND)
LABELS = INBOUND_LABELS + OUTBOUND_LABELS
POSITION = {label: number for number, label in enumerate(LABELS)}

Row = npt.NDArray[np.float32]


def targets(labels: Iterable[str], direction: str) -> tuple[Row, Row]:
    """What each output should say of a wholly labelled example, and which outputs are asked: two rows of len(LABELS).

    Raises:
        KeyError: a label that there is not.
    """
    wanted, asked = np.zeros(len(LABELS), np.float32), np.zeros(len(LABELS), np.float32)
    own = OUTBOUND_LABELS if direction == "outbound" else INBOUND_LABELS
    asked[[POSITION[label] for label in own]] = 1
    for label in labels:
        name = OF_POSTS + label if direction == "outbound" else label
        wanted[POSITION[name]] = 1
        if direction == "inbound" and label not in MILD:
            wanted[POSITION[label.partition(".")[0]]] = 1
    return wanted, asked
