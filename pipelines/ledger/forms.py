"""Whether an event handed in has the form of its kind; times become instants in UTC, all else stays as it was."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from pipelines.as_json import plain
from pipelines.errors import MalformedEvent
from pipelines.events import DECISIONS
from pipelines.ledger.kinds import COMMON, KINDS, SEALED
from pipelines.policy import Policy

HARM_TARGETS = ("organisation", "employee", "partner", "service_user", "other_public")
CHOICES = {
    "decision": DECISIONS, "harm_target": HARM_TARGETS, "direction": ("inbound", "outbound"),
    "answer": ("agreed", "changed", "refused", "none"), "source_type": ("own_initiative", "notice"),
    "decision_ground": ("rules", "law"), "verdict": ("confirmed", "dismissed"), "moderation": ("before", "after"),
    "sent_by": ("email", "post", "telephone", "message", "in_person"),
}  # fmt: skip
MOMENTS = ("at", "started_at", "covered_since", "covered_through", "acted_at", "since", "until")
DAYS = ("content_date", "application_date", "end_date", "last_changed")
COUNTS = ("items_seen", "population", "count", "size", "rows")
FLAGS = ("has_contact", "attested_empty", "automated_detection", "is_blind", "is_expiry")
LISTS = ("items", "files", "detectors", "can", "holders", "unexpected", "missing")
NUMBERS = ("scores", "thresholds")
MAX_TEXT = 40_000
_WORD = re.compile(r"[^\s\x00-\x1f]{1,200}")
_PERSON = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


def formed(given: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    """The event with an id and its times as UTC; texts are still in it.

    Raises:
        MalformedEvent: it is none of its kind.
    """
    kind = given.get("kind")
    if kind not in KINDS:
        raise _malformed("kind", f'"{kind}" is no kind of event', f"Use one of: {', '.join(KINDS)}")
    wanted = KINDS[kind]
    event = {name: value for name, value in given.items() if value is not None and value != ""}
    if unknown := sorted(event.keys() - wanted.fields - COMMON):
        known = ", ".join(sorted(wanted.fields | COMMON))
        raise _malformed(kind, f'"{unknown[0]}" is no field of it', f"Known are: {known}")
    needed = wanted.needs.split() + (["refers_to"] if wanted.follows and kind not in _LOOSE else [])
    for name in ("at", *needed):
        if name not in event:
            raise _malformed(kind, f'"{name}" is missing', f'Give "{name}"')
    event.setdefault("id", str(uuid4()))
    checks = _checks(policy)
    return {name: _value(kind, name, value, checks) for name, value in event.items()}


_LOOSE = ("round_completed", "sample_drawn", "second_review", "removal_confirmed", "still_visible")  # may stand alone


def _value(kind: str, name: str, value: Any, checks: Mapping[str, Callable[[Any], str | None]]) -> Any:
    if name in (*MOMENTS, *DAYS):
        return _moment(kind, name, value)
    if name in SEALED:
        wrong = None if isinstance(value, str) and len(value) <= MAX_TEXT and _is_text(value) else "is no text"
    else:
        wrong = checks.get(name, _is_word)(value)
    if wrong:
        raise _malformed(kind, f'"{name}" {wrong}', f'Mend "{name}"')
    return value


def _checks(policy: Policy) -> dict[str, Callable[[Any], str | None]]:
    one_of: dict[str, tuple[str, ...] | list[str]] = {
        **CHOICES, "channel": [c.id for c in policy.channels], "role_id": [r.id for r in policy.roles],
        "principle": [p.id for p in policy.principles],
    }  # fmt: skip
    return {
        **{name: _one_of(values) for name, values in one_of.items()},
        **dict.fromkeys(COUNTS, _is_count), **dict.fromkeys(FLAGS, _is_flag), **dict.fromkeys(LISTS, _is_list),
        **dict.fromkeys(NUMBERS, _is_scores), **dict.fromkeys(("person", "line_manager", "actor"), _is_person),
        "share": _is_number, "seed": _is_count,
    }  # fmt: skip


def _one_of(values: tuple[str, ...] | list[str]) -> Callable[[Any], str | None]:
    return lambda value: None if value in values else f"is none of: {', '.join(values)}"


def _is_count(value: Any) -> str | None:
    return None if type(value) is int and 0 <= value < 2**53 else "is no whole number from 0"


def _is_flag(value: Any) -> str | None:
    return None if type(value) is bool else "is neither true nor false"


def _is_number(value: Any) -> str | None:
    return None if type(value) in (int, float) and math.isfinite(value) else "is no number"


def _is_word(value: Any) -> str | None:
    return (
        None if isinstance(value, str) and _WORD.fullmatch(value) and _is_text(value) else "is no word without spaces"
    )


def _is_person(value: Any) -> str | None:
    is_key = isinstance(value, str) and _PERSON.fullmatch(value)
    return None if is_key else "is no key of a person: small letters, digits and . _ - up to 64"


def _is_list(value: Any) -> str | None:
    return None if isinstance(value, list) and not any(map(_is_word, value)) else "is no list of words without spaces"


def _is_scores(value: Any) -> str | None:
    is_right = isinstance(value, dict) and not any(_is_word(k) or _is_number(v) for k, v in value.items())
    return None if is_right else "is no table of numbers"


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _moment(kind: str, name: str, value: Any) -> str:
    """An instant in UTC, or a day where the field may be one."""
    try:
        if isinstance(value, str) and len(value) == 10 and name not in MOMENTS[:5]:
            return date.fromisoformat(value).isoformat()
        read = datetime.fromisoformat(value)
        if read.tzinfo and name not in DAYS:
            return str(plain(read.astimezone(UTC)))
    except (ValueError, TypeError, OverflowError):
        pass
    wanted = "a day such as 2026-03-02" if name in DAYS else "an instant such as 2026-03-02T09:00:00Z"
    raise _malformed(kind, f'"{name}" is not {wanted}', "Write it so, with its zone")


def _malformed(where: str, what: str, do: str) -> MalformedEvent:
    return MalformedEvent(f"event {where}" if where in KINDS else "event", what, do)
