"""How often posts were seen and used: numbers that grow with a post's age, the same whoever asks."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from pipelines.sample.chance import dice

if TYPE_CHECKING:
    from datetime import datetime

    from pipelines.sample.world import OwnPost, World

AUDIENCE = {"website": 180, "facebook": 1450, "x": 620, "instagram": 540}


def views(post: OwnPost, at: datetime) -> int:
    """On-screen appearances up to a moment: quick at first, then ever slower."""
    age = max((at - post.at).total_seconds() / 86400, 0.0)
    share = 1 - math.exp(-age / 2.2)
    wobble = 0.7 + 0.6 * dice("views", post.id).random()
    return int(AUDIENCE[post.channel] * (0.4 + post.pull) * share * wobble)


def reach(post: OwnPost, at: datetime) -> int:
    """People who saw it, as the platform estimates."""
    return int(views(post, at) * 0.74)


def share_of(post: OwnPost, at: datetime, what: str, portion: float) -> int:
    """Some kind of use, as about this portion of the views."""
    return int(views(post, at) * portion * (0.6 + 0.8 * dice(what, post.id).random()))


def comments(world: World, at: datetime) -> Counter[str]:
    """How many comments each post had, the organisation's own included, by the post's id."""
    return Counter(i.post.id for i in world.items if i.there(at))
